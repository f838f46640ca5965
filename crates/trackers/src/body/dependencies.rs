//! "Blocked by #12", "depends on #12, #13 and owner/repo#4": what a ticket waits for.

use super::{
    blocks::{Block, Kind},
    fields::{Field, Labels},
};
use crate::references::{Home, at_start};

/// Words after which a reference is something to be done first, in lower case.
const PHRASES: [&str; 17] = [
    "blocked by",
    "blocked on",
    "depends on",
    "depends upon",
    "dependent on",
    "waits for",
    "waiting for",
    "waiting on",
    "requires",
    "bloccato da",
    "dipende da",
    "blockiert von",
    "blockiert durch",
    "dépend de",
    "bloqué par",
    "depende de",
    "bloqueado por",
];

/// Words before a phrase that turn it into its opposite or put it in the past.
const DENIALS: [&str; 12] =
    ["not", "no", "never", "isn't", "aren't", "was", "were", "previously", "formerly", "non", "nicht", "longer"];

const LONGEST_REMARK: usize = 120;

/// All references to tickets that must be done first, each once.
pub(super) fn find(blocks: &[Block], labels: &Labels, home: &Home) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let text: String = block.lines.iter().flat_map(|line| [line.references.as_str(), " "]).collect();
        in_text(&text, home, &mut found);
        if names_a_list(block, labels) {
            in_list(block.kind, &blocks[at + 1..], home, &mut found);
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|reference| seen.insert(reference.to_lowercase()));
    found
}

/// A list of references, separated by commas, spaces or "and", up to the first other word.
pub(crate) fn list(text: &str, home: &Home) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '&' | '+' | '[' | ']'));
        if let Some((reference, after)) = at_start(rest, home) {
            found.push(reference);
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let joins = matches!(
            rest[..end].to_lowercase().as_str(),
            "and" | "or" | "und" | "et" | "e" | "y" | "issue" | "issues" | "ticket" | "tickets" | "pr" | "the"
        );
        if joins {
            rest = &rest[end..];
        } else if let Some(after) = after_brackets(rest) {
            rest = after;
        } else {
            return found;
        }
    }
}

/// What follows a short remark in brackets. Only its first bytes are looked at, so that many open brackets stay cheap.
fn after_brackets(text: &str) -> Option<&str> {
    let end = text.bytes().take(LONGEST_REMARK).position(|byte| byte == b')')?;
    text.starts_with('(').then(|| &text[end + 1..])
}

fn in_text(text: &str, home: &Home, found: &mut Vec<String>) {
    // ASCII lower case keeps every byte where it is.
    let lower = text.to_ascii_lowercase();
    let mut places: Vec<(usize, usize)> = PHRASES
        .iter()
        .flat_map(|phrase| lower.match_indices(phrase).map(|(at, phrase)| (at, at + phrase.len())))
        .collect();
    places.sort_unstable();
    for (start, end) in places {
        let before = lower[..start].trim_end();
        let whole_words =
            !lower[..start].ends_with(char::is_alphanumeric) && !lower[end..].starts_with(char::is_alphanumeric);
        let denied =
            before.ends_with("~~") || before.split_whitespace().rev().take(2).any(|word| DENIALS.contains(&word));
        if whole_words && !denied {
            found.extend(list(text[end..].trim_start_matches(['*', '_']), home));
        }
    }
}

/// Whether a block is nothing but "Blocked by" or its like, so that the list after it names tickets.
fn names_a_list(block: &Block, labels: &Labels) -> bool {
    let Some(line) = block.lines.last() else { return false };
    let label = if block.kind == Kind::Heading { labels.heading(&line.text) } else { labels.line(line) };
    label.is_some_and(|label| label.field == Field::WaitsFor && label.rest.is_empty())
}

/// The references of the list that follows a label, unless the label is an item of that list itself.
fn in_list(label: Kind, blocks: &[Block], home: &Home, found: &mut Vec<String>) {
    let Some(kind @ Kind::Item { .. }) = blocks.first().map(|block| block.kind).filter(|kind| *kind != label) else {
        return;
    };
    for item in blocks.iter().take_while(|block| block.kind == kind) {
        let references = item.lines.first().map(|line| line.references.as_str()).unwrap_or_default();
        found.extend(list(references, home));
    }
}
