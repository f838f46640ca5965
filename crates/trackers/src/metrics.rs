//! Values of a metric in files: a table with a column of times and one of numbers, or JSON that maps times to numbers.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use throughline_domain::{Ts, connections::Skipped, metrics::Point};

use crate::{
    csv_file::{self, CsvError, numbers},
    dates::{self, Moment},
};

/// Rows of a time and a value, both as text, as values; what cannot be read is left out. A day begins in `zone`.
pub fn rows(
    read: impl IntoIterator<Item = (Option<String>, Option<String>)>,
    zone: &TimeZone,
) -> (Vec<Point>, Vec<Skipped>) {
    let (mut taken, mut skipped) = (Vec::new(), Vec::new());
    for (place, (at, value)) in read.into_iter().enumerate() {
        let item = format!("row {}", place + 1);
        let skip = |reason: String| Skipped { item: item.clone(), reason };
        let (Some(at), Some(value)) = (at, value) else {
            skipped.push(skip("it has no time or no value".to_owned()));
            continue;
        };
        match (time(&at, zone), value.trim().parse::<f64>().ok().filter(|value| value.is_finite())) {
            (Some(at), Some(value)) => taken.push((item, at, value)),
            (None, _) => skipped.push(skip(format!("\"{at}\" is not a time"))),
            (_, None) => skipped.push(skip(format!("\"{value}\" is not a number"))),
        }
    }
    settle(taken, skipped)
}

/// Which parts of a file hold the times and the values; what is left out is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The column of times, by its heading or as "column 1".
    pub time: Option<String>,
    /// The column of values; in JSON the path to them: "installations", "data.series".
    pub value: Option<String>,
}

/// A column, or a part of JSON that holds values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading, "column 2", or its path.
    pub name: String,
    /// Its first cells.
    pub examples: Vec<String>,
}

/// What a file says of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The values, oldest first, one for each time.
    pub points: Vec<Point>,
    /// What was left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// What could be chosen.
    pub parts: Vec<Part>,
    /// What the times were read from; none in JSON that maps times to values.
    pub time: Option<String>,
    /// What the values were read from.
    pub value: String,
}

/// Why a file holds no values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoValues {
    /// No table.
    #[error("{0}")]
    Csv(#[from] CsvError),
    /// No JSON.
    #[error("this begins like JSON, but it cannot be read: {0}")]
    Json(String),
    /// A column or path that is not there.
    #[error("there is no \"{asked}\" in the file; there is: {there}")]
    NoSuchPart {
        /// What was asked for.
        asked: String,
        /// What there is.
        there: String,
    },
    /// No column of times.
    #[error("no column holds times, such as 2026-10-13, 2026-10 or 202610. Say which one: {0}")]
    NoTimes(String),
    /// No column of numbers.
    #[error("no column holds numbers beside the times. Say which one: {0}")]
    NoNumbers(String),
    /// Neither a number nor values over time.
    #[error("at \"{0}\" is neither a number nor a list or map of times and numbers; give another path")]
    NotValues(String),
    /// Nothing in JSON maps times to numbers.
    #[error("nothing in this JSON maps times to numbers; give the path to it, such as data.series")]
    NoSeries,
}

/// Cells that are shown of a part.
const EXAMPLES: usize = 3;
/// A column is one of times, or of numbers, if so many of ten cells are.
const MOST_OF_TEN: usize = 8;
/// Names that are told of what is there instead.
const MOST_NAMES: usize = 12;
/// What times and values are called in lists of objects.
const TIMES: [&str; 6] = ["at", "time", "date", "timestamp", "day", "month"];
const VALUES: [&str; 3] = ["value", "count", "y"];

/// Reads a file. A day begins in `zone`.
///
/// # Errors
/// If there is nothing in it that could be values over time.
pub fn read(content: &str, choice: &Choice, zone: &TimeZone) -> Result<Values, NoValues> {
    if content.trim_start().starts_with(['{', '[']) {
        json(content, choice, zone)
    } else {
        table(content, choice, zone)
    }
}

/// A time as files write it: a date with or without a time, a month as 2026-10 or 202610, seconds or milliseconds
/// since 1970.
fn time(text: &str, zone: &TimeZone) -> Option<Ts> {
    let text = text.trim();
    let start = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().into());
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = |year: &str, month: &str| {
        let year: i16 = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
        start(Date::new(year, month.parse().ok()?, 1).ok()?)
    };
    match text.len() {
        6 if digits => return month(&text[..4], &text[4..]),
        7 if text.is_ascii() && text.as_bytes()[4] == b'-' => return month(&text[..4], &text[5..]),
        8 if digits => return start(Date::strptime("%Y%m%d", text).ok()?),
        9..=10 if digits => return Some(Timestamp::from_second(text.parse().ok()?).ok()?.into()),
        12..=13 if digits => return Some(Timestamp::from_millisecond(text.parse().ok()?).ok()?.into()),
        _ => {}
    }
    match dates::read(text, None).ok()? {
        Moment::Day(day) => start(day),
        Moment::Instant(at) => Some(at),
    }
}

/// A value in a place, or values over time.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// One number.
    One(f64),
    /// Values over time, and what was left out.
    Series(Vec<Point>, Vec<Skipped>),
}

/// What a JSON document holds at a path such as "data.items[0].total". `time` and `value` name the parts of the objects
/// of a list; without, they are guessed. A day begins in `zone`.
///
/// # Errors
/// If it is no JSON, or has nothing at the path that could be values.
pub fn at_path(
    content: &str,
    path: &str,
    (time, value): (Option<&str>, Option<&str>),
    zone: &TimeZone,
) -> Result<Held, NoValues> {
    let all: Value = serde_json::from_str(content).map_err(|error| NoValues::Json(error.to_string()))?;
    let missing = || NoValues::NoSuchPart {
        asked: path.to_owned(),
        there: all.as_object().map_or_else(|| "a list".to_owned(), |members| list(members.keys())),
    };
    let found = steps(path).try_fold(&all, |at, step| step_into(at, step)).ok_or_else(missing)?;
    let number = found.as_f64().or_else(|| found.as_str()?.trim().parse().ok());
    if let Some(number) = number.filter(|number: &f64| number.is_finite()) {
        return Ok(Held::One(number));
    }
    let names = |given: Option<&str>| given.map(|name| vec![name.to_owned()]);
    let times = names(time).unwrap_or_else(|| TIMES.map(str::to_owned).to_vec());
    let values = names(value).unwrap_or_else(|| VALUES.map(str::to_owned).to_vec());
    let entries = series(found, (&times, &values), zone).ok_or(NoValues::NotValues(path.to_owned()))?;
    let (points, skipped) = settled(entries);
    Ok(Held::Series(points, skipped))
}

/// The steps of a path: names between points, places in brackets.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.trim().trim_start_matches('$').split(['.', '[', ']']).filter(|step| !step.is_empty())
}

fn step_into<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match step.parse::<usize>() {
        Ok(place) if value.is_array() => value.get(place),
        _ => value.get(step),
    }
}

fn list<'k>(names: impl Iterator<Item = &'k String>) -> String {
    names.take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ")
}

/// Puts values in order, each read from something with a name; of several at one time the last one counts.
pub fn settle(read: Vec<(String, Ts, f64)>, mut skipped: Vec<Skipped>) -> (Vec<Point>, Vec<Skipped>) {
    let mut by_time: BTreeMap<Ts, (String, f64)> = BTreeMap::new();
    for (item, at, value) in read {
        if let Some((earlier, _)) = by_time.insert(at, (item.clone(), value)) {
            skipped
                .push(Skipped { item: earlier, reason: format!("{item} has the same time, and the last one counts") });
        }
    }
    (by_time.into_iter().map(|(at, (_, value))| Point { at, value }).collect(), skipped)
}

fn table(content: &str, choice: &Choice, zone: &TimeZone) -> Result<Values, NoValues> {
    let mut table = csv_file::read(content.as_bytes())?;
    let style = numbers::Style::of(table.delimiter);
    let mut first_row = 2;
    if table.headings.iter().any(|cell| time(cell, zone).is_some()) {
        // A file without headings begins with a time.
        let row = std::mem::take(&mut table.headings);
        table.headings = (1..=row.len()).map(|place| format!("column {place}")).collect();
        table.rows.insert(0, row);
        first_row = 1;
    }
    let headings = table.headings.join(", ");
    let place = |name: &str| {
        let found = table.headings.iter().position(|heading| heading.eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| NoValues::NoSuchPart { asked: name.to_owned(), there: headings.clone() })
    };
    let mostly = |column: usize, fits: &dyn Fn(&str) -> bool| {
        let cells = table.sample().iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
        let (mut all, mut fitting) = (0, 0);
        for cell in cells {
            all += 1;
            fitting += usize::from(fits(cell));
        }
        all > 0 && fitting * 10 >= all * MOST_OF_TEN
    };
    let columns = 0..table.headings.len();
    let times = match &choice.time {
        Some(name) => place(name)?,
        None => columns
            .clone()
            .find(|column| mostly(*column, &|cell| time(cell, zone).is_some()))
            .ok_or_else(|| NoValues::NoTimes(headings.clone()))?,
    };
    let values = match &choice.value {
        Some(name) => place(name)?,
        None => columns
            .clone()
            .find(|column| *column != times && mostly(*column, &|cell| numbers::read(cell, style).is_some()))
            .ok_or_else(|| NoValues::NoNumbers(headings.clone()))?,
    };
    let (mut read, mut skipped) = (Vec::new(), Vec::new());
    for (at, row) in table.rows.iter().enumerate() {
        let item = format!("row {}", at + first_row);
        let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
        match (time(cell(times), zone), numbers::read(cell(values), style)) {
            (Some(at), Some(value)) => read.push((item, at, value)),
            (None, _) => skipped.push(Skipped { item, reason: format!("\"{}\" is not a time", cell(times)) }),
            (_, None) if cell(values).is_empty() => {
                skipped.push(Skipped { item, reason: "it has no value".to_owned() });
            }
            (_, None) => skipped.push(Skipped { item, reason: format!("\"{}\" is not a number", cell(values)) }),
        }
    }
    let parts = columns
        .map(|column| {
            let cells = table.rows.iter().filter_map(|row| row.get(column)).take(EXAMPLES);
            Part { name: table.headings[column].clone(), examples: cells.cloned().collect() }
        })
        .collect();
    let (points, skipped) = settle(read, skipped);
    let (time, value) = (Some(table.headings[times].clone()), table.headings[values].clone());
    Ok(Values { points, skipped, parts, time, value })
}

/// The entries of a part of JSON that maps times to numbers, or lists objects with a time and a number.
fn series<S: AsRef<str>>(
    value: &Value,
    (times, values): (&[S], &[S]),
    zone: &TimeZone,
) -> Option<Vec<(String, Ts, Option<f64>)>> {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let number = value.is_number() || value.is_null();
                number.then(|| Some((key.clone(), time(key, zone)?, value.as_f64())))?
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(place, item)| {
                let named = |names: &[S]| names.iter().find_map(|name| item.get(name.as_ref()));
                let at = named(times).or_else(|| item.get(0))?;
                let at = at.as_str().map_or_else(|| at.to_string(), str::to_owned);
                let value = named(values).or_else(|| item.get(1))?;
                Some((format!("entry {}", place + 1), time(&at, zone)?, value.as_f64()))
            })
            .collect(),
        _ => None,
    }
    .filter(|entries: &Vec<_>| !entries.is_empty())
}

fn json(content: &str, choice: &Choice, zone: &TimeZone) -> Result<Values, NoValues> {
    let all: Value = serde_json::from_str(content).map_err(|error| NoValues::Json(error.to_string()))?;
    let mut found = Vec::new();
    if let Some(entries) = series(&all, (&TIMES, &VALUES), zone) {
        found.push(("the whole file".to_owned(), entries));
    }
    for (name, member) in all.as_object().into_iter().flatten() {
        found.extend(series(member, (&TIMES, &VALUES), zone).map(|entries| (name.clone(), entries)));
    }
    if let Some(path) = &choice.value
        && !found.iter().any(|(name, _)| name == path)
    {
        let member = steps(path).try_fold(&all, |at, step| step_into(at, step));
        let there = found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ");
        let missing = NoValues::NoSuchPart { asked: path.clone(), there };
        found.insert(
            0,
            (path.clone(), member.and_then(|member| series(member, (&TIMES, &VALUES), zone)).ok_or(missing)?),
        );
    }
    let chosen = |(name, _): &&(String, _)| choice.value.as_ref().is_none_or(|path| name == path);
    let (value, entries) = found.iter().find(chosen).cloned().ok_or(NoValues::NoSeries)?;
    let (points, skipped) = settled(entries);
    let examples = |entries: &[(String, Ts, Option<f64>)]| {
        let said = |value: Option<f64>| value.map_or_else(|| "no number".to_owned(), |value| value.to_string());
        entries.iter().take(EXAMPLES).map(|(key, _, value)| format!("{key}: {}", said(*value))).collect()
    };
    let parts = found.iter().map(|(name, entries)| Part { name: name.clone(), examples: examples(entries) }).collect();
    Ok(Values { points, skipped, parts, time: None, value })
}

/// Entries with a number, in order; those without are left out.
fn settled(entries: Vec<(String, Ts, Option<f64>)>) -> (Vec<Point>, Vec<Skipped>) {
    let (mut read, mut skipped) = (Vec::new(), Vec::new());
    for (item, at, value) in entries {
        match value {
            Some(value) => read.push((item, at, value)),
            None => skipped.push(Skipped { item, reason: "it has no number".to_owned() }),
        }
    }
    settle(read, skipped)
}
