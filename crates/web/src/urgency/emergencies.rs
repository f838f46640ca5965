//! Emergencies: a form as small as a chat message, a timeline, what it costs while it runs, and thanks.

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{AppError, EmergencyEndInput, EmergencyInput, EmergencyNoteInput, EmergencyView};
use throughline_domain::{ServiceId, people::Role, urgency::NoteKind};

use super::{price::money, services};
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
        say,
    },
    http::{Answer, Fields, FormState, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// `GET /emergencies/new`
pub async fn new_page(State(site): State<Site>, signed: Signed) -> Answer {
    let services = services::choices(&site, &signed).await?;
    Ok(signed.page(&(), Place::Urgent, "Tell of an emergency", || new_form(&FormState::new(), &services)))
}

fn new_form(state: &FormState, services: &[Choice]) -> Markup {
    html! {
        (bits::head(&["Emergency"], "What cannot wait?", Some("One sentence is enough. The clock runs from now; the rest can follow.")))
        (fields::form(state, "/emergencies/new", "It has begun", html! {
            (Field::new(state, "title", "What happened?").required().example("A carrier went dark").text())
            @if !services.is_empty() {
                (Field::new(state, "service_id", "Which service is it?").hint("What an hour without it costs is then known from the start.").select(Some("none of these"), services))
            }
        }))
    }
}

/// `POST /emergencies/new`
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let input = EmergencyInput {
        title: reader.text("title"),
        service_id: reader.parsed::<ServiceId>("service_id", "Choose a service from the list."),
        ..EmergencyInput::default()
    };
    let started = match reader.finish(input) {
        Ok(input) => site.app.start_emergency(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(view) => Ok(see_other(&format!("/emergencies/{}", view.emergency.key))),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            let services = services::choices(&site, &signed).await?;
            Ok(signed.html(status, Place::Urgent, "Tell of an emergency", &new_form(&state, &services)))
        }
    }
}

/// `GET /emergencies/{emergency}`
pub async fn page(State(site): State<Site>, signed: Signed, Path(emergency): Path<String>) -> Answer {
    let view = site.app.get_emergency(&signed.actor, &emergency).await?;
    Ok(signed.page(&view, Place::Urgent, &view.emergency.title, || body(&signed, &view, &FormState::new())))
}

fn body(signed: &Signed, view: &EmergencyView, state: &FormState) -> Markup {
    let emergency = &view.emergency;
    let thanks: Vec<_> = view.notes.iter().filter(|note| note.note.kind == NoteKind::Thanks).collect();
    let parts = [
        ("Revenue that does not come back", view.cost.revenue_minor),
        ("People working on it", view.cost.people_minor),
        ("Support tickets", view.cost.support_minor),
        ("Credits from contracts", view.cost.credits_minor),
        ("Customers who leave", view.cost.churn_minor),
    ];
    html! {
        (bits::head(&["Emergency", &emergency.key], &emergency.title, Some(&view.says)))
        @if !emergency.went_well.is_empty() { h2 { "What went well" } p class="why" { (emergency.went_well) } }
        @if !thanks.is_empty() {
            h2 { "Thanks" }
            ul class="rows" { @for note in &thanks { li { p { (note.note.text) @if let Some(name) = &note.by_name { span class="meta" { " · " (name) } } } } } }
        }
        h2 { "What happened" }
        ol class="rows" {
            li { p { span class="meta" { (say::moment(emergency.started_at, &signed.frame.zone)) " " } "It began." } }
            @for note in view.notes.iter().filter(|note| note.note.kind == NoteKind::Event) {
                li { p { span class="meta" { (say::moment(note.note.at, &signed.frame.zone)) " " } (note.note.text) @if let Some(name) = &note.by_name { span class="meta" { " · " (name) } } } }
            }
            @if let Some(ended) = emergency.ended_at { li { p { span class="meta" { (say::moment(ended, &signed.frame.zone)) " " } "It was over." } } }
        }
        h2 { "What it costs" }
        @if view.cost.total_minor == 0 { p class="meta" { "Nobody has said what an hour of it costs." } }
        @else { div class="scroll" tabindex="0" role="region" aria-label="What it costs" {
            table class="table" {
                tbody { @for (name, minor) in parts { @if minor != 0 { tr { td { (name) } td class="num" { (money(minor, view.currency)) } } } } }
                tfoot { tr { th scope="row" { "Together" } td class="num" { (money(view.cost.total_minor, view.currency)) } } }
            }
        } }
        @if let Some(says) = &view.template_says { p class="meta" { (says) } }
        @if signed.frame.may(Role::Member) {
            p { a class="btn" href={ "/emergencies/" (emergency.key) "/cost" } { "Say what it costs" } }
            (forms(view, state))
        }
        @if !emergency.next_time.is_empty() { h2 { "Before the next one" } p { (emergency.next_time) } }
    }
}

fn forms(view: &EmergencyView, state: &FormState) -> Markup {
    let key = &view.emergency.key;
    html! {
        (fields::trouble(state))
        form method="post" action={ "/emergencies/" (key) "/notes" } {
            (Field::new(state, "text", "Add a line").required().example("Told the shippers").text())
            div class="actions" {
                button class="btn primary" type="submit" name="kind" value="event" { "Add it" }
                button class="btn" type="submit" name="kind" value="thanks" { "It is thanks" }
            }
        }
        @if view.emergency.ended_at.is_none() {
            form method="post" action={ "/emergencies/" (key) "/end" } {
                (Field::new(state, "went_well", "What went well?").long(""))
                div class="actions" { button class="btn" type="submit" { "It is over" } }
            }
        }
    }
}

/// `POST /emergencies/{emergency}/notes`
pub async fn note(State(site): State<Site>, Path(emergency): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let kind = reader.needed_choice("kind", NoteKind::Event);
    let input = reader.finish(EmergencyNoteInput { text: fields.text("text").to_owned(), kind, at: None })?;
    let outcome = site.app.note_emergency(&signed.actor, &emergency, input).await;
    again(&site, &signed, &emergency, &fields, outcome).await
}

/// `POST /emergencies/{emergency}/end`
pub async fn end(State(site): State<Site>, Path(emergency): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let input = EmergencyEndInput { ended_at: None, went_well: fields.text("went_well").to_owned() };
    let outcome = site.app.end_emergency(&signed.actor, &emergency, input).await;
    again(&site, &signed, &emergency, &fields, outcome).await
}

/// Back to its story: changed, or with what stands in the way and what was typed.
async fn again(
    site: &Site,
    signed: &Signed,
    emergency: &str,
    fields: &Fields,
    outcome: Result<EmergencyView, AppError>,
) -> Answer {
    let error = match outcome {
        Ok(view) => return Ok(see_other(&format!("/emergencies/{}", view.emergency.key))),
        Err(error) => error,
    };
    let (status, state) = FormState::new().again(fields, error)?;
    let view = site.app.get_emergency(&signed.actor, emergency).await?;
    Ok(signed.html(status, Place::Urgent, &view.emergency.title, &body(signed, &view, &state)))
}
