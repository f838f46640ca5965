//! A request to do something before its turn.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    MemberId, TeamId, TicketId, Ts, UrgentRequestId,
    check::{Faults, MAX_LINE, MAX_NAME, MAX_TEXT, MAX_TITLE, Wrong},
    tickets::{EffortDays, MAX_EFFORT_DAYS},
    urgency::Switching,
};

/// A why of so many words stands for itself; a shorter one needs a date and where the date comes from.
pub const LEAST_WORDS: usize = 15;

/// Something that somebody wants done before its turn. As a draft it may be incomplete: it is kept as it was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UrgentRequest {
    /// Its id.
    pub id: UrgentRequestId,
    /// "U-31".
    pub key: String,
    /// Who asks; none for the operator.
    pub by: Option<MemberId>,
    /// For whom: "Sales". Budgets and the record go by it.
    pub asking_group: String,
    /// What is needed: "A CO2 report per load".
    pub title: String,
    /// Why it is urgent.
    pub why: String,
    /// What happens if it waits.
    pub if_it_waits: String,
    /// What is at stake: a Business Value line.
    pub at_stake: String,
    /// By when, if there is a day after which it is too late.
    pub by_when: Option<Date>,
    /// How they know: a link, a number, who said so.
    pub how_known: String,
    /// What would show afterwards that it was urgent; asked after 30 days.
    pub test: String,
    /// Who should do it.
    pub team_id: Option<TeamId>,
    /// How much work it is, in person-days.
    pub effort_days: Option<EffortDays>,
    /// The ticket it is about, if there is one already.
    pub ticket_id: Option<TicketId>,
    /// What changing over costs; none: the default for the team.
    pub switching: Option<Switching>,
    /// When the draft was begun.
    pub made_at: Ts,
    /// When it was asked; none while it is a draft.
    pub asked_at: Option<Ts>,
    /// When the work was done.
    pub done_at: Option<Ts>,
    /// Who said that it was done.
    pub done_by: Option<MemberId>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was taken back, if so.
    pub withdrawn_at: Option<Ts>,
}

/// How far a request has come. Each state has who and when in the record that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum State {
    /// Being written; only its author sees it.
    Draft,
    /// Waits for a decision.
    Asked,
    /// Somebody decided.
    Decided,
    /// The work is done.
    Done,
    /// Somebody looked back.
    LookedBack,
    /// Taken back by who asked.
    Withdrawn,
}

impl UrgentRequest {
    /// What may be kept while it is being written: everything that fits.
    pub fn check_draft(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults
            .line("asking_group", &self.asking_group, MAX_NAME)
            .line("title", &self.title, MAX_TITLE)
            .text("why", &self.why, MAX_TEXT)
            .text("if_it_waits", &self.if_it_waits, MAX_TEXT)
            .text("at_stake", &self.at_stake, MAX_LINE)
            .text("how_known", &self.how_known, MAX_TEXT)
            .text("test", &self.test, MAX_TEXT);
        self.check_numbers(&mut faults);
        faults.finish()
    }

    /// What it takes to ask.
    ///
    /// 1. Who for, what, and what happens if it waits are said.
    /// 2. The why has at least 15 words, or there is a day and where it comes from.
    /// 3. What is at stake is said as a Business Value line; whether it can be priced is shown, not demanded.
    /// 4. A day by when is not over.
    /// 5. It names a team, since somebody's work has to wait.
    pub fn check(&self, today: Date) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults
            .name("asking_group", &self.asking_group, MAX_NAME)
            .name("title", &self.title, MAX_TITLE)
            .required("why", &self.why)
            .required("if_it_waits", &self.if_it_waits)
            .required("at_stake", &self.at_stake)
            .text("why", &self.why, MAX_TEXT)
            .text("if_it_waits", &self.if_it_waits, MAX_TEXT)
            .text("at_stake", &self.at_stake, MAX_LINE)
            .text("how_known", &self.how_known, MAX_TEXT)
            .text("test", &self.test, MAX_TEXT);
        let words = self.why.split_whitespace().count();
        let dated = self.by_when.is_some() && !self.how_known.trim().is_empty();
        faults.refuse(words < LEAST_WORDS && !dated, "why", || Wrong::ShortWhy { words, least: LEAST_WORDS });
        faults.refuse(self.by_when.is_some_and(|date| date < today), "by_when", || Wrong::InThePast);
        faults.refuse(self.team_id.is_none() && self.ticket_id.is_none(), "team_id", || Wrong::Empty);
        self.check_numbers(&mut faults);
        faults.finish()
    }

    fn check_numbers(&self, faults: &mut Faults) {
        if let Some(EffortDays { low, high }) = self.effort_days {
            faults.positive("effort_days", low).within("effort_days", high, 0.0..=MAX_EFFORT_DAYS);
            faults.refuse(low > high, "effort_days", || Wrong::WrongWayRound { low, high });
        }
        if let Some(switching) = self.switching {
            switching.check(faults);
        }
    }

    /// Its state, given whether it was decided and looked back at.
    pub fn state(&self, decided: bool, looked_back: bool) -> State {
        match self {
            Self { withdrawn_at: Some(_), .. } => State::Withdrawn,
            Self { asked_at: None, .. } => State::Draft,
            _ if looked_back => State::LookedBack,
            Self { done_at: Some(_), .. } => State::Done,
            _ if decided => State::Decided,
            _ => State::Asked,
        }
    }
}
