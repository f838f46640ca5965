//! Putting a backup back, into a file or a `PostgreSQL` database.

use std::{fs, path::Path};

use sqlx::{Connection as _, Executor as _};

use crate::{
    Config, Manifest, Store, StoreError,
    backup::{DROP_MANIFEST, beside, copy_rows, index_tickets, inspect_backup, open_file, remove_with_companions},
    catalogue::COPY,
    db::{Conn, Db},
    dialect::words,
    files, migrate,
    store::Writing,
};

/// Puts a backup in place of the data at `target`, after checking it. Data that is there is replaced only with
/// `overwrite`; until the last step it stays as it was. No program may be using the target meanwhile.
pub async fn restore(backup: &Path, target: &Config, overwrite: bool) -> Result<Manifest, StoreError> {
    let manifest = inspect_backup(backup).await?;
    match target {
        Config::Sqlite { path } => restore_file(backup, path, overwrite).await?,
        Config::Postgres { .. } => {
            let store = Store::open(target).await?;
            let restored = restore_rows(backup, &store, overwrite).await;
            store.close().await;
            restored?;
        }
    }
    Ok(manifest)
}

async fn restore_file(backup: &Path, path: &Path, overwrite: bool) -> Result<(), StoreError> {
    let there = fs::metadata(path).is_ok_and(|file| file.len() > 0);
    if there && !overwrite {
        return Err(StoreError::AlreadyThere(path.display().to_string()));
    }
    let partial = beside(path, "restoring");
    unpack(backup, &partial).await?;
    // The write-ahead log of the old data must not be taken for one of the new.
    remove_with_companions(path)?;
    fs::rename(&partial, path).map_err(|error| StoreError::file(path, &error))?;
    files::settle(path)
}

/// A copy of the backup as a database of the newest schema, without its manifest.
async fn unpack(backup: &Path, to: &Path) -> Result<(), StoreError> {
    remove_with_companions(to)?;
    files::make_private(to)?;
    fs::copy(backup, to).map_err(|error| StoreError::file(to, &error))?;
    let mut connection = open_file(to).await?;
    connection.execute(DROP_MANIFEST).await?;
    migrate::sqlite(&mut connection).await?;
    connection.close().await?;
    files::settle(to)
}

async fn restore_rows(backup: &Path, store: &Store, overwrite: bool) -> Result<(), StoreError> {
    let Writing::Pg(pool) = store.writing() else {
        return Err(StoreError::CannotOpen("rows are copied into PostgreSQL only".into()));
    };
    if !overwrite && !is_empty(store.db()).await? {
        return Err(StoreError::AlreadyThere("the database".into()));
    }
    let unpacked = beside(backup, "restoring");
    unpack(backup, &unpacked).await?;
    let mut source = Conn::writer(open_file(&unpacked).await?);
    let mut target = Conn::postgres(pool.begin().await?);
    target.execute(words::EMPTY_POSTGRES, Vec::new()).await?;
    for copy in COPY.iter().rev() {
        target.execute(&copy.empty, Vec::new()).await?;
    }
    copy_rows(&mut source, &mut target).await?;
    index_tickets(&mut target).await?;
    target.commit().await?;
    source.into_writer()?.close().await?;
    remove_with_companions(&unpacked)
}

async fn is_empty(db: &Db) -> Result<bool, StoreError> {
    for copy in COPY.iter() {
        let rows = db.rows(&copy.count, Vec::new()).await?;
        let count: i64 = rows.into_iter().next().ok_or(StoreError::NotFound("table"))?.take()?;
        if count > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
