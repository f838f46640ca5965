//! The one JSON document of an export.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use throughline_domain::WorkspaceId;
use throughline_store::{ExportedRow, SCHEMA, exported_tables};

use crate::AppError;

/// What the first field of an export says.
const FORMAT: &str = "throughline-export";

/// Every table of a workspace. Maps are sorted and rows ordered by key, so that the same state gives the same bytes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    format: String,
    schema: i64,
    pub(super) tables: BTreeMap<String, Vec<ExportedRow>>,
}

impl Document {
    pub(super) fn empty() -> Self {
        Self { format: FORMAT.to_owned(), schema: SCHEMA, tables: BTreeMap::new() }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, AppError> {
        let unreadable = |message: String| AppError::field("document", "", message);
        let document: Self = serde_json::from_slice(bytes).map_err(|error| {
            unreadable(format!("This is not an export of Throughline ({error}). Nothing was changed. Give the file that `throughline export` wrote."))
        })?;
        if document.format != FORMAT {
            return Err(unreadable(format!(
                "The file says it is \"{}\", not \"{FORMAT}\". Nothing was changed.",
                document.format
            )));
        }
        if document.schema != SCHEMA {
            return Err(unreadable(format!(
                "The export has schema {}, this version of Throughline reads schema {SCHEMA}. Nothing was changed. Read it with the version that wrote it, and export again after the upgrade.",
                document.schema
            )));
        }
        let known = exported_tables();
        if let Some(unknown) = document.tables.keys().find(|table| !known.contains(&table.as_str())) {
            return Err(unreadable(format!("There is no table \"{unknown}\" in an export. Nothing was changed.")));
        }
        Ok(document)
    }

    pub(super) fn written(&self) -> Result<Vec<u8>, AppError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| AppError::internal(&error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The one workspace in it.
    pub(super) fn workspace_id(&self) -> Result<WorkspaceId, AppError> {
        let rows = self.tables.get("workspace").map_or(&[][..], Vec::as_slice);
        let id = match rows {
            [row] => row.get("id").and_then(serde_json::Value::as_str).and_then(|id| id.parse().ok()),
            _ => None,
        };
        id.ok_or_else(|| {
            AppError::field(
                "document",
                "",
                "An export has exactly one workspace with its id; this one does not. Nothing was changed.",
            )
        })
    }

    /// Rows by table.
    pub(super) fn counts(&self) -> BTreeMap<String, i64> {
        let count = |rows: &Vec<ExportedRow>| i64::try_from(rows.len()).unwrap_or(i64::MAX);
        self.tables.iter().map(|(table, rows)| (table.clone(), count(rows))).collect()
    }
}
