//! Whether a text is one statement of MySQL or MariaDB that reads.
//!
//! They take a text apart in ways of their own: `#` begins a comment, `--` only before a blank, a backslash hides the next
//! letter of a quote, some comments are run and others are hints. It holds as long as the connection has no
//! `ANSI_QUOTES`, no `NO_BACKSLASH_ESCAPES` and a character set in which no letter ends with the byte of another one:
//! whoever asks sees to that.

use super::{NotOneRead, READS};

/// What does more than read in a statement that begins to read: it writes a file or a variable, reads a file of the
/// server, or holds a lock for others to wait for.
const MORE: [&str; 8] =
    ["into", "procedure", "load_file", "get_lock", "release_lock", "release_all_locks", "nextval", "setval"];
/// Two words that lock what is read.
const LOCKS: [(&str, &str, &str); 3] =
    [("for", "update", "for update"), ("for", "share", "for share"), ("lock", "in", "lock in share mode")];

/// The statement for MySQL or MariaDB without the semicolon at its end, if it is one and reads.
///
/// ```
/// use throughline_domain::metrics::{NotOneRead, one_read_of_mysql};
/// assert_eq!(one_read_of_mysql("select 'it\\'s;' # one;\n ; "), Ok("select 'it\\'s;' # one;\n "));
/// assert_eq!(one_read_of_mysql("select 1 /*! into outfile '/tmp/x' */"), Err(NotOneRead::Hidden));
/// assert_eq!(one_read_of_mysql("select 1 into @a"), Err(NotOneRead::More("into")));
/// ```
///
/// # Errors
/// If it is empty, several statements, does not begin as one that reads, or has something in it that does more.
pub fn one_read_of_mysql(sql: &str) -> Result<&str, NotOneRead> {
    // One of them ends a comment for the server too, and none of them is seen.
    if sql.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')) {
        return Err(NotOneRead::Unseen);
    }
    let (mut begun, mut end, mut before) = (false, None, String::new());
    let mut at = 0;
    while at < sql.len() {
        let (piece, length) = piece(&sql[at..])?;
        match piece {
            Piece::Semicolon if begun && end.is_none() => end = Some(at),
            Piece::Nothing | Piece::Semicolon => {}
            _ if end.is_some() => return Err(NotOneRead::Several),
            piece => {
                if !begun {
                    begins_to_read(piece)?;
                    begun = true;
                }
                before = reads_on(&before, piece)?;
            }
        }
        at += length;
    }
    if begun { Ok(&sql[..end.unwrap_or(sql.len())]) } else { Err(NotOneRead::Empty) }
}

/// What a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// Space, or a comment.
    Nothing,
    Semicolon,
    /// A word or a number.
    Word(&'a str),
    /// A name in backticks.
    Name(&'a str),
    /// A text in quotes, or a sign.
    Other(char),
}

fn begins_to_read(piece: Piece<'_>) -> Result<(), NotOneRead> {
    match piece {
        Piece::Word(word) if READS.contains(&word.to_lowercase().as_str()) => Ok(()),
        // "(select ...)" reads too.
        Piece::Other('(') => Ok(()),
        Piece::Word(other) => Err(NotOneRead::Writes(other.to_lowercase())),
        Piece::Name(_) => Err(NotOneRead::Writes("`".to_owned())),
        Piece::Other(sign) => Err(NotOneRead::Writes(sign.to_string())),
        Piece::Nothing | Piece::Semicolon => Err(NotOneRead::Empty),
    }
}

/// The word that a piece is, if neither it nor it after the word before does more than read.
fn reads_on(before: &str, piece: Piece<'_>) -> Result<String, NotOneRead> {
    let (Piece::Word(word) | Piece::Name(word)) = piece else { return Ok(String::new()) };
    let word = after_number(word).to_lowercase();
    // A function is called by its name in backticks as well.
    if let Some(more) = MORE.into_iter().find(|more| *more == word) {
        return Err(NotOneRead::More(more));
    }
    if let Some((.., both)) = LOCKS.into_iter().find(|(first, second, _)| *first == before && *second == word) {
        return Err(NotOneRead::More(both));
    }
    Ok(word)
}

/// A word right after a number needs no space: of "1.5into" the second piece is "5into".
fn after_number(word: &str) -> &str {
    let digits = |text: &'_ str| text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let rest = &word[digits(word)..];
    if rest.len() == word.len() {
        return word;
    }
    match rest.strip_prefix(['e', 'E']).map(|power| (digits(power), power)) {
        Some((length @ 1.., power)) => &power[length..],
        _ => rest,
    }
}

/// What a text begins with, and its length in bytes.
fn piece(text: &str) -> Result<(Piece<'_>, usize), NotOneRead> {
    let first = text.chars().next().unwrap_or(' ');
    let until = |from: usize, mark: &str| text.get(from..)?.find(mark).map(|place| from + place + mark.len());
    let line = || Ok((Piece::Nothing, until(1, "\n").unwrap_or(text.len())));
    match text.as_bytes() {
        [b' ' | b'\t' | b'\n' | b'\r', ..] => Ok((Piece::Nothing, 1)),
        [b';', ..] => Ok((Piece::Semicolon, 1)),
        [b'#', ..] | [b'-', b'-'] | [b'-', b'-', b' ' | b'\t' | b'\n' | b'\r', ..] => line(),
        [b'/', b'*', b'!' | b'+', ..] | [b'/', b'*', b'M', b'!', ..] => Err(NotOneRead::Hidden),
        [b'/', b'*', ..] => until(2, "*/").map(|length| (Piece::Nothing, length)).ok_or(NotOneRead::Open("comment")),
        [b'`', ..] => {
            let length = until(1, "`").ok_or(NotOneRead::Open("quoted name"))?;
            Ok((Piece::Name(&text[1..length - 1]), length))
        }
        [b'\'' | b'"', ..] => Ok((Piece::Other(first), quoted(text, first)?)),
        _ if of_a_word(first) => {
            let length = text.find(|letter| !of_a_word(letter)).unwrap_or(text.len());
            Ok((Piece::Word(&text[..length]), length))
        }
        _ => Ok((Piece::Other(first), first.len_utf8())),
    }
}

fn of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$') || !letter.is_ascii()
}

/// The length of a text in quotes. A mark that is written twice begins the next one, which makes no difference here.
fn quoted(text: &str, mark: char) -> Result<usize, NotOneRead> {
    let mut hidden = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if hidden => hidden = false,
            '\\' => hidden = true,
            letter if letter == mark => return Ok(at + letter.len_utf8()),
            _ => {}
        }
    }
    Err(NotOneRead::Open("quoted text"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::tests::READ_EVERYWHERE, *};

    #[test]
    fn one_statement_that_reads_is_taken_whatever_its_quotes_hold() {
        let own = [
            "select 'a;b', \"c;d\", `e;f`, 'it''s; into', 'it\\'s; into', \"\\\\\" -- ;\n # ;\n /* ; /* */ ;",
            "select 3--1, day from loads",
            "select substring(name from 1 for 2) from loads",
            "select sleep(0), 5e3, 1.5e2 as b, @a := 1",
            "select a from loads force index for join (i)",
            "select `größe`, größe from loads",
            "# first\n select 1 ; -- the end\n--",
        ];
        for sql in READ_EVERYWHERE.into_iter().chain(own) {
            assert!(one_read_of_mysql(sql).is_ok(), "{sql}: {:?}", one_read_of_mysql(sql));
        }
    }

    #[test]
    fn nothing_is_smuggled_past() {
        use NotOneRead::{Hidden, More, Open, Several, Unseen};
        for (sql, why) in [
            ("select 1; drop table loads", Several),
            ("select 1 -- a\n; drop table loads", Several),
            ("select 'a\\'; drop table loads -- ", Open("quoted text")),
            ("select 'a\\\\'; drop table loads -- '", Several),
            ("select \"a\\\"\"; drop table loads", Several),
            ("select `a\\`; drop table loads -- `", Several),
            ("select 1 --; drop table loads", Several),
            ("select 1 /* /* */; drop table loads -- */", Several),
            ("select 1 #\n; drop table loads", Several),
            ("select 1 /*! into outfile '/tmp/x' */", Hidden),
            ("select 1 /*!50000 into outfile '/tmp/x' */", Hidden),
            ("select 1 /*M! into outfile '/tmp/x' */", Hidden),
            ("/*!99999 drop table loads */ select 1", Hidden),
            ("select /*+ SET_VAR(max_execution_time=0) */ sleep(600)", Hidden),
            ("select/*+MAX_EXECUTION_TIME(0)*/ sleep(600)", Hidden),
            ("select 1 into outfile '/tmp/x'", More("into")),
            ("select 1 INTO/**/DUMPFILE '/tmp/x'", More("into")),
            ("select 1.5into @a", More("into")),
            ("select 1.5e3into @a", More("into")),
            ("select 1e+5into @a", More("into")),
            ("(select 1) into @a", More("into")),
            ("table loads into outfile '/tmp/x'", More("into")),
            ("select 'a'into @a", More("into")),
            ("select * from loads procedure analyse()", More("procedure")),
            ("select load_file('/etc/passwd')", More("load_file")),
            ("select Load_File /* x */ ('/etc/passwd')", More("load_file")),
            ("select `load_file`('/etc/passwd')", More("load_file")),
            ("select get_lock('a', 600)", More("get_lock")),
            ("select nextval(s)", More("nextval")),
            ("select * from loads for update", More("for update")),
            ("select * from loads FOR # x\n Share of loads", More("for share")),
            ("select * from loads lock in share mode", More("lock in share mode")),
            ("select 1 # \0 into outfile '/tmp/x'", Unseen),
            ("select 1 -- \0 into outfile '/tmp/x'", Unseen),
            ("select\u{b}1", Unseen),
            ("select /* x", Open("comment")),
            ("select `x", Open("quoted name")),
        ] {
            assert_eq!(one_read_of_mysql(sql), Err(why), "{sql}");
        }
    }

    #[test]
    fn what_begins_otherwise_is_refused_by_its_word() {
        for (sql, word) in [
            ("insert into loads values (1)", "insert"),
            ("-- select\nUpdate loads set a = 1", "update"),
            ("set statement max_statement_time = 0 for select 1", "set"),
            ("do sleep(600)", "do"),
            ("call wipe()", "call"),
            ("handler loads open", "handler"),
            ("explain analyze select 1", "explain"),
            ("load data local infile 'x' into table loads", "load"),
            ("--1 select", "-"),
            ("`select` 1", "`"),
        ] {
            assert_eq!(one_read_of_mysql(sql), Err(NotOneRead::Writes(word.to_owned())), "{sql}");
        }
        for sql in ["", "  ", ";", "-- nothing", "#", "/**/"] {
            assert_eq!(one_read_of_mysql(sql), Err(NotOneRead::Empty), "{sql}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall_over_and_what_it_takes_is_a_beginning(sql in "[selct'\\\\`;#/*!\\-\n a-z1e.(ü)\"]{0,60}") {
            if let Ok(taken) = one_read_of_mysql(&sql) {
                prop_assert!(sql.starts_with(taken));
                prop_assert!(one_read_of_mysql(taken).is_ok());
            }
        }

        #[test]
        fn a_second_statement_is_never_taken(text in "[a-z0-9 \\\\]{0,20}", second in "[a-z]{1,10}") {
            let hidden = text.replace('\\', "\\\\");
            let sql = format!("select '{hidden}'; {second}");
            prop_assert_eq!(one_read_of_mysql(&sql), Err(NotOneRead::Several));
        }
    }
}
