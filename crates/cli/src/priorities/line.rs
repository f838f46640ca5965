//! The line from a ticket up to the North Star.

use owo_colors::OwoColorize;
use throughline_app::{ChainLink, Level, TicketView};
use throughline_domain::{Currency, Estimate};
use throughline_value_line::format;

use crate::{
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// Prints the line above a ticket, with what waits on each floor.
pub async fn print(client: &Client, key: &str, screen: Screen) -> Result<(), CliError> {
    let ticket: TicketView = client.send(Ask::get(&["tickets", key])).await?;
    screen.print(&ticket, || shown(&ticket))
}

fn shown(view: &TicketView) -> String {
    let (row, currency) = (&view.row, view.row.currency);
    let mut lines = vec![format!("{} {}", row.key, row.title).bold().to_string(), row.reason.clone(), String::new()];
    for (depth, link) in view.chain.iter().enumerate() {
        let indent = "  ".repeat(depth);
        let key = link.key.as_ref().map_or_else(String::new, |key| format!("{key} "));
        lines.push(format!(
            "{indent}{} {key}{}{}",
            sign(link),
            link.title,
            waiting(link.cost_of_delay_per_week, currency)
        ));
        lines.extend(link.why.iter().map(|why| format!("{indent}  {}", why.dimmed())));
    }
    let indent = "  ".repeat(view.chain.len());
    lines.push(format!("{indent}● {} {}{}", row.key, row.title, waiting(row.cost_of_delay_per_week, currency)));
    lines.extend(view.ticket.value_line.iter().map(|line| format!("{indent}  {}", line.dimmed())));
    if let Some(broken) = &view.chain_broken {
        lines.extend([String::new(), broken.clone()]);
    }
    lines.join("\n")
}

/// The sign of a floor, as on the map.
fn sign(link: &ChainLink) -> &'static str {
    match link.level {
        Level::NorthStar => "✦",
        Level::Metric => "·",
        Level::Objective => "○",
        Level::KeyResult => "◇",
        Level::Problem => "□",
        Level::Ticket => "●",
    }
}

fn waiting(cost: Option<Estimate>, currency: Currency) -> String {
    cost.map_or_else(String::new, |cost| format!("   {} a week of waiting", format::estimate(&cost, currency)))
}
