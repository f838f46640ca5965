//! Goals in a table: a column of objectives, one of key results, and what else is known of them.

use jiff::civil::Date;

use super::{Floor, Goals, GoalsError, Item, from_to, skip};

/// What the columns of a table are called, in words that are part of their headings.
const OBJECTIVE: &[&str] = &["objective", "goal"];
const KEY_RESULT: &[&str] = &["key result", "key_result", "kr", "result"];
const START: &[&str] = &["start", "baseline", "from", "current"];
const TARGET: &[&str] = &["target", "to"];
const UNIT: &[&str] = &["unit"];
const DUE: &[&str] = &["due", "by", "deadline", "end"];

struct Columns {
    objective: Option<usize>,
    key_result: Option<usize>,
    start: Option<usize>,
    target: Option<usize>,
    unit: Option<usize>,
    due: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Self {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |words: &[&str]| {
            let exact = names.iter().position(|name| words.contains(&name.as_str()));
            exact.or_else(|| {
                names.iter().position(|name| words.iter().any(|word| word.len() > 3 && name.contains(word)))
            })
        };
        let key_result = find(KEY_RESULT);
        Self {
            objective: find(OBJECTIVE).filter(|column| Some(*column) != key_result),
            key_result,
            start: find(START),
            target: find(TARGET),
            unit: find(UNIT),
            due: find(DUE),
        }
    }
}

/// Reads a table. A row without an objective belongs to the one above it.
pub(super) fn read(text: &str, delimiter: u8) -> Result<Goals, GoalsError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let broken = |error: &csv::Error| GoalsError::Broken {
        line: error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1)),
        reason: error.to_string(),
    };
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let columns = Columns::of(&header);
    if columns.key_result.is_none() && columns.objective.is_none() {
        return Err(GoalsError::NoColumn(header.iter().collect::<Vec<_>>().join(", ")));
    }
    let mut goals = Goals::default();
    let mut objective: Option<(String, usize)> = None;
    for row in reader.records() {
        let row = row.map_err(|error| broken(&error))?;
        let line = row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default().trim();
        let (goal, title) = (cell(columns.objective), cell(columns.key_result));
        if !goal.is_empty() && objective.as_ref().is_none_or(|(known, _)| known != goal) {
            let known = goals.items.iter().position(|item| item.floor == Floor::Objective && item.title == goal);
            let place = known.unwrap_or_else(|| {
                goals.items.push(item(line, Floor::Objective, goal, None));
                goals.items.len() - 1
            });
            objective = Some((goal.to_owned(), place));
        }
        if title.is_empty() {
            if goal.is_empty() {
                goals.skipped.push(skip(
                    line,
                    &row.iter().collect::<Vec<_>>().join(" "),
                    "has neither an objective nor a key result",
                ));
            }
            continue;
        }
        let Some((_, under)) = &objective else {
            goals.skipped.push(skip(line, title, "has no objective, in its row or above"));
            continue;
        };
        let mut made = item(line, Floor::KeyResult, title, Some(*under));
        for (column, what) in [(columns.start, "start"), (columns.target, "target")] {
            let text = cell(column);
            let value = text
                .trim_end_matches('%')
                .replace([',', ' '], "")
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite());
            if value.is_none() && !text.is_empty() {
                made.notes.push(format!("Its {what}, “{text}”, is no number and is not taken."));
            }
            if text.ends_with('%') && cell(columns.unit).is_empty() {
                "%".clone_into(&mut made.unit);
            }
            let place = if what == "start" { &mut made.start } else { &mut made.target };
            *place = value.or(*place);
        }
        if !cell(columns.unit).is_empty() {
            cell(columns.unit).clone_into(&mut made.unit);
        }
        match cell(columns.due).parse::<Date>() {
            Ok(day) => made.due_on = Some(day),
            Err(_) if cell(columns.due).is_empty() => {}
            Err(_) => {
                made.notes.push(format!("Its day, “{}”, is not taken; write it like 2027-03-31.", cell(columns.due)));
            }
        }
        goals.items.push(made);
    }
    Ok(goals)
}

fn item(line: usize, floor: Floor, title: &str, under: Option<usize>) -> Item {
    let way = from_to(title).filter(|_| floor == Floor::KeyResult);
    Item {
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
