//! Amounts with their ranges, and the bar that draws a range.

use maud::{Markup, html};
use throughline_domain::{Currency, Estimate, Money};
use throughline_value_line::format;

use crate::components::chart::{Coordinate, x};

/// Days in the week that costs of delay are counted in.
const DAYS_PER_WEEK: f64 = 7.0;

/// What waiting costs, or what work brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Ochre.
    Cost,
    /// Blue.
    Value,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Cost => "money cost",
            Self::Value => "money value",
        }
    }
}

/// The cost of a day, from that of a week.
pub fn a_day(per_week: &Estimate) -> Estimate {
    per_week.scaled(1.0 / DAYS_PER_WEEK)
}

/// "€230 a day (€120–€380)".
pub fn amount(tone: Tone, estimate: &Estimate, currency: Currency, per: &str) -> Markup {
    html! {
        span class=(tone.class()) {
            b { (format::middle(estimate, currency)) } " "
            span class="range" { (per) @if !estimate.is_point() { " " span class="ends" { "(" (range(estimate, currency)) ")" } } }
        }
    }
}

/// "€230 a day €120–€380", where parentheses would be one sign too many.
pub fn tight(tone: Tone, estimate: &Estimate, currency: Currency, per: &str) -> Markup {
    html! {
        span class=(tone.class()) {
            b { (format::middle(estimate, currency)) } " "
            span class="range" { (per) @if !estimate.is_point() { " " span class="ends" { (range(estimate, currency)) } } }
        }
    }
}

/// "This move costs €63k". Where tickets have no price, nothing is said to be free.
pub fn of_a_move(total_minor: i64, currency: Currency) -> String {
    let amount = format::money(Money::new(total_minor.saturating_abs(), currency));
    match total_minor {
        0 => "This move changes nothing that has a price".to_owned(),
        ..0 => format!("This move saves {amount}"),
        1.. => format!("This move costs {amount}"),
    }
}

/// "€120–€380".
pub fn range(estimate: &Estimate, currency: Currency) -> String {
    format::range(estimate.low, estimate.high, currency)
}

/// "a year" or "once".
pub fn per_year(once: bool) -> &'static str {
    if once { "once" } else { "a year" }
}

/// The range bar: 90% band, 50% band, median, on an axis from 0 to `most`, which the whole list shares. `says` is
/// what the bar shows, in words.
pub fn bar(tone: Tone, estimate: &Estimate, most: f64, says: &str) -> Markup {
    let at = |value: f64| x(value, most, 1000.0);
    let (low, high) = (at(estimate.low), at(estimate.high));
    let (quarter, three_quarters) = (at(estimate.quantile(0.25)), at(estimate.quantile(0.75)));
    let class = if tone == Tone::Value { "rb value" } else { "rb" };
    let mid = Coordinate(at(estimate.mid));
    html! {
        svg class=(class) viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label=(says) {
            line class="axis" x1="0" x2="1000" y1="6" y2="6" {}
            @if !estimate.is_point() {
                rect class="b90" x=(Coordinate(low)) y="1" width=(Coordinate((high - low).max(1.0))) height="10" {}
                rect class="b50" x=(Coordinate(quarter)) y="1" width=(Coordinate((three_quarters - quarter).max(1.0))) height="10" {}
            }
            line class="mid" x1=(mid) x2=(mid) y1="0" y2="12" {}
        }
    }
}

/// The bar of what waiting costs, with its sentence.
pub fn cost_bar(estimate: &Estimate, currency: Currency, per: &str, most: f64) -> Markup {
    let says = if estimate.is_point() {
        format!("Waiting costs {} {per}", format::minor(estimate.mid, currency))
    } else {
        format!("Waiting costs {} {per}, 90% range {}", format::middle(estimate, currency), range(estimate, currency))
    };
    bar(Tone::Cost, estimate, most, &says)
}

/// The right end of an axis that all these amounts share.
pub fn most<'a>(estimates: impl Iterator<Item = Option<&'a Estimate>>) -> f64 {
    estimates.flatten().map(|estimate| estimate.high).fold(0.0, f64::max) * 1.04
}

/// No price, and where to say one.
pub fn unpriced(key: &str) -> Markup {
    html! { span class="tag cost" { "no price yet" } " " a href={ "/tickets/" (key) "/edit#value_line" } { "Say why" } }
}
