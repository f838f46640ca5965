//! The page of the roadmap.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, FieldError, PricedOrder, RoadmapOrder, RoadmapQuery, RoadmapView};
use throughline_domain::words;

use super::{chart, files, lists, panel};
use crate::{
    components::{bits, say},
    http::{Answer, FormState, Signed, signed},
    layout::Place,
    site::Site,
};

/// What of the roadmap is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    order: String,
    team: String,
    /// The most changes that may be offered.
    max_changes: String,
    /// "csv" or "ics": as a file.
    r#as: String,
}

impl Asked {
    /// As the verb takes it.
    pub fn query(&self) -> Result<RoadmapQuery, AppError> {
        let team_id = match self.team.trim() {
            "" => None,
            team => Some(team.parse().map_err(|_| AppError::NotFound { what: "team" })?),
        };
        let order = if self.order == "best" { RoadmapOrder::Best } else { RoadmapOrder::Current };
        let max_changes = match self.max_changes.trim() {
            "" => None,
            most => Some(most.parse().map_err(|_| {
                let message = "Write a whole number of changes, or nothing.".to_owned();
                let given = most.to_owned();
                AppError::Invalid { fields: vec![FieldError { field: "max_changes".to_owned(), given, message }] }
            })?),
        };
        Ok(RoadmapQuery { order, team_id, max_changes, ..RoadmapQuery::default() })
    }
}

/// `GET /roadmap?order=current|best&team=&as=csv|ics`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    match asked.r#as.as_str() {
        "csv" => return files::csv(&site, &signed).await,
        "ics" => return files::calendar(&site, &signed).await,
        _ => {}
    }
    let view = site.app.roadmap(&signed.actor, asked.query()?).await?;
    let state = fresh(&view).with("max_changes", asked.max_changes.trim());
    if signed.fragment {
        return Ok(signed::piece(panel::panel(&signed, &view, &state, None)));
    }
    Ok(signed.page(&view, Place::Roadmap, "Roadmap", || body(&signed, &view, &state, None)))
}

/// The form of a decision before anything was typed: every move is ticked.
pub fn fresh(view: &RoadmapView) -> FormState {
    let state = FormState::new().with("version", view.version.to_string());
    let moves = view.best.iter().flat_map(|best| &best.moves);
    moves.fold(state, |state, found| state.with("move", panel::written(&found.change)))
}

/// The whole page; `priced` is what the ticked moves come to, if that was asked.
pub fn body(signed: &Signed, view: &RoadmapView, state: &FormState, priced: Option<&PricedOrder>) -> Markup {
    let day = |date| words::day(date, view.today);
    let facts = [
        format!("{} to {}", day(view.today), day(view.last_on)),
        format!(
            "{}, {}",
            say::count(i64::try_from(view.lanes.len()).unwrap_or(0), "lane", "lanes"),
            say::count(view.total, "ticket", "tickets")
        ),
    ];
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    html! {
        div class="cols rm-top" {
            div {
                (bits::head(&facts, &view.statement, view.lead.as_deref()))
                (published(view, signed))
            }
            (panel::panel(signed, view, state, priced))
        }
        @if view.total == 0 {
            (bits::empty("No work is planned", "Tickets stand here with their dates as soon as there are some.", Some(("/import", "Bring your tickets in"))))
        } @else {
            section aria-labelledby="h-tl" {
                div class="between" {
                    h2 id="h-tl" { "Who does what when" }
                    div class="row" {
                        (bits::seg("Order", [
                            ("This order", "/roadmap".to_owned(), view.order == RoadmapOrder::Current),
                            ("Best found", "/roadmap?order=best".to_owned(), view.order == RoadmapOrder::Best),
                        ]))
                    }
                }
                p class="meta rm-key" { "A line ends where the work is likely done; its dashes end where it is 85% surely done. The wider it is, the more a day of waiting costs." }
                @if view.order == RoadmapOrder::Current { p class="meta rm-key" { "Drag a line, press its arrows, or Alt ↑ and Alt ↓ on its title: the price of the move is shown first, and nothing changes until you keep it. Enter leads from the title to why, Esc puts it back." } }
                (chart::lanes(view))
                div id="rm-move" data-version=(view.version) aria-live="polite" {}
                (lists::small(view))
            }
            (lists::where_from(view))
        }
        (lists::promises(signed, view))
        (lists::not_planned(view))
        section class="rm-more" aria-labelledby="h-look" {
            h2 id="h-look" { "Another way to look ahead" }
            p { (view.forecast.sentence) }
            p class="row" {
                a href="/roadmap/calendar" { "Holidays and days of less work" }
                a href="/roadmap?as=csv" download { "As CSV" }
                a href="/roadmap?as=ics" download { "As a calendar" }
            }
        }
    }
}

fn published(view: &RoadmapView, signed: &Signed) -> Markup {
    html! {
        p class="meta" {
            @match &view.published {
                Some(published) => {
                    "Published no. " (published.number) " " (say::ago(published.at, signed.frame.now, &signed.frame.zone))
                    @if let Some(by) = &published.by_name { " by " (by) }
                    ": “" (published.reason) "” "
                    a href="/roadmap/published" { "What changed since last week, and why" }
                }
                None => { "Nothing is published yet: this is the order of the priorities." }
            }
        }
    }
}
