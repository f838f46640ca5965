//! Who asks. Only this crate makes an [`Actor`], after it has checked a session, a token or the operator's access.

use std::sync::Arc;

use throughline_domain::{
    AccountId, MemberId, SessionId,
    people::{Action, Member, Role, Scope, Workspace, allows},
};

use throughline_store::Visible;

use crate::AppError;

/// What a front door knows of the other end, for the session list and for throttling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// Address of the other end, if it came over the network.
    pub address: Option<String>,
    /// What the browser or program calls itself; shortened when stored.
    pub agent: Option<String>,
}

/// The name of one request: the same key with the same request is done once and answered twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    key: String,
    request_hash: [u8; 32],
}

impl IdempotencyKey {
    /// A key of 1 to 255 visible ASCII characters, and the SHA-256 of what is asked (route and body).
    pub fn new(key: &str, request_hash: [u8; 32]) -> Result<Self, AppError> {
        let fine = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !fine {
            return Err(AppError::field(
                "Idempotency-Key",
                key.chars().take(64).collect::<String>(),
                "Use 1 to 255 visible ASCII characters, for instance a UUID.",
            ));
        }
        Ok(Self { key: key.to_owned(), request_hash })
    }

    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// SHA-256 of the request it belongs to.
    pub fn request_hash(&self) -> [u8; 32] {
        self.request_hash
    }
}

/// Who asks, in which workspace. Only this crate makes one.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// The member; none for the operator on the command line.
    pub member: Option<Member>,
    /// The sign-in behind the member.
    pub account_id: Option<AccountId>,
    /// What a token allows; none for a session and for the operator, who may do all that their role may.
    pub scopes: Option<Vec<Scope>>,
    /// The session, if it is one.
    pub session_id: Option<SessionId>,
    /// Number of the last event when the actor was checked.
    pub version: i64,
    pub(crate) visible: Visible,
    pub(crate) idempotency: Option<IdempotencyKey>,
}

impl Actor {
    /// What they may do at most. The operator has an owner's rights.
    pub fn role(&self) -> Role {
        self.member.as_ref().map_or(Role::Owner, |member| member.role)
    }

    /// The member's id; none for the operator.
    pub fn member_id(&self) -> Option<MemberId> {
        self.member.as_ref().map(|member| member.id)
    }

    /// Whether they may do this, by role and by scope.
    pub fn may(&self, action: Action) -> bool {
        allows(self.role(), self.scopes.as_deref(), action)
    }

    /// Refuses unless they may do this.
    pub(crate) fn require(&self, action: Action) -> Result<(), AppError> {
        if self.may(action) {
            return Ok(());
        }
        let needs = if self.role().may(action) {
            "This token is not allowed to do this. Use one with a wider scope, or sign in.".to_owned()
        } else {
            format!(
                "This takes the role {} or more; yours is {}. Ask an owner of the workspace.",
                action.least_role().name(),
                self.role().name()
            )
        };
        Err(AppError::Forbidden { needs })
    }

    /// Whether the actor outlives a request, as the operator's does.
    pub(crate) fn lasting(&self) -> bool {
        self.member.is_none()
    }

    /// The same actor with the key of the request, so that a write is done once.
    #[must_use]
    pub fn with_idempotency(self, key: Option<IdempotencyKey>) -> Self {
        Self { idempotency: key, ..self }
    }
}
