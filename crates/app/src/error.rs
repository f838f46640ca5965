//! What can go wrong with a verb, said so that the reader knows what happened, what was kept and what to do next.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One field that cannot be taken as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field's name in the input, dotted where nested: "effort_days.low".
    pub field: String,
    /// What was given, as text. Empty for secrets.
    pub given: String,
    /// What is allowed, in a sentence with the way out.
    pub message: String,
}

/// Why a verb did not do what was asked. Nothing was changed unless a variant says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    /// There is no such record here. A record of another workspace answers just the same.
    #[error("there is no such {what}")]
    NotFound {
        /// The noun: "ticket".
        what: &'static str,
    },
    /// Nobody is signed in, or the session or token no longer works.
    #[error("not signed in")]
    Unauthenticated,
    /// The asker's role or token does not allow this.
    #[error("not allowed: {needs}")]
    Forbidden {
        /// What it takes, in a sentence.
        needs: String,
    },
    /// Fields of the input cannot be taken.
    #[error("{} of the input cannot be taken", fields.len())]
    Invalid {
        /// Each of them.
        fields: Vec<FieldError>,
    },
    /// It contradicts what is there.
    #[error("{message}")]
    Conflict {
        /// What is in the way, and the way out.
        message: String,
    },
    /// Somebody changed the record since it was read.
    #[error("the record was changed meanwhile; it is at version {current_version}")]
    Stale {
        /// The version to read again.
        current_version: i64,
    },
    /// A front door was not told which version the change is based on.
    #[error("no version given")]
    VersionRequired,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Too many tries.
    #[error("too many tries")]
    TooManyRequests {
        /// When to try again.
        retry_after_seconds: u64,
    },
    /// More than is taken at once.
    #[error("{message}")]
    TooLarge {
        /// The limit, and the way round it.
        message: String,
    },
    /// The database or a tracker is away.
    #[error("{message}")]
    Unavailable {
        /// What is away.
        message: String,
        /// When to try again.
        retry_after_seconds: u64,
        /// Whether the change may have been made although the answer was lost. Trying again with the same
        /// idempotency key is safe.
        maybe_done: bool,
    },
    /// A fault of ours. Details are in the log under the id.
    #[error("a fault of ours, {id}")]
    Internal {
        /// Name of the entry in the log.
        id: String,
    },
}

impl AppError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden { .. } => "forbidden",
            Self::Invalid { .. } => "invalid",
            Self::Conflict { .. } => "conflict",
            Self::Stale { .. } => "stale",
            Self::VersionRequired => "version_required",
            Self::KeyReused => "key_reused",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::TooLarge { .. } => "too_large",
            Self::Unavailable { .. } => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// What happened, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::NotFound { what } => format!("There is no such {what}"),
            Self::Unauthenticated => "Please sign in".to_owned(),
            Self::Forbidden { .. } => "This is not yours to do".to_owned(),
            Self::Invalid { fields } if fields.len() == 1 => "One field needs another look".to_owned(),
            Self::Invalid { fields } => format!("{} fields need another look", fields.len()),
            Self::Conflict { .. } => "This cannot be done as things are".to_owned(),
            Self::Stale { .. } => "Somebody changed this meanwhile".to_owned(),
            Self::VersionRequired => "Say which version you read".to_owned(),
            Self::KeyReused => "This idempotency key belongs to another request".to_owned(),
            Self::TooManyRequests { .. } => "Too many tries for now".to_owned(),
            Self::TooLarge { .. } => "This is more than we take at once".to_owned(),
            Self::Unavailable { .. } => "Not reachable right now".to_owned(),
            Self::Internal { .. } => "Something broke on our side".to_owned(),
        }
    }

    /// What happened, what was kept and what to do next.
    pub fn detail(&self) -> String {
        match self {
            Self::NotFound { what } => {
                format!("No {what} of this workspace has that name or id. It may have been deleted: look in the activity.")
            }
            Self::Unauthenticated => {
                "The session or token is missing, has expired or was ended. Nothing was changed. Sign in and try again.".to_owned()
            }
            Self::Forbidden { needs } => format!("{needs} Nothing was changed."),
            Self::Invalid { fields } => {
                let said: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.field, f.message)).collect();
                format!("{} Nothing was changed.", said.join(" "))
            }
            Self::Conflict { message } | Self::TooLarge { message } => message.clone(),
            Self::Stale { current_version } => format!(
                "The record is at version {current_version} now. Nothing of yours was written. Read it again and repeat your change."
            ),
            Self::VersionRequired => {
                "Send the version you read in If-Match, so that nobody's change is overwritten. Nothing was changed.".to_owned()
            }
            Self::KeyReused => {
                "The same Idempotency-Key came before with different content. Use a new key for a new request. Nothing was changed.".to_owned()
            }
            Self::TooManyRequests { retry_after_seconds } => {
                format!("Please wait {retry_after_seconds} seconds and try again.")
            }
            Self::Unavailable { message, retry_after_seconds, maybe_done } => {
                let kept = if *maybe_done {
                    "The change may have been made; trying again with the same Idempotency-Key never makes it twice."
                } else {
                    "Nothing was changed."
                };
                format!("{message} {kept} Try again in {retry_after_seconds} seconds.")
            }
            Self::Internal { id } => {
                format!("The operator finds the details in the log under {id}. Trying again is safe.")
            }
        }
    }

    /// One field that cannot be taken.
    pub(crate) fn field(field: impl Into<String>, given: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { fields: vec![FieldError { field: field.into(), given: given.into(), message: message.into() }] }
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    /// A fault of ours: the details go to the log, the asker gets the id of the entry.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        let id = uuid::Uuid::new_v4().to_string();
        tracing::error!(id = %id, error = %error, "a verb failed");
        Self::Internal { id }
    }
}
