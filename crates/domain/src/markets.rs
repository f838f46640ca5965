//! Groups of customers, and who competes for them.

mod competition;

use serde::{Deserialize, Serialize};

use crate::{
    Money, SegmentId, Ts,
    check::{Faults, MAX_NAME, MAX_TITLE, Wrong},
};

pub use competition::{AtRisk, CompetitorMove, Standing, standings};

/// The period of a churn rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Period {
    /// A month, a twelfth of a year.
    Month,
    /// A year.
    Year,
}

/// A group of customers, and what they bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Segment {
    /// Its id.
    pub id: SegmentId,
    /// As people write it in a Business Value line; unique in the workspace.
    pub name: String,
    /// Revenue a year, if known.
    pub yearly_revenue: Option<Money>,
    /// How many customers, if known.
    pub customers: Option<i64>,
    /// Share of revenue that leaves in `churn_period`, 0 to 1, if known.
    pub churn: Option<f64>,
    /// The period of `churn`.
    pub churn_period: Period,
    /// Where the numbers come from, and of when.
    pub source: String,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Segment {
    /// Churn of a year: `1 - (1 - m)^12` from a monthly rate, never twelve times it.
    ///
    /// ```
    /// # use throughline_domain::markets::{yearly_churn, Period};
    /// assert!((yearly_churn(0.02, Period::Month) - 0.215_283).abs() < 1e-6);
    /// ```
    pub fn yearly_churn(&self) -> Option<f64> {
        self.churn.map(|churn| yearly_churn(churn, self.churn_period))
    }
}

/// See [`Segment::yearly_churn`].
pub fn yearly_churn(churn: f64, period: Period) -> f64 {
    match period {
        Period::Year => churn,
        Period::Month => 1.0 - (1.0 - churn).powi(12),
    }
}

impl Segment {
    /// Checks name, revenue, customers and churn.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults.name("name", &self.name, MAX_NAME).line("source", &self.source, MAX_TITLE);
        if let Some(churn) = self.churn {
            faults.within("churn", churn, 0.0..=1.0);
        }
        if let Some(customers) = self.customers {
            #[expect(clippy::cast_precision_loss, reason = "only its size is looked at")]
            faults.within("customers", customers as f64, 0.0..=1e12);
        }
        let revenue = self.yearly_revenue.map(Money::major);
        faults
            .refuse(revenue.is_some_and(|revenue| revenue <= 0.0), "yearly_revenue", || {
                Wrong::NotPositive(revenue.unwrap_or_default())
            })
            .finish()
    }
}
