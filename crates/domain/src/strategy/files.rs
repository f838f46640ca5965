//! The strategy as files that a team keeps in git: one table per thing, in words that a person reads and writes.
//!
//! Beside the files lies a lock with what they were based on. With it a change in the files can be told from a change in
//! the workspace, and where both were made nobody is overwritten.

mod check;
mod compare;
mod handles;
mod order;
mod outcome;
mod read;
mod records;
mod rules;
mod say;
mod schema;
mod shares;
mod tree;
mod write;

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Money;

pub use check::check;
pub use compare::{Act, Change, Comparison, Conflict, FieldChange, FieldConflict, What, compare};
pub use handles::{Handle, names};
pub use read::{Read, read};
pub use records::{Records, Resolver, strategy};
pub use shares::pairs as share_pairs;
pub use write::{FILES, LOCK_FILE, lock, write};

/// The kinds of things, in the order in which they can be made: a thing refers to others of its kind or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Kind {
    /// A group of customers.
    Segment,
    /// A named number.
    Metric,
    /// A company objective.
    Objective,
    /// A measurable result of an objective.
    KeyResult,
    /// A business goal restated as an engineering problem.
    Problem,
}

/// Which thing: its kind and its handle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// What it is.
    pub kind: Kind,
    /// What it is called in the files.
    pub handle: Handle,
}

/// What is said in one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, a choice, a handle, the e-mail address of a member or the name of a cycle.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
    /// Yes. No is not said.
    Flag,
    /// Money, to the cent.
    Amount(Money),
}

/// A thing as the files tell it. What is not said is not there: an empty text, a choice that is the usual one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Thing {
    /// The id of its record. Only a lock and a workspace know it.
    pub id: Option<Uuid>,
    /// Its fields by the names in the files.
    pub fields: BTreeMap<&'static str, Value>,
}

/// All that the files, a lock or a workspace tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strategy {
    /// The handle of the metric at the top.
    pub north_star: Option<Handle>,
    /// Everything else, in the order of the files.
    pub things: BTreeMap<Name, Thing>,
}

/// The files: name to text.
pub type Texts = BTreeMap<String, String>;

/// What is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct FileFault {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do, in a sentence.
    pub message: String,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Segment, Self::Metric, Self::Objective, Self::KeyResult, Self::Problem];

    /// The name of its tables.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Metric => "metric",
            Self::Objective => "objective",
            Self::KeyResult => "key_result",
            Self::Problem => "problem",
        }
    }

    /// What a person calls one.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::KeyResult => "key result",
            other => other.table(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.noun(), self.handle)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Flag => f.write_str("yes"),
            Self::Amount(money) => f.write_str(&write::amount(*money)),
        }
    }
}

impl Thing {
    /// A text field, empty where nothing is said.
    pub fn text(&self, field: &str) -> &str {
        match self.fields.get(field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// What a person calls it: its title or its name.
    pub fn called(&self) -> &str {
        let title = self.text("title");
        if title.is_empty() { self.text("name") } else { title }
    }

    /// Whether both say the same, whatever their ids.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.fields == other.fields
    }
}

impl Strategy {
    /// Which thing each id belongs to.
    pub fn ids(&self) -> BTreeMap<Uuid, Name> {
        self.things.iter().filter_map(|(name, thing)| Some((thing.id?, name.clone()))).collect()
    }

    /// The same without ids, which is what the files themselves tell.
    #[must_use]
    pub fn without_ids(mut self) -> Self {
        for thing in self.things.values_mut() {
            thing.id = None;
        }
        self
    }
}
