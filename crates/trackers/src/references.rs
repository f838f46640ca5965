//! References to other tickets: "#12", "owner/name#12", addresses of issues, "ABC-12".

/// Where a text stands, to tell its own repository from others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// "owner/name", if the tickets are those of a repository.
    pub repository: Option<String>,
    /// Host that repository's pages are on, besides "github.com".
    pub host: Option<String>,
    /// Whether keys like "ABC-12" name tickets here, as they do in Jira and Linear.
    pub keys: bool,
}

/// A reference at the start of a text, as [`throughline_domain::tickets::Ticket::waits_for`] writes it, and what follows it.
pub(crate) fn at_start<'a>(text: &'a str, home: &Home) -> Option<(String, &'a str)> {
    if text.starts_with("http://") || text.starts_with("https://") {
        let end =
            text.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ',' | ';' | '|')).unwrap_or(text.len());
        let address = text[..end].trim_end_matches(['.', ':', '!', '?']);
        return from_address(address, home).map(|reference| (reference, &text[address.len()..]));
    }
    if let Some((number, after)) = text.strip_prefix('#').or_else(|| text.strip_prefix("GH-")).and_then(digits) {
        return Some((number.to_owned(), after));
    }
    let end = text.find(|c: char| !is_name(c) && c != '/').unwrap_or(text.len());
    let word = &text[..end];
    if let Some((number, after)) = text[end..].strip_prefix('#').and_then(digits) {
        let repository = Some(word).filter(|word| is_repository(word))?;
        return Some((in_repository(repository, number, home), after));
    }
    let key = word.trim_end_matches(['.', '-', '_']);
    (home.keys && is_key(key)).then(|| (key.to_owned(), &text[key.len()..]))
}

/// The reference that an address of an issue or pull request stands for.
pub(crate) fn from_address(address: &str, home: &Home) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let mut parts = rest.split('/');
    let (host, owner, name, kind, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let host_known = ["github.com", "www.github.com"].contains(&host) || home.host.as_deref() == Some(host);
    let repository = format!("{owner}/{name}");
    let (number, after) = digits(number)?;
    (host_known
        && ["issues", "pull"].contains(&kind)
        && is_repository(&repository)
        && after.is_empty()
        && parts.next().is_none())
    .then(|| in_repository(&repository, number, home))
}

/// Whether a text is "owner/name".
pub(crate) fn is_repository(text: &str) -> bool {
    let good =
        |part: &str| !part.is_empty() && part.len() <= 100 && part.chars().all(is_name) && part != "." && part != "..";
    text.split_once('/').is_some_and(|(owner, name)| good(owner) && good(name))
}

/// Whether a text is a key of Jira's form: letters and digits, a hyphen, a number.
pub(crate) fn is_key(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(project, number)| {
        project.starts_with(|c: char| c.is_ascii_uppercase())
            && project.len() <= 20
            && project.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && !number.is_empty()
            && number.len() <= 12
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

fn in_repository(repository: &str, number: &str, home: &Home) -> String {
    if home.repository.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(repository)) {
        number.to_owned()
    } else {
        format!("{repository}#{number}")
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A number of at most 18 digits at the start of a text, without zeros before it, and what follows.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let followed_by_letter = text[end..].starts_with(|c: char| c.is_alphabetic() || c == '_');
    (end > 0 && end <= 18 && !text.starts_with('0') && !followed_by_letter).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_other_words() {
        let home = Home { repository: Some("acme/shop".into()), host: Some("git.acme.example".into()), keys: true };
        let table = [
            ("#12 rest", Some("12")),
            ("GH-12", Some("12")),
            ("Acme/Shop#7", Some("7")),
            ("other/repo#4,", Some("other/repo#4")),
            ("https://github.com/o/r/issues/5", Some("o/r#5")),
            ("https://github.com/o/r/pull/5#issuecomment-1", Some("o/r#5")),
            ("https://git.acme.example/acme/shop/issues/5.", Some("5")),
            ("https://evil.example/o/r/issues/5", None),
            ("ABC-12.", Some("ABC-12")),
            ("#0", None),
            ("#12abc", None),
            ("a/b/c#4", None),
            ("utf-8", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(at_start(text, &home).map(|(reference, _)| reference).as_deref(), expected, "{text}");
        }
    }
}
