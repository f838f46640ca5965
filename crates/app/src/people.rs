//! Sign-in, members, teams, roles.

mod views;

use throughline_domain::{
    InvitationId, MemberId, SessionId, TeamId, TokenId, WorkspaceId,
    people::{Invitation, Member, Team, Token, Workspace},
};

use crate::{Actor, App, AppError, ClientInfo, crud::six_verbs};
pub use views::*;

six_verbs!(Team, TeamId, TeamInput, "team": list_teams, get_team, create_team, change_team, withdraw_team, restore_team);

impl App {
    /// Whether nobody has set this installation up yet.
    pub async fn set_up_needed(&self) -> Result<bool, AppError> { todo!() }
    /// The key that `set_up` asks for, while set-up is needed.
    pub async fn set_up_key(&self) -> Result<Option<String>, AppError> { todo!() }
    /// Makes the first owner and the first workspace.
    pub async fn set_up(&self, _input: SetUpInput, _client: ClientInfo) -> Result<SignedIn, AppError> { todo!() }
    /// Opens a session with e-mail and password.
    pub async fn sign_in(&self, _input: SignInInput, _client: ClientInfo) -> Result<SignedIn, AppError> { todo!() }
    /// A secret that signs in once as the actor's member (the operator: as the first owner), within a day.
    pub async fn one_time_link(&self, _actor: &Actor) -> Result<String, AppError> { todo!() }
    /// Opens a session with a one-time secret.
    pub async fn use_one_time_link(&self, _secret: &str, _client: ClientInfo) -> Result<SignedIn, AppError> { todo!() }
    /// Who is behind a session cookie.
    pub async fn actor_of_cookie(&self, _cookie: &str, _client: ClientInfo) -> Result<Actor, AppError> { todo!() }
    /// Who is behind a token.
    pub async fn actor_of_token(&self, _bearer: &str) -> Result<Actor, AppError> { todo!() }
    /// The operator on the command line, with an owner's rights; of the only workspace when none is named.
    pub async fn operator(&self, _workspace: Option<WorkspaceId>) -> Result<Actor, AppError> { todo!() }
    /// Workspaces the actor belongs to.
    pub async fn workspaces(&self, _actor: &Actor) -> Result<Vec<WorkspaceRef>, AppError> { todo!() }
    /// A session in another workspace of the same person.
    pub async fn switch_workspace(&self, _actor: &Actor, _id: WorkspaceId, _client: ClientInfo) -> Result<SignedIn, AppError> { todo!() }
    /// Another workspace, with the actor as its owner.
    pub async fn create_workspace(&self, _actor: &Actor, _input: WorkspaceInput) -> Result<Workspace, AppError> { todo!() }
    /// Ends the session that asks.
    pub async fn sign_out(&self, _actor: &Actor) -> Result<(), AppError> { todo!() }
    /// Ends all sessions of the actor.
    pub async fn sign_out_everywhere(&self, _actor: &Actor) -> Result<(), AppError> { todo!() }
    /// The actor's sessions.
    pub async fn my_sessions(&self, _actor: &Actor) -> Result<Vec<SessionView>, AppError> { todo!() }
    /// Ends one of the actor's sessions.
    pub async fn end_session(&self, _actor: &Actor, _id: SessionId) -> Result<(), AppError> { todo!() }
    /// A new password; ends the actor's other sessions.
    pub async fn change_password(&self, _actor: &Actor, _input: ChangePasswordInput) -> Result<(), AppError> { todo!() }
    /// The workspace's settings.
    pub async fn get_workspace(&self, _actor: &Actor) -> Result<Workspace, AppError> { todo!() }
    /// Changes the workspace's settings.
    pub async fn change_workspace(&self, _actor: &Actor, _version: i64, _input: WorkspaceInput) -> Result<Workspace, AppError> { todo!() }
    /// Members by name.
    pub async fn list_members(&self, _actor: &Actor, _include_removed: bool) -> Result<Vec<Member>, AppError> { todo!() }
    /// One member.
    pub async fn get_member(&self, _actor: &Actor, _id: MemberId) -> Result<Member, AppError> { todo!() }
    /// Changes a member's name, role or team.
    pub async fn change_member(&self, _actor: &Actor, _id: MemberId, _version: i64, _input: MemberInput) -> Result<Member, AppError> { todo!() }
    /// Removes a member; sessions and tokens end at once.
    pub async fn remove_member(&self, _actor: &Actor, _id: MemberId, _version: i64) -> Result<Member, AppError> { todo!() }
    /// Brings a removed member back.
    pub async fn restore_member(&self, _actor: &Actor, _id: MemberId) -> Result<Member, AppError> { todo!() }
    /// Invites a person by link.
    pub async fn invite(&self, _actor: &Actor, _input: InvitationInput) -> Result<InvitationMade, AppError> { todo!() }
    /// Invitations, newest first.
    pub async fn list_invitations(&self, _actor: &Actor) -> Result<Vec<Invitation>, AppError> { todo!() }
    /// Takes an invitation back.
    pub async fn withdraw_invitation(&self, _actor: &Actor, _id: InvitationId) -> Result<Invitation, AppError> { todo!() }
    /// What an invitation's link leads to.
    pub async fn invitation_of_secret(&self, _secret: &str) -> Result<InvitationView, AppError> { todo!() }
    /// Joins a workspace by an invitation.
    pub async fn accept_invitation(&self, _input: AcceptInput, _client: ClientInfo) -> Result<SignedIn, AppError> { todo!() }
    /// Makes a token that acts as the actor.
    pub async fn create_token(&self, _actor: &Actor, _input: TokenInput) -> Result<TokenMade, AppError> { todo!() }
    /// The actor's tokens; all of the workspace for an owner.
    pub async fn list_tokens(&self, _actor: &Actor) -> Result<Vec<Token>, AppError> { todo!() }
    /// Takes a token back.
    pub async fn withdraw_token(&self, _actor: &Actor, _id: TokenId) -> Result<Token, AppError> { todo!() }
}
