//! Teams and how much they can do.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, TeamInput};
use throughline_domain::{
    TeamId,
    people::{Role, Team},
};

use crate::{
    components::{bits, fields::Field, say},
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Reader, Signed},
    layout::Place,
    people::tabs,
    site::Site,
};

impl Noun for Team {
    type Id = TeamId;
    type Input = TeamInput;
    const NAME: &'static str = "team";
    const FOLDER: &'static str = "/teams";
    const PLACE: Place = Place::Me;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_team, create_team, change_team, withdraw_team, restore_team);

    fn title(&self) -> &str {
        &self.name
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/settings/teams".to_owned()
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("name", &self.name)
            .with("capacity_days_per_week", self.capacity_days_per_week.to_string())
            .with("tracks", self.tracks.to_string())
    }
    fn fresh() -> FormState {
        FormState::new().with("tracks", "1")
    }
    fn read(reader: &mut Reader<'_>, _: &Actor) -> TeamInput {
        TeamInput {
            name: reader.text("name"),
            capacity_days_per_week: reader.needed_number("capacity_days_per_week"),
            tracks: reader.parsed("tracks", "Write a whole number, at least 1.").unwrap_or(0),
        }
    }
    fn question() -> String {
        "Who works together, and how much in a week?".to_owned()
    }
    fn form(state: &FormState, _: &Lists) -> Markup {
        html! {
            (Field::new(state, "name", "Name").required().example("Tracking").text())
            div class="two" {
                (Field::new(state, "capacity_days_per_week", "Person-days it can work in a week").required().example("20").number())
                (Field::new(state, "tracks", "Things it works on at once").required().hint("1: one after the other.").number())
            }
        }
    }
}

/// `GET /settings/teams`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let teams = site.app.list_teams(&signed.actor, true).await?;
    Ok(signed.page(&teams, Place::Me, "Teams", || body(&signed, &teams)))
}

fn body(signed: &Signed, teams: &[Team]) -> Markup {
    let (here, gone): (Vec<&Team>, Vec<&Team>) = teams.iter().partition(|team| team.withdrawn_at.is_none());
    let may = signed.frame.may(Role::Leader);
    html! {
        (bits::head(&["Settings"], "Teams, and how much each can do in a week.", Some("How long a ticket takes follows from its estimate and its team.")))
        (tabs("/settings/teams"))
        @if may { div class="actions" { a class="btn" href="/teams/new" { "Add a team" } } }
        @if here.is_empty() { (bits::empty("No team yet", "Without a team, every ticket is reckoned with one person who works the usual week.", None)) }
        h2 class="vh" { "Teams" }
        ul class="rows" {
            @for team in &here {
                li {
                    div {
                        h3 { (team.name) }
                        p class="meta" { (say::number(team.capacity_days_per_week)) " person-days a week, " (say::count(i64::from(team.tracks), "thing", "things")) " at once" }
                    }
                    @if may { a class="btn small" href={ "/teams/" (team.id) "/edit" } aria-label={ "Change " (team.name) } { "Change" } }
                }
            }
        }
        @if may { (editing::deleted(gone.into_iter().map(|team| (team, team.id)))) }
    }
}
