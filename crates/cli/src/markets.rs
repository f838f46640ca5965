//! `segments`: groups of customers added up from a list, and the list of segments.

mod competition;
mod figures;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use throughline_app::{ChurnBy, CompetitorMoveInput, CustomersFileInput, CustomersReport, Fate};
use throughline_domain::{
    SegmentId,
    markets::{Period, Segment},
};
use throughline_value_line::format;

use self::{competition::Noted, figures::Figures};
use crate::{
    Place,
    client::Ask,
    connections::{file_name, left_out, read_text},
    error::CliError,
    output::{Screen, number, show, table},
};

/// Options of `segments`.
#[derive(Debug, Clone, Args)]
pub struct SegmentsArgs {
    #[command(subcommand)]
    command: SegmentsCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum SegmentsCommand {
    /// List the segments
    List,
    /// Show how competitors stand in each segment, and what that puts at risk
    Competition,
    /// Note what a competitor did
    Note {
        /// Who
        competitor: String,
        /// In which segment, by name or id
        #[arg(long, value_name = "NAME|ID")]
        segment: String,
        /// On which day: 2026-10-01
        #[arg(long, value_name = "DATE")]
        on: jiff::civil::Date,
        /// What they can do now
        #[arg(long, value_name = "TEXT")]
        what: String,
        /// Where that is known from
        #[arg(long, value_name = "TEXT")]
        source: String,
        /// Deals won against them so far
        #[arg(long, value_name = "N", default_value_t = 0)]
        won: i64,
        /// Deals lost to them so far
        #[arg(long, value_name = "N", default_value_t = 0)]
        lost: i64,
        /// Open pipeline of the segment on that day, in the workspace's currency
        #[arg(long, value_name = "AMOUNT")]
        pipeline: Option<f64>,
    },
    /// Set the figures of a segment, or add one
    ///
    /// Figures that are not named stay as they are.
    Set {
        /// Its name
        name: String,
        /// Revenue a year, in the workspace's currency
        #[arg(long, value_name = "AMOUNT")]
        revenue: Option<f64>,
        /// How many customers
        #[arg(long, value_name = "N")]
        customers: Option<i64>,
        /// Share of the revenue that leaves, in percent
        #[arg(long, value_name = "PERCENT")]
        churn: Option<f64>,
        /// Period in which it leaves; as before, or a year
        #[arg(long, value_enum)]
        churn_period: Option<Every>,
        /// Where the numbers come from, and of when
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
    },
    /// Add a list of customers up to segments with revenue and churn
    ///
    /// A CSV file with one customer in each row. Columns that are not named are guessed by their headings and shown.
    Import {
        /// The file
        file: PathBuf,
        /// Column with the group of a customer
        #[arg(long, value_name = "COLUMN")]
        group: Option<String>,
        /// Column with what a customer pays
        #[arg(long, value_name = "COLUMN")]
        amount: Option<String>,
        /// Period of that amount
        #[arg(long, value_enum, default_value_t = Every::Month)]
        amount_period: Every,
        /// Column that says yes where a customer left
        #[arg(long, value_name = "COLUMN")]
        left: Option<String>,
        /// Count churn by revenue or by customers
        #[arg(long, value_enum, default_value_t = By::Revenue)]
        churn_by: By,
        /// Period in which they left
        #[arg(long, value_enum, default_value_t = Every::Year)]
        churn_period: Every,
        /// What a segment is called, with {} for the group
        #[arg(long, value_name = "NAME", default_value = "{}")]
        named: String,
        /// Only show what would happen
        #[arg(long)]
        preview: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Every {
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Revenue,
    Customers,
}

impl From<Every> for Period {
    fn from(every: Every) -> Self {
        match every {
            Every::Month => Self::Month,
            Every::Year => Self::Year,
        }
    }
}

/// `segments`.
pub async fn run(args: SegmentsArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    match args.command {
        SegmentsCommand::List => list(screen, place).await,
        SegmentsCommand::Competition => {
            let opened = place.open().await?;
            let shown = competition::show(&opened.client, screen).await;
            opened.close().await;
            shown
        }
        SegmentsCommand::Note { competitor, segment, on, what, source, won, lost, pipeline } => {
            let nowhere = SegmentId(uuid::Uuid::nil());
            let input =
                CompetitorMoveInput { competitor, segment_id: nowhere, on, what, source, won, lost, pipeline: None };
            let opened = place.open().await?;
            let noted = competition::note(&opened.client, screen, Noted { segment, pipeline, input }).await;
            opened.close().await;
            noted
        }
        SegmentsCommand::Set { name, revenue, customers, churn, churn_period, source } => {
            let figures =
                Figures { name, revenue, customers, churn, churn_period: churn_period.map(Period::from), source };
            let opened = place.open().await?;
            let told = figures::set(&opened.client, screen, figures).await;
            opened.close().await;
            told
        }
        SegmentsCommand::Import {
            file,
            group,
            amount,
            amount_period,
            left,
            churn_by,
            churn_period,
            named,
            preview,
        } => {
            let input = CustomersFileInput {
                name: file_name(&file),
                content: read_text(&file)?,
                group,
                amount,
                amount_period: amount_period.into(),
                left,
                churn_by: match churn_by {
                    By::Revenue => ChurnBy::Revenue,
                    By::Customers => ChurnBy::Customers,
                },
                churn_period: churn_period.into(),
                named: Some(named),
            };
            let path: &[&str] = if preview { &["customer-files", "preview"] } else { &["customer-files"] };
            let opened = place.open().await?;
            let report: Result<CustomersReport, CliError> =
                async { opened.client.send(Ask::post(path, &input)?).await }.await;
            opened.close().await;
            let report = report?;
            screen.print(&report, || told(&report, preview))
        }
    }
}

async fn list(screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let segments: Result<Vec<Segment>, CliError> = opened.client.send(Ask::get(&["segments"])).await;
    opened.close().await;
    let segments = segments?;
    screen.print(&segments, || {
        let mut rows = table(&["Segment", "Revenue a year", "Customers", "Churn", "Read from"]);
        for segment in &segments {
            let period = match segment.churn_period {
                Period::Month => "a month",
                Period::Year => "a year",
            };
            rows.add_row([
                segment.name.clone().into(),
                number(segment.yearly_revenue.map(format::money).unwrap_or_default()),
                number(segment.customers.map(|customers| format::grouped(&customers.to_string())).unwrap_or_default()),
                number(segment.churn.map(|churn| format!("{} {period}", format::percent(churn))).unwrap_or_default()),
                segment.source.clone().into(),
            ]);
        }
        show(&rows)
    })
}

fn told(report: &CustomersReport, preview: bool) -> String {
    let mut rows = table(&["Segment", "", "Customers", "Revenue a year", "Churn of revenue", "of customers"]);
    for segment in &report.segments {
        let what = match segment.what {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Unchanged => "unchanged",
        };
        rows.add_row([
            segment.name.clone().into(),
            what.into(),
            number(segment.customers),
            number(segment.yearly_revenue.map(format::money).unwrap_or_default()),
            number(segment.revenue_churn.map(format::percent).unwrap_or_default()),
            number(segment.customer_churn.map(format::percent).unwrap_or_default()),
        ]);
    }
    let column = |column: &Option<String>| column.as_ref().map_or("no column".to_owned(), |name| format!("\"{name}\""));
    let mut out = vec![
        show(&rows),
        format!(
            "Groups from {}, amounts from {}, who left from {}.",
            column(&report.group),
            column(&report.amount),
            column(&report.left)
        ),
    ];
    if preview {
        out.push("Nothing is written yet.".to_owned());
    }
    out.extend(left_out(&report.skipped));
    out.join("\n")
}
