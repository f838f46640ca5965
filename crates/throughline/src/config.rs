//! Configuration: flags first, then `THROUGHLINE_*` variables (clap reads both), then the TOML file.

use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use throughline_api::{ApiSettings, Rate};
use throughline_app::{AppSettings, Database, SecretKey};
use throughline_cli::{
    CliError,
    args::{Cli, Command, Global},
};

/// The configuration file. Every key may be left out; an unknown one is refused, because a typing error would go unseen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Folder of the database and its keys.
    data: Option<PathBuf>,
    /// `PostgreSQL` instead of a folder.
    database_url: Option<String>,
    /// Where `serve` listens.
    listen: Option<SocketAddr>,
    /// Address under which people reach the server.
    public_url: Option<String>,
    /// Base address of GitHub's REST API.
    github_url: Option<String>,
    /// Trackers and sources of metrics that may be on private addresses.
    #[serde(default)]
    allowed_hosts: Vec<String>,
    /// Folders of `SQLite` files whose values may be fetched.
    #[serde(default)]
    allowed_files: Vec<PathBuf>,
    /// Seconds that the source of a metric may work on a question.
    pull_seconds: Option<u64>,
    /// File with the key that seals secrets.
    secret_key: Option<PathBuf>,
    /// How often one token may ask.
    requests_per_second: Option<u32>,
    /// How often at once.
    requests_at_once: Option<u32>,
    /// Seconds that a request may take.
    request_seconds: Option<u64>,
}

/// Everything the binary was told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database that was named, if one was.
    pub named: Option<Database>,
    /// Where to listen, if somebody said so.
    pub listen: Option<SocketAddr>,
    /// What the verbs are told.
    pub app: AppSettings,
    /// What the API is told.
    pub api: ApiSettings,
    /// Which log entries are written, in the syntax of `tracing`: "info,sqlx=warn".
    pub log: Option<String>,
    /// Whether the log is JSON, one entry a line.
    pub log_json: bool,
}

impl Settings {
    /// Reads the file and the environment around what clap has read already.
    pub fn of(cli: &Cli) -> Result<Self, CliError> {
        let file = cli.global.config.as_deref().map(read).transpose()?.unwrap_or_default();
        let (listen, public_url) = match &cli.command {
            Command::Serve(args) => (args.listen, args.public_url.clone()),
            Command::Demo(args) => (args.listen, None),
            _ => (None, variable("THROUGHLINE_PUBLIC_URL")),
        };
        let public_url = public_url.or(file.public_url);
        let defaults = AppSettings::default();
        let key_file = variable("THROUGHLINE_SECRET_KEY_FILE").map(PathBuf::from).or(file.secret_key);
        let app = AppSettings {
            secure_cookies: public_url.as_deref().is_some_and(|url| url.starts_with("https://")),
            public_url,
            outbound_allowed_hosts: variable("THROUGHLINE_ALLOWED_HOSTS")
                .map_or(file.allowed_hosts, |hosts| list(&hosts)),
            allowed_files: variable("THROUGHLINE_ALLOWED_FILES")
                .map_or(file.allowed_files, |files| env::split_paths(&files).collect()),
            pull_time: file.pull_seconds.map_or(Ok(defaults.pull_time), pull_time)?,
            secret_key: key_file.as_deref().map(secret_key).transpose()?,
            github_token: variable("THROUGHLINE_GITHUB_TOKEN").or_else(|| variable("GITHUB_TOKEN")),
            github_base_url: variable("THROUGHLINE_GITHUB_URL").or(file.github_url).unwrap_or(defaults.github_base_url),
        };
        let usual = ApiSettings::default();
        let api = ApiSettings {
            rate: Rate {
                per_second: file.requests_per_second.unwrap_or(usual.rate.per_second),
                burst: file.requests_at_once.unwrap_or(usual.rate.burst),
            },
            request_timeout: file.request_seconds.map_or(usual.request_timeout, Duration::from_secs),
            long_request_timeout: usual.long_request_timeout,
        };
        Ok(Self {
            named: named(&cli.global, file.data, file.database_url),
            listen: listen.or(file.listen),
            app,
            api,
            log: variable("THROUGHLINE_LOG"),
            log_json: variable("THROUGHLINE_LOG_FORMAT").is_some_and(|format| format == "json"),
        })
    }

    /// The database that was named, or the folder that every command takes without one.
    pub fn database(&self) -> Result<Database, CliError> {
        match &self.named {
            Some(database) => Ok(database.clone()),
            None => usual_folder().map(Database::Folder),
        }
    }
}

fn named(global: &Global, file_data: Option<PathBuf>, file_url: Option<String>) -> Option<Database> {
    if let Some(url) = &global.database_url {
        return Some(Database::Postgres(url.clone()));
    }
    let folder = global.data.clone().map(Database::Folder);
    folder.or_else(|| file_url.map(Database::Postgres)).or_else(|| file_data.map(Database::Folder))
}

fn read(path: &Path) -> Result<File, CliError> {
    let text = std::fs::read_to_string(path).map_err(|source| CliError::file(path, source))?;
    toml::from_str(&text).map_err(|error| CliError::NotAccepted(format!("{}: {error}", path.display())))
}

/// How long a source may work: no limit at all, and more than a fetch is held for, are refused.
fn pull_time(seconds: u64) -> Result<Duration, CliError> {
    match seconds {
        1..=60 => Ok(Duration::from_secs(seconds)),
        _ => Err(CliError::NotAccepted(format!("pull_seconds is {seconds}; from 1 to 60 is possible"))),
    }
}

fn secret_key(path: &Path) -> Result<SecretKey, CliError> {
    let text = std::fs::read_to_string(path).map_err(|source| CliError::file(path, source))?;
    SecretKey::parse(&text).ok_or_else(|| {
        CliError::NotAccepted(format!(
            "{} holds no key: a key is 64 random hexadecimal digits, made with `openssl rand -hex 32`",
            path.display()
        ))
    })
}

/// The folder of the user's data, after the XDG base directory specification.
fn usual_folder() -> Result<PathBuf, CliError> {
    let home = || variable("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let base = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute()).or_else(home);
    base.map(|base| base.join("throughline"))
        .ok_or_else(|| CliError::Usage("there is no home folder to keep data in; name one with --data DIR".to_owned()))
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
