//! What goes into and comes out of the verbs of people.

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, SessionId, TeamId, Ts, WorkspaceId,
    people::{Invitation, Member, Role, Scope, Token, Workspace},
};
use utoipa::ToSchema;

/// The first owner and the first workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUpInput {
    /// The key that the server printed at its first start.
    pub set_up_key: String,
    /// How the owner wants to be called.
    pub name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// At least 8 characters; 15 or more are advised.
    pub password: String,
    /// The company's name.
    pub workspace: String,
    /// Currency of the company's figures.
    pub currency: Currency,
    /// IANA name of its time zone: "Europe/Rome".
    pub time_zone: String,
}

/// E-mail and password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInInput {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Which workspace; the one joined first when left out.
    #[serde(default)]
    pub workspace_id: Option<WorkspaceId>,
}

/// A new session.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// What the browser sends back: "<workspace>.<secret>". Kept nowhere here, only its hash.
    pub cookie: String,
    /// Who signed in.
    pub member: Member,
    /// Where.
    pub workspace: Workspace,
    /// The other workspaces of the same person.
    pub others: Vec<WorkspaceRef>,
}

/// A workspace by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkspaceRef {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
}

/// Settings of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceInput {
    /// The company's name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Currency of its figures.
    pub currency: Currency,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Working days in a week, 1 to 7; 5 when left out.
    #[serde(default = "five")]
    #[schema(minimum = 1, maximum = 7)]
    pub working_days_per_week: i32,
    /// Person-days of one story point, above 0, if points are used.
    #[serde(default)]
    #[schema(exclusive_minimum = 0)]
    pub days_per_story_point: Option<f64>,
    /// Labels of the Business Value line in a ticket's body; the usual ones when left out.
    #[serde(default)]
    pub value_labels: Vec<String>,
}

const fn five() -> i32 {
    5
}

/// One signed-in browser of mine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Since when.
    pub created_at: Ts,
    /// When it was last used, to the minute or so.
    pub last_seen_at: Ts,
    /// What the browser calls itself, and its address.
    pub client: String,
    /// Whether it is the one asking.
    pub current: bool,
}

/// A new password over the old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordInput {
    /// The password so far.
    pub current: String,
    /// At least 8 characters; 15 or more are advised.
    pub new: String,
}

/// What can be changed of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    /// As the person wants to be called, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Team they work in, if any.
    #[serde(default)]
    pub team_id: Option<TeamId>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    /// Its name, unique in the workspace.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Person-days it can work in a week, above 0.
    #[schema(minimum = 0.01, maximum = 10000)]
    pub capacity_days_per_week: f64,
    /// How many things it works on at once, at least 1.
    #[schema(minimum = 1, maximum = 1000)]
    pub tracks: i32,
}

/// Whom to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationInput {
    /// Their e-mail address; only an account with this address can accept.
    #[schema(format = "email")]
    pub email: String,
    /// The role they will have.
    pub role: Role,
}

/// A new invitation. The secret is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationMade {
    /// The invitation.
    pub invitation: Invitation,
    /// What the link carries: "<workspace>.<secret>".
    pub secret: String,
    /// The link to send, absolute when the server's public address is configured.
    pub link: String,
}

/// An invitation as the invited person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// Name of the workspace.
    pub workspace: String,
    /// For which address.
    pub email: String,
    /// The role they will have.
    pub role: Role,
    /// Until when it can be accepted.
    pub expires_at: Ts,
    /// Whether an account with this address exists, so that its password is asked instead of a new one.
    pub account_exists: bool,
}

/// Accepting an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// What the link carried.
    pub secret: String,
    /// As the person wants to be called.
    pub name: String,
    /// A new password, or that of the account with the invited address.
    pub password: String,
}

/// A token to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// What it is for, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it may do; at least one.
    #[schema(min_items = 1)]
    pub scopes: Vec<Scope>,
    /// Days until it stops working, 1 to 3650; never when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    pub expires_in_days: Option<i64>,
}

/// A new token. The secret is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenMade {
    /// The token.
    pub token: Token,
    /// What to send as bearer: "tl_<workspace>_<secret>".
    pub secret: String,
}
