//! Invitations by link: bound to an address, used once, good for a day.

use throughline_domain::{
    AccountId, InvitationId, MemberId,
    activity::EventKind,
    people::{Account, Action, Invitation, Member, check_password, normal_email},
};
use throughline_store::{Show, StoreError, Visible};

use super::{
    AcceptInput, InvitationInput, InvitationMade, InvitationView, SignedIn, passwords::hashed, secrets::Secret,
    sessions::NewSession,
};
use crate::{Actor, App, AppError, ClientInfo, boxed, error::invalid, write::Change};

/// How long an invitation can be accepted.
const DAYS: i64 = 1;

/// One answer for a link that was used, taken back, has expired or never was.
fn gone() -> AppError {
    AppError::NotFound { what: "invitation" }
}

impl App {
    /// Invites a person by link.
    #[boxed]
    pub async fn invite(&self, actor: &Actor, input: InvitationInput) -> Result<InvitationMade, AppError> {
        actor.require(Action::ManageMembers)?;
        if !actor.role().may_give(input.role) {
            return Err(AppError::Forbidden { needs: "Nobody can give a role above their own.".to_owned() });
        }
        let email = normal_email("email", &input.email).map_err(|faults| invalid(&faults, &input))?;
        let by = self.acting_member(actor).await?;
        let change = self.change(actor);
        let secret = Secret::new(actor.workspace.id);
        let invitation = Invitation {
            id: InvitationId::new(change.at),
            email,
            role: input.role,
            invited_by: by.id,
            created_at: change.at,
            expires_at: change.at.plus_days(DAYS),
            accepted_at: None,
            withdrawn_at: None,
        };
        let (id, hash) = (invitation.id, secret.hash());
        let stored: Invitation = self
            .write(actor, move |tx| {
                let (invitation, hash) = (invitation.clone(), hash.clone());
                Box::pin(async move {
                    let members: Vec<Member> = tx.read().list(Show::Live).await?;
                    if members.iter().any(|member| member.email == invitation.email) {
                        return Err(AppError::conflict(format!(
                            "{} is a member already. Nothing was changed.",
                            invitation.email
                        )));
                    }
                    let data = serde_json::json!({ "role": invitation.role });
                    tx.record(change.event(EventKind::MemberInvited, Some(invitation.id.0), &invitation.email, data))
                        .await?;
                    tx.create_invitation(&invitation, &hash).await?;
                    Ok(invitation)
                })
            })
            .await?;
        if stored.id != id {
            return Err(AppError::conflict(
                "This invitation was made before by the same request, and its link is shown only once. Withdraw it and \
                 invite again.",
            ));
        }
        let base = self.settings().public_url.as_deref().unwrap_or_default().trim_end_matches('/');
        let link = format!("{base}/invitations/{}", secret.dotted());
        Ok(InvitationMade { invitation: stored, secret: secret.dotted(), link })
    }

    /// Invitations, newest first.
    #[boxed]
    pub async fn list_invitations(&self, actor: &Actor) -> Result<Vec<Invitation>, AppError> {
        actor.require(Action::ManageMembers)?;
        let mut invitations: Vec<Invitation> = self.reader(actor).list(Show::All).await?;
        invitations.reverse();
        Ok(invitations)
    }

    /// Takes an invitation back.
    #[boxed]
    pub async fn withdraw_invitation(&self, actor: &Actor, id: InvitationId) -> Result<Invitation, AppError> {
        actor.require(Action::ManageMembers)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut invitation: Invitation = tx.read().get(id).await?;
                if invitation.withdrawn_at.is_some() {
                    return Ok(invitation);
                }
                if invitation.accepted_at.is_some() {
                    return Err(AppError::conflict(
                        "This invitation was accepted. Nothing was changed. Remove the member instead.",
                    ));
                }
                let data = serde_json::json!({});
                tx.record(change.event(EventKind::InvitationWithdrawn, Some(id.0), &invitation.email, data)).await?;
                tx.withdraw_invitation(id, change.at).await?;
                invitation.withdrawn_at = Some(change.at);
                Ok(invitation)
            })
        })
        .await
    }

    /// What an invitation's link leads to.
    #[boxed]
    pub async fn invitation_of_secret(&self, secret: &str) -> Result<InvitationView, AppError> {
        let secret = Secret::parse(secret).ok_or_else(gone)?;
        let visible = Visible::granted(secret.workspace);
        let mut reader = self.inner.store.read(&visible);
        let invitation = reader.open_invitation(&secret.hash(), self.now()).await?.ok_or_else(gone)?;
        let workspace = reader.workspace().await?;
        let account = self.inner.store.account_by_email(&invitation.email).await?;
        Ok(InvitationView {
            workspace: workspace.name,
            email: invitation.email,
            role: invitation.role,
            expires_at: invitation.expires_at,
            account_exists: account.is_some_and(|account| !account.password_hash.is_empty()),
        })
    }

    /// Joins a workspace by an invitation. Who has a sign-in with the invited address proves it with its password.
    #[boxed]
    pub async fn accept_invitation(&self, input: AcceptInput, client: ClientInfo) -> Result<SignedIn, AppError> {
        let secret = Secret::parse(&input.secret).ok_or_else(gone)?;
        let (visible, now) = (Visible::granted(secret.workspace), self.now());
        let hash = secret.hash();
        let open = self.inner.store.read(&visible).open_invitation(&hash, now).await?.ok_or_else(gone)?;
        let existing = self.inner.store.account_by_email(&open.email).await?;
        let account = match existing {
            Some(account) if !account.password_hash.is_empty() => {
                Sign::In(self.proven(&open.email, input.password, &client).await?.id)
            }
            existing => {
                check_password(&input.password, &open.email).map_err(|faults| invalid(&faults, &()))?;
                let password_hash = hashed(input.password).await?;
                match existing {
                    Some(account) => Sign::FirstPassword(account.id, password_hash),
                    None => Sign::Up(Account {
                        id: AccountId::new(now),
                        email: open.email.clone(),
                        password_hash,
                        created_at: now,
                    }),
                }
            }
        };
        let member = Member {
            id: MemberId::new(now),
            account_id: account.id(),
            email: open.email.clone(),
            name: input.name.trim().to_owned(),
            role: open.role,
            team_id: None,
            version: 1,
            joined_at: now,
            removed_at: None,
        };
        member.check().map_err(|faults| invalid(&faults, &member))?;
        let session_of = client.clone();
        let (cookie, member) = self
            .inner
            .store
            .write(&visible, move |tx| {
                let (hash, account, member, client) =
                    (hash.clone(), account.clone(), member.clone(), session_of.clone());
                Box::pin(async move {
                    let invitation = tx.use_invitation(&hash, now).await?.ok_or_else(gone)?;
                    match &account {
                        Sign::In(_) => {}
                        Sign::FirstPassword(id, password_hash) => tx.set_password(*id, password_hash).await?,
                        Sign::Up(account) => tx.create_account(account).await?,
                    }
                    let member = match tx.read().member_of_account(member.account_id).await? {
                        None => {
                            joined(tx, &member, now).await?;
                            tx.insert(&member).await?;
                            member
                        }
                        Some(known) if known.removed_at.is_some() => {
                            joined(tx, &member, now).await?;
                            let version = tx.restore::<Member>(known.id, None).await?;
                            let back =
                                Member { removed_at: None, version, name: member.name, role: invitation.role, ..known };
                            let version = tx.update(&back).await?;
                            Member { version, ..back }
                        }
                        Some(_) => return Err(AppError::conflict("You are a member already. Sign in instead.")),
                    };
                    let session = NewSession::of(tx.workspace_id(), &member, &client, now);
                    session.open(tx, &member, "invitation", now).await?;
                    Ok((session.cookie, member))
                })
            })
            .await?;
        self.inner.pictures.written(secret.workspace);
        let workspace = self.inner.store.read(&visible).workspace().await?;
        self.welcome(cookie, member, workspace).await
    }
}

/// How the invited person gets their sign-in.
#[derive(Clone)]
enum Sign {
    /// They have one and proved it.
    In(AccountId),
    /// They have one without a password, from an import, and choose one now.
    FirstPassword(AccountId, String),
    /// They get one.
    Up(Account),
}

impl Sign {
    fn id(&self) -> AccountId {
        match self {
            Self::In(id) | Self::FirstPassword(id, _) => *id,
            Self::Up(account) => account.id,
        }
    }
}

async fn joined(tx: &mut throughline_store::Tx, member: &Member, at: throughline_domain::Ts) -> Result<(), StoreError> {
    let change = Change { by: Some(member.id), at };
    let data = serde_json::json!({ "role": member.role });
    tx.record(change.event(EventKind::MemberJoined, Some(member.id.0), &member.name, data)).await.map(drop)
}
