//! What every price depends on besides its ticket, and the prices that follow from it.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    TeamId, TicketId, Ts,
    markets::Segment,
    people::{Team, Workspace},
    priorities::Item,
    tickets::Ticket,
    value::{DurationWeeks, TicketValue, pace, value_of},
};
use throughline_value_line::{Context, SegmentFacts, read};

/// What every price depends on besides its ticket.
#[derive(PartialEq)]
pub(crate) struct Basis {
    pub workspace: Workspace,
    pub teams: BTreeMap<TeamId, Team>,
    segments: Vec<Segment>,
    pub today: Date,
}

impl Basis {
    pub fn new(workspace: Workspace, teams: Vec<Team>, segments: Vec<Segment>, now: Ts) -> Self {
        let today = now.date_in(&zone_of(&workspace));
        Self { workspace, teams: teams.into_iter().map(|team| (team.id, team)).collect(), segments, today }
    }

    /// How a sentence is read here.
    pub fn context(&self) -> Context {
        let currency = self.workspace.currency;
        Context {
            today: self.today,
            currency,
            segments: self.segments.iter().map(|segment| facts(segment, &self.workspace)).collect(),
            confirmed: None,
        }
    }

    fn duration(&self, ticket: &Ticket) -> DurationWeeks {
        let team = ticket.team_id.and_then(|id| self.teams.get(&id));
        DurationWeeks::of(ticket.effort_days, pace(team, self.workspace.working_days_per_week))
    }

    /// Changes when something changes that every price depends on.
    pub fn revision(&self) -> i64 {
        let mut hasher = DefaultHasher::new();
        self.workspace.version.hash(&mut hasher);
        for team in self.teams.values() {
            (team.id, team.version).hash(&mut hasher);
        }
        for segment in &self.segments {
            (segment.id, segment.version).hash(&mut hasher);
        }
        hasher.finish().cast_signed()
    }

    /// A ticket as the ranking sees it. `context`: that of this basis, made once for many tickets.
    pub fn item(&self, ticket: &Ticket, context: &Context, waits_for: Vec<TicketId>) -> Item {
        let (duration, value) = self.value(ticket, context);
        Item::new(ticket, &value, duration, waits_for)
    }

    /// A ticket's duration and value, with how it was computed.
    pub fn value(&self, ticket: &Ticket, context: &Context) -> (DurationWeeks, TicketValue) {
        let duration = self.duration(ticket);
        let line = ticket.value_line.as_deref().unwrap_or_default();
        let reading = match ticket.confirmed_reading {
            None => read(line, context),
            confirmed => read(line, &Context { confirmed, ..context.clone() }),
        };
        let value = value_of(reading, self.workspace.currency, &duration, self.today);
        (duration, value)
    }
}

/// What the language may know of a segment; revenue only in the workspace's currency, since it never converts.
fn facts(segment: &Segment, workspace: &Workspace) -> SegmentFacts {
    let revenue = segment.yearly_revenue.filter(|revenue| revenue.currency == workspace.currency);
    SegmentFacts {
        name: segment.name.clone(),
        yearly_revenue_minor: revenue.map(|revenue| revenue.minor),
        yearly_churn: segment.yearly_churn(),
        customers: segment.customers,
    }
}

/// The time zone of a workspace. Its name was checked when it was set; a machine that does not know it counts in UTC.
pub(crate) fn zone_of(workspace: &Workspace) -> TimeZone {
    TimeZone::get(&workspace.time_zone).unwrap_or(TimeZone::UTC)
}
