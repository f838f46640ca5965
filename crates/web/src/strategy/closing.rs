//! The close of a cycle: what is said of each key result, what goes on, what was learned.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{CloseCycleInput, CloseResultInput, CycleView, ResultStanding};
use throughline_domain::{
    ObjectiveId,
    people::Role,
    strategy::{Ambition, Cycle, CycleState, ResultKind},
};

use super::{cycles::id, goals::short_score};
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
    },
    editing::Noun as _,
    http::{Answer, FormState, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// `GET /cycles/{cycle}/close`
pub async fn page(State(site): State<Site>, signed: Signed, Path(cycle): Path<String>) -> Answer {
    let view = site.app.cycle_goals(&signed.actor, id(&cycle)?).await?;
    let state = FormState::new().with("version", view.cycle.version.to_string());
    shown(&site, &signed, StatusCode::OK, &view, &state).await
}

async fn shown(site: &Site, signed: &Signed, status: StatusCode, view: &CycleView, state: &FormState) -> Answer {
    let mut cycles = site.app.list_cycles(&signed.actor, false).await?;
    cycles.retain(|cycle| cycle.id != view.cycle.id && cycle.writable().is_ok());
    let nexts: Vec<Choice> = cycles.into_iter().map(|cycle: Cycle| (cycle.id.to_string(), cycle.name)).collect();
    let title = format!("Close {}", view.cycle.name);
    let body = || body(signed, view, state, &nexts);
    if status == StatusCode::OK {
        return Ok(signed.page(view, Place::Goals, &title, body));
    }
    Ok(signed.html(status, Place::Goals, &title, &body()))
}

fn body(signed: &Signed, view: &CycleView, state: &FormState, nexts: &[Choice]) -> Markup {
    let cycle = &view.cycle;
    let may = signed.frame.may(Role::Leader) && view.state == CycleState::Open && cycle.withdrawn_at.is_none();
    html! {
        (bits::head(&[&cycle.name, "close"], "What did we reach, what did we learn, and what goes on?",
            Some("The scores stay as they are now, whatever is measured later. Nobody opens the cycle again.")))
        @if may { (form(view, state, nexts)) } @else {
            (bits::empty("There is nothing to close here", "A leader can close a cycle that is open.", Some((&cycle.home(), "Look at the cycle"))))
        }
    }
}

fn form(view: &CycleView, state: &FormState, nexts: &[Choice]) -> Markup {
    let body = html! {
        (Field::new(state, "lessons", "What we learned").required().example("We asked the carriers too late.").long(""))
        div class="stack-lg" id="results" {
            @for objective in &view.objectives {
                h2 { span class="id" { (objective.key) } " " (objective.title) }
                @for result in &objective.key_results {
                    @if told(view, objective.objective_id, result) { p class="meta" { (result.score.key) " counts for this one too; it is spoken of above." } }
                    @else { (said_of(result, state)) }
                }
            }
        }
        @if view.objectives.iter().any(|objective| !objective.key_results.is_empty()) {
            (Field::new(state, "next_cycle_id", "What is carried over goes on in").hint("Planned or open. A cycle that is not there yet has to be planned first.").select(Some("nothing is carried over"), nexts))
        }
    };
    fields::form(state, &format!("/cycles/{}/close", view.cycle.id), "Close the cycle for good", body)
}

/// Whether a key result of an objective is spoken of already, under one before it.
fn told(view: &CycleView, objective: ObjectiveId, result: &ResultStanding) -> bool {
    let before = view.objectives.iter().take_while(|before| before.objective_id != objective);
    before.flat_map(|before| &before.key_results).any(|one| one.score.key_result_id == result.score.key_result_id)
}

/// The name of a field about a key result.
fn field(key: &str, what: &str) -> String {
    format!("results.{key}.{what}")
}

fn said_of(result: &ResultStanding, state: &FormState) -> Markup {
    let key = &result.score.key;
    let reached = result.score.score.is_some_and(|score| score.reached());
    let over = reached && result.kind != ResultKind::Keep;
    let needed = result.ambition == Ambition::Committed && !reached;
    let (note, carried) = (field(key, "note"), field(key, "carried_because"));
    let why =
        if needed { format!("Why {key} came out so (it was promised)") } else { format!("Why {key} came out so") };
    let goes_on = format!("{key} goes on, because");
    html! {
        div class="stack" {
            p { b { (result.title) } }
            p class="meta" { (short_score(&result.score)) }
            (Field::new(state, &note, &why).text())
            @if !over { (Field::new(state, &carried, &goes_on).hint("Empty: it ends here.").text()) }
        }
    }
}

/// `POST /cycles/{cycle}/close`
pub async fn close(State(site): State<Site>, Path(cycle): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id(&cycle)?;
    let view = site.app.cycle_goals(&signed.actor, id).await?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let results = view.objectives.iter().flat_map(|objective| {
        let of_it = objective.key_results.iter().map(move |result| (objective.objective_id, result));
        of_it.filter(|(objective, result)| !told(&view, *objective, result)).map(|(_, result)| result)
    });
    let said = |result: &ResultStanding| CloseResultInput {
        key_result_id: result.score.key_result_id,
        note: fields.text(&field(&result.score.key, "note")).to_owned(),
        carried_because: fields.optional(&field(&result.score.key, "carried_because")),
    };
    let input = CloseCycleInput {
        lessons: reader.text("lessons"),
        next_cycle_id: reader.parsed("next_cycle_id", "Choose one of the list."),
        results: results.map(said).collect(),
    };
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.close_cycle(&signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(cycle) => Ok(see_other(&cycle.home())),
        Err(error) => {
            let version = FormState::new().with("version", view.cycle.version.to_string());
            let (status, state) = version.again(&fields, error)?;
            shown(&site, &signed, status, &view, &state).await
        }
    }
}
