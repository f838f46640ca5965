//! Nouns as rows: which table, which columns, and the statements that follow from them.
//!
//! The mechanical statements of a noun (get, list, insert, update, withdraw, restore) are written from its column list,
//! so that a column cannot be forgotten in one of them. Everything with a thought in it is a constant in its slice.

use std::fmt::Write as _;

use uuid::Uuid;

use crate::{
    StoreError,
    value::{Cells, Value},
};

/// A noun of the domain that is one row of a table whose key is (workspace, id).
///
/// Sealed: the nouns of this crate are all there are.
pub trait Record: private::Mapped + Send + Sync {
    /// What people call it, in an error: "ticket".
    const NOUN: &'static str;
}

/// A noun whose row holds nothing but its fields (and who deleted it): [`crate::Tx::insert`] and its sisters do all.
pub trait Plain: Record {}

macro_rules! plain {
    ($($noun:ty),* $(,)?) => { $(impl $crate::record::Plain for $noun {})* };
}
pub(crate) use plain;

pub(crate) mod private {
    use super::{Cells, Sql, StoreError, Uuid, Value};

    pub trait Mapped: Sized {
        /// The statements for this noun.
        fn sql() -> &'static Sql;
        /// From the cells of a row, in the order of the columns.
        fn read(cells: &mut Cells) -> Result<Self, StoreError>;
        /// To the cells of a row, in the order of the columns.
        fn write(&self, out: &mut Vec<Value>);
        /// Its id.
        fn uuid(&self) -> Uuid;
    }
}

/// The statements that follow from a table and its columns. $1 is always the workspace, $2 the id.
pub struct Sql {
    pub(crate) get: String,
    /// $2: whether deleted ones are wanted too.
    pub(crate) list: String,
    /// $2 and on: the columns.
    pub(crate) insert: String,
    /// $3: the version it must have; $4 and on: the columns, without those that other verbs set.
    pub(crate) update: String,
    /// $3: the version it must have, or NULL; $4: when; $5: who; and what else every change sets.
    pub(crate) withdraw: String,
    pub(crate) restore: String,
    /// The version that is stored.
    pub(crate) version: String,
    /// Where the version is among the columns.
    pub(crate) version_at: Option<usize>,
    /// Which of the columns `update` sets.
    pub(crate) updated: Vec<bool>,
}

/// Columns that an update leaves alone: the id, and what has a verb of its own.
const NOT_UPDATED: [&str; 6] = ["id", "version", "withdrawn_at", "removed_at", "created_at", "joined_at"];

impl Sql {
    /// `extra` are columns beside the noun's fields that every insert and every change sets, `once` those that only the
    /// insert sets; both come after the fields.
    pub(crate) fn of(table: &str, columns: &[&[&str]], extra: &[&str], once: &[&str]) -> Self {
        let columns: Vec<&str> = columns.iter().flat_map(|columns| columns.iter().copied()).collect();
        let all = columns.join(", ");
        let gone = columns.iter().copied().find(|column| matches!(*column, "withdrawn_at" | "removed_at"));
        let gone_by = gone.map(|column| column.replace("_at", "_by")).unwrap_or_default();
        let version_at = columns.iter().position(|column| *column == "version");
        let versioned = version_at.is_some();
        let updated: Vec<bool> = columns.iter().map(|column| !NOT_UPDATED.contains(column)).collect();

        let inserted: Vec<&str> = columns.iter().chain(extra).chain(once).copied().collect();
        let places: Vec<String> = (0..inserted.len()).map(|at| format!("${}", at + 2)).collect();

        let mut set = String::new();
        let changing = columns.iter().zip(&updated).filter_map(|(column, yes)| yes.then_some(column)).chain(extra);
        for (place, column) in (4..).zip(changing) {
            let _ = write!(set, "{column} = ${place}, ");
        }
        let next = if versioned { "version = version + 1" } else { "id = id" };
        let current = if versioned { "version" } else { "cast(0 as bigint)" };
        let same = if versioned { "and (version = $3 or $3 is null)" } else { "and cast($3 as bigint) is null" };
        let live = gone.map(|column| format!("and {column} is null")).unwrap_or_default();
        let shown =
            gone.map_or_else(|| "and ($2 or not $2)".to_owned(), |column| format!("and ($2 or {column} is null)"));
        let also: String = extra.iter().enumerate().fold(String::new(), |mut also, (at, column)| {
            let _ = write!(also, "{column} = ${}, ", at + 6);
            also
        });
        let (withdraw, restore) = gone.map_or_else(Default::default, |gone| {
            let change = |condition: &str| {
                format!(
                    "update {table} set {gone} = $4, {gone_by} = $5, {also}{next}
                     where workspace_id = $1 and id = $2 {same} and {gone} {condition} returning {current}"
                )
            };
            (change("is null"), change("is not null"))
        });
        Self {
            get: format!("select {all} from {table} where workspace_id = $1 and id = $2"),
            list: format!("select {all} from {table} where workspace_id = $1 {shown} order by id"),
            insert: format!(
                "insert into {table} (workspace_id, {}) values ($1, {})",
                inserted.join(", "),
                places.join(", ")
            ),
            update: format!(
                "update {table} set {set}{next} where workspace_id = $1 and id = $2 {same} {live} returning {current}"
            ),
            withdraw,
            restore,
            version: format!("select {current} from {table} where workspace_id = $1 and id = $2 {live}"),
            version_at,
            updated,
        }
    }

    /// All of them, for the test that prepares every statement.
    pub(crate) fn all(&'static self) -> Vec<&'static str> {
        [&self.get, &self.list, &self.insert, &self.update, &self.withdraw, &self.restore, &self.version]
            .into_iter()
            .filter(|sql| !sql.is_empty())
            .map(String::as_str)
            .collect()
    }
}

/// Maps a noun to its table: the fields in the order of the struct; `field as [column, column]` where the names differ
/// or a field takes several cells; `with [column]` for columns beside the noun that
/// every change sets, `once [column]` for those that only the insert sets.
macro_rules! record {
    (@columns $field:ident) => { &[stringify!($field)] };
    (@columns $field:ident [$($column:literal),+]) => { &[$($column),+] };
    ($noun:ty, $name:literal in $table:literal { $($field:ident $(as [$($column:literal),+])?),* $(,)? } $(with [$($extra:literal),*])? $(once [$($once:literal),*])?) => {
        impl $crate::record::private::Mapped for $noun {
            fn sql() -> &'static $crate::record::Sql {
                static SQL: std::sync::LazyLock<$crate::record::Sql> = std::sync::LazyLock::new(|| {
                    $crate::record::Sql::of(
                        $table,
                        &[$($crate::record::record!(@columns $field $([$($column),+])?)),*],
                        &[$($($extra),*)?],
                        &[$($($once),*)?],
                    )
                });
                &SQL
            }
            fn read(cells: &mut $crate::value::Cells) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: $crate::value::Field::read(cells)?),* })
            }
            fn write(&self, out: &mut Vec<$crate::Value>) {
                $($crate::value::Field::write(&self.$field, out);)*
            }
            fn uuid(&self) -> uuid::Uuid {
                self.id.0
            }
        }
        impl $crate::Record for $noun {
            const NOUN: &'static str = $name;
        }
    };
}
pub(crate) use record;

/// The constant statements of a slice, and the list of them for the test that prepares every statement.
macro_rules! sql {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        /// Every statement of this module.
        pub(crate) const STATEMENTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use sql;
