//! Intake: a form that is kept as it was typed, priced on the way, and asked when it says enough.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, FieldError, PriceUrgentInput, PricedUrgent, UrgentInput};
use throughline_domain::{
    Currency, Money, TeamId, UrgentRequestId,
    people::Role,
    tickets::EffortDays,
    urgency::{Switching, UrgentRequest},
};

use super::price;
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
    },
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other, signed},
    layout::Place,
    site::Site,
};

/// Where the reader came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    ticket: String,
}

fn may(signed: &Signed) -> Result<(), Oops> {
    if signed.frame.may(Role::Member) {
        return Ok(());
    }
    Err(Oops(AppError::Forbidden { needs: "Members and those above ask for something urgently.".to_owned() }))
}

/// `GET /urgent/new`
pub async fn new_page(State(site): State<Site>, signed: Signed, Query(from): Query<From>) -> Answer {
    may(&signed)?;
    let mut state = FormState::new().with("days_per_person", "0.5");
    if !from.ticket.is_empty() {
        let ticket = site.app.get_ticket(&signed.actor, &from.ticket).await?.ticket;
        state = state
            .with("ticket", &ticket.key)
            .with("title", &ticket.title)
            .with("at_stake", ticket.value_line.unwrap_or_default())
            .with_some("team_id", ticket.team_id)
            .with_some("days_low", ticket.effort_days.map(|effort| effort.low))
            .with_some("days_high", ticket.effort_days.map(|effort| effort.high));
    }
    form_page(&site, &signed, StatusCode::OK, &state, None, None).await
}

/// The form with a draft in it.
pub async fn draft_page(site: &Site, signed: &Signed, draft: &UrgentRequest, priced: Option<&PricedUrgent>) -> Answer {
    form_page(site, signed, StatusCode::OK, &state_of(draft, signed.actor.workspace.currency), Some(draft.id), priced)
        .await
}

fn state_of(draft: &UrgentRequest, currency: Currency) -> FormState {
    FormState::new()
        .with("asking_group", &draft.asking_group)
        .with("title", &draft.title)
        .with("why", &draft.why)
        .with("if_it_waits", &draft.if_it_waits)
        .with("at_stake", &draft.at_stake)
        .with_some("by_when", draft.by_when)
        .with("how_known", &draft.how_known)
        .with("test", &draft.test)
        .with_some("team_id", draft.team_id)
        .with_some("ticket", draft.ticket_id)
        .with_some("days_low", draft.effort_days.map(|effort| effort.low))
        .with_some("days_high", draft.effort_days.map(|effort| effort.high))
        .with_some("people", draft.switching.map(|switching| switching.people))
        .with("days_per_person", draft.switching.map_or(Switching::DEFAULT_DAYS, |it| it.days_per_person).to_string())
        .with_some("rate", draft.switching.map(|switching| Money::new(switching.rate_per_hour_minor, currency).major()))
}

fn read(reader: &mut Reader<'_>, signed: &Signed) -> UrgentInput {
    let (low, high) = (reader.number("days_low"), reader.number("days_high"));
    if low.is_none() && high.is_some() && reader.fields().text("days_low").is_empty() {
        reader.complain("days_low", "Write at least how many days as well.");
    }
    UrgentInput {
        asking_group: reader.text("asking_group"),
        title: reader.text("title"),
        why: reader.text("why"),
        if_it_waits: reader.text("if_it_waits"),
        at_stake: reader.text("at_stake"),
        by_when: reader.date("by_when"),
        how_known: reader.text("how_known"),
        test: reader.text("test"),
        team_id: reader.parsed::<TeamId>("team_id", "Choose a team from the list."),
        effort_days: low.map(|low| EffortDays { low, high: high.unwrap_or(low) }),
        ticket: Some(reader.text("ticket")).filter(|key| !key.is_empty()),
        switching: read_switching(reader, signed.actor.workspace.currency),
    }
}

/// What changing over costs, counted as usual when nothing is said. What is said in part is asked for, not dropped.
fn read_switching(reader: &mut Reader<'_>, currency: Currency) -> Option<Switching> {
    let (people, days, rate) = (reader.number("people"), reader.number("days_per_person"), reader.number("rate"));
    let days_per_person = days.unwrap_or(Switching::DEFAULT_DAYS);
    let usual = (days_per_person - Switching::DEFAULT_DAYS).abs() < 1e-9;
    if people.is_some() || rate.is_some() || !usual {
        for (name, say) in [
            ("people", "Write how many people change over as well."),
            ("rate", "Write what an hour of theirs costs as well."),
        ] {
            if reader.fields().text(name).is_empty() {
                reader.complain(name, say);
            }
        }
    }
    let (people, rate) = people.zip(rate)?;
    Some(Switching { people, days_per_person, rate_per_hour_minor: Money::from_major(rate, currency).minor })
}

/// `POST /urgent/new` and `POST /urgent/{request}/draft`: what is typed is kept first, whatever follows.
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    Box::pin(posted_form(&site, posted, None)).await
}

/// `POST /urgent/{request}/draft`
pub async fn keep(State(site): State<Site>, Path(request): Path<String>, posted: Posted) -> Answer {
    let id = request.parse().map_err(|_| Oops(AppError::NotFound { what: "urgent request" }))?;
    Box::pin(posted_form(&site, posted, Some(id))).await
}

async fn posted_form(site: &Site, posted: Posted, draft: Option<UrgentRequestId>) -> Answer {
    let Posted { signed, fields } = posted;
    let draft = draft.or_else(|| fields.text("draft").parse().ok());
    let mut reader = Reader::new(&fields);
    let input = read(&mut reader, &signed);
    if signed.fragment {
        let told = reader.finish(()).err();
        return as_typed(site, &signed, draft, input, told).await;
    }
    let kept = match reader.finish(input.clone()) {
        Ok(input) => site.app.keep_urgent_draft(&signed.actor, draft, input).await,
        Err(error) => Err(error),
    };
    let kept = match kept {
        Ok(view) => view.request,
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            return form_page(site, &signed, status, &state, draft, None).await;
        }
    };
    let draft = kept.id;
    if fields.text("do") != "ask" {
        return Ok(see_other(&format!("/urgent/{draft}")));
    }
    match site.app.ask_urgently(&signed.actor, Some(draft), input).await {
        Ok(view) => Ok(see_other(&format!("/urgent/{}", view.request.key))),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            let priced = price_of(site, &signed, &kept).await;
            form_page(site, &signed, status, &state, Some(draft), priced.as_ref()).await
        }
    }
}

/// While somebody types: what can be read is kept, what cannot is told, and the price stands as far as it says enough.
async fn as_typed(
    site: &Site,
    signed: &Signed,
    draft: Option<UrgentRequestId>,
    input: UrgentInput,
    unread: Option<AppError>,
) -> Answer {
    let view = match site.app.keep_urgent_draft(&signed.actor, draft, input).await {
        Ok(view) => view,
        Err(AppError::Invalid { fields }) => {
            let told = format!("Not priced yet, and not kept: {}", all_messages(fields));
            return Ok(signed::piece(price_so_far(signed, None, None, draft, Some(&told))));
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(AppError::Invalid { fields }) = unread {
        let told =
            format!("Not priced yet: {} All the rest is kept as a draft that only you see.", all_messages(fields));
        return Ok(signed::piece(price_so_far(signed, None, None, Some(view.request.id), Some(&told))));
    }
    let priced = price_of(site, signed, &view.request).await;
    Ok(signed::piece(price_so_far(signed, priced.as_ref(), view.request.by_when, Some(view.request.id), None)))
}

fn all_messages(fields: Vec<FieldError>) -> String {
    fields.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join(" ")
}

/// The price as far as it is known, what is still missing for it, and which draft holds what was typed.
fn price_so_far(
    signed: &Signed,
    priced: Option<&PricedUrgent>,
    by_when: Option<jiff::civil::Date>,
    draft: Option<UrgentRequestId>,
    unread: Option<&str>,
) -> Markup {
    html! {
        @if let Some(draft) = draft { input type="hidden" name="draft" form="ur-form" value=(draft); }
        @match (unread, priced) {
            (Some(unread), _) => p class="meta" role="status" { (unread) },
            (None, Some(priced)) => {
                p class="why" role="status" { (priced.price.sentence) }
                (price::panel(&signed.frame, priced, by_when))
            }
            (None, None) => p class="meta" { "Name a team and how many days it takes; the price stands here as you type, or when you press Price it." },
        }
        @if draft.is_some() && unread.is_none() { p class="meta" { "Kept as a draft that only you see." } }
    }
}

async fn form_page(
    site: &Site,
    signed: &Signed,
    status: StatusCode,
    state: &FormState,
    draft: Option<UrgentRequestId>,
    priced: Option<&PricedUrgent>,
) -> Answer {
    let teams = site.app.list_teams(&signed.actor, false).await?;
    let teams: Vec<Choice> = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
    let title = if draft.is_some() { "A draft" } else { "Ask for something urgently" };
    Ok(signed.html(status, Place::Urgent, title, &whole(signed, state, &teams, draft, priced)))
}

fn whole(
    signed: &Signed,
    state: &FormState,
    teams: &[Choice],
    draft: Option<UrgentRequestId>,
    priced: Option<&PricedUrgent>,
) -> Markup {
    let action = draft.map_or_else(|| "/urgent/new".to_owned(), |draft| format!("/urgent/{draft}/draft"));
    html! {
        (bits::head(&["Urgent request", "a draft, only you see it"], "What cannot wait, and why?",
            Some("The price stands here before anybody says yes. What you type is kept as a draft.")))
        div class="cols ur-cols" {
            section id="ur-price" data-own aria-label="The price" { (price_so_far(signed, priced, state.value("by_when").parse().ok(), draft, None)) }
            form class="panel ur-form" id="ur-form" method="post" action=(action) {
                (fields::trouble(state))
                (fields::hidden(state))
                input type="hidden" name="ticket" value=(state.value("ticket"));
                // Not on the form itself: a form is only sent once every required field is filled.
                div class="ur-typed" hx-post=(action) hx-trigger="input delay:400ms" hx-include="#ur-form" hx-target="#ur-price" hx-swap="innerHTML" hx-sync="this:replace" {
                (Field::new(state, "asking_group", "For whom?").required().example("Sales").hint("Budgets and the record go by it.").text())
                (Field::new(state, "title", "What do you need?").required().example("A CO₂ report per load").text())
                (Field::new(state, "why", "Why is it urgent?").required().hint("15 words, or a day and how you know.").long(""))
                (Field::new(state, "if_it_waits", "What happens if it waits?").required().long(""))
                (Field::new(state, "at_stake", "What is at stake?").required().example("unblocks a €180k deal (10 to 15% likely) by 30 October").hint("A Business Value line.").text())
                (Field::new(state, "by_when", "By when?").date())
                (Field::new(state, "how_known", "How do you know?").hint("A link, a number, or who said so. “I was told to” is an answer too.").text())
                (Field::new(state, "test", "What would show in 30 days that it was urgent?").text())
                (Field::new(state, "team_id", "Who should do it?").required().select(Some("Choose a team"), teams))
                @if teams.is_empty() { p class="meta" { "There is no team yet whose work could wait. " a href="/teams/new" { "Make a team" } " first." } }
                div class="two" {
                    (Field::new(state, "days_low", "Days of work, at least").number())
                    (Field::new(state, "days_high", "at most").number())
                }
                details class="more" open[!state.value("people").is_empty() || !state.value("rate").is_empty() || ["people", "days_per_person", "rate"].iter().any(|name| state.error(name).is_some())] {
                    summary { "What changing over costs" }
                    div class="two" {
                        (Field::new(state, "people", "People who change over").number())
                        (Field::new(state, "days_per_person", "Days lost by each").number())
                    }
                    (Field::new(state, "rate", "What an hour of theirs costs").number())
                }
                }
                div class="actions" {
                    button class="btn" type="submit" name="do" value="price" { "Price it" }
                    button class="btn primary" type="submit" name="do" value="ask" { "Ask" }
                }
            }
        }
    }
}

/// The price of what a draft says so far, if it says enough.
pub async fn price_of(site: &Site, signed: &Signed, draft: &UrgentRequest) -> Option<PricedUrgent> {
    let switching = draft.switching;
    let input = PriceUrgentInput {
        ticket: draft.ticket_id.map(|id| id.to_string()),
        team: draft.team_id.map(|id| id.to_string()),
        days: draft.effort_days.map(|effort| effort.low),
        days_high: draft.effort_days.map(|effort| effort.high),
        value: Some(draft.at_stake.clone()),
        by_when: draft.by_when,
        people: switching.map(|it| it.people),
        days_per_person: switching.map(|it| it.days_per_person),
        rate_per_hour_minor: switching.map(|it| it.rate_per_hour_minor),
    };
    site.app.price_urgent(&signed.actor, input).await.ok()
}
