//! The rows of a workspace as plain data: for an export, and back.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    Reader, StoreError, Tx,
    activity::Head,
    catalogue::{self, CopySql, TABLES},
    record::sql,
    search,
    value::{Kind, Value},
};

/// A row: column to value. Ids and dates are text, times whole numbers of microseconds, lists and objects the JSON text
/// they are stored as.
pub type ExportedRow = BTreeMap<String, Json>;

sql! {
    /// A person who comes with an export gets a sign-in without a password, unless there is one already.
    PLACEHOLDER = "insert into account (id, email, password_hash, version, created_at) values ($1, $2, '', 1, $3)
         on conflict (email) do nothing";
    ACCOUNT_ID = "select id from account where email = $1";
}

/// The tables of an export, in the order in which they can be read back.
pub fn exported_tables() -> Vec<&'static str> {
    TABLES.iter().filter(|table| table.exported).map(|table| table.name).collect()
}

impl Reader<'_> {
    /// All rows of a table of this workspace, in the order of their keys. Take them from a [`crate::Snapshot`], so that
    /// they fit together.
    pub async fn export_rows(&mut self, table: &str) -> Result<Vec<ExportedRow>, StoreError> {
        let copy = exported(table)?;
        let sql = copy.of_workspace.as_deref().ok_or_else(|| bad(copy, "it belongs to no workspace"))?;
        let rows = self.scoped(sql, Vec::new()).await?;
        rows.into_iter()
            .map(|mut cells| {
                copy.table
                    .columns
                    .iter()
                    .map(|(column, kind)| Ok(((*column).to_owned(), to_json(cells.value(*kind)?))))
                    .collect()
            })
            .collect()
    }
}

impl Tx {
    /// Adds the rows of an exported table, in the order of [`exported_tables`]; gives their number. They must belong to
    /// the workspace of this write. The log comes with the rows, so no event is needed.
    pub async fn import_rows(&mut self, table: &str, rows: &[ExportedRow]) -> Result<u64, StoreError> {
        let copy = exported(table)?;
        let mut later = Vec::new();
        for row in rows {
            let mut values = self.row_values(copy, row)?;
            if table == "member" {
                self.adopt_account(copy, &mut values).await?;
            }
            if let Some(at) = copy.table.points_to_itself.and_then(|column| copy.at(column)) {
                later.push((values[1].clone(), std::mem::replace(&mut values[at], Value::Id(None))));
            }
            if table == "workspace" {
                self.adopt_log(copy, &values)?;
            }
            self.global(&copy.insert, values).await?;
        }
        if let Some(point) = copy.point.as_deref() {
            for (id, target) in later.into_iter().filter(|(_, target)| *target != Value::Id(None)) {
                self.scoped(point, vec![id, target]).await?;
            }
        }
        if table == "ticket" {
            let workspace = self.workspace_id();
            for row in rows {
                let id = row.get("id").and_then(Json::as_str).and_then(|id| id.parse::<Uuid>().ok());
                let id = id.ok_or_else(|| bad(copy, "a row without an id"))?;
                let ticket: throughline_domain::tickets::Ticket =
                    self.read().get(throughline_domain::TicketId(id)).await?;
                search::put(&mut self.conn, workspace, &ticket).await?;
            }
        }
        self.accounted_by_import();
        Ok(rows.len() as u64)
    }

    fn row_values(&self, copy: &CopySql, row: &ExportedRow) -> Result<Vec<Value>, StoreError> {
        if let Some(unknown) = row.keys().find(|column| copy.at(column).is_none()) {
            return Err(bad(copy, &format!("there is no column \"{unknown}\"")));
        }
        let mut values = Vec::with_capacity(copy.table.columns.len());
        for (column, kind) in copy.table.columns {
            let value = match row.get(*column) {
                Some(json) => from_json(json, *kind)
                    .ok_or_else(|| bad(copy, &format!("column \"{column}\" cannot hold {json}")))?,
                None => catalogue::before_it_came(copy.table.name, column)
                    .or_else(|| from_json(&Json::Null, *kind))
                    .ok_or_else(|| bad(copy, &format!("there is no column \"{column}\"")))?,
            };
            values.push(value);
        }
        let scope = copy.table.scope.and_then(|column| copy.at(column));
        match scope.map(|at| &values[at]) {
            Some(Value::Id(Some(workspace))) if *workspace == self.workspace_id().0 => Ok(values),
            _ => Err(bad(copy, "a row belongs to another workspace")),
        }
    }

    /// Points a member to the sign-in of their address.
    async fn adopt_account(&mut self, copy: &CopySql, values: &mut [Value]) -> Result<(), StoreError> {
        let (Some(account), Some(email), Some(joined)) =
            (copy.at("account_id"), copy.at("email"), copy.at("joined_at"))
        else {
            return Err(bad(copy, "a member needs an account and an address"));
        };
        let address = match &values[email] {
            Value::Text(Some(address)) => Value::from(address.to_lowercase()),
            _ => return Err(bad(copy, "a member without an address")),
        };
        self.global(PLACEHOLDER, vec![values[account].clone(), address.clone(), values[joined].clone()]).await?;
        let found = self.conn.rows(ACCOUNT_ID, vec![address]).await?;
        let mut found = found.into_iter().next().ok_or(StoreError::NotFound("account"))?;
        values[account] = Value::Id(Some(found.take()?));
        Ok(())
    }

    /// The log goes on where the imported one ends.
    fn adopt_log(&mut self, copy: &CopySql, values: &[Value]) -> Result<(), StoreError> {
        let cell = |column: &str| copy.at(column).map(|at| values[at].clone());
        match (cell("last_event"), cell("last_hash")) {
            (Some(Value::Int(Some(number))), Some(Value::Text(Some(hash)))) => {
                self.head = Some(Head { number, hash });
                Ok(())
            }
            _ => Err(bad(copy, "the end of the log is missing")),
        }
    }
}

fn exported(table: &str) -> Result<&'static CopySql, StoreError> {
    let copy = catalogue::copy_of(table)?;
    if copy.table.exported { Ok(copy) } else { Err(bad(copy, "it is not part of an export")) }
}

fn bad(copy: &CopySql, reason: &str) -> StoreError {
    StoreError::BadRows { table: copy.table.name.to_owned(), reason: reason.to_owned() }
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Int(value) => value.into(),
        Value::Real(value) => value.into(),
        Value::Bool(value) => value.into(),
        Value::Id(value) => value.map(|id| id.to_string()).into(),
        Value::Text(value) => value.into(),
    }
}

/// None if the JSON is of another kind.
fn from_json(json: &Json, kind: Kind) -> Option<Value> {
    let absent = json.is_null();
    let value = match kind {
        Kind::Int => Value::Int(json.as_i64()),
        Kind::Real => Value::Real(json.as_f64()),
        Kind::Bool => Value::Bool(json.as_bool()),
        Kind::Id => Value::Id(json.as_str().and_then(|id| id.parse().ok())),
        Kind::Text => Value::Text(json.as_str().map(str::to_owned)),
    };
    (absent || !value.is_null()).then_some(value)
}
