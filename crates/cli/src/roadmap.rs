//! `roadmap`: who does what when, what would be better, and publishing a decision.

use clap::Args;
use owo_colors::OwoColorize;
use throughline_app::{
    MoveInOrder, OrderChangeInput, PricedOrder, PublishInput, PublishedView, RoadmapOrder, RoadmapView,
};
use throughline_domain::{Money, TeamId, words};
use throughline_value_line::format;

use crate::{
    Place,
    client::{Ask, Client},
    error::CliError,
    output::{Screen, number, show, table},
};

/// Options of `roadmap`.
#[derive(Debug, Clone, Args)]
pub struct RoadmapArgs {
    /// Search so many seconds for a better order, up to 20
    #[arg(long, value_name = "S", default_value_t = 2.0)]
    pub seconds: f64,
    /// Offer only the moves that change the place of so many tickets, 0 to 8
    #[arg(long, value_name = "N")]
    pub max_changes: Option<u32>,
    /// Show the best order found instead of today's
    #[arg(long)]
    pub best: bool,
    /// Publish today's order for everyone, with this reason
    #[arg(long, value_name = "REASON")]
    pub publish: Option<String>,
    /// With --publish: accept these of the moves first, by their numbers, or "all"
    #[arg(long, value_name = "1,3|all", requires = "publish")]
    pub accept: Option<String>,
    /// Price moving this ticket in today's order; with --publish, keep the move
    #[arg(long = "move", value_name = "KEY", conflicts_with_all = ["accept", "best"])]
    pub moved: Option<String>,
    /// With --move: the ticket that it should stand directly before; left out to stand last
    #[arg(long, value_name = "KEY", requires = "moved")]
    pub before: Option<String>,
    /// With --move: id of another team that could do it
    #[arg(long, value_name = "TEAM", requires = "moved")]
    pub to: Option<TeamId>,
}

/// `roadmap`.
pub async fn run(args: RoadmapArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = match (&args.publish, &args.moved) {
        (Some(reason), _) => publish(&opened.client, &args, reason, screen).await,
        (None, Some(ticket)) => price(&opened.client, wanted(&args, ticket), screen).await,
        (None, None) => see(&opened.client, &args).await.and_then(|view| screen.print(&view, || shown(&view))),
    };
    opened.close().await;
    done
}

async fn see(client: &Client, args: &RoadmapArgs) -> Result<RoadmapView, CliError> {
    let ask = Ask::get(&["roadmap"])
        .query("seconds", Some(args.seconds))
        .query("order", args.best.then_some("best"))
        .query("max_changes", args.max_changes)
        .query("limit", Some(1_000));
    client.send(ask).await
}

async fn publish(client: &Client, args: &RoadmapArgs, reason: &str, screen: Screen) -> Result<(), CliError> {
    let view = see(client, args).await?;
    let moves = match (&args.accept, &args.moved) {
        (Some(numbers), _) => chosen(&view, numbers)?,
        (None, Some(ticket)) => vec![wanted(args, ticket)],
        (None, None) => Vec::new(),
    };
    let order = if args.best { RoadmapOrder::Best } else { RoadmapOrder::Current };
    let input = PublishInput { reason: reason.to_owned(), order, moves };
    let ask = Ask::post(&["roadmap", "published"], &input)?.based_on(view.version);
    let published: PublishedView = client.send(ask).await?;
    screen.print(&published, || {
        let cost = format::money(Money::new(published.published.cost_minor, published.currency));
        let mut out = vec![format!("Published no. {}: it costs {cost} in waiting.", published.published.number)];
        out.extend(published.changes.iter().map(|told| told.sentence.clone()));
        out.join("\n")
    })
}

/// The move of `--move`, `--before` and `--to`.
fn wanted(args: &RoadmapArgs, ticket: &str) -> MoveInOrder {
    MoveInOrder { ticket: ticket.to_owned(), before: args.before.clone(), team_id: args.to }
}

/// What one move costs, and whose dates it changes. Nothing is moved.
async fn price(client: &Client, wanted: MoveInOrder, screen: Screen) -> Result<(), CliError> {
    let input = OrderChangeInput { moves: vec![wanted], version: None };
    let priced: PricedOrder = client.send(Ask::post(&["roadmap", "price"], &input)?).await?;
    screen.print(&priced, || {
        let money = |minor| format::money(Money::new(minor, priced.currency));
        let mut table = table(&["Ticket", "Done today", "Done then", "Costs more"]);
        for line in &priced.lines {
            table.add_row([
                format!("{} {}", line.ticket.key.as_deref().unwrap_or_default(), line.ticket.name).into(),
                line.done_on[0].to_string().into(),
                line.done_on[1].to_string().into(),
                number(money(line.delta_minor)),
            ]);
        }
        let next = "Nothing was moved. Keep it with the same command and: --publish \"why\"";
        [priced.sentence.bold().to_string(), show(&table), next.dimmed().to_string()].join("\n")
    })
}

/// The moves with these numbers.
fn chosen(view: &RoadmapView, numbers: &str) -> Result<Vec<MoveInOrder>, CliError> {
    let moves = view.best.as_ref().map(|best| best.moves.as_slice()).unwrap_or_default();
    if numbers.trim().eq_ignore_ascii_case("all") {
        return Ok(moves.iter().map(|found| found.change.clone()).collect());
    }
    numbers
        .split(',')
        .map(|text| {
            let at = text.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            at.and_then(|at| moves.get(at)).map(|found| found.change.clone()).ok_or_else(|| {
                CliError::Usage(format!(
                    "there is no move \"{}\"; {} are offered, see: throughline roadmap",
                    text.trim(),
                    moves.len()
                ))
            })
        })
        .collect()
}

fn shown(view: &RoadmapView) -> String {
    let money = |minor| format::money(Money::new(minor, view.currency));
    let day = |date| words::day(date, view.today);
    let mut table = table(&["Team", "Ticket", "Starts", "Likely done", "85% sure", "Costs until then"]);
    for lane in &view.lanes {
        let team = lane.team.as_ref().map_or("–", |team| team.name.as_str());
        for row in &lane.rows {
            table.add_row([
                team.into(),
                format!("{} {}", row.ticket.key.as_deref().unwrap_or_default(), row.ticket.name).into(),
                day(row.starts_on).into(),
                day(row.likely_on).into(),
                day(row.sure_on).into(),
                number(if row.cost_of_delay_per_week.is_some() {
                    money(row.cost_minor)
                } else {
                    "no price".to_owned()
                }),
            ]);
        }
    }
    let mut out = vec![view.statement.bold().to_string(), String::new(), show(&table)];
    if let Some(best) = &view.best {
        out.push(best.sentence.clone());
        out.extend(best.moves.iter().enumerate().map(|(at, found)| {
            let pays = words::of_100(found.pays_in);
            format!(
                "{}. {} Saves {}, pays in {pays} of 100 simulated futures.",
                at + 1,
                found.sentence,
                money(found.saves_minor)
            )
        }));
        if !best.moves.is_empty() {
            let next = "Accept some with: throughline roadmap --publish \"why\" --accept 1,2";
            out.push(next.dimmed().to_string());
        }
    }
    out.extend(view.promises.iter().filter_map(|promise| {
        let key = promise.ticket.key.as_deref().unwrap_or_default();
        let due = day(promise.promise.due_on);
        Some(format!(
            "{key} is promised to {} by {due}: {}% sure.",
            promise.promise.promised_to,
            words::of_100(promise.odds?)
        ))
    }));
    out.extend(view.left_out.iter().chain(&view.set_aside).map(|left| left.sentence.clone()));
    out.push(view.forecast.sentence.clone());
    out.join("\n")
}
