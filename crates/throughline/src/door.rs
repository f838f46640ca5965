//! The data of this machine, as the command line reaches it.

use std::{fs, path::Path, sync::Arc};

use axum::Router;
use throughline_app::{Actor, App, AppError, Clock, Database, SystemClock};
use throughline_cli::{
    CliError, Doing, LocalDoor, Screen,
    args::{DemoArgs, ServeArgs},
};

use crate::{config::Settings, demo, serving};

/// This machine.
pub struct Machine {
    /// What it was told.
    pub settings: Settings,
}

impl LocalDoor for Machine {
    fn is_named(&self) -> bool {
        self.settings.named.is_some()
    }

    fn open(&self) -> Doing<'_, App> {
        Box::pin(async { open(self.settings.database()?, &self.settings).await })
    }

    fn api_as(&self, app: App, actor: Actor) -> Router {
        throughline_api::router_as(app, actor)
    }

    fn serve(&self, args: ServeArgs, screen: Screen) -> Doing<'_, ()> {
        Box::pin(serving::serve(&self.settings, args, screen))
    }

    fn demo(&self, args: DemoArgs, screen: Screen) -> Doing<'_, ()> {
        Box::pin(demo::demo(&self.settings, args, screen))
    }

    fn restore<'a>(&'a self, from: &'a Path, overwrite: bool) -> Doing<'a, ()> {
        Box::pin(async move {
            let database = self.settings.database()?;
            if let Database::Folder(folder) = &database {
                make_private(folder)?;
            }
            throughline_app::restore(from, database.clone(), overwrite).await.map_err(|error| match error {
                AppError::Conflict { message } => {
                    CliError::WouldOverwrite(format!("{message} --overwrite replaces what is there."))
                }
                other => other.into(),
            })?;
            if let Database::Folder(folder) = &database {
                keep_private(folder)?;
            }
            Ok(())
        })
    }

    fn openapi(&self) -> Result<String, CliError> {
        throughline_api::openapi().to_pretty_json().map_err(CliError::fault)
    }

    fn sign_in_link(&self, base: &str, secret: &str) -> String {
        sign_in_link(base, secret)
    }
}

/// The page that takes a one-time secret.
pub fn sign_in_link(base: &str, secret: &str) -> String {
    format!("{}/enter/{secret}", base.trim_end_matches('/'))
}

/// Opens a database. A folder is made for its owner alone.
pub async fn open(database: Database, settings: &Settings) -> Result<App, CliError> {
    open_by(database, settings, Arc::new(SystemClock)).await
}

/// The same by another clock than the machine's.
pub async fn open_by(database: Database, settings: &Settings, clock: Arc<dyn Clock>) -> Result<App, CliError> {
    if let Database::Folder(folder) = &database {
        make_private(folder)?;
    }
    let app = App::open(database.clone(), settings.app.clone(), clock).await?;
    if let Database::Folder(folder) = &database {
        keep_private(folder)?;
    }
    Ok(app)
}

/// Makes the folder, readable by its owner alone; one that is there keeps the rights somebody gave it.
fn make_private(folder: &Path) -> Result<(), CliError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| CliError::file(folder, source))
}

/// Takes others' rights from the files in the folder: they hold password hashes.
#[cfg(unix)]
fn keep_private(folder: &Path) -> Result<(), CliError> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |source| CliError::file(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
                .map_err(|source| CliError::file(&path, source))?;
        }
    }
    Ok(())
}

/// Elsewhere the folder's place in the user's profile keeps others out.
#[cfg(not(unix))]
fn keep_private(_: &Path) -> Result<(), CliError> {
    Ok(())
}
