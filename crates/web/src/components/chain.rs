//! The line from the North Star down to a piece of work.

use maud::{Markup, html};
use throughline_app::{ChainLink, Level};
use throughline_domain::Currency;

use crate::components::money::{self, Tone};

/// What a floor is called.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::NorthStar => "North Star",
        Level::Objective => "Objective",
        Level::KeyResult => "Key result",
        Level::Problem => "Engineering problem",
        Level::Ticket => "Ticket",
        Level::Metric => "Metric",
    }
}

/// Where a place of the line is looked at.
pub fn address(level: Level, id: &str, key: Option<&str>) -> String {
    let name = key.unwrap_or(id);
    match level {
        Level::NorthStar => "/north-star".to_owned(),
        Level::Objective => format!("/objectives/{name}"),
        Level::KeyResult => format!("/key-results/{name}"),
        Level::Problem => format!("/problems/{name}"),
        Level::Ticket => format!("/tickets/{name}"),
        Level::Metric => format!("/metrics/{id}"),
    }
}

fn stop(level: Level) -> &'static str {
    match level {
        Level::KeyResult => "stop kr",
        Level::Problem => "stop problem",
        _ => "stop",
    }
}

/// The stops above, and where the line is broken.
pub fn chain(links: &[ChainLink], broken: Option<&str>, currency: Currency, mend: Option<(&str, &str)>) -> Markup {
    html! {
        ol class="chain" aria-label="Why this exists, from the North Star down" {
            @for link in links {
                li class=(stop(link.level)) {
                    span class="kind" { (level(link.level)) }
                    a class="ttl" href=(address(link.level, &link.id, link.key.as_deref())) { (link.title) }
                    span class="why" { (link.why.as_deref().unwrap_or("")) }
                    @match &link.cost_of_delay_per_week {
                        Some(week) => (money::amount(Tone::Cost, &money::a_day(week), currency, "a day")),
                        None => span class="money muted" { "no price yet" },
                    }
                }
            }
            @if let Some(broken) = broken {
                li class="stop later" {
                    span class="kind" { "Broken here" }
                    span class="why" { (broken) }
                    span { @if let Some((href, label)) = mend { a class="btn small" href=(href) { (label) } } }
                    span {}
                }
            }
        }
    }
}
