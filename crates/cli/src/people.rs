//! `init`, `token` and `link`: who may come in.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use throughline_app::{App, TokenInput, TokenMade, WorkspaceInput};
use throughline_domain::{
    Currency,
    people::{Scope, Token, Workspace},
};

use crate::{
    Place,
    client::Ask,
    error::CliError,
    output::{Screen, show, table},
};

/// Options of `init`.
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// The company's name
    #[arg(long, default_value = FIRST_WORKSPACE)]
    pub name: String,
    /// Currency of its figures, three letters
    #[arg(long, value_parser = Currency::parse, default_value = "EUR", value_name = "CODE")]
    pub currency: Currency,
    /// Its time zone, as Europe/Rome
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub time_zone: String,
    /// The owner's name
    #[arg(long, default_value = FIRST_OWNER, value_name = "NAME")]
    pub owner: String,
    /// The owner's e-mail address
    #[arg(long, default_value = FIRST_EMAIL)]
    pub email: String,
}

/// What the first workspace is called until somebody says otherwise.
const FIRST_WORKSPACE: &str = "Our company";
/// What its owner is called until then.
const FIRST_OWNER: &str = "Owner";
/// The owner's address until then; RFC 2606 keeps it from being anybody's.
const FIRST_EMAIL: &str = "owner@localhost.invalid";

/// Options of `token`.
#[derive(Debug, Clone, Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum TokenCommand {
    /// Make a token; its secret is printed this once
    Create {
        /// What it may do; may be repeated
        #[arg(long = "scope", value_enum, required = true, value_delimiter = ',')]
        scopes: Vec<ScopeName>,
        /// What it is for
        #[arg(long, default_value = "command line")]
        name: String,
        /// Days until it stops working [default: never]
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<i64>,
    },
    /// List tokens; secrets are not kept
    List,
    /// Withdraw a token; it stops working at once
    Withdraw {
        /// Its id, as `token list` shows it
        id: String,
    },
}

/// A scope by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeName {
    /// Read everything its member may read
    Read,
    /// Write what its member may write
    Write,
    /// Members, tokens, settings, export
    Admin,
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Read => Self::Read,
            ScopeName::Write => Self::Write,
            ScopeName::Admin => Self::Admin,
        }
    }
}

/// Options of `link`.
#[derive(Debug, Clone, Args)]
pub struct LinkArgs {
    /// E-mail address of the member to sign in [default: the first owner]
    #[arg(long, value_name = "EMAIL")]
    pub member: Option<String>,
    /// Address of the running server [default: the public address, or `http://127.0.0.1:7777`]
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
}

/// `init`.
pub async fn init(args: InitArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let app = place.open_app("init").await?;
    let founded = found(&app, args).await;
    app.close().await;
    let workspace = founded?;
    screen.print(&workspace, || {
        format!("{} is ready. `throughline link` prints a link that signs you in.", workspace.name)
    })
}

async fn found(app: &App, args: InitArgs) -> Result<Workspace, CliError> {
    let settings = WorkspaceInput {
        name: args.name,
        currency: args.currency,
        time_zone: args.time_zone,
        working_days_per_week: 5,
        days_per_story_point: None,
        value_labels: Vec::new(),
    };
    Ok(app.found_workspace(settings, &args.owner, &args.email).await?.0)
}

/// Makes a workspace where there is none, so that tickets can come in before anybody signed in.
pub async fn found_if_empty(app: &App, screen: Screen) -> Result<(), CliError> {
    if !app.set_up_needed().await? {
        return Ok(());
    }
    let args = InitArgs {
        name: FIRST_WORKSPACE.to_owned(),
        currency: Currency::EUR,
        time_zone: "UTC".to_owned(),
        owner: FIRST_OWNER.to_owned(),
        email: FIRST_EMAIL.to_owned(),
    };
    let made = found(app, args).await?;
    screen.note(&format!(
        "There was no workspace yet: \"{}\" is one now, in EUR and UTC. Change that in its settings, or begin with \
         `throughline init`.",
        made.name
    ));
    Ok(())
}

/// `token`.
pub async fn token(args: TokenArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let client = &opened.client;
    let done = match args.command {
        TokenCommand::Create { scopes, name, expires_in_days } => {
            let input = TokenInput { name, scopes: scopes.into_iter().map(Scope::from).collect(), expires_in_days };
            create(client, &input, screen).await
        }
        TokenCommand::List => list(client, screen).await,
        TokenCommand::Withdraw { id } => withdraw(client, &id, screen).await,
    };
    opened.close().await;
    done
}

async fn create(client: &crate::client::Client, input: &TokenInput, screen: Screen) -> Result<(), CliError> {
    let made: TokenMade = client.send(Ask::post(&["tokens"], input)?).await?;
    let token = &made.token;
    let printed = json!({
        "token": made.secret, "id": token.id, "name": token.name, "scopes": token.scopes, "expires_at": token.expires_at,
    });
    screen.print(&printed, || made.secret.clone())?;
    screen.note("Keep it now: it is not shown again.");
    Ok(())
}

async fn list(client: &crate::client::Client, screen: Screen) -> Result<(), CliError> {
    let tokens: Vec<Token> = client.send(Ask::get(&["tokens"])).await?;
    screen.print(&tokens, || {
        let mut rows = table(&["Id", "Name", "Scopes", "Until", ""]);
        for token in &tokens {
            let scopes: Vec<String> = token.scopes.iter().map(|scope| format!("{scope:?}").to_lowercase()).collect();
            let until = token.expires_at.map_or_else(|| "for good".to_owned(), |at| at.timestamp().to_string());
            let state = if token.withdrawn_at.is_some() { "withdrawn" } else { "" };
            rows.add_row([token.id.to_string(), token.name.clone(), scopes.join(", "), until, state.to_owned()]);
        }
        show(&rows)
    })
}

async fn withdraw(client: &crate::client::Client, id: &str, screen: Screen) -> Result<(), CliError> {
    let token: Token = client.send(Ask::delete(&["tokens", id])).await?;
    screen.print(&token, || format!("{} no longer works.", token.name))
}

/// `link`.
pub async fn link(args: LinkArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let app = place.open_app("link").await?;
    let made = async {
        let actor = place.operator(&app).await?;
        Ok::<_, CliError>(match &args.member {
            Some(email) => app.one_time_link_for(&actor, email).await?,
            None => app.one_time_link(&actor).await?,
        })
    };
    let secret = made.await;
    let base = args.base.or_else(|| app.settings().public_url.clone());
    app.close().await;
    let base = base.unwrap_or_else(|| "http://127.0.0.1:7777".to_owned());
    let link = place.door.sign_in_link(&base, &secret?);
    screen.print(&json!({ "link": link }), || link.clone())?;
    screen.note("It signs in once, within a day.");
    Ok(())
}
