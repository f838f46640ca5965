//! Members and their roles. A workspace always keeps an owner.

use throughline_domain::{
    MemberId, TeamId, Ts,
    activity::EventKind,
    people::{Action, Member, Role, Team},
};
use throughline_store::{Show, StoreError, Tx};

use super::{MemberInput, TeamInput};
use crate::{
    Actor, App, AppError, NameRef, boxed,
    crud::{Noun, noun_fields, refer, six_verbs},
    error::invalid,
    write::{Change, differences},
};

six_verbs!(Team, TeamId, TeamInput, "team":
    list_teams, get_team, create_team, change_team, withdraw_team, restore_team);

impl Noun for Team {
    type Id = TeamId;
    type Input = TeamInput;
    const WRITE: Action = Action::ManageTeams;
    const EVENTS: [EventKind; 4] =
        [EventKind::TeamCreated, EventKind::TeamChanged, EventKind::TeamWithdrawn, EventKind::TeamRestored];

    fn new(input: TeamInput, now: Ts) -> Self {
        let TeamInput { name, capacity_days_per_week, tracks } = input;
        let name = name.trim().to_owned();
        Self { id: TeamId::new(now), name, capacity_days_per_week, tracks, version: 1, withdrawn_at: None }
    }

    fn replaced(&self, input: TeamInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, _tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        self.name.to_lowercase()
    }

    noun_fields!(name);
}

impl App {
    /// Names of the teams, in their order, to choose from. They come with the picture, without a question to the database.
    #[boxed]
    pub async fn team_names(&self, actor: &Actor) -> Result<Vec<NameRef>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let mut teams: Vec<&Team> = picture.portfolio.teams().collect();
        teams.sort_by_cached_key(|team| team.sorted_by());
        Ok(teams.into_iter().map(|team| NameRef { id: team.id.0, key: None, name: team.name.clone() }).collect())
    }

    /// Members by name.
    #[boxed]
    pub async fn list_members(&self, actor: &Actor, include_removed: bool) -> Result<Vec<Member>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let show = if include_removed { Show::All } else { Show::Live };
        let mut members: Vec<Member> = self.reader(actor).list(show).await?;
        members.sort_by_cached_key(|member| member.name.to_lowercase());
        Ok(members)
    }

    /// One member.
    #[boxed]
    pub async fn get_member(&self, actor: &Actor, id: MemberId) -> Result<Member, AppError> {
        actor.require(Action::ReadWorkspace)?;
        Ok(self.reader(actor).get(id).await?)
    }

    /// Changes a member's name, role or team, if the record still is at this version. Members may change their own
    /// name; the rest is for owners. A new role ends the member's other sessions and takes back their tokens.
    #[boxed]
    pub async fn change_member(
        &self,
        actor: &Actor,
        id: MemberId,
        version: i64,
        input: MemberInput,
    ) -> Result<Member, AppError> {
        actor.require(if actor.member_id() == Some(id) { Action::ManageOwnAccount } else { Action::ManageMembers })?;
        let may_all = actor.require(Action::ManageMembers);
        let (change, giver, session) = (self.change(actor), actor.role(), actor.session_id);
        self.write(actor, move |tx| {
            let (input, may_all) = (input.clone(), may_all.clone());
            Box::pin(async move {
                let before = current(tx, id, version).await?;
                let MemberInput { name, role, team_id } = input;
                let mut after = Member { name: name.trim().to_owned(), role, team_id, ..before.clone() };
                after.check().map_err(|faults| invalid(&faults, &after))?;
                if after == before {
                    return Ok(before);
                }
                if (after.role, after.team_id) != (before.role, before.team_id) {
                    may_all?;
                }
                if after.team_id != before.team_id {
                    refer::<Team>(tx, "team_id", after.team_id).await?;
                }
                let new_role = after.role != before.role;
                if new_role && !giver.may_give(after.role) {
                    return Err(AppError::Forbidden { needs: "Nobody can give a role above their own.".to_owned() });
                }
                if new_role && before.role == Role::Owner {
                    keep_an_owner(tx, id).await?;
                }
                let data = differences(Some(&before), &after);
                tx.record(change.event(EventKind::MemberChanged, Some(id.0), &after.name, data)).await?;
                if new_role {
                    tx.end_sessions_of_member(id, session.filter(|_| change.by == Some(id))).await?;
                    tx.withdraw_tokens_of_member(id, change.by, change.at).await?;
                }
                after.version = tx.update(&after).await?;
                Ok(after)
            })
        })
        .await
    }

    /// Removes a member; sessions and tokens end at once. Comes back within 30 days with one command.
    #[boxed]
    pub async fn remove_member(&self, actor: &Actor, id: MemberId, version: i64) -> Result<Member, AppError> {
        actor.require(Action::ManageMembers)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut member: Member = tx.read().get(id).await?;
                if member.removed_at.is_some() {
                    return Ok(member);
                }
                if member.role == Role::Owner {
                    keep_an_owner(tx, id).await?;
                }
                tx.record(change.event(EventKind::MemberRemoved, Some(id.0), &member.name, serde_json::json!({})))
                    .await?;
                tx.end_sessions_of_member(id, None).await?;
                tx.withdraw_tokens_of_member(id, change.by, change.at).await?;
                member.version = tx.withdraw::<Member>(id, Some(version), change.at).await?;
                member.removed_at = Some(change.at);
                Ok(member)
            })
        })
        .await
    }

    /// Brings a removed member back. Sessions and tokens stay ended.
    #[boxed]
    pub async fn restore_member(&self, actor: &Actor, id: MemberId) -> Result<Member, AppError> {
        actor.require(Action::ManageMembers)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut member: Member = tx.read().get(id).await?;
                if member.removed_at.is_none() {
                    return Ok(member);
                }
                tx.record(change.event(EventKind::MemberRestored, Some(id.0), &member.name, serde_json::json!({})))
                    .await?;
                member.version = tx.restore::<Member>(id, None).await?;
                member.removed_at = None;
                Ok(member)
            })
        })
        .await
    }

    /// As whom something is done: the actor's member, or the first owner for the operator.
    pub(crate) async fn acting_member(&self, actor: &Actor) -> Result<Member, AppError> {
        if let Some(member) = &actor.member {
            return Ok(member.clone());
        }
        let members: Vec<Member> = self.reader(actor).list(Show::Live).await?;
        members.into_iter().find(|member| member.role == Role::Owner).ok_or(AppError::NotFound { what: "owner" })
    }
}

async fn current(tx: &mut Tx, id: MemberId, version: i64) -> Result<Member, AppError> {
    let member: Member = tx.read().get(id).await?;
    if member.removed_at.is_some() {
        return Err(StoreError::NotFound("member").into());
    }
    if member.version != version {
        return Err(AppError::Stale { current_version: member.version });
    }
    Ok(member)
}

/// Refuses when nobody but this member is an owner.
async fn keep_an_owner(tx: &mut Tx, leaving: MemberId) -> Result<(), AppError> {
    let members: Vec<Member> = tx.read().list(Show::Live).await?;
    if members.iter().any(|member| member.role == Role::Owner && member.id != leaving) {
        return Ok(());
    }
    Err(AppError::conflict(
        "This is the last owner, and somebody has to run the workspace. Nothing was changed. Make somebody else an owner first.",
    ))
}
