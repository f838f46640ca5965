//! A quantity: one number or a range, with what it counts and per what.

use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::text::number::Written;
use crate::{Estimate, Span};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Money(Written),
    /// A share; the number is already divided by 100.
    Percent,
    /// A part of what there is ("a third of"), as a share: never points.
    Part,
    /// Percentage points; the number is already divided by 100.
    Points,
    /// Working time; the number is in hours.
    Time(TimeUnit),
    /// A multiple: "10x".
    Times,
    /// Things, or nothing said.
    Count(Option<Noun>),
}

/// How sure the writer sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    None,
    About,
    UpTo,
    AtLeast,
}

/// Per what a quantity counts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Per {
    /// Per unit of time.
    pub(crate) period: Option<TimeUnit>,
    /// How many times in the period, where it is not once: a half for "every two weeks".
    pub(crate) times: Option<f64>,
    /// Per piece: "each", "per order".
    pub(crate) each: bool,
    /// "ARR", "MRR": revenue that comes again.
    pub(crate) recurring: bool,
}

/// One number or range of the text with its unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) span: Span,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Written as a range by a plus-minus sign: symmetric.
    pub(crate) symmetric: bool,
    /// "from this to": low and high of the second number.
    pub(crate) changes_to: Option<(f64, f64)>,
    pub(crate) unit: Unit,
    pub(crate) per: Per,
    pub(crate) hedge: Hedge,
    /// "from" or "between" right before it.
    pub(crate) lead: Option<Concept>,
    /// -1, 0 (no sign) or 1.
    pub(crate) sign: i8,
    /// The range was written with its larger end first.
    pub(crate) reversed: bool,
    /// A lone separator before three digits was read as thousands.
    pub(crate) doubtful: bool,
    /// The item it stands at.
    pub(crate) item: usize,
}

impl Quantity {
    /// As an estimate: a range of money, counts or time is log-normal, of a share logit-normal.
    pub(crate) fn estimate(&self) -> Estimate {
        let rate = self.is_rate();
        range_estimate(self.low, self.high, rate, self.symmetric || self.hedge == Hedge::UpTo)
    }

    /// The same quantity, so many times over.
    pub(crate) fn times(&mut self, times: f64) {
        self.low *= times;
        self.high *= times;
        if let Some((low, high)) = &mut self.changes_to {
            *low *= times;
            *high *= times;
        }
    }

    /// Whether it says money.
    pub(crate) fn is_money(&self) -> bool {
        matches!(self.unit, Unit::Money(_))
    }

    /// Whether it is a share or points.
    pub(crate) fn is_rate(&self) -> bool {
        matches!(self.unit, Unit::Percent | Unit::Part | Unit::Points)
    }

    /// Whether it counts these.
    pub(crate) fn counts(&self, nouns: &[Noun]) -> bool {
        matches!(self.unit, Unit::Count(Some(noun)) if nouns.contains(&noun))
    }
}

/// The estimate of a range in the text; equal ends are a point.
pub(crate) fn range_estimate(low: f64, high: f64, rate: bool, symmetric: bool) -> Estimate {
    let shaped = if symmetric || low <= 0.0 {
        Estimate::normal90(low, high)
    } else if rate && high < 1.0 {
        Estimate::logit_normal90(low, high)
    } else {
        Estimate::lognormal90(low, high)
    };
    // Only equal ends fail here: the numbers are finite and in order.
    shaped.unwrap_or_else(|_| Estimate::point(low))
}

/// How many of these in a year of 365 days.
pub(crate) fn per_year(period: TimeUnit) -> f64 {
    match period {
        TimeUnit::Minute => 365.0 * 24.0 * 60.0,
        TimeUnit::Hour => 365.0 * 24.0,
        TimeUnit::Day => 365.0,
        TimeUnit::Week => 365.0 / 7.0,
        TimeUnit::Month => 12.0,
        TimeUnit::Quarter => 4.0,
        TimeUnit::Year => 1.0,
    }
}
