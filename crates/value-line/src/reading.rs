//! What a Business Value line was understood to say.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Currency, Estimate, format};

/// A stretch of the text in bytes, `start..end`, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What kind of value the sentence promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Kind {
    /// Fewer customers, or less revenue, leave.
    Churn,
    /// More visitors become customers.
    Conversion,
    /// Existing customers buy more.
    Expansion,
    /// People spend fewer hours.
    TimeSaved,
    /// A bill gets smaller or is not paid.
    CostAvoided,
    /// Something bad becomes less likely or less dear.
    RiskReduced,
    /// A fine or loss if it is not live by a date.
    DeadlinePenalty,
    /// Named deals that wait for this.
    DealUnblocked,
    /// So much money per day, week or month until it is done.
    CostOfDelay,
    /// Revenue that does not exist today.
    NewRevenue,
}

impl Kind {
    /// In the reader's words: "less churn", "hours saved".
    pub fn words(self) -> &'static str {
        match self {
            Self::Churn => "less churn",
            Self::Conversion => "more conversion",
            Self::Expansion => "customers buy more",
            Self::TimeSaved => "hours saved",
            Self::CostAvoided => "cost avoided",
            Self::RiskReduced => "less risk",
            Self::DeadlinePenalty => "lost if late",
            Self::DealUnblocked => "deals that wait",
            Self::CostOfDelay => "lost while it waits",
            Self::NewRevenue => "new revenue",
        }
    }
}

/// Where an input of the computation comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = InputSource))]
pub enum Source {
    /// Written in the sentence, here.
    Text {
        /// Where.
        span: Span,
    },
    /// Known of a segment of the workspace.
    Segment {
        /// Its name.
        name: String,
    },
    /// Nobody said; this is the documented default, and it can be overridden in the sentence.
    Assumed {
        /// Why this value, in one sentence.
        why: String,
    },
}

/// One factor of the computation, as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Input {
    /// What it is, in the reader's words: "segment's yearly revenue", "fewer leave, a year".
    pub label: String,
    /// Name of one uncertainty. Inputs of the same name in two tickets are the same variable, so that comparisons are paired (M14).
    pub variable: String,
    /// Its number, in `unit`.
    pub estimate: Estimate,
    /// Unit in words: "EUR a year", "share", "hours a week", "people", "visits a year".
    pub unit: String,
    /// Where it was found.
    pub source: Source,
}

/// How the money depends on the delay (M4). Money is in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "profile")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Urgency {
    /// Every week of delay costs the same.
    Steady,
    /// Nothing until the date; after it the one-off amount is lost (and, where given, so much a week).
    ByDate {
        /// The last day on which it is still in time.
        date: Date,
    },
    /// The value shrinks to nothing at the end of a closing window.
    Window {
        /// The day on which the window is shut.
        closes: Date,
    },
    /// Costs nothing before the day, then the same every week.
    GrowingLater {
        /// The day on which it begins to cost.
        starts: Date,
    },
}

/// One way to understand the sentence, priced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pricing {
    /// How the sentence is read here.
    pub reading: PercentReading,
    /// The factors; their product is the amount.
    pub inputs: Vec<Input>,
    /// Money brought a year (or once, if `once`), in minor units of `currency`.
    pub amount: Estimate,
    /// The amount comes once and not every year: a deal, a fine.
    pub once: bool,
    /// Money lost per week (7 days) of delay while the delay costs anything, in minor units. For a date it is 0 before the date.
    pub per_week: Estimate,
    /// The currency of both.
    pub currency: Currency,
    /// In one sentence, how this reading was understood: "12% to 9% a year".
    pub says: String,
}

/// How a percent of a percentage was read (M11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PercentReading {
    /// The sentence leaves no choice.
    Plain,
    /// Percentage points: from 12% to 9%.
    Points,
    /// A share of the share: from 12% to 11.64%.
    Relative,
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Severity {
    /// Good to know.
    Note,
    /// The number stands, but somebody should look.
    Warning,
    /// There is no number because of this.
    Error,
}

/// Something to say about the sentence, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Diagnostic {
    /// Stable, upper case: `VALUE_PERCENT_AMBIGUOUS`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// One sentence with the way out.
    pub message: String,
    /// Where in the text, if at a place.
    pub span: Option<Span>,
}

/// Everything understood of one Business Value line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reading {
    /// The text, word for word.
    pub text: String,
    /// What kind of value, if that could be read.
    pub kind: Option<Kind>,
    /// The segment of the workspace that it is about, if it names one or gives its yearly revenue.
    #[serde(default)]
    pub segment: Option<String>,
    /// The ways to read it, priced; the one that ranks comes first. Empty when there is no number.
    pub pricings: Vec<Pricing>,
    /// Readings that cannot be, with the reason ("3 points a month: more churn than there is to reduce").
    pub impossible: Vec<String>,
    /// How the money depends on delay.
    pub urgency: Urgency,
    /// What was assumed, one sentence each.
    pub assumptions: Vec<String>,
    /// What is missing, in one sentence, if anything is.
    pub missing: Option<String>,
    /// Codes and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The phrases that were understood, for underlining, in order, not overlapping, with what each was read as.
    pub marks: Vec<Mark>,
}

/// A phrase of the text that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// As what: "segment's yearly revenue", "fewer leave".
    pub label: String,
}

/// What the reader of a sentence may know beyond it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The day the sentence is read.
    pub today: Date,
    /// The workspace's currency, for amounts without one.
    pub currency: Currency,
    /// The workspace's segments.
    pub segments: Vec<SegmentFacts>,
    /// The reading that a person confirmed for this line, if any.
    pub confirmed: Option<PercentReading>,
}

/// What is known of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentFacts {
    /// Its name, as people write it in a sentence.
    pub name: String,
    /// Yearly revenue in minor units of the workspace's currency, if known.
    pub yearly_revenue_minor: Option<i64>,
    /// Share of yearly revenue that leaves in a year, 0 to 1, if known.
    pub yearly_churn: Option<f64>,
    /// How many customers, if known.
    pub customers: Option<i64>,
}

impl Reading {
    /// The pricing that ranks, if there is a number.
    pub fn ranking(&self) -> Option<&Pricing> {
        self.pricings.first()
    }

    /// Whether a person still has to choose between two readings of a percentage.
    pub fn needs_choice(&self) -> bool {
        self.has("VALUE_PERCENT_AMBIGUOUS")
    }

    /// Whether the number is the upper reading of a percentage, because the rate of today is not known.
    pub fn is_upper_reading(&self) -> bool {
        self.has("VALUE_NO_BASELINE")
    }

    /// The diagnostics that say more than the question does.
    pub fn remarks(&self) -> impl Iterator<Item = &Diagnostic> {
        let asks = self.missing.is_some();
        self.diagnostics.iter().filter(move |found| {
            self.missing.as_deref() != Some(found.message.as_str()) && !(asks && found.code == "VALUE_NOT_USED")
        })
    }

    /// Whether a diagnostic with this code was given.
    pub fn has(&self, code: &str) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
    }

    /// The first error, if any.
    pub fn error(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The reading in one sentence: the money, the choice, the reason why there is none, or the question.
    pub fn headline(&self) -> String {
        let money = |pricing: &Pricing| format::estimate(&pricing.amount, pricing.currency);
        let how = |pricing: &Pricing| pricing.says.split(':').next().unwrap_or_default().to_owned();
        match self.pricings.as_slice() {
            [] => self
                .missing
                .clone()
                .or_else(|| self.error().map(|error| error.message.clone()))
                .unwrap_or_else(|| "No number yet.".to_owned()),
            [low, high, ..] if self.needs_choice() => {
                format!("{} (if {}) to {} (if {}) a year - please choose", money(low), how(low), money(high), how(high))
            }
            [one, ..] if self.is_upper_reading() => {
                format!("{} a year at most (if {}): churn or conversion of today is not known", money(one), how(one))
            }
            [one, ..] => format!("{} {}", money(one), if one.once { "once" } else { "a year" }),
        }
    }
}
