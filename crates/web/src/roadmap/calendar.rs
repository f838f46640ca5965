//! Holidays, and days on which a team works less.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{AppError, CalendarEntryInput};
use throughline_domain::{CalendarEntryId, people::Role, people::Team, roadmap::CalendarEntry, words};

use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{Answer, FormState, Posted, Signed, form::Reader, see_other},
    layout::Place,
    site::Site,
};

/// `GET /roadmap/calendar`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let entries = site.app.list_calendar_entries(&signed.actor, false).await?;
    let teams = site.app.list_teams(&signed.actor, false).await?;
    let state = FormState::new().with("capacity_percent", "0");
    Ok(signed.page(&entries, Place::Roadmap, "Calendar", || body(&signed, &entries, &teams, &state)))
}

/// `POST /roadmap/calendar`
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let first_on = reader.date("first_on");
    if first_on.is_none() && fields.text("first_on").is_empty() {
        reader.complain("first_on", "Say on which day it begins.");
    }
    let percent = reader.needed_number("capacity_percent");
    #[expect(clippy::cast_possible_truncation, reason = "a percentage; what is not one is refused by its range")]
    let capacity_percent = percent.round() as i32;
    let input = CalendarEntryInput {
        name: reader.text("name"),
        team_id: reader.parsed("team_id", "Choose a team of the list."),
        first_on: first_on.unwrap_or_default(),
        last_on: reader.date("last_on"),
        capacity_percent,
    };
    let made = match reader.finish(input) {
        Ok(input) => site.app.create_calendar_entry(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    let Err(error) = made else { return Ok(see_other("/roadmap/calendar")) };
    let (status, state): (StatusCode, FormState) = FormState::new().again(&fields, error)?;
    let entries = site.app.list_calendar_entries(&signed.actor, false).await?;
    let teams = site.app.list_teams(&signed.actor, false).await?;
    Ok(signed.html(status, Place::Roadmap, "Calendar", &body(&signed, &entries, &teams, &state)))
}

/// `POST /roadmap/calendar/{id}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: CalendarEntryId = id.parse().map_err(|_| AppError::NotFound { what: "calendar entry" })?;
    let version = posted.fields.text("version").parse().unwrap_or(0);
    site.app.withdraw_calendar_entry(&posted.signed.actor, id, version).await?;
    Ok(see_other("/roadmap/calendar"))
}

fn body(signed: &Signed, entries: &[CalendarEntry], teams: &[Team], state: &FormState) -> Markup {
    let today = signed.frame.today();
    let may = signed.frame.may(Role::Leader);
    let name = |entry: &CalendarEntry| {
        entry.team_id.map_or("all teams", |id| {
            teams.iter().find(|team| team.id == id).map_or("a team", |team| team.name.as_str())
        })
    };
    let choices: Vec<(String, String)> = teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    html! {
        (bits::head(&["Calendar"], "Work rests on these days, and what is under way waits.", Some("Holidays, retreats, weeks with half the people: the roadmap plans around them.")))
        p { a href="/roadmap" { "The roadmap" } }
        @if entries.is_empty() { p class="meta" { "Every working day is a full one." } }
        ul class="rows" {
            @for entry in entries {
                li {
                    span { b { (entry.name) } ", " (name(entry)) }
                    span class="meta" {
                        (words::day(entry.first_on, today)) @if entry.last_on != entry.first_on { " to " (words::day(entry.last_on, today)) }
                        @if entry.capacity_percent == 0 { ", nobody works" } @else { ", " (entry.capacity_percent) "% of a day" }
                    }
                    @if may { (fields::button(&format!("/roadmap/calendar/{}/withdraw", entry.id), "Delete", &format!("Delete {}", entry.name), Some(entry.version))) }
                }
            }
        }
        @if may {
            section class="panel" aria-labelledby="h-new" {
                h2 id="h-new" { "Days of less work" }
                (fields::form(state, "/roadmap/calendar", "Note the days", html! {
                    (Field::new(state, "name", "What is it?").required().example("Company retreat").text())
                    (Field::new(state, "team_id", "Who?").select(Some("All teams"), &choices))
                    (Field::new(state, "first_on", "From").required().date())
                    (Field::new(state, "last_on", "To").hint("Empty: only that day.").date())
                    (Field::new(state, "capacity_percent", "How much of a day is left, in percent").required().hint("0 is a holiday.").number())
                }))
            }
        }
    }
}
