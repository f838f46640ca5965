//! Check-ins: written, listed, taken back; whom they are asked of, and what leaders should hear of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    CheckInId, KeyResultId, MemberId,
    activity::EventKind,
    people::Action,
    strategy::{CheckIn, KeyResult, Rhythm, SURE},
    words,
};
use throughline_store::{Show, Tx};
use utoipa::ToSchema;

use crate::{
    Actor, App, AppError, Asked, Signal, boxed, crud::Noun as _, error::invalid, portfolio::Picture, write::Change,
};

/// Key results that a sentence names.
const MOST_NAMED: usize = 3;

/// Where a key result stands, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInInput {
    /// How sure you are that the target is reached, from 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: i64,
    /// Where it stands, in its unit; how many milestones are there; 1 or 0 for yes or no. Its score is taken from this when
    /// it is read on no metric.
    #[serde(default)]
    pub value: Option<f64>,
    /// What is behind it.
    #[serde(default)]
    pub note: String,
    /// Of which day; today when left out.
    #[serde(default)]
    pub on: Option<Date>,
}

/// A check-in with the name of its author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckInView {
    /// The check-in.
    pub check_in: CheckIn,
    /// Who wrote it.
    pub by_name: Option<String>,
    /// What its value says: "at 3.6", "2 of 4 milestones", "not there yet".
    pub says: Option<String>,
}

/// A milestone of a key result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Milestone {
    /// What is there then.
    pub title: String,
    /// Whether it is there, as the newest check-in says that counts them.
    pub there: bool,
}

/// The check-ins of a key result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckInsView {
    /// Of which key result.
    pub key_result_id: KeyResultId,
    /// Its short name.
    pub key: String,
    /// Whether its score is read on a metric; without one it is taken from the values of check-ins.
    pub measured: bool,
    /// What a value can say of milestones and of yes or no, from 0 on; empty where any number can be said.
    pub counts: Vec<String>,
    /// Its milestones in their order.
    pub milestones: Vec<Milestone>,
    /// Whether one is due; none for a key result that does not run today.
    pub rhythm: Option<Rhythm>,
    /// "Confidence 6 of 10 on 12 Oct. Fell by 2 within a week."
    pub sentence: String,
    /// All that were not taken back, the newest first.
    pub check_ins: Vec<CheckInView>,
    /// Those that were taken back and can be brought back.
    pub taken_back: Vec<CheckInView>,
}

impl App {
    /// Says where a key result stands on a day.
    #[boxed]
    pub async fn check_in(&self, actor: &Actor, id: KeyResultId, input: CheckInInput) -> Result<CheckInView, AppError> {
        actor.require(Action::WriteTickets)?;
        let picture = self.picture(actor).await?;
        let (change, today) = (self.change(actor), picture.today());
        let on = input.on.unwrap_or(today);
        if on > today {
            let message = "A check-in says what was seen. Give today or a day before it.";
            return Err(AppError::field("on", on.to_string(), message));
        }
        let check_in = CheckIn {
            id: CheckInId::new(change.at),
            key_result_id: id,
            on,
            confidence: input.confidence,
            value: input.value,
            note: input.note.trim().to_owned(),
            by: change.by,
            at: change.at,
            withdrawn_at: None,
        };
        check_in.check().map_err(|faults| invalid(&faults, &check_in))?;
        let (result, written) = self
            .write(actor, move |tx| {
                let check_in = check_in.clone();
                Box::pin(async move {
                    let result = open_result(tx, id).await?;
                    result.check_said(check_in.value).map_err(|faults| invalid(&faults, &check_in))?;
                    let data = serde_json::json!({ "confidence": check_in.confidence, "value": check_in.value });
                    tx.record(change.event(EventKind::CheckedIn, Some(id.0), &result.key, data)).await?;
                    tx.insert(&check_in).await?;
                    Ok((result, check_in))
                })
            })
            .await?;
        Ok(seen(&picture, &result, written))
    }

    /// The check-ins of a key result.
    #[boxed]
    pub async fn list_check_ins(&self, actor: &Actor, id: KeyResultId) -> Result<CheckInsView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let mut reader = self.reader(actor);
        let result: KeyResult = reader.get(id).await?;
        let all = reader.check_ins_of(id).await?;
        let (check_ins, taken_back): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.withdrawn_at.is_none());
        let rhythm = rhythm_of(&picture, &result, &check_ins);
        Ok(CheckInsView {
            key_result_id: id,
            measured: result.metric_id.is_some_and(|id| picture.goals.metric(id).is_some()),
            counts: result.counts(),
            milestones: milestones(&result, check_ins.iter().find_map(|one| one.value).unwrap_or_default()),
            sentence: sentence(rhythm.as_ref(), check_ins.first(), picture.today()),
            rhythm,
            check_ins: check_ins.into_iter().map(|one| seen(&picture, &result, one)).collect(),
            taken_back: taken_back.into_iter().map(|one| seen(&picture, &result, one)).collect(),
            key: result.key,
        })
    }

    /// Takes a check-in back. It can be brought back for 30 days.
    #[boxed]
    pub async fn withdraw_check_in(&self, actor: &Actor, id: CheckInId) -> Result<CheckInView, AppError> {
        self.turn_check_in(actor, id, false).await
    }

    /// Brings back a check-in that was taken back.
    #[boxed]
    pub async fn restore_check_in(&self, actor: &Actor, id: CheckInId) -> Result<CheckInView, AppError> {
        self.turn_check_in(actor, id, true).await
    }

    async fn turn_check_in(&self, actor: &Actor, id: CheckInId, back: bool) -> Result<CheckInView, AppError> {
        actor.require(Action::WriteTickets)?;
        let picture = self.picture(actor).await?;
        let change = self.change(actor);
        let (result, turned) =
            self.write(actor, move |tx| Box::pin(async move { turn(tx, change, id, back).await })).await?;
        Ok(seen(&picture, &result, turned))
    }

    /// What the check-ins of this week ask of a member, and what leaders should hear of them.
    pub(crate) async fn check_ins_this_week(
        &self,
        actor: &Actor,
        picture: &Picture,
    ) -> Result<(Option<Asked>, Vec<Signal>), AppError> {
        let check_ins = by_result(self.reader(actor).list(Show::Live).await?);
        let of = |id: KeyResultId| check_ins.get(&id).map_or(&[][..], Vec::as_slice);
        let running: Vec<(&KeyResult, Rhythm)> = picture
            .goals
            .key_results()
            .iter()
            .filter_map(|result| Some((result, rhythm_of(picture, result, of(result.id))?)))
            .collect();
        let mine = actor.member_id().filter(|_| actor.may(Action::WriteTickets));
        Ok((mine.and_then(|mine| asked(picture, mine, &running)), signals(&running, of)))
    }
}

/// Check-ins by what they are of, each list from the oldest to the newest.
pub(super) fn by_result(mut check_ins: Vec<CheckIn>) -> BTreeMap<KeyResultId, Vec<CheckIn>> {
    check_ins.sort_by_key(|one| (one.on, one.at, one.id));
    let mut by_result: BTreeMap<KeyResultId, Vec<CheckIn>> = BTreeMap::new();
    for one in check_ins {
        by_result.entry(one.key_result_id).or_default().push(one);
    }
    by_result
}

async fn turn(tx: &mut Tx, change: Change, id: CheckInId, back: bool) -> Result<(KeyResult, CheckIn), AppError> {
    let mut check_in: CheckIn = tx.read().get(id).await?;
    if check_in.withdrawn_at.is_none() == back {
        return Ok((tx.read().get(check_in.key_result_id).await?, check_in));
    }
    let result = open_result(tx, check_in.key_result_id).await?;
    let kind = if back { EventKind::CheckInRestored } else { EventKind::CheckInWithdrawn };
    let data = serde_json::json!({ "check_in": check_in.id });
    tx.record(change.event(kind, Some(check_in.key_result_id.0), &result.key, data)).await?;
    if back {
        result.check_said(check_in.value).map_err(|faults| invalid(&faults, &check_in))?;
        tx.restore::<CheckIn>(id, None).await?;
        check_in.withdrawn_at = None;
    } else {
        tx.withdraw::<CheckIn>(id, None, change.at).await?;
        check_in.withdrawn_at = Some(change.at);
    }
    Ok((result, check_in))
}

/// A key result that is there and whose cycle is not closed.
async fn open_result(tx: &mut Tx, id: KeyResultId) -> Result<KeyResult, AppError> {
    let result: KeyResult = tx.read().get(id).await?;
    if result.withdrawn_at.is_some() {
        return Err(AppError::NotFound { what: "key result" });
    }
    result.free(tx).await?;
    Ok(result)
}

fn milestones(result: &KeyResult, there: f64) -> Vec<Milestone> {
    let milestone =
        |(count, title): (u32, &str)| Milestone { title: title.to_owned(), there: f64::from(count) <= there };
    (1..).zip(result.milestones()).map(milestone).collect()
}

fn seen(picture: &Picture, result: &KeyResult, check_in: CheckIn) -> CheckInView {
    let by_name = check_in.by.and_then(|by| picture.name_of(by)).map(str::to_owned);
    CheckInView { by_name, says: check_in.value.map(|value| result.says(value)), check_in }
}

/// Of a key result that runs today.
fn rhythm_of(picture: &Picture, result: &KeyResult, check_ins: &[CheckIn]) -> Option<Rhythm> {
    let objective = picture.goals.first_objective(result)?;
    // Before it was made nobody could look at it.
    let made = result.created_at.date_in(picture.zone());
    let since = objective.starts_on.filter(|_| objective.cycle_id.is_some()).map(|first| first.max(made));
    picture.goals.runs(objective, picture.today()).then(|| Rhythm::of(check_ins, since, picture.today()))
}

fn sentence(rhythm: Option<&Rhythm>, newest: Option<&CheckIn>, today: Date) -> String {
    let due = rhythm.is_some_and(|rhythm| rhythm.due);
    let Some(newest) = newest else {
        return if due { "No check-in yet; the first one is due." } else { "No check-in yet." }.to_owned();
    };
    let fell = match rhythm.and_then(|rhythm| rhythm.fell_by) {
        Some(by) => format!(" It fell by {by} within a week."),
        None => String::new(),
    };
    let next = if due { " The check-in of this week is due." } else { "" };
    format!("Confidence {} of {SURE} on {}.{fell}{next}", newest.confidence, words::day(newest.on, today))
}

/// The check-ins that are due of what this member answers for, the longest without one first.
fn asked(picture: &Picture, member: MemberId, running: &[(&KeyResult, Rhythm)]) -> Option<Asked> {
    let mine = |result: &KeyResult| {
        let owner = picture.goals.first_objective(result).and_then(|objective| objective.owner_id);
        owner == Some(member)
    };
    let mut due: Vec<_> = running.iter().filter(|(result, rhythm)| rhythm.due && mine(result)).collect();
    due.sort_by_key(|(result, rhythm)| (rhythm.last_on, result.id));
    let (result, rhythm) = due.first()?;
    let last = match rhythm.last_on {
        Some(on) => format!("was last looked at on {}", words::day(on, picture.today())),
        None => "has no check-in yet".to_owned(),
    };
    let more = match due.len() - 1 {
        0 => String::new(),
        1 => " One more key result of yours waits.".to_owned(),
        many => format!(" {} more key results of yours wait.", words::capital(&words::spelled(many))),
    };
    Some(Asked {
        title: format!("Check in on {}", result.key),
        why: format!("\u{201c}{}\u{201d} {last}.{more}", result.title.trim().trim_end_matches('.')),
        href: format!("/key-results/{}#check-in", result.id),
        minutes: 2,
    })
}

/// Where confidence fell, and what nobody looked at for long. Goals are named, never people.
fn signals<'c>(running: &[(&KeyResult, Rhythm)], of: impl Fn(KeyResultId) -> &'c [CheckIn]) -> Vec<Signal> {
    let mut signals = Vec::new();
    let falls = running.iter().filter_map(|(result, rhythm)| Some((*result, rhythm, rhythm.fell_by?)));
    if let Some((result, rhythm, by)) = falls.max_by_key(|(result, _, by)| (*by, std::cmp::Reverse(result.id))) {
        let note = of(result.id).last().map(|one| one.note.trim()).filter(|note| !note.is_empty());
        let because = note.map_or(String::new(), |note| format!(" \u{201c}{}\u{201d}", note.trim_end_matches('.')));
        let now = rhythm.confidence.unwrap_or_default();
        signals.push(Signal {
            for_whom: "leaders".to_owned(),
            sentence: format!("Confidence in {} fell from {} to {now} within a week.{because}", result.key, now + by),
            href: format!("/key-results/{}", result.id),
            link: "Read the check-ins".to_owned(),
        });
    }
    let stale: Vec<String> =
        running.iter().filter(|(_, rhythm)| rhythm.stale).map(|(result, _)| result.key.clone()).collect();
    if let Some(first) = running.iter().find(|(_, rhythm)| rhythm.stale) {
        let named = match stale.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            Some(more) => words::list(&[&stale[..MOST_NAMED], &[format!("{} more", words::spelled(more))]].concat()),
            None => words::list(&stale),
        };
        let have = if stale.len() == 1 { "has" } else { "have" };
        signals.push(Signal {
            for_whom: "leaders".to_owned(),
            sentence: format!("{named} {have} had no check-in for ten days."),
            href: format!("/key-results/{}", first.0.id),
            link: "See where it stands".to_owned(),
        });
    }
    signals
}
