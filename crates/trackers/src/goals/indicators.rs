//! Lists of performance indicators in YAML: each becomes a metric, with its target read from the words in which it is set.

use std::collections::BTreeSet;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, ScanError, YamlData};
use saphyr_parser::{Event, Parser};
use throughline_domain::{connections::Skipped, metrics::Direction};

use super::{GoalsError, MOST, skip};
use crate::csv_file::numbers::{self, Style};

/// One indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its line, from 1.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// How it is counted and why.
    pub definition: String,
    /// Which way is good. Where the target does not say, more is taken to be better, and a note says so.
    pub direction: Direction,
    /// Where it should be; a share as a part of one.
    pub target: Option<f64>,
    /// The unit of the target, "share" for percentages.
    pub unit: String,
    /// The indicator that it belongs to, as the end of an address: "engineering-mr-rate".
    pub parent: Option<String>,
    /// What is left out, or was understood in a way that one may want to look at.
    pub notes: Vec<String>,
}

/// A list of indicators.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Indicators {
    /// Those that are taken.
    pub items: Vec<Indicator>,
    /// Those that are not, with the line and the reason.
    pub skipped: Vec<Skipped>,
}

/// How deep a list may be nested. A list of indicators needs four floors.
const DEEPEST: usize = 32;

/// Refuses what would grow without bound when it is built: lists in lists in lists, and parts that stand for others.
fn bounded(text: &str) -> Result<(), GoalsError> {
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| broken(&error))?;
        let refuse = |reason: &str| GoalsError::Broken { line: span.start.line(), reason: reason.to_owned() };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if depth == DEEPEST => {
                return Err(refuse("it is nested too deep"));
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            Event::Alias(_) => return Err(refuse("a part stands for another one (*); write it out")),
            _ => {}
        }
    }
    Ok(())
}

fn broken(error: &ScanError) -> GoalsError {
    GoalsError::Broken { line: error.marker().line(), reason: error.info().to_owned() }
}

pub(super) fn read(text: &str) -> Result<Indicators, GoalsError> {
    bounded(text)?;
    let documents = MarkedYaml::load_from_str(text).map_err(|error| broken(&error))?;
    let list = documents.first().and_then(|document| match &document.data {
        YamlData::Sequence(list) => Some(list),
        _ => None,
    });
    let list = list.ok_or_else(|| GoalsError::Nothing("the file".to_owned()))?;
    if list.len() > MOST {
        return Err(GoalsError::TooMuch);
    }
    let mut read = Indicators::default();
    let mut known = BTreeSet::new();
    for node in list {
        let line = node.span.start.line();
        let name = field(node, "name").unwrap_or_default();
        if name.trim().is_empty() {
            read.skipped.push(skip(line, "an entry", "has no name"));
        } else if !known.insert(name.trim().to_owned()) {
            read.skipped.push(skip(line, &name, "stands in the file twice; the first is taken"));
        } else {
            read.items.push(indicator(line, name.trim(), node));
        }
    }
    Ok(read)
}

fn indicator(line: usize, name: &str, node: &MarkedYaml<'_>) -> Indicator {
    let mut notes = Vec::new();
    let said = field(node, "target").unwrap_or_default();
    let target = target(&said);
    match &target {
        Some(target) if target.direction.is_none() => {
            notes.push(format!(
                "Its target, “{}”, does not say which way is good; more is taken to be better.",
                said.trim()
            ));
        }
        Some(_) => {}
        None if said.trim().is_empty() => notes.push("It has no target, so more is taken to be better.".to_owned()),
        None => {
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            notes.push(format!("Its target, “{said}”, is no number that can be read; more is taken to be better."));
        }
    }
    if let Some(rest) = target.as_ref().map(|target| target.rest.trim()).filter(|rest| !rest.is_empty()) {
        notes.push(format!("Of its target, “{rest}” is kept in the definition only."));
    }
    let mut definition = field(node, "definition").unwrap_or_default().trim().to_owned();
    if !said.trim().is_empty() {
        definition.push_str("\n\nTarget: ");
        definition.push_str(said.trim());
    }
    if let Some(reasons) = reasons(node) {
        notes.push(format!("Its health is not taken: {reasons}."));
    }
    let parent = field(node, "parent").and_then(|address| address.rsplit_once('#').map(|(_, name)| name.to_owned()));
    Indicator {
        line,
        name: name.to_owned(),
        definition: definition.trim().to_owned(),
        direction: target.as_ref().and_then(|target| target.direction).unwrap_or(Direction::Up),
        target: target.as_ref().map(|target| target.value),
        unit: target.map(|target| target.unit).unwrap_or_default(),
        parent,
        notes,
    }
}

/// A field as text, whatever it is in YAML.
fn field(node: &MarkedYaml<'_>, name: &str) -> Option<String> {
    match &node.data.as_mapping_get(name)?.data {
        YamlData::Value(Scalar::String(text)) => Some(text.to_string()),
        YamlData::Value(Scalar::Integer(number)) => Some(number.to_string()),
        YamlData::Value(Scalar::FloatingPoint(number)) => Some(number.to_string()),
        YamlData::Value(Scalar::Boolean(yes)) => Some(yes.to_string()),
        _ => None,
    }
}

fn reasons(node: &MarkedYaml<'_>) -> Option<String> {
    let health = node.data.as_mapping_get("health")?;
    let level = field(health, "level")?;
    Some(format!("level {level} of 3"))
}

/// A target as its words say it.
struct Target {
    value: f64,
    unit: String,
    direction: Option<Direction>,
    /// What stands behind the number and is not its unit.
    rest: String,
}

/// Words before a number, and which way is good.
const WAYS: [(&str, Direction); 14] = [
    ("at or above", Direction::Up),
    ("at or below", Direction::Down),
    ("equal or greater than", Direction::Up),
    ("greater than", Direction::Up),
    ("more than", Direction::Up),
    ("at least", Direction::Up),
    ("less than", Direction::Down),
    ("at most", Direction::Down),
    ("above", Direction::Up),
    ("below", Direction::Down),
    (">=", Direction::Up),
    ("<=", Direction::Down),
    (">", Direction::Up),
    ("<", Direction::Down),
];

/// "at or above 84%" is 0.84, up; "less than 24 hours" 24 hours, down; ".25" a number without a way. A sentence that does
/// not begin with a way or a number is no target.
fn target(said: &str) -> Option<Target> {
    let text = said.trim();
    let lower = text.to_lowercase();
    let way = WAYS.iter().find(|(words, _)| lower.starts_with(words));
    let behind = way.map_or(text, |(words, _)| text.get(words.len()..).unwrap_or_default()).trim_start();
    let end = behind
        .find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ','))
        .unwrap_or(behind.len());
    let value = numbers::read(behind[..end].trim_end_matches(['.', ',']), Style::PointDecimal)?;
    let (unit, after) = unit(&behind[end..]);
    let value = if unit == "share" { value / 100.0 } else { value };
    Some(Target { value, unit, direction: way.map(|(_, direction)| *direction), rest: after })
}

/// What stands behind a number: its unit of up to four words, and the rest of the sentence.
fn unit(text: &str) -> (String, String) {
    if let Some(rest) = text.strip_prefix('%') {
        return ("share".to_owned(), rest.trim_start().to_owned());
    }
    let plain: Vec<&str> = text.split_whitespace().collect();
    let odd = plain
        .iter()
        .position(|word| matches!(*word, "at" | "until" | "are" | "in" | "with" | "of") || word.starts_with('('));
    let words = odd.unwrap_or(plain.len());
    if words > 5 {
        return (String::new(), plain.join(" "));
    }
    (plain[..words].join(" "), plain[words..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_from_the_words_in_which_they_are_set() {
        let read = |said: &str| target(said).map(|target| (target.value, target.unit, target.direction));
        let (up, down) = (Some(Direction::Up), Some(Direction::Down));
        let cases = [
            ("at or above 84%", Some((0.84, "share".to_owned(), up))),
            ("at or below 50 days", Some((50.0, "days".to_owned(), down))),
            ("Greater than 6 MRs per month", Some((6.0, "MRs per month".to_owned(), up))),
            ("<.58 average location factor", Some((0.58, "average location factor".to_owned(), down))),
            ("Below 2500ms at the 90th percentile", Some((2500.0, "ms".to_owned(), down))),
            ("below 4,5 days", Some((4.5, "days".to_owned(), down))),
            ("at least 1,200", Some((1200.0, String::new(), up))),
            (".25", Some((0.25, String::new(), None))),
            ("12%", Some((0.12, "share".to_owned(), None))),
            ("TBD", None),
            ("Confidential, in Adaptive", None),
            ("See Sisense for target", None),
        ];
        for (said, expected) in cases {
            assert_eq!(read(said), expected, "{said}");
        }
    }
}
