//! Weekly goals: set on Monday, closed on Friday, carried over with a reason.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    KeyResultId, TeamId, Ts, WeeklyGoalId,
    activity::EventKind,
    people::{Action, Team},
    strategy::{KeyResult, WeekOutcome, WeeklyError, WeeklyGoal, monday_of},
    words,
};
use throughline_store::{Show, StoreError, Tx};
use utoipa::ToSchema;

use crate::{
    Actor, App, AppError, Asked, boxed,
    crud::{Noun, checked, make, noun_fields, refer},
    portfolio::{Picture, zone_of},
    words::counted,
    write::Change,
};

/// One team's step of a week toward a key result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklyGoalInput {
    /// Whose step.
    pub team_id: TeamId,
    /// Toward which key result.
    pub key_result_id: KeyResultId,
    /// "The alerts of the two largest carriers are live".
    #[schema(min_length = 1, max_length = 1000)]
    pub title: String,
    /// A day of its week. Left out, a new goal is one of this week, and one that is there stays in its own. A week that is
    /// over takes no new goal.
    #[serde(default)]
    pub week_of: Option<Date>,
}

/// What is said of a weekly goal, with its week.
#[derive(Debug, Clone)]
pub struct OfWeek {
    team_id: TeamId,
    key_result_id: KeyResultId,
    title: String,
    monday: Date,
}

/// How a weekly goal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseWeeklyGoalInput {
    /// Done or not.
    pub outcome: WeekOutcome,
    /// Why it was not done.
    #[serde(default)]
    pub reason: String,
    /// Why what was not done goes on in the next week; left out, it does not.
    #[serde(default)]
    pub carried_because: Option<String>,
}

/// Which week to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekQuery {
    /// A day of it; this week when left out.
    #[serde(default)]
    pub week_of: Option<Date>,
}

/// A weekly goal with the names around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeeklyGoalView {
    /// The goal.
    pub goal: WeeklyGoal,
    /// The team's name.
    pub team: String,
    /// Short name of the key result; none if it was deleted.
    pub key: Option<String>,
    /// Title of the key result.
    pub key_result: String,
    /// Monday of the week from which it was carried over.
    pub carried_from_week: Option<Date>,
    /// Whether it is to be closed: from Friday of its week on.
    pub due: bool,
}

/// The weekly goals of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeeklyGoalsView {
    /// Monday of the week.
    pub monday: Date,
    /// The answer in one sentence.
    pub statement: String,
    /// Its goals by team, in the order in which they were set.
    pub goals: Vec<WeeklyGoalView>,
    /// Goals of weeks before that nobody closed.
    pub left_open: Vec<WeeklyGoalView>,
}

impl From<WeeklyError> for AppError {
    fn from(error: WeeklyError) -> Self {
        Self::conflict(error.to_string())
    }
}

impl WeeklyGoalInput {
    /// `otherwise`: a day of the week that it belongs to where it says none.
    fn of_week(self, otherwise: Date) -> OfWeek {
        let Self { team_id, key_result_id, title, week_of } = self;
        OfWeek {
            team_id,
            key_result_id,
            title: title.trim().to_owned(),
            monday: monday_of(week_of.unwrap_or(otherwise)),
        }
    }
}

impl App {
    /// All of them, with the deleted ones if asked.
    #[boxed]
    pub async fn list_weekly_goals(&self, actor: &Actor, include_withdrawn: bool) -> Result<Vec<WeeklyGoal>, AppError> {
        self.list_nouns(actor, include_withdrawn).await
    }

    /// One weekly goal, deleted or not.
    #[boxed]
    pub async fn get_weekly_goal(&self, actor: &Actor, id: WeeklyGoalId) -> Result<WeeklyGoal, AppError> {
        self.get_noun(actor, id).await
    }

    /// Sets a weekly goal: for this week or a later one.
    #[boxed]
    pub async fn create_weekly_goal(&self, actor: &Actor, input: WeeklyGoalInput) -> Result<WeeklyGoal, AppError> {
        actor.require(WeeklyGoal::WRITE)?;
        let today = self.now().date_in(&zone_of(&actor.workspace));
        self.create_noun(actor, input.of_week(today)).await
    }

    /// Replaces what is said of a weekly goal, if it still is at this version. Without a day it stays in its week.
    #[boxed]
    pub async fn change_weekly_goal(
        &self,
        actor: &Actor,
        id: WeeklyGoalId,
        version: i64,
        input: WeeklyGoalInput,
    ) -> Result<WeeklyGoal, AppError> {
        actor.require(WeeklyGoal::WRITE)?;
        let own = self.get_weekly_goal(actor, id).await?.monday;
        self.change_noun(actor, id, version, input.of_week(own)).await
    }

    /// Deletes a weekly goal, if it still is at this version. It can be brought back for 30 days.
    #[boxed]
    pub async fn withdraw_weekly_goal(
        &self,
        actor: &Actor,
        id: WeeklyGoalId,
        version: i64,
    ) -> Result<WeeklyGoal, AppError> {
        self.withdraw_noun(actor, id, version).await
    }

    /// Brings a deleted weekly goal back.
    #[boxed]
    pub async fn restore_weekly_goal(&self, actor: &Actor, id: WeeklyGoalId) -> Result<WeeklyGoal, AppError> {
        self.restore_noun(actor, id).await
    }

    /// The goals of a week, and those of weeks before that nobody closed.
    #[boxed]
    pub async fn weekly_goals(&self, actor: &Actor, query: WeekQuery) -> Result<WeeklyGoalsView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let today = picture.today();
        let monday = monday_of(query.week_of.unwrap_or(today));
        let views = self.seen_weekly(actor, &picture).await?;
        let of_week = |view: &&WeeklyGoalView| view.goal.monday == monday;
        let goals: Vec<WeeklyGoalView> = views.iter().filter(of_week).cloned().collect();
        let open =
            |view: &&WeeklyGoalView| view.goal.monday < monday.min(monday_of(today)) && view.goal.outcome.is_none();
        let left_open: Vec<WeeklyGoalView> = views.iter().filter(open).cloned().collect();
        Ok(WeeklyGoalsView { monday, statement: statement(&goals, left_open.len(), (monday, today)), goals, left_open })
    }

    /// Closes a weekly goal, if it still is at this version: done, or not done with a reason. What was not done can be
    /// carried over to the next week, with a reason too.
    #[boxed]
    pub async fn close_weekly_goal(
        &self,
        actor: &Actor,
        id: WeeklyGoalId,
        version: i64,
        input: CloseWeeklyGoalInput,
    ) -> Result<WeeklyGoal, AppError> {
        actor.require(WeeklyGoal::WRITE)?;
        let change = self.change(actor);
        let currency = actor.workspace.currency;
        let today = change.at.date_in(&zone_of(&actor.workspace));
        self.write(actor, move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let before: WeeklyGoal = tx.read().get(id).await?;
                if before.withdrawn_at.is_some() {
                    return Err(AppError::NotFound { what: "weekly goal" });
                }
                let mut after = before.closed(input.outcome, &input.reason, change.by, change.at)?;
                if after == before {
                    return Ok(before);
                }
                if before.version != version {
                    return Err(AppError::Stale { current_version: before.version });
                }
                checked(&after, currency)?;
                if let Some(because) = &input.carried_because {
                    let next = next_week(&before, &input, because, today, change.at)?;
                    make(tx, change, currency, next).await?;
                }
                let data = serde_json::json!({ "outcome": after.outcome, "reason": after.reason });
                tx.record(change.event(EventKind::WeeklyGoalClosed, Some(id.0), &after.title, data)).await?;
                after.version = tx.update(&after).await?;
                Ok(after)
            })
        })
        .await
    }

    async fn seen_weekly(&self, actor: &Actor, picture: &Picture) -> Result<Vec<WeeklyGoalView>, AppError> {
        let mut reader = self.reader(actor);
        let goals: Vec<WeeklyGoal> = reader.list(Show::Live).await?;
        let teams: Vec<Team> = reader.list(Show::All).await?;
        let by_id: BTreeMap<WeeklyGoalId, &WeeklyGoal> = goals.iter().map(|goal| (goal.id, goal)).collect();
        let seen = |goal: &WeeklyGoal| {
            let result = picture.goals.key_result(goal.key_result_id);
            let team = teams.iter().find(|team| team.id == goal.team_id);
            let from = goal.carried_from.and_then(|id| by_id.get(&id));
            WeeklyGoalView {
                team: team.map_or_else(|| "a team that is gone".to_owned(), |team| team.name.clone()),
                key: result.map(|result| result.key.clone()),
                key_result: result
                    .map_or_else(|| "a key result that was deleted".to_owned(), |result| result.title.clone()),
                carried_from_week: from.map(|from| from.monday),
                due: goal.is_due(picture.today()),
                goal: goal.clone(),
            }
        };
        let mut views: Vec<WeeklyGoalView> = goals.iter().map(seen).collect();
        views.sort_by(|a, b| a.team.to_lowercase().cmp(&b.team.to_lowercase()).then(a.goal.id.cmp(&b.goal.id)));
        Ok(views)
    }

    /// What weekly goals ask of a member: to close those of their team that are due, or to set one for this week.
    pub(crate) async fn weekly_asked(&self, actor: &Actor, picture: &Picture) -> Result<Option<Asked>, AppError> {
        let team = actor.member.as_ref().and_then(|member| member.team_id);
        let Some(team) = team.filter(|_| actor.may(WeeklyGoal::WRITE)) else { return Ok(None) };
        let goals = self.seen_weekly(actor, picture).await?;
        let mut ours = goals.iter().filter(|view| view.goal.team_id == team);
        if let Some(due) = ours.clone().find(|view| view.due) {
            return Ok(Some(Asked {
                title: format!("Close the weekly goal toward {}", due.key.as_ref().unwrap_or(&due.key_result)),
                why: format!("\u{201c}{}\u{201d}: was it done?", due.goal.title.trim_end_matches('.')),
                href: format!("/weekly-goals?week_of={}", due.goal.monday),
                minutes: 2,
            }));
        }
        // A team that never set one does not work with weekly goals.
        let monday = monday_of(picture.today());
        let began = ours.clone().next().is_some();
        let missing = began && !ours.any(|view| view.goal.monday == monday);
        Ok(missing.then(|| Asked {
            title: "Set your team\u{2019}s goal of this week".to_owned(),
            why: "It has none yet: one step toward a key result.".to_owned(),
            href: "/weekly-goals/new".to_owned(),
            minutes: 3,
        }))
    }
}

/// The goal as it goes on in the next week.
fn next_week(
    before: &WeeklyGoal,
    input: &CloseWeeklyGoalInput,
    because: &str,
    today: Date,
    at: Ts,
) -> Result<WeeklyGoal, AppError> {
    if input.outcome == WeekOutcome::Done {
        let message = "What was done is not carried over. Set a new goal for what comes next.";
        return Err(AppError::field("carried_because", because, message));
    }
    Ok(WeeklyGoal {
        id: WeeklyGoalId::new(at),
        monday: before.next_monday(today),
        carried_from: Some(before.id),
        carried_because: because.trim().to_owned(),
        version: 1,
        ..before.clone()
    })
}

/// "Four goals of this week: two done, one not done, one open."
fn statement(goals: &[WeeklyGoalView], left_open: usize, (monday, today): (Date, Date)) -> String {
    let week = if monday == monday_of(today) {
        "this week".to_owned()
    } else {
        format!("the week of {}", words::day(monday, today))
    };
    let before = match left_open {
        0 => String::new(),
        1 => " One of a week before was not closed.".to_owned(),
        many => format!(" {} of weeks before were not closed.", words::capital(&words::spelled(many))),
    };
    if goals.is_empty() {
        let yet = if monday < monday_of(today) { "" } else { " yet" };
        return format!("No goal for {week}{yet}.{before}");
    }
    let ended = |outcome| goals.iter().filter(|view| view.goal.outcome == outcome).count();
    let parts = [
        (ended(Some(WeekOutcome::Done)), "done"),
        (ended(Some(WeekOutcome::NotDone)), "not done"),
        (ended(None), "open"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, how)| format!("{} {how}", words::spelled(*count)))
        .collect();
    format!("{} of {week}: {}.{before}", counted(goals.len(), "goal"), words::list(&parts))
}

impl Noun for WeeklyGoal {
    type Id = WeeklyGoalId;
    type Input = OfWeek;
    const WRITE: Action = Action::WriteTickets;
    const EVENTS: [EventKind; 4] = [
        EventKind::WeeklyGoalCreated,
        EventKind::WeeklyGoalChanged,
        EventKind::WeeklyGoalWithdrawn,
        EventKind::WeeklyGoalRestored,
    ];

    fn new(input: OfWeek, now: Ts) -> Self {
        let OfWeek { team_id, key_result_id, title, monday } = input;
        Self::set(WeeklyGoalId::new(now), team_id, key_result_id, monday, title)
    }

    fn replaced(&self, input: OfWeek) -> Self {
        let OfWeek { team_id, key_result_id, title, monday } = input;
        Self { team_id, key_result_id, title, monday, ..self.clone() }
    }

    async fn free(&self, tx: &mut Tx) -> Result<(), AppError> {
        self.writable()?;
        tx.read().get::<KeyResult>(self.key_result_id).await?.free(tx).await
    }

    async fn settled(self, tx: &mut Tx, change: Change) -> Result<Self, AppError> {
        refer::<Team>(tx, "team_id", Some(self.team_id)).await?;
        refer::<KeyResult>(tx, "key_result_id", Some(self.key_result_id)).await?;
        tx.read().get::<KeyResult>(self.key_result_id).await?.free(tx).await?;
        let this_week = monday_of(change.at.date_in(&zone_of(&tx.read().workspace().await?)));
        let before = match tx.read().get::<Self>(self.id).await {
            Ok(before) => Some(before.monday),
            Err(StoreError::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
        if self.monday < this_week && before != Some(self.monday) {
            let message = "That week is over. Set the goal for this week or a later one.";
            return Err(AppError::field("week_of", self.monday.to_string(), message));
        }
        Ok(self)
    }

    noun_fields!(title);
}
