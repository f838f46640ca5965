//! Goals in a table: a column of objectives, one of key results, and what else is known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use throughline_domain::words::{list, short};

use super::{Floor, Goals, GoalsError, Item, MOST, skip, topic};
use crate::csv_file::numbers::{self, Style};

/// What the headings of columns of goals end with, the surest first: "Company objective", "Measurable key result".
const OBJECTIVE: &[&str] = &["objective", "goal"];
const KEY_RESULT: &[&str] = &["key result", "kr", "result"];
/// What else goals are called where a document has a table of them.
const WORK: &[&str] = &["project", "initiative", "okr"];
/// What the headings of other columns are as a whole, the surest first: a "Business unit" is no unit.
const START: &[&str] = &["start", "baseline", "from", "current"];
const TARGET: &[&str] = &["target", "to"];
const UNIT: &[&str] = &["unit", "unit of measure"];
const DUE: &[&str] = &["due", "due date", "due on", "by", "deadline", "target date", "end date", "end"];
/// Words of a heading that say nothing of what its column is about.
const SAYS_NOTHING: &[&str] = &["value", "name", "title", "description", "statement"];

/// What the columns of a table hold. No column holds two things.
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
        let headings: Vec<String> = header.iter().map(|name| said(name)).collect();
        let whole = |words: &[&str]| {
            let column = |word| headings.iter().position(|heading| heading == word);
            words.iter().find_map(column)
        };
        let goals = |words: &[&str], taken: [Option<usize>; 2]| {
            let ends = |heading: &str, word| heading.strip_suffix(word).is_some_and(|before| before.ends_with(' '));
            let free = |column: &usize| !taken.contains(&Some(*column));
            let column = |word| (0..headings.len()).filter(free).find(|column| ends(&headings[*column], word));
            words.iter().find_map(|word| whole(&[word]).or_else(|| column(word)))
        };
        let key_result = goals(KEY_RESULT, [None, None]);
        let objective = goals(OBJECTIVE, [key_result, None]);
        Self {
            names: header.iter().map(|name| name.trim().to_owned()).collect(),
            key_result,
            objective,
            work: goals(WORK, [key_result, objective]),
            start: whole(START),
            target: whole(TARGET),
            unit: whole(UNIT),
            due: whole(DUE),
        }
    }

    /// The column in which a document's goals stand.
    pub fn title(&self) -> Option<usize> {
        self.key_result.or(self.objective).or(self.work)
    }

    /// Whether a row tells of an objective and of a key result, each in a column of its own.
    pub fn has_both(&self) -> bool {
        self.key_result.is_some() && self.objective.is_some()
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

/// A heading without what stands in parentheses, without words that say nothing, and with one of a thing for many.
fn said(heading: &str) -> String {
    let outside = heading.split_once('(').map(|(before, _)| before).filter(|before| !before.trim().is_empty());
    let topic = topic(outside.unwrap_or(heading));
    let one = |word: &str| {
        word.strip_suffix('s').filter(|one| one.len() > 1 && !one.ends_with('s')).unwrap_or(word).to_owned()
    };
    let words: Vec<String> = topic.split(' ').map(one).filter(|word| !SAYS_NOTHING.contains(&word.as_str())).collect();
    words.join(" ")
}

/// The objectives that the rows of tables name.
#[derive(Default)]
pub(super) struct Objectives {
    /// Their places among the items, by title.
    known: BTreeMap<String, usize>,
    /// The last one that a row named, with its table.
    above: Option<(usize, usize)>,
}

impl Objectives {
    /// Notes one that stands outside of tables; rows may name it. Of several with the same title the first counts.
    pub fn note(&mut self, title: &str, place: usize) {
        self.known.entry(title.to_owned()).or_insert(place);
    }

    /// The objective of a row: the one that it names, else the one of the rows above it in the same table. Where nothing
    /// is said of a key result, what is left of the row is noted, and there is nothing else in it.
    pub fn of_row(
        &mut self,
        goals: &mut Goals,
        (table, columns): (usize, &Columns),
        row: &[String],
        line: usize,
    ) -> Option<usize> {
        let named = cell(row, columns.objective);
        if !named.is_empty() {
            let place = *self.known.entry(named.to_owned()).or_insert_with(|| {
                goals.items.push(Item::new(line, Floor::Objective, named, None));
                goals.items.len() - 1
            });
            self.above = Some((table, place));
        }
        let objective = self.above.filter(|(of, _)| *of == table).map(|(_, place)| place);
        if cell(row, columns.key_result).is_empty() {
            match objective.filter(|_| !named.is_empty()) {
                Some(objective) => goals.items[objective].notes.extend(columns.left(row, &[columns.objective])),
                None => goals.skipped.push(skip(line, &row.join(" "), "has neither an objective nor a key result")),
            }
        }
        objective
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
    let mut objectives = Objectives::default();
    for (place, row) in reader.records().enumerate() {
        let row = row.map_err(|error| broken(&error))?;
        let line = row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        let row: Vec<String> = row.iter().map(str::to_owned).collect();
        if place == MOST {
            return Err(GoalsError::TooMuch);
        }
        match (cell(&row, columns.key_result), objectives.of_row(&mut goals, (0, &columns), &row, line)) {
            ("", _) => {}
            (title, None) => goals.skipped.push(skip(line, title, "has no objective, in its row or above")),
            (title, under) => {
                let mut made = Item::new(line, Floor::KeyResult, title, under);
                columns.fill(&mut made, &row);
                goals.items.push(made);
            }
        }
    }
    Ok(goals)
}
