//! Business Value lines as people type them.

use serde::{Deserialize, Serialize};
use throughline_value_line::{Currency, PercentReading, Reading};
use utoipa::ToSchema;

use crate::{Actor, App, AppError};

/// A sentence to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadValueInput {
    /// The Business Value line, up to 2,000 characters.
    pub text: String,
    /// The reading of an ambiguous percentage that somebody confirmed.
    #[serde(default)]
    pub confirmed_reading: Option<PercentReading>,
    /// Currency of amounts without one; the workspace's when left out, EUR without a workspace.
    #[serde(default)]
    pub currency: Option<Currency>,
}

impl App {
    /// Reads a Business Value line, with the segments of the actor's workspace if there is an actor.
    pub async fn read_value(&self, _actor: Option<&Actor>, _input: ReadValueInput) -> Result<Reading, AppError> { todo!() }
}
