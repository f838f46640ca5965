//! Deciding on a request, on the price that was on the screen.

use throughline_domain::{
    MemberId, UrgentDecisionId, UrgentRequestId,
    activity::EventKind,
    people::{Action, Member, Role},
    urgency::{Answer, Moment, PricedMoment, UrgentDecision, UrgentRequest},
    words,
};
use throughline_store::{Show, Tx};

use super::{
    PricedUrgent, UrgentDecisionInput, UrgentView,
    budgets::{Decided, budgets, of_request},
    planning,
    pricing::{Wanted, line_with_day, told as money},
    requests::{decision_of, seen, visible},
};
use crate::{Actor, App, AppError, error::invalid, portfolio::Picture, write::Change};

/// How often a decision is tried again when the log moved while it was priced.
const TRIES: usize = 3;

impl App {
    /// Decides on a request that still is at this version, on the price with this stamp. When the plan has moved so that
    /// the price is another one, nothing is decided and the new price is told.
    ///
    /// Nothing is ever blocked: a used-up budget asks for a leader by name, and a second urgent thing in the same team
    /// asks to be told that this is known.
    pub async fn decide_urgent(
        &self,
        actor: &Actor,
        id: UrgentRequestId,
        version: i64,
        input: UrgentDecisionInput,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::DecideUrgency)?;
        for _ in 0..TRIES {
            // What is decided on is at least as new as the end of the log; if that moves on, it is priced again.
            let head = self.reader(actor).log_head().await?.number;
            let knowing = Actor { version: head, ..actor.clone() };
            let picture = self.picture(&knowing).await?;
            let change = self.change(actor);
            let request = visible(self.reader(actor).get(id).await?, change)?;
            if request.version != version {
                return Err(AppError::Stale { current_version: request.version });
            }
            let priced = match input.answer {
                Answer::No => None,
                _ => self.priced(&picture, Wanted::of(&request)).await.ok(),
            };
            same_price(&input, priced.as_ref(), &picture)?;
            let decision = decision(change, &request, &input, priced.as_ref());
            decision.check().map_err(|faults| invalid(&faults, &decision))?;
            self.may_decide(actor, &picture, &request, &decision).await?;
            let says = Says { decision: told(&decision, &picture), line: line_with_day(&picture, &request) };
            let done: Option<UrgentRequest> = self
                .write(actor, move |tx| {
                    let (decision, request, says) = (decision.clone(), request.clone(), says.clone());
                    Box::pin(async move { decide(tx, change, head, version, request, decision, says).await })
                })
                .await?;
            if let Some(request) = done {
                let decision = decision_of(&mut self.reader(actor), id).await?;
                let picture = self.picture(actor).await?;
                return Ok(seen(&picture, request, decision, None));
            }
        }
        Err(AppError::Unavailable {
            message: "The plan moves faster than it can be priced.".to_owned(),
            retry_after_seconds: 1,
            maybe_done: false,
        })
    }

    /// What stands in the way of doing it now unless it is said: a used-up budget, and another urgent thing.
    async fn may_decide(
        &self,
        actor: &Actor,
        picture: &Picture,
        request: &UrgentRequest,
        decision: &UrgentDecision,
    ) -> Result<(), AppError> {
        if let Some(id) = decision.named_leader_id {
            let leader: Member = self.reader(actor).get(id).await.map_err(|_| not_a_leader(id))?;
            if leader.role < Role::Leader || leader.removed_at.is_some() {
                return Err(not_a_leader(id));
            }
        }
        if decision.answer != Answer::Now {
            return Ok(());
        }
        let decided = self.decided(actor).await?;
        let runs = |one: &&Decided| {
            one.decision.answer == Answer::Now
                && one.request.done_at.is_none()
                && one.request.withdrawn_at.is_none()
                && one.request.team_id == request.team_id
                && one.request.id != request.id
        };
        if let Some(other) = decided.iter().find(runs).filter(|_| !decision.besides_another) {
            let message = format!(
                "The team is already doing {} ({}) at once. Say that this is known (besides_another), or let one of them wait. Nothing was changed.",
                other.request.key, other.request.title
            );
            return Err(AppError::field("besides_another", "false", message));
        }
        let agreed = self.list_urgency_budgets(actor, false).await?;
        let used_up = of_request(budgets(picture, &agreed, &decided), request, request.team_id);
        let used_up = used_up.into_iter().find(|view| view.used.is_used_up());
        if let (Some(view), None) = (used_up, decision.named_leader_id) {
            let cost =
                decision.cost_minor.map_or_else(|| "an unknown amount".to_owned(), |minor| money(picture, minor));
            let message = format!(
                "The urgency budget of {} is used up: {} Doing this now costs {cost}. Name the leader who stands for it. Nothing was changed.",
                view.name, view.used.sentence
            );
            return Err(AppError::field("named_leader_id", "", message));
        }
        Ok(())
    }

    /// All requests with the decision in force.
    pub(super) async fn decided(&self, actor: &Actor) -> Result<Vec<Decided>, AppError> {
        let requests: Vec<UrgentRequest> = self.reader(actor).list(Show::All).await?;
        let decisions: Vec<UrgentDecision> = self.reader(actor).list(Show::Live).await?;
        Ok(decisions
            .into_iter()
            .filter_map(|decision| {
                let request = requests.iter().find(|request| request.id == decision.request_id)?.clone();
                Some(Decided { request, decision })
            })
            .collect())
    }
}

fn not_a_leader(id: MemberId) -> AppError {
    AppError::field(
        "named_leader_id",
        id.to_string(),
        "No leader of this workspace has this id. Choose one from the list.",
    )
}

/// Refuses a decision on a price that is not the one of this plan.
fn same_price(input: &UrgentDecisionInput, priced: Option<&PricedUrgent>, picture: &Picture) -> Result<(), AppError> {
    let Some(priced) = priced else { return Ok(()) };
    let price = &priced.price;
    match &input.price_stamp {
        Some(stamp) if *stamp == price.stamp => Ok(()),
        Some(_) => {
            let each: Vec<String> = price
                .moments
                .iter()
                .filter(|priced| priced.moment != Moment::Cheapest)
                .map(|priced| format!("{} {}", priced.label.to_lowercase(), money(picture, priced.total_minor)))
                .collect();
            Err(AppError::PlanMoved {
                message: format!("The plan has moved since you read the price. It is now: {}.", words::list(&each)),
                price_stamp: price.stamp.clone(),
            })
        }
        None => Err(AppError::field(
            "price_stamp",
            "",
            "Name the stamp of the price you decide on; it stands beside the price.",
        )),
    }
}

/// The moment that an answer stands for.
const fn moment(answer: Answer) -> Option<Moment> {
    match answer {
        Answer::Now => Some(Moment::Now),
        Answer::NextFree => Some(Moment::NextFree),
        Answer::InTurn => Some(Moment::InTurn),
        Answer::No => None,
    }
}

fn decision(
    change: Change,
    request: &UrgentRequest,
    input: &UrgentDecisionInput,
    priced: Option<&PricedUrgent>,
) -> UrgentDecision {
    let at: Option<&PricedMoment> = moment(input.answer)
        .zip(priced)
        .and_then(|(wanted, priced)| priced.price.moments.iter().find(|priced| priced.moment == wanted));
    #[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest amount that fits")]
    let minor = |value: f64| value.round() as i64;
    // What it loses itself is not known, and nobody else loses anything: that is no price, and not "for nothing".
    let known = at.filter(|at| at.total_minor != 0 || priced.is_some_and(|priced| !priced.unpriced));
    UrgentDecision {
        id: UrgentDecisionId::new(change.at),
        request_id: request.id,
        answer: input.answer,
        reason: input.reason.trim().to_owned(),
        by: change.by,
        at: change.at,
        price_stamp: priced.map(|priced| priced.price.stamp.clone()).unwrap_or_default(),
        cost_minor: known.map(|at| at.total_minor),
        cost_to_others_minor: at.map_or(0, |at| at.delays_minor + at.switching_minor),
        cost_low_minor: known.map(|at| minor(at.range.low)),
        cost_high_minor: known.map(|at| minor(at.range.high)),
        starts_on: at.map(|at| at.starts_on),
        done_on: at.map(|at| at.done_on),
        delayed: at.map(|at| at.delays.iter().map(|delay| delay.key.clone()).collect()).unwrap_or_default(),
        person_days: throughline_domain::value::mean_effort_days(request.effort_days),
        named_leader_id: input.named_leader_id,
        besides_another: input.besides_another,
        withdrawn_at: None,
    }
}

/// A decision in words, and the Business Value line of what it puts on the plan.
#[derive(Clone)]
struct Says {
    decision: String,
    line: String,
}

/// None if the log moved on since it was priced.
async fn decide(
    tx: &mut Tx,
    change: Change,
    head: i64,
    version: i64,
    mut request: UrgentRequest,
    decision: UrgentDecision,
    Says { decision: says, line }: Says,
) -> Result<Option<UrgentRequest>, AppError> {
    let current: UrgentRequest = visible(tx.read().get(request.id).await?, change)?;
    if current.version != version {
        return Err(AppError::Stale { current_version: current.version });
    }
    if current.asked_at.is_none() || current.withdrawn_at.is_some() {
        return Err(AppError::conflict("This was not asked, or was taken back. There is nothing to decide."));
    }
    if decision_of(&mut tx.read(), request.id).await?.is_some() {
        return Err(AppError::conflict(
            "Somebody decided on this already. Take that decision back first to decide anew.",
        ));
    }
    if tx.read().log_head().await?.number != head {
        return Ok(None);
    }
    if decision.answer != Answer::No {
        request.ticket_id = Some(planning::plan(tx, change, &request, line).await?);
    }
    let data = serde_json::json!({
        "says": says, "answer": decision.answer, "reason": decision.reason, "cost_minor": decision.cost_minor,
        "delayed": decision.delayed, "ticket": request.ticket_id,
    });
    tx.record(change.event(EventKind::UrgentDecided, Some(request.id.0), &request.key, data)).await?;
    request.version = tx.update(&request).await?;
    tx.insert(&decision).await?;
    Ok(Some(request))
}

/// "Do it now", with what it costs.
pub(super) fn told(decision: &UrgentDecision, picture: &Picture) -> String {
    let day = decision.starts_on.map(|day| words::day(day, picture.today()));
    let cost = decision.cost_minor.map(|minor| format!(", for {}", money(picture, minor))).unwrap_or_default();
    match (decision.answer, day) {
        (Answer::Now, _) => format!("do it now{cost}"),
        (Answer::NextFree, Some(day)) => format!("on {day}{cost}"),
        (Answer::NextFree, None) => "when somebody is free".to_owned(),
        (Answer::InTurn, Some(day)) => format!("in its turn, about {day}{cost}"),
        (Answer::InTurn, None) => "in its turn".to_owned(),
        (Answer::No, _) => "no".to_owned(),
    }
}
