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
    #[error("{path}: {}", words(.source))]
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
    /// It contradicts what is there.
    #[error("{0}")]
    Conflict(String),
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

/// What the system said about a file, as one says it to a person.
fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder.".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user may not read or write it.".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder, not a file.".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full.".to_owned(),
        _ => error.to_string(),
    }
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
                | AppError::PlanMoved { .. }
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
            Self::Conflict(_) => Exit::Conflict,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_told_in_words() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        let said = CliError::file(std::path::Path::new("issues.json"), missing).to_string();
        assert_eq!(said, "issues.json: there is no such file or folder.");
    }

    #[test]
    fn one_fault_is_said_once_and_several_by_their_fields() {
        let problem = |errors: Value| -> Problem {
            let detail = "The name is empty. The date is no day. Nothing was changed.";
            serde_json::from_value(json!({ "title": "", "status": 422, "detail": detail, "errors": errors })).unwrap()
        };
        let name = json!({ "field": "name", "message": "The name is empty." });
        let date = json!({ "field": "date", "message": "The date is no day." });
        assert!(!problem(json!([name])).to_string().contains('\n'));
        assert_eq!(problem(json!([name, date])).to_string().lines().count(), 3);
    }
}
