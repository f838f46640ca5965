//! Kept moves only lift: what to lift, where somebody wants a ticket to come down.

use crate::{
    TicketId,
    priorities::{Method, Portfolio, Way},
};

/// The moves that, done one after the other, bring `moved` down to directly above `above`: each ticket between the two
/// is lifted above it. Empty where `moved` stands below `above`, or directly above it, or one of them is not open.
pub fn lifts_instead(portfolio: &Portfolio, method: Method, moved: TicketId, above: TicketId) -> Vec<Way> {
    let (Some(from), Some(to)) = (portfolio.position(method, moved), portfolio.position(method, above)) else {
        return Vec::new();
    };
    let ranked = &portfolio.order(method).ranked;
    let between = ranked.get(from + 1..to).unwrap_or_default();
    let coming_down = &ranked[from].item;
    between
        .iter()
        .map(|lifted| Way {
            moved: lifted.item.id,
            moved_key: lifted.item.key.clone(),
            above: coming_down.id,
            above_key: coming_down.key.clone(),
            told: format!("{} above {}", lifted.item.key, coming_down.key),
        })
        .collect()
}
