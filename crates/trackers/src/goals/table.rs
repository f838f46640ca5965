//! Goals in a table: a column of objectives, one of key results, and what else is known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use throughline_domain::words::{list, short};

use super::{Floor, Goals, GoalsError, Item, MOST, skip};
use crate::csv_file::numbers::{self, Style};

/// What the columns of a table are called, in words that are part of their headings.
const OBJECTIVE: &[&str] = &["objective", "goal"];
const KEY_RESULT: &[&str] = &["key result", "key_result", "kr", "result"];
/// What else goals are called where a document has a table of them.
const WORK: &[&str] = &["project", "initiative", "okr"];
const START: &[&str] = &["start", "baseline", "from", "current"];
const TARGET: &[&str] = &["target", "to"];
const UNIT: &[&str] = &["unit"];
const DUE: &[&str] = &["due", "by", "deadline", "end"];

/// What the columns of a table hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// Their headings.
    names: Vec<String>,
    objective: Option<usize>,
    key_result: Option<usize>,
    work: Option<usize>,
    start: Option<usize>,
    target: Option<usize>,
    unit: Option<usize>,
    due: Option<usize>,
}

impl Columns {
    pub fn of(header: &[String]) -> Self {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |words: &[&str]| {
            let exact = names.iter().position(|name| words.contains(&name.as_str()));
            exact.or_else(|| {
                names.iter().position(|name| words.iter().any(|word| word.len() > 3 && name.contains(word)))
            })
        };
        let key_result = find(KEY_RESULT);
        Self {
            names: header.iter().map(|name| name.trim().to_owned()).collect(),
            objective: find(OBJECTIVE).filter(|column| Some(*column) != key_result),
            key_result,
            work: find(WORK),
            start: find(START),
            target: find(TARGET),
            unit: find(UNIT),
            due: find(DUE),
        }
    }

    /// The column in which a document's goals stand.
    pub fn title(&self) -> Option<usize> {
        self.key_result.or(self.objective).or(self.work)
    }

    /// The objective of a key result in its row; empty where it is the one above.
    pub fn objective<'r>(&self, row: &'r [String]) -> Option<&'r str> {
        self.key_result.and(self.objective).map(|column| cell(row, Some(column)))
    }

    /// Takes the numbers, the unit and the day of a row, and notes what is left of it.
    pub fn fill(&self, item: &mut Item, row: &[String]) {
        for (column, what) in [(self.start, "start"), (self.target, "target")] {
            let text = cell(row, column);
            let number = text.strip_suffix('%');
            let value = numbers::read(number.unwrap_or(text), Style::PointDecimal);
            if value.is_none() && !text.is_empty() {
                item.notes.push(format!("Its {what}, “{text}”, is no number and is not taken."));
            }
            if number.is_some() {
                "%".clone_into(&mut item.unit);
            }
            let place = if what == "start" { &mut item.start } else { &mut item.target };
            *place = value.or(*place);
        }
        if !cell(row, self.unit).is_empty() {
            cell(row, self.unit).clone_into(&mut item.unit);
        }
        let due = cell(row, self.due);
        match due.parse::<Date>() {
            Ok(day) => item.due_on = Some(day),
            Err(_) if due.is_empty() => {}
            Err(_) => item.notes.push(format!("Its day, “{due}”, is not taken; write it like 2027-03-31.")),
        }
        let objective = self.key_result.and(self.objective);
        let taken = [self.title(), objective, self.start, self.target, self.unit, self.due];
        item.notes.extend(self.left(row, &taken));
    }

    /// What is not taken of a row from which these columns are.
    fn left(&self, row: &[String], taken: &[Option<usize>]) -> Option<String> {
        let left = row.iter().enumerate().filter(|(column, text)| {
            // A running number says nothing.
            let counts = self.names.get(*column).is_some_and(|name| name == "#");
            !taken.contains(&Some(*column)) && !counts && !text.trim().is_empty()
        });
        let left: Vec<String> = left
            .map(|(column, text)| {
                let name = self.names.get(column).map(String::as_str).unwrap_or_default();
                format!("{name} “{}”", short(text, 60)).trim_start().to_owned()
            })
            .collect();
        let is = if left.len() == 1 { "is" } else { "are" };
        (!left.is_empty()).then(|| format!("Of its row, {} {is} not taken.", list(&left)))
    }
}

fn cell(row: &[String], column: Option<usize>) -> &str {
    column.and_then(|column| row.get(column)).map(|text| text.trim()).unwrap_or_default()
}

/// Reads a table. A row without an objective belongs to the one above it.
pub(super) fn read(text: &str, delimiter: u8) -> Result<Goals, GoalsError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let broken = |error: &csv::Error| GoalsError::Broken {
        line: error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1)),
        reason: error.to_string(),
    };
    let header: Vec<String> = reader.headers().map_err(|error| broken(&error))?.iter().map(str::to_owned).collect();
    let columns = Columns::of(&header);
    if columns.key_result.is_none() && columns.objective.is_none() {
        return Err(GoalsError::NoColumn(header.join(", ")));
    }
    let mut goals = Goals::default();
    let mut known = BTreeMap::new();
    let mut above = None;
    for (place, row) in reader.records().enumerate() {
        let row = row.map_err(|error| broken(&error))?;
        let line = row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        let row: Vec<String> = row.iter().map(str::to_owned).collect();
        if place == MOST {
            return Err(GoalsError::TooMuch);
        }
        let (goal, title) = (cell(&row, columns.objective), cell(&row, columns.key_result));
        if !goal.is_empty() {
            above = Some(*known.entry(goal.to_owned()).or_insert_with(|| {
                goals.items.push(Item::new(line, Floor::Objective, goal, None));
                goals.items.len() - 1
            }));
        }
        match (title, above) {
            ("", Some(objective)) if !goal.is_empty() => {
                goals.items[objective].notes.extend(columns.left(&row, &[columns.objective]));
            }
            ("", _) => goals.skipped.push(skip(line, &row.join(" "), "has neither an objective nor a key result")),
            (_, None) => goals.skipped.push(skip(line, title, "has no objective, in its row or above")),
            (_, under) => {
                let mut made = Item::new(line, Floor::KeyResult, title, under);
                columns.fill(&mut made, &row);
                goals.items.push(made);
            }
        }
    }
    Ok(goals)
}
