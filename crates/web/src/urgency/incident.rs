//! What an emergency costs: the figures that only people know.

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{EmergencyInput, EmergencyView};
use throughline_domain::{
    Money, ServiceId, TeamId,
    people::Role,
    urgency::{Emergency, IncidentInputs, ServiceFigures},
    words,
};

use super::services::{self, OF_EMERGENCY};
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
    },
    http::{Answer, Fields, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// `GET /emergencies/{emergency}/cost`
/// With a service named: its figures filled in, to look at before they are kept.
pub async fn page(
    State(site): State<Site>,
    signed: Signed,
    Path(emergency): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    may(&signed)?;
    let view = site.app.get_emergency(&signed.actor, &emergency).await?;
    let mut state = state_of(&signed, &view.emergency);
    if let Ok(id) = Fields::parse(query.unwrap_or_default().as_bytes()).text("service_id").parse() {
        let service = site.app.get_service(&signed.actor, id).await?;
        state = services::shown(state, OF_EMERGENCY, &service.figures, signed.actor.workspace.currency)
            .with("service_id", service.id.to_string());
    }
    shown(&site, &signed, StatusCode::OK, &view, &state).await
}

/// `POST /emergencies/{emergency}/cost`
pub async fn change(State(site): State<Site>, Path(emergency): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let view = site.app.get_emergency(&signed.actor, &emergency).await?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let input = EmergencyInput {
        title: reader.text("title"),
        team_id: reader.parsed::<TeamId>("team_id", "Choose a team from the list."),
        started_at: Some(view.emergency.started_at),
        service_id: reader.parsed::<ServiceId>("service_id", "Choose a service from the list."),
        inputs: Some(read(&mut reader, &signed)),
        went_well: reader.text("went_well"),
        next_time: reader.text("next_time"),
    };
    let changed = match reader.finish(input) {
        Ok(input) => site.app.change_emergency(&signed.actor, view.emergency.id, version, input).await,
        Err(error) => Err(error),
    };
    let Err(error) = changed else { return Ok(see_other(&format!("/emergencies/{}", view.emergency.key))) };
    let (status, state) = state_of(&signed, &view.emergency).again(&fields, named(error))?;
    shown(&site, &signed, status, &view, &state).await
}

/// Errors of the inputs, by the names of the fields.
fn named(error: throughline_app::AppError) -> throughline_app::AppError {
    let throughline_app::AppError::Invalid { fields } = error else { return error };
    let own = |fault: throughline_app::FieldError| {
        let field = fault.field.rsplit('.').next().unwrap_or_default();
        throughline_app::FieldError { field: field.to_owned(), ..fault }
    };
    throughline_app::AppError::Invalid { fields: fields.into_iter().map(own).collect() }
}

fn may(signed: &Signed) -> Result<(), Oops> {
    if signed.frame.may(Role::Member) {
        return Ok(());
    }
    let needs = "Members and those above tell what an emergency costs.".to_owned();
    Err(Oops(throughline_app::AppError::Forbidden { needs }))
}

fn read(reader: &mut Reader<'_>, signed: &Signed) -> IncidentInputs {
    let currency = signed.actor.workspace.currency;
    let mut minor = |name| reader.number(name).map_or(0, |major| Money::from_major(major, currency).minor);
    let told = IncidentInputs {
        credits_minor: minor("credits_minor"),
        extra_churn_minor: minor("extra_churn_minor"),
        outage_hours: reader.number("outage_hours"),
        responder_hours: reader.number("responder_hours"),
        support_tickets: reader.count("support_tickets").unwrap_or(0),
        ..IncidentInputs::default()
    };
    services::read(reader, OF_EMERGENCY, currency).over(told)
}

fn state_of(signed: &Signed, emergency: &Emergency) -> FormState {
    let inputs = emergency.inputs;
    let money = |minor: i64| Money::new(minor, signed.actor.workspace.currency).major().to_string();
    let state = FormState::new()
        .with("version", emergency.version.to_string())
        .with("title", &emergency.title)
        .with_some("team_id", emergency.team_id)
        .with_some("outage_hours", inputs.outage_hours)
        .with_some("responder_hours", inputs.responder_hours)
        .with("support_tickets", inputs.support_tickets.to_string())
        .with("credits_minor", money(inputs.credits_minor))
        .with("extra_churn_minor", money(inputs.extra_churn_minor))
        .with("went_well", &emergency.went_well)
        .with("next_time", &emergency.next_time);
    services::shown(state, OF_EMERGENCY, &ServiceFigures::of(&inputs), signed.actor.workspace.currency)
}

async fn shown(site: &Site, signed: &Signed, status: StatusCode, view: &EmergencyView, state: &FormState) -> Answer {
    let teams = site.app.list_teams(&signed.actor, false).await?;
    let teams: Vec<Choice> = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
    let services = services::choices(site, signed).await?;
    let lists = (teams.as_slice(), services.as_slice());
    let title = "What an emergency costs";
    if status == StatusCode::OK {
        return Ok(signed.page(view, Place::Urgent, title, || form(view, state, lists)));
    }
    Ok(signed.html(status, Place::Urgent, title, &form(view, state, lists)))
}

fn form(view: &EmergencyView, state: &FormState, (teams, services): (&[Choice], &[Choice])) -> Markup {
    let emergency = &view.emergency;
    let action = format!("/emergencies/{}/cost", emergency.key);
    let hours = format!("Empty: from its beginning to its end, {}.", words::hours(view.hours));
    html! {
        (bits::head(&["Emergency", &emergency.key], "What does it cost?",
            Some("Write what is known; the rest counts as nothing. Work of the roadmap that had to wait is not in it: that is the price of an interruption.")))
        (template(view, state, &action, services))
        (fields::form(state, &action, "Keep these figures", html! {
            @if !state.value("service_id").is_empty() { input type="hidden" name="service_id" value=(state.value("service_id")); }
            (Field::new(state, "title", "What happened?").required().text())
            (Field::new(state, "team_id", "Which team deals with it?").select(Some("none"), teams))
            h2 { "Revenue that does not come back" }
            div class="two" {
                (Field::new(state, "revenue_per_hour_minor", "Revenue an hour of what is affected").example("4000").hint("In the workspace’s currency, averaged over the time that counts.").number())
                (Field::new(state, "outage_hours", "Hours of outage").hint(&hours).number())
            }
            div class="two" {
                (Field::new(state, "affected", "Share that is affected, in percent").hint("Of customers, or of loads.").number())
                (Field::new(state, "not_recovered", "Share of it that does not come back, in percent").hint("50 where nobody knows.").number())
            }
            h2 { "People working on it" }
            div class="two" {
                (Field::new(state, "responders", "How many people").number())
                (Field::new(state, "responder_hours", "Hours of each").hint(&hours).number())
            }
            (Field::new(state, "rate_per_hour_minor", "What an hour of theirs costs").example("75").number())
            h2 { "What came on top" }
            div class="two" {
                (Field::new(state, "support_tickets", "Support tickets that it caused").number())
                (Field::new(state, "cost_per_ticket_minor", "What one of them costs").example("9").number())
            }
            div class="two" {
                (Field::new(state, "credits_minor", "Credits that the contracts promise").number())
                (Field::new(state, "extra_churn_minor", "Yearly revenue of customers who leave for it").hint("0 unless somebody estimated it.").number())
            }
            h2 { "What to keep from it" }
            (Field::new(state, "went_well", "What went well?").long(""))
            (Field::new(state, "next_time", "What to do before the next one?").long(""))
        }))
        p { a class="btn small" href={ "/emergencies/" (emergency.key) } { "Back to its story" } }
    }
}

/// The figures of a service, to be filled in; and where those are from that stand in the form.
fn template(view: &EmergencyView, state: &FormState, action: &str, services: &[Choice]) -> Markup {
    let taken = services.iter().find(|(id, _)| id == state.value("service_id"));
    html! {
        @match (taken, &view.template_says) {
            (Some((_, name)), _) => p class="meta" { "Filled in from the template of " (name) ". Nothing is kept yet: look at it, and keep these figures." }
            (None, Some(says)) => p class="meta" { (says) }
            (None, None) => {}
        }
        @if !services.is_empty() {
            form class="form" method="get" action=(action) {
                (Field::new(state, "service_id", "Which service is it?").hint("Fills in what is the same in every outage of it. What was typed below and not kept is lost.").select(None, services))
                div class="actions" { button class="btn" type="submit" { "Fill in its figures" } }
            }
        }
    }
}
