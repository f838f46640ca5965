//! What can go wrong with a verb, said so that the reader knows what happened, what was kept and what to do next.

use serde::{Deserialize, Serialize};
use throughline_domain::{check::Faults, priorities::Obstacle};
use throughline_store::StoreError;
use utoipa::ToSchema;

/// One field that cannot be taken as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field's name in the input, dotted where nested: `effort_days.low`.
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
    /// A move that would put work above what it waits for.
    #[error("{0}")]
    WaitsFor(Box<Obstacle>),
    /// Somebody changed the record since it was read.
    #[error("the record was changed meanwhile; it is at version {current_version}")]
    Stale {
        /// The version to read again.
        current_version: i64,
    },
    /// The plan moved, so that the price that was decided on is not the price any more.
    #[error("{message}")]
    PlanMoved {
        /// The new price in words.
        message: String,
        /// The stamp of the new price.
        price_stamp: String,
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
            Self::WaitsFor(_) => "waits_for",
            Self::Stale { .. } => "stale",
            Self::PlanMoved { .. } => "plan_moved",
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
            Self::WaitsFor(_) => "Something else comes first".to_owned(),
            Self::Stale { .. } => "Somebody changed this meanwhile".to_owned(),
            Self::PlanMoved { .. } => "The price has changed".to_owned(),
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
            Self::NotFound { what: "workspace" } => {
                "No such workspace is here. Name one that is, or make the first one: in the browser, by an import, or with `throughline init`.".to_owned()
            }
            Self::NotFound { what } => {
                format!("No {what} of this workspace has that name or id. It may have been deleted: look in the activity.")
            }
            Self::Unauthenticated => {
                "The session or token is missing, has expired or was ended. Nothing was changed. Sign in and try again.".to_owned()
            }
            Self::Forbidden { needs } => format!("{needs} Nothing was changed."),
            Self::Invalid { fields } => {
                let said: Vec<&str> = fields.iter().map(|fault| fault.message.as_str()).collect();
                let said = said.join(" ");
                // Some say it themselves, of what they are about: "Nothing was imported."
                if said.contains("Nothing was ") { said } else { format!("{said} Nothing was changed.") }
            }
            Self::Conflict { message } | Self::TooLarge { message } => message.clone(),
            Self::WaitsFor(obstacle) => format!("{} Nothing was moved.", capital(&obstacle.to_string())),
            Self::Stale { current_version } => format!(
                "The record is at version {current_version} now. Nothing of yours was written. Read it again and repeat your change."
            ),
            Self::PlanMoved { message, .. } => {
                format!("{message} Nothing was decided. Look at the new price and decide again.")
            }
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

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let unavailable =
            |maybe_done| Self::Unavailable { message: capital(&error.to_string()), retry_after_seconds: 5, maybe_done };
        match &error {
            StoreError::NotFound(what) => Self::NotFound { what },
            StoreError::Stale { current, .. } => Self::Stale { current_version: *current },
            StoreError::Taken { table, column } => Self::Conflict {
                message: format!(
                    "Another {} already has this {}. Nothing was changed. Choose another one, or change the one that has it.",
                    words(table),
                    words(column)
                ),
            },
            StoreError::BrokenReference => Self::Conflict {
                message: "Something that this refers to is not there any more. Nothing was changed. Read it again and choose another.".to_owned(),
            },
            StoreError::KeyReused => Self::KeyReused,
            StoreError::Unavailable(reason) => {
                tracing::warn!(%reason, "the database does not answer");
                Self::Unavailable {
                    message: "The database does not answer.".to_owned(),
                    retry_after_seconds: 5,
                    maybe_done: true,
                }
            }
            StoreError::Locked | StoreError::Full | StoreError::ReadOnly => unavailable(false),
            StoreError::NewerSchema { .. }
            | StoreError::NoSuchDatabase(_)
            | StoreError::CannotOpen(_)
            | StoreError::AlreadyThere(_)
            | StoreError::BadBackup(_)
            | StoreError::BadRows { .. }
            | StoreError::File(_) => Self::Conflict { message: capital(&error.to_string()) },
            _ => Self::internal(&error),
        }
    }
}

/// A name of the database in words: `external_id` is an "external id".
fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The faults of a record, with what was given for each field.
pub(crate) fn invalid<T: Serialize>(faults: &Faults, record: &T) -> AppError {
    let record = serde_json::to_value(record).unwrap_or_default();
    let given = |field: &str| match record.pointer(&format!("/{}", field.replace('.', "/"))) {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.chars().take(200).collect(),
        Some(other) => other.to_string().chars().take(200).collect(),
    };
    let fields = faults
        .messages()
        .into_iter()
        .map(|fault| FieldError { given: given(&fault.field), message: capital(&fault.message), field: fault.field })
        .collect();
    AppError::Invalid { fields }
}

/// With a capital at the beginning and a full stop at the end.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
