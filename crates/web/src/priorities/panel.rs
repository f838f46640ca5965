//! The panels beside the order: why one stands above the other, and what a move costs.
#![allow(clippy::cast_precision_loss, reason = "amounts are drawn and rounded for people, not added up")]

use maud::{Markup, html};
use throughline_app::PricedMove;
use throughline_domain::{
    priorities::{Method, MoveLine, Side, Verdict, Why},
    words,
};
use throughline_value_line::format;

use crate::components::{
    chart::{Coordinate, x},
    money, say,
};

/// Why one of two stands above the other.
pub fn why(why: &Why) -> Markup {
    html! {
        section class="panel" aria-labelledby="h-why" {
            h2 id="h-why" { "Why is " (why.above.key) " above " (why.below.key) "?" }
            p class="why" { (why.sentence) }
            @if let Some((above, below)) = scores(why) { (duel(why, above, below)) }
            p class="meta" {
                @if why.method == Method::Cd3 && scores(why).is_some() { "Money saved a week, for each week of work: the average of all futures, where the list shows their middle. " }
                @if let Some(chance) = why.p_right { (futures(why.method, chance)) }
            }
            @if why.verdict == Verdict::TooCloseToCall {
                p { span class="tag" { "too close to call" } @if why.method == Method::Cd3 { " Either order is fine: talk to the people who know more." } @else { " by these scores." } }
            }
        }
    }
}

/// In how many futures the order is right. A method without money in it may put the dearer one below.
fn futures(method: Method, chance: f64) -> String {
    if method != Method::Cd3 && chance < 0.5 {
        let other = words::of_100(1.0 - chance);
        return format!("By money the other order is the cheaper one, in {other} of 100 simulated futures.");
    }
    format!("In {} of 100 simulated futures this order is the cheaper one.", words::of_100(chance))
}

/// What the method compares, where both have it.
fn scores(why: &Why) -> Option<(f64, f64)> {
    let score = |side: &Side| if why.method == Method::Rice { side.rice } else { side.cd3 };
    Some((score(&why.above)?, score(&why.below)?))
}

fn duel(why: &Why, above: f64, below: f64) -> Markup {
    let most = above.max(below);
    let line = |key: &str, score: f64, fill: &str| {
        let shown = if why.method == Method::Rice { say::score(score) } else { format::minor(score, why.currency) };
        html! {
            span class="id" { (key) }
            svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" { rect width=(Coordinate(x(score, most, 97.0))) height="14" fill=(fill) {} }
            b { (shown) }
        }
    };
    html! { div class="duel" { (line(&why.above.key, above, "var(--ink)")) (line(&why.below.key, below, "var(--line-off)")) } }
}

/// Nothing is compared yet.
pub fn choose() -> Markup {
    html! { section class="panel" aria-labelledby="h-why" { h2 id="h-why" { "Why this order?" } p { "Choose two tickets: “why here?” on a row compares it with the one above." } } }
}

/// "This move costs €63k", as the row's tag says it.
pub fn tag(priced: &PricedMove) -> String {
    money::of_a_move(priced.price.total_minor, priced.currency)
}

/// The price of a move, line by line; the parts add up to the total.
pub fn price(priced: &PricedMove) -> Markup {
    let price = &priced.price;
    let scale = Waterfall::of(&price.lines);
    html! {
        p class="why" { (say::unbroken(&priced.sentence)) }
        table class="sums" {
            caption class="vh" { "What the move costs, ticket by ticket" }
            tbody {
                @for (line, start) in price.lines.iter().zip(&scale.starts) {
                    tr {
                        th scope="row" { (line.sentence) }
                        td { (scale.bar(*start, line.delta_minor as f64)) }
                        td { (format::minor(line.delta_minor as f64, priced.currency)) }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { @if price.total_minor < 0 { "The move saves" } @else { "The move costs" } }
                td { (scale.total(price.total_minor as f64)) }
                td { (format::minor(price.total_minor.unsigned_abs() as f64, priced.currency)) }
            } }
        }
        p class="meta" {
            (price.queue)
            @if !price.not_counted.is_empty() { " Not counted, because they have no price: " (words::list(&price.not_counted)) "." }
        }
    }
}

/// Bars that begin where the one above ended.
struct Waterfall {
    starts: Vec<f64>,
    low: f64,
    span: f64,
}

impl Waterfall {
    const WIDTH: f64 = 90.0;

    fn of(lines: &[MoveLine]) -> Self {
        let mut at = 0.0;
        let mut starts = Vec::with_capacity(lines.len());
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for line in lines {
            starts.push(at);
            at += line.delta_minor as f64;
            low = low.min(at);
            high = high.max(at);
        }
        Self { starts, low, span: (high - low).max(1.0) }
    }

    fn at(&self, money: f64) -> f64 {
        (money - self.low) / self.span * Self::WIDTH
    }

    fn bar(&self, start: f64, delta: f64) -> Markup {
        self.rect(start, delta, if delta < 0.0 { "var(--value-mid)" } else { "var(--cost-mid)" })
    }

    fn total(&self, total: f64) -> Markup {
        self.rect(0.0, total, "var(--ink)")
    }

    fn rect(&self, start: f64, delta: f64, fill: &str) -> Markup {
        let (from, to) = (self.at(start.min(start + delta)), self.at(start.max(start + delta)));
        html! {
            svg width="112" height="12" viewBox="0 0 90 12" preserveAspectRatio="none" aria-hidden="true" {
                rect x="0" y="5.5" width="90" height="1" fill="var(--rule)" {}
                rect x=(Coordinate(from)) y="1" width=(Coordinate((to - from).max(0.6))) height="10" fill=(fill) {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use throughline_domain::TicketId;

    use super::*;

    fn line(delta_minor: i64) -> MoveLine {
        MoveLine {
            id: TicketId(uuid::Uuid::nil()),
            key: "NF-1".to_owned(),
            title: "t".to_owned(),
            weeks_later: 1.0,
            delta_minor,
            in_time: None,
            sentence: "s".to_owned(),
        }
    }

    #[test]
    fn each_bar_begins_where_the_one_above_ended_and_all_stay_in_the_picture() {
        let scale = Waterfall::of(&[line(35), line(46), line(-18)]);
        assert_eq!(scale.starts, [0.0, 35.0, 81.0]);
        assert!((scale.at(81.0) - 90.0).abs() < 1e-9);
        let saves = Waterfall::of(&[line(-50), line(20)]);
        assert!(saves.at(-50.0).abs() < 1e-9);
        assert!(saves.at(0.0) <= 90.0);
    }
}
