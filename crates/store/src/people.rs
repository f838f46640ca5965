//! Workspaces, accounts, members, teams.

use throughline_domain::{
    AccountId,
    people::{Account, Invitation, Member, Role, Scope, Team, Token, Workspace},
};

use crate::{
    Reader, Store, StoreError, Tx, Value,
    activity::Head,
    record::{plain, private::Mapped, record, sql},
    value::{Cells, Field, json, named},
};

record!(Team, "team" in "team" { id, name, capacity_days_per_week, tracks, version, withdrawn_at });

record!(Member, "member" in "member" {
    id, account_id, email, name, role, team_id, version, joined_at, removed_at,
});

record!(Invitation, "invitation" in "invitation" {
    id, email, role, invited_by, created_at, expires_at, accepted_at, withdrawn_at,
} once ["secret_hash"]);

record!(Token, "token" in "token" {
    id, name, member_id, scopes, created_at, expires_at, last_used_at, withdrawn_at,
} once ["secret_hash"]);

plain! { Team, Member }
named! { Role }
json! { Vec<Scope> }

macro_rules! workspace_columns {
    () => {
        "workspace.id, workspace.name, workspace.currency, workspace.time_zone, workspace.working_days_per_week,
             workspace.days_per_story_point, workspace.value_labels, workspace.version, workspace.created_at"
    };
}
pub(crate) use workspace_columns;

macro_rules! member_columns {
    () => {
        "member.id, member.account_id, member.email, member.name, member.role, member.team_id, member.version,
             member.joined_at, member.removed_at"
    };
}
pub(crate) use member_columns;

sql! {
    WORKSPACE = concat!("select ", workspace_columns!(), " from workspace where id = $1");
    WORKSPACES = concat!("select ", workspace_columns!(), " from workspace order by id");
    CREATE_WORKSPACE = "insert into workspace (id, name, currency, time_zone, working_days_per_week,
             days_per_story_point, value_labels, version, created_at, last_event, last_hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE_WORKSPACE = "update workspace set name = $3, currency = $4, time_zone = $5, working_days_per_week = $6,
             days_per_story_point = $7, value_labels = $8, version = version + 1
         where id = $1 and version = $2 returning version";
    CREATE_ACCOUNT = "insert into account (id, email, password_hash, version, created_at) values ($1, $2, $3, 1, $4)";
    SET_PASSWORD = "update account set password_hash = $2, version = version + 1 where id = $1";
    ACCOUNT = "select id, email, password_hash, created_at from account where id = $1";
    ACCOUNT_BY_EMAIL = "select id, email, password_hash, created_at from account where email = $1";
    /// Only where the person still is a member.
    MEMBERSHIPS = concat!("select ", workspace_columns!(), ", ", member_columns!(),
        " from member join workspace on workspace.id = member.workspace_id
         where member.account_id = $1 and member.removed_at is null order by workspace.id");
    MEMBER_OF_ACCOUNT = concat!("select ", member_columns!(), " from member where workspace_id = $1 and account_id = $2");
}

pub(crate) fn read_workspace(cells: &mut Cells) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        id: cells.take()?,
        name: cells.take()?,
        currency: cells.take()?,
        time_zone: cells.take()?,
        working_days_per_week: cells.take()?,
        days_per_story_point: cells.take()?,
        value_labels: cells.take()?,
        version: cells.take()?,
        created_at: cells.take()?,
    })
}

fn read_account(cells: &mut Cells) -> Result<Account, StoreError> {
    Ok(Account { id: cells.take()?, email: cells.take()?, password_hash: cells.take()?, created_at: cells.take()? })
}

/// The settings of a workspace, in the order of the statements.
fn write_settings(workspace: &Workspace, out: &mut Vec<Value>) {
    workspace.name.write(out);
    workspace.currency.write(out);
    workspace.time_zone.write(out);
    workspace.working_days_per_week.write(out);
    workspace.days_per_story_point.write(out);
    workspace.value_labels.write(out);
}

impl Store {
    /// All workspaces, oldest first: for the operator, and to see whether there is one.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        let rows = self.db().rows(WORKSPACES, Vec::new()).await?;
        rows.into_iter().map(|mut cells| read_workspace(&mut cells)).collect()
    }

    /// The sign-in with this e-mail address, in any case.
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let rows = self.db().rows(ACCOUNT_BY_EMAIL, vec![email.trim().to_lowercase().into()]).await?;
        rows.into_iter().next().map(|mut cells| read_account(&mut cells)).transpose()
    }

    /// A sign-in by its id.
    pub async fn account(&self, id: AccountId) -> Result<Account, StoreError> {
        let rows = self.db().rows(ACCOUNT, vec![id.0.into()]).await?;
        read_account(&mut rows.into_iter().next().ok_or(StoreError::NotFound("account"))?)
    }

    /// The workspaces of a person, with the member they are there.
    pub async fn memberships(&self, account: AccountId) -> Result<Vec<(Workspace, Member)>, StoreError> {
        let rows = self.db().rows(MEMBERSHIPS, vec![account.0.into()]).await?;
        rows.into_iter().map(|mut cells| Ok((read_workspace(&mut cells)?, Member::read(&mut cells)?))).collect()
    }
}

impl Reader<'_> {
    /// The workspace itself.
    pub async fn workspace(&mut self) -> Result<Workspace, StoreError> {
        let cells = self.first(WORKSPACE, Vec::new()).await?;
        read_workspace(&mut cells.ok_or(StoreError::NotFound("workspace"))?)
    }

    /// The member that a person is here, removed or not.
    pub async fn member_of_account(&mut self, account: AccountId) -> Result<Option<Member>, StoreError> {
        let cells = self.first(MEMBER_OF_ACCOUNT, vec![account.0.into()]).await?;
        cells.map(|mut cells| Member::read(&mut cells)).transpose()
    }
}

impl Tx {
    /// Makes the workspace of this write, with an empty log. Its id is the one the write was opened with.
    pub async fn create_workspace(&mut self, workspace: &Workspace) -> Result<(), StoreError> {
        if workspace.id != self.workspace_id() {
            return Err(StoreError::NotFound("workspace"));
        }
        let first = Head::first();
        let mut values = Vec::new();
        write_settings(workspace, &mut values);
        workspace.version.write(&mut values);
        workspace.created_at.write(&mut values);
        values.extend([first.number.into(), first.hash.into()]);
        self.scoped(CREATE_WORKSPACE, values).await?;
        self.workspace_made();
        Ok(())
    }

    /// Changes the settings if the workspace still has `version`; gives the new version.
    pub async fn update_workspace(&mut self, workspace: &Workspace) -> Result<i64, StoreError> {
        let mut values = vec![workspace.version.into()];
        write_settings(workspace, &mut values);
        if let Some(mut row) = self.returning(UPDATE_WORKSPACE, values).await? {
            return row.take();
        }
        let current = self.read().workspace().await?.version;
        Err(StoreError::Stale { what: "workspace", current })
    }

    /// Makes a sign-in; its e-mail address is kept in lower case.
    pub async fn create_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let email = account.email.trim().to_lowercase();
        let hash = account.password_hash.as_str();
        let values = vec![account.id.0.into(), email.into(), hash.into(), account.created_at.into()];
        self.global(CREATE_ACCOUNT, values).await.map(drop)
    }

    /// Replaces the password's hash.
    pub async fn set_password(&mut self, account: AccountId, password_hash: &str) -> Result<(), StoreError> {
        match self.global(SET_PASSWORD, vec![account.0.into(), password_hash.into()]).await? {
            0 => Err(StoreError::NotFound("account")),
            _ => Ok(()),
        }
    }
}
