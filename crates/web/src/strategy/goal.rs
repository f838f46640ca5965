//! One goal with all the work below it.

use axum::{
    extract::{OriginalUri, Path, State},
    http::StatusCode,
};
use maud::{Markup, html};
use serde::Serialize;
use throughline_app::{CheckInsView, GoalRef, GoalView, Level, MapNode, NotDoingQuery, NotDoingView, QuestionView};
use throughline_domain::{people::Role, strategy::Problem};

use super::{
    check_ins,
    goals::{part, progress},
    imports, questions,
    twice::claimed_twice,
};
use crate::{
    components::{
        bits,
        chain::{self, address},
        money::{self, Tone},
        rows, say,
    },
    http::{Answer, FormState, Oops, Signed, see_other},
    layout::Place,
    priorities::not_doing::short,
    site::Site,
};

/// `GET /goals/{goal}`: where the goal of this name or id has its page.
pub async fn any(State(site): State<Site>, signed: Signed, Path(goal): Path<String>) -> Answer {
    let node = site.app.goal_work(&signed.actor, GoalRef(goal)).await?.node;
    Ok(see_other(&address(node.level, &node.id, node.key.as_deref())))
}

/// `GET /objectives/{goal}`, `/key-results/{goal}`, `/problems/{goal}`
pub async fn page(
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
    let body = || body(signed, &shown, &panel);
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

/// Why the line does not lead from the North Star to a goal that counts, if so; that nobody works on it breaks nothing above it.
fn broken_above(view: &GoalView) -> Option<&str> {
    let reaches = view.above.first().is_some_and(|link| link.level == Level::NorthStar);
    view.node.broken.as_deref().filter(|_| view.node.ended || !reaches)
}

fn body(signed: &Signed, shown: &OneGoal<'_>, result: &Markup) -> Markup {
    let (view, problem) = (shown.goal, shown.problem.as_ref());
    let node = &view.node;
    let parts: Vec<&MapNode> = node.children.iter().filter(|child| child.level == node.level).collect();
    html! {
        (chain::chain(&view.above, broken_above(view), view.currency, None))
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
