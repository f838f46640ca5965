//! Why there are no values.

use throughline_domain::metrics::NotOneRead;
use throughline_trackers::{http::DoorError, metrics::NoValues};

/// What somebody has to look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The address or the file.
    Place,
    /// The query, the path or the name.
    Question,
    /// The password or the token.
    Secret,
}

/// Why there are no values, in one sentence without a full stop.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PullError {
    /// The host is not called, or does not answer.
    #[error("{0}")]
    Door(#[from] DoorError),
    /// The address cannot be read.
    #[error("the address {0}")]
    Address(&'static str),
    /// The server was started with something that would go to every `PostgreSQL`.
    #[error(
        "the server runs with {0}, which would go to every PostgreSQL and not to its own alone; its operator has to start it without, with what it needs in --database-url"
    )]
    Environment(&'static str),
    /// The query is not one that reads.
    #[error("{0}")]
    Query(#[from] NotOneRead),
    /// The password or the token is wrong.
    #[error("{place} does not accept the {what} of {user}; give the right one and try again")]
    WrongSecret {
        /// "`PostgreSQL` at db.acme.example:5432".
        place: String,
        /// "password", "token".
        what: &'static str,
        /// Who.
        user: String,
    },
    /// The user may do more than any query needs.
    #[error("{user} {as_who} there, and so may do more than read; make a user who may only select, and name that one")]
    Superuser {
        /// Who.
        user: String,
        /// "is a superuser", "has the right FILE".
        as_who: &'static str,
    },
    /// The user would have to log in otherwise.
    #[error("{place} lets {user} log in only {how}")]
    Login {
        /// "MySQL at db.acme.example:3306".
        place: String,
        /// Who.
        user: String,
        /// "with a plugin that is not spoken here; choose another one".
        how: &'static str,
    },
    /// The user may not read it.
    #[error("{user} may not read that there ({said}); let them select it, or ask for something else")]
    MayNot {
        /// Who.
        user: String,
        /// What the database says.
        said: String,
    },
    /// The other side worked too long.
    #[error(
        "{place} worked on it for more than {seconds} s and was stopped; ask for less, or prepare a table that holds the answer"
    )]
    TooSlow {
        /// Who.
        place: &'static str,
        /// The limit.
        seconds: u64,
    },
    /// The query would write.
    #[error("the query would write, and {place} refused it: {said}; only queries that read are run")]
    Writes {
        /// Who.
        place: &'static str,
        /// What the database says.
        said: String,
    },
    /// The database does not understand the query.
    #[error("{place} does not understand the query: {said}")]
    NotUnderstood {
        /// Who.
        place: &'static str,
        /// What the database says.
        said: String,
    },
    /// The database cannot be reached.
    #[error("{place} cannot be reached: {reason}")]
    Unreachable {
        /// Who.
        place: String,
        /// What happened.
        reason: String,
    },
    /// The file is not allowed.
    #[error("{file} is not among the files that may be read; the operator of the server can allow its folder")]
    FileNotAllowed {
        /// The file.
        file: String,
    },
    /// The file is not there.
    #[error("there is no file {file} on the server's machine that can be read")]
    NoFile {
        /// The file.
        file: String,
    },
    /// Neither one value nor times with values.
    #[error("{0}; give one value, or two columns: a time and a value")]
    Shape(String),
    /// Nothing came.
    #[error("nothing was found: {0}")]
    Nothing(String),
    /// More than is taken at once.
    #[error("more than {most} values came; ask for fewer, the newest ones for instance")]
    TooMany {
        /// How many are taken.
        most: usize,
    },
    /// An answer that is no success.
    #[error("{host} answered with {status}{said}")]
    Status {
        /// Who.
        host: String,
        /// The HTTP status.
        status: u16,
        /// ": bad query", or nothing.
        said: String,
    },
    /// The document holds no values there.
    #[error("{0}")]
    Document(#[from] NoValues),
}

impl PullError {
    /// Whether the same fetch may work a little later by itself.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Door(error) => error.is_passing(),
            Self::TooSlow { .. } | Self::Unreachable { .. } | Self::Nothing(_) => true,
            Self::Status { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// What somebody has to look at again.
    pub fn about(&self) -> Part {
        match self {
            Self::WrongSecret { .. } => Part::Secret,
            Self::Door(_)
            | Self::Address(_)
            | Self::Environment(_)
            | Self::Superuser { .. }
            | Self::Login { .. }
            | Self::Unreachable { .. }
            | Self::FileNotAllowed { .. }
            | Self::NoFile { .. }
            | Self::Status { .. } => Part::Place,
            _ => Part::Question,
        }
    }

    /// The same, without the secret should the other side have repeated it, and not too long.
    pub(crate) fn without(self, secret: Option<&str>) -> Self {
        let secret = secret.filter(|secret| !secret.is_empty());
        let clean = |text: String| {
            let clean = secret.map_or_else(|| text.clone(), |secret| text.replace(secret, "(the secret)"));
            clean.chars().take(LONGEST).collect()
        };
        match self {
            Self::MayNot { user, said } => Self::MayNot { user, said: clean(said) },
            Self::Writes { place, said } => Self::Writes { place, said: clean(said) },
            Self::NotUnderstood { place, said } => Self::NotUnderstood { place, said: clean(said) },
            Self::Unreachable { place, reason } => Self::Unreachable { place, reason: clean(reason) },
            Self::Shape(said) => Self::Shape(clean(said)),
            Self::Nothing(said) => Self::Nothing(clean(said)),
            Self::Status { host, status, said } => Self::Status { host, status, said: clean(said) },
            Self::Door(DoorError::Redirect { host, status, to }) => {
                Self::Door(DoorError::Redirect { host, status, to: clean(to) })
            }
            other => other,
        }
    }
}

/// Characters of what the other side says that are told.
const LONGEST: usize = 300;

/// The first line of what the other side says. It is cut when the secret is out of it, so that no part of that is left.
pub(crate) fn said(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_before_what_was_said_is_cut() {
        let secret = "hunter2hunter2";
        let repeated = PullError::NotUnderstood {
            place: "PostgreSQL",
            said: said(&format!("{}{secret} x", "a".repeat(LONGEST - 5))),
        };
        assert!(!repeated.without(Some(secret)).to_string().contains("hunt"));
        let long = PullError::Nothing(said(&"b".repeat(5_000))).without(None);
        assert!(long.to_string().len() < 400);
    }
}
