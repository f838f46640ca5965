//! Sessions, tokens, invitations, one-time links, and the throttle in front of passwords.
//!
//! Secrets are never stored: what comes here are their hashes, and each is looked up as (workspace, hash), so that a
//! secret of one workspace finds nothing in another.

use std::collections::HashMap;

use throughline_domain::{
    MemberId, SessionId, Ts,
    people::{Invitation, Member, Token, Workspace},
};

use crate::{
    Reader, Store, StoreError, Tx, Visible,
    people::{member_columns, read_workspace, workspace_columns},
    record::{private::Mapped, record, sql},
    value::{Cells, Value},
};

/// One signed-in browser. Its secret is in a cookie, and only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub member_id: MemberId,
    /// When.
    pub created_at: Ts,
    /// When it was last used, to five minutes.
    pub last_seen_at: Ts,
    /// When it ends if it is not used.
    pub expires_at: Ts,
    /// When it ends at the latest.
    pub ends_at: Ts,
    /// The browser, in a few words.
    pub user_agent: String,
}

record!(Session, "session" in "session" {
    id, member_id, created_at, last_seen_at, expires_at, ends_at, user_agent,
} once ["token_hash"]);

/// Everything a page needs to know about who asks.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The member, who has not been removed.
    pub member: Member,
    /// The workspace.
    pub workspace: Workspace,
    /// Number of the last event: whether a picture of the workspace is still true.
    pub last_event: i64,
}

/// A call with a token: as [`SignedIn`].
#[derive(Debug, Clone, PartialEq)]
pub struct TokenBearer {
    /// The token, neither expired nor taken back.
    pub token: Token,
    /// As whom it acts; not removed.
    pub member: Member,
    /// The workspace.
    pub workspace: Workspace,
    /// Number of the last event.
    pub last_event: i64,
}

/// After how long the use of a session is noted again, and that of a token.
const SESSION_GRAIN_SECONDS: i64 = 300;
const TOKEN_GRAIN_SECONDS: i64 = 3_600;

/// Secrets that one question may name.
const AT_ONCE: usize = 8;

/// $2: now; $3 and on: hashes of the secrets. The status of the member is part of the question.
macro_rules! who_signed_in {
    ($hashes:literal) => {
        concat!(
            "select session.token_hash, session.id, session.member_id, session.created_at, session.last_seen_at,
             session.expires_at, session.ends_at, session.user_agent, ",
            member_columns!(),
            ", ",
            workspace_columns!(),
            ", workspace.last_event
         from session
         join member on member.workspace_id = session.workspace_id and member.id = session.member_id
         join account on account.id = member.account_id
         join workspace on workspace.id = session.workspace_id
         where session.workspace_id = $1 and session.expires_at > $2 and session.ends_at > $2
             and member.removed_at is null and session.token_hash ",
            $hashes
        )
    };
}

/// As above, for tokens.
macro_rules! who_bears {
    ($hashes:literal) => {
        concat!(
            "select token.secret_hash, token.id, token.name, token.member_id, token.scopes, token.created_at,
             token.expires_at, token.last_used_at, token.withdrawn_at, ",
            member_columns!(),
            ", ",
            workspace_columns!(),
            ", workspace.last_event
         from token
         join member on member.workspace_id = token.workspace_id and member.id = token.member_id
         join workspace on workspace.id = token.workspace_id
         where token.workspace_id = $1 and token.withdrawn_at is null
             and (token.expires_at is null or token.expires_at > $2) and member.removed_at is null
             and token.secret_hash ",
            $hashes
        )
    };
}

sql! {
    SIGNED_IN = who_signed_in!("= $3");
    SIGNED_IN_MANY = who_signed_in!("in ($3, $4, $5, $6, $7, $8, $9, $10)");
    BEARER = who_bears!("= $3");
    BEARER_MANY = who_bears!("in ($3, $4, $5, $6, $7, $8, $9, $10)");
    SESSIONS_OF_MEMBER = "select id, member_id, created_at, last_seen_at, expires_at, ends_at, user_agent from session
         where workspace_id = $1 and member_id = $2 and expires_at > $3 and ends_at > $3 order by last_seen_at desc, id";
    SEEN = "update session set last_seen_at = $3, expires_at = $4
         where workspace_id = $1 and id = $2 and last_seen_at < $5";
    END_SESSION = "delete from session where workspace_id = $1 and id = $2";
    END_SESSIONS = "delete from session where workspace_id = $1 and member_id = $2 and (id <> $3 or $3 is null)";
    END_TOKENS = "update token set withdrawn_at = $3, withdrawn_by = $4
         where workspace_id = $1 and member_id = $2 and withdrawn_at is null";
    TOKEN_USED = "update token set last_used_at = $3
         where workspace_id = $1 and id = $2 and (last_used_at < $4 or last_used_at is null)";
    INVITATION = "select id, email, role, invited_by, created_at, expires_at, accepted_at, withdrawn_at from invitation
         where workspace_id = $1 and secret_hash = $2 and accepted_at is null and withdrawn_at is null
             and expires_at > $3";
    ACCEPT = "update invitation set accepted_at = $3
         where workspace_id = $1 and secret_hash = $2 and accepted_at is null and withdrawn_at is null
             and expires_at > $3
         returning id, email, role, invited_by, created_at, expires_at, accepted_at, withdrawn_at";
    CREATE_LINK = "insert into one_time_link (workspace_id, secret_hash, member_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5)";
    USE_LINK = "update one_time_link set used_at = $3
         where workspace_id = $1 and secret_hash = $2 and used_at is null and expires_at > $3 returning member_id";
}

impl Reader<'_> {
    /// Whose these sessions are, by the hashes of their secrets; those that are not good any more are left out. One
    /// indexed question for up to eight.
    pub async fn signed_in(&mut self, hashes: &[String], now: Ts) -> Result<HashMap<String, SignedIn>, StoreError> {
        self.behind([SIGNED_IN, SIGNED_IN_MANY], hashes, now, |cells| {
            Ok(SignedIn {
                session: Session::read(cells)?,
                member: Member::read(cells)?,
                workspace: read_workspace(cells)?,
                last_event: cells.take()?,
            })
        })
        .await
    }

    /// As whom these tokens act, by the hashes of their secrets; those that are not good any more are left out.
    pub async fn bearers(&mut self, hashes: &[String], now: Ts) -> Result<HashMap<String, TokenBearer>, StoreError> {
        self.behind([BEARER, BEARER_MANY], hashes, now, |cells| {
            Ok(TokenBearer {
                token: Token::read(cells)?,
                member: Member::read(cells)?,
                workspace: read_workspace(cells)?,
                last_event: cells.take()?,
            })
        })
        .await
    }

    async fn behind<T>(
        &mut self,
        [one, many]: [&'static str; 2],
        hashes: &[String],
        now: Ts,
        read: fn(&mut Cells) -> Result<T, StoreError>,
    ) -> Result<HashMap<String, T>, StoreError> {
        let mut found = HashMap::with_capacity(hashes.len());
        for asked in hashes.chunks(AT_ONCE) {
            let places = if asked.len() == 1 { 1 } else { AT_ONCE };
            let mut values = vec![now.into()];
            // A question has as many places as it has; the last hash fills those that are left.
            values.extend((0..places).map(|place| Value::from(asked[place.min(asked.len() - 1)].as_str())));
            for mut cells in self.scoped(if places == 1 { one } else { many }, values).await? {
                found.insert(cells.take()?, read(&mut cells)?);
            }
        }
        Ok(found)
    }

    /// The sessions of a member that are still good, the newest use first.
    pub async fn sessions_of_member(&mut self, member: MemberId, now: Ts) -> Result<Vec<Session>, StoreError> {
        let rows = self.scoped(SESSIONS_OF_MEMBER, vec![member.0.into(), now.into()]).await?;
        rows.into_iter().map(|mut cells| Session::read(&mut cells)).collect()
    }

    /// The invitation with this secret, if it can still be accepted.
    pub async fn open_invitation(&mut self, secret_hash: &str, now: Ts) -> Result<Option<Invitation>, StoreError> {
        let row = self.first(INVITATION, vec![secret_hash.into(), now.into()]).await?;
        row.map(|mut cells| Invitation::read(&mut cells)).transpose()
    }
}

impl Tx {
    /// Signs a browser in.
    pub async fn create_session(&mut self, session: &Session, token_hash: &str) -> Result<(), StoreError> {
        self.insert_with(session, vec![token_hash.into()]).await
    }

    /// Signs one browser out. It may be signed out already.
    pub async fn end_session(&mut self, session: SessionId) -> Result<(), StoreError> {
        self.scoped(END_SESSION, vec![session.0.into()]).await.map(drop)
    }

    /// Signs a member out everywhere, perhaps except here; gives the number of sessions ended.
    pub async fn end_sessions_of_member(
        &mut self,
        member: MemberId,
        except: Option<SessionId>,
    ) -> Result<u64, StoreError> {
        self.scoped(END_SESSIONS, vec![member.0.into(), Value::Id(except.map(|id| id.0))]).await
    }

    /// Takes back all tokens of a member; gives their number.
    pub async fn withdraw_tokens_of_member(
        &mut self,
        member: MemberId,
        by: Option<MemberId>,
        at: Ts,
    ) -> Result<u64, StoreError> {
        self.scoped(END_TOKENS, vec![member.0.into(), at.into(), Value::Id(by.map(|id| id.0))]).await
    }

    /// Makes a token.
    pub async fn create_token(&mut self, token: &Token, secret_hash: &str) -> Result<(), StoreError> {
        self.insert_with(token, vec![secret_hash.into()]).await
    }

    /// Takes a token back.
    pub async fn withdraw_token(&mut self, id: throughline_domain::TokenId, at: Ts) -> Result<(), StoreError> {
        self.withdraw_with::<Token>(id.0, None, Some(at), Vec::new()).await.map(drop)
    }

    /// Makes an invitation.
    pub async fn create_invitation(&mut self, invitation: &Invitation, secret_hash: &str) -> Result<(), StoreError> {
        self.insert_with(invitation, vec![secret_hash.into()]).await
    }

    /// Takes an invitation back.
    pub async fn withdraw_invitation(
        &mut self,
        id: throughline_domain::InvitationId,
        at: Ts,
    ) -> Result<(), StoreError> {
        self.withdraw_with::<Invitation>(id.0, None, Some(at), Vec::new()).await.map(drop)
    }

    /// Accepts the invitation with this secret, once; none if it cannot be accepted any more.
    pub async fn use_invitation(&mut self, secret_hash: &str, at: Ts) -> Result<Option<Invitation>, StoreError> {
        let row = self.returning(ACCEPT, vec![secret_hash.into(), at.into()]).await?;
        row.map(|mut cells| Invitation::read(&mut cells)).transpose()
    }

    /// Makes a link that signs a member in once.
    pub async fn create_one_time_link(
        &mut self,
        member: MemberId,
        secret_hash: &str,
        at: Ts,
        expires_at: Ts,
    ) -> Result<(), StoreError> {
        let values = vec![secret_hash.into(), member.0.into(), at.into(), expires_at.into()];
        self.scoped(CREATE_LINK, values).await.map(drop)
    }

    /// Uses such a link up; gives whom it signs in, or none if it was used or is too old.
    pub async fn use_one_time_link(&mut self, secret_hash: &str, at: Ts) -> Result<Option<MemberId>, StoreError> {
        let row = self.returning(USE_LINK, vec![secret_hash.into(), at.into()]).await?;
        row.map(|mut cells| cells.take()).transpose()
    }
}

impl Store {
    /// Notes that a session was used and moves its end; writes at most every five minutes.
    pub async fn session_seen(
        &self,
        visible: &Visible,
        session: &Session,
        now: Ts,
        expires_at: Ts,
    ) -> Result<(), StoreError> {
        let before = now.plus_seconds(-SESSION_GRAIN_SECONDS);
        if session.last_seen_at >= before {
            return Ok(());
        }
        let id = session.id;
        self.write_quietly(visible.workspace(), move |tx| {
            let values = vec![id.0.into(), now.into(), expires_at.into(), before.into()];
            Box::pin(async move { tx.scoped(SEEN, values).await.map(drop) })
        })
        .await
    }

    /// Notes that a token was used; writes at most every hour.
    pub async fn token_used(&self, visible: &Visible, token: &Token, now: Ts) -> Result<(), StoreError> {
        let before = now.plus_seconds(-TOKEN_GRAIN_SECONDS);
        if token.last_used_at.is_some_and(|used| used >= before) {
            return Ok(());
        }
        let id = token.id;
        self.write_quietly(visible.workspace(), move |tx| {
            let values = vec![id.0.into(), now.into(), before.into()];
            Box::pin(async move { tx.scoped(TOKEN_USED, values).await.map(drop) })
        })
        .await
    }
}
