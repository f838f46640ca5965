//! Ranking by cost of delay, RICE and `MoSCoW`; why one ticket stands above another; what a move costs, and what not doing
//! something costs; pins.

mod depend;
mod disagree;
mod draws;
mod gaps;
mod item;
mod lift;
mod moscow;
mod moving;
mod not_doing;
mod obstacle;
mod portfolio;
mod queue;
mod rank;
mod rice;
mod rollup;
mod why;

use serde::{Deserialize, Serialize};

use crate::{
    MemberId, PinId, TicketId, Ts,
    check::{Faults, MAX_TITLE, Wrong},
};

pub use disagree::{Disagreement, disagreements};
pub(crate) use draws::{FEW, MANY, VERY_FEW, durations, half_if_equal, money_factors, seed_of, summary, sums};
pub use gaps::{BrokenChain, Gaps};
pub use item::{Item, Price};
pub use lift::lifts_instead;
pub use moscow::{MoscowShares, moscow_shares};
pub use moving::{MoveError, MoveLine, MovePrice, Step, move_above, step};
pub use not_doing::{DoOrLeave, MOST_WEEKS, NotDoing, Postponed, USUAL_WEEKS, cost_of_not_doing};
pub use obstacle::{Obstacle, Way};
pub use portfolio::{Portfolio, Stamp};
pub use queue::{OrderCost, cost_of_order};
pub(crate) use queue::{queue_of, tracks_of, whole};
pub use rank::{Place, RankedItem, Ranks, by_method, order};
pub use rice::{DAYS_PER_PERSON_MONTH, IMPACTS, RiceError, RiceScore, about_equal};
pub use rollup::{ClaimedTwice, Rollup, Waiting};
pub use why::{Driver, Side, Verdict, Why, WhyError, why};

/// By what the order is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Method {
    /// Cost of delay divided by duration.
    Cd3,
    /// Reach, impact, confidence, effort.
    Rice,
    /// Must, should, could, won't; inside a class by CD3.
    Moscow,
}

/// A kept move: one ticket above another against the order, with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pin {
    /// Its id.
    pub id: PinId,
    /// The ticket that was moved.
    pub ticket_id: TicketId,
    /// The ticket it now stands directly above.
    pub above_id: TicketId,
    /// Why, shown to those whose work moved.
    pub reason: String,
    /// Who kept it; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// What it cost when it was kept, in minor units.
    pub cost_minor: i64,
    /// When it was taken back, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Pin {
    /// Checks that there is a reason, which those whose work moved will read.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("reason", &self.reason, MAX_TITLE)
            .refuse(self.ticket_id == self.above_id, "above_id", || Wrong::Itself)
            .finish()
    }
}
