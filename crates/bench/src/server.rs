//! A server that is started, asked, and stopped or killed.

use std::{path::Path, process::Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;
use throughline_app::Database;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use url::Url;

/// A running server. It is killed when dropped.
pub struct Server {
    /// Where it answers.
    pub url: Url,
    child: Child,
}

impl Server {
    /// Starts `throughline serve` on the data, on a free port.
    pub async fn start(binary: &Path, database: &Database) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0"]).args(place(database));
        let (child, line) = first_line(command).await?;
        let said: Value = serde_json::from_str(&line)?;
        let url = said["url"].as_str().context("serve --json did not print a url")?.parse()?;
        Ok(Self { url, child })
    }

    /// Starts the barest page, from this same program.
    pub async fn start_bare() -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare");
        let (child, line) = first_line(command).await?;
        Ok(Self { url: line.trim().parse()?, child })
    }

    /// Its process.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the server ended by itself")
    }

    /// SIGKILL: nothing is finished, nothing is closed.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

async fn first_line(mut command: Command) -> anyhow::Result<(Child, String)> {
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let line = lines.next_line().await?.context("the server ended before it answered")?;
    Ok((child, line))
}

/// Runs a command of the binary on the data and reads what it printed with `--json`.
pub async fn run(binary: &Path, database: &Database, args: &[&str]) -> anyhow::Result<Value> {
    let output = Command::new(binary).args(args).arg("--json").args(place(database)).output().await?;
    ensure!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn place(database: &Database) -> [String; 2] {
    match database {
        Database::Folder(folder) => ["--data".to_owned(), folder.display().to_string()],
        Database::Postgres(url) => ["--database-url".to_owned(), url.clone()],
    }
}
