//! Secrets of sessions, tokens, invitations and links, and the hashes that are kept of them.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use throughline_domain::WorkspaceId;

/// What a token begins with, so that scanners of leaked secrets can find it.
const TOKEN_PREFIX: &str = "tl_";

/// 256 random bits that belong to one workspace.
pub(crate) struct Secret {
    pub workspace: WorkspaceId,
    text: String,
}

impl Secret {
    /// A new one from the system's random generator.
    pub fn new(workspace: WorkspaceId) -> Self {
        Self { workspace, text: random_text() }
    }

    /// From "<workspace>.<secret>", as cookies, invitations and links carry it.
    pub fn parse(text: &str) -> Option<Self> {
        let (workspace, secret) = text.split_once('.')?;
        Self::of(workspace, secret)
    }

    /// From "tl_<workspace>_<secret>", as tokens are written.
    pub fn parse_token(text: &str) -> Option<Self> {
        let (workspace, secret) = text.strip_prefix(TOKEN_PREFIX)?.split_once('_')?;
        Self::of(workspace, secret)
    }

    fn of(workspace: &str, secret: &str) -> Option<Self> {
        let plausible = secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        let workspace = workspace.parse().ok()?;
        plausible.then(|| Self { workspace, text: secret.to_owned() })
    }

    /// "<workspace>.<secret>".
    pub fn dotted(&self) -> String {
        format!("{}.{}", self.workspace, self.text)
    }

    /// "tl_<workspace>_<secret>".
    pub fn token(&self) -> String {
        format!("{TOKEN_PREFIX}{}_{}", self.workspace.0.simple(), self.text)
    }

    /// SHA-256 in hexadecimal digits: a random secret of this length needs no salt.
    pub fn hash(&self) -> String {
        hash_of(&self.text)
    }
}

/// 256 random bits in hexadecimal digits.
pub(crate) fn random_text() -> String {
    rand::random::<[u8; 32]>().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash_of(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}
