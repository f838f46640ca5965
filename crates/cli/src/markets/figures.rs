//! `segments set`: the figures of one segment.

use owo_colors::OwoColorize;
use throughline_app::SegmentInput;
use throughline_domain::{
    Money,
    markets::{Period, Segment},
    people::Workspace,
};

use crate::{
    called::is_called,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// What was typed.
pub struct Figures {
    /// Name of the segment.
    pub name: String,
    /// Revenue a year in whole units of the workspace's currency.
    pub revenue: Option<f64>,
    /// Customers.
    pub customers: Option<i64>,
    /// Percent of the revenue that leaves.
    pub churn: Option<f64>,
    /// In which period.
    pub churn_period: Option<Period>,
    /// Where the numbers come from.
    pub source: Option<String>,
}

impl Figures {
    fn over(self, before: Option<&Segment>, workspace: &Workspace) -> SegmentInput {
        let revenue = self.revenue.map(|major| Money::from_major(major, workspace.currency));
        SegmentInput {
            name: before.map_or(self.name, |before| before.name.clone()),
            yearly_revenue: revenue.or_else(|| before?.yearly_revenue),
            customers: self.customers.or_else(|| before?.customers),
            churn: self.churn.map(|percent| percent / 100.0).or_else(|| before?.churn),
            churn_period: self.churn_period.or_else(|| Some(before?.churn_period)).unwrap_or(Period::Year),
            source: self.source.or_else(|| Some(before?.source.clone())).unwrap_or_default(),
        }
    }
}

/// `segments set`.
pub async fn set(client: &Client, screen: Screen, figures: Figures) -> Result<(), CliError> {
    let segments: Vec<Segment> = client.send(Ask::get(&["segments"])).await?;
    let workspace: Workspace = client.send(Ask::get(&["workspace"])).await?;
    let before = segments.iter().find(|segment| is_called(*segment, &figures.name));
    let input = figures.over(before, &workspace);
    let (now, what): (Segment, &str) = match before {
        Some(before) => {
            let ask = Ask::put(&["segments", &before.id.to_string()], &input)?.based_on(before.version);
            (client.send(ask).await?, "Changed")
        }
        None => (client.send(Ask::post(&["segments"], &input)?).await?, "Added"),
    };
    screen.print(&now, || format!("{what} {}.", now.name.bold()))
}
