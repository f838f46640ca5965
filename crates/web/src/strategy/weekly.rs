//! Weekly goals: those of a week, and how each ended.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use jiff::{ToSpan, civil::Date};
use maud::{Markup, html};
use throughline_app::{
    Actor, App, AppError, CloseWeeklyGoalInput, WeekQuery, WeeklyGoalInput, WeeklyGoalView, WeeklyGoalsView,
};
use throughline_domain::{
    KeyResultId, TeamId, WeeklyGoalId,
    people::Role,
    strategy::{WeekOutcome, WeeklyGoal, monday_of},
    words,
};
use uuid::Uuid;

use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

const PICK: &str = "Choose one of the list.";

impl Noun for WeeklyGoal {
    type Id = WeeklyGoalId;
    type Input = WeeklyGoalInput;
    const NAME: &'static str = "weekly goal";
    const FOLDER: &'static str = "/weekly-goals";
    const PLACE: Place = Place::Goals;
    const NEEDS: Role = Role::Member;

    five_verbs!(get_weekly_goal, create_weekly_goal, change_weekly_goal, withdraw_weekly_goal, restore_weekly_goal);

    fn title(&self) -> &str {
        &self.title
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        of_week(self.monday)
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("title", &self.title)
            .with("team_id", self.team_id.to_string())
            .with("key_result_id", self.key_result_id.to_string())
            .with("week_of", self.monday.to_string())
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> WeeklyGoalInput {
        let own = actor.member.as_ref().and_then(|member| member.team_id);
        let team = reader.parsed("team_id", PICK).or(own);
        if team.is_none() {
            reader.complain("team_id", "Choose the team whose step it is.");
        }
        let result = reader.parsed("key_result_id", PICK);
        if result.is_none() && reader.text("key_result_id").is_empty() {
            reader.complain("key_result_id", "Choose the key result it is a step toward.");
        }
        WeeklyGoalInput {
            team_id: team.unwrap_or(TeamId(Uuid::nil())),
            key_result_id: result.unwrap_or(KeyResultId(Uuid::nil())),
            title: reader.text("title"),
            week_of: reader.date("week_of"),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let teams = app.list_teams(actor, false).await?;
        let key_results = app.list_key_results(actor, false).await?;
        let named = key_results.into_iter().map(|goal| (goal.id.to_string(), format!("{} {}", goal.key, goal.title)));
        Ok(Lists {
            teams: teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect(),
            key_results: named.collect(),
            ..Lists::default()
        })
    }
    fn question() -> String {
        "Which step do we take this week?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            (Field::new(state, "title", "By Friday").required().example("The alerts of the two largest carriers are live").text())
            (Field::new(state, "key_result_id", "A step toward").select(Some("choose"), &lists.key_results))
            div class="two" {
                (Field::new(state, "team_id", "Of the team").hint("Empty: your own.").select(Some("my team"), &lists.teams))
                (Field::new(state, "week_of", "In the week of").hint("Any day of it. Empty: this week.").date())
            }
        }
    }
}

fn of_week(monday: Date) -> String {
    bits::address("/weekly-goals", &[("week_of", &monday.to_string())], &[])
}

/// The form of a goal for a week.
fn set(monday: Date) -> String {
    bits::address("/weekly-goals/new", &[("week_of", &monday.to_string())], &[])
}

/// `GET /weekly-goals`
pub async fn page(State(site): State<Site>, signed: Signed, Query(query): Query<WeekOf>) -> Answer {
    let week_of = match query.week_of.as_deref().map(str::trim).filter(|day| !day.is_empty()) {
        Some(day) => Some(day.parse().map_err(|_| AppError::Invalid {
            fields: vec![throughline_app::FieldError {
                field: "week_of".to_owned(),
                given: day.to_owned(),
                message: "Write a day of the week as 2026-10-13.".to_owned(),
            }],
        })?),
        None => None,
    };
    shown(&site, &signed, StatusCode::OK, WeekQuery { week_of }, None).await
}

/// Which week was asked for, as it was typed.
#[derive(Debug, serde::Deserialize)]
pub struct WeekOf {
    week_of: Option<String>,
}

/// A form that needs another look, of which goal.
type Again<'a> = Option<(WeeklyGoalId, &'a FormState)>;

async fn shown(site: &Site, signed: &Signed, status: StatusCode, query: WeekQuery, again: Again<'_>) -> Answer {
    let view = site.app.weekly_goals(&signed.actor, query).await?;
    let deleted = site.app.list_weekly_goals(&signed.actor, true).await?;
    let body = || body(signed, &view, &deleted, again);
    if status == StatusCode::OK {
        return Ok(signed.page(&view, Place::Goals, "Weekly goals", body));
    }
    Ok(signed.html(status, Place::Goals, "Weekly goals", &body()))
}

fn body(signed: &Signed, view: &WeeklyGoalsView, all: &[WeeklyGoal], again: Again<'_>) -> Markup {
    let today = signed.frame.today();
    let member = signed.frame.may(Role::Member);
    let day = |date| words::day(date, today);
    let (before, after) = (view.monday.saturating_sub(7.days()), view.monday.saturating_add(7.days()));
    let when = format!("week of {}", day(view.monday));
    // A week that is over takes no new goal.
    let set = (member && view.monday >= monday_of(today)).then(|| set(view.monday));
    let gone = all.iter().filter(|goal| goal.withdrawn_at.is_some());
    html! {
        (bits::head(&["Weekly goals", &when], &view.statement, Some("One step of each team toward a key result: set on Monday, closed on Friday.")))
        div class="actions" {
            @if let Some(set) = &set { a class="btn" href=(set) { "Set a goal" } }
            a class="btn quiet" href=(of_week(before)) { "The week before" }
            @if view.monday != monday_of(today) { a class="btn quiet" href="/weekly-goals" { "This week" } }
            a class="btn quiet" href=(of_week(after)) { "The week after" }
        }
        @if view.goals.is_empty() && view.left_open.is_empty() { (bits::empty("No goal in this week", "On Monday each team says which step it takes toward a key result.", set.as_deref().map(|set| (set, "Set the first one")))) }
        h2 class="vh" { "Goals of the " (when) }
        ul class="rows" { @for goal in &view.goals { (row(signed, goal, again)) } }
        @if !view.left_open.is_empty() {
            section aria-labelledby="h-left" {
                h2 id="h-left" { "Not closed in weeks before" }
                ul class="rows" { @for goal in &view.left_open { (row(signed, goal, again)) } }
            }
        }
        @if member { (editing::deleted(gone.map(|goal| (goal, goal.id)))) }
    }
}

fn row(signed: &Signed, view: &WeeklyGoalView, again: Again<'_>) -> Markup {
    let goal = &view.goal;
    let today = signed.frame.today();
    let member = signed.frame.may(Role::Member);
    let state = again.filter(|(id, _)| *id == goal.id).map(|(_, state)| state);
    html! {
        li id=(place(goal.id)) {
            div {
                h3 { (goal.title) }
                p class="meta" {
                    (view.team) " · toward "
                    @if let Some(key) = &view.key { a href={ "/key-results/" (key) } { (key) " " (view.key_result) } } @else { (view.key_result) }
                    " · week of " (words::day(goal.monday, today))
                }
                @if goal.carried_from.is_some() {
                    p class="meta" {
                        "Carried over" @if let Some(from) = view.carried_from_week { " from the week of " (words::day(from, today)) } ": " (goal.carried_because)
                    }
                }
                @if !goal.reason.is_empty() { p class="meta" { (goal.reason) } }
                @if member && goal.outcome.is_none() { (close_form(view, state)) }
            }
            @match goal.outcome {
                Some(WeekOutcome::Done) => span class="tag done" { "done" },
                Some(WeekOutcome::NotDone) => span class="tag cost" { "not done" },
                None if member => a class="btn small quiet" href={ "/weekly-goals/" (goal.id) "/edit" } aria-label={ "Change " (goal.title) } { "Change" },
                None => span class="tag" { "open" }
            }
        }
    }
}

/// Where a goal stands on the page.
fn place(id: WeeklyGoalId) -> String {
    format!("goal-{id}")
}

/// How it ended: done by one button; not done with a reason, and perhaps why it goes on.
fn close_form(view: &WeeklyGoalView, state: Option<&FormState>) -> Markup {
    let goal = &view.goal;
    let fresh = FormState::new().within(place(goal.id));
    let typed = state.unwrap_or(&fresh);
    let action = format!("/weekly-goals/{}/close", goal.id);
    let version = goal.version.to_string();
    let hidden = fields::hidden(&FormState::new().with("version", &version));
    html! {
        @if let Some(state) = state { (fields::trouble(state)) }
        form method="post" action=(action) {
            (hidden)
            button class="btn small" type="submit" name="outcome" value="done" aria-label={ "Done: " (goal.title) } { "Done" }
        }
        details class="more" open[state.is_some() || view.due] {
            summary { "Not done" }
            form class="form" method="post" action=(action) {
                (fields::hidden(&FormState::new().with("version", &version)))
                (Field::new(typed, "reason", "Why not").required().example("The feed was down for two days.").text())
                (Field::new(typed, "carried_because", "It goes on next week, because").hint("Empty: it ends here.").text())
                button class="btn small" type="submit" name="outcome" value="not_done" aria-label={ "Not done: " (goal.title) } { "Not done" }
            }
        }
    }
}

/// `POST /weekly-goals/{id}/close`
pub async fn close(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id: WeeklyGoalId = id.parse().map_err(|_| Oops(AppError::NotFound { what: "weekly goal" }))?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let input = CloseWeeklyGoalInput {
        outcome: reader.needed_choice("outcome", WeekOutcome::Done),
        reason: reader.text("reason"),
        carried_because: fields.optional("carried_because"),
    };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.close_weekly_goal(&signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(goal) => Ok(see_other(&goal.home())),
        Err(error) => {
            let (status, state) = FormState::new().within(place(id)).again(&fields, error)?;
            let week_of = Some(site.app.get_weekly_goal(&signed.actor, id).await?.monday);
            shown(&site, &signed, status, WeekQuery { week_of }, Some((id, &state))).await
        }
    }
}
