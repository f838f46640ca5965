//! Why a command did not do what it says, in words and as an exit code.

use serde_json::{Value, json};
use throughline_app::AppError;

use crate::{client::Problem, exit::Exit};

/// Everything that can stop a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The API refused, in its own words.
    #[error("{0}")]
    Refused(Box<Problem>),
    /// A verb on the data of this machine refused.
    #[error("{}", .0.detail())]
    App(#[from] AppError),
    /// The server could not be reached.
    #[error("{server} could not be reached: {reason}. Nothing is lost; try again when it is back.")]
    Unreachable {
        /// As it was given.
        server: String,
        /// What the network said.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// As it was given.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The command line makes no sense together; clap could not know.
    #[error("{0}")]
    Usage(String),
    /// What was given was read, and has to be changed first.
    #[error("{0}")]
    NotAccepted(String),
    /// Something named is not there.
    #[error("{0}")]
    NotFound(String),
    /// A check found something.
    #[error("{0}")]
    CheckFailed(String),
    /// It would have overwritten something.
    #[error("{0}")]
    WouldOverwrite(String),
    /// A fault of ours.
    #[error("{0}")]
    Fault(String),
    /// The program that read our output has had enough.
    #[error("the reader of the output went away")]
    ReaderLeft,
}

impl CliError {
    /// A fault of ours, from what caused it.
    pub fn fault(error: impl std::fmt::Display) -> Self {
        Self::Fault(error.to_string())
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Refused(problem) => match problem.status {
                401 | 403 => Exit::NotAllowed,
                404 => Exit::NotFound,
                409 | 412 | 428 => Exit::Conflict,
                429 | 502..=504 => Exit::Unavailable,
                400..=499 => Exit::NotAccepted,
                _ => Exit::Fault,
            },
            Self::App(error) => match error {
                AppError::NotFound { .. } => Exit::NotFound,
                AppError::Unauthenticated | AppError::Forbidden { .. } => Exit::NotAllowed,
                AppError::Conflict { .. }
                | AppError::WaitsFor(_)
                | AppError::Stale { .. }
                | AppError::VersionRequired => Exit::Conflict,
                AppError::Invalid { .. } | AppError::KeyReused | AppError::TooLarge { .. } => Exit::NotAccepted,
                AppError::TooManyRequests { .. } | AppError::Unavailable { .. } => Exit::Unavailable,
                AppError::Internal { .. } => Exit::Fault,
            },
            Self::Unreachable { .. } => Exit::Unavailable,
            Self::File { .. } => Exit::File,
            Self::Usage(_) => Exit::Usage,
            Self::NotAccepted(_) => Exit::NotAccepted,
            Self::NotFound(_) => Exit::NotFound,
            Self::CheckFailed(_) => Exit::CheckFailed,
            Self::WouldOverwrite(_) => Exit::WouldOverwrite,
            Self::Fault(_) => Exit::Fault,
            Self::ReaderLeft => Exit::Done,
        }
    }

    /// `{"error": "...", "exit_code": n}`, with the problem document of the API where there is one.
    pub fn as_json(&self) -> Value {
        let mut json = json!({ "error": self.to_string(), "exit_code": self.exit().code() });
        match self {
            Self::Refused(problem) => json["problem"] = json!(problem),
            Self::App(AppError::Invalid { fields }) => json["problem"] = json!({ "code": "invalid", "errors": fields }),
            Self::App(error) => json["problem"] = json!({ "code": error.code() }),
            _ => {}
        }
        json
    }
}
