//! Objectives with their key results and problems, and one goal with all its work.

use axum::{
    extract::{OriginalUri, Path, State},
    http::StatusCode,
};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;
use throughline_app::{
    CheckInsView, GoalRef, GoalView, KeyResultScore, Level, MapNode, NotDoingQuery, NotDoingView, QuestionView,
};
use throughline_domain::{
    people::Role,
    strategy::{Band, Cycle, CycleState, KeyResult, Objective, Problem},
    words,
};

use crate::{
    components::{
        bits,
        chain::{self, address},
        money::{self, Tone},
        rows, say,
    },
    editing,
    http::{Answer, FormState, Oops, Signed, see_other},
    layout::Place,
    priorities::not_doing::short,
    site::Site,
    strategy::{check_ins, imports, questions, twice::claimed_twice},
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
fn progress(of: &KeyResultScore) -> Markup {
    html! {
        p class="meta" {
            (of.sentence)
            @if let Some(pace) = &of.pace_sentence { " " (pace) }
        }
    }
}

/// " · 40% of it", where less than all counts here.
fn part(share: Option<i64>) -> Markup {
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

/// `GET /goals/{goal}`: where the goal of this name or id has its page.
pub async fn any(State(site): State<Site>, signed: Signed, Path(goal): Path<String>) -> Answer {
    let node = site.app.goal_work(&signed.actor, GoalRef(goal)).await?.node;
    Ok(see_other(&address(node.level, &node.id, node.key.as_deref())))
}

/// `GET /objectives/{goal}`, `/key-results/{goal}`, `/problems/{goal}`
pub async fn goal(
    State(site): State<Site>,
    signed: Signed,
    OriginalUri(uri): OriginalUri,
    Path(goal): Path<String>,
) -> Answer {
    let view = site.app.goal_work(&signed.actor, GoalRef(goal)).await?;
    let folder = address(view.node.level, &view.node.id, None);
    if folder.split('/').nth(1) != uri.path().split('/').nth(1) {
        return Err(Oops::no_page());
    }
    shown(&site, &signed, StatusCode::OK, &view, &FormState::new()).await
}

/// A goal with its work; `state`: what was typed into its form.
pub(super) async fn shown(
    site: &Site,
    signed: &Signed,
    status: StatusCode,
    view: &GoalView,
    state: &FormState,
) -> Answer {
    let title = &view.node.title;
    let problem = match (view.node.level, view.node.id.parse()) {
        (Level::Problem, Ok(id)) => {
            let questions = site.app.list_questions(&signed.actor, id).await?;
            Some(OneProblem { problem: site.app.get_problem(&signed.actor, id).await?, questions })
        }
        _ => None,
    };
    let not_doing = NotDoingQuery { of: view.node.id.clone(), weeks: None };
    let not_doing = site.app.not_doing(&signed.actor, not_doing).await?;
    let check_ins = match (view.node.level, view.node.id.parse()) {
        (Level::KeyResult, Ok(id)) => Some(site.app.list_check_ins(&signed.actor, id).await?),
        _ => None,
    };
    let panel = html! {
        @if let Some(check_ins) = &check_ins {
            (check_ins::panel(signed, check_ins, !view.closed, state))
        }
    };
    let shown = OneGoal { goal: view, not_doing: &not_doing, problem, check_ins: check_ins.as_ref() };
    let body = || goal_body(signed, &shown, &panel);
    if status == StatusCode::OK {
        return Ok(signed.page(&shown, Place::Goals, title, body));
    }
    Ok(signed.html(status, Place::Goals, title, &body()))
}

#[derive(Serialize)]
struct OneGoal<'a> {
    #[serde(flatten)]
    goal: &'a GoalView,
    /// All open work below it, for a quarter.
    not_doing: &'a NotDoingView,
    /// Of a key result.
    #[serde(skip_serializing_if = "Option::is_none")]
    check_ins: Option<&'a CheckInsView>,
    /// What is more to say of a problem.
    #[serde(flatten)]
    problem: Option<OneProblem>,
}

#[derive(Serialize)]
struct OneProblem {
    problem: Problem,
    questions: Vec<QuestionView>,
}

/// What the business asked for, and what is expected of the translation; `refined`: whether its parts say that too.
fn translation(problem: &Problem, refined: bool) -> Markup {
    html! {
        @if !problem.goal.is_empty() { p class="why" { "It restates: “" (problem.goal) "”" } }
        p class="meta" {
            @if !problem.expected_effect.is_empty() { "Expected: " (problem.expected_effect) }
            @else if refined { "Its parts say what is expected." }
            @else { span class="tag cost" { "no measurable effect yet" } }
        }
    }
}

fn goal_body(signed: &Signed, shown: &OneGoal<'_>, result: &Markup) -> Markup {
    let (view, problem) = (shown.goal, shown.problem.as_ref());
    let node = &view.node;
    let parts: Vec<&MapNode> = node.children.iter().filter(|child| child.level == node.level).collect();
    html! {
        (chain::chain(&view.above, node.broken.as_deref(), view.currency, None))
        div class="head stop here" {
            p class="eyebrow" { span { (chain::level(node.level)) } @if let Some(key) = &node.key { span class="id" { (key) } } }
            h1 class="says" { (node.title) }
            p class="lead" { (view.statement) }
            @if let Some(why) = &node.why { p class="why" { (why) } }
            @if let Some(score) = &view.score { (progress(score)) }
            (shares(view))
            @if let Some(OneProblem { problem, .. }) = problem { (translation(problem, !parts.is_empty())) }
            (short(shown.not_doing))
            (imports::open(&view.remarks))
            div class="actions" {
                @if signed.frame.may(Role::Leader) && !view.closed { a class="btn" href={ (address(node.level, &node.id, None)) "/edit" } { "Change it" } }
                a class="btn quiet" href=(bits::address("/map", &[("focus", node.key.as_deref().unwrap_or(&node.id))], &[])) { "See it on the map" }
                @if node.level == Level::Problem && signed.frame.may(Role::Member) { a class="btn quiet" href={ "/tickets/new?problem_id=" (node.id) } { "Write a ticket for it" } }
                @if node.level == Level::Problem && signed.frame.may(Role::Leader) && view.may_be_refined { a class="btn quiet" href={ "/problems/new?parent_id=" (node.id) } { "Refine: add a part" } }
            }
        }
        (result)
        @if node.level != Level::Problem && !node.children.is_empty() {
            section aria-labelledby="h-below" {
                h2 id="h-below" { "What hangs on it" }
                ul class="rows" { @for child in &node.children { (below(child, view)) } }
            }
        }
        @if !parts.is_empty() {
            section aria-labelledby="h-parts" {
                h2 id="h-parts" { "It is refined into" }
                ul class="rows" { @for part in parts { (below(part, view)) } }
            }
        }
        @if let Some(OneProblem { problem, questions }) = problem { (questions::section(signed, problem, questions)) }
        (claimed_twice(&node.claimed_twice))
        section aria-labelledby="h-work" {
            h2 id="h-work" { "All work below it" }
            @if view.tickets.is_empty() { (bits::empty("Nobody is working on this", "Tickets hang on problems: open a ticket and say which problem it works on.", Some(("/tickets", "Look through the tickets")))) }
            @else { (rows::table(&view.tickets, "Tickets")) }
        }
    }
}

/// For what it counts, where it is for several goals.
fn shares(view: &GoalView) -> Markup {
    html! {
        @if view.shares.len() > 1 {
            p class="meta" {
                "It counts for "
                @for (at, share) in view.shares.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(address(share.level, &share.id, Some(&share.key))) { (share.key) " " (share.title) } " (" (share.percent) "%)"
                }
                ". The money below it goes to each by its share, and counts once."
            }
        }
    }
}

fn below(child: &MapNode, view: &GoalView) -> Markup {
    html! {
        li {
            div {
                a class="strong-link" href=(address(child.level, &child.id, child.key.as_deref())) { (child.title) }
                p class="meta" { (chain::level(child.level)) (part(child.share_percent)) " · " (say::count(child.tickets, "ticket", "tickets")) @if let Some(broken) = &child.broken { " · " (broken) } }
            }
            @match &child.cost_of_delay_per_week {
                Some(week) => (money::amount(Tone::Cost, &money::a_day(week), view.currency, "a day")),
                None if child.tickets > 0 => span class="muted" { "no price yet" },
                None => {}
            }
        }
    }
}
