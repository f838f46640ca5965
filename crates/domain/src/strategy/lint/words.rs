//! A sentence as words.

/// Words in small letters are compared; the letters as written tell a placeholder from a word.
pub(super) struct Word<'t> {
    pub raw: &'t str,
    pub low: String,
}

pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let edge =
        |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')' | '“' | '”' | '"' | '*' | '`');
    text.split(edge)
        .map(|raw| raw.trim_matches(|letter| matches!(letter, '.' | ':' | '!' | '\'' | '_')))
        .filter(|raw| !raw.is_empty())
        .map(|raw| Word { raw, low: raw.to_lowercase() })
        .collect()
}

pub(super) fn any(words: &[Word<'_>], of: &[&str]) -> bool {
    words.iter().any(|word| of.contains(&word.low.as_str()))
}
