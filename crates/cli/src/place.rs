//! Where a command works: on a server, or on the data of this machine.

use std::{future::Future, path::Path, pin::Pin};

use axum::Router;
use throughline_app::{Actor, App};

use crate::{
    args::{DemoArgs, Global, ServeArgs},
    client::Client,
    error::CliError,
    output::Screen,
    people,
};

/// What a long step of a [`LocalDoor`] gives back.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, CliError>> + 'a>>;

/// What only the machine that holds the data can do. The binary makes one.
pub trait LocalDoor: Sync {
    /// Whether a data folder or database was named, rather than the usual one taken.
    fn is_named(&self) -> bool;
    /// Opens the data of this machine.
    fn open(&self) -> Doing<'_, App>;
    /// The API, acting as this actor.
    fn api_as(&self, app: App, actor: Actor) -> Router;
    /// Serves until it is told to stop.
    fn serve(&self, args: ServeArgs, screen: Screen) -> Doing<'_, ()>;
    /// Serves the demo company until it is told to stop.
    fn demo(&self, args: DemoArgs, screen: Screen) -> Doing<'_, ()>;
    /// Puts a backup back.
    fn restore<'a>(&'a self, from: &'a Path, overwrite: bool) -> Doing<'a, ()>;
    /// The description of the API, as JSON.
    fn openapi(&self) -> Result<String, CliError>;
    /// The page that takes a one-time secret, below a server's address.
    fn sign_in_link(&self, base: &str, secret: &str) -> String;
}

/// Where a command works.
pub struct Place<'a> {
    /// The options of every command.
    pub global: &'a Global,
    /// The data of this machine.
    pub door: &'a dyn LocalDoor,
}

/// An open place: a client of the API, and what has to be closed after it.
pub struct Opened {
    /// The way to the data.
    pub client: Client,
    app: Option<App>,
}

impl Opened {
    /// Finishes what was acknowledged.
    pub async fn close(self) {
        if let Some(app) = self.app {
            app.close().await;
        }
    }
}

impl Place<'_> {
    /// Whether a server, a data folder or a database was named.
    pub fn is_named(&self) -> bool {
        self.global.server.is_some() || self.door.is_named()
    }

    /// Refuses a command that cannot run on a server.
    pub fn local_only(&self, command: &str) -> Result<(), CliError> {
        match &self.global.server {
            Some(_) => Err(CliError::Usage(format!(
                "`{command}` works on the data of this machine. Leave --server out, and run it where the data is."
            ))),
            None => Ok(()),
        }
    }

    /// Opens the server or the local data; where no workspace is yet, makes the first one.
    pub async fn open_or_found(&self, screen: Screen) -> Result<Opened, CliError> {
        if self.global.server.is_none() && self.global.workspace.is_none() {
            let app = self.door.open().await?;
            let founded = people::found_if_empty(&app, screen).await;
            app.close().await;
            founded?;
        }
        self.open().await
    }

    /// Opens the server or the local data.
    pub async fn open(&self) -> Result<Opened, CliError> {
        if let Some(server) = &self.global.server {
            return Ok(Opened { client: Client::http(server, self.global.token.clone())?, app: None });
        }
        let app = self.door.open().await?;
        match self.operator(&app).await {
            Ok(actor) => {
                let client = Client::in_process(self.door.api_as(app.clone(), actor));
                Ok(Opened { client, app: Some(app) })
            }
            Err(error) => {
                app.close().await;
                Err(error)
            }
        }
    }

    /// Opens the local data itself, for what the API does not offer.
    pub async fn open_app(&self, command: &str) -> Result<App, CliError> {
        self.local_only(command)?;
        self.door.open().await
    }

    /// The operator, in the workspace that was named or in the only one.
    pub async fn operator(&self, app: &App) -> Result<Actor, CliError> {
        Ok(app.operator_in(self.global.workspace.as_deref()).await?)
    }
}
