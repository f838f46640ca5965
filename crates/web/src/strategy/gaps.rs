//! Where the line is broken, and the next step for each break.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{GapGoal, GapWork, GapsView, Level};
use throughline_domain::{
    people::Role,
    strategy::{KeyResult, Problem},
    words,
};

use crate::{
    components::{bits, rows, say},
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

/// `GET /gaps`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let view = site.app.gaps(&signed.actor).await?;
    let results =
        if view.unfunded.is_empty() { Vec::new() } else { site.app.list_key_results(&signed.actor, false).await? };
    Ok(signed.page(&view, Place::Gaps, "Gaps", || body(&signed, &view, &results)))
}

fn body(signed: &Signed, view: &GapsView, results: &[KeyResult]) -> Markup {
    let orphans = view.orphans.total.unwrap_or_else(|| i64::try_from(view.orphans.items.len()).unwrap_or(i64::MAX));
    let nothing = orphans == 0 && view.unfunded.is_empty() && view.no_effect.is_empty() && view.ended.is_empty();
    html! {
        (bits::head(&["Work without a goal, goals without work"], &view.statement, Some("None of this is anybody’s fault. Often only a reason is missing.")))
        @if nothing { (bits::empty("Nothing is missing", "A ticket without a goal, a goal without work, or a problem without an effect would stand here.", Some(("/map", "See the map")))) }
        div class="stack-lg" {
            @if !view.unfunded.is_empty() { (unfunded(signed, &view.unfunded, results)) }
            @if orphans > 0 { (loose(view, orphans)) }
            @if !view.no_effect.is_empty() { (no_effect(signed, &view.no_effect)) }
            @for work in &view.ended { (ended(work)) }
        }
    }
}

/// The next step of a goal that nobody works on: its key result is translated; without one, it is said how it is measured.
fn translate(goal: &GapGoal, results: &[KeyResult]) -> Option<String> {
    let result = match goal.level {
        Level::KeyResult => Some(goal.id.clone()),
        _ => results
            .iter()
            .find(|one| goal.id.parse().is_ok_and(|id| one.share_for(id).is_some()))
            .map(|one| one.id.to_string()),
    };
    result.map(|id| format!("/problems/new?key_result_id={id}"))
}

fn unfunded(signed: &Signed, goals: &[GapGoal], results: &[KeyResult]) -> Markup {
    html! {
        section aria-labelledby="h-unfunded" {
            h2 id="h-unfunded" class="branch" { "Goals that nobody works on" }
            ul class="rows" {
                @for goal in goals {
                    li {
                        div {
                            h3 { a class="strong-link" href={ @if goal.level == Level::Objective { "/objectives/" } @else { "/key-results/" } (goal.key) } { (goal.title) } }
                            p class="why" { (goal.sentence) }
                            p class="meta" { span class="id" { (goal.key) } }
                        }
                        @if let Some(href) = translate(goal, results).filter(|_| signed.frame.may(Role::Leader)) {
                            div class="actions" { a class="btn small" href=(href) aria-label={ "Translate the goal: " (goal.title) } { "Translate the goal" } }
                        } @else if signed.frame.may(Role::Leader) {
                            div class="actions" { a class="btn small" href={ "/key-results/new?objective_id=" (goal.id) } aria-label={ "Say how it is measured: " (goal.title) } { "Say how it is measured" } }
                        }
                    }
                }
            }
        }
    }
}

fn loose(view: &GapsView, total: i64) -> Markup {
    html! {
        section aria-labelledby="h-orphans" {
            h2 id="h-orphans" class="branch" { "Work without a line to a goal" }
            p class="meta" { (say::count(total, "ticket", "tickets")) ". Perhaps only the reason is missing." }
            ul class="rows" {
                @for row in &view.orphans.items {
                    li {
                        div {
                            h3 { a class="strong-link" href={ "/tickets/" (row.key) } { (row.title) } }
                            p class="meta" { span class="id" { (row.key) } @if let Some(team) = &row.team { " " (team.name) } " · " (words::weeks(row.duration.mid)) " of work" }
                        }
                        div class="actions" { a class="btn small" href={ "/tickets/" (row.key) "/edit#problem_id" } aria-label={ "Say why " (row.key) " is worth doing" } { "Say why" } }
                    }
                }
            }
            @if total > i64::try_from(view.orphans.items.len()).unwrap_or(i64::MAX) { p class="meta" { a href="/tickets?orphan=true" { "All " (say::count(total, "ticket", "tickets")) } } }
        }
    }
}

fn no_effect(signed: &Signed, problems: &[Problem]) -> Markup {
    html! {
        section aria-labelledby="h-effect" {
            h2 id="h-effect" class="branch" { "Problems without an expected effect" }
            p class="meta" { "Without a number nobody can say later whether it worked." }
            ul class="rows" {
                @for problem in problems {
                    li {
                        div { h3 { a class="strong-link" href={ "/problems/" (problem.key) } { (problem.title) } } p class="meta" { span class="id" { (problem.key) } } }
                        @if signed.frame.may(Role::Leader) { div class="actions" { a class="btn small" href={ "/problems/" (problem.id) "/edit#expected_effect" } aria-label={ "Say what will change: " (problem.key) } { "Say what will change" } } }
                    }
                }
            }
        }
    }
}

fn ended(work: &GapWork) -> Markup {
    html! {
        section {
            h2 class="branch" { "Work on a goal that ended: " (work.goal_title) }
            p class="why" { (work.sentence) }
            p class="meta" { (say::count(work.tickets_total, "ticket is", "tickets are")) " still open on " span class="id" { (work.goal_key) } }
            (rows::table(&work.tickets, &format!("Open work on {}", work.goal_title)))
        }
    }
}
