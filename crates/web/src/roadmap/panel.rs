//! This order against the best one, the bound, and the moves: accept some, all or none, and say why.

use maud::{Markup, html};
use throughline_app::{BestFound, MoveInOrder, PricedOrder, RoadmapView};
use throughline_domain::{people::Role, words};
use throughline_value_line::format;

use super::lists;
use crate::{
    components::{
        bits,
        fields::{self, Field},
        money::{self, Tone},
    },
    http::{FormState, Signed},
};

/// Whose dates change is told of so many.
const SHOWN: usize = 12;

/// A move as a box of the form carries it.
pub fn written(change: &MoveInOrder) -> String {
    let team = change.team_id.map(|team| team.to_string()).unwrap_or_default();
    format!("{} {} {}", change.ticket, change.before.as_deref().unwrap_or("-"), team).trim_end().to_owned()
}

/// The same read back; none if somebody changed it by hand.
pub fn read(written: &str) -> Option<MoveInOrder> {
    let mut parts = written.split_whitespace();
    let ticket = parts.next()?.to_owned();
    let before = parts.next().filter(|before| *before != "-").map(str::to_owned);
    let team_id = match parts.next() {
        Some(team) => Some(team.parse().ok()?),
        None => None,
    };
    Some(MoveInOrder { ticket, before, team_id })
}

/// The panel. While a search is under way it asks for itself again, where scripts run.
pub fn panel(signed: &Signed, view: &RoadmapView, state: &FormState, priced: Option<&PricedOrder>) -> Markup {
    // Never while something typed stands in it.
    let refused = state.notice.is_some() || !state.errors().is_empty();
    let again = (view.best.is_none() && view.total > 0 && !refused && priced.is_none())
        .then(|| bits::address("/roadmap", &[("max_changes", state.value("max_changes"))], &[]));
    html! {
        div id="rm-best" data-own hx-get=[again.as_ref()] hx-trigger=[again.as_ref().map(|_| "load delay:2s")] hx-swap=[again.as_ref().map(|_| "outerHTML")] {
            section class="panel" aria-label="What this order costs, and the best one we found" {
                (compared(view))
                @match &view.best {
                    None if view.total > 0 => p class="meta" role="status" { "Looking for a better order. " a href="/roadmap" { "Look again" } },
                    None => {},
                    Some(best) => p class="meta" { (best.sentence) },
                }
                @if view.total > 0 { (cap(state)) }
            }
            @if view.best.is_some() || refused || priced.is_some() {
                (decision(signed, view, view.best.as_ref(), state, priced))
            }
        }
    }
}

/// How many changes the moves below may make: a stable roadmap is worth money.
fn cap(state: &FormState) -> Markup {
    let choices = ["0", "1", "2", "3", "5", "8"].map(|most| (most.to_owned(), most.to_owned()));
    html! {
        form class="rm-cap" action="/roadmap" {
            (Field::new(state, "max_changes", "Changes at most").select(Some("as many as pay"), &choices))
            button class="btn small" type="submit" { "Offer these" }
        }
    }
}

fn compared(view: &RoadmapView) -> Markup {
    let ranges = [Some(&view.range), view.best.as_ref().map(|best| &best.range)];
    let most = money::most(ranges.into_iter());
    let row = |label: &str, minor: i64, range| {
        let cost = format::money(throughline_domain::Money::new(minor, view.currency));
        let sure = money::range(range, view.currency);
        html! {
            span class="lbl" { (label) }
            (money::bar(Tone::Cost, range, most, &format!("{label}: {cost}, 90% range {sure}")))
            span class="money cost" { b { (cost) } " " span class="range" { (sure) } }
        }
    };
    html! {
        div class="rm-cmp" {
            (row("This order", view.cost_minor, &view.range))
            @if let Some(best) = &view.best { (row("Best we found", best.cost_minor, &best.range)) }
        }
    }
}

fn decision(
    signed: &Signed,
    view: &RoadmapView,
    best: Option<&BestFound>,
    state: &FormState,
    priced: Option<&PricedOrder>,
) -> Markup {
    let money = |minor: i64| format::money(throughline_domain::Money::new(minor, view.currency));
    let may = signed.frame.may(Role::Leader);
    html! {
        form class="panel rm-moves" method="post" action="/roadmap/decide" aria-label="Decide about the order" {
            div {
            (fields::trouble(state))
            (fields::hidden(state))
            input type="hidden" name="max_changes" value=(state.value("max_changes"));
            @if let Some(best) = best.filter(|best| !best.moves.is_empty()) {
                fieldset {
                    legend class="label" { "Moves that make it better, one on top of the other" }
                    @for found in &best.moves {
                        label class="choice" {
                            input type="checkbox" name="move" value=(written(&found.change)) checked[state.holds("move", &written(&found.change))];
                            span {
                                (found.sentence) " " b class="value" { "Saves " (money(found.saves_minor)) }
                                span class="range" { ", pays in " (words::of_100(found.pays_in)) " of 100 simulated futures" }
                            }
                        }
                    }
                }
                @if best.beyond_moves_minor > 0 { p class="meta" { "The best order saves " (money(best.beyond_moves_minor)) " more than these moves." } }
            }
            details class="more" open[!state.value("ticket").is_empty()] {
                summary { "Another move" }
                (Field::new(state, "ticket", "Ticket").example("ABC-12").text())
                (Field::new(state, "before", "Directly before").example("ABC-7").hint("Empty: to the end of its team’s work.").text())
            }
            }
            div {
            @if let Some(priced) = priced {
                div class="state" role="status" id="price" {
                    p { b { (priced.sentence) } }
                    @if !priced.lines.is_empty() { (lists::lines(priced, view.today, SHOWN)) }
                }
            }
            @if may {
                (Field::new(state, "reason", "Why?").example("Platform is free earlier than Booking").hint("Shown to everyone whose work moves.").text())
            } @else {
                p class="meta" { "Leaders decide. Price a change here and show it to them." }
            }
            div class="actions" {
                @if may {
                    @if best.is_some_and(|best| !best.moves.is_empty()) { button class="btn primary small" type="submit" name="do" value="accept" { "Accept what is ticked" } }
                    button class="btn small" type="submit" name="do" value="keep" { "Keep this order, and say why" }
                }
                button class="btn small" type="submit" name="do" value="price" { "Price what is ticked" }
            }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_in_a_box_is_read_back_as_it_was() {
        let team = Some("0199d3a0-0000-7000-8000-000000000001".parse().unwrap());
        for (before, team_id) in
            [(None, None), (Some("NF-2".to_owned()), None), (None, team), (Some("NF-2".to_owned()), team)]
        {
            let change = MoveInOrder { ticket: "NF-1".to_owned(), before, team_id };
            assert_eq!(read(&written(&change)), Some(change));
        }
        assert_eq!(read("NF-1 - nobody"), None);
        assert_eq!(read(" "), None);
    }
}
