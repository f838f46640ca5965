//! What an outage of a service costs, known before there is one: the template that an emergency takes its figures from.
//!
//! 1. A template holds what is the same in every outage; how long it took, how many support tickets it caused and what was
//!    promised for it belong to the emergency.
//! 2. An emergency keeps a copy. Changing a template never changes what an earlier emergency cost.

use serde::{Deserialize, Serialize};

use super::IncidentInputs;
use crate::{
    ServiceId, TeamId, Ts,
    check::{Faults, MAX_NAME, MAX_TITLE},
};

/// What is the same in every outage of a service. Amounts in minor units of the workspace's currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ServiceFigures {
    /// Revenue an hour of the service, averaged over the time that counts.
    pub revenue_per_hour_minor: i64,
    /// Share of customers or loads that an outage affects, 0 to 1.
    pub affected: f64,
    /// Share of that revenue that does not come back later, 0 to 1. Half where nobody knows.
    pub not_recovered: f64,
    /// How many people work on an outage.
    pub responders: f64,
    /// What an hour of theirs costs.
    pub rate_per_hour_minor: i64,
    /// What a support ticket about it costs.
    pub cost_per_ticket_minor: i64,
}

impl Default for ServiceFigures {
    fn default() -> Self {
        Self::of(&IncidentInputs::default())
    }
}

impl ServiceFigures {
    /// Those among the figures of an emergency.
    pub const fn of(inputs: &IncidentInputs) -> Self {
        Self {
            revenue_per_hour_minor: inputs.revenue_per_hour_minor,
            affected: inputs.affected,
            not_recovered: inputs.not_recovered,
            responders: inputs.responders,
            rate_per_hour_minor: inputs.rate_per_hour_minor,
            cost_per_ticket_minor: inputs.cost_per_ticket_minor,
        }
    }

    /// The figures of an emergency with these in the place of its own; what only the emergency knows stays.
    ///
    /// ```
    /// # use throughline_domain::urgency::{IncidentInputs, ServiceFigures};
    /// let checkout = ServiceFigures { revenue_per_hour_minor: 4_000_00, affected: 0.6, not_recovered: 0.7, ..ServiceFigures::default() };
    /// let told = IncidentInputs { outage_hours: Some(1.5), support_tickets: 120, ..IncidentInputs::default() };
    /// let filled = checkout.over(told);
    /// assert_eq!((filled.outage_hours, filled.support_tickets), (Some(1.5), 120));
    /// assert_eq!(filled.cost(1.5).revenue_minor, 2_520_00);
    /// ```
    #[must_use]
    pub const fn over(self, inputs: IncidentInputs) -> IncidentInputs {
        IncidentInputs {
            revenue_per_hour_minor: self.revenue_per_hour_minor,
            affected: self.affected,
            not_recovered: self.not_recovered,
            responders: self.responders,
            rate_per_hour_minor: self.rate_per_hour_minor,
            cost_per_ticket_minor: self.cost_per_ticket_minor,
            ..inputs
        }
    }
}

/// A service, and what an outage of it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// "Checkout"; unique in the workspace.
    pub name: String,
    /// The team that deals with its outages.
    pub team_id: Option<TeamId>,
    /// What is the same in every outage.
    pub figures: ServiceFigures,
    /// Where the figures come from, and of when.
    pub source: String,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Service {
    /// Checks the name and the ranges of the figures.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults
            .name("name", &self.name, MAX_NAME)
            .line("source", &self.source, MAX_TITLE)
            .within("figures.affected", self.figures.affected, 0.0..=1.0)
            .within("figures.not_recovered", self.figures.not_recovered, 0.0..=1.0)
            .within("figures.responders", self.figures.responders, 0.0..=10_000.0);
        for (field, minor) in [
            ("figures.revenue_per_hour_minor", self.figures.revenue_per_hour_minor),
            ("figures.rate_per_hour_minor", self.figures.rate_per_hour_minor),
            ("figures.cost_per_ticket_minor", self.figures.cost_per_ticket_minor),
        ] {
            #[expect(clippy::cast_precision_loss, reason = "only its size is looked at")]
            faults.within(field, minor as f64, 0.0..=1e15);
        }
        faults.finish()
    }
}

/// The template that an emergency took its figures from, as it was then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Template {
    /// Name of the service.
    pub service: String,
    /// Its figures.
    pub figures: ServiceFigures,
}

impl Template {
    /// Where the figures of an emergency come from: "The figures are from the template of Checkout."
    pub fn says(&self, inputs: &IncidentInputs) -> String {
        let changed = if ServiceFigures::of(inputs) == self.figures { "" } else { ", changed for this emergency" };
        format!("The figures are from the template of {}{changed}.", self.service)
    }
}
