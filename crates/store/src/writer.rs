//! The one writer of a `SQLite` file: waiting jobs share a transaction, because a commit costs a disk flush and a row
//! does not. A job that fails takes back only its own changes; nobody gets an answer before the commit.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, sqlite::SqliteConnectOptions, sqlite::SqliteConnection,
};
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinHandle,
};

use crate::{
    StoreError,
    db::{Conn, POOL_DEADLINE},
    dialect,
    write::{Boxed, commit_failed},
};

/// Most jobs in one transaction, and the longest time for which it takes more of them.
const MOST_JOBS: usize = 100;
const LONGEST: Duration = Duration::from_millis(50);
/// Jobs that may wait in line before new ones are told that the database is busy.
const LINE: usize = 1_024;

/// A write in line.
pub(crate) trait Job: Send {
    /// Does it on the connection and gives that back, with whether the changes are to be kept.
    fn run(&mut self, conn: Conn) -> Boxed<'_, (Conn, bool)>;
    /// Answers whoever waits, once the outcome of the commit is known.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// The line in front of the writer.
pub(crate) struct Writer {
    line: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) async fn start(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let connection = options.connect().await?;
        let (line, waiting) = mpsc::channel(LINE);
        let task = tokio::spawn(keep_writing(options, connection, waiting));
        Ok(Self { line: Mutex::new(Some(line)), task: Mutex::new(Some(task)) })
    }

    pub(crate) async fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let line = self.line.lock().await.clone();
        let Some(line) = line else {
            return Err(StoreError::Unavailable("the program is stopping; nothing was stored".into()));
        };
        match line.send_timeout(job, POOL_DEADLINE).await {
            Ok(()) => Ok(()),
            Err(_) => Err(StoreError::Unavailable("too many writes are waiting; this one was not stored".into())),
        }
    }

    /// Takes no more jobs, finishes those in line.
    pub(crate) async fn stop(&self) {
        self.line.lock().await.take();
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer ended badly");
        }
    }
}

/// Writes until the line is closed. A job that panics ends its batch, whose waiting callers learn it; the writer goes on
/// with a new connection.
async fn keep_writing(options: SqliteConnectOptions, first: SqliteConnection, waiting: mpsc::Receiver<Box<dyn Job>>) {
    let waiting = Arc::new(Mutex::new(waiting));
    let mut connection = Some(first);
    loop {
        let opened = match connection.take() {
            Some(connection) => Ok(connection),
            None => options.connect().await,
        };
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => {
                tracing::error!(%error, "the writer cannot open the database; it tries again");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        match tokio::spawn(write_batches(opened, waiting.clone())).await {
            Ok(Ended::Closed) => return,
            Ok(Ended::Broken) => {}
            Err(error) => tracing::error!(%error, "a write panicked; the writer starts anew"),
        }
    }
}

enum Ended {
    /// The line is closed and empty.
    Closed,
    /// The connection cannot be used any more.
    Broken,
}

async fn write_batches(mut connection: SqliteConnection, waiting: Arc<Mutex<mpsc::Receiver<Box<dyn Job>>>>) -> Ended {
    let mut waiting = waiting.lock().await;
    while let Some(job) = waiting.recv().await {
        if let Err(error) = connection.execute(dialect::BEGIN_WRITE_SQLITE).await {
            job.answer(Err(error.into()));
            continue;
        }
        let begun = Instant::now();
        let mut done = Vec::new();
        let mut next = Some(job);
        while let Some(mut job) = next.take() {
            match run_one(connection, &mut job).await {
                Ok(back) => connection = back,
                Err(error) => {
                    done.push(job);
                    for job in done {
                        job.answer(Err(error.clone()));
                    }
                    return Ended::Broken;
                }
            }
            done.push(job);
            if done.len() < MOST_JOBS && begun.elapsed() < LONGEST {
                next = waiting.try_recv().ok();
            }
        }
        let committed = connection.execute("commit").await.map(drop).map_err(commit_failed);
        if committed.is_err() && connection.execute("rollback").await.is_err() {
            // The failed commit has already ended the transaction.
            tracing::debug!("nothing was left to roll back");
        }
        for job in done {
            job.answer(committed.clone());
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the database was not closed cleanly; it will recover when it is opened");
    }
    Ended::Closed
}

/// Runs one job behind a savepoint.
async fn run_one(mut connection: SqliteConnection, job: &mut Box<dyn Job>) -> Result<SqliteConnection, StoreError> {
    connection.execute("savepoint job").await?;
    let (conn, keep) = job.run(Conn::writer(connection)).await;
    let mut connection = conn.into_writer()?;
    if !keep {
        connection.execute("rollback to job").await?;
    }
    connection.execute("release job").await?;
    Ok(connection)
}
