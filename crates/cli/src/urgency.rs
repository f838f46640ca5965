//! `price`: what doing something before its turn costs. `emergency`: a timeline kept while it runs.

pub mod services;

use clap::{Args, Subcommand};
use owo_colors::OwoColorize;
use throughline_app::{
    EmergencyEndInput, EmergencyInput, EmergencyNoteInput, EmergencyView, PriceUrgentInput, PricedUrgent,
};
use throughline_domain::{
    Money,
    urgency::{Emergency, Moment, NoteKind, Service},
};
use throughline_value_line::format;

use crate::{
    Place,
    called::called,
    client::{Ask, Client},
    error::CliError,
    output::{Screen, number, show, table},
};

/// Options of `price`.
#[derive(Debug, Clone, Args)]
pub struct PriceArgs {
    /// An open ticket, by key; or give --days and --team
    pub ticket: Option<String>,
    /// Person-days of work: 3, or 2-5 for a range
    #[arg(long, value_name = "N")]
    pub days: Option<String>,
    /// Team, by name
    #[arg(long)]
    pub team: Option<String>,
    /// What is at stake, as a Business Value line
    #[arg(long, value_name = "TEXT")]
    pub value: Option<String>,
    /// The day after which it is too late: 2026-10-30
    #[arg(long, value_name = "DATE")]
    pub by: Option<jiff::civil::Date>,
}

/// Options of `emergency`.
#[derive(Debug, Clone, Args)]
pub struct EmergencyArgs {
    /// What to tell
    #[command(subcommand)]
    pub what: EmergencyCommand,
}

/// What can be told of an emergency.
#[derive(Debug, Clone, Subcommand)]
pub enum EmergencyCommand {
    /// Tell that something cannot wait
    Start {
        /// What happened
        title: String,
        /// The service that is affected, by name: its template fills in the figures
        #[arg(long, value_name = "NAME")]
        service: Option<String>,
    },
    /// Fill in what it costs from the template of a service
    Cost {
        /// The service, by name
        #[arg(long, value_name = "NAME")]
        service: String,
        /// Of another one than the one that runs, by key
        #[arg(long, value_name = "KEY")]
        emergency: Option<String>,
    },
    /// Add a line to the timeline of the one that runs
    Note {
        /// What happened or was done
        text: String,
        /// Of another one, by key
        #[arg(long, value_name = "KEY")]
        emergency: Option<String>,
        /// It is thanks to somebody
        #[arg(long)]
        thanks: bool,
    },
    /// Say that it is over
    End {
        /// Another one than the one that runs, by key
        #[arg(long, value_name = "KEY")]
        emergency: Option<String>,
        /// What went well
        #[arg(long, value_name = "TEXT")]
        well: Option<String>,
    },
}

/// `price`.
pub async fn price(args: PriceArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let (days, days_high) = args.days.as_deref().map(days).transpose()?.unzip();
    let input = PriceUrgentInput {
        ticket: args.ticket,
        team: args.team,
        days,
        days_high,
        value: args.value,
        by_when: args.by,
        ..PriceUrgentInput::default()
    };
    let opened = place.open().await?;
    let priced: Result<PricedUrgent, CliError> =
        async { opened.client.send(Ask::post(&["urgent", "price"], &input)?).await }.await;
    opened.close().await;
    let priced = priced?;
    screen.print(&priced, || shown(&priced))
}

/// "3", or "2-5".
fn days(text: &str) -> Result<(f64, f64), CliError> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let read = |part: &str| part.trim().parse::<f64>().ok();
    read(low)
        .zip(read(high))
        .ok_or_else(|| CliError::Usage(format!("--days {text}: write a number of person-days, or a range such as 2-5")))
}

fn shown(priced: &PricedUrgent) -> String {
    let price = &priced.price;
    let money = |minor: i64| format::money(Money::new(minor, price.currency));
    let mut moments = table(&["When", "Starts", "Done", "Costs", "90% sure", "Its own wait", "Switching", "Others"]);
    for at in &price.moments {
        let label = if at.moment == Moment::Cheapest { format!("{} (cheapest)", at.label) } else { at.label.clone() };
        let own = if priced.unpriced { "not known".to_owned() } else { money(at.own_minor) };
        moments.add_row([
            label.into(),
            at.starts_on.to_string().into(),
            at.done_on.to_string().into(),
            number(money(at.total_minor)),
            number(format::range(at.range.low, at.range.high, price.currency)),
            number(own),
            number(money(at.switching_minor)),
            number(money(at.delays_minor)),
        ]);
    }
    let mut out = vec![price.sentence.bold().to_string(), String::new(), show(&moments)];
    if let Some(now) = price.moments.first().filter(|now| !now.delays.is_empty()) {
        let mut delays = table(&["Ticket", "Doing it now", "Costs"]);
        for delay in now.delays.iter().take(10) {
            delays.add_row([delay.key.clone().into(), delay.sentence.clone().into(), number(money(delay.cost_minor))]);
        }
        out.push(show(&delays));
        let more = now.more_delays + i64::try_from(now.delays.len().saturating_sub(10)).unwrap_or(0);
        if more > 0 {
            out.push(format!("{more} more are delayed; --json lists up to 100."));
        }
    }
    out.push(price.break_even_says.clone());
    out.push(priced.value_says.clone());
    if priced.switching_assumed {
        out.push(format!(
            "Changing over is counted with {}, half a day each, at {} an hour.",
            throughline_domain::words::people(price.switching.people),
            money(price.switching.rate_per_hour_minor)
        ));
    }
    out.join("\n")
}

/// `emergency`.
pub async fn emergency(args: EmergencyArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let told = tell(&opened.client, args.what).await;
    opened.close().await;
    let told = told?;
    screen.print(&told, || {
        let last = told.notes.last().map(|note| format!("\n{}", note.note.text)).unwrap_or_default();
        let from = told.template_says.as_ref().map(|says| format!(" {says}")).unwrap_or_default();
        format!("{} {}{last}\n{}{from}", told.emergency.key.bold(), told.emergency.title, told.says)
    })
}

async fn tell(client: &Client, what: EmergencyCommand) -> Result<EmergencyView, CliError> {
    match what {
        EmergencyCommand::Start { title, service } => {
            let service_id = match service {
                Some(name) => Some(called::<Service>(client, &name).await?.id),
                None => None,
            };
            let input = EmergencyInput { title, service_id, ..EmergencyInput::default() };
            client.send(Ask::post(&["emergencies"], &input)?).await
        }
        EmergencyCommand::Cost { service, emergency } => {
            let service_id = Some(called::<Service>(client, &service).await?.id);
            let id = meant(client, emergency.as_deref()).await?;
            let told: EmergencyView = client.send(Ask::get(&["emergencies", &id])).await?;
            let Emergency { title, team_id, started_at, went_well, next_time, version, .. } = told.emergency;
            let started_at = Some(started_at);
            let input = EmergencyInput { title, team_id, started_at, service_id, inputs: None, went_well, next_time };
            client.send(Ask::put(&["emergencies", &id], &input)?.based_on(version)).await
        }
        EmergencyCommand::Note { text, emergency, thanks } => {
            let id = meant(client, emergency.as_deref()).await?;
            let kind = if thanks { NoteKind::Thanks } else { NoteKind::Event };
            let input = EmergencyNoteInput { text, kind, at: None };
            client.send(Ask::post(&["emergencies", &id, "notes"], &input)?).await
        }
        EmergencyCommand::End { emergency, well } => {
            let id = meant(client, emergency.as_deref()).await?;
            let input = EmergencyEndInput { ended_at: None, went_well: well.unwrap_or_default() };
            client.send(Ask::post(&["emergencies", &id, "end"], &input)?).await
        }
    }
}

/// The one with this key, or the one that runs.
async fn meant(client: &Client, key: Option<&str>) -> Result<String, CliError> {
    let all: Vec<EmergencyView> = client.send(Ask::get(&["emergencies"])).await?;
    let fits = |view: &&EmergencyView| match key {
        Some(key) => view.emergency.key.eq_ignore_ascii_case(key.trim()),
        None => view.emergency.ended_at.is_none(),
    };
    all.iter().find(fits).map(|view| view.emergency.id.to_string()).ok_or_else(|| {
        CliError::Usage(key.map_or_else(
            || "no emergency runs; begin one with: throughline emergency start \"what happened\"".to_owned(),
            |key| format!("there is no emergency {key}"),
        ))
    })
}
