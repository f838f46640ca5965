//! What a ticket's Markdown body says: its Business Value line, estimate, due date and what it waits for.
//!
//! The body is read as the blocks a Markdown reader would show, so that code, comments and markup never count as text.

mod blocks;
mod dependencies;
mod fields;
mod tables;

use std::collections::HashMap;

use jiff::civil::Date;
use throughline_domain::tickets::EffortDays;

use self::{
    blocks::{Block, Kind, Line},
    fields::{Field, Labels},
};
pub use crate::references::Home;
use crate::{
    Settings, dates,
    effort::{self, Unit, shorten},
};

/// Longest Business Value line that is kept, in characters.
pub const LONGEST_VALUE_LINE: usize = 2_000;

/// What was found in a body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The Business Value line without its label and markup.
    pub value_line: Option<String>,
    /// Estimate in person-days.
    pub effort_days: Option<EffortDays>,
    /// Due date.
    pub due_on: Option<Date>,
    /// What must be done first, each once, in the order of the text.
    pub waits_for: Vec<String>,
    /// What was seen and not taken, in sentences without their end.
    pub notes: Vec<String>,
}

/// A labelled text: "Business Value", "saves 10 h a week".
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    field: Field,
    text: String,
}

/// Reads a body in time linear in its length. Never fails: what cannot be read gives a note.
pub fn read(markdown: &str, home: &Home, settings: &Settings) -> Facts {
    if markdown.trim().is_empty() {
        return Facts::default();
    }
    let blocks = blocks::of(markdown);
    let labels = Labels::new(settings);
    let mut facts = Facts::default();
    let mut seen: HashMap<Field, String> = HashMap::new();
    for entry in entries(&blocks, &labels) {
        if is_blank(&entry.text) || matches!(entry.field, Field::WaitsFor | Field::Other) {
            continue;
        }
        if let Some(first) = seen.get(&entry.field) {
            if *first != entry.text {
                facts.notes.push(format!(
                    "the text has more than one {}; the first was taken and \"{}\" left out",
                    entry.field.name(),
                    shorten(&entry.text)
                ));
            }
            continue;
        }
        seen.insert(entry.field, entry.text.clone());
        facts.take(entry, settings);
    }
    facts.waits_for = dependencies::find(&blocks, &labels, home);
    facts
}

/// The tickets that a list like "#12, #13 and owner/repo#4" names.
pub(crate) fn references(text: &str, home: &Home) -> Vec<String> {
    dependencies::list(text, home)
}

impl Facts {
    fn take(&mut self, entry: Entry, settings: &Settings) {
        match entry.field {
            Field::Value => {
                if entry.text.chars().count() > LONGEST_VALUE_LINE {
                    self.notes.push(format!(
                        "the Business Value line is longer than {LONGEST_VALUE_LINE} characters; its beginning was kept"
                    ));
                    self.value_line = Some(entry.text.chars().take(LONGEST_VALUE_LINE).collect());
                } else {
                    self.value_line = Some(entry.text);
                }
            }
            Field::Estimate => self.take_effort(effort::read(&entry.text, None, settings)),
            Field::Points => self.take_effort(effort::read(&entry.text, Some(Unit::Points), settings)),
            Field::Due => match due(&entry.text) {
                Ok(date) => self.due_on = Some(date),
                Err(reason) => self.notes.push(reason),
            },
            Field::WaitsFor | Field::Other => {}
        }
    }

    fn take_effort(&mut self, effort: Result<EffortDays, String>) {
        match effort {
            Ok(effort) if self.effort_days.is_none() => self.effort_days = Some(effort),
            Ok(effort) if self.effort_days != Some(effort) => {
                self.notes.push("the text has an estimate and story points; the first of them was taken".into());
            }
            Ok(_) => {}
            Err(reason) => self.notes.push(format!("no estimate was taken: {reason}")),
        }
    }
}

fn due(text: &str) -> Result<Date, String> {
    let before_bracket = text.split('(').next().unwrap_or(text);
    let first_word = text.split_whitespace().next().unwrap_or(text);
    let mut result = Err(dates::NoDate::Unreadable);
    for candidate in [text, before_bracket, first_word] {
        result = dates::read(candidate, None);
        if result.is_ok() {
            break;
        }
    }
    result.map(dates::Moment::day).map_err(|why| match why {
        dates::NoDate::Ambiguous => {
            format!("the due date \"{}\" could be two days; write it as 2026-12-31", shorten(text))
        }
        dates::NoDate::Unreadable => {
            format!("the due date \"{}\" was not understood; write it as 2026-12-31", shorten(text))
        }
    })
}

/// A text that says nothing: no letter and no digit, or what GitHub's forms write for an empty answer.
fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric) || text.eq_ignore_ascii_case("no response")
}

fn entries(blocks: &[Block], labels: &Labels) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        match blocks[at].kind {
            Kind::Row { table, .. } => {
                let end = blocks[at..]
                    .iter()
                    .position(|block| !matches!(block.kind, Kind::Row { table: other, .. } if other == table))
                    .map_or(blocks.len(), |length| at + length);
                found.extend(tables::entries(&blocks[at..end], labels));
                at = end;
                continue;
            }
            Kind::Heading => {
                let text = join(blocks[at].lines.iter().map(|line| line.text.as_str()));
                if let Some(label) = labels.heading(&text) {
                    let text = if label.rest.is_empty() { following(blocks, at + 1, labels, true) } else { label.rest };
                    found.push(Entry { field: label.field, text });
                }
            }
            Kind::Paragraph | Kind::Item { .. } => found.extend(in_lines(blocks, at, labels)),
        }
        at += 1;
    }
    found
}

/// The labelled texts in the lines of one block: each goes on to the next label or to the end of the block.
fn in_lines(blocks: &[Block], at: usize, labels: &Labels) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut open = false;
    let mut last_emphasised = false;
    for line in &blocks[at].lines {
        if let Some(label) = labels.line(line) {
            found.push(Entry { field: label.field, text: label.rest });
            (open, last_emphasised) = (true, label.emphasised);
        } else if fields::looks_like_label(line) {
            open = false;
        } else if let Some(entry) = found.last_mut().filter(|_| open) {
            entry.text = join([entry.text.as_str(), line.text.as_str()].into_iter());
        }
    }
    if let Some(entry) = found.last_mut().filter(|entry| open && entry.text.is_empty()) {
        entry.text = following(blocks, at + 1, labels, last_emphasised);
    }
    found
}

/// The text after an empty label: the list that follows, or the paragraph if the label stands as a heading does.
fn following(blocks: &[Block], at: usize, labels: &Labels, paragraph: bool) -> String {
    let Some(next) = blocks.get(at) else { return String::new() };
    let starts_anew = |line: &Line| labels.line(line).is_some() || fields::looks_like_label(line);
    let plain =
        |block: &Block| join(block.lines.iter().take_while(|line| !starts_anew(line)).map(|line| line.text.as_str()));
    match next.kind {
        Kind::Paragraph if paragraph => plain(next),
        kind @ Kind::Item { .. } if kind != blocks[at - 1].kind => {
            let items = blocks[at..].iter().take_while(|block| block.kind == kind);
            let texts: Vec<String> = items.map(plain).take_while(|text| !text.is_empty()).collect();
            texts.join("; ")
        }
        _ => String::new(),
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}
