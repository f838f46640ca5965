//! `import`: tickets from GitHub and CSV files.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use owo_colors::OwoColorize;
use throughline_app::{Fate, GuessedColumn, ImportInput, ImportPreview, ImportReport};
use throughline_domain::connections::{ImportCounts, Skipped};
use throughline_value_line::format;

use crate::{
    Place,
    client::Ask,
    error::CliError,
    output::{Screen, number, show, table},
    progress::while_waiting,
};

/// Options of `import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Clone, Subcommand)]
enum From {
    /// Issues of a repository, from a file or over GitHub's REST API
    ///
    /// Pull requests are not tickets and are listed as skipped. The API token is taken from `GITHUB_TOKEN`; another
    /// server than github.com from `THROUGHLINE_GITHUB_URL`.
    Github {
        /// A file in the shape of GitHub's list of issues, or OWNER/NAME of a repository
        #[arg(value_name = "FILE|OWNER/NAME")]
        from: String,
        /// Name of the source; read from the file when left out
        #[arg(long)]
        name: Option<String>,
        /// Only show what would happen
        #[arg(long)]
        preview: bool,
    },
    /// Rows of a CSV file
    ///
    /// Columns are guessed and shown; `--map value_line="Business value"` decides. The mapping is saved for the source.
    Csv {
        /// The file
        file: PathBuf,
        /// Our field and the file's column; may be repeated
        #[arg(long, value_name = "FIELD=COLUMN", value_parser = field_and_column)]
        map: Vec<(String, String)>,
        /// Name of the source; the file's name when left out. The same name updates the same tickets
        #[arg(long)]
        name: Option<String>,
        /// Person-days of one story point
        #[arg(long, value_name = "DAYS")]
        days_per_story_point: Option<f64>,
        /// Leave out teams that are not known yet, instead of making them
        #[arg(long)]
        no_new_teams: bool,
        /// Only show what would happen
        #[arg(long)]
        preview: bool,
    },
}

fn field_and_column(text: &str) -> Result<(String, String), String> {
    let (field, column) =
        text.split_once('=').ok_or("write FIELD=COLUMN, for instance value_line=\"Business value\"")?;
    Ok((field.trim().to_owned(), column.to_owned()))
}

/// Skipped items and changes shown to a person; `--json` lists all.
const A_FEW: usize = 20;

/// `import`.
pub async fn run(args: ImportArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let (input, preview) = match args.from {
        From::Github { from, name, preview } => (github(from, name)?, preview),
        From::Csv { file, map, name, days_per_story_point, no_new_teams, preview } => {
            let name = name.unwrap_or_else(|| file_name(&file));
            let mapping = (!map.is_empty()).then(|| map.into_iter().collect::<BTreeMap<_, _>>());
            let content = read_text(&file)?;
            (
                ImportInput::CsvFile { name, content, mapping, days_per_story_point, create_teams: !no_new_teams },
                preview,
            )
        }
    };
    let opened = place.open_or_found(screen).await?;
    let done = if preview {
        let ask = Ask::post(&["imports", "preview"], &input);
        async { opened.client.send::<ImportPreview>(ask?).await.and_then(|found| print_preview(screen, &found)) }.await
    } else {
        let ask = Ask::post(&["imports"], &input);
        let work = async { opened.client.send::<ImportReport>(ask?).await };
        while_waiting(screen, "importing", work).await.and_then(|report| print_report(screen, &report))
    };
    opened.close().await;
    done
}

fn github(from: String, name: Option<String>) -> Result<ImportInput, CliError> {
    let path = Path::new(&from);
    if path.is_file() {
        return Ok(ImportInput::GithubFile { name, content: read_text(path)? });
    }
    if is_repository(&from) {
        return Ok(ImportInput::GithubRepository { repository: from });
    }
    Err(CliError::File { path: from, source: std::io::ErrorKind::NotFound.into() })
}

/// "owner/name", as GitHub allows them.
fn is_repository(text: &str) -> bool {
    let fine = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
    };
    matches!(text.split('/').collect::<Vec<_>>().as_slice(), [owner, name] if fine(owner) && fine(name))
        && Path::new(text).extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("json"))
}

/// A file as text. A file in Latin-1, as old spreadsheets write it, is read too.
pub fn read_text(path: &Path) -> Result<String, CliError> {
    let bytes = std::fs::read(path).map_err(|source| CliError::file(path, source))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()))
}

pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn print_report(screen: Screen, report: &ImportReport) -> Result<(), CliError> {
    screen.print(report, || {
        let mut out = vec![format!("{} {}", report.source.name.bold(), counted(&report.run.counts))];
        out.extend(report.notes.clone());
        out.extend(left_out(&report.run.skipped_items));
        out.join("\n")
    })
}

fn print_preview(screen: Screen, preview: &ImportPreview) -> Result<(), CliError> {
    screen.print(preview, || {
        let mut out = vec![format!("{} {}", preview.source.bold(), counted(&preview.counts))];
        out.extend(preview.notes.clone());
        out.extend(preview.mapping.as_deref().map(columns));
        let mut items = table(&["", "Ticket", "Brings"]);
        for item in preview.sample.iter().take(A_FEW) {
            let what = match item.what {
                Fate::New => "new".to_owned(),
                Fate::Changed => format!("changed: {}", item.changes.join(", ")),
                Fate::Unchanged => "unchanged".to_owned(),
            };
            let money = item
                .value
                .map_or_else(|| "no price yet".to_owned(), |value| format::estimate(&value, preview.currency));
            items.add_row([what.into(), format!("{} {}", item.key, item.title).into(), number(money)]);
        }
        out.push(show(&items));
        out.extend(left_out(&preview.skipped_items));
        out.push("Nothing was written.".dimmed().to_string());
        out.join("\n")
    })
}

fn counted(counts: &ImportCounts) -> String {
    format!(
        "{} new, {} changed, {} unchanged, {} skipped",
        counts.new, counts.changed, counts.unchanged, counts.skipped
    )
}

fn columns(mapping: &[GuessedColumn]) -> String {
    let mut columns = table(&["Column", "Read as", ""]);
    for column in mapping {
        columns.add_row([
            column.column.clone(),
            column.field.clone().unwrap_or_else(|| "–".to_owned()),
            column.note.clone(),
        ]);
    }
    show(&columns)
}

/// Every reason with how many items it took out, then the first items by name.
pub fn left_out(skipped: &[Skipped]) -> Option<String> {
    if skipped.is_empty() {
        return None;
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in skipped {
        reasons.entry(&item.reason).or_default().push(&item.item);
    }
    let mut out = vec!["Skipped:".bold().to_string()];
    for (reason, items) in reasons {
        let named = items.iter().take(A_FEW).copied().collect::<Vec<_>>().join(", ");
        let more = items.len().saturating_sub(A_FEW);
        let rest = if more > 0 { format!(" and {more} more (--json lists all)") } else { String::new() };
        out.push(format!("  {} × {reason}: {named}{rest}", items.len()));
    }
    Some(out.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_not_mistaken_for_a_file() {
        assert!(is_repository("bitcoin-core/gui"));
        assert!(is_repository("vercel/next.js"));
        for not in ["issues.json", "data/issues.json", "a/b/c", "/abs", "owner/", "../x", "a b/c"] {
            assert!(!is_repository(not), "{not}");
        }
    }

    #[test]
    fn a_column_may_have_an_equals_sign_in_its_name() {
        assert_eq!(field_and_column("due_on=Due = date").unwrap(), ("due_on".to_owned(), "Due = date".to_owned()));
        assert!(field_and_column("due_on").is_err());
    }
}
