//! An application on a database of its own, with signed-in members of each role.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use throughline_app::{
    AcceptInput, Actor, App, AppSettings, ClientInfo, Clock, ImportInput, InvitationInput, WorkspaceInput,
};
use throughline_domain::{
    Currency, WorkspaceId,
    people::{Role, Workspace},
};
use throughline_store::Config;

use crate::{FixedClock, databases::Database};

/// The password of everybody in tests.
pub const PASSWORD: &str = "plum tram orbit";

/// An application with a clock that the test sets.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    people: AtomicU64,
}

/// A workspace with one signed-in person of each role.
pub struct Company {
    /// The workspace.
    pub workspace: Workspace,
    /// Runs it.
    pub owner: Actor,
    /// Sets goals.
    pub leader: Actor,
    /// Writes tickets.
    pub member: Actor,
    /// Reads.
    pub viewer: Actor,
}

impl Company {
    /// The person with a role.
    pub fn actor(&self, role: Role) -> &Actor {
        match role {
            Role::Owner => &self.owner,
            Role::Leader => &self.leader,
            Role::Member => &self.member,
            Role::Viewer => &self.viewer,
        }
    }
}

/// Settings of a test's workspace.
pub fn workspace_input(name: &str) -> WorkspaceInput {
    WorkspaceInput {
        name: name.to_owned(),
        currency: Currency::EUR,
        time_zone: "Europe/Berlin".to_owned(),
        working_days_per_week: 5,
        days_per_story_point: None,
        value_labels: Vec::new(),
    }
}

impl TestApp {
    /// Opens the application on a test's database, on the day of the story.
    ///
    /// # Panics
    /// If it does not open: then the test cannot say anything.
    pub async fn open(database: &Database) -> Self {
        Self::open_with(database, AppSettings::default()).await
    }

    /// The same with settings.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open_with(database: &Database, settings: AppSettings) -> Self {
        let clock = Arc::new(FixedClock::default());
        let where_it_is = match &database.config {
            Config::Sqlite { .. } => throughline_app::Database::Folder(database.folder.clone()),
            Config::Postgres { url, .. } => throughline_app::Database::Postgres(url.clone()),
        };
        let app = App::open(where_it_is, settings, Arc::clone(&clock) as Arc<dyn Clock>).await;
        Self { app: app.expect("the application opens"), clock, people: AtomicU64::new(0) }
    }

    /// The first workspace, with a person of each role.
    ///
    /// # Panics
    /// If there is a workspace already.
    pub async fn company(&self) -> Company {
        let (workspace, _) = self
            .app
            .found_workspace(workspace_input("Acme"), "Ada Owner", "ada@acme.example")
            .await
            .expect("an empty installation can be set up");
        let operator = self.app.operator(Some(workspace.id)).await.expect("the operator may do anything");
        let link = self.app.one_time_link(&operator).await.expect("the operator makes a link");
        let signed_in = self.app.use_one_time_link(&link, ClientInfo::default()).await.expect("the link works");
        let owner = self.actor(&signed_in.cookie).await;
        Company {
            leader: self.join(&owner, Role::Leader).await,
            member: self.join(&owner, Role::Member).await,
            viewer: self.join(&owner, Role::Viewer).await,
            workspace,
            owner,
        }
    }

    /// The owner of another workspace in the same installation, a stranger to this one.
    ///
    /// # Panics
    /// If the other workspace cannot be made.
    pub async fn stranger(&self, founder: &Actor) -> Actor {
        let other =
            self.app.create_workspace(founder, workspace_input("Other")).await.expect("an owner founds another");
        let operator = self.app.operator(Some(other.id)).await.expect("the operator may do anything");
        self.join(&operator, Role::Owner).await
    }

    /// A new person who joins by invitation and signs in.
    ///
    /// # Panics
    /// If the actor may not invite.
    pub async fn join(&self, by: &Actor, role: Role) -> Actor {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!("person{number}@example.com");
        let made = self.app.invite(by, InvitationInput { email, role }).await.expect("an owner invites");
        let input =
            AcceptInput { secret: made.secret, name: format!("Person {number}"), password: PASSWORD.to_owned() };
        let signed_in =
            self.app.accept_invitation(input, ClientInfo::default()).await.expect("an invitation is accepted");
        self.actor(&signed_in.cookie).await
    }

    /// Who is behind a cookie.
    ///
    /// # Panics
    /// If nobody is.
    pub async fn actor(&self, cookie: &str) -> Actor {
        self.app.actor_of_cookie(cookie, true).await.expect("the session is open")
    }

    /// The operator in a workspace.
    ///
    /// # Panics
    /// If there is no such workspace.
    pub async fn operator(&self, workspace: WorkspaceId) -> Actor {
        self.app.operator(Some(workspace)).await.expect("the workspace is there")
    }

    /// Imports synthetic tickets, see [`crate::synthetic_csv`].
    ///
    /// # Panics
    /// If the import fails.
    pub async fn import_synthetic(&self, actor: &Actor, tickets: usize, seed: u64) {
        let input = csv_file("synthetic.csv", crate::synthetic_csv(tickets, seed));
        self.app.import(actor, input, &|_| {}).await.expect("synthetic tickets are imported");
    }
}

/// A CSV file to import, as it is.
pub fn csv_file(name: &str, content: impl Into<String>) -> ImportInput {
    ImportInput::CsvFile {
        name: name.to_owned(),
        content: content.into(),
        mapping: None,
        days_per_story_point: None,
        create_teams: true,
    }
}

/// A file in the shape of GitHub's list of issues.
pub fn github_file(name: Option<&str>, content: impl Into<String>) -> ImportInput {
    ImportInput::GithubFile { name: name.map(str::to_owned), content: content.into() }
}
