//! One move on the roadmap: priced while it is only shown, then kept with its reason or put back.

use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{
    AppError, Lane, MoveInOrder, OrderChangeInput, PricedOrder, PublishInput, RoadmapOrder, RoadmapRow,
};
use throughline_domain::{TeamId, people::Role};

use super::lists;
use crate::{
    components::{
        bits,
        fields::{self, Choice, Field},
        money,
    },
    http::{Answer, Fields, FormState, Posted, Signed, see_other, signed},
    layout::Place,
    site::Site,
};

/// Whose dates change is told of so many, the dearest first.
const SHOWN: usize = 12;
/// The same where the price stands beside the drawing.
const SHOWN_BESIDE: usize = 3;

/// A move as an address carries it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ticket: String,
    before: String,
    team: String,
    /// The version of the order that the reader looks at.
    version: String,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self { ticket: text("ticket"), before: text("before"), team: text("team"), version: text("version") }
    }

    fn change(&self) -> Result<MoveInOrder, AppError> {
        let team_id = match self.team.trim() {
            "" => None,
            team => Some(team.parse::<TeamId>().map_err(|_| AppError::NotFound { what: "team" })?),
        };
        let before = Some(self.before.trim().to_owned()).filter(|before| !before.is_empty());
        Ok(MoveInOrder { ticket: self.ticket.trim().to_owned(), before, team_id })
    }
}

/// The address at which a move is priced; an empty `before` is last.
pub fn address(ticket: &str, before: &str, version: i64) -> String {
    let version = version.to_string();
    let pairs = [("ticket", ticket), ("before", before), ("version", &version)];
    bits::address("/roadmap/move", &pairs, &[])
}

/// Where a ticket of a lane goes by one place: before the one above it, or past the one below.
pub struct Ways<'a> {
    /// The ticket to stand before on the way up.
    pub up: Option<&'a str>,
    /// The ticket to stand before on the way down; empty to stand last.
    pub down: Option<&'a str>,
}

impl<'a> Ways<'a> {
    /// What is being worked on stays where it is, and nothing comes before it.
    pub fn of(lane: &'a Lane, at: usize) -> Self {
        let movable = |row: &&RoadmapRow| row.begun_on.is_none();
        if lane.rows.get(at).is_none_or(|row| !movable(&row)) {
            return Self { up: None, down: None };
        }
        let above = at.checked_sub(1).and_then(|above| lane.rows.get(above)).filter(movable);
        let down = match (lane.rows.get(at + 1), lane.rows.get(at + 2)) {
            (Some(_), Some(then)) => Some(lists::key(then)),
            (Some(_), None) if lane.more == 0 => Some(""),
            _ => None,
        };
        Self { up: above.map(lists::key), down }
    }
}

/// What a move came to.
struct Priced {
    /// Its price, or why it cannot be made.
    price: Result<PricedOrder, String>,
    /// Whether the order is another one than the reader looked at.
    moved_on: bool,
}

/// Prices a move on the order that the reader looks at; when that is gone, on the present one, and says so.
async fn price(site: &Site, signed: &Signed, asked: &Asked) -> Result<Priced, AppError> {
    let moves = vec![asked.change()?];
    let version = asked.version.trim().parse().ok();
    let ask = |version| site.app.price_order(&signed.actor, OrderChangeInput { moves: moves.clone(), version });
    let (price, moved_on) = match ask(version).await {
        Err(AppError::Stale { .. }) => (ask(None).await, true),
        price => (price, false),
    };
    let price = match price {
        Ok(price) => Ok(price),
        Err(AppError::Invalid { fields }) if fields.iter().all(|fault| fault.field.starts_with("moves")) => {
            Err(fields.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join(" "))
        }
        Err(AppError::NotFound { what: "ticket" }) => Err("There is no open ticket of this name.".to_owned()),
        Err(error) => return Err(error),
    };
    Ok(Priced { price, moved_on })
}

/// `GET /roadmap/move?ticket=&before=&team=&version=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let priced = price(&site, &signed, &asked).await?;
    let state = FormState::new();
    if signed.fragment {
        return Ok(signed::piece(panel(&signed, &asked, &priced, &state, SHOWN_BESIDE)));
    }
    shown(&site, &signed, StatusCode::OK, &asked, &priced, &state).await
}

/// `POST /roadmap/move`: the move becomes part of the published roadmap.
pub async fn keep(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let asked = Asked::of(&fields);
    let version = asked.version.trim().parse().unwrap_or(0);
    let reason = fields.text("reason").to_owned();
    let input = PublishInput { reason, order: RoadmapOrder::Current, moves: vec![asked.change()?] };
    let Err(error) = site.app.publish_roadmap(&signed.actor, version, input).await else {
        return Ok(see_other("/roadmap/published"));
    };
    let (status, mut state) = FormState::new().again(&fields, error)?;
    let mut priced = price(&site, &signed, &asked).await?;
    if status == StatusCode::PRECONDITION_FAILED {
        state.notice = Some(
            "The order, or the money in it, changed before you kept the move. Nothing was published; your reason is \
             kept. Below is what the move costs now."
                .to_owned(),
        );
        priced.moved_on = false;
    }
    shown(&site, &signed, status, &asked, &priced, &state).await
}

async fn shown(
    site: &Site,
    signed: &Signed,
    status: StatusCode,
    asked: &Asked,
    priced: &Priced,
    state: &FormState,
) -> Answer {
    let teams = site.app.team_names(&signed.actor).await?;
    let teams: Vec<Choice> = teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let body = || whole(signed, asked, priced, state, &teams);
    match (&priced.price, status) {
        (Ok(price), StatusCode::OK) => Ok(signed.page(price, Place::Roadmap, "What a move costs", body)),
        _ => Ok(signed.html(status, Place::Roadmap, "What a move costs", &body())),
    }
}

fn whole(signed: &Signed, asked: &Asked, priced: &Priced, state: &FormState, teams: &[Choice]) -> Markup {
    let place = if asked.before.trim().is_empty() {
        format!("{} would stand last in its team’s work. Nothing has changed yet.", asked.ticket)
    } else {
        format!("{} would stand directly before {}. Nothing has changed yet.", asked.ticket, asked.before)
    };
    let statement = format!("{}.", tag(priced));
    html! {
        (bits::head(&["Priced, not done"], &statement, Some(&place)))
        (panel(signed, asked, priced, state, SHOWN))
        (elsewhere(asked, teams))
    }
}

/// Any other place, another team's too, without a script.
fn elsewhere(asked: &Asked, teams: &[Choice]) -> Markup {
    let state = FormState::new().with("ticket", &asked.ticket).with("before", &asked.before).with("team", &asked.team);
    html! {
        details class="more rm-more" {
            summary { "Price another place" }
            form class="form" action="/roadmap/move" {
                (Field::new(&state, "ticket", "Ticket").required().example("ABC-12").text())
                (Field::new(&state, "before", "Directly before").example("ABC-7").hint("Empty: to the end of its team’s work.").text())
                (Field::new(&state, "team", "Team").hint("Another team has to be named on the ticket as one that could do it.").select(Some("the same"), teams))
                div class="actions" { button class="btn" type="submit" { "Price it" } }
            }
        }
    }
}

/// "This move saves €15k", as the row that is lifted says it.
fn tag(priced: &Priced) -> String {
    match &priced.price {
        Err(_) => "Not priced: this move cannot be made".to_owned(),
        Ok(price) => money::of_a_move(price.total_minor, price.currency),
    }
}

/// The price and what can be done with it.
fn panel(signed: &Signed, asked: &Asked, priced: &Priced, state: &FormState, most: usize) -> Markup {
    html! {
        section class="panel rm-priced" aria-labelledby="h-moved" data-tag=(tag(priced)) {
            h2 id="h-moved" {
                @if asked.before.trim().is_empty() { "If " (asked.ticket) " goes last" }
                @else { "If " (asked.ticket) " goes before " (asked.before) }
            }
            @if priced.moved_on {
                p class="state broke" role="alert" {
                    "The roadmap changed since you loaded it: somebody decided, or its money moved. This is the price on the roadmap as it is now. "
                    a href="/roadmap" { "Load it as it is now" }
                }
            }
            @match &priced.price {
                Err(reason) => {
                    p { (reason) }
                    div class="actions" { a class="btn primary" data-put-back href="/roadmap" { "Put it back" } }
                }
                Ok(price) => {
                    p class="why" { (price.sentence) }
                    @if !price.lines.is_empty() { (lists::lines(price, signed.frame.today(), most)) }
                    (keeping(signed, asked, price, state))
                }
            }
        }
    }
}

/// The form that keeps a move, for those who may.
fn keeping(signed: &Signed, asked: &Asked, price: &PricedOrder, state: &FormState) -> Markup {
    html! {
        @if signed.frame.may(Role::Leader) {
            form class="rm-keep" method="post" action="/roadmap/move" {
                (fields::trouble(state))
                (fields::hidden(&FormState::new().with("version", price.version.to_string())))
                @for (name, value) in [("ticket", &asked.ticket), ("before", &asked.before), ("team", &asked.team)] {
                    input type="hidden" name=(name) value=(value);
                }
                (Field::new(state, "reason", "Why?").example("Two customers sign if they see it this month").hint("Shown to everyone whose work moves.").text())
                div class="actions" {
                    button class="btn primary" type="submit" { "Keep the move" }
                    a class="btn" data-put-back href="/roadmap" { "Put it back" }
                }
            }
        } @else {
            p class="meta" { "Leaders keep moves. Show them this price." }
            div class="actions" { a class="btn primary" data-put-back href="/roadmap" { "Put it back" } }
        }
    }
}
