//! Business Value lines as people type them.

use serde::{Deserialize, Serialize};
use throughline_domain::people::Action;
use throughline_value_line::{Context, Currency, PercentReading, Reading, read};
use utoipa::ToSchema;

use crate::{Actor, App, AppError, boxed};

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
    #[boxed]
    pub async fn read_value(&self, actor: Option<&Actor>, input: ReadValueInput) -> Result<Reading, AppError> {
        let mut context = match actor {
            Some(actor) => {
                actor.require(Action::ReadWorkspace)?;
                self.picture(actor).await?.context()
            }
            None => Context {
                today: self.now().date_in(&jiff::tz::TimeZone::UTC),
                currency: Currency::EUR,
                segments: Vec::new(),
                confirmed: None,
            },
        };
        context.confirmed = input.confirmed_reading;
        if let Some(currency) = input.currency.filter(|currency| *currency != context.currency) {
            // Revenue of segments is in the workspace's currency and is never converted.
            context.currency = currency;
            for segment in &mut context.segments {
                segment.yearly_revenue_minor = None;
            }
        }
        Ok(read(&input.text, &context))
    }
}
