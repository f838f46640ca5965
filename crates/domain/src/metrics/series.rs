//! What a series of values says about its source: whether it is late, where values are missing, which ones are doubtful.

use serde::{Deserialize, Serialize};

use crate::{Ts, words};

/// How often a metric is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Refresh {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month, a twelfth of a year.
    Monthly,
    /// Every quarter of a year.
    Quarterly,
}

impl Refresh {
    /// Its length in calendar days.
    pub const fn days(self) -> f64 {
        match self {
            Self::Daily => 1.0,
            Self::Weekly => 7.0,
            Self::Monthly => 365.0 / 12.0,
            Self::Quarterly => 365.0 / 4.0,
        }
    }

    /// "week".
    pub const fn period(self) -> &'static str {
        match self {
            Self::Daily => "day",
            Self::Weekly => "week",
            Self::Monthly => "month",
            Self::Quarterly => "quarter",
        }
    }
}

/// A value at a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Point {
    /// When.
    pub at: Ts,
    /// How much, in the metric's unit.
    pub value: f64,
}

/// A step far from the usual one around it: further up or down, or none where the others move on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Doubt {
    /// The time of the value after the jump.
    pub at: Ts,
    /// The step with its sign, as a share of the value before where all values are above 0, otherwise in the metric's
    /// unit. It is 0 where the value stood still.
    pub jump: f64,
    /// The middle one of the steps before and after, with its sign, in the same measure.
    pub usual: f64,
    /// Whether the two are shares.
    pub relative: bool,
    /// "It fell by 62% in one step, where +4% is usual."
    pub sentence: String,
}

/// Values that should be there and are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Missing {
    /// The last value before.
    pub after: Ts,
    /// The first value after.
    pub before: Ts,
    /// How many are missing.
    pub values: i64,
}

/// What is wrong with a series.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quality {
    /// Since when the next value is due, if it is late. Half a period of grace is given.
    pub late_since: Option<Ts>,
    /// Gaps.
    pub missing: Vec<Missing>,
    /// Jumps.
    pub doubtful: Vec<Doubt>,
}

/// A step is doubtful if it is further from the usual one than so many times what steps usually differ by.
const FAR: f64 = 5.0;
/// So many steps before and after say what is usual.
const AROUND: usize = 12;
/// Fewer steps around say nothing.
const LEAST_AROUND: usize = 8;
/// Turns the median of absolute deviations into a standard deviation, for normal deviations.
const MAD_TO_SD: f64 = 1.482_602_218_505_602;
const MICROS_A_DAY: f64 = 86_400_000_000.0;

/// Days from one time to another.
#[expect(clippy::cast_precision_loss, reason = "centuries in microseconds are below 2^53")]
pub(super) fn days_between(from: Ts, to: Ts) -> f64 {
    (to.micros() - from.micros()) as f64 / MICROS_A_DAY
}

impl Quality {
    /// Looks at values, oldest first.
    pub fn of(values: &[Point], refresh: Option<Refresh>, now: Ts) -> Self {
        let doubtful = doubtful(values);
        let (Some(refresh), Some(last)) = (refresh, values.last()) else {
            return Self { doubtful, ..Self::default() };
        };
        let period = refresh.days();
        #[expect(clippy::cast_possible_truncation, reason = "days of a period")]
        let due = Ts::from_micros(last.at.micros() + (period * 1.5 * MICROS_A_DAY) as i64);
        let missing = values.windows(2).filter_map(|pair| {
            let periods = (days_between(pair[0].at, pair[1].at) / period).round();
            #[expect(clippy::cast_possible_truncation, reason = "a count of periods")]
            let values = periods as i64 - 1;
            (values > 0).then_some(Missing { after: pair[0].at, before: pair[1].at, values })
        });
        Self { late_since: (now > due).then_some(due), missing: missing.collect(), doubtful }
    }

    /// Whether the step that ends at this time is not to be trusted.
    pub fn doubts(&self, at: Ts) -> bool {
        self.doubtful.iter().any(|doubt| doubt.at == at)
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    throughline_value_line::quantile_type7(values, 0.5)
}

/// Steps further than five robust standard deviations from the median of the twelve before and after, which are found by
/// the median of absolute deviations (Hampel 1974, "The influence curve and its role in robust estimation"). Series
/// above 0 are looked at as growth, because their steps grow with them.
fn doubtful(values: &[Point]) -> Vec<Doubt> {
    let relative = values.iter().all(|point| point.value > 0.0);
    let step = |pair: &[Point]| {
        if relative { (pair[1].value / pair[0].value).ln() } else { pair[1].value - pair[0].value }
    };
    let steps: Vec<f64> = values.windows(2).map(step).collect();
    let mut found = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let window = place.saturating_sub(AROUND)..(place + AROUND + 1).min(steps.len());
        let mut around: Vec<f64> = window.filter(|other| *other != place).map(|other| steps[other]).collect();
        if around.len() < LEAST_AROUND {
            continue;
        }
        let middle = median(&mut around);
        let mut off: Vec<f64> = around.iter().map(|other| (other - middle).abs()).collect();
        let spread = MAD_TO_SD * median(&mut off);
        // Where most steps are the same, nothing says how far another one may be from them.
        if spread <= 0.0 || (step - middle).abs() <= FAR * spread {
            continue;
        }
        let (jump, usual) = if relative { (step.exp_m1(), middle.exp_m1()) } else { (*step, middle) };
        let sentence = sentence(jump, usual, relative);
        found.push(Doubt { at: values[place + 1].at, jump, usual, relative, sentence });
    }
    found
}

/// A step beside the usual one. Their signs are told, because a step may be far off by going the other way, or nowhere.
fn sentence(jump: f64, usual: f64, relative: bool) -> String {
    let size = |value: f64| match (relative, value.abs()) {
        (true, share) if share < 0.095 => format!("{}%", words::number(share * 100.0, 1)),
        (true, share) => format!("{}%", words::number(share * 100.0, 0)),
        (false, value) => words::number(value, 2),
    };
    let what = match jump {
        0.0 => "stood still for".to_owned(),
        down if down < 0.0 => format!("fell by {} in", size(down)),
        up => format!("rose by {} in", size(up)),
    };
    let usual = match size(usual) {
        nothing if !nothing.contains(|digit| matches!(digit, '1'..='9')) => nothing,
        some if usual < 0.0 => format!("\u{2212}{some}"),
        some => format!("+{some}"),
    };
    format!("It {what} one step, where {usual} is usual.")
}
