//! The barest page: axum, `SQLite`, a table of 50 rows read for every request. What anything on this machine can reach.

use std::{fmt::Write, net::SocketAddr};

use axum::{Router, extract::State, response::Html, routing::get};
use sqlx::{Row, SqlitePool, sqlite::SqlitePoolOptions};

/// Rows on the page.
const ROWS: i64 = 50;
/// Rows in the table.
const STORED: i64 = 20_000;

/// Serves until it is killed; prints its address first.
pub async fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("throughline-bare-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder)?;
    let url = format!("sqlite://{}?mode=rwc", folder.join("bare.db").display());
    let pool = SqlitePoolOptions::new().max_connections(4).connect(&url).await?;
    sqlx::query("pragma journal_mode = wal").execute(&pool).await?;
    sqlx::query("create table ticket (id integer primary key, title text not null, cost integer not null)")
        .execute(&pool)
        .await?;
    sqlx::query(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) \
         insert into ticket select i, 'Ticket number ' || i || ' of the barest page', i * 37 % 1000 from n",
    )
    .bind(STORED)
    .execute(&pool)
    .await?;
    let listener = tokio::net::TcpListener::bind(listen).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/", get(page)).with_state(pool)).await?;
    Ok(())
}

async fn page(State(pool): State<SqlitePool>) -> Result<Html<String>, String> {
    let rows = sqlx::query("select id, title, cost from ticket where id > $1 order by id limit $2")
        .bind(100)
        .bind(ROWS)
        .fetch_all(&pool)
        .await
        .map_err(|error| error.to_string())?;
    let mut html = String::from("<!doctype html><title>Bare</title><table>");
    for row in rows {
        let (id, title, cost): (i64, String, i64) = (row.get(0), row.get(1), row.get(2));
        write!(html, "<tr><td>{id}<td>{title}<td>{cost}").map_err(|error| error.to_string())?;
    }
    html.push_str("</table>");
    Ok(Html(html))
}
