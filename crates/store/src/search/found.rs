//! What was found for single terms, so that searches that share a word look for it once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use throughline_domain::TicketId;

use super::{Term, Within, any, expression};
use crate::{Reader, Show, StoreError};

/// Tickets up to which those of a term are kept; words that more have are asked for together with the others.
const MOST_OF_A_TERM: i64 = 4_000;
/// Ids that are kept in all, 16 bytes each; above it everything is let go of.
const MOST_KEPT: usize = 60_000;
/// What a term weighs by itself, in ids.
const A_TERM: usize = 16;

/// What was found for the terms of searches before. It is true as long as no ticket changes.
pub struct FoundTerms {
    most_of_a_term: i64,
    /// By term; none of a term that more tickets have.
    kept: Mutex<HashMap<String, Option<Arc<Matches>>>>,
}

impl Default for FoundTerms {
    fn default() -> Self {
        Self::up_to(MOST_OF_A_TERM)
    }
}

/// Tickets with a term, or with all of several.
#[derive(Clone, Default)]
pub(super) struct Matches {
    /// The newest first.
    everything: Vec<TicketId>,
    /// Those of them that have it outside of the body.
    head: Vec<TicketId>,
}

impl Matches {
    /// Those that have it there, the newest first.
    pub fn within(&self, within: Within) -> &[TicketId] {
        match within {
            Within::Everything => &self.everything,
            Within::Head => &self.head,
        }
    }

    /// Leaves those that another term has too, or has not.
    fn keep(&mut self, other: &Self, unwanted: bool) {
        let has = |ids: &[TicketId], id: TicketId| ids.binary_search_by(|other| id.cmp(other)).is_ok();
        if unwanted {
            self.everything.retain(|id| !has(&other.everything, *id));
            self.head.retain(|id| !has(&other.everything, *id));
        } else {
            self.everything.retain(|id| has(&other.everything, *id));
            self.head.retain(|id| has(&other.head, *id));
        }
    }
}

impl FoundTerms {
    /// Keeps the tickets of terms that up to so many have.
    pub fn up_to(most_of_a_term: i64) -> Self {
        Self { most_of_a_term, kept: Mutex::default() }
    }

    /// The tickets with all wanted terms and none of the others; none if a term has too many to be kept.
    pub(super) async fn of(
        &self,
        reader: &mut Reader<'_>,
        terms: &[Term],
        show: Show,
    ) -> Result<Option<Matches>, StoreError> {
        let mut all: Option<Matches> = None;
        // The first term is a wanted one.
        for term in terms {
            let Some(found) = self.of_term(reader, term, show).await? else { return Ok(None) };
            match &mut all {
                None => all = Some(Matches::clone(&found)),
                Some(all) => all.keep(&found, term.unwanted),
            }
        }
        Ok(Some(all.unwrap_or_default()))
    }

    async fn of_term(
        &self,
        reader: &mut Reader<'_>,
        term: &Term,
        show: Show,
    ) -> Result<Option<Arc<Matches>>, StoreError> {
        let wanted = Term { unwanted: false, ..term.clone() };
        let name = format!("{show:?} {wanted:?}");
        let known = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let (terms, most) = ([wanted], self.most_of_a_term);
        let mut everything = any(reader, &expression(reader, &terms, Within::Everything), show, most + 1).await?;
        let found = if i64::try_from(everything.len()).is_ok_and(|found| found <= most) {
            let mut head = if everything.is_empty() {
                Vec::new()
            } else {
                any(reader, &expression(reader, &terms, Within::Head), show, most).await?
            };
            for ids in [&mut everything, &mut head] {
                ids.sort_unstable_by(|a, b| b.cmp(a));
                ids.shrink_to_fit();
            }
            Some(Arc::new(Matches { everything, head }))
        } else {
            None
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let weight = |found: &Option<Arc<Matches>>| {
            A_TERM + found.as_ref().map_or(0, |found| found.everything.len() + found.head.len())
        };
        if kept.values().map(weight).sum::<usize>() + weight(&found) > MOST_KEPT {
            kept.clear();
        }
        kept.insert(name, found.clone());
        Ok(found)
    }
}
