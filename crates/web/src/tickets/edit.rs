//! Writing a ticket, and setting here what its tracker does not say.

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, TicketEdit, TicketInput, TicketView};
use throughline_domain::{
    TicketId,
    connections::SourceKind,
    people::Role,
    tickets::{EffortDays, RiceInputs, Status},
    words,
};
use throughline_value_line::PercentReading;

use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
        say,
    },
    http::{Answer, FormState, Oops, Posted, Reader, Signed, form::stored, see_other},
    layout::Place,
    site::Site,
};

struct Lists {
    teams: Vec<Choice>,
    problems: Vec<Choice>,
}

async fn lists(site: &Site, signed: &Signed) -> Result<Lists, AppError> {
    let teams = site.app.list_teams(&signed.actor, false).await?;
    let problems = site.app.list_problems(&signed.actor, false).await?;
    Ok(Lists {
        teams: teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect(),
        problems: problems
            .into_iter()
            .map(|problem| (problem.id.to_string(), format!("{} {}", problem.key, problem.title)))
            .collect(),
    })
}

fn may(signed: &Signed) -> Result<(), Oops> {
    if signed.frame.may(Role::Member) {
        return Ok(());
    }
    Err(Oops(AppError::Forbidden { needs: "Viewers read. Ask an owner to become a member.".to_owned() }))
}

fn state_of(view: &TicketView) -> FormState {
    let ticket = &view.ticket;
    let number = |value: f64| words::number(value, 4);
    FormState::new()
        .with("version", ticket.version.to_string())
        .with("title", &ticket.title)
        .with("body", &ticket.body)
        .with("status", stored(&ticket.status))
        .with("labels", ticket.labels.join(", "))
        .with_some("value_line", ticket.value_line.as_ref())
        .with_some("problem_id", ticket.problem_id)
        .with_some("team_id", ticket.team_id)
        .with_some("effort_low", ticket.effort_days.map(|days| number(days.low)))
        .with_some("effort_high", ticket.effort_days.map(|days| number(days.high)))
        .with_some("due_on", ticket.due_on)
        .with_some("reach", ticket.rice.map(|rice| number(rice.reach)))
        .with_some("impact", ticket.rice.map(|rice| number(rice.impact)))
        .with_some("confidence", ticket.rice.map(|rice| number(rice.confidence * 100.0)))
        .with_some("moscow", ticket.moscow.map(|class| stored(&class)))
        .with("waits_for", view.blocked_by.iter().filter_map(|other| other.key.clone()).collect::<Vec<_>>().join(", "))
}

fn value_fields(state: &FormState, lists: &Lists) -> Markup {
    let classes = [("must", "Must"), ("should", "Should"), ("could", "Could"), ("wont", "Won’t")]
        .map(|(value, name)| (value.to_owned(), name.to_owned()));
    html! {
        (Field::new(state, "value_line", "Business value").example("Reduces churn by 3% in a €1M segment")
            .hint("What changes, for whom, by how much. The page “Value” shows how it is read.").long(""))
        div class="two" {
            (Field::new(state, "problem_id", "It works on the problem").select(Some("no line to a goal yet"), &lists.problems))
            (Field::new(state, "team_id", "Team").select(Some("no team yet"), &lists.teams))
        }
        div class="three" {
            (Field::new(state, "effort_low", "Person-days, at least").example("3").number())
            (Field::new(state, "effort_high", "and at most").example("5").hint("You are 90% sure that it lies between.").number())
            (Field::new(state, "due_on", "Due").date())
        }
        div class="three" {
            (Field::new(state, "reach", "RICE: reach a quarter").example("1200").number())
            (Field::new(state, "impact", "impact").example("1").hint("3, 2, 1, 0.5 or 0.25").number())
            (Field::new(state, "confidence", "confidence, in percent").example("80").number())
        }
        (Field::new(state, "moscow", "MoSCoW").select(Some("no class"), &classes))
    }
}

fn own_fields(state: &FormState) -> Markup {
    html! {
        (Field::new(state, "title", "Title").required().text())
        (Field::new(state, "body", "Text").hint("Markdown.").long("body"))
        div class="two" {
            (Field::new(state, "labels", "Labels").hint("Separated by commas.").text())
            (Field::new(state, "waits_for", "Waits for").example("NF-226, NF-231").hint("Keys of tickets that must be done first.").text())
        }
    }
}

/// What both forms read alike.
struct Values {
    effort_days: Option<EffortDays>,
    rice: Option<RiceInputs>,
}

fn read_values(reader: &mut Reader<'_>) -> Values {
    let (low, high) = (reader.number("effort_low"), reader.number("effort_high"));
    let effort_days = match (low.or(high), high.or(low)) {
        (Some(low), Some(high)) => Some(EffortDays { low, high }),
        _ => None,
    };
    let (reach, impact, confidence) = (reader.number("reach"), reader.number("impact"), reader.number("confidence"));
    let rice = match (reach, impact, confidence) {
        (Some(reach), Some(impact), Some(confidence)) => {
            Some(RiceInputs { reach, impact, confidence: confidence / 100.0 })
        }
        (None, None, None) => None,
        _ => {
            reader.complain("reach", "RICE needs reach, impact and confidence: fill in all three, or none.");
            None
        }
    };
    Values { effort_days, rice }
}

fn split(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn new_form(signed: &Signed, status: StatusCode, state: &FormState, lists: &Lists) -> Response {
    let body = html! {
        (bits::head(&["Ticket"], "A ticket of your own.", Some("Tickets of a tracker are better written there and brought in.")))
        (fields::form(state, "/tickets/new", "Create the ticket", html! { (own_fields(state)) (value_fields(state, lists)) }))
    };
    signed.html(status, Place::Tickets, "New ticket", &body)
}

/// `GET /tickets/new`
pub async fn new_page(State(site): State<Site>, signed: Signed, RawQuery(query): RawQuery) -> Answer {
    may(&signed)?;
    let state = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .fold(FormState::new(), |state, (name, value)| state.with(&name, value));
    Ok(new_form(&signed, StatusCode::OK, &state, &lists(&site, &signed).await?))
}

/// `POST /tickets/new`
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let values = read_values(&mut reader);
    let input = TicketInput {
        title: reader.text("title"),
        body: reader.text("body"),
        key: None,
        labels: split(fields.text("labels")),
        value_line: fields.optional("value_line"),
        confirmed_reading: None,
        problem_id: reader.parsed("problem_id", "Choose one of the list."),
        team_id: reader.parsed("team_id", "Choose one of the list."),
        effort_days: values.effort_days,
        due_on: reader.date("due_on"),
        rice: values.rice,
        moscow: reader.choice("moscow"),
        waits_for: split(fields.text("waits_for")),
    };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.create_ticket(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(view) => Ok(see_other(&format!("/tickets/{}", view.row.key))),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            Ok(new_form(&signed, status, &state, &lists(&site, &signed).await?))
        }
    }
}

fn edit_form(signed: &Signed, status: StatusCode, view: &TicketView, state: &FormState, lists: &Lists) -> Response {
    let own = view.source.kind == SourceKind::Throughline;
    let statuses = [Status::Open, Status::Closed].map(|status| (stored(&status), say::status(status).to_owned()));
    let title = format!("Change {}", view.row.key);
    let lead = if own {
        None
    } else {
        Some("What is set here stays, whatever its tracker says later. Title and text are changed in the tracker.")
    };
    let body = html! {
        (bits::head(&[&view.row.key, &view.row.title], &title, lead))
        (fields::form(state, &format!("/tickets/{}/edit", view.row.key), "Save the ticket", html! {
            @if own { (own_fields(state)) (Field::new(state, "status", "Status").select(None, &statuses)) }
            (value_fields(state, lists))
        }))
    };
    signed.html(status, Place::Tickets, &title, &body)
}

/// `GET /tickets/{ticket}/edit`
pub async fn edit_page(State(site): State<Site>, signed: Signed, Path(ticket): Path<String>) -> Answer {
    let view = site.app.get_ticket(&signed.actor, &ticket).await?;
    may(&signed)?;
    Ok(edit_form(&signed, StatusCode::OK, &view, &state_of(&view), &lists(&site, &signed).await?))
}

/// `POST /tickets/{ticket}/edit`
pub async fn change(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let view = site.app.get_ticket(&signed.actor, &ticket).await?;
    let own = view.source.kind == SourceKind::Throughline;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let values = read_values(&mut reader);
    let value_line = fields.optional("value_line");
    let same_line = value_line == view.ticket.value_line;
    let edit = TicketEdit {
        title: own.then(|| reader.text("title")),
        body: own.then(|| reader.text("body")),
        status: if own { reader.choice("status") } else { None },
        labels: own.then(|| split(fields.text("labels"))),
        value_line,
        // A reading was confirmed of a sentence; another sentence has to be read again.
        confirmed_reading: view.ticket.confirmed_reading.filter(|_| same_line),
        problem_id: reader.parsed("problem_id", "Choose one of the list."),
        team_id: reader.parsed("team_id", "Choose one of the list."),
        effort_days: values.effort_days,
        due_on: reader.date("due_on"),
        rice: values.rice,
        moscow: reader.choice("moscow"),
        waits_for: own.then(|| split(fields.text("waits_for"))),
    };
    let outcome = match reader.finish(edit) {
        Ok(edit) => site.app.change_ticket(&signed.actor, view.ticket.id, version, edit).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(view) => Ok(see_other(&format!("/tickets/{}", view.row.key))),
        Err(error) => {
            let (status, state) = state_of(&view).again(&fields, error)?;
            Ok(edit_form(&signed, status, &view, &state, &lists(&site, &signed).await?))
        }
    }
}

/// `POST /tickets/{ticket}/reading`: confirms how an ambiguous percentage is meant.
pub async fn confirm_reading(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let view = site.app.get_ticket(&signed.actor, &ticket).await?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let reading: Option<PercentReading> = reader.choice("reading");
    let ticket = &view.ticket;
    let edit = TicketEdit {
        value_line: ticket.value_line.clone(),
        confirmed_reading: reading,
        problem_id: ticket.problem_id,
        team_id: ticket.team_id,
        effort_days: ticket.effort_days,
        due_on: ticket.due_on,
        rice: ticket.rice,
        moscow: ticket.moscow,
        ..TicketEdit::default()
    };
    let edit = reader.finish(edit)?;
    site.app.change_ticket(&signed.actor, ticket.id, version, edit).await?;
    Ok(see_other(&format!("/tickets/{}", ticket.key)))
}

/// `POST /tickets/{ticket}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    let view = site.app.get_ticket(&posted.signed.actor, &ticket).await?;
    let mut reader = Reader::new(&posted.fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    site.app.withdraw_ticket(&posted.signed.actor, view.ticket.id, version).await?;
    Ok(see_other(&format!("/tickets?deleted={}", view.ticket.id)))
}

/// `POST /tickets/{ticket}/restore`: by id, because a deleted ticket has no page.
pub async fn restore(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    let id: TicketId = ticket.parse().map_err(|_| AppError::NotFound { what: "ticket" })?;
    let view = site.app.restore_ticket(&posted.signed.actor, id).await?;
    Ok(see_other(&format!("/tickets/{}", view.row.key)))
}
