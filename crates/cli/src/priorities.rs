//! `rank`, `why`, `cost`, `move`: the order, its reasons, what not doing something costs, and what a move costs.

mod item;
mod line;
mod not_doing;

use clap::{Args, ValueEnum};
use owo_colors::OwoColorize;
use serde::Serialize;
use throughline_app::{Disagreement, MAX_LIMIT, PinInput, PinView, PricedMove, RankPage, TicketRow};
use throughline_domain::{
    Currency, Estimate,
    priorities::{Method, Why},
    words,
};
use throughline_value_line::format;

use self::item::RankItem;
pub use self::not_doing::{CostArgs, cost};
use crate::{
    Place,
    client::Ask,
    error::CliError,
    output::{Screen, number, show, table},
};

/// How the order is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum By {
    /// Cost of delay over duration
    #[default]
    Cd3,
    /// Reach, impact, confidence, effort
    Rice,
    /// Must, should, could, won't
    Moscow,
}

impl By {
    /// Its name in the API.
    const fn name(self) -> &'static str {
        match self {
            Self::Cd3 => "cd3",
            Self::Rice => "rice",
            Self::Moscow => "moscow",
        }
    }
}

/// Options of `rank`.
#[derive(Debug, Clone, Args)]
pub struct RankArgs {
    /// By what
    #[arg(long, value_enum, default_value_t)]
    pub method: By,
    /// So many tickets [default: 20 on a terminal, all with --json]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// With these words in key, title or body
    #[arg(long, value_name = "WORDS")]
    pub find: Option<String>,
    /// With this label
    #[arg(long)]
    pub label: Option<String>,
}

/// Options of `why`.
#[derive(Debug, Clone, Args)]
#[command(override_usage = "throughline why <A> [[over] <B>] [OPTIONS]")]
pub struct WhyArgs {
    /// One ticket by key, for its line to the North Star; or two, with or without "over" between them: NF-212 over NF-198
    #[arg(required = true, num_args = 1..=3, value_names = ["A", "over", "B"])]
    pub tickets: Vec<String>,
    /// By what two tickets are compared [default: cd3]
    #[arg(long, value_enum)]
    pub method: Option<By>,
}

/// Options of `move`.
#[derive(Debug, Clone, Args)]
pub struct MoveArgs {
    /// The ticket to move, by key
    pub ticket: String,
    /// The ticket it should stand directly above
    #[arg(long, value_name = "TICKET")]
    pub above: String,
    /// Keep the move, with this reason; without it the move is only priced
    #[arg(long, value_name = "REASON")]
    pub keep: Option<String>,
}

/// Tickets shown to a person who does not say how many.
const A_SCREENFUL: u32 = 20;

/// The order as it is printed with `--json`.
#[derive(Debug, Serialize)]
struct Ranking {
    method: Method,
    currency: Currency,
    version: i64,
    statement: String,
    total: i64,
    unpriced_total: i64,
    waiting_per_week: Option<Estimate>,
    items: Vec<RankItem>,
    disagreements: Vec<Disagreement>,
    moscow_check: Option<String>,
}

/// `rank`.
pub async fn rank(args: RankArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let wanted = args.limit.or((!screen.json).then_some(A_SCREENFUL));
    let page = pages(&opened.client, &args, wanted).await;
    opened.close().await;
    let page = page?;
    if !screen.json {
        return screen.text(&shown(&page));
    }
    screen.document(&Ranking {
        method: page.method,
        currency: page.currency,
        version: page.version,
        statement: page.statement,
        total: page.total,
        unpriced_total: page.unpriced_total,
        waiting_per_week: page.waiting_per_week,
        items: page.items.into_iter().map(RankItem::from).collect(),
        disagreements: page.disagreements,
        moscow_check: page.moscow_check,
    })
}

/// Page after page, until there are as many as wanted.
async fn pages(client: &crate::client::Client, args: &RankArgs, wanted: Option<u32>) -> Result<RankPage, CliError> {
    let mut all: Option<RankPage> = None;
    loop {
        let have = all.as_ref().map_or(0, |page| page.items.len());
        let missing = wanted.map(|wanted| wanted as usize - have);
        let limit = missing.map_or(MAX_LIMIT as usize, |missing| missing.min(MAX_LIMIT as usize));
        let ask = Ask::get(&["priorities"])
            .query("method", Some(args.method.name()))
            .query("q", args.find.as_ref())
            .query("label", args.label.as_ref())
            .query("limit", Some(limit))
            .query("after", all.as_ref().and_then(|page| page.next.as_ref()));
        let page: RankPage = client.send(ask).await?;
        let all = match &mut all {
            Some(all) => {
                all.items.extend(page.items);
                all.next = page.next;
                all
            }
            none => none.insert(page),
        };
        if all.next.is_none() || wanted.is_some_and(|wanted| all.items.len() >= wanted as usize) {
            return Ok(all.clone());
        }
    }
}

fn shown(page: &RankPage) -> String {
    let mut table = table(&["#", "Ticket", "Why", "A week of waiting", "Weeks"]);
    for row in &page.items {
        table.add_row([
            number(row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())),
            format!("{} {}", row.key, row.title).into(),
            reason(row).into(),
            number(
                row.cost_of_delay_per_week
                    .map_or_else(|| "no price yet".to_owned(), |cost| format::estimate(&cost, page.currency)),
            ),
            number(if row.duration.assumed { format!("{} assumed", weeks(row)) } else { weeks(row) }),
        ]);
    }
    let mut out = vec![page.statement.bold().to_string(), String::new(), show(&table)];
    let shown = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    if shown < page.total {
        out.push(format!("{} more; --limit shows them.", page.total - shown));
    }
    out.extend(page.disagreements.iter().map(|disagreement| disagreement.sentence.clone()));
    out.extend(page.moscow_check.clone());
    out.join("\n")
}

fn weeks(row: &TicketRow) -> String {
    words::number(row.duration.mid, 1)
}

fn reason(row: &TicketRow) -> String {
    match &row.pin {
        Some(pin) if pin.active => format!("{} Kept above {}: {}", row.reason, pin.above.name, pin.pin.reason),
        _ => row.reason.clone(),
    }
}

/// `why`.
pub async fn why(args: WhyArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let one_or_two = || CliError::Usage("write one ticket or two: throughline why NF-212 over NF-198".to_owned());
    let (above, below) = match args.tickets.as_slice() {
        [_] if args.method.is_some() => {
            return Err(CliError::Usage("--method compares two tickets; name the other one too".to_owned()));
        }
        [key] => {
            let opened = place.open().await?;
            let printed = line::print(&opened.client, key, screen).await;
            opened.close().await;
            return printed;
        }
        [_, over] if over.eq_ignore_ascii_case("over") => return Err(one_or_two()),
        [above, below] => (above, below),
        [above, over, below] if over.eq_ignore_ascii_case("over") => (above, below),
        _ => return Err(one_or_two()),
    };
    let opened = place.open().await?;
    let ask = Ask::get(&["priorities", "why"])
        .query("above", Some(above))
        .query("below", Some(below))
        .query("method", Some(args.method.unwrap_or_default().name()));
    let why: Result<Why, CliError> = opened.client.send(ask).await;
    opened.close().await;
    let why = why?;
    screen.print(&why, || {
        let mut table = table(&["#", "Ticket", "A week of waiting", "Weeks"]);
        for side in [&why.above, &why.below] {
            table.add_row([
                number(side.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())),
                format!("{} {}", side.key, side.title).into(),
                number(
                    side.cost_of_delay_per_week
                        .map_or_else(|| "no price yet".to_owned(), |cost| format::estimate(&cost, why.currency)),
                ),
                number(words::number(side.duration.mid, 1)),
            ]);
        }
        let sure = why.p_right.map(|share| {
            format!("This order is the cheaper one in {} of 100 simulated futures.", words::of_100(share))
        });
        [Some(why.sentence.bold().to_string()), Some(String::new()), Some(show(&table)), sure]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n")
    })
}

/// `move`.
pub async fn move_above(args: MoveArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = match &args.keep {
        Some(reason) => keep(&opened.client, &args, reason, screen).await,
        None => price(&opened.client, &args, screen).await,
    };
    opened.close().await;
    done
}

async fn price(client: &crate::client::Client, args: &MoveArgs, screen: Screen) -> Result<(), CliError> {
    let ask = Ask::get(&["priorities", "move"]).query("ticket", Some(&args.ticket)).query("above", Some(&args.above));
    let priced: PricedMove = client.send(ask).await?;
    screen.print(&priced, || {
        let mut table = table(&["Ticket", "Consequence", "Costs"]);
        for line in &priced.price.lines {
            let cost = throughline_value_line::Money::new(line.delta_minor, priced.currency);
            table.add_row([
                format!("{} {}", line.key, line.title).into(),
                line.sentence.clone().into(),
                number(format::money(cost)),
            ]);
        }
        let next = format!(
            "Nothing was moved. Keep it with: throughline move {} --above {} --keep \"why\"",
            args.ticket, args.above
        );
        format!("{}\n\n{}\n{}", priced.sentence.bold(), show(&table), next.dimmed())
    })
}

async fn keep(client: &crate::client::Client, args: &MoveArgs, reason: &str, screen: Screen) -> Result<(), CliError> {
    let input = PinInput { ticket: args.ticket.clone(), above: args.above.clone(), reason: reason.to_owned() };
    let pin: PinView = client.send(Ask::post(&["pins"], &input)?).await?;
    screen.print(&pin, || format!("Kept: {} stands above {}, because: {}", args.ticket, args.above, pin.pin.reason))
}
