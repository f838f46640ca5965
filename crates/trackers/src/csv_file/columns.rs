//! What is decided for a whole column: where it is, which way round its dates are, which unit its numbers have.

use super::{
    CsvError,
    mapping::{Field, Mapping},
    numbers::{self, Style},
    table::Table,
};
use crate::{
    Note, Settings,
    dates::{self, Order},
    effort::Unit,
};

/// The columns of a file, ready to read rows with.
pub(super) struct Columns {
    /// Per field, the places of its columns: headings may repeat, as Jira's labels do.
    places: Vec<(Field, Vec<usize>)>,
    /// Per date field, the order of day and month.
    orders: Vec<(Field, Order)>,
    pub(super) style: Style,
    /// What a bare number in the column of estimates is.
    pub(super) estimate_unit: Unit,
    /// What a bare number in the column of RICE's effort is.
    pub(super) effort_unit: Unit,
    /// 100 if confidence is written in percent without the sign, else 1.
    pub(super) confidence_scale: f64,
}

impl Columns {
    pub(super) fn new(table: &Table, mapping: &Mapping, notes: &mut Vec<Note>) -> Result<Self, CsvError> {
        let mut places = Vec::new();
        for (&field, column) in &mapping.columns {
            let at: Vec<usize> = (0..table.headings.len()).filter(|&at| table.headings[at] == column.heading).collect();
            if at.is_empty() {
                return Err(CsvError::NoSuchColumn {
                    column: column.heading.clone(),
                    field,
                    headings: table.headings_shown(),
                });
            }
            places.push((field, at));
        }
        let style = Style::of(table.delimiter);
        let mut columns = Self {
            places,
            orders: Vec::new(),
            style,
            estimate_unit: Unit::Days,
            effort_unit: Unit::Days,
            confidence_scale: 1.0,
        };
        if !columns.has(Field::Title) && !columns.has(Field::Key) {
            return Err(CsvError::NoTitle { headings: table.headings_shown() });
        }
        columns.decide_orders(table, mapping, notes);
        columns.decide_units(mapping, notes);
        columns.decide_confidence(table, mapping, notes);
        Ok(columns)
    }

    /// Whether a column fills a field.
    pub(super) fn has(&self, field: Field) -> bool {
        !self.of(field).is_empty()
    }

    /// Whether a column fills any field.
    pub(super) fn takes(&self, at: usize) -> bool {
        self.places.iter().any(|(_, places)| places.contains(&at))
    }

    /// The cells of a field in a row that are not empty.
    pub(super) fn cells<'a>(&'a self, row: &'a [String], field: Field) -> impl Iterator<Item = &'a str> {
        self.of(field).iter().filter_map(|&at| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The first of these cells.
    pub(super) fn cell<'a>(&'a self, row: &'a [String], field: Field) -> Option<&'a str> {
        self.cells(row, field).next()
    }

    /// The order of day and month in a field's column, where the column told it.
    pub(super) fn order(&self, field: Field) -> Option<Order> {
        self.orders.iter().find(|(other, _)| *other == field).map(|(_, order)| *order)
    }

    fn of(&self, field: Field) -> &[usize] {
        self.places.iter().find(|(other, _)| *other == field).map(|(_, at)| at.as_slice()).unwrap_or_default()
    }

    fn decide_orders(&mut self, table: &Table, mapping: &Mapping, notes: &mut Vec<Note>) {
        for field in [Field::DueDate, Field::Opened, Field::Closed, Field::Updated] {
            let (mut day_first, mut month_first, mut ambiguous) = (0, 0, 0);
            for cell in table.rows.iter().flat_map(|row| self.cells(row, field)) {
                match dates::order_told(cell) {
                    Some(Order::DayFirst) => day_first += 1,
                    Some(Order::MonthFirst) => month_first += 1,
                    None if dates::is_ambiguous(cell) => ambiguous += 1,
                    None => {}
                }
            }
            if ambiguous == 0 {
                continue;
            }
            let cells = if ambiguous == 1 { "1 date".into() } else { format!("{ambiguous} dates") };
            let text = match (day_first, month_first) {
                (0, 0) => {
                    format!(
                        "{cells} could be day/month or month/day and no other date tells which; nothing was taken from them"
                    )
                }
                (_, 0) => {
                    self.orders.push((field, Order::DayFirst));
                    format!("read as day/month/year, since {day_first} of its dates can be nothing else")
                }
                (0, _) => {
                    self.orders.push((field, Order::MonthFirst));
                    format!("read as month/day/year, since {month_first} of its dates can be nothing else")
                }
                _ => {
                    format!("it mixes day/month and month/day, so nothing was taken from {cells} that could be either")
                }
            };
            notes.push(column_note(mapping, field, text));
        }
    }

    fn decide_units(&mut self, mapping: &Mapping, notes: &mut Vec<Note>) {
        if let Some(heading) = mapping.heading(Field::EstimateDays) {
            let (unit, text) = unit_told(heading);
            self.estimate_unit = unit;
            if let Some(text) = text {
                notes.push(column_note(mapping, Field::EstimateDays, text.into()));
            }
        }
        if let Some(heading) = mapping.heading(Field::Effort) {
            let (unit, text) = unit_told(heading);
            self.effort_unit = unit;
            let is_rice = [Field::Reach, Field::Impact, Field::Confidence].into_iter().any(|field| self.has(field));
            if unit == Unit::Days && !heading.to_lowercase().contains("day") && is_rice {
                self.effort_unit = Unit::Months;
                notes.push(column_note(
                    mapping,
                    Field::Effort,
                    "numbers without a unit are person-months, as in RICE".into(),
                ));
            } else if let Some(text) = text {
                notes.push(column_note(mapping, Field::Effort, text.into()));
            }
        }
    }

    fn decide_confidence(&mut self, table: &Table, mapping: &Mapping, notes: &mut Vec<Note>) {
        let cells = table.rows.iter().flat_map(|row| self.cells(row, Field::Confidence));
        if cells
            .filter(|cell| !cell.ends_with('%'))
            .filter_map(|cell| numbers::read(cell, self.style))
            .any(|number| number > 1.0)
        {
            self.confidence_scale = 100.0;
            notes.push(column_note(
                mapping,
                Field::Confidence,
                "numbers above 1 occur, so all are read as percent".into(),
            ));
        }
    }
}

/// The unit that a heading tells for its numbers, and a note if it is not days.
fn unit_told(heading: &str) -> (Unit, Option<&'static str>) {
    let heading = heading.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if has(&["original estimate", "remaining estimate"]) {
        (Unit::Seconds, Some("numbers without a unit are seconds, as Jira exports them"))
    } else if has(&["hour", "(h)", "hrs", "stunden", "estimated time"]) {
        (Unit::Hours, Some("numbers without a unit are hours, as the heading says"))
    } else if has(&["week", "(w)", "wochen", "settimane", "semaines", "semanas"]) {
        (Unit::Weeks, Some("numbers without a unit are weeks, as the heading says"))
    } else if has(&["month", "monate", "mesi", "mois", "meses"]) {
        (Unit::Months, Some("numbers without a unit are months, as the heading says"))
    } else {
        (Unit::Days, None)
    }
}

fn column_note(mapping: &Mapping, field: Field, text: String) -> Note {
    Note { item: format!("column {}", mapping.heading(field).unwrap_or(field.name())), text }
}

/// Whether a bare number can be an estimate at all: story points need their factor.
pub(super) fn points_are_usable(settings: &Settings) -> bool {
    settings.days_per_story_point.is_some()
}
