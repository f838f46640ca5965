//! Cuts the text into tokens. Each character is looked at a bounded number of times.

use super::number::{self, Number, Scanned, Written};
use crate::Span;

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
    /// No white space between this and the token before.
    pub(crate) glued: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Number(Number),
    Date {
        parts: [u32; 3],
        separator: char,
    },
    /// A word in lower case, without the dots of an abbreviation and without a possessive.
    Word(String),
    Currency(Written),
    Symbol(char),
    /// A link, an issue number, a version: no meaning here.
    Opaque,
}

/// Cuts `text` into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || first.is_control() {
            at += first.len_utf8();
            glued = false;
            continue;
        }
        let after_number = matches!(found.last().map(|t| &t.kind), Some(TokenKind::Number(_)));
        let rest = &text[at..];
        let (length, kind) = token(rest, first, glued, after_number);
        found.push(Token { kind, span: Span { start: at, end: at + length }, glued });
        at += length;
        glued = true;
    }
    found
}

fn token(rest: &str, first: char, glued: bool, after_number: bool) -> (usize, TokenKind) {
    let starts = |prefix: &str| rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if starts("http://") || starts("https://") || starts("www.") {
        return (until(rest, char::is_whitespace), TokenKind::Opaque);
    }
    let second = rest[first.len_utf8()..].chars().next();
    let digit_follows = second.is_some_and(|c| c.is_ascii_digit());
    if ['#', '@', '!'].contains(&first) && second.is_some_and(char::is_alphanumeric) {
        return (1 + until(&rest[1..], |c| !c.is_alphanumeric() && c != '-' && c != '_'), TokenKind::Opaque);
    }
    if first == '.' && digit_follows && !(glued && after_number) {
        let count = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        if let Ok(value) = format!("0{}", &rest[..=count]).parse() {
            return (1 + count, TokenKind::Number(Number { value, decimal: None, pointed: false }));
        }
    }
    if first.is_ascii_digit() {
        let (length, scanned) = number::scan(rest);
        let kind = match scanned {
            Scanned::Number(number) => TokenKind::Number(number),
            Scanned::Date { parts, separator } => TokenKind::Date { parts, separator },
            Scanned::Opaque => TokenKind::Opaque,
        };
        return (length, kind);
    }
    if first.is_alphabetic() {
        return word(rest, glued && after_number);
    }
    if let Some(currency) = number::currency_sign(first) {
        return (first.len_utf8(), TokenKind::Currency(currency));
    }
    symbol(rest, first)
}

fn until(text: &str, stop: impl Fn(char) -> bool) -> usize {
    text.find(stop).unwrap_or(text.len())
}

/// Signs of more than one character, and the many dashes as one.
fn symbol(rest: &str, first: char) -> (usize, TokenKind) {
    for (written, meaning) in [("+/-", '±'), ("->", '→'), ("=>", '→'), (">=", '≥'), ("<=", '≤')] {
        if rest.starts_with(written) {
            return (written.len(), TokenKind::Symbol(meaning));
        }
    }
    let meaning = match first {
        '–' | '—' | '−' | '‐' | '‑' => '-',
        '⇒' => '→',
        '≈' => '~',
        '×' => '*',
        other => other,
    };
    (first.len_utf8(), TokenKind::Symbol(meaning))
}

fn word(rest: &str, after_number: bool) -> (usize, TokenKind) {
    if let Some(length) = abbreviation(rest) {
        return (length, TokenKind::Word(rest[..length].replace('.', "").to_lowercase()));
    }
    let letters = until(rest, |c| !c.is_alphabetic());
    let tail = &rest[letters..];
    if let Some(currency) = tail.starts_with('$').then(|| number::dollar_of(&rest[..letters])).flatten() {
        return (letters + 1, TokenKind::Currency(currency));
    }
    if tail.starts_with(|c: char| c.is_ascii_digit()) {
        if let Some(currency) = number::currency_word(&rest[..letters], false) {
            return (letters, TokenKind::Currency(currency));
        }
        if after_number && &rest[..letters] == "x" {
            return (1, TokenKind::Symbol('*'));
        }
        return identifier(rest);
    }
    let end = with_apostrophes(rest, letters);
    let text = rest[..end].to_lowercase().replace('’', "'");
    let text = text.strip_suffix("'s").map(str::to_owned).unwrap_or(text);
    match number::currency_word(&rest[..letters], after_number) {
        Some(currency) if end == letters && currency != Written::Cent => (letters, TokenKind::Currency(currency)),
        _ => (end, TokenKind::Word(text)),
    }
}

/// "p.a.", "e.g.": single letters with dots. Returns the length.
fn abbreviation(rest: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = 0;
    let mut characters = rest.chars();
    while let (Some(letter), Some('.')) = (characters.next(), characters.next()) {
        if !letter.is_alphabetic() || letters == 4 {
            break;
        }
        length += letter.len_utf8() + 1;
        letters += 1;
    }
    (letters >= 2).then_some(length)
}

/// A word with digits in it: "Q4", "v2.0", "EC2", "p95". Dots belong to it before a digit.
fn identifier(rest: &str) -> (usize, TokenKind) {
    let mut end = 0;
    loop {
        end += until(&rest[end..], |c| !c.is_alphanumeric() && c != '_');
        let mut after = rest[end..].chars();
        if !(after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit())) {
            break;
        }
        end += 1;
    }
    (end, TokenKind::Word(rest[..end].to_lowercase()))
}

/// Extends a word over apostrophes between letters: "don't", "segment's".
fn with_apostrophes(rest: &str, mut end: usize) -> usize {
    loop {
        let mut after = rest[end..].chars();
        match (after.next(), after.next()) {
            (Some(apostrophe @ ('\'' | '’')), Some(letter)) if letter.is_alphabetic() => {
                end += apostrophe.len_utf8();
                end += until(&rest[end..], |c| !c.is_alphabetic());
            }
            _ => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| text[t.span.start..t.span.end].to_owned()).collect()
    }

    #[test]
    fn numbers_units_and_signs_come_apart() {
        assert_eq!(words("Saves 10h/week at 40 EUR/h"), ["Saves", "10", "h", "/", "week", "at", "40", "EUR", "/", "h"]);
        assert_eq!(words("€5k–€7k, EUR30"), ["€", "5", "k", "–", "€", "7", "k", ",", "EUR", "30"]);
    }

    #[test]
    fn links_issue_numbers_and_versions_stay_whole() {
        assert_eq!(words("#123 v2.0 https://a.b/3% Q4 2.0.1"), ["#123", "v2.0", "https://a.b/3%", "Q4", "2.0.1"]);
    }

    #[test]
    fn every_character_moves_the_reader_on() {
        for text in ["²", "½", "١", "ⅷ", "🙂", "\u{301}", "%", "'", ".", ".5"] {
            assert_eq!(tokens(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn capitals_that_are_words_are_no_currency() {
        assert!(matches!(tokens("ALL 500")[0].kind, TokenKind::Word(_)));
        assert!(matches!(tokens("SEK 500")[0].kind, TokenKind::Currency(_)));
    }
}
