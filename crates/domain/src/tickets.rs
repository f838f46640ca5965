//! Pieces of work, read from a tracker or written here.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_value_line::PercentReading;

use crate::{
    ProblemId, SourceId, TeamId, TicketId, Ts,
    check::{Faults, MAX_BODY, MAX_LINE, MAX_NAME, MAX_TITLE, Wrong},
};

/// Where a ticket is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Status {
    /// Waits for its turn, or is worked on.
    Open,
    /// Done or given up in its tracker.
    Closed,
}

/// `MoSCoW` class (Agile Business Consortium, DSDM handbook, chapter 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Moscow {
    /// No point delivering on the date without it.
    Must,
    /// Important, not vital.
    Should,
    /// Wanted; the contingency.
    Could,
    /// Not this time.
    Wont,
}

/// Inputs of a RICE score (S. `McBride`, Intercom). Effort is the ticket's estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RiceInputs {
    /// People or events per quarter, 0 or more.
    pub reach: f64,
    /// 3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal; others are allowed and marked.
    pub impact: f64,
    /// Share, above 0 to 1.
    pub confidence: f64,
}

/// Working days of one person, what the author is 90% sure of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EffortDays {
    /// P5, above 0.
    pub low: f64,
    /// P95, at least `low`. Equal: no range given.
    pub high: f64,
}

/// A field of a ticket that a person may set here, over what its tracker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum TicketField {
    /// The Business Value line.
    ValueLine,
    /// The problem it works on.
    Problem,
    /// The team.
    Team,
    /// The estimate.
    Effort,
    /// The due date.
    Due,
    /// The RICE inputs.
    Rice,
    /// The `MoSCoW` class.
    Moscow,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Short name, unique in the workspace: "NF-212".
    pub key: String,
    /// Where it was read.
    pub source_id: SourceId,
    /// Its id there: "212".
    pub external_id: String,
    /// Where to read it in its tracker.
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Body in Markdown, as its tracker has it.
    pub body: String,
    /// Open or closed.
    pub status: Status,
    /// Labels, as written.
    pub labels: Vec<String>,
    /// The Business Value line, word for word, without its label.
    pub value_line: Option<String>,
    /// Fields that somebody set here; what the tracker says of them is not taken over them.
    pub set_here: Vec<TicketField>,
    /// The reading of an ambiguous percentage that somebody confirmed.
    pub confirmed_reading: Option<PercentReading>,
    /// The problem it works on.
    pub problem_id: Option<ProblemId>,
    /// The team that will do it.
    pub team_id: Option<TeamId>,
    /// Estimate in person-days.
    pub effort_days: Option<EffortDays>,
    /// Due date in its tracker.
    pub due_on: Option<Date>,
    /// RICE inputs.
    pub rice: Option<RiceInputs>,
    /// `MoSCoW` class.
    pub moscow: Option<Moscow>,
    /// External ids, in the same source, of tickets that must be done first; "owner/name#12" for other repositories.
    pub waits_for: Vec<String>,
    /// When it was made in its tracker.
    pub opened_at: Ts,
    /// When it was closed there.
    pub closed_at: Option<Ts>,
    /// When it was last changed there.
    pub updated_at: Ts,
    /// Counts up with each change, for `ETag`.
    pub version: i64,
    /// When it was deleted here, if so.
    pub withdrawn_at: Option<Ts>,
}

/// A ticket as a tracker tells it, before it is matched with what is there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Incoming {
    /// Id in its source, unique there: "212".
    pub external_id: String,
    /// Key that its source gives it, if any ("USERGRID-541"); otherwise prefix and id make one.
    pub key: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
    /// Title, not empty.
    pub title: String,
    /// Body in Markdown.
    pub body: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Labels.
    pub labels: Vec<String>,
    /// The Business Value line found in the body or a column.
    pub value_line: Option<String>,
    /// Team, by name.
    pub team: Option<String>,
    /// Problem, by its key or title.
    pub problem: Option<String>,
    /// Estimate in person-days, found or computed from points.
    pub effort_days: Option<EffortDays>,
    /// Due date.
    pub due_on: Option<Date>,
    /// RICE inputs.
    pub rice: Option<RiceInputs>,
    /// `MoSCoW` class.
    pub moscow: Option<Moscow>,
    /// What must be done first, as in [`Ticket::waits_for`].
    pub waits_for: Vec<String>,
    /// When it was made.
    pub opened_at: Option<Ts>,
    /// When it was closed.
    pub closed_at: Option<Ts>,
    /// When it was last changed.
    pub updated_at: Option<Ts>,
    /// Columns that no field takes, kept for the reader: name to text.
    pub unmapped: BTreeMap<String, String>,
}

/// Longest estimate, in person-days: about forty years of one person.
pub(crate) const MAX_EFFORT_DAYS: f64 = 10_000.0;

impl EffortDays {
    fn check(self, faults: &mut Faults) {
        let Self { low, high } = self;
        faults.positive("effort_days", low).within("effort_days", high, 0.0..=MAX_EFFORT_DAYS);
        faults.refuse(low > high, "effort_days", || Wrong::WrongWayRound { low, high });
    }
}

impl RiceInputs {
    fn check(self, faults: &mut Faults) {
        faults.within("rice.reach", self.reach, 0.0..=1e12);
        faults.positive("rice.impact", self.impact).within("rice.impact", self.impact, 0.0..=100.0);
        faults.positive("rice.confidence", self.confidence).within("rice.confidence", self.confidence, 0.0..=1.0);
    }
}

impl Ticket {
    /// Checks texts, the estimate's range, RICE inputs, and that it does not wait for itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults
            .name("key", &self.key, MAX_NAME)
            .name("title", &self.title, MAX_TITLE)
            .text("body", &self.body, MAX_BODY)
            .text("value_line", self.value_line.as_deref().unwrap_or_default(), MAX_LINE)
            .at_most("labels", self.labels.len(), 200)
            .at_most("waits_for", self.waits_for.len(), 500)
            .refuse(self.waits_for.contains(&self.external_id), "waits_for", || Wrong::Itself);
        for label in &self.labels {
            faults.name("labels", label, MAX_NAME);
        }
        if let Some(effort) = self.effort_days {
            effort.check(&mut faults);
        }
        if let Some(rice) = self.rice {
            rice.check(&mut faults);
        }
        faults.finish()
    }
}
