//! Who may do what: one table for every door.

use crate::people::{Role, Scope};

/// A group of verbs that are allowed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See everything in the workspace, the activity included.
    ReadWorkspace,
    /// Write tickets, their value, estimates and links; import tickets; record values of metrics.
    WriteTickets,
    /// Set metrics, segments, objectives, key results, problems.
    SetGoals,
    /// Ask about a problem, and answer what one was asked.
    AskAboutGoals,
    /// Keep a move against the order, and take it back.
    KeepMoves,
    /// Make and change teams and their capacity.
    ManageTeams,
    /// Invite, change and remove members.
    ManageMembers,
    /// Change the workspace's settings.
    ChangeSettings,
    /// Make and take back one's own tokens.
    ManageOwnTokens,
    /// Take back the tokens of others.
    ManageAllTokens,
    /// Ask for something urgently, and say that it is done.
    AskUrgently,
    /// Decide on urgent requests, agree on budgets.
    DecideUrgency,
    /// Tell of an emergency while it runs.
    TellEmergency,
    /// Export the whole workspace.
    ExportWorkspace,
    /// Read a whole workspace back.
    ImportWorkspace,
    /// Change one's own password, name, and sign out everywhere. Only a person who is signed in, never a token.
    ManageOwnAccount,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 16] = [
        Self::ReadWorkspace,
        Self::WriteTickets,
        Self::SetGoals,
        Self::AskAboutGoals,
        Self::KeepMoves,
        Self::ManageTeams,
        Self::ManageMembers,
        Self::ChangeSettings,
        Self::ManageOwnTokens,
        Self::ManageAllTokens,
        Self::AskUrgently,
        Self::DecideUrgency,
        Self::TellEmergency,
        Self::ExportWorkspace,
        Self::ImportWorkspace,
        Self::ManageOwnAccount,
    ];

    /// The least role that may do it, and the least scope of a token that may; no scope: no token may.
    const fn needs(self) -> (Role, Option<Scope>) {
        match self {
            Self::ReadWorkspace => (Role::Viewer, Some(Scope::Read)),
            Self::WriteTickets | Self::AskAboutGoals | Self::AskUrgently | Self::TellEmergency => {
                (Role::Member, Some(Scope::Write))
            }
            Self::SetGoals | Self::KeepMoves | Self::ManageTeams | Self::DecideUrgency => {
                (Role::Leader, Some(Scope::Write))
            }
            Self::ManageOwnTokens => (Role::Viewer, Some(Scope::Admin)),
            Self::ManageMembers
            | Self::ChangeSettings
            | Self::ManageAllTokens
            | Self::ExportWorkspace
            | Self::ImportWorkspace => (Role::Owner, Some(Scope::Admin)),
            Self::ManageOwnAccount => (Role::Viewer, None),
        }
    }

    /// The least role that may do it.
    pub const fn least_role(self) -> Role {
        self.needs().0
    }
}

/// Whether a member may do something: by role, and with a token also by its scopes. Each role may do what those before
/// it may; each scope includes those before it.
///
/// ```
/// # use throughline_domain::people::{allows, Action, Role, Scope};
/// assert!(allows(Role::Leader, None, Action::KeepMoves));
/// assert!(!allows(Role::Member, None, Action::KeepMoves));
/// assert!(!allows(Role::Owner, Some(&[Scope::Read]), Action::KeepMoves));
/// assert!(!allows(Role::Owner, Some(&[]), Action::ReadWorkspace), "a token without scopes does nothing");
/// ```
pub fn allows(role: Role, scopes: Option<&[Scope]>, action: Action) -> bool {
    let (least_role, least_scope) = action.needs();
    let by_role = role >= least_role;
    let by_scope = match (scopes, least_scope) {
        (None, _) => true,
        (Some(scopes), Some(least)) => scopes.iter().any(|&scope| scope >= least),
        (Some(_), None) => false,
    };
    by_role && by_scope
}

impl Role {
    /// Whether a signed-in member of this role may do something.
    pub fn may(self, action: Action) -> bool {
        allows(self, None, action)
    }

    /// Whether a member of this role may give somebody that role: nobody gives more than they have.
    pub fn may_give(self, role: Role) -> bool {
        self.may(Action::ManageMembers) && role <= self
    }

    /// "owner", "leader", "member", "viewer".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Leader => "leader",
            Self::Owner => "owner",
        }
    }
}
