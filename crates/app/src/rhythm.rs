//! This week: what matters, why, what is asked.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{Currency, Estimate};
use utoipa::ToSchema;

use crate::{Actor, App, AppError, NorthStarView, TicketRow};

/// Something that is asked of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    /// "Write why NF-187 is worth doing".
    pub title: String,
    /// Why it is asked, in a sentence.
    pub why: String,
    /// Where to do it, relative to the server.
    pub href: String,
    /// How long it takes.
    pub minutes: i64,
}

/// Something the leaders should explain, decide or repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signal {
    /// "leaders".
    pub for_whom: String,
    /// The signal.
    pub sentence: String,
    /// Where to look, relative to the server.
    pub href: String,
    /// What the link is called.
    pub link: String,
}

/// The week's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeekView {
    /// ISO week: "2026-W42".
    pub week: String,
    /// Today, in the workspace's time zone.
    pub today: Date,
    /// The page's answer in one sentence.
    pub statement: String,
    /// The reason, in one or two sentences.
    pub lead: String,
    /// What matters, the first first, at most five.
    pub matters: Vec<TicketRow>,
    /// What is asked of the reader, at most four.
    pub asked: Vec<Asked>,
    /// The North Star.
    pub north_star: NorthStarView,
    /// For leaders only.
    pub signals: Vec<Signal>,
    /// What a week of all waiting work costs, in minor units; none while nothing has a price.
    pub waiting_per_week: Option<Estimate>,
    /// How many open tickets have no price.
    pub unpriced_total: i64,
    /// How many open tickets there are.
    pub open_total: i64,
    /// Currency of the amounts.
    pub currency: Currency,
}

impl App {
    /// The week's page for this reader.
    pub async fn this_week(&self, _actor: &Actor) -> Result<WeekView, AppError> {
        todo!()
    }
}
