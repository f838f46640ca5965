//! One request: its price, the decision, and whether it was urgent after all.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{AppError, DecisionView, UrgentDecisionInput, UrgentPage, UrgentVerdictInput, UrgentView};
use throughline_domain::{
    UrgentRequestId,
    people::{Member, Role},
    urgency::{Answer as Decided, Moment, Outcome, State as Reached},
    words,
};

use super::{asking, overview, price};
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
        say,
    },
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// `GET /urgent/{request}`: a draft is shown in its form.
pub async fn page(State(site): State<Site>, signed: Signed, Path(request): Path<String>) -> Answer {
    let page = site.app.get_urgent(&signed.actor, &request).await?;
    if page.view.state == Reached::Draft && !signed.json {
        let priced = asking::price_of(&site, &signed, &page.view.request).await;
        return asking::draft_page(&site, &signed, &page.view.request, priced.as_ref()).await;
    }
    shown(&site, &signed, StatusCode::OK, &page, &FormState::new()).await
}

async fn shown(site: &Site, signed: &Signed, status: StatusCode, page: &UrgentPage, state: &FormState) -> Answer {
    let members = site.app.list_members(&signed.actor, false).await?;
    let leaders: Vec<Choice> = members
        .into_iter()
        .filter(|member: &Member| member.role >= Role::Leader)
        .map(|member| (member.id.to_string(), member.name))
        .collect();
    let title = format!("{} {}", page.view.request.key, page.view.request.title);
    if status == StatusCode::OK {
        return Ok(signed.page(page, Place::Urgent, &title, || body(signed, page, state, &leaders)));
    }
    Ok(signed.html(status, Place::Urgent, &title, &body(signed, page, state, &leaders)))
}

fn statement(page: &UrgentPage) -> String {
    match (&page.view.decision, &page.priced) {
        (Some(decision), _) => format!("Decided: {}.", decision.says),
        (None, Some(priced)) => priced.price.sentence.clone(),
        (None, None) => page.view.request.title.clone(),
    }
}

fn body(signed: &Signed, page: &UrgentPage, state: &FormState, leaders: &[Choice]) -> Markup {
    let view = &page.view;
    let key = &view.request.key;
    let lead = match &view.decision {
        Some(decision) if !decision.decision.reason.is_empty() => decision.decision.reason.clone(),
        _ => view.request.if_it_waits.clone(),
    };
    html! {
        div class="cols ur-cols" {
            section aria-labelledby="h-price" {
                div id="h-price" { (bits::head(&[&format!("Urgent request {key}"), &view.request.title], &statement(page), Some(&lead))) }
                @if let Some(priced) = &page.priced { (price::panel(&signed.frame, priced, view.request.by_when)) }
                @if let Some(reason) = &page.no_price { p class="meta" { (reason) } }
                @match view.state {
                    Reached::Asked if page.may_decide => (decide_form(page, state, leaders)),
                    Reached::Asked => p class="meta" { "A leader decides." },
                    Reached::Decided | Reached::Done => (after(signed, page, state)),
                    _ => (fields::trouble(state)),
                }
                @if let Some(verdict) = &view.verdict {
                    h2 { "Was it urgent?" }
                    p { "Looking back, " (overview::outcome(verdict.outcome)) ": " (verdict.evidence) }
                }
            }
            (told(signed, page))
        }
        @if !page.budgets.is_empty() {
            div class="ur-three" { (overview::budgets(&page.budgets, signed.actor.workspace.currency)) }
        }
    }
}

fn told(signed: &Signed, page: &UrgentPage) -> Markup {
    let request = &page.view.request;
    html! {
        section class="panel ur-form" aria-labelledby="h-req" {
            div class="between" {
                h2 id="h-req" { "The request" }
                span class="meta" { (request.key) " · " (request.asking_group) @if let Some(name) = &page.view.by_name { " · " (name) } }
            }
            dl class="ur-told" {
                dt { "What" } dd { (request.title) @if let Some(ticket) = &page.view.ticket { " (" a href={ "/tickets/" (ticket.id) } { (ticket.key.as_deref().unwrap_or("ticket")) } ")" } }
                dt { "Why is it urgent?" } dd { (request.why) }
                dt { "What happens if it waits?" } dd { (request.if_it_waits) }
                dt { "What is at stake?" } dd { (request.at_stake) }
                @if let Some(date) = request.by_when { dt { "By when?" } dd { (say::long_day(date)) } }
                @if !request.how_known.is_empty() { dt { "How do they know?" } dd { (request.how_known) } }
                @if !request.test.is_empty() { dt { "What would show that it was urgent?" } dd { (request.test) } }
                @if let Some(team) = &page.view.team { dt { "Who" } dd { (team.name)
                    @if let Some(effort) = request.effort_days { ", " (say::effort(effort)) } } }
            }
            @if signed.frame.may(Role::Member) && matches!(page.view.state, Reached::Asked) {
                (fields::button(&format!("/urgent/{}/withdraw", request.id), "Take it back", &format!("Take back {}", request.key), Some(request.version)))
            }
        }
    }
}

fn decide_form(page: &UrgentPage, state: &FormState, leaders: &[Choice]) -> Markup {
    let request = &page.view.request;
    let stamp = page.priced.as_ref().map(|priced| priced.price.stamp.clone()).unwrap_or_default();
    let free = page.priced.as_ref().and_then(|it| it.price.moments.iter().find(|it| it.moment == Moment::NextFree));
    let used_up = page.budgets.iter().any(|view| view.used.is_used_up());
    let free = free.map_or_else(
        || "Do it when somebody is free".to_owned(),
        |it| format!("Do it {}", it.label.replacen("On", "on", 1).replacen("Today", "today", 1)),
    );
    html! {
        form class="ur-decide" method="post" action={ "/urgent/" (request.id) "/decide" } aria-label="Decide" {
            (fields::trouble(state))
            input type="hidden" name="version" value=(request.version);
            input type="hidden" name="price_stamp" value=(stamp);
            (Field::new(state, "reason", "Why?").hint("Needed for now and for no. Shown to those whose work moves.").long(""))
            @if let Some(other) = &page.in_progress {
                p { label { input type="checkbox" name="besides_another" value="yes"; " The team already does " (other.key.as_deref().unwrap_or_default()) " " (other.name) " at once; that is known." } }
            }
            @if used_up { (Field::new(state, "named_leader_id", "The budget is used up. Who stands for doing it now?").select(Some("Choose a leader"), leaders)) }
            div class="actions ur-act" {
                button class="btn primary" type="submit" name="answer" value="next_free" { (free) }
                button class="btn" type="submit" name="answer" value="now" { "Do it now, and say why" }
                button class="btn" type="submit" name="answer" value="in_turn" { "Leave it in its turn" }
                button class="btn" type="submit" name="answer" value="no" { "No, and say why" }
            }
        }
    }
}

/// What the decision did to the plan, with the way there.
fn on_the_plan(signed: &Signed, page: &UrgentPage, decision: &DecisionView) -> Markup {
    let today = signed.frame.today();
    let ticket = page.view.ticket.as_ref().filter(|_| decision.decision.answer != Decided::No);
    html! {
        @if let Some(ticket) = ticket {
            @let key = ticket.key.as_deref().unwrap_or_default();
            p class="ur-plan" {
                "The plan has it as " a href={ "/tickets/" (ticket.id) } { (key) } ", " (ticket.name)
                @match &page.planned {
                    Some(dates) => {
                        @if let Some(team) = &dates.team { ", with " (team.name) }
                        ": it starts " (words::day(dates.starts_on, today)) " and is likely done " (words::day(dates.likely_on, today))
                        ", or " (words::day(dates.sure_on, today)) ". " a href="/roadmap" { "See it on the roadmap" }
                    }
                    None => { "; it is closed, or waits in a circle, so it has no dates." }
                }
            }
        }
    }
}

fn after(signed: &Signed, page: &UrgentPage, state: &FormState) -> Markup {
    let view = &page.view;
    let id = view.request.id;
    html! {
        @if let Some(decision) = &view.decision {
            p class="meta" {
                @if let Some(name) = &decision.by_name { (name) ", " } (say::moment(decision.decision.at, &signed.frame.zone))
                @if let Some(leader) = &decision.named_leader { ". " (leader) " stands for it" } "."
            }
            (on_the_plan(signed, page, decision))
            @if !decision.decision.delayed.is_empty() {
                p { "Work that moved: " @for (at, key) in decision.decision.delayed.iter().enumerate() { @if at > 0 { ", " } a href={ "/t/" (key) } { (key) } } "." }
            }
        }
        (fields::trouble(state))
        @if !state.value("reason").is_empty() { p { "What you wrote, not kept: " q { (state.value("reason")) } } }
        @if signed.frame.may(Role::Member) {
            div class="actions" {
                @if view.state == Reached::Decided {
                    (fields::button(&format!("/urgent/{id}/done"), "It is done", &format!("{} is done", view.request.key), Some(view.request.version)))
                    @if page.may_decide { (fields::button(&format!("/urgent/{id}/reopen"), "Take the decision back", &format!("Take the decision on {} back", view.request.key), Some(view.request.version))) }
                }
            }
            @if let Some(from) = view.look_back_at {
                @if from <= signed.frame.now {
                    form method="post" action={ "/urgent/" (id) "/verdict" } aria-labelledby="h-back" {
                        h2 id="h-back" { "Was it as urgent as we thought?" }
                        @if !view.request.test.is_empty() { p { "The test that was written down: " (view.request.test) } }
                        input type="hidden" name="version" value=(view.request.version);
                        (Field::new(state, "evidence", "What shows it?").required().long(""))
                        div class="actions" {
                            button class="btn" type="submit" name="outcome" value="real" { "It could not wait" }
                            button class="btn" type="submit" name="outcome" value="partly" { "Part of it could" }
                            button class="btn" type="submit" name="outcome" value="false" { "It could have waited" }
                        }
                    }
                } @else { p class="meta" { "Asked again on " (say::moment(from, &signed.frame.zone)) ": was it urgent?" } }
            }
        }
    }
}

fn id(text: &str) -> Result<UrgentRequestId, Oops> {
    text.parse().map_err(|_| Oops(AppError::NotFound { what: "urgent request" }))
}

/// `POST /urgent/{request}/decide`
pub async fn decide(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id(&request)?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let input = UrgentDecisionInput {
        answer: reader.needed_choice("answer", Decided::InTurn),
        reason: reader.text("reason"),
        price_stamp: Some(reader.text("price_stamp")).filter(|stamp| !stamp.is_empty()),
        named_leader_id: reader.parsed("named_leader_id", "Choose a leader from the list."),
        besides_another: fields.ticked("besides_another"),
    };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.decide_urgent(&signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    again(&site, &signed, &request, &fields, outcome).await
}

/// `POST /urgent/{request}/verdict`
pub async fn judge(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id(&request)?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let outcome = reader.needed_choice("outcome", Outcome::Partly);
    let input = UrgentVerdictInput { outcome, evidence: reader.text("evidence") };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.judge_urgent(&signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    again(&site, &signed, &request, &fields, outcome).await
}

/// `POST /urgent/{request}/done`
pub async fn done(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id(&request)?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    let outcome = site.app.finish_urgent(&signed.actor, id, version).await;
    again(&site, &signed, &request, &fields, outcome).await
}

/// `POST /urgent/{request}/reopen`
pub async fn reopen(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id(&request)?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    let outcome = site.app.reopen_urgent(&signed.actor, id, version).await;
    again(&site, &signed, &request, &fields, outcome).await
}

/// `POST /urgent/{request}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let id = id(&request)?;
    let mut reader = Reader::new(&posted.fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    site.app.withdraw_urgent(&posted.signed.actor, id, version).await?;
    Ok(see_other("/urgent"))
}

/// Back to the request: changed, or with what stands in the way and what was typed.
async fn again(
    site: &Site,
    signed: &Signed,
    request: &str,
    fields: &crate::http::Fields,
    outcome: Result<UrgentView, AppError>,
) -> Answer {
    let error = match outcome {
        Ok(view) => return Ok(see_other(&format!("/urgent/{}", view.request.key))),
        Err(error) => error,
    };
    let (status, state) = FormState::new().again(fields, error)?;
    let page = site.app.get_urgent(&signed.actor, request).await?;
    shown(site, signed, status, &page, &state).await
}
