//! Everything urgent, in the open: what waits, what is left of the budgets, how it turned out, and the trend.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use throughline_domain::{
    UrgentRequestId,
    people::Action,
    priorities::Pin,
    urgency::{
        Answer, GroupRecord, MissedAlarm, Moment, Outcome, State, UrgentDecision, UrgentRequest, UrgentVerdict, jumped,
    },
    words,
};
use throughline_store::Show;

use super::{
    JumpView, MonthCount, UrgencyPage, UrgentPage, UrgentThisWeek, UrgentView,
    budgets::{Decided, budgets, of_request},
    pricing::Wanted,
    requests::{decision_of, seen, verdict_of, visible},
};
use crate::{Actor, App, AppError, NameRef, portfolio::Picture, words::number};

/// Months of the trend.
const MONTHS: i64 = 12;
/// Requests that are named on the week's page.
const MOST_THIS_WEEK: usize = 3;
/// Requests that were looked back at, on the page.
const MOST_LOOKED_BACK: usize = 50;

impl App {
    /// Everything urgent.
    pub async fn urgency(&self, actor: &Actor) -> Result<UrgencyPage, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let requests: Vec<UrgentRequest> = self.reader(actor).list(Show::Live).await?;
        let decisions: Vec<UrgentDecision> = self.reader(actor).list(Show::Live).await?;
        let verdicts: Vec<UrgentVerdict> = self.reader(actor).list(Show::Live).await?;
        let mut missed_alarms: Vec<MissedAlarm> = self.reader(actor).list(Show::Live).await?;
        missed_alarms.reverse();
        let own = self.change(actor);
        let views: Vec<UrgentView> = requests
            .into_iter()
            .filter(|request| request.asked_at.is_some() || request.by == own.by)
            .map(|request| {
                let decision = decisions.iter().find(|it| it.request_id == request.id).cloned();
                let verdict = verdicts.iter().find(|it| it.request_id == request.id).cloned();
                seen(&picture, request, decision, verdict)
            })
            .collect();
        let agreed = self.list_urgency_budgets(actor, false).await?;
        let decided = self.decided(actor).await?;
        let trend = trend(&picture, &views);
        let now = self.now();
        let of = |states: &[State]| -> Vec<UrgentView> {
            views.iter().filter(|view| states.contains(&view.state)).cloned().collect()
        };
        let newest = |mut views: Vec<UrgentView>| {
            views.reverse();
            views
        };
        let decided_views = newest(of(&[State::Decided, State::Done]));
        let mut looked_back = newest(of(&[State::LookedBack]));
        let records = records(&views, &decided);
        looked_back.truncate(MOST_LOOKED_BACK);
        let waiting = of(&[State::Asked]);
        Ok(UrgencyPage {
            statement: statement(&waiting, trend.last()),
            trend_says: trend_says(&trend),
            drafts: newest(of(&[State::Draft])),
            to_look_back: decided_views
                .iter()
                .filter(|view| view.look_back_at.is_some_and(|at| at <= now))
                .cloned()
                .collect(),
            waiting,
            decided: decided_views,
            looked_back,
            budgets: budgets(&picture, &agreed, &decided),
            records,
            trend,
            missed_alarms,
            jumped: self.jumps(actor, &picture, &views).await?,
            emergencies: self.list_emergencies(actor).await?,
            currency: picture.portfolio.currency(),
        })
    }

    /// One request, by key ("U-31") or id, with its price on today's plan.
    pub async fn get_urgent(&self, actor: &Actor, key_or_id: &str) -> Result<UrgentPage, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let id: UrgentRequestId = match key_or_id.parse() {
            Ok(id) => id,
            Err(_) => self
                .reader(actor)
                .urgent_request_by_key(key_or_id.trim())
                .await?
                .ok_or(AppError::NotFound { what: super::requests::REQUEST })?,
        };
        let request = visible(self.reader(actor).get(id).await?, self.change(actor))?;
        let decision = decision_of(&mut self.reader(actor), id).await?;
        let verdict = verdict_of(&mut self.reader(actor), id).await?;
        let picture = self.picture(actor).await?;
        let open = decision.is_none() && request.withdrawn_at.is_none();
        let priced = if open { Some(self.priced(&picture, Wanted::of(&request)).await) } else { None };
        let (priced, no_price) = match priced {
            None => (None, None),
            Some(Ok(priced)) => (Some(priced), None),
            Some(Err(error)) => (None, Some(error.detail())),
        };
        let agreed = self.list_urgency_budgets(actor, false).await?;
        let decided = self.decided(actor).await?;
        let mut budgets = of_request(budgets(&picture, &agreed, &decided), &request, request.team_id);
        let now = priced.as_ref().and_then(|it| it.price.moments.iter().find(|it| it.moment == Moment::Now));
        for view in &mut budgets {
            view.now_would_add_minor = now.map(|now| now.delays_minor + now.switching_minor);
        }
        let in_progress = decided.iter().find(|one| {
            one.decision.answer == Answer::Now
                && one.request.done_at.is_none()
                && one.request.withdrawn_at.is_none()
                && one.request.team_id == request.team_id
                && one.request.id != request.id
        });
        Ok(UrgentPage {
            in_progress: in_progress.map(|one| NameRef {
                id: one.request.id.0,
                key: Some(one.request.key.clone()),
                name: one.request.title.clone(),
            }),
            planned: if decision.is_some() { self.planned_dates(&picture, &request).await } else { None },
            priced,
            no_price,
            budgets,
            may_decide: actor.may(Action::DecideUrgency),
            view: seen(&picture, request, decision, verdict),
        })
    }

    /// Kept moves that took a ticket up more than five places within a day of its making, and that nobody asked for
    /// urgently. How far is counted in today's order, from where the ticket would stand by its worth.
    async fn jumps(&self, actor: &Actor, picture: &Picture, asked: &[UrgentView]) -> Result<Vec<JumpView>, AppError> {
        let pins: Vec<Pin> = self.reader(actor).list(Show::Live).await?;
        let mut found = Vec::new();
        for pin in pins {
            let Some(item) = picture.portfolio.get(pin.ticket_id) else { continue };
            if asked.iter().any(|view| view.request.ticket_id == Some(pin.ticket_id)) {
                continue;
            }
            let (from, to) = picture.jump_of(&pin);
            if jumped(item.opened_at, pin.at, from, to)
                && let Some(ticket) = picture.name_of_ticket(pin.ticket_id)
            {
                found.push(JumpView { ticket, places: from - to, at: pin.at, reason: pin.reason.clone() });
            }
        }
        Ok(found)
    }
}

impl App {
    /// What of it concerns the week.
    pub(crate) async fn urgent_this_week(&self, actor: &Actor, picture: &Picture) -> Result<UrgentThisWeek, AppError> {
        let requests: Vec<UrgentRequest> = self.reader(actor).list(Show::Live).await?;
        let decisions: Vec<UrgentDecision> = self.reader(actor).list(Show::Live).await?;
        let verdicts: Vec<UrgentVerdict> = self.reader(actor).list(Show::Live).await?;
        let now = self.now();
        let named = |request: &UrgentRequest| NameRef {
            id: request.id.0,
            key: Some(request.key.clone()),
            name: request.title.clone(),
        };
        let asked: Vec<&UrgentRequest> = requests.iter().filter(|request| request.asked_at.is_some()).collect();
        let decision_of = |id: UrgentRequestId| decisions.iter().find(|decision| decision.request_id == id);
        let waiting: Vec<&UrgentRequest> =
            asked.iter().copied().filter(|request| decision_of(request.id).is_none()).collect();
        let due = |request: &&&UrgentRequest| {
            let looked = verdicts.iter().any(|verdict| verdict.request_id == request.id);
            let from = decision_of(request.id).map(|decision| decision.at.plus_days(UrgentVerdict::AFTER_DAYS));
            !looked && from.is_some_and(|from| from <= now)
        };
        let of_month = |back: i64| {
            let month = picture.today().first_of_month().saturating_sub(back.months());
            let then = |request: &&&UrgentRequest| {
                request.asked_at.is_some_and(|at| picture.day_of(at).first_of_month() == month)
            };
            asked.iter().filter(then).count()
        };
        let agreed = self.list_urgency_budgets(actor, false).await?;
        let decided: Vec<Decided> = decisions
            .iter()
            .filter_map(|decision| {
                let request = requests.iter().find(|request| request.id == decision.request_id)?.clone();
                Some(Decided { request, decision: decision.clone() })
            })
            .collect();
        let strained = |view: &super::BudgetView| view.used.is_used_up() || view.used.burns_too_fast();
        Ok(UrgentThisWeek {
            sentence: week_says(waiting.len(), of_month(0), (1..=3).map(of_month).sum()),
            more_waiting: count(waiting.len().saturating_sub(MOST_THIS_WEEK)),
            to_look_back: asked.iter().filter(due).take(MOST_THIS_WEEK).map(|request| named(request)).collect(),
            waiting: waiting.into_iter().take(MOST_THIS_WEEK).map(named).collect(),
            budgets: budgets(picture, &agreed, &decided)
                .into_iter()
                .filter(strained)
                .map(|view| format!("{}: {}", view.name, view.used.sentence))
                .collect(),
        })
    }
}

/// "One waits for a decision. Two were asked for this month; three is usual."
fn week_says(waiting: usize, this_month: usize, last_three: usize) -> String {
    let waits = match waiting {
        0 => "None waits for a decision.".to_owned(),
        1 => "One waits for a decision.".to_owned(),
        many => format!("{} wait for a decision.", number(many)),
    };
    let asked = match this_month {
        0 => "None was asked for this month".to_owned(),
        1 => "One was asked for this month".to_owned(),
        many => format!("{} were asked for this month", number(many)),
    };
    let usual = match last_three {
        0 => String::new(),
        1 | 2 => ", in three months one or two are usual".to_owned(),
        many => format!("; {} a month is usual", words::spelled((many + 1) / 3)),
    };
    format!("{waits} {asked}{usual}.")
}

/// How requests turned out, group by group, by name.
fn records(views: &[UrgentView], decided: &[Decided]) -> Vec<GroupRecord> {
    let mut groups: BTreeMap<String, (String, Vec<(Outcome, i64)>)> = BTreeMap::new();
    for view in views {
        let Some(verdict) = &view.verdict else { continue };
        let cost = decided.iter().find(|one| one.request.id == view.request.id);
        let cost = cost.map_or(0, |one| one.decision.cost_to_others_minor);
        let group = view.request.asking_group.trim();
        let entry = groups.entry(group.to_lowercase()).or_insert_with(|| (group.to_owned(), Vec::new()));
        entry.1.push((verdict.outcome, cost));
    }
    groups.into_values().map(|(name, outcomes)| GroupRecord::of(name, &outcomes)).collect()
}

fn trend(picture: &Picture, views: &[UrgentView]) -> Vec<MonthCount> {
    let this = picture.today().first_of_month();
    let months = (0..MONTHS).rev().map(|back| this.saturating_sub(back.months()));
    months
        .map(|month| {
            let of_month = |view: &&UrgentView| {
                view.request.asked_at.is_some_and(|at| picture.day_of(at).first_of_month() == month)
            };
            let now = |view: &&UrgentView| view.decision.as_ref().is_some_and(|it| it.decision.answer == Answer::Now);
            MonthCount {
                month,
                asked: count(views.iter().filter(of_month).count()),
                now: count(views.iter().filter(of_month).filter(now).count()),
            }
        })
        .collect()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The last three whole months beside the three before, and this one.
fn trend_says(trend: &[MonthCount]) -> String {
    let whole = &trend[..trend.len().saturating_sub(1)];
    let sum = |months: &[MonthCount]| months.iter().map(|month| month.asked).sum::<i64>();
    let last = sum(&whole[whole.len().saturating_sub(3)..]);
    let before = sum(&whole[whole.len().saturating_sub(6)..whole.len().saturating_sub(3)]);
    let this = match trend.last().map_or(0, |month| month.asked) {
        0 => "none this month so far".to_owned(),
        many => format!("{many} this month so far"),
    };
    match last.cmp(&before) {
        std::cmp::Ordering::Greater => {
            format!("More than before: {last} in the last three whole months, {before} in the three before, {this}.")
        }
        std::cmp::Ordering::Less => {
            format!("Fewer than before: {last} in the last three whole months, {before} in the three before, {this}.")
        }
        std::cmp::Ordering::Equal if last == 0 => format!("None in the six months before this one; {this}."),
        std::cmp::Ordering::Equal => format!("As many as before: {last} in the last three whole months, {this}."),
    }
}

fn statement(waiting: &[UrgentView], this_month: Option<&MonthCount>) -> String {
    let month = this_month.map_or(0, |month| month.asked);
    match (waiting.len(), month) {
        (0, 0) => "Nothing urgent was asked for this month.".to_owned(),
        (0, 1) => "One urgent request this month, and none waits for a decision.".to_owned(),
        (0, many) => format!("{many} urgent requests this month, and none waits for a decision."),
        (1, _) => format!("One urgent request waits for a decision: {}.", waiting[0].request.title),
        (many, _) => format!("{many} urgent requests wait for a decision."),
    }
}

impl Picture {
    /// From where a kept move took its ticket, and to where, in today's order by worth; from 1.
    fn jump_of(&self, pin: &Pin) -> (i64, i64) {
        use throughline_domain::priorities::Method;
        let worth = |id| {
            let currency = self.portfolio.currency();
            let own = self.portfolio.get(id).and_then(|item| item.cd3(currency)).unwrap_or_default();
            let better = self.portfolio.items().iter().filter(|item| item.cd3(currency).unwrap_or_default() > own);
            count(better.count()) + 1
        };
        let to = self.portfolio.position(Method::Cd3, pin.ticket_id).map_or(0, |at| count(at) + 1);
        (worth(pin.ticket_id), to)
    }

    /// The day of an instant, in the workspace's time zone.
    pub(super) fn day_of(&self, at: throughline_domain::Ts) -> Date {
        at.date_in(self.zone())
    }
}
