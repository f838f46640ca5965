//! The North Star and what moves it.

mod views;

use throughline_domain::{MetricId, metrics::{Metric, Observation}};

use crate::{Actor, App, AppError, Page, Paging, crud::six_verbs};
pub use views::*;

six_verbs!(Metric, MetricId, MetricInput, "metric":
    list_metrics, get_metric, create_metric, change_metric, withdraw_metric, restore_metric);

impl App {
    /// Records one value of a metric; the same metric and time replaces.
    pub async fn observe(&self, _actor: &Actor, _id: MetricId, _input: ObservationInput) -> Result<Observation, AppError> { todo!() }
    /// Values of a metric, newest first.
    pub async fn list_observations(&self, _actor: &Actor, _id: MetricId, _paging: Paging) -> Result<Page<Observation>, AppError> { todo!() }
    /// The North Star, what it is made of, and what waits.
    pub async fn north_star(&self, _actor: &Actor) -> Result<NorthStarView, AppError> { todo!() }
}
