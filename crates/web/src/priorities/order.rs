//! The order with the line that thins out, scores of the three methods, and the panel that says why.

use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use throughline_app::{AppError, NameRef, PinView, RankPage, RankQuery, TicketRow, WhyQuery};
use throughline_domain::{
    people::Role,
    priorities::{Method, Why},
    words,
};
use throughline_value_line::format;

use super::panel;
use crate::{
    components::{
        bits, chart,
        fields::{self, Field},
        money::{self, Tone},
        say,
    },
    http::{Answer, FormState, Signed, signed},
    layout::Place,
    site::Site,
};

/// What of the order is looked at, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    model: String,
    team: String,
    q: String,
    label: String,
    compare: String,
    after: String,
}

impl Asked {
    fn method(&self) -> Method {
        method(&self.model)
    }

    fn query(&self) -> Result<RankQuery, AppError> {
        let text = |value: &str| Some(value.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let team_id = match text(&self.team) {
            Some(team) => Some(team.parse().map_err(|_| AppError::NotFound { what: "team" })?),
            None => None,
        };
        Ok(RankQuery {
            method: self.method(),
            q: text(&self.q),
            team_id,
            label: text(&self.label),
            after: text(&self.after),
            ..RankQuery::default()
        })
    }

    fn pairs(&self) -> [(&str, &str); 4] {
        [("model", &self.model), ("team", &self.team), ("q", &self.q), ("label", &self.label)]
    }
}

/// The method of an address; cost of delay over duration unless it names another.
pub fn method(name: &str) -> Method {
    match name {
        "rice" => Method::Rice,
        "moscow" => Method::Moscow,
        _ => Method::Cd3,
    }
}

/// How an address names a method.
pub fn model(method: Method) -> &'static str {
    match method {
        Method::Cd3 => "cd3",
        Method::Rice => "rice",
        Method::Moscow => "moscow",
    }
}

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    order: &'a RankPage,
    why: Option<&'a Why>,
}

/// `GET /priorities?model=&team=&q=&label=&compare=A,B&after=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    if signed.fragment && !asked.compare.is_empty() {
        let why = compared(&site, &signed, &asked, None).await?;
        return Ok(signed::piece(why.as_ref().map_or_else(panel::choose, panel::why)));
    }
    let show = |body: &Markup| signed.html(StatusCode::OK, Place::Priorities, "Priorities", body);
    let name = format!("{asked:?}");
    if !signed.json
        && let Some(before) = site.written(&signed, &name)
    {
        return Ok(show(&before));
    }
    let order = site.app.rank(&signed.actor, asked.query()?).await?;
    let why = compared(&site, &signed, &asked, Some(&order)).await?;
    let teams = site.app.team_names(&signed.actor).await?;
    if signed.json {
        return Ok(signed::json(&View { order: &order, why: why.as_ref() }));
    }
    let body = body(&signed, &asked, &order, why.as_ref(), &teams);
    // A form is for one person, once.
    if order.items.iter().all(|row| row.pin.is_none()) {
        site.keep_written(&signed, &name, &body);
    }
    Ok(show(&body))
}

/// The two that were asked for, or the first two of the page.
async fn compared(
    site: &Site,
    signed: &Signed,
    asked: &Asked,
    order: Option<&RankPage>,
) -> Result<Option<Why>, AppError> {
    let first_two = || {
        let mut scored = order?.items.iter().filter(|row| row.rank.is_some() && row.cd3.is_some());
        Some((scored.next()?.key.clone(), scored.next()?.key.clone()))
    };
    let pair = match asked.compare.split_once(',') {
        Some((above, below)) => Some((above.trim().to_owned(), below.trim().to_owned())),
        None => first_two(),
    };
    let Some((above, below)) = pair else { return Ok(None) };
    site.app.why(&signed.actor, WhyQuery { above, below, method: asked.method() }).await.map(Some)
}

fn body(signed: &Signed, asked: &Asked, order: &RankPage, why: Option<&Why>, teams: &[NameRef]) -> Markup {
    let current = asked.method();
    let methods = [Method::Cd3, Method::Rice, Method::Moscow].map(|method| {
        let [_, team, q, label] = asked.pairs();
        (
            say::method(method),
            bits::address("/priorities", &[("model", model(method)), team, q, label], &[]),
            method == current,
        )
    });
    html! {
        div class="cols pr-cols" {
            div {
                div class="head" {
                    div class="eyebrow" {
                        span class="plain" { "Order by" } (bits::seg("Order by", methods))
                        span class="plain" { (say::count(order.total, "ticket", "tickets")) }
                    }
                    h1 class="says" { (order.statement) }
                    @if order.items.iter().any(|row| row.rank.is_some()) { p class="lead" { "Move a row to see what that costs. Nothing changes until you say so." } }
                    (filters(asked, teams))
                }
                (list(signed, asked, order))
                (bits::pager("/priorities", &asked.pairs(), order.next.as_deref(), asked.after.is_empty()))
                @if order.unpriced_total > 0 {
                    p class="meta after-list" { (say::count(order.unpriced_total, "ticket has", "tickets have")) " no price yet, so the money cannot place them. " a href="/tickets?priced=false" { "Say what they are worth" } }
                }
            }
            div class="stack" {
                div id="why-panel" class="stack" aria-live="polite" { (why.map_or_else(panel::choose, panel::why)) }
                (disagreements(order))
            }
        }
    }
}

fn filters(asked: &Asked, teams: &[NameRef]) -> Markup {
    let [model, team, q, label] = asked.pairs();
    let state = FormState::new().with("q", q.1).with("team", team.1).with("label", label.1);
    let teams: Vec<_> = teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    html! {
        details class="more" open[!(team.1.is_empty() && q.1.is_empty() && label.1.is_empty())] {
            summary { "Filter" }
            form class="filters" action="/priorities" {
                @if !model.1.is_empty() { input type="hidden" name="model" value=(model.1); }
                (Field::new(&state, "q", "Words").text())
                (Field::new(&state, "team", "Team").select(Some("all"), &teams))
                (Field::new(&state, "label", "Label").text())
                button class="btn small" type="submit" { "Show these" }
            }
        }
    }
}

fn list(signed: &Signed, asked: &Asked, order: &RankPage) -> Markup {
    if order.items.is_empty() {
        let [_, filters @ ..] = asked.pairs();
        return if filters.iter().all(|(_, value)| value.is_empty()) {
            let text = "From GitHub or a CSV file. Then each gets a reason, a price and a place.";
            bits::empty("Nothing to order yet", text, Some(("/import", "Bring your tickets in")))
        } else {
            let all = bits::address("/priorities", &[("model", &asked.model)], &[]);
            bits::empty("No ticket matches", "Try fewer or other words.", Some((&all, "Show all")))
        };
    }
    let (ranked, loose): (Vec<&TicketRow>, Vec<&TicketRow>) = order.items.iter().partition(|row| row.rank.is_some());
    let most = money::most(ranked.iter().map(|row| row.cost_of_delay_per_week.as_ref()));
    let costs: Vec<f64> = ranked.iter().map(|row| row.cost_of_delay_per_week.map_or(0.0, |week| week.mid)).collect();
    let here: f64 = costs.iter().sum();
    let everything = order.waiting_per_week.map_or(here, |week| week.mid).max(here);
    let before = if asked.after.is_empty() { 0.0 } else { everything - here };
    let taper = chart::taper(&costs, everything, before);
    html! {
        section aria-labelledby="h-order" {
            h2 id="h-order" class="vh" { "The order" }
            div class="pr-head" aria-hidden="true" {
                span { "Ticket" } span { "A week of waiting costs" } span class="num" { "Work left" } span class="num" { "CD3" }
                span class="num" { "RICE" } span { "MoSCoW" } span class="num" { "Move" }
            }
            ol id="order" data-model=(model(asked.method())) {
                @for place in 0..ranked.len() {
                    (ranked_row(signed, asked, &ranked, place, most, taper.get(place).copied().unwrap_or((2.0, 2.0))))
                }
            }
            @if !loose.is_empty() {
                h3 class="loose-h" { "No place in this order yet" }
                ul class="loose-list" { @for row in loose { (loose_row(row)) } }
            }
        }
    }
}

fn ranked_row(
    signed: &Signed,
    asked: &Asked,
    ranked: &[&TicketRow],
    place: usize,
    most: f64,
    taper: (f64, f64),
) -> Markup {
    let row = ranked[place];
    let holds_up = held_up(ranked, place);
    let previous = place.checked_sub(1).and_then(|place| ranked.get(place));
    let next = ranked.get(place + 1);
    let model = model(asked.method());
    let (work, upper) = say::duration(&row.duration);
    html! {
        li class="pr-row" data-key=(row.key) data-rank=(row.rank.unwrap_or_default()) {
            (chart::taper_piece(taper))
            div {
                h3 { a class="strong-link" href={ "/tickets/" (row.key) } { (row.title) } }
                p class="meta" {
                    span class="id" { (row.key) } " "
                    @if let Some(team) = &row.team { (team.name) " " }
                    @if let Some(previous) = previous {
                        "· " a data-why href=(bits::address("/priorities", &asked.pairs(), &[("compare", &format!("{},{}", previous.key, row.key))])) aria-label={ "why here? " (row.key) } { "why here?" }
                    }
                }
                @if let Some(waiting) = &holds_up { p class="meta" { (waiting) } }
                @if let Some(pin) = &row.pin { (pinned(signed, pin)) }
            }
            div class="cost-cell" {
                @match &row.cost_of_delay_per_week {
                    Some(week) => { (money::tight(Tone::Cost, week, row.currency, "")) (money::cost_bar(week, row.currency, "a week", most)) }
                    None if holds_up.is_some() => p class="meta" { "no price of its own" },
                    None => p { (money::unpriced(&row.key)) },
                }
            }
            div class="num opt" { (work) @if let Some(upper) = upper { br; span class="muted" { (upper) } } @if row.duration.assumed { br; span class="muted" { "assumed" } } }
            div class=(column(asked.method() == Method::Cd3)) { (row.cd3.map_or("–".to_owned(), |cd3| format::minor(cd3, row.currency))) }
            div class=(column(asked.method() == Method::Rice)) { (row.rice.map_or("–".to_owned(), say::score)) }
            div class=(if asked.method() == Method::Moscow { "score" } else { "opt" }) { (row.moscow.map_or("–", say::moscow)) }
            div class="moves" {
                @if let Some(previous) = previous {
                    a class="btn" data-move="up" href=(priced(&row.key, &previous.key, model)) aria-label={ "Price moving " (row.key) " up" } { "↑" }
                }
                @if let Some(next) = next {
                    a class="btn" data-move="down" href=(priced(&next.key, &row.key, model)) aria-label={ "Price moving " (row.key) " down" } { "↓" }
                }
            }
        }
    }
}

/// "NF-233 waits for it": why a ticket stands above those that save more.
fn held_up(ranked: &[&TicketRow], place: usize) -> Option<String> {
    let row = ranked[place];
    let waiting: Vec<String> = ranked[place + 1..]
        .iter()
        .filter(|other| other.waits_for.iter().any(|first| first.id == row.id.0) && other.cd3 > row.cd3)
        .map(|other| other.key.clone())
        .collect();
    let verb = if waiting.len() == 1 { "waits" } else { "wait" };
    (!waiting.is_empty()).then(|| format!("{} {verb} for it", words::list(&waiting)))
}

fn column(active: bool) -> &'static str {
    if active { "num score" } else { "num opt" }
}

/// The address where a move is priced.
pub fn priced(ticket: &str, above: &str, model: &str) -> String {
    bits::address(&format!("/priorities/{ticket}/move"), &[("above", above), ("model", model)], &[])
}

fn pinned(signed: &Signed, pin: &PinView) -> Markup {
    html! {
        p class="meta" {
            span class="tag" { "kept here" } " above " (pin.above.key.as_deref().unwrap_or(&pin.above.name))
            @if let Some(by) = &pin.by_name { " by " (by) } ": “" (pin.pin.reason) "” "
        }
        @if signed.frame.may(Role::Leader) { (fields::button(&format!("/pins/{}/withdraw", pin.pin.id), "Take back", &format!("Take the move of {} back", pin.ticket.key.as_deref().unwrap_or_default()), None)) }
    }
}

fn loose_row(row: &TicketRow) -> Markup {
    html! {
        li class="pr-row loose" {
            div { h3 { a class="strong-link" href={ "/tickets/" (row.key) } { (row.title) } } p class="meta" { span class="id" { (row.key) } @if let Some(team) = &row.team { " " (team.name) } } }
            div class="meta" { (row.missing.as_deref().unwrap_or("no price yet")) }
            div class="opt" {} div class="num muted" { "no price" } div class="opt" {} div class="opt" {}
            div class="moves" { a class="btn small" href={ "/tickets/" (row.key) "/edit#value_line" } aria-label={ "Why? Say what " (row.key) " brings" } { "Why?" } }
        }
    }
}

fn disagreements(order: &RankPage) -> Markup {
    html! {
        @if !order.disagreements.is_empty() || order.moscow_check.is_some() {
            section class="stack" aria-labelledby="h-differ" {
                h2 id="h-differ" { "Where the methods differ" }
                @for differs in &order.disagreements {
                    p class="meta" { (differs.sentence) @if let Some(key) = &differs.ticket.key { " " a href={ "/tickets/" (key) } aria-label={ "Look at " (key) } { (key) } } }
                }
                @if let Some(check) = &order.moscow_check { p class="meta" { (check) } }
            }
        }
    }
}
