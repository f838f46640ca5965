//! What can go wrong with storage, in words for the people who meet it.

use std::fmt;

use crate::dialect;

/// Why the store could not do it. Cheap to clone, because one failed commit answers every write that waited for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No such record in this workspace. A record of another workspace gives the same answer.
    #[error("there is no {0} with this id")]
    NotFound(&'static str),
    /// Somebody else changed the record in between.
    #[error("this {what} was changed in the meantime: version {current} is stored; nothing was overwritten")]
    Stale {
        /// The kind of record.
        what: &'static str,
        /// The version that is stored.
        current: i64,
    },
    /// A name or key that must be unique is already in use.
    #[error("another {table} already has this {column}; nothing was stored")]
    Taken {
        /// The kind of record.
        table: String,
        /// The field that must be unique.
        column: String,
    },
    /// The record points to one that is not there.
    #[error("a record that this one refers to is not there; nothing was stored")]
    BrokenReference,
    /// The idempotency key was used before, with another request.
    #[error("this idempotency key was used before with another request; use a new key for a new request")]
    KeyReused,
    /// A write changed rows and recorded no event: a mistake in this program, caught before the commit.
    #[error("a change without an entry in the activity log was refused; nothing was stored")]
    Unrecorded,
    /// The database did not answer in time. A write may or may not have been stored.
    #[error(
        "the database does not answer ({0}); a change may or may not have been stored: look, or send it again with the same idempotency key"
    )]
    Unavailable(String),
    /// Another program holds the database's write lock.
    #[error("the database is in use by another program; nothing was stored; try again in a moment")]
    Locked,
    /// The disk is full.
    #[error("the disk is full; nothing was stored; free some space and try again")]
    Full,
    /// The database can only be read.
    #[error("the database can only be read (file permissions, or a standby server); nothing was stored")]
    ReadOnly,
    /// The file or a row of it cannot be understood.
    #[error("the stored data is damaged: {0}; restore the newest backup, and keep this file")]
    Damaged(String),
    /// A newer Throughline has written this database.
    #[error("the database has schema {found}, this program knows {known}; use the newer program")]
    NewerSchema {
        /// Schema of the database or backup.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// The database on the server does not exist.
    #[error(
        "the database \"{0}\" does not exist; make it with: createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 {0}"
    )]
    NoSuchDatabase(String),
    /// The address or path cannot be used.
    #[error("cannot open the database: {0}")]
    CannotOpen(String),
    /// The target of a backup or restore is there already.
    #[error("there is data in {0} already; nothing was changed")]
    AlreadyThere(String),
    /// The backup cannot be trusted.
    #[error("this backup cannot be used: {0}; nothing was changed")]
    BadBackup(String),
    /// A file could not be read or written.
    #[error("{0}")]
    File(String),
    /// The log of events does not add up.
    #[error("the activity log was altered: entry {number} does not follow from the one before it")]
    LogAltered {
        /// The first entry that does not fit.
        number: i64,
    },
    /// Rows of an export do not fit the tables.
    #[error("the rows of table \"{table}\" cannot be read: {reason}; nothing was stored")]
    BadRows {
        /// The table.
        table: String,
        /// What does not fit.
        reason: String,
    },
    /// Anything else the database says.
    #[error("the database refused: {0}")]
    Refused(String),
}

impl StoreError {
    pub(crate) fn unreadable(why: impl fmt::Display) -> Self {
        Self::Damaged(why.to_string())
    }

    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::File(format!("{}: {error}", path.display())),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => dialect::classify(database.as_ref()),
            sqlx::Error::PoolTimedOut => Self::Unavailable("no connection was free in time".into()),
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
                Self::Unavailable(error.to_string())
            }
            sqlx::Error::Configuration(_) => Self::CannotOpen(error.to_string()),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Damaged(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}
