//! Which column is which field.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A field of a ticket that a column can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Id in its tracker.
    Key,
    /// Title.
    Title,
    /// Body, in Markdown.
    Body,
    /// Status, by its name.
    Status,
    /// Labels, one or several in a cell.
    Labels,
    /// The Business Value line.
    BusinessValue,
    /// Team, by name.
    Team,
    /// Problem, by key or title.
    Problem,
    /// Estimate in person-days, or with a unit.
    EstimateDays,
    /// Story points.
    StoryPoints,
    /// Due date.
    DueDate,
    /// Reach of a RICE score.
    Reach,
    /// Impact of a RICE score.
    Impact,
    /// Confidence of a RICE score.
    Confidence,
    /// Effort of a RICE score: person-months, or with a unit.
    Effort,
    /// `MoSCoW` class.
    Moscow,
    /// Ids of tickets to be done first.
    WaitsFor,
    /// Address in its tracker.
    Url,
    /// When it was made.
    Opened,
    /// When it was closed.
    Closed,
    /// When it was last changed.
    Updated,
}

impl Field {
    /// All fields, in the order they are shown in.
    pub const ALL: [Self; 21] = [
        Self::Key,
        Self::Title,
        Self::Body,
        Self::Status,
        Self::Labels,
        Self::BusinessValue,
        Self::Team,
        Self::Problem,
        Self::EstimateDays,
        Self::StoryPoints,
        Self::DueDate,
        Self::Reach,
        Self::Impact,
        Self::Confidence,
        Self::Effort,
        Self::Moscow,
        Self::WaitsFor,
        Self::Url,
        Self::Opened,
        Self::Closed,
        Self::Updated,
    ];

    /// Its name in files and commands: `due_date`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Title => "title",
            Self::Body => "body",
            Self::Status => "status",
            Self::Labels => "labels",
            Self::BusinessValue => "business_value",
            Self::Team => "team",
            Self::Problem => "problem",
            Self::EstimateDays => "estimate_days",
            Self::StoryPoints => "story_points",
            Self::DueDate => "due_date",
            Self::Reach => "reach",
            Self::Impact => "impact",
            Self::Confidence => "confidence",
            Self::Effort => "effort",
            Self::Moscow => "moscow",
            Self::WaitsFor => "waits_for",
            Self::Url => "url",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Updated => "updated",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no field has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no field \"{0}\"; the fields are key, title, body, status, labels, business_value, team, problem, \
         estimate_days, story_points, due_date, reach, impact, confidence, effort, moscow, waits_for, url, opened, closed \
         and updated"
)]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|field| field.name() == name).ok_or_else(|| UnknownField(text.to_owned()))
    }
}

/// A column that was chosen for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading, as the file writes it.
    pub heading: String,
    /// Why it was chosen, in a sentence without its end.
    pub reason: String,
}

/// Our fields and the columns that fill them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// Field to column; a field that no column fills is not here.
    pub columns: BTreeMap<Field, Column>,
}

impl Mapping {
    /// The heading of the column for a field.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.columns.get(&field).map(|column| column.heading.as_str())
    }

    /// Chooses a column for a field. A column fills one field: another field that had it loses it.
    pub fn set(&mut self, field: Field, heading: impl Into<String>, reason: impl Into<String>) {
        let heading = heading.into();
        self.columns.retain(|_, column| column.heading != heading);
        self.columns.insert(field, Column { heading, reason: reason.into() });
    }

    /// Leaves a field without a column.
    pub fn unset(&mut self, field: Field) {
        self.columns.remove(&field);
    }

    /// What is saved with a source: field name to heading.
    pub fn to_saved(&self) -> BTreeMap<String, String> {
        self.columns.iter().map(|(field, column)| (field.name().to_owned(), column.heading.clone())).collect()
    }

    /// The mapping saved with a source.
    pub fn from_saved(saved: &BTreeMap<String, String>) -> Result<Self, UnknownField> {
        let mut mapping = Self::default();
        for (field, heading) in saved {
            mapping.set(field.parse()?, heading, "as saved from an earlier import");
        }
        Ok(mapping)
    }
}
