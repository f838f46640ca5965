//! Files between their preview and their import. They are kept in memory for a while, never on a disk, and only the
//! workspace that sent one can name it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use throughline_app::{AppError, CustomersFileInput, GoalsFileInput, ImportInput, StrategyFiles, ValuesFileInput};
use throughline_domain::{Ts, WorkspaceId};
use uuid::Uuid;

use crate::{
    http::{Oops, Signed},
    metrics::pull::TriedPull,
};

/// How long a file waits for its confirmation.
const SECONDS: i64 = 30 * 60;
/// How many bytes wait at most; the oldest go first.
const ROOM: usize = 96 * 1024 * 1024;

/// Files of one kind that wait.
pub struct Held<I>(Mutex<VecDeque<Waiting<I>>>);

struct Waiting<I> {
    id: Uuid,
    workspace: WorkspaceId,
    until: Ts,
    input: I,
}

/// How much room an input takes, in bytes.
pub trait Weigh {
    /// The bytes of its file.
    fn bytes(&self) -> usize;
}

impl<I> Default for Held<I> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<I: Clone + Weigh> Held<I> {
    /// Keeps an input for a while and names it.
    pub fn keep(&self, workspace: WorkspaceId, now: Ts, input: I) -> Uuid {
        let id = Uuid::new_v4();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|held| held.until > now);
        waiting.push_back(Waiting { id, workspace, until: now.plus_seconds(SECONDS), input });
        while waiting.len() > 1 && waiting.iter().map(|held| held.input.bytes()).sum::<usize>() > ROOM {
            waiting.pop_front();
        }
        id
    }

    /// What was kept under a name.
    pub fn get(&self, workspace: WorkspaceId, now: Ts, id: Uuid) -> Option<I> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().find(|held| held.id == id && held.workspace == workspace && held.until > now);
        found.map(|held| held.input.clone())
    }

    /// What was kept under a name in an address, for the workspace of somebody who is signed in.
    pub fn named(&self, signed: &Signed, id: &str) -> Result<(Uuid, I), Oops> {
        let id = id.parse().ok();
        let input = id.and_then(|id| Some((id, self.get(signed.actor.workspace.id, signed.frame.now, id)?)));
        input.ok_or(Oops(AppError::NotFound { what: "file on hold" }))
    }

    /// Lets go of it.
    pub fn forget(&self, workspace: WorkspaceId, id: Uuid) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|held| held.id != id || held.workspace != workspace);
    }
}

impl Weigh for ImportInput {
    fn bytes(&self) -> usize {
        match self {
            Self::GithubFile { content, .. } | Self::CsvFile { content, .. } => content.len(),
            Self::GithubRepository { .. } => 0,
        }
    }
}

impl Weigh for ValuesFileInput {
    fn bytes(&self) -> usize {
        self.content.len()
    }
}

impl Weigh for CustomersFileInput {
    fn bytes(&self) -> usize {
        self.content.len()
    }
}

/// A pull is an address and a query; it only counts as something.
impl Weigh for TriedPull {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.input.from.place().len()
    }
}

impl Weigh for GoalsFileInput {
    fn bytes(&self) -> usize {
        self.content.len()
    }
}

impl Weigh for StrategyFiles {
    fn bytes(&self) -> usize {
        self.files.values().map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> ImportInput {
        ImportInput::GithubFile { name: None, content: "x".repeat(bytes) }
    }

    #[test]
    fn only_the_workspace_that_sent_it_finds_it_and_only_for_a_while() {
        let (held, now) = (Held::default(), Ts::from_micros(0));
        let (mine, other) = (WorkspaceId(Uuid::from_u128(1)), WorkspaceId(Uuid::from_u128(2)));
        let id = held.keep(mine, now, file(3));
        assert_eq!(held.get(mine, now, id), Some(file(3)));
        assert_eq!(held.get(other, now, id), None);
        held.forget(other, id);
        assert!(held.get(mine, now, id).is_some());
        assert_eq!(held.get(mine, now.plus_seconds(SECONDS + 1), id), None);
    }

    #[test]
    fn the_oldest_file_makes_room_for_the_newest() {
        let (held, now, mine) = (Held::default(), Ts::from_micros(0), WorkspaceId(Uuid::from_u128(1)));
        let first = held.keep(mine, now, file(ROOM / 2));
        let second = held.keep(mine, now, file(ROOM / 2 + 1));
        assert!(held.get(mine, now, first).is_none());
        assert!(held.get(mine, now, second).is_some());
    }
}
