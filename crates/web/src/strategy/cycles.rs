//! Cycles: the list, and one with its goals and their scores. Its close has a page of its own.

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, CycleInput, CycleView, ObjectiveStanding, ResultStanding};
use throughline_domain::{
    CycleId,
    people::Role,
    strategy::{Cycle, CycleState, SURE},
    words,
};

use super::goals::{band_class, short_score};
use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    editing::{self, Noun, five_verbs},
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

impl Noun for Cycle {
    type Id = CycleId;
    type Input = CycleInput;
    const NAME: &'static str = "cycle";
    const FOLDER: &'static str = "/cycles";
    const PLACE: Place = Place::Goals;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_cycle, create_cycle, change_cycle, withdraw_cycle, restore_cycle);

    fn title(&self) -> &str {
        &self.name
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        if self.withdrawn_at.is_some() { "/cycles".to_owned() } else { format!("/cycles/{}", self.id) }
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("name", &self.name)
            .with("starts_on", self.starts_on.to_string())
            .with("ends_on", self.ends_on.to_string())
    }
    fn read(reader: &mut Reader<'_>, _: &Actor) -> CycleInput {
        let (starts_on, ends_on) = (reader.date("starts_on"), reader.date("ends_on"));
        CycleInput { name: reader.text("name"), starts_on, ends_on }
    }
    fn question() -> String {
        "For which time do we set goals?".to_owned()
    }
    fn form(state: &FormState, _: &editing::Lists) -> Markup {
        html! {
            (Field::new(state, "name", "Cycle").required().example("2026-Q4").text())
            div class="two" {
                (Field::new(state, "starts_on", "First day").hint("Empty: the quarter’s, if it is called as one.").date())
                (Field::new(state, "ends_on", "Last day").date())
            }
        }
    }
}

/// `GET /cycles`
pub async fn list(State(site): State<Site>, signed: Signed) -> Answer {
    let cycles = site.app.list_cycles(&signed.actor, true).await?;
    Ok(signed.page(&cycles, Place::Goals, "Cycles", || list_body(&signed, &cycles)))
}

fn list_body(signed: &Signed, cycles: &[Cycle]) -> Markup {
    let leader = signed.frame.may(Role::Leader);
    let live: Vec<&Cycle> = cycles.iter().filter(|cycle| cycle.withdrawn_at.is_none()).collect();
    let open: Vec<String> =
        live.iter().filter(|cycle| cycle.state() == CycleState::Open).map(|cycle| cycle.name.clone()).collect();
    let statement = match open.as_slice() {
        [] if live.is_empty() => "No cycle yet.".to_owned(),
        [] => "No cycle is open.".to_owned(),
        [one] => format!("{one} is open."),
        several => format!("{} are open.", words::list(several)),
    };
    html! {
        (bits::head(&["Cycles"], &statement, Some("A cycle is the time for which objectives are set. It is planned, then opened, and closed at its end; then it stays as it was.")))
        div class="actions" {
            @if leader { a class="btn" href="/cycles/new" { "Plan a cycle" } }
            a class="btn quiet" href="/goals" { "All goals" }
        }
        @if live.is_empty() { (bits::empty("No cycle yet", "Call it as a quarter, such as 2026-Q4, and its days are known.", leader.then_some(("/cycles/new", "Plan the first one")))) }
        h2 class="vh" { "Cycles" }
        ul class="rows" {
            @for cycle in &live {
                li {
                    div {
                        h3 { a class="strong-link" href={ "/cycles/" (cycle.id) } { (cycle.name) } }
                        p class="meta" { (days(signed, cycle)) }
                    }
                    span class=(state_class(cycle.state())) { (cycle.state().name()) }
                }
            }
        }
        @if leader { (editing::deleted(cycles.iter().filter(|cycle| cycle.withdrawn_at.is_some()).map(|cycle| (cycle, cycle.id)))) }
    }
}

/// "1 Oct to 31 Dec".
fn days(signed: &Signed, cycle: &Cycle) -> String {
    let today = signed.frame.today();
    format!("{} to {}", words::day(cycle.starts_on, today), words::day(cycle.ends_on, today))
}

const fn state_class(state: CycleState) -> &'static str {
    match state {
        CycleState::Open => "tag line",
        CycleState::Planned => "tag",
        CycleState::Closed => "tag done",
    }
}

pub(super) fn id(text: &str) -> Result<CycleId, Oops> {
    text.parse().map_err(|_| Oops(AppError::NotFound { what: "cycle" }))
}

/// `GET /cycles/{cycle}`
pub async fn one(State(site): State<Site>, signed: Signed, Path(cycle): Path<String>) -> Answer {
    let view = site.app.cycle_goals(&signed.actor, id(&cycle)?).await?;
    Ok(signed.page(&view, Place::Goals, &view.cycle.name, || body(&signed, &view)))
}

fn body(signed: &Signed, view: &CycleView) -> Markup {
    let cycle = &view.cycle;
    let leader = signed.frame.may(Role::Leader) && cycle.withdrawn_at.is_none();
    html! {
        (bits::head(&[&cycle.name, view.state.name(), &days(signed, cycle)], &view.statement, None))
        div class="actions" {
            @if leader {
                @match view.state {
                    CycleState::Planned => (fields::button(&format!("/cycles/{}/open", cycle.id), "Open the cycle", &cycle.name, Some(cycle.version))),
                    CycleState::Open => a class="btn small" href={ "/cycles/" (cycle.id) "/close" } { "Close the cycle" },
                    CycleState::Closed => {}
                }
                @if view.state != CycleState::Closed {
                    a class="btn small" href={ "/objectives/new?cycle_id=" (cycle.id) } { "Add an objective" }
                    a class="btn small quiet" href={ "/cycles/" (cycle.id) "/edit" } { "Change it" }
                }
            }
            a class="btn small quiet" href="/cycles" { "All cycles" }
        }
        @if !cycle.lessons.is_empty() {
            section aria-labelledby="h-lessons" {
                h2 id="h-lessons" { "What we learned" }
                p class="why" { (cycle.lessons) }
            }
        }
        @if view.objectives.is_empty() { (bits::empty("No objective in this cycle", "Choose the cycle in the form of an objective.", None)) }
        @for objective in &view.objectives { (standing(objective)) }
    }
}

fn standing(objective: &ObjectiveStanding) -> Markup {
    html! {
        section class="goal stop" {
            h2 { a class="strong-link" href={ "/objectives/" (objective.key) } { (objective.title) } }
            p class="meta" {
                span class="id" { (objective.key) }
                @if let Some((score, band)) = objective.score.zip(objective.band) {
                    " · " span class=(band_class(band)) { "score " (format!("{score:.2}")) " " (band.name()) }
                    " · the average of " (say::count(scored(objective), "key result", "key results"))
                }
            }
            ul { @for result in &objective.key_results { (result_line(result)) } }
        }
    }
}

fn scored(objective: &ObjectiveStanding) -> i64 {
    let scored = objective.key_results.iter().filter(|result| result.score.score.is_some()).count();
    i64::try_from(scored).unwrap_or(i64::MAX)
}

fn result_line(result: &ResultStanding) -> Markup {
    html! {
        li {
            a class="strong-link" href={ "/key-results/" (result.score.key) } { (result.title) }
            p class="meta" {
                span class="id" { (result.score.key) } " · " (short_score(&result.score))
                @if let Some(confidence) = result.confidence { " · confidence " (confidence) " of " (SURE) }
            }
            @if !result.note.is_empty() { p class="meta" { (result.note) } }
            @if let Some(carried) = &result.carried {
                p class="meta" {
                    "Goes on as "
                    @match &carried.key { Some(key) => a href={ "/key-results/" (key) } { (key) }, None => "a key result that was deleted since" }
                    ": " (carried.because)
                }
            }
        }
    }
}

/// `POST /cycles/{cycle}/open`
pub async fn open(State(site): State<Site>, Path(cycle): Path<String>, posted: Posted) -> Answer {
    let mut reader = Reader::new(&posted.fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    let cycle = site.app.open_cycle(&posted.signed.actor, id(&cycle)?, version).await?;
    Ok(see_other(&cycle.home()))
}
