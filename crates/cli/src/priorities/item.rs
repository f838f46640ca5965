//! One ticket of `rank --json`. Programs rely on these names.

use serde::Serialize;
use throughline_app::{PinView, TicketRow};
use throughline_domain::{Currency, Estimate, priorities::Ranks, tickets::Moscow, value::DurationWeeks};
use throughline_value_line::Urgency;

/// A ticket with everything that its place follows from, so that a reader can sort by definition: by `cd3`, which is
/// `cost_of_delay_per_week.mean / duration_weeks.mean`.
#[derive(Debug, Serialize)]
pub struct RankItem {
    rank: Option<u32>,
    key: String,
    title: String,
    url: Option<String>,
    team: Option<String>,
    problem: Option<String>,
    currency: Currency,
    value: Option<Estimate>,
    once: bool,
    cost_of_delay_per_week: Option<Estimate>,
    urgency: Urgency,
    duration_weeks: DurationWeeks,
    cd3: Option<f64>,
    rice: Option<f64>,
    moscow: Option<Moscow>,
    ranks: Ranks,
    waits_for: Vec<String>,
    pin: Option<PinView>,
    reason: String,
    missing: Option<String>,
}

impl From<TicketRow> for RankItem {
    fn from(row: TicketRow) -> Self {
        let name = |name: throughline_app::NameRef| name.key.unwrap_or(name.name);
        Self {
            rank: row.rank,
            key: row.key,
            title: row.title,
            url: row.url,
            team: row.team.map(name),
            problem: row.problem.map(name),
            currency: row.currency,
            value: row.value,
            once: row.once,
            cost_of_delay_per_week: row.cost_of_delay_per_week,
            urgency: row.urgency,
            duration_weeks: row.duration,
            cd3: row.cd3,
            rice: row.rice,
            moscow: row.moscow,
            ranks: row.ranks,
            waits_for: row.waits_for.into_iter().map(name).collect(),
            pin: row.pin,
            reason: row.reason,
            missing: row.missing,
        }
    }
}
