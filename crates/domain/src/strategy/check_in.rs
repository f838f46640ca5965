//! Check-ins: where somebody sees a key result, how sure they are of it, and when the next one is due.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    CheckInId, KeyResultId, MemberId, Ts,
    check::{Faults, MAX_TEXT},
    strategy::monday_of,
};

/// Highest confidence.
pub const SURE: i64 = 10;
/// How many days without a check-in are too many.
pub const STALE_AFTER_DAYS: i32 = 10;
/// By how much confidence falls within a week when somebody should ask why.
pub const FALL: i64 = 2;

/// Where a key result stands on a day, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CheckIn {
    /// Its id.
    pub id: CheckInId,
    /// Of which key result.
    pub key_result_id: KeyResultId,
    /// Of which day.
    pub on: Date,
    /// How sure its author is that the target is reached: 0 not at all, 10 wholly (Wodtke, *Radical Focus*). This is not
    /// how far it is.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 10))]
    pub confidence: i64,
    /// Where it stands, in the unit of the key result; how many milestones are there; 1 or 0 for yes or no. Its score is
    /// taken from this when it is read on no metric.
    pub value: Option<f64>,
    /// What is behind it.
    pub note: String,
    /// Who; none for the operator.
    pub by: Option<MemberId>,
    /// When it was written.
    pub at: Ts,
    /// When it was taken back, if so.
    pub withdrawn_at: Option<Ts>,
}

/// How the check-ins of a key result look on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rhythm {
    /// The day of the newest check-in, if there is one.
    pub last_on: Option<Date>,
    /// Confidence of the newest.
    pub confidence: Option<i64>,
    /// Whether there was none since Monday.
    pub due: bool,
    /// Whether there was none for ten days.
    pub stale: bool,
    /// By how much confidence fell from the highest of the week before the newest check-in; if by two or more.
    pub fell_by: Option<i64>,
}

impl CheckIn {
    /// Checks confidence, value and note.
    pub fn check(&self) -> Result<(), Faults> {
        #[expect(clippy::cast_precision_loss, reason = "a number from 0 to 10 is exact, and a larger one is refused")]
        let confidence = self.confidence as f64;
        Faults::default()
            .within("confidence", confidence, 0.0..=10.0)
            .finite("value", self.value)
            .text("note", &self.note, MAX_TEXT)
            .finish()
    }
}

impl Rhythm {
    /// The rhythm of a key result from its check-ins in any order. `since`: the day on which its cycle began, or on
    /// which it was made, if later.
    ///
    /// 1. One check-in a week is due: none since Monday means due.
    /// 2. Ten days without one are too many. Days before that do not count; without a cycle, they begin with the first
    ///    check-in.
    /// 3. A fall of two or more is to be explained: from the highest confidence of the seven days before the newest.
    pub fn of(check_ins: &[CheckIn], since: Option<Date>, today: Date) -> Self {
        let mut live: Vec<&CheckIn> = check_ins.iter().filter(|one| one.withdrawn_at.is_none()).collect();
        live.sort_by_key(|one| (one.on, one.at, one.id));
        let newest = live.last();
        let days = |from: Date, to: Date| (to - from).get_days();
        let monday = monday_of(today);
        let highest = newest.and_then(|newest| {
            let of_week = live.iter().filter(|one| one.on < newest.on && days(one.on, newest.on) <= 7);
            of_week.map(|one| one.confidence).max()
        });
        let fall = newest.zip(highest).map(|(newest, highest)| highest - newest.confidence);
        Self {
            last_on: newest.map(|one| one.on),
            confidence: newest.map(|one| one.confidence),
            due: newest.is_none_or(|one| one.on < monday),
            stale: newest.map(|one| one.on).max(since).is_some_and(|from| days(from, today) >= STALE_AFTER_DAYS),
            fell_by: fall.filter(|by| *by >= FALL),
        }
    }
}
