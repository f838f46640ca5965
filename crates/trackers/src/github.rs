//! GitHub issues: from a file in the shape of its REST API, or page by page from the API itself.

mod client;
mod cursor;
mod issue;
mod limits;
mod list;
mod pace;

use std::{fmt, str::FromStr};

use serde_json::Value;

pub use self::{
    client::{Client, ClientError, Page},
    cursor::{BadCursor, Cursor},
    pace::{Pace, Sleeper},
};
use crate::{Parsed, Settings, references};

/// Why a file was not taken for a list of issues.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GithubError {
    /// Not JSON, or JSON that stops in the middle.
    #[error(
        "this is not a JSON list of GitHub issues: at line {line}, byte {byte}, {found}. Nothing was taken. Expected is \
         what GET /repos/OWNER/NAME/issues answers: [{{\"number\": 1, \"title\": ...}}, ...]"
    )]
    NotJson {
        /// Line in the file, from 1.
        line: usize,
        /// Byte in the file, from 0.
        byte: usize,
        /// What stands there.
        found: String,
    },
    /// JSON, but something else.
    #[error(
        "this is JSON, but no list of GitHub issues: {found}. Nothing was taken. Expected is what \
         GET /repos/OWNER/NAME/issues answers: [{{\"number\": 1, \"title\": ...}}, ...]"
    )]
    OtherShape {
        /// What it is.
        found: String,
    },
}

/// A repository by its owner and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    owner: String,
    name: String,
}

/// A text that names no repository.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no repository: write OWNER/NAME, as in bitcoin-core/gui")]
pub struct NoRepository(String);

impl FromStr for Repository {
    type Err = NoRepository;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.trim().trim_end_matches('/');
        let path = path.strip_prefix("https://github.com/").unwrap_or(path).trim_end_matches(".git");
        match path.split_once('/') {
            Some((owner, name)) if references::is_repository(path) => {
                Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
            }
            _ => Err(NoRepository(crate::effort::shorten(text))),
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Reads a file of issues: a list, lists one after the other, one issue a line, or the answer of a search.
///
/// Pull requests and items that cannot be read are skipped with their reason. Where a number occurs twice the later
/// item stands and the earlier is skipped.
pub fn parse_list(bytes: &[u8], settings: &Settings) -> Result<Parsed, GithubError> {
    let mut parsed = Parsed::default();
    let items = list::items(bytes, &mut parsed)?;
    issue::parse(&items, settings, &mut parsed);
    Ok(parsed)
}

/// A string member of an object.
fn text<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item.get(name).and_then(Value::as_str)
}
