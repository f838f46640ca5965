//! Tables as CSV, safe to open in a spreadsheet.

use std::collections::BTreeSet;

use serde_json::Value;
use throughline_store::ExportedRow;

use crate::AppError;

/// A table's file name and content. A table without rows is a file without lines.
pub(super) fn file(table: &str, rows: &[ExportedRow]) -> Result<(String, String), AppError> {
    let columns: BTreeSet<&String> = rows.iter().flat_map(ExportedRow::keys).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !columns.is_empty() {
        writer.write_record(&columns).map_err(|error| AppError::internal(&error))?;
    }
    for row in rows {
        let cells = columns.iter().map(|column| row.get(*column).map_or_else(String::new, cell));
        writer.write_record(cells).map_err(|error| AppError::internal(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| AppError::internal(&error))?;
    let content = String::from_utf8(bytes).map_err(|error| AppError::internal(&error))?;
    Ok((format!("{table}.csv"), content))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(text),
        other => other.to_string(),
    }
}

/// Text that a spreadsheet would run gets a quote in front (OWASP, CSV injection); full-width forms count too.
pub(crate) fn guarded(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_quoted() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(cell(&Value::from(text)), format!("'{text}"));
        }
        assert_eq!(cell(&Value::from("3 = 3")), "3 = 3");
        assert_eq!(cell(&Value::from(-1)), "-1");
        assert_eq!(cell(&Value::Null), "");
    }
}
