//! The schema: one text per step, written out for each database.

use std::borrow::Cow;

use sqlx::{
    AssertSqlSafe, PgPool, SqlSafeStr as _, SqliteConnection,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use crate::{StoreError, dialect};

/// Every step, oldest first. A step that was released never changes; a new one is added.
const STEPS: [(i64, &str, &str); 17] = [
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (2, "roadmap", include_str!("../migrations/0002_roadmap.sql")),
    (3, "urgency", include_str!("../migrations/0003_urgency.sql")),
    (4, "metrics", include_str!("../migrations/0004_metrics.sql")),
    (5, "pulls", include_str!("../migrations/0005_pulls.sql")),
    (6, "competition", include_str!("../migrations/0006_competition.sql")),
    (7, "cycles", include_str!("../migrations/0007_cycles.sql")),
    (8, "questions", include_str!("../migrations/0008_questions.sql")),
    (9, "check_ins", include_str!("../migrations/0009_check_ins.sql")),
    (10, "closing", include_str!("../migrations/0010_closing.sql")),
    (11, "shares", include_str!("../migrations/0011_shares.sql")),
    (12, "weekly_goals", include_str!("../migrations/0012_weekly_goals.sql")),
    (13, "key_result_kinds", include_str!("../migrations/0013_key_result_kinds.sql")),
    (14, "closed_kinds", include_str!("../migrations/0014_closed_kinds.sql")),
    (15, "refined_problems", include_str!("../migrations/0015_refined_problems.sql")),
    (16, "customers", include_str!("../migrations/0016_customers.sql")),
    (17, "services", include_str!("../migrations/0017_services.sql")),
];

/// The newest schema this program knows.
pub const SCHEMA: i64 = STEPS[STEPS.len() - 1].0;

/// Brings a `SQLite` file to the newest schema. Doing it twice is harmless; a newer schema is refused.
pub(crate) async fn sqlite(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    // Not `run`: a future over its `Acquire` is not `Send` for every lifetime, so no task could open a store.
    steps(true).run_direct(None, connection, false).await.map_err(refused)
}

/// The same for a `PostgreSQL` database; several nodes may start at once.
pub(crate) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    steps(false).run_direct(None, &mut *connection, false).await.map_err(refused)
}

fn steps(sqlite: bool) -> Migrator {
    let steps = STEPS.iter().map(|(version, name, text)| {
        let sql = AssertSqlSafe(expand(text, sqlite)).into_sql_str();
        Migration::new(*version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(steps.collect())
}

fn refused(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
            StoreError::NewerSchema { found, known: SCHEMA }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        error => StoreError::Damaged(error.to_string()),
    }
}

/// Writes types out and leaves the blocks of the other database away.
fn expand(text: &str, sqlite: bool) -> String {
    let (types, ours) = if sqlite {
        (dialect::TYPES_SQLITE, "-- only: sqlite")
    } else {
        (dialect::TYPES_POSTGRES, "-- only: postgresql")
    };
    let mut out = String::with_capacity(text.len());
    let mut taken = true;
    for line in text.lines() {
        if line.starts_with("-- only: ") {
            taken = line == ours;
        } else if line == "-- end" {
            taken = true;
        } else if taken && !line.starts_with("--") {
            out.push_str(line);
            out.push('\n');
        }
    }
    types.iter().fold(out, |out, (token, name)| out.replace(token, name))
}
