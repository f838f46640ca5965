//! Reading the roadmap.

use std::sync::Arc;

use throughline_domain::{
    TicketId,
    people::Action,
    roadmap::{Better, Forecast, Move, Reason, Today},
    words,
};
use throughline_value_line::format;

use super::{
    BestFound, ForecastView, MoveInOrder, NotPlanned, PromiseView, PublishedHead, RoadmapMove, RoadmapOrder,
    RoadmapQuery, RoadmapView, plans::LONGEST_SEARCH,
};
use crate::{Actor, App, AppError, NameRef, boxed, error::capital, portfolio::Picture};

/// Changes of the order that are offered at once, at most.
const MOST_CHANGES: u32 = 8;
/// Where two ways to look ahead part by more than this share of the time, it is said.
const PARTED: f64 = 0.25;

impl App {
    /// The roadmap: today's order, or the best one found.
    #[boxed]
    pub async fn roadmap(&self, actor: &Actor, query: RoadmapQuery) -> Result<RoadmapView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = super::lanes::check_limit(query.limit)?;
        let seconds = query.seconds.filter(|&seconds| seconds != 0.0);
        if let Some(given) = seconds.filter(|seconds| !(0.0..=LONGEST_SEARCH).contains(seconds)) {
            let message = format!("Search for 0 to {LONGEST_SEARCH} seconds.");
            return Err(AppError::field("seconds", given.to_string(), message));
        }
        if let Some(given) = query.max_changes.filter(|&most| most > MOST_CHANGES) {
            let message = format!("Allow 0 to {MOST_CHANGES} changes; more moves are never offered at once.");
            return Err(AppError::field("max_changes", given.to_string(), message));
        }
        let most = query.max_changes.map(|most| most as usize);
        let picture = self.picture(actor).await?;
        let today = self.today(&picture).await?;
        let better = match seconds {
            Some(seconds) => Some(self.search_for(&picture, &today, seconds).await?),
            None => self.better(&picture, &today),
        };
        let shown = match (query.order, &better) {
            (RoadmapOrder::Best, Some(better)) => (RoadmapOrder::Best, &better.carried),
            _ => (RoadmapOrder::Current, &today.carried),
        };
        let lanes = picture.lanes(&today, shown.1, query.team_id, limit);
        let best = better.as_deref().map(|better| picture.best(&today, better, most));
        let last_on = lanes.iter().flat_map(|lane| &lane.rows).map(|row| row.sure_on).max();
        Ok(RoadmapView {
            statement: picture.roadmap_statement(&today, better.as_deref(), most),
            lead: best.as_ref().and_then(lead),
            order: shown.0,
            version: today.version,
            today: picture.today(),
            last_on: last_on.unwrap_or(picture.today()),
            total: i64::try_from(today.mapping.tickets.len()).unwrap_or(i64::MAX),
            lanes,
            cost_minor: today.carried.cost,
            range: today.carried.outlook.range(),
            best,
            promises: picture.promises(&today, shown.1),
            left_out: picture.left_out(&today),
            set_aside: picture.set_aside(&today),
            published: picture.kept.published.as_ref().map(|published| picture.published_head(published)),
            forecast: picture.forecast(&today),
            currency: picture.portfolio.currency(),
        })
    }
}

/// What moves save together, in minor units.
fn saved(moves: &[Move]) -> i64 {
    moves.iter().map(|found| found.saves).sum()
}

/// What to do first, if something pays.
fn lead(best: &BestFound) -> Option<String> {
    best.moves.first().map(|first| first.sentence.clone())
}

impl Picture {
    fn roadmap_statement(&self, today: &Today, better: Option<&Better>, most: Option<usize>) -> String {
        if today.mapping.tickets.is_empty() {
            return "No work is planned yet. Import tickets, or write the first one.".to_owned();
        }
        let money = |minor| self.money(minor);
        let cost = money(today.carried.cost);
        if today.carried.cost == 0 {
            return "Waiting costs nothing in this order, as far as tickets have a price.".to_owned();
        }
        let begin = format!("This order costs {cost} in waiting.");
        match better {
            None => begin,
            Some(better) if better.carried.cost >= today.carried.cost && better.is_best_possible() => {
                format!("{begin} No order costs less.")
            }
            Some(better) if better.moves.is_empty() => format!("{begin} We found none that costs less."),
            Some(better) if better.moves_within(most).is_empty() => format!("{begin} No change is allowed."),
            Some(better) => {
                let shown = better.moves_within(most);
                let moves = shown.len();
                let count =
                    if moves == 1 { "One move makes" } else { &format!("{} moves make", crate::words::number(moves)) };
                format!("{begin} {count} it {}.", money(today.carried.cost - saved(shown)))
            }
        }
    }

    pub(super) fn money(&self, minor: i64) -> String {
        format::money(throughline_domain::Money::new(minor, self.portfolio.currency()))
    }

    fn best(&self, today: &Today, better: &Better, most: Option<usize>) -> BestFound {
        let shown = better.moves_within(most);
        let cost = better.carried.cost;
        let left = cost - better.bound;
        let sentence = if better.is_best_possible() {
            "No order can cost less: this is proved.".to_owned()
        } else if better.bound == 0 {
            "How much less an order could cost is not known yet.".to_owned()
        } else {
            format!(
                "No order can cost less than {}, so at most {} is left to find.",
                self.money(better.bound),
                self.money(left)
            )
        };
        BestFound {
            cost_minor: cost,
            range: better.carried.outlook.range(),
            bound_minor: better.bound,
            best_possible: better.is_best_possible(),
            sentence,
            moves: shown.iter().filter_map(|found| self.told_move(today, found)).collect(),
            beyond_moves_minor: (today.carried.cost - saved(shown) - cost).max(0),
            steps: better.steps,
        }
    }

    fn told_move(&self, today: &Today, found: &Move) -> Option<RoadmapMove> {
        let ticket = self.name_of_ticket(found.ticket)?;
        let before = found.before.and_then(|id| self.name_of_ticket(id));
        let team = self.team_name(found.team);
        let key = |name: &NameRef| name.key.clone().unwrap_or_else(|| name.name.clone());
        let place = match &before {
            Some(before) => format!("before {}", key(before)),
            None => "to the end".to_owned(),
        };
        let time = today.mapping.time;
        let [now, then] = found.done;
        let weeks = time.weeks((now - then).abs());
        let shift = match now.cmp(&then) {
            std::cmp::Ordering::Equal => "it is done as soon".to_owned(),
            std::cmp::Ordering::Greater => format!("it comes {} sooner", words::weeks(weeks)),
            std::cmp::Ordering::Less => {
                format!("it comes {} later, and what it kept waiting comes sooner", words::weeks(weeks))
            }
        };
        let who = team.as_ref().map_or("work without a team", |team| team.name.as_str());
        let begin = if found.changes_team {
            format!("Give {} to {who} {place}", key(&ticket))
        } else {
            format!("Put {} {place}", key(&ticket))
        };
        Some(RoadmapMove {
            change: MoveInOrder {
                ticket: found.ticket.to_string(),
                before: found.before.map(|id| id.to_string()),
                team_id: found.team,
            },
            sentence: format!("{begin}: {shift}."),
            ticket,
            before,
            team,
            changes_team: found.changes_team,
            saves_minor: found.saves,
            pays_in: found.pays_in,
            done_on: [time.done_on(now), time.done_on(then)],
        })
    }

    pub(super) fn team_name(&self, team: Option<throughline_domain::TeamId>) -> Option<NameRef> {
        let team = self.portfolio.team(team?)?;
        Some(NameRef { id: team.id.0, key: None, name: team.name.clone() })
    }

    fn promises(&self, today: &Today, carried: &throughline_domain::roadmap::Carried) -> Vec<PromiseView> {
        let mut views: Vec<PromiseView> = self
            .kept
            .promises
            .iter()
            .filter_map(|promise| {
                let planned = today.promised.iter().position(|&(id, ..)| id == promise.id);
                let item = planned.map(|at| today.promised[at].1);
                let day = |hours: &[i32]| item.map(|item| today.mapping.time.done_on(hours[item]));
                Some(PromiseView {
                    ticket: self.name_of_ticket(promise.ticket_id)?,
                    by_name: promise.by.and_then(|by| self.name_of(by)).map(str::to_owned),
                    odds: planned.map(|at| carried.outlook.kept[at]),
                    likely_on: day(&carried.outlook.likely),
                    sure_on: day(&carried.outlook.sure),
                    promise: promise.clone(),
                })
            })
            .collect();
        views.sort_by_key(|view| (view.promise.due_on, view.promise.id));
        views
    }

    fn left_out(&self, today: &Today) -> Vec<NotPlanned> {
        let key = |id: TicketId| self.portfolio.get(id).map_or_else(|| id.to_string(), |item| item.key.clone());
        let told = |reason: &Reason| match reason {
            Reason::Circle(circle) => self.portfolio.cycle_told(circle),
            Reason::WaitsFor(first) => {
                format!(
                    "It waits for {0}, which cannot be planned. Take this link out, or mend {0} first.",
                    key(*first)
                )
            }
        };
        let view = |left: &throughline_domain::roadmap::LeftOut| {
            Some(NotPlanned { ticket: self.name_of_ticket(left.ticket)?, sentence: told(&left.reason) })
        };
        today.mapping.left_out.iter().filter_map(view).collect()
    }

    fn set_aside(&self, today: &Today) -> Vec<NotPlanned> {
        let view = |set: &throughline_domain::roadmap::SetAside| {
            let (ticket, above) = (self.name_of_ticket(set.ticket)?, self.name_of_ticket(set.above)?);
            let key = |name: &NameRef| name.key.clone().unwrap_or_default();
            let sentence = format!(
                "{} was moved above {1}, but it waits for {1}. The dependency holds; take the move back, or the dependency out.",
                key(&ticket),
                key(&above)
            );
            Some(NotPlanned { ticket, sentence })
        };
        today.mapping.set_aside.iter().filter_map(view).collect()
    }

    /// Past weeks beside the simulation.
    fn forecast(&self, today: &Today) -> ForecastView {
        let open = u32::try_from(today.mapping.tickets.len()).unwrap_or(u32::MAX);
        match Forecast::of(&self.closed_by_week, open) {
            Err(reason) => ForecastView { forecast: None, sentence: capital(&reason.to_string()) },
            Ok(forecast) => {
                let planned = today.mapping.time.weeks(today.carried.outlook.end(0.85));
                ForecastView { sentence: told(&forecast, planned), forecast: Some(forecast) }
            }
        }
    }

    pub(super) fn published_head(&self, published: &throughline_domain::roadmap::Published) -> PublishedHead {
        PublishedHead {
            number: published.number,
            at: published.at,
            by_name: published.by.and_then(|by| self.name_of(by)).map(str::to_owned),
            reason: published.reason.clone(),
            cost_minor: published.cost_minor,
            bound_minor: published.bound_minor,
        }
    }
}

/// What past weeks say, and whether the roadmap says the same.
fn told(forecast: &Forecast, planned_weeks: f64) -> String {
    let bulk = match forecast.left_out.len() {
        0 => String::new(),
        1 => " One week in which many were closed at once is left out.".to_owned(),
        many => format!(" {many} weeks in which many were closed at once are left out."),
    };
    let Some(sure) = forecast.weeks[1] else {
        return format!("At the pace of past weeks, the open tickets are not done within ten years.{bulk}");
    };
    let pace = format!(
        "At the pace of the last {} weeks, the {} open tickets are 85% surely done in {}.",
        forecast.history.len(),
        forecast.items,
        words::weeks(f64::from(sure))
    );
    let planned = words::weeks(planned_weeks);
    let sure = f64::from(sure);
    let beside = if planned_weeks < sure * (1.0 - PARTED) {
        format!(
            " The roadmap says {planned}: it is hopeful. Perhaps estimates are low, or work comes in that is not on it."
        )
    } else if planned_weeks > sure * (1.0 + PARTED) {
        format!(" The roadmap says {planned}: estimates are larger than what past weeks closed.")
    } else {
        format!(" The roadmap says {planned}, about the same.")
    };
    format!("{pace}{beside}{bulk}")
}

/// Everything that a reading verb needs.
pub(super) struct Planned {
    pub picture: Arc<Picture>,
    pub today: Arc<Today>,
}

impl App {
    /// The picture and today's order, for verbs that build on them.
    pub(super) async fn planned(&self, actor: &Actor) -> Result<Planned, AppError> {
        let picture = self.picture(actor).await?;
        let today = self.today(&picture).await?;
        Ok(Planned { picture, today })
    }
}
