//! What not doing something costs, and what doing it first keeps waiting.

use clap::Args;
use owo_colors::OwoColorize;
use throughline_app::NotDoingView;
use throughline_domain::{
    Currency,
    priorities::{MOST_WEEKS, Postponed, USUAL_WEEKS},
    words,
};
use throughline_value_line::format;

use crate::{
    Place,
    client::Ask,
    error::CliError,
    output::{Screen, number, show, table},
};

/// Tickets of each side that a person is shown; `--json` has more.
const A_SCREENFUL: usize = 10;

/// Options of `cost`.
#[derive(Debug, Clone, Args)]
pub struct CostArgs {
    /// An open ticket by key, or a goal (O1, KR2, P4) with all open work below it
    pub of: String,
    /// Not done within so many weeks from today
    #[arg(long, value_name = "N", default_value_t = USUAL_WEEKS, value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_WEEKS)))]
    pub weeks: u16,
}

/// `cost`.
pub async fn cost(args: CostArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let ask = Ask::get(&["priorities", "not-doing"]).query("of", Some(&args.of)).query("weeks", Some(args.weeks));
    let view: Result<NotDoingView, CliError> = opened.client.send(ask).await;
    opened.close().await;
    let view = view?;
    screen.print(&view, || shown(&view))
}

fn shown(view: &NotDoingView) -> String {
    let cost = &view.cost;
    let mut out = vec![format!("{} {}", view.key, view.title), view.statement.bold().to_string()];
    out.extend(side("Not done", &cost.undone, cost.undone_total, cost.currency));
    out.extend(side("Waits when it is done first", &cost.waiting, cost.waiting_total, cost.currency));
    if !cost.not_counted.is_empty() {
        out.push(format!("Without a price, and not counted: {}.", words::list(&cost.not_counted)));
    }
    if !cost.taken_as_done.is_empty() {
        out.push(format!("It waits for {}, taken as done here.", words::list(&cost.taken_as_done)));
    }
    out.join("\n")
}

fn side(title: &str, lines: &[Postponed], total: usize, currency: Currency) -> Vec<String> {
    if lines.is_empty() {
        return Vec::new();
    }
    let mut table = table(&[title, "Weeks later", "Costs", "Because"]);
    for line in lines.iter().take(A_SCREENFUL) {
        table.add_row([
            format!("{} {}", line.key, line.title).into(),
            number(words::number(line.weeks_later, 1)),
            number(format::estimate(&line.cost, currency)),
            line.says.clone().into(),
        ]);
    }
    let mut out = vec![String::new(), show(&table)];
    if total > A_SCREENFUL {
        out.push(format!("{} more; --json lists up to 200.", total - A_SCREENFUL));
    }
    out
}
