//! Objectives and key results in the documents in which people write them: Markdown and tables. Lists of indicators in
//! YAML become metrics.
//!
//! Each item of a document is read, or refused with its line and a reason; nothing is passed over in silence.

mod indicators;
mod markdown;
mod outline;
mod table;

use jiff::civil::Date;
use throughline_domain::{connections::Skipped, words::short};

use crate::csv_file::numbers::{self, Style};

pub use indicators::{Indicator, Indicators};

/// What an item of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Floor {
    /// What should be reached.
    Objective,
    /// By what one sees that it is.
    KeyResult,
}

/// An item that is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its line, from 1.
    pub line: usize,
    /// What it is.
    pub floor: Floor,
    /// As it is written, without marks and results.
    pub title: String,
    /// The place of its objective among the items; none for an objective.
    pub under: Option<usize>,
    /// What an objective stands under in the document, since objectives have no order among themselves here.
    pub why: String,
    /// Value at the start, where the sentence says from which to which.
    pub start: Option<f64>,
    /// Value to reach, where it does.
    pub target: Option<f64>,
    /// Unit of the two.
    pub unit: String,
    /// The day it should be reached, where a table says so.
    pub due_on: Option<Date>,
    /// What is left out of it, or was understood in a way that one may want to look at.
    pub notes: Vec<String>,
}

impl Item {
    /// One with a title, which for a key result may say from which number to which.
    fn new(line: usize, floor: Floor, title: &str, under: Option<usize>) -> Self {
        let way = from_to(title).filter(|_| floor == Floor::KeyResult);
        Self {
            line,
            floor,
            title: title.to_owned(),
            under,
            why: String::new(),
            start: way.as_ref().map(|(start, _, _)| *start),
            target: way.as_ref().map(|(_, target, _)| *target),
            unit: way.map(|(_, _, unit)| unit).unwrap_or_default(),
            due_on: None,
            notes: Vec::new(),
        }
    }
}

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Goals {
    /// Objectives, each before its key results.
    pub items: Vec<Item>,
    /// What is not taken, with the line and the reason.
    pub skipped: Vec<Skipped>,
    /// The days between which the document says that it runs.
    pub cycle: Option<(Date, Date)>,
}

/// A document that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoalsError {
    /// Nothing in it is a list or a table.
    #[error(
        "nothing in {0} is a list or a table of goals; a Markdown list, a CSV table or a YAML list of indicators is read"
    )]
    Nothing(String),
    /// More than is looked through at once.
    #[error("there are more than {MOST} items in it; divide it")]
    TooMuch,
    /// A table without a column of key results.
    #[error("no column is called objective or key result; the headings are {0}")]
    NoColumn(String),
    /// Not the format that its name says.
    #[error("line {line}: this cannot be read: {reason}")]
    Broken {
        /// Where.
        line: usize,
        /// Why.
        reason: String,
    },
}

/// What is in a document: goals, or a list of metrics.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// Objectives and key results.
    Goals(Goals),
    /// Metrics.
    Indicators(Indicators),
}

/// Up to how many items of a document are read.
const MOST: usize = 10_000;

/// Reads a document by the ending of its name: `.yml` and `.yaml` are lists of indicators, `.csv` tables, all else is
/// Markdown.
///
/// # Errors
/// Where nothing in it is an item, there are more than 10,000, or it is not what its ending says.
pub fn read(name: &str, text: &str) -> Result<Document, GoalsError> {
    let text = &text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "yml" | "yaml" => indicators::read(text).map(Document::Indicators),
        "csv" | "tsv" => table::read(text, if ending == "tsv" { b'\t' } else { b',' }).map(Document::Goals),
        _ => markdown::read(name, text).map(Document::Goals),
    }
}

/// An item that is not taken, with its line and the reason.
pub fn skip(line: usize, what: &str, reason: impl Into<String>) -> Skipped {
    Skipped { item: format!("line {line}: {}", short(what, 60)), reason: reason.into() }
}

/// What a heading is about: its words in small letters, without a number, a quarter and a year.
fn topic(heading: &str) -> String {
    let low = heading.to_lowercase();
    let words = low.split(|letter: char| !letter.is_alphanumeric()).filter(|word| {
        let digits = word.trim_start_matches(['q', 'h', 'f', 'y']);
        !(word.is_empty() || digits.len() <= 4 && is_numeric(digits))
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_numeric(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// "from 11% to 6%": the two numbers and their unit, where the second has the unit of the first or one of them none.
fn from_to(text: &str) -> Option<(f64, f64, String)> {
    let lower = text.to_lowercase();
    let (_, after) = lower.split_once("from ")?;
    let mut words = after.split_whitespace();
    let (start, unit) = number(words.next()?)?;
    let to = words.next()?;
    if to != "to" {
        return None;
    }
    let (target, other) = number(words.next()?)?;
    let unit = if unit.is_empty() { other.clone() } else { unit };
    (other.is_empty() || other == unit)
        .then_some((start, target, unit))
        .filter(|(start, target, _)| start.total_cmp(target).is_ne())
}

/// "11%," is 11 and "%"; "$1.5m" is no number that can be read without guessing.
fn number(word: &str) -> Option<(f64, String)> {
    let word = word.trim_end_matches([',', '.', ';', ':', ')']);
    let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = &word[digits.len()..];
    let value = numbers::read(digits, Style::PointDecimal)?;
    matches!(unit, "" | "%" | "ms" | "s" | "h" | "d").then(|| (value, unit.to_owned()))
}
