//! What is different between two roadmaps, ticket by ticket.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{TeamId, TicketId, roadmap::Place};

/// What happened to one ticket between two roadmaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlaceChange {
    /// The ticket.
    pub ticket_id: TicketId,
    /// Its key.
    pub key: String,
    /// Title.
    pub title: String,
    /// What is different.
    pub what: Different,
}

/// What is different for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Different {
    /// It was not there before.
    New {
        /// When it is likely done.
        likely_on: Date,
    },
    /// It is not there any more: done, given up or deleted.
    Gone,
    /// Another team does it.
    Team {
        /// Which did it before.
        from: Option<TeamId>,
        /// Which does it now.
        to: Option<TeamId>,
        /// When it is likely done now.
        likely_on: Date,
    },
    /// The day by which it is likely done is another one.
    Date {
        /// The day before.
        from: Date,
        /// The day now.
        to: Date,
    },
}

/// What is different: other teams first, then dates by how far they moved, then new ones, then those that are gone.
/// Dates count as different from two days on, because everything moves by a day when a day passes without news.
pub fn changes(before: &[Place], now: &[Place]) -> Vec<PlaceChange> {
    let old: HashMap<TicketId, &Place> = before.iter().map(|place| (place.ticket_id, place)).collect();
    let new: HashMap<TicketId, &Place> = now.iter().map(|place| (place.ticket_id, place)).collect();
    let told = |place: &Place, what: Different| PlaceChange {
        ticket_id: place.ticket_id,
        key: place.key.clone(),
        title: place.title.clone(),
        what,
    };
    let mut found: Vec<((u8, i32), PlaceChange)> = Vec::new();
    for place in now {
        let likely_on = place.likely_on;
        let what = match old.get(&place.ticket_id) {
            None => ((2, 0), Different::New { likely_on }),
            Some(then) if then.team_id != place.team_id => {
                ((0, 0), Different::Team { from: then.team_id, to: place.team_id, likely_on })
            }
            Some(then) => {
                let days = (likely_on - then.likely_on).get_days();
                if days.abs() < 2 {
                    continue;
                }
                ((1, -days.abs()), Different::Date { from: then.likely_on, to: likely_on })
            }
        };
        found.push((what.0, told(place, what.1)));
    }
    let gone = before.iter().filter(|place| !new.contains_key(&place.ticket_id));
    found.extend(gone.map(|place| ((3, 0), told(place, Different::Gone))));
    found.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.key.cmp(&other.key)));
    found.into_iter().map(|(_, change)| change).collect()
}
