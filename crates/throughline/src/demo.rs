//! The demo company, in a data folder of its own.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use serde::Serialize;
use throughline_app::{Actor, App, AppError, Clock, Database, NIMBUS_FREIGHT, SystemClock, TokenInput};
use throughline_cli::{CliError, Screen, args::DemoArgs};
use throughline_domain::{Ts, people::Scope};
use tokio::net::TcpListener;

use crate::{config::Settings, door, serving};

/// Says that a data folder holds the demo and nothing else. Without it, a folder with anything in it is left alone.
const MARK: &str = "this-is-a-demo";
/// Ports that are tried after the usual one.
const PORTS: u16 = 100;

/// The machine's clock, so many days ahead: the demo's stories take weeks.
struct Later(u16);

impl Clock for Later {
    fn now(&self) -> Ts {
        SystemClock.now().plus_days(i64::from(self.0))
    }
}

/// What `demo --json` prints once it accepts connections.
#[derive(Serialize)]
struct Running<'a> {
    url: &'a str,
    link: &'a str,
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
}

/// What `demo --load-only --json` prints.
#[derive(Serialize)]
struct Loaded<'a> {
    workspace: &'a str,
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<String>,
}

/// `demo`.
pub async fn demo(settings: &Settings, args: DemoArgs, screen: Screen) -> Result<(), CliError> {
    let place = DemoPlace::of(settings, args.load_only)?;
    let listener = if args.load_only { None } else { Some(listener(settings).await?) };
    let app = door::open_by(place.database.clone(), settings, Arc::new(Later(args.days_later))).await?;
    let ready = prepare(&app, &place).await;
    let (actor, token) = match ready {
        Ok(ready) => ready,
        Err(error) => {
            app.close().await;
            return Err(error);
        }
    };
    let data = place.named.then(|| place.shown()).flatten();
    let Some(listener) = listener else {
        app.close().await;
        let loaded = Loaded { workspace: &actor.workspace.name, token: &token, data };
        return screen.print(&loaded, || format!("{} is loaded.", loaded.workspace));
    };
    let url = serving::url_of(&listener)?;
    let secret = app.one_time_link(&actor).await?;
    let link = door::sign_in_link(&url, &secret);
    serving::until_stopped(app, settings, listener, || {
        if screen.json {
            return screen.line(&Running { url: &url, link: &link, token: &token, data });
        }
        screen.text(&format!(
            "{} is open at {link}\nThe link signs in once. It is all made up; nothing of yours is touched. Ctrl-C ends it.",
            actor.workspace.name
        ))?;
        if !args.no_open {
            open_browser(&link);
        }
        Ok(())
    })
    .await
}

/// Where the demo's data is.
struct DemoPlace {
    database: Database,
    /// Somebody named it, so it stays.
    named: bool,
}

impl DemoPlace {
    fn of(settings: &Settings, load_only: bool) -> Result<Self, CliError> {
        match &settings.named {
            Some(database) => {
                let place = Self { database: database.clone(), named: true };
                place.refuse_real_data()?;
                Ok(place)
            }
            None if load_only => Err(CliError::Usage("say where to load it: demo --load-only --data DIR".to_owned())),
            None => Ok(Self { database: Database::Folder(temporary_folder()), named: false }),
        }
    }

    /// A folder with something in it that the demo did not put there is not opened at all.
    fn refuse_real_data(&self) -> Result<(), CliError> {
        let Database::Folder(folder) = &self.database else { return Ok(()) };
        let empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => return Err(CliError::file(folder, source)),
        };
        if empty || folder.join(MARK).exists() { Ok(()) } else { Err(not_a_demo(&folder.display().to_string())) }
    }

    fn shown(&self) -> Option<String> {
        match &self.database {
            Database::Folder(folder) => Some(folder.display().to_string()),
            Database::Postgres(_) => None,
        }
    }

    fn mark(&self) -> Result<(), CliError> {
        let Database::Folder(folder) = &self.database else { return Ok(()) };
        let path = folder.join(MARK);
        fs::write(&path, "throughline demo\n").map_err(|source| CliError::file(&path, source))
    }
}

impl Drop for DemoPlace {
    /// Nobody named the folder, so nobody looks for it later.
    fn drop(&mut self) {
        if let Database::Folder(folder) = &self.database
            && !self.named
        {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

fn not_a_demo(place: &str) -> CliError {
    CliError::WouldOverwrite(format!(
        "{place} holds something that is not the demo, and the demo never touches it. Nothing was changed. \
         Name an empty folder, or leave --data out."
    ))
}

/// Loads the company where there is none yet; the owner and a token for scripts.
async fn prepare(app: &App, place: &DemoPlace) -> Result<(Actor, String), CliError> {
    if app.set_up_needed().await? {
        place.mark()?;
        app.load_demo(NIMBUS_FREIGHT).await?;
    }
    let actor = match app.operator(None).await {
        Ok(actor) if is_demo(&actor) => actor,
        Ok(_) | Err(AppError::Conflict { .. } | AppError::NotFound { .. }) => return Err(not_a_demo("The database")),
        Err(error) => return Err(error.into()),
    };
    let scopes = vec![Scope::Read, Scope::Write, Scope::Admin];
    let token = TokenInput { name: "demo".to_owned(), scopes, expires_in_days: Some(30) };
    let made = app.create_token(&actor, token).await?;
    Ok((actor, made.secret))
}

/// Whether the workspace is the one of the demo's file.
fn is_demo(actor: &Actor) -> bool {
    NIMBUS_FREIGHT.contains(&format!("\"{}\"", actor.workspace.name))
}

/// The usual port, or the next free one.
async fn listener(settings: &Settings) -> Result<TcpListener, CliError> {
    if let Some(address) = settings.listen {
        return serving::bind(address).await;
    }
    let mut address = serving::USUAL;
    for port in serving::USUAL.port()..serving::USUAL.port() + PORTS {
        address.set_port(port);
        if let Ok(listener) = TcpListener::bind(address).await {
            return Ok(listener);
        }
    }
    address.set_port(0);
    serving::bind(address).await
}

fn temporary_folder() -> PathBuf {
    let started = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    env::temp_dir().join(format!("throughline-demo-{}-{started:x}", std::process::id()))
}

/// Opens the browser where a person at a screen asked; whether one comes up is not ours to wait for.
fn open_browser(link: &str) {
    let has_screen =
        cfg!(target_os = "macos") || env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some();
    if !has_screen || !io::stdout().is_terminal() {
        return;
    }
    let opener = Path::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    let quiet = Command::new(opener).arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = quiet {
        tracing::debug!(%error, "no browser was opened");
    }
}
