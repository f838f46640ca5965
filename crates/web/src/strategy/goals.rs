//! Objectives with their key results and problems.

use axum::extract::State;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;
use throughline_app::KeyResultScore;
use throughline_domain::{
    people::Role,
    strategy::{Band, Cycle, CycleState, KeyResult, Objective, Problem},
    words,
};

use crate::{
    components::{bits, say},
    editing,
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

#[derive(Serialize)]
struct View {
    cycles: Vec<Cycle>,
    objectives: Vec<Objective>,
    key_results: Vec<KeyResult>,
    scores: Vec<KeyResultScore>,
    problems: Vec<Problem>,
}

/// `GET /goals`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let view = View {
        cycles: site.app.list_cycles(&signed.actor, false).await?,
        objectives: site.app.list_objectives(&signed.actor, true).await?,
        key_results: site.app.list_key_results(&signed.actor, true).await?,
        scores: site.app.key_result_scores(&signed.actor).await?,
        problems: site.app.list_problems(&signed.actor, true).await?,
    };
    Ok(signed.page(&view, Place::Goals, "Goals", || body(&signed, &view)))
}

fn body(signed: &Signed, view: &View) -> Markup {
    let leader = signed.frame.may(Role::Leader);
    let live: Vec<&Objective> = view.objectives.iter().filter(|goal| goal.withdrawn_at.is_none()).collect();
    let statement = statement(view, &live, signed.frame.today());
    let loose: Vec<&Problem> =
        view.live().filter(|problem| problem.key_result_id.is_none() && !view.is_part(problem)).collect();
    html! {
        (bits::head(&["Objectives, key results, engineering problems"], &statement, Some("Each goal is translated into problems that engineers can solve. Tickets hang on problems.")))
        div class="actions" {
            @if leader { a class="btn" href="/objectives/new" { "Add an objective" } }
            @if leader { a class="btn" href="/problems/new" { "Add a problem" } }
            a class="btn quiet" href="/cycles" { "Cycles" }
            a class="btn quiet" href="/weekly-goals" { "Weekly goals" }
            a class="btn quiet" href="/map" { "See it as a map" }
            @if leader { a class="btn quiet" href="/strategy/import" { "Bring OKRs in" } }
            a class="btn quiet" href="/strategy" { "Keep it as files" }
        }
        @if live.is_empty() { (bits::empty("No objective yet", "An objective says where the company wants to be at the end of a cycle, and why.", leader.then_some(("/objectives/new", "Write the first one")))) }
        @for goal in &live { (objective(signed, view, goal)) }
        @if !loose.is_empty() {
            section class="goal" aria-labelledby="h-loose" {
                h2 id="h-loose" { "Problems that serve no key result yet" }
                ul { @for problem in loose { (problem_line(signed, view, problem, None)) } }
            }
        }
        @if leader { (deleted(view)) }
    }
}

/// "Five things we want to reach. One key result is not translated yet."
fn statement(view: &View, live: &[&Objective], today: Date) -> String {
    if live.is_empty() {
        return "No objective yet.".to_owned();
    }
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let untranslated = view
        .key_results
        .iter()
        .filter(|result| {
            let runs =
                |goal: &&&Objective| result.share_for(goal.id).is_some() && !goal.ended(cycle_of(view, goal), today);
            result.withdrawn_at.is_none() && live.iter().any(|goal| runs(&goal))
        })
        .filter(|result| problems_of(view, result).next().is_none());
    let first = say::opening(count(live.len()), "thing", "things");
    match untranslated.count() {
        0 => format!("{first} we want to reach, all of them translated."),
        some => format!(
            "{first} we want to reach; {} not translated yet.",
            say::opening(count(some), "key result is", "key results are").to_lowercase()
        ),
    }
}

fn cycle_of<'a>(view: &'a View, goal: &Objective) -> Option<&'a Cycle> {
    view.cycles.iter().find(|cycle| Some(cycle.id) == goal.cycle_id)
}

impl View {
    fn live(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.withdrawn_at.is_none())
    }

    /// Whether a problem is part of another that was not deleted.
    fn is_part(&self, problem: &Problem) -> bool {
        problem.parent_id.is_some_and(|whole| self.live().any(|one| one.id == whole))
    }
}

fn problems_of<'a>(view: &'a View, result: &KeyResult) -> impl Iterator<Item = &'a Problem> {
    let id = result.id;
    view.live().filter(move |problem| problem.share_for(id).is_some())
}

fn deleted(view: &View) -> Markup {
    html! {
        (editing::deleted(view.objectives.iter().filter(|goal| goal.withdrawn_at.is_some()).map(|goal| (goal, goal.id))))
        (editing::deleted(view.key_results.iter().filter(|goal| goal.withdrawn_at.is_some()).map(|goal| (goal, goal.id))))
        (editing::deleted(view.problems.iter().filter(|goal| goal.withdrawn_at.is_some()).map(|goal| (goal, goal.id))))
    }
}

fn objective(signed: &Signed, view: &View, goal: &Objective) -> Markup {
    let today = signed.frame.today();
    let cycle = cycle_of(view, goal);
    let closed = cycle.is_some_and(|cycle| cycle.state() == CycleState::Closed);
    let over = Over { closed, ended: goal.ended(cycle, today) };
    let results =
        view.key_results.iter().filter(|result| result.share_for(goal.id).is_some() && result.withdrawn_at.is_none());
    html! {
        section class="goal stop" {
            div class="between" {
                div {
                    h2 { a class="strong-link" href={ "/objectives/" (goal.key) } { (goal.title) } }
                    p class="why" { (goal.why) }
                    p class="meta" {
                        span class="id" { (goal.key) }
                        @if let Some(cycle) = cycle { " · " a href={ "/cycles/" (cycle.id) } { (cycle.name) } @if closed { ", closed" } }
                        @if let Some(ends) = goal.ends_on.or(cycle.map(|cycle| cycle.ends_on)) { @if ends < today { " · ended " } @else { " · until " } (words::day(ends, today)) }
                        @if goal.metric_id.is_none() { " · " span class="tag cost" { "moves no metric yet" } }
                    }
                }
                @if signed.frame.may(Role::Leader) && !closed {
                    div class="actions" {
                        a class="btn small" href={ "/objectives/" (goal.id) "/edit" } aria-label={ "Change " (goal.title) } { "Change" }
                        a class="btn small" href={ "/key-results/new?objective_id=" (goal.id) } aria-label={ "Add a key result to " (goal.title) } { "Add a key result" }
                    }
                }
            }
            ul { @for result in results { (key_result(signed, view, result, result.share_for(goal.id), over)) } }
        }
    }
}

/// How far an objective is over.
#[derive(Clone, Copy)]
struct Over {
    /// Nothing of it can be changed any more.
    closed: bool,
    /// Nothing is missing below it any more.
    ended: bool,
}

fn key_result(signed: &Signed, view: &View, result: &KeyResult, share: Option<i64>, over: Over) -> Markup {
    let leader = signed.frame.may(Role::Leader);
    let mut problems = problems_of(view, result).peekable();
    let score = view.scores.iter().find(|score| score.key_result_id == result.id);
    html! {
        li {
            div class="between" {
                div {
                    a class="strong-link" href={ "/key-results/" (result.key) } { (result.title) }
                    p class="meta" { span class="id" { (result.key) } (part(share)) @if let Some(due) = result.due_on { " · by " (words::day(due, signed.frame.today())) } @if problems.peek().is_none() && !over.ended { " · " span class="tag cost" { "nobody works on it yet" } } }
                    @if let Some(score) = score { p class="meta" { (short_score(score)) } }
                }
                div class="actions" {
                    @if leader && !over.closed { a class="btn small quiet" href={ "/key-results/" (result.id) "/edit" } aria-label={ "Change " (result.title) } { "Change" } }
                    @if leader && !over.ended { a class="btn small quiet" href={ "/problems/new?key_result_id=" (result.id) } aria-label={ "Translate the goal: " (result.title) } { "Translate the goal" } }
                }
            }
            ul { @for problem in problems { (problem_line(signed, view, problem, problem.share_for(result.id))) } }
        }
    }
}

/// "score 0.30 red · behind by 0.16", or why there is none.
pub(super) fn short_score(of: &KeyResultScore) -> Markup {
    let Some(score) = &of.score else { return html! { (of.sentence) } };
    html! {
        span class=(band_class(score.band)) { "score " (format!("{:.2}", score.score)) " " (score.band.name()) }
        @if let Some(pace) = of.pace.filter(|pace| pace.behind) { " · behind by " (format!("{:.2}", pace.lag)) }
    }
}

/// The band is named as well: nobody needs to see its colour.
pub(super) const fn band_class(band: Band) -> &'static str {
    match band {
        Band::Green => "tag done",
        Band::Yellow => "tag line",
        Band::Red => "tag cost",
    }
}

/// How far a key result is, and whether it keeps pace.
pub(super) fn progress(of: &KeyResultScore) -> Markup {
    html! {
        p class="meta" {
            (of.sentence)
            @if let Some(pace) = &of.pace_sentence { " " (pace) }
        }
    }
}

/// " · 40% of it", where less than all counts here.
pub(super) fn part(share: Option<i64>) -> Markup {
    html! { @if let Some(percent) = share.filter(|percent| *percent < 100) { " · " (percent) "% of it" } }
}

/// A problem with the problems that refine it.
fn problem_line(signed: &Signed, view: &View, problem: &Problem, share: Option<i64>) -> Markup {
    let parts: Vec<&Problem> = view.live().filter(|one| one.parent_id == Some(problem.id)).collect();
    html! {
        li {
            div class="between" {
                div {
                    a class="strong-link" href={ "/problems/" (problem.key) } { (problem.title) }
                    p class="meta" {
                        span class="id" { (problem.key) } (part(share))
                        @if !problem.expected_effect.is_empty() { " · " (problem.expected_effect) }
                        @else if parts.is_empty() { " · " span class="tag cost" { "no expected effect yet" } }
                        @if !parts.is_empty() { " · in " (say::count(i64::try_from(parts.len()).unwrap_or(i64::MAX), "part", "parts")) }
                    }
                }
                @if signed.frame.may(Role::Leader) { a class="btn small quiet" href={ "/problems/" (problem.id) "/edit" } aria-label={ "Change " (problem.title) } { "Change" } }
            }
            @if !parts.is_empty() { ul { @for part in parts { (problem_line(signed, view, part, None)) } } }
        }
    }
}
