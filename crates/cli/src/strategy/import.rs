//! `strategy import`: goals from the documents in which people write them.

use std::path::Path;

use jiff::civil::Date;
use owo_colors::OwoColorize;
use throughline_app::{Fate, GoalsFileInput, GoalsReport, Level, ReadGoal};

use crate::{
    Place,
    client::Ask,
    connections::{file_name, read_text},
    error::CliError,
    output::Screen,
};

/// `strategy import`.
pub async fn run(
    file: &Path,
    (starts_on, ends_on): (Option<Date>, Option<Date>),
    preview: bool,
    screen: Screen,
    place: &Place<'_>,
) -> Result<(), CliError> {
    let input = GoalsFileInput { name: file_name(file), content: read_text(file)?, starts_on, ends_on };
    let path: &[&str] = if preview { &["goal-files", "preview"] } else { &["goal-files"] };
    let opened = place.open().await?;
    let report: Result<GoalsReport, CliError> = async { opened.client.send(Ask::post(path, &input)?).await }.await;
    opened.close().await;
    let report = report?;
    screen.print(&report, || told(&input.name, &report, preview))
}

fn told(name: &str, report: &GoalsReport, preview: bool) -> String {
    let would = if preview { "would come in" } else { "came in" };
    let mut out = vec![format!(
        "{} {} {would}, {} unchanged, {} refused.",
        name.bold(),
        report.new,
        report.unchanged,
        report.skipped.len()
    )];
    if let (Some(first), Some(last)) = (report.starts_on, report.ends_on) {
        out.push(format!("The cycle runs from {first} to {last}."));
    }
    if report.key_results > 0 {
        out.push(format!("{} of {} key results have a number to reach.", report.measurable, report.key_results));
    }
    out.extend(report.items.iter().flat_map(item));
    if !report.skipped.is_empty() {
        out.push(format!("\n{}", "Refused:".bold()));
        out.extend(report.skipped.iter().map(|skipped| format!("  {}: {}", skipped.item, skipped.reason)));
    }
    out.join("\n")
}

fn item(item: &ReadGoal) -> Vec<String> {
    let (indent, sign) = match item.level {
        Level::KeyResult => ("  ", "·"),
        _ => ("", "#"),
    };
    let there = if item.what == Fate::Unchanged { " (is here already)" } else { "" };
    let mut out = vec![format!("{indent}{sign} {:>4}  {}{there}", item.line, item.title)];
    let said = item.remarks.iter().map(|remark| &remark.sentence).chain(&item.notes);
    out.extend(said.map(|said| format!("{indent}        {}", said.dimmed())));
    out
}
