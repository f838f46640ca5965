//! Backups: one `SQLite` file with everything in it, from either database to either database.
//!
//! A backup is a whole database and a manifest beside the tables: which schema, how many rows, where each workspace's
//! log ended, and a hash of all rows. It is taken while others write, from one moment; it is read back and verified
//! before it gets its name.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, SqliteConnection, sqlite::SqliteJournalMode};
use throughline_domain::{TicketId, Ts, WorkspaceId};
use uuid::Uuid;

use crate::{
    Reader, SCHEMA, Store, StoreError,
    catalogue::{COPY, CopySql},
    db::{Conn, Db},
    files, migrate,
    record::sql,
    search,
    store::sqlite_options,
    value::Value,
};

/// Rows copied at once.
const PAGE: i64 = 2_000;

sql! {
    TICKET_IDS = "select workspace_id, id from ticket order by workspace_id, id";
    HEADS = "select id, name, last_event, last_hash from workspace order by id";
}

/// Statements that only make sense in a backup's file.
const MAKE_MANIFEST: &str = "create table backup_manifest (content text not null) strict";
const KEEP_MANIFEST: &str = "insert into backup_manifest (content) values ($1)";
const READ_MANIFEST: &str = "select content from backup_manifest";
pub(crate) const DROP_MANIFEST: &str = "drop table backup_manifest";
const CHECK: &str = "pragma integrity_check";
const INTO: &str = "vacuum into $1";

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The schema it has.
    pub schema: i64,
    /// When it was taken.
    pub taken_at: Ts,
    /// The database it was taken from: "sqlite" or "postgresql".
    pub from: String,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// The workspaces in it, with the end of their logs.
    pub workspaces: Vec<WorkspaceInBackup>,
    /// SHA-256 of all rows of all tables, in hexadecimal digits.
    pub sha256: String,
}

/// A workspace in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceInBackup {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Number of its last event.
    pub last_event: i64,
    /// Hash of its last event.
    pub last_hash: String,
}

impl Store {
    /// Writes a backup while others go on writing, verifies it, and gives it its name. Refuses to replace a file.
    pub async fn backup(&self, path: &Path, taken_at: Ts) -> Result<Manifest, StoreError> {
        if path.exists() {
            return Err(StoreError::AlreadyThere(path.display().to_string()));
        }
        let partial = beside(path, "partial");
        let taken = self.take_backup(&partial, taken_at).await;
        let manifest = match taken {
            Ok(manifest) => manifest,
            Err(error) => {
                remove_with_companions(&partial)?;
                return Err(error);
            }
        };
        files::settle(&partial)?;
        fs::rename(&partial, path).map_err(|error| StoreError::file(path, &error))?;
        files::settle(path)?;
        Ok(manifest)
    }

    async fn take_backup(&self, partial: &Path, taken_at: Ts) -> Result<Manifest, StoreError> {
        remove_with_companions(partial)?;
        files::make_private(partial)?;
        let from = match self.db() {
            Db::Lite(pool) => {
                let source = pool.connect_options().get_filename().to_owned();
                let mut connection = sqlite_options(&source).connect().await?;
                sqlx::query(INTO).bind(partial.to_string_lossy().into_owned()).execute(&mut connection).await?;
                connection.close().await?;
                "sqlite"
            }
            Db::Pg(_) => {
                let mut connection = open_file(partial).await?;
                migrate::sqlite(&mut connection).await?;
                connection.execute("begin immediate").await?;
                let mut source = self.db().begin_snapshot().await?;
                let mut target = Conn::writer(connection);
                copy_rows(&mut source, &mut target).await?;
                index_tickets(&mut target).await?;
                let mut connection = target.into_writer()?;
                connection.execute("commit").await?;
                connection.close().await?;
                "postgresql"
            }
        };
        let mut conn = Conn::writer(open_file(partial).await?);
        let manifest = describe(&mut conn, from, taken_at).await?;
        let mut connection = conn.into_writer()?;
        let content = serde_json::to_string(&manifest).map_err(StoreError::unreadable)?;
        connection.execute(MAKE_MANIFEST).await?;
        sqlx::query(KEEP_MANIFEST).bind(content).execute(&mut connection).await?;
        connection.close().await?;
        let seen = inspect_backup(partial).await?;
        if seen == manifest { Ok(manifest) } else { Err(StoreError::BadBackup("it reads back differently".into())) }
    }
}

/// Reads a backup through and checks it against its manifest. Nothing is changed.
pub async fn inspect_backup(path: &Path) -> Result<Manifest, StoreError> {
    let size = fs::metadata(path).map_err(|error| StoreError::file(path, &error))?.len();
    if size == 0 {
        return Err(StoreError::BadBackup("the file is empty".into()));
    }
    // A file that is not even a database says so at the first question.
    inspect(path).await.map_err(|error| match error {
        StoreError::Damaged(why) | StoreError::Refused(why) | StoreError::CannotOpen(why) => StoreError::BadBackup(why),
        other => other,
    })
}

async fn inspect(path: &Path) -> Result<Manifest, StoreError> {
    let connection = sqlite_options(path).read_only(true).immutable(true).connect().await?;
    let mut conn = Conn::writer(connection);
    let check: String = one(&mut conn, CHECK).await?;
    if check != "ok" {
        return Err(StoreError::BadBackup(format!("the file is damaged: {check}")));
    }
    let content: String = one(&mut conn, READ_MANIFEST).await?;
    let manifest: Manifest = serde_json::from_str(&content).map_err(StoreError::unreadable)?;
    if manifest.schema > SCHEMA {
        return Err(StoreError::NewerSchema { found: manifest.schema, known: SCHEMA });
    }
    let found = describe(&mut conn, &manifest.from, manifest.taken_at).await?;
    conn.into_writer()?.close().await?;
    if found.sha256 != manifest.sha256 || found.rows != manifest.rows || found.workspaces != manifest.workspaces {
        return Err(StoreError::BadBackup("its rows are not the ones that were written".into()));
    }
    Ok(manifest)
}

async fn one(conn: &mut Conn, sql: &'static str) -> Result<String, StoreError> {
    let row = conn.rows(sql, Vec::new()).await?.into_iter().next();
    row.ok_or_else(|| StoreError::BadBackup("it has no manifest".into()))?.take()
}

/// Counts and hashes the rows of a backup's file.
async fn describe(conn: &mut Conn, from: &str, taken_at: Ts) -> Result<Manifest, StoreError> {
    let mut rows = BTreeMap::new();
    let mut hash = Sha256::new();
    for copy in COPY.iter() {
        let mut count = 0;
        hash.update(copy.table.name);
        loop {
            let page = page(conn, copy, count).await?;
            for values in &page {
                hash.update(serde_json::to_vec(values).map_err(StoreError::unreadable)?);
                hash.update("\n");
            }
            count += i64::try_from(page.len()).unwrap_or(i64::MAX);
            if page.is_empty() {
                break;
            }
        }
        rows.insert(copy.table.name.to_owned(), count);
    }
    let mut workspaces = Vec::new();
    for mut cells in conn.rows(HEADS, Vec::new()).await? {
        workspaces.push(WorkspaceInBackup {
            id: cells.take()?,
            name: cells.take()?,
            last_event: cells.take()?,
            last_hash: cells.take()?,
        });
    }
    let sha256 = hex::encode(hash.finalize());
    Ok(Manifest { schema: SCHEMA, taken_at, from: from.to_owned(), rows, workspaces, sha256 })
}

async fn page(conn: &mut Conn, copy: &'static CopySql, after: i64) -> Result<Vec<Vec<Value>>, StoreError> {
    let rows = conn.rows(&copy.page, vec![PAGE.into(), after.into()]).await?;
    rows.into_iter().map(|mut cells| copy.table.columns.iter().map(|(_, kind)| cells.value(*kind)).collect()).collect()
}

/// Copies every table, in the order of the catalogue.
pub(crate) async fn copy_rows(source: &mut Conn, target: &mut Conn) -> Result<(), StoreError> {
    for copy in COPY.iter() {
        let pointing = copy.table.points_to_itself.and_then(|column| copy.at(column));
        let mut later = Vec::new();
        let mut done = 0;
        loop {
            let rows = page(source, copy, done).await?;
            if rows.is_empty() {
                break;
            }
            done += i64::try_from(rows.len()).unwrap_or(i64::MAX);
            for mut values in rows {
                if let Some(at) = pointing
                    && !values[at].is_null()
                {
                    let to = std::mem::replace(&mut values[at], Value::Id(None));
                    later.push(vec![values[0].clone(), values[1].clone(), to]);
                }
                target.execute(&copy.insert, values).await?;
            }
        }
        if let Some(point) = copy.point.as_deref() {
            for values in later {
                target.execute(point, values).await?;
            }
        }
    }
    Ok(())
}

/// Makes the words of all tickets anew.
pub(crate) async fn index_tickets(conn: &mut Conn) -> Result<(), StoreError> {
    for mut cells in conn.rows(TICKET_IDS, Vec::new()).await? {
        let (workspace, id): (Uuid, Uuid) = (cells.take()?, cells.take()?);
        let workspace = WorkspaceId(workspace);
        let ticket = Reader::on(conn, workspace).get(TicketId(id)).await?;
        search::put(conn, workspace, &ticket).await?;
    }
    Ok(())
}

/// A file of its own, without a write-ahead log beside it.
pub(crate) async fn open_file(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(sqlite_options(path).journal_mode(SqliteJournalMode::Delete).connect().await?)
}

/// The same name with an ending, in the same folder, so that a rename is one step.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a `SQLite` file and what `SQLite` keeps beside it.
pub(crate) fn remove_with_companions(path: &Path) -> Result<(), StoreError> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let path = PathBuf::from(name);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::file(&path, &error)),
        }
    }
    Ok(())
}
