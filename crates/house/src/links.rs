//! Documents that point into the tree point at something.

use crate::{House, ends};

/// Relative links of Markdown files, and paths such as `crates/x/src/y.rs` in backquotes, that lead nowhere.
pub fn broken_links(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for (page, text) in house.files.iter().filter(|(path, _)| ends(path, "md")) {
        let prose = without_code_blocks(text);
        let links = between(&prose, "](", ')').filter(|link| !link.contains("://") && !link.starts_with('#'));
        let linked = links.map(|link| join(page, link.split('#').next().unwrap_or_default()));
        let quoted = between(&prose, "`", '`').filter(|path| path.starts_with("crates/") && !path.contains(['*', '<']));
        for target in linked.chain(quoted.map(str::to_owned)) {
            if !exists(house, &target) {
                findings.push(format!("{page} points to {target}, which is not there"));
            }
        }
    }
    findings
}

/// The text without its fenced blocks: those hold commands and their output.
fn without_code_blocks(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// What stands between an opening and the next closing sign on the same line.
fn between<'a>(text: &'a str, open: &'a str, close: char) -> impl Iterator<Item = &'a str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let after = &rest[rest.find(open)? + open.len()..];
            let end = after.find(close)?;
            rest = &after[end + close.len_utf8()..];
            if !after[..end].contains('\n') {
                return Some(&after[..end]);
            }
            rest = after;
        }
    })
}

/// A link as seen from the page's folder, as a path from the root.
fn join(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A file, or a folder with files in it.
fn exists(house: &House, target: &str) -> bool {
    let folder = format!("{}/", target.trim_end_matches('/'));
    target.is_empty()
        || house.files.contains_key(target)
        || house.files.range(folder.clone()..).next().is_some_and(|(path, _)| path.starts_with(&folder))
}
