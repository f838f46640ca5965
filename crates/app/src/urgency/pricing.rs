//! The price of a request on today's plan.

use std::sync::Arc;

use jiff::civil::Date;
use throughline_domain::{
    Money, SourceId, TeamId, TicketId, Ts,
    people::{Action, Team},
    priorities::{Item, Portfolio},
    roadmap::Kept,
    tickets::{EffortDays, Status, Ticket},
    urgency::{Interruptible, Switching, UrgentPrice, UrgentRequest, price_urgent},
};
use throughline_value_line::Urgency;
use uuid::Uuid;

use super::{PriceUrgentInput, PricedUrgent};
use crate::{Actor, App, AppError, NameRef, error::capital, portfolio::Picture};

/// What an hour of somebody costs where nobody says otherwise, in major units of the currency.
const RATE_PER_HOUR: i64 = 75;

/// Work to be priced, in the words of the request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub id: Uuid,
    pub title: String,
    pub ticket: Option<TicketId>,
    pub team: Option<TeamId>,
    pub effort: Option<EffortDays>,
    pub value: Option<String>,
    pub by_when: Option<Date>,
    pub switching: Option<Switching>,
}

impl Wanted {
    /// What a request asks for.
    pub fn of(request: &UrgentRequest) -> Self {
        Self {
            id: request.id.0,
            title: request.title.clone(),
            ticket: request.ticket_id,
            team: request.team_id,
            effort: request.effort_days,
            value: Some(request.at_stake.clone()),
            by_when: request.by_when,
            switching: request.switching,
        }
    }
}

impl App {
    /// What doing something now, when somebody is free, in its turn or at the cheapest moment costs. Nothing changes.
    pub async fn price_urgent(&self, actor: &Actor, input: PriceUrgentInput) -> Result<PricedUrgent, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let wanted = wanted(&picture, &input)?;
        self.priced(&picture, wanted).await
    }

    /// The price on a picture. Plans and simulations do not run on the threads that answer requests.
    pub(crate) async fn priced(&self, picture: &Arc<Picture>, wanted: Wanted) -> Result<PricedUrgent, AppError> {
        let shared = Arc::clone(picture);
        tokio::task::spawn_blocking(move || priced(&shared, &wanted))
            .await
            .map_err(|error| AppError::internal(&error))?
    }
}

fn wanted(picture: &Picture, input: &PriceUrgentInput) -> Result<Wanted, AppError> {
    let named = |name: &str| name.trim().to_lowercase();
    let team = match input.team.as_deref().filter(|team| !team.trim().is_empty()) {
        None => None,
        Some(given) => {
            let found = picture.portfolio.teams().find(|team| {
                named(&team.name) == named(given) || given.parse::<TeamId>().is_ok_and(|id| id == team.id)
            });
            let all: Vec<String> = picture.portfolio.teams().map(|team| team.name.clone()).collect();
            let message = format!("No team has this name. Choose one of {}.", throughline_domain::words::list(&all));
            Some(found.map(|team| team.id).ok_or_else(|| AppError::field("team", given, message))?)
        }
    };
    let ticket = input.ticket.as_deref().map(|key| picture.named(key)).transpose()?;
    if ticket.is_none() && team.is_none() {
        return Err(AppError::field("team", "", "Name a team, or a ticket: somebody's work has to wait."));
    }
    let effort = input.days.map(|low| EffortDays { low, high: input.days_high.unwrap_or(low) });
    if let Some(EffortDays { low, high }) = effort
        && !(low > 0.0 && high >= low && high <= 10_000.0)
    {
        return Err(AppError::field(
            "days",
            format!("{low} to {high}"),
            "Give the days as a number above 0, or as a range with the smaller number first.",
        ));
    }
    let id = ticket.map_or_else(|| Uuid::from_u128(1), |ticket| ticket.0);
    let switching = (input.people.is_some() || input.days_per_person.is_some() || input.rate_per_hour_minor.is_some())
        .then(|| {
            let assumed = assumed_switching(picture, team.or_else(|| picture.portfolio.get(ticket?)?.team_id));
            Switching {
                people: input.people.unwrap_or(assumed.people),
                days_per_person: input.days_per_person.unwrap_or(assumed.days_per_person),
                rate_per_hour_minor: input.rate_per_hour_minor.unwrap_or(assumed.rate_per_hour_minor),
            }
        });
    if let Some(given) = switching
        && !(given.people >= 0.0 && given.days_per_person >= 0.0 && given.rate_per_hour_minor >= 0)
    {
        return Err(AppError::field("people", given.people.to_string(), "People, days and rate are 0 or more."));
    }
    let value = input.value.clone();
    Ok(Wanted { id, title: String::new(), ticket, team, effort, value, by_when: input.by_when, switching })
}

/// The people of one track of the team, half a day each.
pub(crate) fn assumed_switching(picture: &Picture, team: Option<TeamId>) -> Switching {
    let of = |team: &Team| {
        team.capacity_days_per_week / f64::from(picture.working_days_per_week()) / f64::from(team.tracks.max(1))
    };
    let people = team.and_then(|id| picture.portfolio.team(id)).map_or(1.0, of);
    let rate = RATE_PER_HOUR.saturating_mul(picture.portfolio.currency().minor_per_major());
    Switching { people, days_per_person: Switching::DEFAULT_DAYS, rate_per_hour_minor: rate }
}

fn priced(picture: &Picture, wanted: &Wanted) -> Result<PricedUrgent, AppError> {
    let open = wanted.ticket.and_then(|id| picture.portfolio.get(id));
    let team = wanted.team.or_else(|| open.and_then(|item| item.team_id));
    let name = team.and_then(|id| picture.portfolio.team(id));
    let name = name.map(|team| NameRef { id: team.id.0, key: None, name: team.name.clone() });
    let team_ref = name.ok_or_else(|| {
        AppError::field("team_id", "", "This team does not exist any more, or none is named. Choose a team.")
    })?;
    let item = item(picture, wanted, open.map(AsRef::as_ref), team);
    let switching = wanted.switching.unwrap_or_else(|| assumed_switching(picture, team));
    let price = match open {
        // A ticket that is in the plan already is priced on the plan without it.
        Some(open) => {
            let stamp = picture.portfolio.stamp();
            let without = picture.portfolio.with_changes(stamp.event, Vec::new(), &[open.id], None, None);
            let plan = Interruptible::of(&without, &picture.kept, picture.working_days_per_week());
            price(&without, &picture.kept, &plan, &item, switching)?
        }
        None => price(&picture.portfolio, &picture.kept, picture.interruptible(), &item, switching)?,
    };
    let unpriced = item.price_in(picture.portfolio.currency()).is_none();
    let value_says = match (&item.price, &item.missing) {
        (Some(price), _) if !unpriced => format!("At stake: {}.", price.says),
        (Some(price), _) => format!("This amount is in {}; it is shown, not counted.", price.currency),
        (None, Some(missing)) => missing.to_string(),
        (None, None) => "What is at stake has no amount, so only what the others lose is counted.".to_owned(),
    };
    Ok(PricedUrgent { price, value_says, unpriced, team: team_ref, switching_assumed: wanted.switching.is_none() })
}

fn price(
    portfolio: &Portfolio,
    kept: &Kept,
    plan: &Result<Interruptible, String>,
    item: &Item,
    switching: Switching,
) -> Result<UrgentPrice, AppError> {
    let refused = |reason: &str| AppError::conflict(format!("The open work cannot be planned: {}", capital(reason)));
    let plan = plan.as_ref().map_err(|reason| refused(reason))?;
    price_urgent(plan.world(portfolio, &kept.promises), item, switching)
        .map_err(|error| AppError::conflict(capital(&error.to_string())))
}

/// The request as a ticket that is not in the plan. What the request says counts before what the ticket says.
fn item(picture: &Picture, wanted: &Wanted, open: Option<&Item>, team: Option<TeamId>) -> Item {
    let value_line = wanted.value.clone().filter(|line| !line.trim().is_empty());
    let ticket = Ticket {
        id: TicketId(wanted.id),
        key: open.map_or_else(|| "request".to_owned(), |item| item.key.clone()),
        source_id: SourceId(Uuid::nil()),
        external_id: String::new(),
        url: None,
        title: open.map_or_else(|| wanted.title.clone(), |item| item.title.clone()),
        body: String::new(),
        status: Status::Open,
        labels: Vec::new(),
        value_line: value_line.or_else(|| open.and_then(|item| item.line.as_deref().map(str::to_owned))),
        set_here: Vec::new(),
        confirmed_reading: None,
        problem_id: None,
        team_id: team,
        effort_days: wanted.effort.or_else(|| open.and_then(|item| item.effort_days)),
        due_on: None,
        rice: None,
        moscow: None,
        waits_for: Vec::new(),
        opened_at: Ts::default(),
        closed_at: None,
        updated_at: Ts::default(),
        version: 1,
        withdrawn_at: None,
    };
    let mut item = picture.item(&ticket);
    if let Some(open) = open {
        item.waits_for.clone_from(&open.waits_for);
    }
    // Money that comes once is lost after the day by which it is needed.
    if let (Some(price), Some(date)) = (&mut item.price, wanted.by_when)
        && price.once
        && price.urgency == Urgency::Steady
    {
        price.urgency = Urgency::ByDate { date };
    }
    item
}

/// The line of a request as the ticket of the plan carries it: with its day, if it names none and is lost after it.
pub(super) fn line_with_day(picture: &Picture, request: &UrgentRequest) -> String {
    let wanted = Wanted::of(request);
    let dated = item(picture, &wanted, None, request.team_id).price.is_some_and(|price| price.once)
        && item(picture, &Wanted { by_when: None, ..wanted }, None, request.team_id)
            .price
            .is_some_and(|price| price.urgency == Urgency::Steady);
    match request.by_when.filter(|_| dated) {
        Some(day) => format!("{} by {day}", request.at_stake.trim().trim_end_matches('.')),
        None => request.at_stake.clone(),
    }
}

/// Money of a workspace in minor units, in words.
pub(crate) fn told(picture: &Picture, minor: i64) -> String {
    throughline_value_line::format::money(Money::new(minor, picture.portfolio.currency()))
}
