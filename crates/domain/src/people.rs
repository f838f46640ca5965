//! Workspaces, members, teams and roles.

mod password;
mod permission;
mod rules;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Currency, InvitationId, MemberId, TeamId, TokenId, Ts, WorkspaceId};

pub use password::{MAX_PASSWORD, MIN_PASSWORD, check_password};
pub use permission::{Action, allows};
pub use rules::normal_email;

/// One company. Nothing is visible across workspaces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// The company's name.
    pub name: String,
    /// Currency of every amount without one of its own.
    pub currency: Currency,
    /// IANA name of the time zone in which its days begin.
    pub time_zone: String,
    /// Working days in a week, 1 to 7.
    pub working_days_per_week: i32,
    /// Person-days that one story point stands for, or none if points are not used.
    pub days_per_story_point: Option<f64>,
    /// Labels under which a ticket's body may carry its Business Value line, without the colon.
    pub value_labels: Vec<String>,
    /// Counts up with each change, for `ETag`.
    pub version: i64,
    /// When it was set up.
    pub created_at: Ts,
}

/// What a member may do. Each role may do all that the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes tickets and their value; engineers and product people.
    Member,
    /// Sets goals, decides, keeps moves.
    Leader,
    /// Runs the workspace: members, settings, tokens.
    Owner,
}

/// A person's sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Lower case, unique over all workspaces.
    pub email: String,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// When it was made.
    pub created_at: Ts,
}

/// A person in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    /// The sign-in behind it.
    pub account_id: AccountId,
    /// Where invitations and sign-in go.
    pub email: String,
    /// As the person wants to be called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Team they work in, if any.
    pub team_id: Option<TeamId>,
    /// Counts up with each change.
    pub version: i64,
    /// Since when.
    pub joined_at: Ts,
    /// Since when no longer, if so. Comes back within 30 days with one command.
    pub removed_at: Option<Ts>,
}

/// A group of members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name, unique in the workspace.
    pub name: String,
    /// Person-days it can work in a week, above 0.
    pub capacity_days_per_week: f64,
    /// How many things it works on at once, at least 1.
    pub tracks: i32,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// An invitation by link. Its secret is shown once and only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whom it is for.
    pub email: String,
    /// The role they will have.
    pub role: Role,
    /// Who invited.
    pub invited_by: MemberId,
    /// When.
    pub created_at: Ts,
    /// Until when it can be accepted.
    pub expires_at: Ts,
    /// When it was accepted, if it was.
    pub accepted_at: Option<Ts>,
    /// When it was taken back, if it was.
    pub withdrawn_at: Option<Ts>,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Scope {
    /// Read everything that its member may read.
    Read,
    /// Write what its member may write.
    Write,
    /// Members, tokens, settings, export of the whole workspace.
    Admin,
}

/// A token for the API. Its secret is shown once and only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// As whom it acts.
    pub member_id: MemberId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Ts,
    /// Until when it works.
    pub expires_at: Option<Ts>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Ts>,
    /// When it was taken back, if it was.
    pub withdrawn_at: Option<Ts>,
}
