//! The kinds of key results: what each asks for, and how its readings are said.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Faults, MAX_TEXT, MAX_TITLE, Wrong},
    metrics::Metric,
    strategy::{KeyResult, Unscored},
    words,
};

/// Milestones of a key result.
pub const MOST_MILESTONES: usize = 20;

/// What a key result asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ResultKind {
    /// A number goes from one value to another, up or down.
    #[default]
    Reach,
    /// A number stays within bounds.
    Keep,
    /// Several things are there, one after the other.
    Milestones,
    /// Something is there or not.
    YesNo,
}

impl ResultKind {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Reach, Self::Keep, Self::Milestones, Self::YesNo];

    /// What it asks for, in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reach => "a number to reach",
            Self::Keep => "a number to keep within bounds",
            Self::Milestones => "milestones",
            Self::YesNo => "yes or no",
        }
    }

    /// Whether values of a metric say how far it is.
    pub const fn is_measured(self) -> bool {
        matches!(self, Self::Reach | Self::Keep)
    }
}

impl KeyResult {
    /// Its milestones in order, without empty lines.
    pub fn milestones(&self) -> Vec<&str> {
        self.milestones.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    /// From which value to which it goes.
    ///
    /// # Errors
    /// Where it does not say so, and where it is to stay within bounds.
    pub(super) fn way(&self) -> Result<(f64, f64), Unscored> {
        match self.kind {
            ResultKind::Reach => self.start.zip(self.target).ok_or(Unscored::NoWay),
            ResultKind::Keep => Err(Unscored::NoWay),
            #[expect(clippy::cast_precision_loss, reason = "there are twenty at most")]
            ResultKind::Milestones => Ok((0.0, self.milestones().len() as f64)),
            ResultKind::YesNo => Ok((0.0, 1.0)),
        }
    }

    /// Whether a value lies within its bounds, in its own unit; both belong to it. A hair beyond counts: 7% of a metric
    /// that keeps 0.07 lies a hair above 7.
    pub fn keeps(&self, value: f64) -> bool {
        let hair = value.abs() * 1e-9;
        self.at_least.is_none_or(|least| value + hair >= least) && self.at_most.is_none_or(|most| value - hair <= most)
    }

    /// Its bounds in words: "within 95 to 100", "at least 95", "at most 5".
    pub fn bounds(&self) -> String {
        let number = |value| words::number(value, 2);
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => format!("within {} to {}", number(least), number(most)),
            (Some(least), None) => format!("at least {}", number(least)),
            (None, Some(most)) => format!("at most {}", number(most)),
            (None, None) => "without bounds".to_owned(),
        }
    }

    /// What a check-in's value says of it: "at 3.6", "2 of 4 milestones", "not there yet".
    pub fn says(&self, value: f64) -> String {
        match self.kind {
            ResultKind::Reach | ResultKind::Keep => format!("at {}", words::number(value, 2)),
            ResultKind::Milestones => format!("{} of {} milestones", words::number(value, 0), self.milestones().len()),
            ResultKind::YesNo if value >= 1.0 => "there".to_owned(),
            ResultKind::YesNo => "not there yet".to_owned(),
        }
    }

    /// What a check-in can say of it where it is counted whole, from 0 on; empty where it is measured.
    pub fn counts(&self) -> Vec<String> {
        let last = |step: &&str| format!(": \u{201c}{step}\u{201d}");
        let steps = self.milestones();
        let say = |value: u32| {
            let reached = (value as usize).checked_sub(1).and_then(|place| steps.get(place));
            format!("{}{}", self.says(f64::from(value)), reached.map_or(String::new(), last))
        };
        match self.kind {
            ResultKind::Reach | ResultKind::Keep => Vec::new(),
            ResultKind::Milestones => (0_u32..).take(steps.len() + 1).map(say).collect(),
            ResultKind::YesNo => (0..=1).map(say).collect(),
        }
    }

    /// Whether values that were said of it mean the same when it is of another kind. Numbers do; what is counted does not.
    pub fn means_the_same(&self, before: &Self) -> bool {
        self.kind == before.kind || self.kind.is_measured() && before.kind.is_measured()
    }

    /// Checks a value that a check-in says: milestones are counted whole, and yes or no is 1 or 0.
    pub fn check_said(&self, value: Option<f64>) -> Result<(), Faults> {
        let (false, Ok((_, most))) = (self.kind.is_measured(), self.way()) else { return Ok(()) };
        let whole = value.is_none_or(|value| value.fract() == 0.0 && (0.0..=most).contains(&value));
        Faults::default().refuse(!whole, "value", || Wrong::NotCounted { most }).finish()
    }

    /// Checks that it says what its kind asks for, and nothing that only another kind has.
    pub(super) fn check_kind(&self, faults: &mut Faults) {
        let kind = self.kind.name();
        let same = self.start.is_some() && self.start == self.target;
        let crossed = self.at_least.zip(self.at_most).is_some_and(|(least, most)| least > most);
        let unbounded = self.at_least.is_none() && self.at_most.is_none();
        let others = || Wrong::OfAnotherKind { kind };
        let (reach, keep) = (self.kind == ResultKind::Reach, self.kind == ResultKind::Keep);
        let steps = self.milestones();
        let listed = self.kind == ResultKind::Milestones;
        faults
            .finite("start", self.start)
            .finite("target", self.target)
            .finite("at_least", self.at_least)
            .finite("at_most", self.at_most)
            .text("milestones", &self.milestones, MAX_TEXT)
            .refuse(same, "target", || Wrong::TargetIsStart)
            .refuse(!reach && self.start.is_some(), "start", others)
            .refuse(!reach && self.target.is_some(), "target", others)
            .refuse(!keep && self.at_least.is_some(), "at_least", others)
            .refuse(!keep && self.at_most.is_some(), "at_most", others)
            .refuse(keep && unbounded, "at_least", || Wrong::NoBounds)
            .refuse(crossed, "at_most", || Wrong::BoundsCross)
            .refuse(!self.kind.is_measured() && self.metric_id.is_some(), "metric_id", others)
            .refuse(!listed && !steps.is_empty(), "milestones", others)
            .refuse(listed && steps.len() < 2, "milestones", || Wrong::FewMilestones);
        if let Some(long) = steps.iter().find(|step| step.chars().count() > MAX_TITLE) {
            faults.text("milestones", long, MAX_TITLE);
        }
        faults.at_most("milestones", steps.len(), MOST_MILESTONES);
    }

    /// Metrics keep shares as parts of one; key results mostly name them in percent.
    ///
    /// # Errors
    /// Where its unit leaves open what it counts.
    pub fn in_its_unit(&self, metric: &Metric, value: f64) -> Result<f64, Unscored> {
        if !words::is_share(&metric.unit) {
            return Ok(value);
        }
        let unit = self.unit.trim().to_lowercase();
        match unit.as_str() {
            percent if percent.starts_with('%') || percent.starts_with("percent") => Ok(value * 100.0),
            share if share.starts_with("share") => Ok(value),
            _ => Err(Unscored::NoUnit),
        }
    }
}
