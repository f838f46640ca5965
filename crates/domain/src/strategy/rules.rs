//! What must hold for objectives, key results and problems by themselves.

use jiff::civil::Date;

use crate::{
    check::{Faults, MAX_LINE, MAX_NAME, MAX_TEXT, MAX_TITLE, Wrong},
    strategy::{Cycle, CycleState, KeyResult, Objective, Problem, shares},
};

impl Objective {
    /// Whether it is over on a day: its cycle was closed, or its last day has passed, else that of its cycle. Work on it
    /// stands out then, and work that it lacks does not.
    pub fn ended(&self, cycle: Option<&Cycle>, today: Date) -> bool {
        let closed = cycle.is_some_and(|cycle| cycle.state() == CycleState::Closed);
        closed || self.ends_on.or(cycle.map(|cycle| cycle.ends_on)).is_some_and(|last| last < today)
    }

    /// Checks texts and dates.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("key", &self.key, MAX_NAME)
            .name("title", &self.title, MAX_TITLE)
            .text("why", &self.why, MAX_TEXT)
            .days("ends_on", self.starts_on, self.ends_on)
            .refuse(self.at_stake.is_some_and(|money| money.minor < 0), "at_stake", || {
                let given = self.at_stake.map_or(0.0, throughline_value_line::Money::major);
                Wrong::OutOfRange { given, min: 0.0, max: 1e15 }
            })
            .finish()
    }
}

impl KeyResult {
    /// Checks texts, that it says what its kind asks for, and that shares add up to 100%.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        shares::check(&mut faults, Some(self.objective_id), &self.pairs());
        faults
            .name("key", &self.key, MAX_NAME)
            .name("title", &self.title, MAX_TITLE)
            .line("unit", &self.unit, MAX_NAME);
        self.check_kind(&mut faults);
        faults.finish()
    }
}

impl Problem {
    /// Checks texts, that it serves key results or refines another problem and not both, and that shares add up to 100%. A
    /// problem without an expected effect is allowed and stands out as a gap.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        shares::check(&mut faults, self.key_result_id, &self.pairs());
        let serves = self.key_result_id.is_some() || !self.shares.is_empty();
        faults
            .refuse(self.parent_id == Some(self.id), "parent_id", || Wrong::Itself)
            .refuse(self.parent_id.is_some() && serves, "parent_id", || Wrong::PartThatServes)
            .name("key", &self.key, MAX_NAME)
            .name("title", &self.title, MAX_TITLE)
            .text("goal", &self.goal, MAX_TEXT)
            .text("hypothesis", &self.hypothesis, MAX_TEXT)
            .text("expected_effect", &self.expected_effect, MAX_LINE)
            .finish()
    }
}
