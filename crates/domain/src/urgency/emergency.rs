//! Real emergencies: what they cost while they run, what was done, and what went well.

use serde::{Deserialize, Serialize};

use super::Template;
use crate::{
    EmergencyId, EmergencyNoteId, MemberId, TeamId, Ts,
    check::{Faults, MAX_TEXT, MAX_TITLE},
};

/// What an hour of it costs, and what came on top. Amounts in minor units of the workspace's currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IncidentInputs {
    /// Revenue an hour of what is affected, averaged over the time that counts.
    pub revenue_per_hour_minor: i64,
    /// Share of customers or loads that are affected, 0 to 1.
    pub affected: f64,
    /// Share of that revenue that does not come back later, 0 to 1. Half where nobody knows.
    pub not_recovered: f64,
    /// Hours of outage, if not those from the beginning to the end.
    pub outage_hours: Option<f64>,
    /// How many people work on it.
    pub responders: f64,
    /// Hours each of them works on it, if not from the beginning to the end.
    pub responder_hours: Option<f64>,
    /// What an hour of theirs costs.
    pub rate_per_hour_minor: i64,
    /// Support tickets that it caused.
    pub support_tickets: i64,
    /// What one of those costs.
    pub cost_per_ticket_minor: i64,
    /// Credits that the contracts promise for it.
    pub credits_minor: i64,
    /// Yearly revenue of customers who leave because of it: revenue touched times the extra churn. 0 unless estimated.
    pub extra_churn_minor: i64,
}

impl Default for IncidentInputs {
    fn default() -> Self {
        Self {
            revenue_per_hour_minor: 0,
            affected: 1.0,
            not_recovered: 0.5,
            outage_hours: None,
            responders: 1.0,
            responder_hours: None,
            rate_per_hour_minor: 0,
            support_tickets: 0,
            cost_per_ticket_minor: 0,
            credits_minor: 0,
            extra_churn_minor: 0,
        }
    }
}

/// What an emergency costs, part by part, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EmergencyCost {
    /// Revenue that does not come back.
    pub revenue_minor: i64,
    /// The responders' hours.
    pub people_minor: i64,
    /// Support tickets.
    pub support_minor: i64,
    /// Credits from contracts.
    pub credits_minor: i64,
    /// Customers who leave.
    pub churn_minor: i64,
    /// The sum.
    pub total_minor: i64,
}

impl IncidentInputs {
    /// The cost after so many hours: hours × revenue an hour × affected × not recovered + responders × hours × rate +
    /// support tickets × cost + credits + extra churn. After "Scope & Cost of Downtime" by J. Timmons: lost revenue,
    /// idle and recovery labour, penalties, customer impact. Work on the roadmap that had to wait is not in it.
    ///
    /// ```
    /// # use throughline_domain::urgency::IncidentInputs;
    /// let inputs = IncidentInputs {
    ///     revenue_per_hour_minor: 4_000_00, affected: 0.6, not_recovered: 0.7,
    ///     responders: 6.0, responder_hours: Some(5.0), rate_per_hour_minor: 75_00,
    ///     support_tickets: 120, cost_per_ticket_minor: 9_00, credits_minor: 2_500_00,
    ///     ..IncidentInputs::default()
    /// };
    /// let cost = inputs.cost(1.5);
    /// assert_eq!([cost.revenue_minor, cost.people_minor, cost.support_minor], [2_520_00, 2_250_00, 1_080_00]);
    /// assert_eq!(cost.total_minor, 8_350_00);
    /// ```
    pub fn cost(&self, hours: f64) -> EmergencyCost {
        let outage = self.outage_hours.unwrap_or(hours).max(0.0);
        let worked = self.responder_hours.unwrap_or(hours).max(0.0);
        let times = |minor: i64, factor: f64| {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "money times a factor")]
            let product = (minor as f64 * factor).round() as i64;
            product
        };
        let revenue_minor = times(self.revenue_per_hour_minor, outage * self.affected * self.not_recovered);
        let people_minor = times(self.rate_per_hour_minor, worked * self.responders);
        let support_minor = self.cost_per_ticket_minor.saturating_mul(self.support_tickets);
        let (credits_minor, churn_minor) = (self.credits_minor, self.extra_churn_minor);
        let total_minor = [revenue_minor, people_minor, support_minor, credits_minor, churn_minor]
            .into_iter()
            .fold(0_i64, i64::saturating_add);
        EmergencyCost { revenue_minor, people_minor, support_minor, credits_minor, churn_minor, total_minor }
    }

    fn check(&self, faults: &mut Faults) {
        faults
            .within("inputs.affected", self.affected, 0.0..=1.0)
            .within("inputs.not_recovered", self.not_recovered, 0.0..=1.0)
            .within("inputs.responders", self.responders, 0.0..=10_000.0)
            .within("inputs.outage_hours", self.outage_hours.unwrap_or_default(), 0.0..=100_000.0)
            .within("inputs.responder_hours", self.responder_hours.unwrap_or_default(), 0.0..=100_000.0);
        for (field, minor) in [
            ("inputs.revenue_per_hour_minor", self.revenue_per_hour_minor),
            ("inputs.rate_per_hour_minor", self.rate_per_hour_minor),
            ("inputs.support_tickets", self.support_tickets),
            ("inputs.cost_per_ticket_minor", self.cost_per_ticket_minor),
            ("inputs.credits_minor", self.credits_minor),
            ("inputs.extra_churn_minor", self.extra_churn_minor),
        ] {
            #[expect(clippy::cast_precision_loss, reason = "only its size is looked at")]
            faults.within(field, minor as f64, 0.0..=1e15);
        }
    }
}

/// Something that could not wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Emergency {
    /// Its id.
    pub id: EmergencyId,
    /// "E-3".
    pub key: String,
    /// What happened: "A carrier went dark".
    pub title: String,
    /// The team that deals with it.
    pub team_id: Option<TeamId>,
    /// When it began.
    pub started_at: Ts,
    /// When it was over; none while it runs.
    pub ended_at: Option<Ts>,
    /// Who told of it; none for the operator.
    pub by: Option<MemberId>,
    /// What it costs.
    pub inputs: IncidentInputs,
    /// The template of a service that these figures were taken from, as it was then.
    pub template: Option<Template>,
    /// What went well.
    pub went_well: String,
    /// What to do before the next one.
    pub next_time: String,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Emergency {
    /// Checks the texts, the shares and that it does not end before it began.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults.name("title", &self.title, MAX_TITLE).text("went_well", &self.went_well, MAX_TEXT).text(
            "next_time",
            &self.next_time,
            MAX_TEXT,
        );
        self.inputs.check(&mut faults);
        let backwards = self.ended_at.is_some_and(|ended| ended < self.started_at);
        faults.refuse(backwards, "ended_at", || crate::check::Wrong::EndsBeforeItBegan).finish()
    }

    /// Hours from the beginning to the end, or until now.
    pub fn hours(&self, now: Ts) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a few years")]
        let micros = (self.ended_at.unwrap_or(now).micros() - self.started_at.micros()).max(0) as f64;
        micros / 3_600e6
    }

    /// What it costs, up to now while it runs.
    pub fn cost(&self, now: Ts) -> EmergencyCost {
        self.inputs.cost(self.hours(now))
    }
}

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum NoteKind {
    /// Something happened or was done.
    Event,
    /// Thanks to somebody.
    Thanks,
}

/// A line of an emergency's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EmergencyNote {
    /// Its id.
    pub id: EmergencyNoteId,
    /// The emergency.
    pub emergency_id: EmergencyId,
    /// When it happened.
    pub at: Ts,
    /// Who noted it; none for the operator.
    pub by: Option<MemberId>,
    /// What it is.
    pub kind: NoteKind,
    /// What happened, or for what there are thanks.
    pub text: String,
}

impl EmergencyNote {
    /// Checks that it says something.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().required("text", &self.text).text("text", &self.text, MAX_TEXT).finish()
    }
}
