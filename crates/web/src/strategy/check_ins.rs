//! The check-ins of a key result: the history, and the form for the next one.

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{AppError, CheckInInput, CheckInsView, GoalRef};
use throughline_domain::{KeyResultId, people::Role, strategy::SURE, words};

use super::goal;
use crate::{
    components::fields::{self, Choice, Field},
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other},
    site::Site,
};

/// `POST /key-results/{goal}/check-ins`
pub async fn create(State(site): State<Site>, Path(goal): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id: KeyResultId = goal.parse().map_err(|_| Oops(AppError::NotFound { what: "key result" }))?;
    let mut reader = Reader::new(&fields);
    if reader.text("confidence").is_empty() {
        reader.complain("confidence", "Say how sure you are, from 0 to 10.");
    }
    let input = CheckInInput {
        confidence: reader.parsed("confidence", "Choose a number from 0 to 10.").unwrap_or_default(),
        value: reader.number("value"),
        note: reader.text("note"),
        on: reader.date("on"),
    };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.check_in(&signed.actor, id, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(see_other(&format!("/key-results/{id}#check-in"))),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            let view = site.app.goal_work(&signed.actor, GoalRef(goal)).await?;
            goal::shown(&site, &signed, status, &view, &state).await
        }
    }
}

/// `POST /check-ins/{id}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id = id.parse().map_err(|_| Oops(AppError::NotFound { what: "check-in" }))?;
    let gone = site.app.withdraw_check_in(&posted.signed.actor, id).await?;
    Ok(see_other(&format!("/key-results/{}#check-in", gone.check_in.key_result_id)))
}

/// `POST /check-ins/{id}/restore`
pub async fn restore(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id = id.parse().map_err(|_| Oops(AppError::NotFound { what: "check-in" }))?;
    let back = site.app.restore_check_in(&posted.signed.actor, id).await?;
    Ok(see_other(&format!("/key-results/{}#check-in", back.check_in.key_result_id)))
}

/// The milestones and check-ins of a key result. `open`: whether another can be written.
pub fn panel(signed: &Signed, view: &CheckInsView, open: bool, state: &FormState) -> Markup {
    html! {
        @if !view.milestones.is_empty() {
            section aria-labelledby="h-milestones" {
                h2 id="h-milestones" { "Milestones" }
                ol class="rows" {
                    @for milestone in &view.milestones {
                        li { span { (milestone.title) } @if milestone.there { span class="tag" { "there" } } }
                    }
                }
            }
        }
        section id="check-in" aria-labelledby="h-check-in" {
            h2 id="h-check-in" { "Check-ins" }
            p class="meta" { (view.sentence) " Confidence is not progress: the score above says how far it is." }
            @if open && signed.frame.may(Role::Member) { (form(view, state)) }
            @if !view.check_ins.is_empty() { (history(signed, view, open)) }
            @if open && signed.frame.may(Role::Member) && !view.taken_back.is_empty() { (taken_back(signed, view)) }
        }
    }
}

fn form(view: &CheckInsView, state: &FormState) -> Markup {
    let steps: Vec<Choice> = (0..=SURE).map(|step| (step.to_string(), said(step))).collect();
    let counts: Vec<Choice> = (0..).map(|count: u32| count.to_string()).zip(view.counts.iter().cloned()).collect();
    let body = html! {
        div class="two" {
            (Field::new(state, "confidence", "How sure are you that it is reached?").select(Some("choose"), &steps))
            (Field::new(state, "on", "Of which day").hint("Empty: today.").date())
        }
        @if !view.counts.is_empty() { (Field::new(state, "value", "Where it stands").hint("Its score is taken from this.").select(Some("not said"), &counts)) }
        @else if !view.measured { (Field::new(state, "value", "Where it stands").hint("It is read on no metric, so its score comes from what check-ins say.").number()) }
        (Field::new(state, "note", "What is behind it").example("Two of the three alerts are live; the third waits for the feed.").long(""))
    };
    fields::form(state, &format!("/key-results/{}/check-ins", view.key_result_id), "Check in", body)
}

/// "5 of 10, as likely as not".
fn said(step: i64) -> String {
    let words = match step {
        0 => ", not at all",
        5 => ", as likely as not",
        10 => ", wholly",
        _ => "",
    };
    format!("{step} of {SURE}{words}")
}

fn history(signed: &Signed, view: &CheckInsView, open: bool) -> Markup {
    let today = signed.frame.today();
    html! {
        ul class="rows" aria-label="Check-ins, the newest first" {
            @for seen in &view.check_ins {
                @let one = &seen.check_in;
                li {
                    div {
                        p { b { (one.confidence) " of " (SURE) } @if let Some(says) = &seen.says { " · " (says) } @if !one.note.is_empty() { " · " (one.note) } }
                        p class="meta" { (words::day(one.on, today)) @if let Some(name) = &seen.by_name { " · " (name) } }
                    }
                    @if open && signed.frame.may(Role::Member) {
                        (fields::button(&format!("/check-ins/{}/withdraw", one.id), "Take it back", &format!("the check-in of {}", words::day(one.on, today)), None))
                    }
                }
            }
        }
    }
}

fn taken_back(signed: &Signed, view: &CheckInsView) -> Markup {
    html! {
        details class="more" {
            summary { "Taken back, can be brought back for 30 days" }
            ul class="rows" {
                @for seen in &view.taken_back {
                    @let of = format!("the check-in of {}", words::day(seen.check_in.on, signed.frame.today()));
                    li {
                        span { (seen.check_in.confidence) " of " (SURE) ", " (of) }
                        (fields::button(&format!("/check-ins/{}/restore", seen.check_in.id), "Bring it back", &of, None))
                    }
                }
            }
        }
    }
}
