//! Reading a file or a repository, batch by batch.

use std::{collections::BTreeMap, fmt::Display};

use throughline_domain::{
    connections::{Skipped, SourceKind},
    people::Workspace,
    tickets::Incoming,
};
use throughline_trackers::{
    Note, Parsed, Settings,
    csv_file::{self, Field, Mapping, Table},
    github::{self, Client, Cursor, Repository},
    http::AllowList,
};

use super::{GuessedColumn, ImportInput};
use crate::{Actor, App, AppError, error::capital};

/// Examples of a column that a preview shows.
const EXAMPLES: usize = 3;
/// Characters of an example.
const EXAMPLE_LENGTH: usize = 60;

/// What one step of an import brings.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub tickets: Vec<Incoming>,
    pub skipped: Vec<Skipped>,
    pub notes: Vec<String>,
    /// About how many items are still to come.
    pub about_left: Option<u64>,
    /// Where the source goes on after this batch.
    pub resume_at: Option<String>,
}

impl Batch {
    fn of(parsed: Parsed) -> Self {
        let notes = parsed.notes.iter().map(|Note { item, text }| format!("{item}: {text}")).collect();
        Self { tickets: parsed.tickets, skipped: parsed.skipped, notes, ..Self::default() }
    }
}

/// An import being read.
pub(super) struct Reading {
    pub kind: SourceKind,
    pub name: String,
    /// The mapping of a CSV file and how it came about.
    pub columns: Option<Columns>,
    makes_teams: bool,
    rest: Rest,
}

/// How the columns of a file are understood.
pub(super) struct Columns {
    pub saved: BTreeMap<String, String>,
    pub shown: Vec<GuessedColumn>,
}

enum Rest {
    File { parsed: Option<Parsed>, total: u64 },
    Repository { client: Box<Client>, cursor: Option<Cursor>, done: bool },
}

impl Reading {
    fn of_file(kind: SourceKind, name: String, parsed: Parsed) -> Self {
        let total = (parsed.tickets.len() + parsed.skipped.len()) as u64;
        Self { kind, name, columns: None, makes_teams: false, rest: Rest::File { parsed: Some(parsed), total } }
    }

    /// The next batch; none when all was read.
    pub async fn next(&mut self) -> Result<Option<Batch>, AppError> {
        match &mut self.rest {
            Rest::File { parsed, .. } => Ok(parsed.take().map(Batch::of)),
            Rest::Repository { done: true, .. } => Ok(None),
            Rest::Repository { client, cursor, done } => {
                let page = client.page(cursor.as_ref()).await.map_err(|error| refused_by_github(&error))?;
                *done = page.done;
                let resume_at = Some(page.cursor.to_string());
                *cursor = Some(page.cursor);
                Ok(Some(Batch { about_left: page.about_left, resume_at, ..Batch::of(page.parsed) }))
            }
        }
    }

    /// Items in all, where that is known from the beginning.
    pub fn total(&self) -> Option<u64> {
        match &self.rest {
            Rest::File { total, .. } => Some(*total),
            Rest::Repository { .. } => None,
        }
    }

    /// Whether teams that are named and not here are made.
    pub fn makes_teams(&self) -> bool {
        self.makes_teams
    }

    /// Whether more is to come than what was read.
    pub fn goes_on(&self) -> bool {
        matches!(&self.rest, Rest::Repository { done: false, .. })
    }
}

impl App {
    /// Opens what is to be imported. Nothing is written.
    pub(super) async fn open_import(&self, actor: &Actor, input: ImportInput) -> Result<Reading, AppError> {
        match input {
            ImportInput::GithubFile { name, content } => {
                let settings = settings_of(&actor.workspace, None);
                let parsed = github::parse_list(content.as_bytes(), &settings).map_err(|error| unreadable(&error))?;
                let named = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
                let name = named.or_else(|| parsed.repository.clone()).unwrap_or_else(|| "GitHub".to_owned());
                Ok(Reading::of_file(SourceKind::Github, name, parsed))
            }
            ImportInput::GithubRepository { repository } => self.open_repository(actor, &repository).await,
            ImportInput::CsvFile { name, content, mapping, days_per_story_point, create_teams } => {
                let name = name.trim().to_owned();
                if name.is_empty() {
                    let way_out = "Give the tickets of the file a name, for instance the file's own.";
                    return Err(AppError::field("name", name, way_out));
                }
                let settings = settings_of(&actor.workspace, days_per_story_point);
                let known = self.reader(actor).source_named(SourceKind::Csv, &name).await?;
                let saved = known.map(|source| source.mapping).unwrap_or_default();
                let table = csv_file::read(content.as_bytes()).map_err(|error| unreadable(&error))?;
                let mapping = mapping_of(&table, saved, mapping.unwrap_or_default())?;
                let parsed =
                    csv_file::parse(content.as_bytes(), &mapping, &settings).map_err(|error| unreadable(&error))?;
                let columns = Columns { saved: mapping.to_saved(), shown: shown(&table, &mapping) };
                let reading = Reading::of_file(SourceKind::Csv, name, parsed);
                Ok(Reading { columns: Some(columns), makes_teams: create_teams, ..reading })
            }
        }
    }

    async fn open_repository(&self, actor: &Actor, repository: &str) -> Result<Reading, AppError> {
        let refused = |error: &dyn Display| AppError::field("repository", repository, capital(&error.to_string()));
        let wanted: Repository = repository.trim().parse().map_err(|error| refused(&error))?;
        let name = wanted.to_string();
        let known = self.reader(actor).source_named(SourceKind::Github, &name).await?;
        let cursor = known.and_then(|source| source.resume_at).and_then(|place| place.parse().ok());
        let own = self.settings();
        let allow = AllowList::new(own.outbound_allowed_hosts.clone());
        let settings = settings_of(&actor.workspace, None);
        let client = Client::new(&own.github_base_url, wanted, own.github_token.as_deref(), allow, settings)
            .map_err(|error| refused(&error))?;
        let rest = Rest::Repository { client: Box::new(client), cursor, done: false };
        Ok(Reading { kind: SourceKind::Github, name, columns: None, makes_teams: false, rest })
    }
}

/// How this workspace writes.
fn settings_of(workspace: &Workspace, days_per_story_point: Option<f64>) -> Settings {
    let usual = Settings::default();
    let own = workspace.value_labels.clone();
    Settings {
        value_labels: if own.is_empty() { usual.value_labels } else { own },
        days_per_story_point: days_per_story_point.or(workspace.days_per_story_point),
        days_per_week: f64::from(workspace.working_days_per_week),
        hours_per_day: usual.hours_per_day,
    }
}

/// The guess, corrected by what was saved for the source, corrected by what is asked now. An empty column takes a
/// field out.
fn mapping_of(
    table: &Table,
    saved: BTreeMap<String, String>,
    asked: BTreeMap<String, String>,
) -> Result<Mapping, AppError> {
    let mut mapping = csv_file::guess(&table.headings, table.sample());
    for (field, column) in saved {
        if let Ok(field) = field.parse::<Field>()
            && table.headings.contains(&column)
        {
            mapping.set(field, column, "as saved from an earlier import");
        }
    }
    for (name, column) in asked {
        let field: Field = name.parse().map_err(|_| {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
            AppError::field("mapping", &name, format!("There is no such field. Use one of: {}.", known.join(", ")))
        })?;
        if column.is_empty() {
            mapping.unset(field);
        } else if table.headings.contains(&column) {
            mapping.set(field, column, "as you chose");
        } else {
            let way_out = format!("The file has no such column. It has: {}.", table.headings.join(", "));
            return Err(AppError::field(format!("mapping.{name}"), column, way_out));
        }
    }
    Ok(mapping)
}

/// Every column of the file with the field it fills.
fn shown(table: &Table, mapping: &Mapping) -> Vec<GuessedColumn> {
    let column = |(at, heading): (usize, &String)| {
        let found = mapping.columns.iter().find(|(_, column)| column.heading == *heading);
        let filled = table.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty());
        GuessedColumn {
            column: heading.clone(),
            field: found.map(|(field, _)| field.name().to_owned()),
            note: found.map_or_else(|| "No field takes it.".to_owned(), |(_, column)| capital(&column.reason)),
            examples: filled.take(EXAMPLES).map(|cell| cell.chars().take(EXAMPLE_LENGTH).collect()).collect(),
        }
    };
    table.headings.iter().enumerate().map(column).collect()
}

fn unreadable(error: &impl Display) -> AppError {
    AppError::field("content", "", format!("{} Nothing was imported.", capital(&error.to_string())))
}

fn refused_by_github(error: &github::ClientError) -> AppError {
    AppError::Unavailable {
        message: format!(
            "{} What was imported so far is kept; start the same import again to go on.",
            capital(&error.to_string())
        ),
        retry_after_seconds: 60,
        maybe_done: false,
    }
}
