//! Every difference between the two databases, each with its reason. Nothing outside this file asks which one it is,
//! except the code that opens a database and the two ways to commit (`writer.rs`, `write.rs`).

use sqlx::error::DatabaseError;

use crate::StoreError;

/// The names of column types in migrations. `SQLite`'s STRICT tables know only five types, `PostgreSQL` has its own.
pub(crate) const TYPES_SQLITE: [(&str, &str); 5] = [
    ("{{int}}", "integer"),
    ("{{real}}", "real"),
    ("{{bool}}", "integer"),
    ("{{id}}", "blob"),
    ("{{strict}}", " strict"),
];
/// See [`TYPES_SQLITE`].
pub(crate) const TYPES_POSTGRES: [(&str, &str); 5] = [
    ("{{int}}", "bigint"),
    ("{{real}}", "double precision"),
    ("{{bool}}", "boolean"),
    ("{{id}}", "uuid"),
    ("{{strict}}", ""),
];

/// A reader in `SQLite`'s WAL sees the moment of its first read, whatever is written meanwhile.
pub(crate) const BEGIN_SNAPSHOT_SQLITE: &str = "begin deferred";
/// `PostgreSQL` shows later commits inside a transaction unless told not to.
pub(crate) const BEGIN_SNAPSHOT_POSTGRES: &str = "begin isolation level repeatable read read only";

/// `SQLite` takes the write lock at once: a transaction that upgrades from reading can be refused halfway.
pub(crate) const BEGIN_WRITE_SQLITE: &str = "begin immediate";

/// Words are indexed by FTS5 in `SQLite` and by a text search vector in `PostgreSQL`. The columns are the same, in the
/// order of their weight: key, title, labels and value line, body. Both get words already folded by `search.rs`, so that
/// their tokenizers have nothing left to disagree about.
pub(crate) mod words {
    /// An integer stands for the ticket in FTS5, because the index has no other key.
    pub(crate) const NUMBER_SQLITE: &str = "insert into ticket_word (workspace_id, ticket_id) values ($1, $2)
         on conflict (workspace_id, ticket_id) do update set ticket_id = excluded.ticket_id returning number";
    pub(crate) const PUT_SQLITE: &str =
        "insert or replace into ticket_index (rowid, key, title, labels, body) values ($1, $2, $3, $4, $5)";
    /// Forgets the words of tickets deleted before $2; the rows of `ticket_word` go after it.
    pub(crate) const PURGE_INDEX_SQLITE: &str =
        "delete from ticket_index where rowid in (select number from ticket_word
             where workspace_id = $1 and ticket_id in
                 (select id from ticket where workspace_id = $1 and withdrawn_at < $2))";
    pub(crate) const PUT_POSTGRES: &str = "insert into ticket_word (workspace_id, ticket_id, words)
         values ($1, $2, setweight(to_tsvector('simple', $3), 'A') || setweight(to_tsvector('simple', $4), 'B')
             || setweight(to_tsvector('simple', $5), 'C') || setweight(to_tsvector('simple', $6), 'D'))
         on conflict (workspace_id, ticket_id) do update set words = excluded.words";
    /// The same text for both.
    pub(crate) const PURGE: &str = "delete from ticket_word where workspace_id = $1 and ticket_id in
             (select id from ticket where workspace_id = $1 and withdrawn_at < $2)";
    /// Before all rows are replaced by a restore.
    pub(crate) const EMPTY_POSTGRES: &str = "delete from ticket_word";
    /// $1 the workspace, $2 the words, $3 the text as typed in lower case, $4 whether deleted ones count, $5 how many,
    /// $6 after how many. In `SQLite` a cross join keeps the order of the tables: the index is asked once, not per ticket.
    pub(crate) const FIND_SQLITE: &str = "select ticket.id from ticket_index
         cross join ticket_word on ticket_word.number = ticket_index.rowid
         cross join ticket on ticket.workspace_id = ticket_word.workspace_id and ticket.id = ticket_word.ticket_id
         where ticket_index match $2 and ticket.workspace_id = $1 and ($4 or ticket.withdrawn_at is null)
         order by case when lower(ticket.key) = $3 or ticket.external_id = $3 then 0 else 1 end,
             bm25(ticket_index, 10.0, 6.0, 3.0, 1.0), ticket.id
         limit $5 offset $6";
    /// As [`FIND_SQLITE`]. Rank 1 divides by the logarithm of the length, as bm25 favours short texts.
    pub(crate) const FIND_POSTGRES: &str = "select ticket.id from ticket_word
         join ticket on ticket.workspace_id = ticket_word.workspace_id and ticket.id = ticket_word.ticket_id
         where ticket_word.workspace_id = $1 and ticket_word.words @@ to_tsquery('simple', $2)
             and ($4 or ticket.withdrawn_at is null)
         order by case when lower(ticket.key) = $3 or ticket.external_id = $3 then 0 else 1 end,
             ts_rank('{0.1, 0.3, 0.6, 1.0}', ticket_word.words, to_tsquery('simple', $2), 1) desc, ticket.id
         limit $5 offset $6";

    /// How many tickets have these words ($2), counted up to $3. Where there is one workspace, `SQLite` need not look up
    /// whose each of them is.
    pub(crate) const COUNT_SQLITE: &str = "select case
         when (select count(*) from (select 1 from workspace limit 2)) < 2 then
             (select count(*) from (select 1 from ticket_index where ticket_index match $2 limit $3))
         else
             (select count(*) from (select 1 from ticket_index
                 cross join ticket_word on ticket_word.number = ticket_index.rowid
                 where ticket_index match $2 and ticket_word.workspace_id = $1 limit $3))
         end";
    /// As [`COUNT_SQLITE`].
    pub(crate) const COUNT_POSTGRES: &str = "select count(*) from (select 1 from ticket_word
             where workspace_id = $1 and words @@ to_tsquery('simple', $2) limit $3) as counted";
    /// The tickets with these words ($2) that came last; $3 whether deleted ones count, $4 how many. Nothing is ranked
    /// and nothing sorted, so that it ends when it has enough.
    pub(crate) const NEWEST_SQLITE: &str = "select ticket.id from ticket_index
         cross join ticket_word on ticket_word.number = ticket_index.rowid
         cross join ticket on ticket.workspace_id = ticket_word.workspace_id and ticket.id = ticket_word.ticket_id
         where ticket_index match $2 and ticket.workspace_id = $1 and ($3 or ticket.withdrawn_at is null)
         order by ticket_index.rowid desc limit $4";
    /// As [`NEWEST_SQLITE`]. Ids begin with the time.
    pub(crate) const NEWEST_POSTGRES: &str = "select ticket.id from ticket_word
         join ticket on ticket.workspace_id = ticket_word.workspace_id and ticket.id = ticket_word.ticket_id
         where ticket_word.workspace_id = $1 and ticket_word.words @@ to_tsquery('simple', $2)
             and ($3 or ticket.withdrawn_at is null)
         order by ticket_word.ticket_id desc limit $4";
    /// As [`NEWEST_POSTGRES`] in no order: in order, a word that few have would be looked for in every ticket.
    pub(crate) const ANY_POSTGRES: &str = "with found as materialized
             (select ticket_id from ticket_word where workspace_id = $1 and words @@ to_tsquery('simple', $2))
         select ticket.id from found join ticket on ticket.workspace_id = $1 and ticket.id = found.ticket_id
         where ($3 or ticket.withdrawn_at is null) limit $4";
    /// As [`NEWEST_POSTGRES`], but only among the last 64 times as many tickets as are wanted: words that many have are
    /// found there much sooner than all that have them are sorted, and reading ends with the last that is wanted.
    pub(crate) const RECENT_POSTGRES: &str = "select ticket.id from
             (select ticket_id, words from ticket_word where workspace_id = $1 order by ticket_id desc limit 64 * $4) as recent
         join ticket on ticket.workspace_id = $1 and ticket.id = recent.ticket_id
         where recent.words @@ to_tsquery('simple', $2) and ($3 or ticket.withdrawn_at is null)
         order by recent.ticket_id desc limit $4";
    /// The same text for both: tickets named by key ($2, $3 in capitals) or by id in their source. In `SQLite` the cross
    /// join goes from the sources to the index of their ids, instead of through all tickets.
    pub(crate) const NAMED: &str = "select id from ticket
         where workspace_id = $1 and key in ($2, $3) and ($4 or withdrawn_at is null)
         union
         select ticket.id from source cross join ticket
         where source.workspace_id = $1 and ticket.workspace_id = source.workspace_id
             and ticket.source_id = source.id and ticket.external_id = $2 and ($4 or ticket.withdrawn_at is null)
         order by id";

    pub(crate) const SQLITE: &[&str] =
        &[NUMBER_SQLITE, PUT_SQLITE, PURGE_INDEX_SQLITE, PURGE, FIND_SQLITE, COUNT_SQLITE, NEWEST_SQLITE, NAMED];
    pub(crate) const POSTGRES: &[&str] = &[
        PUT_POSTGRES,
        PURGE,
        EMPTY_POSTGRES,
        FIND_POSTGRES,
        COUNT_POSTGRES,
        NEWEST_POSTGRES,
        ANY_POSTGRES,
        RECENT_POSTGRES,
        NAMED,
    ];
}

/// Whether the database asks to run the transaction again: serialization failure or deadlock. `SQLite` never does,
/// since its writers stand in line.
pub(crate) fn asks_to_run_again(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "40001" || code == "40P01")
}

/// Puts an error of either database into words. Codes: `SQLite` result codes (extended, in decimal) and SQLSTATE.
pub(crate) fn classify(error: &dyn DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    if let Ok(sqlite) = code.parse::<i32>()
        && code.len() < 5
    {
        return classify_sqlite(sqlite, error.message());
    }
    match code.as_ref() {
        "23505" => taken_postgres(error.constraint().unwrap_or_default()),
        "23503" => StoreError::BrokenReference,
        "25006" => StoreError::ReadOnly,
        "53100" => StoreError::Full,
        "40001" | "40P01" | "55P03" => StoreError::Locked,
        "3D000" => StoreError::NoSuchDatabase(quoted(error.message())),
        "57P01" | "57P02" | "57P03" | "53300" | "08006" | "08001" => {
            StoreError::Unavailable(error.message().to_owned())
        }
        "28P01" | "28000" => StoreError::CannotOpen(error.message().to_owned()),
        "XX001" | "XX002" => StoreError::Damaged(error.message().to_owned()),
        _ => StoreError::Refused(error.message().to_owned()),
    }
}

fn classify_sqlite(code: i32, message: &str) -> StoreError {
    match (code & 0xff, code) {
        (5 | 6, _) => StoreError::Locked,
        (8, _) => StoreError::ReadOnly,
        (11 | 26, _) => StoreError::Damaged(message.to_owned()),
        (13, _) => StoreError::Full,
        (14, _) => StoreError::CannotOpen(message.to_owned()),
        (_, 787 | 1811) => StoreError::BrokenReference,
        (_, 1555 | 2067) => taken_sqlite(message),
        (10, _) => StoreError::Unavailable(message.to_owned()),
        _ => StoreError::Refused(message.to_owned()),
    }
}

/// "UNIQUE constraint failed: `team.workspace_id`, team.name" names the columns; the last one is the one people typed.
fn taken_sqlite(message: &str) -> StoreError {
    let last = message.rsplit([' ', ',']).next().unwrap_or_default();
    let (table, column) = last.split_once('.').unwrap_or(("record", "id"));
    StoreError::Taken { table: table.to_owned(), column: column.to_owned() }
}

/// `PostgreSQL` names the index, and ours are named `unique_TABLE__COLUMN`.
fn taken_postgres(constraint: &str) -> StoreError {
    let name = constraint.strip_prefix("unique_").unwrap_or(constraint);
    let (table, column) = name.split_once("__").unwrap_or_else(|| (name.trim_end_matches("_pkey"), "id"));
    StoreError::Taken { table: table.to_owned(), column: column.to_owned() }
}

/// The name between the quotes of "database \"x\" does not exist".
fn quoted(message: &str) -> String {
    message.split('"').nth(1).unwrap_or("throughline").to_owned()
}
