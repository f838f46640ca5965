//! Whether a text of SQL is one statement that reads.
//!
//! It is the first of three guards, there to say so early and in plain words. The second is the database, which is asked
//! in a transaction or a mode that cannot write; the third is a role that may only read.

mod mysql;

pub use mysql::one_read_of_mysql;

/// What a statement that reads begins with.
const READS: [&str; 4] = ["select", "with", "values", "table"];

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOneRead {
    /// Nothing but space and comments.
    #[error("the query is empty; write one that gives a time and a value, or one value")]
    Empty,
    /// More than one statement.
    #[error("the query has more than one statement; keep the one that reads the values")]
    Several,
    /// It begins with another word.
    #[error(
        "the query begins with \"{0}\"; only queries that read are run: begin it with select, with, values or table"
    )]
    Writes(String),
    /// A quote or a comment has no end.
    #[error("the query has a {0} without an end")]
    Open(&'static str),
    /// A semicolon inside a query for `SQLite`, in a text or a comment too.
    #[error("a query for SQLite has a semicolon at its end only; write char(59) where a text needs one")]
    Semicolon,
    /// A comment of MySQL that is none.
    #[error("the query has a comment that MySQL runs or takes for a hint (/*! or /*+); leave it out")]
    Hidden,
    /// Something that writes or holds inside a query that reads.
    #[error("the query has \"{0}\" in it, which does more than read; leave it out")]
    More(&'static str),
    /// A control character.
    #[error("the query has a character in it that cannot be seen; type it anew")]
    Unseen,
}

/// The statement for `PostgreSQL` without the semicolon at its end, if it is one and reads.
///
/// ```
/// use throughline_domain::metrics::{NotOneRead, one_read};
/// assert_eq!(one_read("select ';' -- one;\n ; "), Ok("select ';' -- one;\n "));
/// assert_eq!(one_read("select 1; drop table loads"), Err(NotOneRead::Several));
/// assert_eq!(one_read("Delete from loads"), Err(NotOneRead::Writes("delete".to_owned())));
/// ```
///
/// # Errors
/// If it is empty, several statements, or does not begin as one that reads.
pub fn one_read(sql: &str) -> Result<&str, NotOneRead> {
    let mut first = None;
    let mut end = None;
    let mut at = 0;
    while at < sql.len() {
        let rest = &sql[at..];
        if let Some((what, length)) = skipped(rest) {
            let length = length.ok_or(NotOneRead::Open(what))?;
            if what != "comment" {
                if end.is_some() {
                    return Err(NotOneRead::Several);
                }
                first.get_or_insert(at);
            }
            at += length;
            continue;
        }
        let letter = rest.chars().next().unwrap_or(' ');
        match letter {
            ';' if first.is_some() && end.is_none() => end = Some(at),
            ';' => {}
            letter if letter.is_whitespace() => {}
            _ if end.is_some() => return Err(NotOneRead::Several),
            _ => {
                first.get_or_insert(at);
            }
        }
        at += letter.len_utf8();
    }
    let first = first.ok_or(NotOneRead::Empty)?;
    let word: String = sql[first..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let word = word.to_lowercase();
    // "(select ...)" reads too.
    let bracket = sql[first..].starts_with('(');
    if !bracket && !READS.contains(&word.as_str()) {
        let shown = if word.is_empty() { sql[first..].chars().take(1).collect() } else { word };
        return Err(NotOneRead::Writes(shown));
    }
    Ok(&sql[..end.unwrap_or(sql.len())])
}

/// The same for `SQLite`, which ends quotes and comments where `PostgreSQL` does not, and whose statements can open other
/// files even where nothing can be written. So nothing is left to how a text is taken apart: it begins with a word that
/// reads, before any comment, and has no semicolon but at its end. Then it is one statement, and that one reads.
///
/// ```
/// use throughline_domain::metrics::{NotOneRead, one_read_of_sqlite};
/// assert_eq!(one_read_of_sqlite(" select 1 -- one\n; "), Ok("select 1 -- one"));
/// assert_eq!(one_read_of_sqlite("select ';'"), Err(NotOneRead::Semicolon));
/// ```
///
/// # Errors
/// If it is empty, begins otherwise, or has a semicolon inside.
pub fn one_read_of_sqlite(sql: &str) -> Result<&str, NotOneRead> {
    let query = sql.trim_start_matches(char::is_whitespace);
    let query = query.trim_end_matches(|letter: char| letter.is_whitespace() || letter == ';');
    let end = query.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(query.len());
    let word = query[..end].to_ascii_lowercase();
    if query.is_empty() {
        return Err(NotOneRead::Empty);
    }
    if !["select", "with", "values"].contains(&word.as_str()) {
        let shown = if word.is_empty() { query.chars().take(2).collect() } else { word };
        return Err(NotOneRead::Writes(shown));
    }
    if query.contains(';') { Err(NotOneRead::Semicolon) } else { Ok(query) }
}

/// A quoted piece or a comment at the beginning of a text: what it is, and its length in bytes if it ends.
fn skipped(text: &str) -> Option<(&'static str, Option<usize>)> {
    let until = |from: usize, mark: &str| text.get(from..)?.find(mark).map(|place| from + place + mark.len());
    match text.as_bytes() {
        [b'-', b'-', ..] => Some(("comment", Some(until(2, "\n").unwrap_or(text.len())))),
        [b'/', b'*', ..] => Some(("comment", block(text))),
        [b'\'', ..] => Some(("quoted text", until(1, "'"))),
        [b'"', ..] => Some(("quoted name", until(1, "\""))),
        [b'`', ..] => Some(("quoted name", until(1, "`"))),
        [b'$', ..] => {
            // PostgreSQL: $$ ... $$ or $tag$ ... $tag$; "$1" is none of that.
            let close = text.get(1..)?.find('$')? + 2;
            let mark = &text[..close];
            let name = &mark[1..close - 1];
            let is_a_mark = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
                && !name.starts_with(|letter: char| letter.is_ascii_digit());
            is_a_mark.then(|| ("quoted text", until(close, mark)))
        }
        _ => None,
    }
}

/// A block comment; `PostgreSQL` lets them stand in one another.
fn block(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        match rest {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What reads in every SQL.
    pub(super) const READ_EVERYWHERE: [&str; 6] = [
        "select 1",
        "  SELECT day, count(*) from loads group by day;",
        "with a as (select 1) select * from a",
        "values (1)",
        "table loads",
        "(select 1) union (select 2)",
    ];

    #[test]
    fn one_statement_that_reads_is_taken_whatever_its_quotes_hold() {
        let own = [
            "select 'a;b', \"c;d\", $$;$$, $x$ ; $x$ -- ; \n /* ; /* nested */ ; */",
            "-- first\n select 1 ; -- the end",
            "select $1",
        ];
        for sql in READ_EVERYWHERE.into_iter().chain(own) {
            assert!(one_read(sql).is_ok(), "{sql}: {:?}", one_read(sql));
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for sql in ["", "  ", ";", "-- nothing"] {
            assert_eq!(one_read(sql), Err(NotOneRead::Empty), "{sql}");
        }
        for sql in ["select 1; select 2", "select 1;'x'", "select 1; -- a\n drop table loads", "values(1);;commit"] {
            assert_eq!(one_read(sql), Err(NotOneRead::Several), "{sql}");
        }
        for (sql, word) in [
            ("insert into loads values (1)", "insert"),
            ("/* select */ Update loads set a = 1", "update"),
            ("pragma query_only = 0", "pragma"),
            ("attach 'other.db' as other", "attach"),
            ("copy loads to program 'x'", "copy"),
            ("set transaction read write", "set"),
            ("explain analyze delete from loads", "explain"),
        ] {
            assert_eq!(one_read(sql), Err(NotOneRead::Writes(word.to_owned())), "{sql}");
        }
        assert_eq!(one_read("select 'x"), Err(NotOneRead::Open("quoted text")));
        assert_eq!(one_read("select 1 /* x"), Err(NotOneRead::Open("comment")));
    }

    #[test]
    fn sqlite_gets_no_text_that_it_could_take_apart_otherwise() {
        for sql in ["select 1", " WITH a as (select 1) select * from a ; ;\n", "values (1), (2)", "select/* all */1"] {
            assert!(one_read_of_sqlite(sql).is_ok(), "{sql}: {:?}", one_read_of_sqlite(sql));
        }
        for sql in [
            "select 0 where 0 /* /* */; attach '/own.db' as o; select at, value from o.observation -- */ */",
            "select 0 as [x'] where 0; attach \"/own.db\" as o; select 1 --'",
            "select 1; pragma query_only = off",
            "select `;`",
        ] {
            assert_eq!(one_read_of_sqlite(sql), Err(NotOneRead::Semicolon), "{sql}");
        }
        for sql in [
            "/* /* */ attach '/own.db' as o -- */ */ select 1",
            "--\rselect\nvacuum into '/new.db'",
            "attach '/own.db' as o",
            "selection",
            "(select 1)",
            "table loads",
            "explain select 1",
        ] {
            assert!(matches!(one_read_of_sqlite(sql), Err(NotOneRead::Writes(_))), "{sql}");
        }
        assert_eq!(one_read_of_sqlite(" ; "), Err(NotOneRead::Empty));
    }

    proptest! {
        #[test]
        fn what_sqlite_gets_has_no_semicolon_and_begins_to_read(sql in "[selct';$/*\\-\n a-z(ü)\"]{0,60}") {
            if let Ok(taken) = one_read_of_sqlite(&sql) {
                prop_assert!(!taken.contains(';'));
                prop_assert!(["select", "with", "values"].iter().any(|word| taken.starts_with(word)));
            }
        }

        #[test]
        fn no_text_makes_it_fall_over_and_what_it_takes_is_a_beginning(sql in "[selct';$/*\\-\n a-z(ü)\"]{0,60}") {
            if let Ok(taken) = one_read(&sql) {
                prop_assert!(sql.starts_with(taken));
                prop_assert!(one_read(taken).is_ok());
            }
        }

        #[test]
        fn a_second_statement_is_never_taken(text in "[a-z0-9 ]{1,20}", second in "[a-z]{1,10}") {
            let sql = format!("select '{text}'; {second}");
            prop_assert_eq!(one_read(&sql), Err(NotOneRead::Several));
        }
    }
}
