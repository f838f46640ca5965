//! Workspaces: founding, settings, going from one to another.

use sha2::{Digest, Sha256};
use throughline_domain::{
    AccountId, MemberId, WorkspaceId,
    activity::EventKind,
    people::{Account, Action, Member, Role, Workspace},
};
use throughline_store::Visible;

use super::{SignedIn, WorkspaceInput, WorkspaceRef};
use crate::{
    Actor, App, AppError, ClientInfo, boxed,
    error::invalid,
    write::{Change, differences},
};

/// Who will own a new workspace.
#[derive(Clone)]
pub(crate) struct NewOwner {
    /// Their sign-in, if they have one.
    pub account: Option<AccountId>,
    pub email: String,
    pub name: String,
    /// Of a new sign-in; empty for one without a password.
    pub password_hash: String,
}

/// Settings as they will be, checked.
fn settled(before: &Workspace, input: WorkspaceInput) -> Result<Workspace, AppError> {
    let labels: Vec<String> = input.value_labels.iter().map(|label| label.trim().to_owned()).collect();
    let value_labels = if labels.is_empty() { throughline_trackers::Settings::default().value_labels } else { labels };
    let workspace = Workspace {
        name: input.name.trim().to_owned(),
        currency: input.currency,
        time_zone: input.time_zone,
        working_days_per_week: input.working_days_per_week,
        days_per_story_point: input.days_per_story_point,
        value_labels,
        ..before.clone()
    };
    workspace.check().map_err(|faults| invalid(&faults, &workspace))?;
    Ok(workspace)
}

impl App {
    /// Makes a workspace with its first owner, in one write.
    pub(crate) async fn found(
        &self,
        id: WorkspaceId,
        input: WorkspaceInput,
        owner: NewOwner,
    ) -> Result<(Workspace, Member), AppError> {
        let now = self.now();
        let blank = Workspace {
            id,
            name: String::new(),
            currency: input.currency,
            time_zone: String::new(),
            working_days_per_week: 5,
            days_per_story_point: None,
            value_labels: Vec::new(),
            version: 1,
            created_at: now,
        };
        let workspace = settled(&blank, input)?;
        let account_id = owner.account.unwrap_or_else(|| AccountId::new(now));
        let member = Member {
            id: MemberId::new(now),
            account_id,
            email: owner.email.clone(),
            name: owner.name.trim().to_owned(),
            role: Role::Owner,
            team_id: None,
            version: 1,
            joined_at: now,
            removed_at: None,
        };
        member.check().map_err(|faults| invalid(&faults, &member))?;
        let account = owner.account.is_none().then_some(Account {
            id: account_id,
            email: owner.email,
            password_hash: owner.password_hash,
            created_at: now,
        });
        self.inner
            .store
            .write(&Visible::granted(id), move |tx| {
                let (workspace, member, account) = (workspace.clone(), member.clone(), account.clone());
                Box::pin(async move {
                    tx.create_workspace(&workspace).await?;
                    let change = Change { by: Some(member.id), at: now };
                    let data = differences(None, &workspace);
                    tx.record(change.event(EventKind::WorkspaceCreated, Some(workspace.id.0), &workspace.name, data))
                        .await?;
                    if let Some(account) = &account {
                        tx.create_account(account).await?;
                    }
                    let data = serde_json::json!({ "role": member.role });
                    tx.record(change.event(EventKind::MemberJoined, Some(member.id.0), &member.name, data)).await?;
                    tx.insert(&member).await?;
                    Ok::<_, AppError>((workspace, member))
                })
            })
            .await
    }

    /// Workspaces the actor belongs to; all of them for the operator.
    #[boxed]
    pub async fn workspaces(&self, actor: &Actor) -> Result<Vec<WorkspaceRef>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let named = |workspace: Workspace| WorkspaceRef { id: workspace.id, name: workspace.name };
        match (actor.account_id, &actor.scopes) {
            // A token belongs to one workspace and tells nothing of others.
            (_, Some(_)) => Ok(vec![named(Workspace::clone(&actor.workspace))]),
            (Some(account), None) => {
                let memberships = self.inner.store.memberships(account).await?;
                Ok(memberships.into_iter().map(|(workspace, _)| named(workspace)).collect())
            }
            (None, None) => Ok(self.inner.store.workspaces().await?.into_iter().map(named).collect()),
        }
    }

    /// A session in another workspace of the same person.
    #[boxed]
    pub async fn switch_workspace(
        &self,
        actor: &Actor,
        id: WorkspaceId,
        client: ClientInfo,
    ) -> Result<SignedIn, AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let account = actor.account_id.ok_or(AppError::Unauthenticated)?;
        let memberships = self.inner.store.memberships(account).await?;
        let found = memberships.into_iter().find(|(workspace, _)| workspace.id == id);
        let (workspace, member) = found.ok_or(AppError::NotFound { what: "workspace" })?;
        self.signed_in(workspace, member, &client, "from another workspace").await
    }

    /// Another workspace, with the actor as its owner.
    #[boxed]
    pub async fn create_workspace(&self, actor: &Actor, input: WorkspaceInput) -> Result<Workspace, AppError> {
        actor.require(Action::ChangeSettings)?;
        let Some(member) = &actor.member else {
            return Err(AppError::conflict("A workspace needs an owner. Sign in as a person to make one."));
        };
        let id = new_workspace_id(actor, self.now());
        let memberships = self.inner.store.memberships(member.account_id).await?;
        if let Some((made, _)) = memberships.into_iter().find(|(workspace, _)| workspace.id == id) {
            return Ok(made);
        }
        let owner = NewOwner {
            account: Some(member.account_id),
            email: member.email.clone(),
            name: member.name.clone(),
            password_hash: String::new(),
        };
        Ok(self.found(id, input, owner).await?.0)
    }

    /// The workspace's settings.
    #[boxed]
    pub async fn get_workspace(&self, actor: &Actor) -> Result<Workspace, AppError> {
        actor.require(Action::ReadWorkspace)?;
        Ok(self.reader(actor).workspace().await?)
    }

    /// Changes the workspace's settings, if it still is at this version.
    #[boxed]
    pub async fn change_workspace(
        &self,
        actor: &Actor,
        version: i64,
        input: WorkspaceInput,
    ) -> Result<Workspace, AppError> {
        actor.require(Action::ChangeSettings)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let before = tx.read().workspace().await?;
                if before.version != version {
                    return Err(AppError::Stale { current_version: before.version });
                }
                let mut after = settled(&before, input)?;
                if after == before {
                    return Ok(before);
                }
                let data = differences(Some(&before), &after);
                tx.record(change.event(EventKind::WorkspaceChanged, Some(after.id.0), &after.name, data)).await?;
                after.version = tx.update_workspace(&after).await?;
                Ok(after)
            })
        })
        .await
    }
}

/// The id of a workspace to make: the same one for the same idempotency key, since the key of a write belongs to a
/// workspace that is there already.
fn new_workspace_id(actor: &Actor, now: throughline_domain::Ts) -> WorkspaceId {
    let Some(key) = &actor.idempotency else { return WorkspaceId::new(now) };
    let digest = Sha256::digest(format!("{}\n{}\n{:?}", actor.workspace.id, key.key(), actor.account_id));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    WorkspaceId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
