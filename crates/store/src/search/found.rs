//! What was found for single terms, so that searches that share a word look for it once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use throughline_domain::TicketId;

use super::{Term, Within, any, expression};
use crate::{Reader, Show, StoreError};

/// Tickets up to which those of a term are kept; words that more have are asked for together with the others.
const MOST_OF_A_TERM: i64 = 4_000;
/// Ids that are kept in all, 16 bytes each; above it the terms that were asked for longest ago are let go of.
const MOST_KEPT: usize = 60_000;
/// What a term weighs by itself, in ids.
const A_TERM: usize = 16;

/// What was found for the terms of searches before. It is true as long as no ticket changes.
pub struct FoundTerms {
    most_of_a_term: i64,
    kept: Mutex<Kept>,
}

/// What was found for a term; none if too many tickets have it.
type Found = Option<Arc<Matches>>;

/// What is kept by term, and what it weighs together, in ids.
struct Kept {
    terms: LruCache<String, Found>,
    weight: usize,
}

impl Kept {
    fn insert(&mut self, name: String, found: Found) {
        self.weight += weight(&found);
        if let Some(before) = self.terms.insert(name, found) {
            self.weight -= weight(&before);
        }
        while self.weight > MOST_KEPT
            && let Some((_, gone)) = self.terms.remove_lru()
        {
            self.weight -= weight(&gone);
        }
    }
}

fn weight(found: &Found) -> usize {
    A_TERM + found.as_ref().map_or(0, |found| found.everything.len() + found.head.len())
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
        Self { most_of_a_term, kept: Mutex::new(Kept { terms: LruCache::new_unbounded(), weight: 0 }) }
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

    async fn of_term(&self, reader: &mut Reader<'_>, term: &Term, show: Show) -> Result<Found, StoreError> {
        let wanted = Term { unwanted: false, ..term.clone() };
        let name = format!("{show:?} {wanted:?}");
        if let Some(known) = self.kept().terms.get(&name) {
            return Ok(known.clone());
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
        self.kept().insert(name, found.clone());
        Ok(found)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_asked_for_longest_ago_goes_first_and_the_sum_stays_small() {
        let tickets = |many: usize| {
            let everything: Vec<TicketId> = (0..many).map(|id| TicketId(Uuid::from_u128(id as u128))).collect();
            Some(Arc::new(Matches { head: Vec::new(), everything }))
        };
        let mut kept = Kept { terms: LruCache::new_unbounded(), weight: 0 };
        kept.insert("common".to_owned(), tickets(4_000));
        for term in 0..10_000 {
            assert!(kept.terms.get("common").is_some(), "it is asked for by each search");
            kept.insert(format!("rare {term}"), tickets(1));
            assert!(kept.weight <= MOST_KEPT);
        }
        let sum: usize = kept.terms.iter().map(|(_, found)| weight(found)).sum();
        assert_eq!((kept.weight, kept.terms.contains_key("rare 0")), (sum, false));
        kept.insert("common".to_owned(), None);
        assert_eq!(kept.weight, sum - 4_000);
    }
}
