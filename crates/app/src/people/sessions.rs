//! Who is behind a cookie or a token, and the sessions of a member.
//!
//! A session ends after 8 hours without use and after 30 days at the latest. Whether its member still belongs to the
//! workspace is part of the question, so that a removed member is out at once, on every node.

use std::sync::Arc;

use throughline_domain::{
    SessionId, Ts, WorkspaceId,
    activity::EventKind,
    people::{Action, Member, Workspace},
};
use throughline_store::{Session, Tx, Visible};

use super::{SessionView, SignedIn, WorkspaceRef, secrets::Secret};
use crate::{Actor, App, AppError, ClientInfo, boxed, write::Change};

const IDLE_SECONDS: i64 = 8 * 3_600;
const LONGEST_DAYS: i64 = 30;
/// Characters of a browser's own name that are kept.
const AGENT_CHARACTERS: usize = 200;

/// A session about to be opened, with the secret that only its browser will have.
#[derive(Clone)]
pub(crate) struct NewSession {
    session: Session,
    secret_hash: String,
    /// What the browser sends back.
    pub cookie: String,
}

impl NewSession {
    /// For a member of a workspace, beginning now.
    pub fn of(workspace: WorkspaceId, member: &Member, client: &ClientInfo, now: Ts) -> Self {
        let secret = Secret::new(workspace);
        let session = Session {
            id: SessionId::new(now),
            member_id: member.id,
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(IDLE_SECONDS),
            ends_at: now.plus_days(LONGEST_DAYS),
            user_agent: describe(client),
        };
        Self { session, secret_hash: secret.hash(), cookie: secret.dotted() }
    }

    /// Opens it, with its event.
    pub async fn open(&self, tx: &mut Tx, member: &Member, how: &str, at: Ts) -> Result<(), AppError> {
        let change = Change { by: Some(member.id), at };
        let data = serde_json::json!({ "how": how });
        tx.record(change.event(EventKind::SignedIn, Some(member.id.0), &member.name, data)).await?;
        Ok(tx.create_session(&self.session, &self.secret_hash).await?)
    }
}

/// The browser in a few words, with its address.
fn describe(client: &ClientInfo) -> String {
    let agent = client.agent.as_deref().unwrap_or("unknown browser");
    let agent: String = agent.chars().filter(|letter| !letter.is_control()).take(AGENT_CHARACTERS).collect();
    match &client.address {
        Some(address) => format!("{agent}, {address}"),
        None => agent,
    }
}

impl App {
    /// Who is behind a session cookie. `attended`: whether somebody asks, so that the session lasts; a page that looks for
    /// itself is no use of it.
    #[boxed]
    pub async fn actor_of_cookie(&self, cookie: &str, attended: bool) -> Result<Actor, AppError> {
        let secret = Secret::parse(cookie).ok_or(AppError::Unauthenticated)?;
        let visible = Visible::granted(secret.workspace);
        let now = self.now();
        let found = self.session_of(&secret).await?;
        let expires_at = now.plus_seconds(IDLE_SECONDS);
        if attended && let Err(error) = self.inner.store.session_seen(&visible, &found.session, now, expires_at).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Actor {
            workspace: Arc::new(found.workspace),
            account_id: Some(found.member.account_id),
            member: Some(found.member),
            scopes: None,
            session_id: Some(found.session.id),
            version: found.last_event,
            visible,
            idempotency: None,
        })
    }

    /// The session behind a secret, without noting that it was used.
    pub(crate) async fn session_of(&self, secret: &Secret) -> Result<throughline_store::SignedIn, AppError> {
        let app = self.clone();
        let look = move |workspace, hashes: Vec<String>| {
            let app = app.clone();
            async move { app.inner.store.read(&Visible::granted(workspace)).signed_in(&hashes, app.now()).await }
        };
        let found = self.inner.sessions.ask(secret.workspace, secret.hash(), look).await?;
        found.ok_or(AppError::Unauthenticated)
    }

    /// Who is behind a token.
    #[boxed]
    pub async fn actor_of_token(&self, bearer: &str) -> Result<Actor, AppError> {
        let secret = Secret::parse_token(bearer).ok_or(AppError::Unauthenticated)?;
        let visible = Visible::granted(secret.workspace);
        let now = self.now();
        let app = self.clone();
        let look = move |workspace, hashes: Vec<String>| {
            let app = app.clone();
            async move { app.inner.store.read(&Visible::granted(workspace)).bearers(&hashes, app.now()).await }
        };
        let found = self.inner.bearers.ask(secret.workspace, secret.hash(), look).await?;
        let found = found.ok_or(AppError::Unauthenticated)?;
        if let Err(error) = self.inner.store.token_used(&visible, &found.token, now).await {
            tracing::warn!(%error, "the use of a token could not be noted");
        }
        Ok(Actor {
            workspace: Arc::new(found.workspace),
            account_id: Some(found.member.account_id),
            member: Some(found.member),
            scopes: Some(found.token.scopes),
            session_id: None,
            version: found.last_event,
            visible,
            idempotency: None,
        })
    }

    /// The operator on the command line, with an owner's rights; of the only workspace when none is named.
    #[boxed]
    pub async fn operator(&self, workspace: Option<WorkspaceId>) -> Result<Actor, AppError> {
        let mut all = self.inner.store.workspaces().await?;
        if let Some(id) = workspace {
            all.retain(|workspace| workspace.id == id);
        }
        let workspace = match all.len() {
            0 => return Err(AppError::NotFound { what: "workspace" }),
            1 => all.remove(0),
            _ => {
                let names: Vec<String> = all.iter().map(|one| format!("{} ({})", one.name, one.id)).collect();
                return Err(AppError::conflict(format!(
                    "There are several workspaces here; say which one: {}.",
                    names.join(", ")
                )));
            }
        };
        self.operator_of(workspace).await
    }

    pub(crate) async fn operator_of(&self, workspace: Workspace) -> Result<Actor, AppError> {
        let visible = Visible::granted(workspace.id);
        let version = self.inner.store.read(&visible).log_head().await?.number;
        Ok(Actor {
            workspace: Arc::new(workspace),
            member: None,
            account_id: None,
            scopes: None,
            session_id: None,
            version,
            visible,
            idempotency: None,
        })
    }

    /// Opens a session for a member who has proved who they are.
    pub(crate) async fn signed_in(
        &self,
        workspace: Workspace,
        member: Member,
        client: &ClientInfo,
        how: &'static str,
    ) -> Result<SignedIn, AppError> {
        let now = self.now();
        let session = NewSession::of(workspace.id, &member, client, now);
        let cookie = session.cookie.clone();
        let who = member.clone();
        self.inner
            .store
            .write(&Visible::granted(workspace.id), move |tx| {
                let (session, who) = (session.clone(), who.clone());
                Box::pin(async move { session.open(tx, &who, how, now).await })
            })
            .await?;
        self.welcome(cookie, member, workspace).await
    }

    /// What a front door needs after a sign-in.
    pub(crate) async fn welcome(
        &self,
        cookie: String,
        member: Member,
        workspace: Workspace,
    ) -> Result<SignedIn, AppError> {
        let memberships = self.inner.store.memberships(member.account_id).await?;
        let others = memberships.into_iter().map(|(other, _)| WorkspaceRef { id: other.id, name: other.name });
        let others = others.filter(|other| other.id != workspace.id).collect();
        Ok(SignedIn { cookie, member, workspace, others })
    }

    /// Ends the session that asks.
    #[boxed]
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), AppError> {
        match actor.session_id {
            Some(session) => self.end_session(actor, session).await,
            None => Ok(()),
        }
    }

    /// Ends all sessions of the actor in this workspace, the one that asks too.
    #[boxed]
    pub async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let Some(member) = actor.member.clone() else { return Ok(()) };
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let member = member.clone();
            Box::pin(async move {
                let data = serde_json::json!({ "where": "everywhere" });
                tx.record(change.event(EventKind::SignedOut, Some(member.id.0), &member.name, data)).await?;
                tx.end_sessions_of_member(member.id, None).await?;
                Ok(())
            })
        })
        .await
    }

    /// The actor's sessions in this workspace, the newest use first.
    #[boxed]
    pub async fn my_sessions(&self, actor: &Actor) -> Result<Vec<SessionView>, AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let Some(member) = actor.member_id() else { return Ok(Vec::new()) };
        let sessions = self.reader(actor).sessions_of_member(member, self.now()).await?;
        let view = |session: Session| SessionView {
            id: session.id,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            client: session.user_agent,
            current: actor.session_id == Some(session.id),
        };
        Ok(sessions.into_iter().map(view).collect())
    }

    /// Ends one of the actor's sessions. It may have ended already.
    #[boxed]
    pub async fn end_session(&self, actor: &Actor, id: SessionId) -> Result<(), AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let Some(member) = actor.member.clone() else { return Err(AppError::NotFound { what: "session" }) };
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let member = member.clone();
            Box::pin(async move {
                let mine = tx.read().sessions_of_member(member.id, change.at).await?;
                if mine.iter().all(|session| session.id != id) {
                    return Err(AppError::NotFound { what: "session" });
                }
                let data = serde_json::json!({});
                tx.record(change.event(EventKind::SignedOut, Some(member.id.0), &member.name, data)).await?;
                Ok(tx.end_session(id).await?)
            })
        })
        .await
    }
}
