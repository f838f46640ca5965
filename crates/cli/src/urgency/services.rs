//! `services`: what an hour without each service costs.

use clap::{Args, Subcommand};
use owo_colors::OwoColorize;
use throughline_app::ServiceInput;
use throughline_domain::{
    Money,
    people::{Team, Workspace},
    urgency::{Service, ServiceFigures},
    words,
};
use throughline_value_line::format;

use crate::{
    Place,
    called::{called, is_called},
    client::{Ask, Client},
    error::CliError,
    output::{Screen, number, show, table},
};

/// Options of `services`.
#[derive(Debug, Clone, Args)]
pub struct ServicesArgs {
    #[command(subcommand)]
    command: ServicesCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum ServicesCommand {
    /// List the services with the figures of an outage
    List,
    /// Set the figures of a service, or add one
    ///
    /// Figures that are not named stay as they are.
    Set(SetArgs),
    /// Delete a service; what emergencies took over from it stays
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Clone, Args)]
struct SetArgs {
    /// Its name
    name: String,
    /// Revenue an hour, in the workspace's currency
    #[arg(long, value_name = "AMOUNT")]
    revenue: Option<f64>,
    /// Share that an outage affects, in percent
    #[arg(long, value_name = "PERCENT")]
    affected: Option<f64>,
    /// Share of that revenue that does not come back, in percent
    #[arg(long, value_name = "PERCENT")]
    not_recovered: Option<f64>,
    /// How many people work on an outage
    #[arg(long, value_name = "N")]
    responders: Option<f64>,
    /// What an hour of theirs costs
    #[arg(long, value_name = "AMOUNT")]
    rate: Option<f64>,
    /// What a support ticket about it costs
    #[arg(long, value_name = "AMOUNT")]
    support_ticket: Option<f64>,
    /// The team that deals with its outages, by name
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// Where the figures come from, and of when
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
}

/// `services`.
pub async fn run(args: ServicesArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let client = &opened.client;
    let done = match args.command {
        ServicesCommand::List => list(client, screen).await,
        ServicesCommand::Set(args) => set(client, screen, args).await,
        ServicesCommand::Delete { name } => delete(client, screen, &name).await,
    };
    opened.close().await;
    done
}

async fn list(client: &Client, screen: Screen) -> Result<(), CliError> {
    let services: Vec<Service> = client.send(Ask::get(&["services"])).await?;
    let workspace: Workspace = client.send(Ask::get(&["workspace"])).await?;
    let money = |minor| number(format::money(Money::new(minor, workspace.currency)));
    screen.print(&services, || {
        let headings = [
            "Service",
            "Revenue an hour",
            "Affected",
            "Not recovered",
            "People",
            "Their hour",
            "Support ticket",
            "Read from",
        ];
        let mut rows = table(&headings);
        for Service { name, figures, source, .. } in &services {
            rows.add_row([
                name.clone().into(),
                money(figures.revenue_per_hour_minor),
                number(format::percent(figures.affected)),
                number(format::percent(figures.not_recovered)),
                number(words::number(figures.responders, 2)),
                money(figures.rate_per_hour_minor),
                money(figures.cost_per_ticket_minor),
                source.clone().into(),
            ]);
        }
        show(&rows)
    })
}

async fn set(client: &Client, screen: Screen, args: SetArgs) -> Result<(), CliError> {
    let services: Vec<Service> = client.send(Ask::get(&["services"])).await?;
    let workspace: Workspace = client.send(Ask::get(&["workspace"])).await?;
    let before = services.iter().find(|service| is_called(*service, &args.name));
    let team_id = match &args.team {
        Some(name) => Some(called::<Team>(client, name).await?.id),
        None => before.and_then(|before| before.team_id),
    };
    let known = before.map_or_else(ServiceFigures::default, |before| before.figures);
    let minor = |major: Option<f64>, known| major.map_or(known, |it| Money::from_major(it, workspace.currency).minor);
    let share = |percent: Option<f64>, known| percent.map_or(known, |percent| percent / 100.0);
    let figures = ServiceFigures {
        revenue_per_hour_minor: minor(args.revenue, known.revenue_per_hour_minor),
        affected: share(args.affected, known.affected),
        not_recovered: share(args.not_recovered, known.not_recovered),
        responders: args.responders.unwrap_or(known.responders),
        rate_per_hour_minor: minor(args.rate, known.rate_per_hour_minor),
        cost_per_ticket_minor: minor(args.support_ticket, known.cost_per_ticket_minor),
    };
    let source = args.source.or_else(|| Some(before?.source.clone())).unwrap_or_default();
    let name = before.map_or(args.name, |before| before.name.clone());
    let input = ServiceInput { name, team_id, figures, source };
    let (now, what): (Service, &str) = match before {
        Some(before) => {
            let ask = Ask::put(&["services", &before.id.to_string()], &input)?.based_on(before.version);
            (client.send(ask).await?, "Changed")
        }
        None => (client.send(Ask::post(&["services"], &input)?).await?, "Added"),
    };
    screen.print(&now, || format!("{what} {}.", now.name.bold()))
}

async fn delete(client: &Client, screen: Screen, name: &str) -> Result<(), CliError> {
    let service: Service = called(client, name).await?;
    let ask = Ask::delete(&["services", &service.id.to_string()]).based_on(service.version);
    let gone: Service = client.send(ask).await?;
    screen.print(&gone, || format!("Deleted {}.", gone.name.bold()))
}
