//! Rows as tickets.

use std::collections::{BTreeMap, HashMap};

use throughline_domain::{
    Ts,
    tickets::{EffortDays, Incoming, RiceInputs},
};

use super::{
    CsvError,
    columns::{Columns, points_are_usable},
    mapping::{Field, Mapping},
    numbers,
    table::Table,
};
use crate::{
    Note, Parsed, Settings, body,
    dates::{self, Moment, NoDate},
    effort::{self, Unit, shorten},
    labels,
    references::{Home, is_key},
};

pub(super) fn parse(table: &Table, mapping: &Mapping, settings: &Settings) -> Result<Parsed, CsvError> {
    let mut parsed = Parsed { notes: table.notes.clone(), ..Parsed::default() };
    let columns = Columns::new(table, mapping, &mut parsed.notes)?;
    if columns.has(Field::StoryPoints) && !points_are_usable(settings) {
        parsed.note(
            "story points",
            "the workspace does not say how many days a point stands for, so points give no estimate",
        );
    }
    let reader = Reader { table, columns: &columns, settings, keyed: columns.has(Field::Key) };
    let mut read = Vec::new();
    let mut without_key: HashMap<String, usize> = HashMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        let name = row_name(at);
        let mut notes = Vec::new();
        match reader.ticket(row, &mut notes) {
            Ok(mut ticket) => {
                if ticket.external_id.is_empty() {
                    ticket.external_id = id_from_title(&ticket.title, &mut without_key);
                }
                parsed.notes.extend(notes.into_iter().map(|text| Note { item: name.clone(), text }));
                read.push((name, ticket));
            }
            Err(reason) => parsed.skip(name, reason),
        }
    }
    let last_places: HashMap<String, usize> =
        read.iter().enumerate().map(|(place, (_, ticket))| (ticket.external_id.clone(), place)).collect();
    let last_rows: Vec<String> = read.iter().map(|(name, _)| name.clone()).collect();
    for (place, (name, ticket)) in read.into_iter().enumerate() {
        let last = last_places[&ticket.external_id];
        if last == place {
            parsed.tickets.push(ticket);
        } else {
            let key = shorten(&ticket.external_id);
            parsed.skip(name, format!("its key {key} comes again in {}, which was taken", last_rows[last]));
        }
    }
    Ok(parsed)
}

/// Rows are counted as spreadsheets do: the headings are row 1.
fn row_name(at: usize) -> String {
    format!("row {}", at + 2)
}

/// An id for a row without a key, the same at the next import wherever the row then stands.
///
/// FNV-1a (Fowler, Noll, Vo), 32 bits, of the title; rows with equal titles are counted.
fn id_from_title(title: &str, seen: &mut HashMap<String, usize>) -> String {
    let hash = title.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let id = format!("{hash:08x}");
    let count = seen.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}-{count}") }
}

struct Reader<'a> {
    table: &'a Table,
    columns: &'a Columns,
    settings: &'a Settings,
    keyed: bool,
}

impl Reader<'_> {
    fn ticket(&self, row: &[String], notes: &mut Vec<String>) -> Result<Incoming, String> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Err("it is empty".into());
        }
        let key = self.columns.cell(row, Field::Key);
        let title = match (self.columns.cell(row, Field::Title), key) {
            (Some(title), _) => title.split_whitespace().collect::<Vec<_>>().join(" "),
            (None, Some(key)) => {
                if self.columns.has(Field::Title) {
                    notes.push("it has no title; its key stands for it".into());
                }
                key.to_owned()
            }
            (None, None) => return Err("it has neither a title nor a key".into()),
        };
        if self.keyed && key.is_none() {
            notes.push("it has no key; it is known again by its title".into());
        }
        let mut ticket = Incoming {
            external_id: key.map(|key| key.trim_start_matches('#').to_owned()).unwrap_or_default(),
            key: key.filter(|key| is_key(key)).map(str::to_owned),
            title,
            body: self.columns.cell(row, Field::Body).unwrap_or_default().to_owned(),
            labels: self.labels(row),
            team: self.columns.cell(row, Field::Team).map(str::to_owned),
            problem: self.columns.cell(row, Field::Problem).map(str::to_owned),
            url: self.columns.cell(row, Field::Url).filter(|url| url.starts_with("http")).map(str::to_owned),
            opened_at: self.instant(row, Field::Opened, notes),
            closed_at: self.instant(row, Field::Closed, notes),
            updated_at: self.instant(row, Field::Updated, notes),
            rice: self.rice(row, notes),
            unmapped: self.unmapped(row, notes),
            ..Incoming::default()
        };
        ticket.closed = match self.columns.cell(row, Field::Status) {
            Some(status) => is_closed(status),
            None => ticket.closed_at.is_some(),
        };
        self.complete(&mut ticket, row, notes);
        Ok(ticket)
    }

    /// Fields that a column, the body or a label may give; the first of these that does.
    fn complete(&self, ticket: &mut Incoming, row: &[String], notes: &mut Vec<String>) {
        let home = Home { repository: None, host: None, keys: true };
        let facts = body::read(&ticket.body, &home, self.settings);
        let from_labels = labels::read(&ticket.labels, self.settings);
        notes.extend(facts.notes);
        notes.extend(from_labels.notes);
        ticket.value_line =
            self.columns.cell(row, Field::BusinessValue).map(|cell| value_line(cell, notes)).or(facts.value_line);
        ticket.effort_days = self.effort(row, notes).or(facts.effort_days).or(from_labels.effort_days);
        ticket.due_on = self.moment(row, Field::DueDate, notes).map(Moment::day).or(facts.due_on);
        ticket.team = ticket.team.take().or(from_labels.team);
        ticket.moscow = self.moscow(row, notes).or(from_labels.moscow);
        ticket.waits_for = self.waits_for(row, &home, facts.waits_for, notes);
        let own = ticket.external_id.as_str();
        if ticket.waits_for.iter().any(|other| other == own) {
            ticket.waits_for.retain(|other| other != own);
            notes.push("it says that it waits for itself; that was left out".into());
        }
    }

    fn labels(&self, row: &[String]) -> Vec<String> {
        let cells = self.columns.cells(row, Field::Labels);
        cells
            .flat_map(|cell| cell.split([',', ';', '\n']))
            .map(str::trim)
            .filter(|label| !label.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The column of estimates goes before RICE's effort, and that before story points.
    fn effort(&self, row: &[String], notes: &mut Vec<String>) -> Option<EffortDays> {
        let columns = [
            (Field::EstimateDays, self.columns.estimate_unit),
            (Field::Effort, self.columns.effort_unit),
            (Field::StoryPoints, Unit::Points),
        ];
        for (field, unit) in columns {
            if field == Field::StoryPoints && !points_are_usable(self.settings) {
                continue;
            }
            let Some(cell) = self.columns.cell(row, field) else { continue };
            // A bare number follows the file's style; with a unit or a range it is read as written.
            let text =
                numbers::read(cell, self.columns.style).map_or_else(|| cell.to_owned(), |number| number.to_string());
            match effort::read(&text, Some(unit), self.settings) {
                Ok(effort) => return Some(effort),
                Err(reason) => notes.push(format!("no estimate was taken: {reason}")),
            }
        }
        None
    }

    fn rice(&self, row: &[String], notes: &mut Vec<String>) -> Option<RiceInputs> {
        let cells = [Field::Reach, Field::Impact, Field::Confidence].map(|field| self.columns.cell(row, field));
        let [Some(reach), Some(impact), Some(confidence)] = cells else {
            if cells.iter().any(Option::is_some) {
                notes.push("RICE needs reach, impact and confidence; not all are there, so none was taken".into());
            }
            return None;
        };
        let style = self.columns.style;
        let reach_read = numbers::read(reach, style).filter(|&number| number >= 0.0);
        let impact_read =
            named(impact, &IMPACTS).or_else(|| numbers::read(impact, style)).filter(|&number| number >= 0.0);
        let scale = if confidence.ends_with('%') { 1.0 } else { self.columns.confidence_scale };
        let confidence_read = named(confidence, &CONFIDENCES)
            .or_else(|| numbers::read(confidence, style).map(|number| number / scale))
            .filter(|&share| share > 0.0 && share <= 1.0);
        for (what, cell, read) in
            [("reach", reach, reach_read), ("impact", impact, impact_read), ("confidence", confidence, confidence_read)]
        {
            if read.is_none() {
                notes.push(format!("the {what} \"{}\" was not understood, so there is no RICE score", shorten(cell)));
            }
        }
        Some(RiceInputs { reach: reach_read?, impact: impact_read?, confidence: confidence_read? })
    }

    fn moscow(&self, row: &[String], notes: &mut Vec<String>) -> Option<throughline_domain::tickets::Moscow> {
        let cell = self.columns.cell(row, Field::Moscow)?;
        let class = labels::class(cell);
        if class.is_none() {
            notes.push(format!("\"{}\" is none of must, should, could, won't", shorten(cell)));
        }
        class
    }

    /// Ids in the column, then those of the body, each once.
    fn waits_for(&self, row: &[String], home: &Home, in_body: Vec<String>, notes: &mut Vec<String>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for part in
            self.columns.cells(row, Field::WaitsFor).flat_map(|cell| cell.split([',', ';', '\n'])).map(str::trim)
        {
            let references = body::references(part, home);
            if !references.is_empty() {
                found.extend(references);
            } else if !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                found.push(part.to_owned());
            } else if !part.is_empty() {
                notes.push(format!("\"{}\" names no ticket to wait for and was left out", shorten(part)));
            }
        }
        found.extend(in_body);
        let mut seen = std::collections::HashSet::new();
        found.retain(|reference| seen.insert(reference.to_lowercase()));
        found
    }

    fn moment(&self, row: &[String], field: Field, notes: &mut Vec<String>) -> Option<Moment> {
        let cell = self.columns.cell(row, field)?;
        match dates::read(cell, self.columns.order(field)) {
            Ok(moment) => Some(moment),
            Err(NoDate::Ambiguous) => {
                notes.push(format!("the date \"{}\" could be two days and was left out", shorten(cell)));
                None
            }
            Err(NoDate::Unreadable) => {
                notes.push(format!("\"{}\" is no date that is known here and was left out", shorten(cell)));
                None
            }
        }
    }

    fn instant(&self, row: &[String], field: Field, notes: &mut Vec<String>) -> Option<Ts> {
        self.moment(row, field, notes).and_then(Moment::instant)
    }

    fn unmapped(&self, row: &[String], notes: &mut Vec<String>) -> BTreeMap<String, String> {
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for (at, cell) in
            row.iter().enumerate().filter(|(at, cell)| !cell.trim().is_empty() && !self.columns.takes(*at))
        {
            let heading = self.table.headings.get(at).filter(|heading| !heading.is_empty());
            let name = heading.cloned().unwrap_or_else(|| format!("column {}", at + 1));
            let text = kept.entry(name).or_default();
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(cell);
        }
        if row.len() > self.table.headings.len() {
            notes.push(format!(
                "it has {} cells and the file has {} headings; look whether a cell holds a separator without quotation marks",
                row.len(),
                self.table.headings.len()
            ));
        }
        kept
    }
}

/// Impact by name (S. `McBride`, Intercom).
const IMPACTS: [(&str, f64); 5] = [("massive", 3.0), ("high", 2.0), ("medium", 1.0), ("low", 0.5), ("minimal", 0.25)];

/// Confidence by name (S. `McBride`, Intercom).
const CONFIDENCES: [(&str, f64); 3] = [("high", 1.0), ("medium", 0.8), ("low", 0.5)];

fn named(text: &str, names: &[(&str, f64)]) -> Option<f64> {
    names.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, number)| *number)
}

fn value_line(cell: &str, notes: &mut Vec<String>) -> String {
    if cell.chars().count() > body::LONGEST_VALUE_LINE {
        notes.push(format!(
            "the Business Value is longer than {} characters; its beginning was kept",
            body::LONGEST_VALUE_LINE
        ));
    }
    cell.chars().take(body::LONGEST_VALUE_LINE).collect()
}

/// Names of states in which nobody works on a ticket any more.
fn is_closed(status: &str) -> bool {
    const CLOSED: [&str; 42] = [
        "closed",
        "done",
        "resolved",
        "complete",
        "completed",
        "finished",
        "fixed",
        "shipped",
        "released",
        "deployed",
        "merged",
        "archived",
        "cancelled",
        "canceled",
        "rejected",
        "declined",
        "duplicate",
        "invalid",
        "won't do",
        "won't fix",
        "wontfix",
        "abandoned",
        "obsolete",
        "true",
        "yes",
        "erledigt",
        "fertig",
        "geschlossen",
        "abgeschlossen",
        "chiuso",
        "fatto",
        "completato",
        "risolto",
        "fermé",
        "terminé",
        "résolu",
        "clos",
        "cerrado",
        "hecho",
        "terminado",
        "resuelto",
        "completado",
    ];
    let status = status.trim().to_lowercase().replace('’', "'");
    CLOSED.contains(&status.as_str())
}
