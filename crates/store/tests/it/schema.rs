use std::collections::{BTreeMap, BTreeSet};

use sqlx::{ConnectOptions as _, Row as _, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use throughline_store::{Config, Store, StoreError, kept_tables};
use throughline_test_kit::{databases, on_both_databases};

on_both_databases! {
    async fn every_statement_is_understood(database: Database) {
        let store = database.store().await;
        assert!(store.check_statements().await.expect("all statements are understood") > 150);
        store.close().await;
    }

    async fn opening_twice_changes_nothing(database: Database) {
        database.store().await.close().await;
        let store = database.store().await;
        assert!(store.ready().await.is_ok());
        assert_eq!(store.workspaces().await, Ok(Vec::new()));
        store.close().await;
    }

    async fn a_newer_schema_is_refused(database: Database) {
        database.store().await.close().await;
        let sql = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             select 999, 'later', success, checksum, execution_time from _sqlx_migrations where version = 1";
        match &database.config {
            Config::Sqlite { path } => {
                let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("opens");
                sqlx::query(sql).execute(&mut connection).await.expect("a step of the future");
            }
            Config::Postgres { url, .. } => {
                let options: PgConnectOptions = url.parse().expect("an address");
                let mut connection = options.connect().await.expect("connects");
                sqlx::query(sql).execute(&mut connection).await.expect("a step of the future");
            }
        }
        let refused = Store::open(&database.config).await.err();
        assert!(matches!(refused, Some(StoreError::NewerSchema { found: 999, .. })), "{refused:?}");
    }
}

/// Table, column: kind, whether it may be empty, place in the key.
type Columns = BTreeMap<(String, String), (String, bool, i64)>;

const SQLITE_COLUMNS: &str = "select t.name, c.name, lower(c.type), c.\"notnull\" = 0, cast(c.pk as integer)
     from pragma_table_list as t join pragma_table_info(t.name) as c
     where t.type = 'table' and t.schema = 'main' and t.name not like 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "select c.table_name::text, c.column_name::text, c.data_type::text,
         c.is_nullable = 'YES', coalesce(k.ordinal_position, 0)::bigint
     from information_schema.columns c
     left join information_schema.table_constraints t on t.table_schema = c.table_schema
         and t.table_name = c.table_name and t.constraint_type = 'PRIMARY KEY'
     left join information_schema.key_column_usage k on k.constraint_name = t.constraint_name
         and k.table_name = c.table_name and k.column_name = c.column_name
     where c.table_schema = 'public'";

/// The same kind under both databases' names.
fn kind(name: &str, column: &str) -> String {
    match name {
        "integer" if matches!(column, "north_star" | "against" | "has_secret" | "besides_another") => "boolean",
        "integer" => "bigint",
        "real" => "double precision",
        "blob" => "uuid",
        other => other,
    }
    .to_owned()
}

fn is_ours(table: &str) -> bool {
    table != "_sqlx_migrations" && !table.starts_with("ticket_word") && !table.starts_with("ticket_index")
}

async fn sqlite_columns(database: &databases::Database) -> Columns {
    let Config::Sqlite { path } = &database.config else { panic!("a SQLite file") };
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("opens");
    let rows = sqlx::query(SQLITE_COLUMNS).fetch_all(&mut connection).await.expect("the schema");
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get::<String, _>(2), row.get(3), row.get(4)))
        .map(|(table, column, name, empty, place): (String, String, String, bool, i64)| {
            let kind = kind(&name, &column);
            ((table, column), (kind, empty, place))
        })
        .filter(|((table, _), _)| is_ours(table))
        .collect()
}

async fn postgres_columns(database: &databases::Database) -> Columns {
    let Config::Postgres { url, .. } = &database.config else { panic!("a PostgreSQL database") };
    let mut connection = url.parse::<PgConnectOptions>().expect("an address").connect().await.expect("connects");
    let rows = sqlx::query(POSTGRES_COLUMNS).fetch_all(&mut connection).await.expect("the schema");
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
        .map(|(table, column, kind, empty, place): (String, String, String, bool, i64)| {
            ((table, column), (kind, empty, place))
        })
        .filter(|((table, _), _)| is_ours(table))
        .collect()
}

#[tokio::test]
async fn both_databases_have_the_same_columns_and_keys() {
    let Some(server) = databases::postgres().await else { return };
    let file = databases::sqlite();
    file.store().await.close().await;
    server.store().await.close().await;
    let (here, there) = (sqlite_columns(&file).await, postgres_columns(&server).await);
    assert!(here.len() > 150, "only {} columns were seen", here.len());
    assert_eq!(here, there);
}

#[tokio::test]
async fn a_backup_carries_every_column_of_every_table() {
    let file = databases::sqlite();
    file.store().await.close().await;
    let there: BTreeSet<_> = sqlite_columns(&file).await.into_keys().collect();
    let kept: BTreeSet<_> = kept_tables()
        .into_iter()
        .flat_map(|(table, columns)| columns.into_iter().map(move |column| (table.to_owned(), column.to_owned())))
        .collect();
    assert_eq!(there, kept);
}

#[tokio::test]
async fn every_key_begins_with_the_workspace() {
    let file = databases::sqlite();
    file.store().await.close().await;
    let global = ["installation", "account", "sign_in_attempt", "workspace"];
    for ((table, column), (_, _, place)) in sqlite_columns(&file).await {
        if place == 1 && !global.contains(&table.as_str()) {
            assert_eq!(column, "workspace_id", "first in the key of {table}");
        }
    }
    let Config::Sqlite { path } = &file.config else { panic!("a SQLite file") };
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("opens");
    let unique = "select m.tbl_name, m.name, i.name from sqlite_schema as m join pragma_index_info(m.name) as i
         where m.type = 'index' and i.seqno = 0";
    for row in sqlx::query(unique).fetch_all(&mut connection).await.expect("the indexes") {
        let (table, index, first): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let about_an_account = index == "member_by_account";
        if is_ours(&table) && !global.contains(&table.as_str()) && !about_an_account {
            assert_eq!(first, "workspace_id", "first in {index}");
        }
    }
}

#[tokio::test]
async fn a_missing_database_is_answered_with_how_to_make_it() {
    let Some(server) = databases::postgres().await else { return };
    let Config::Postgres { url, connections } = &server.config else { panic!("a PostgreSQL database") };
    let url = url.replace("throughline_test_", "never_made_");
    let refused = Store::open(&Config::Postgres { url, connections: *connections }).await.err();
    let words = refused.map(|error| error.to_string()).unwrap_or_default();
    assert!(words.contains("createdb") && words.contains("never_made_"), "{words}");
}

#[tokio::test]
async fn a_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let file = databases::sqlite();
    file.store().await.close().await;
    let Config::Sqlite { path } = &file.config else { panic!("a SQLite file") };
    let mode = std::fs::metadata(path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
