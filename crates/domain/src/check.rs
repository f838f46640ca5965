//! What is wrong with what somebody entered, field by field, in words for the person who entered it.

use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::words::number;

/// Longest name of anything, in characters.
pub const MAX_NAME: usize = 200;
/// Longest title or sentence.
pub const MAX_TITLE: usize = 1_000;
/// Longest Business Value line.
pub const MAX_LINE: usize = 2_000;
/// Longest explanation: a why, a hypothesis, a reason.
pub const MAX_TEXT: usize = 10_000;
/// Longest body of a ticket.
pub const MAX_BODY: usize = 1_000_000;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Wrong {
    /// Nothing was written.
    #[error("is empty; write something here")]
    Empty,
    /// Too many characters.
    #[error("has {given} characters; at most {max} fit, so cut it a little")]
    TooLong {
        /// Characters given.
        given: usize,
        /// Characters allowed.
        max: usize,
    },
    /// A control character, such as a line break in a name.
    #[error("contains a line break or another character that cannot be shown; take it out")]
    Unprintable,
    /// Infinite or not a number.
    #[error("is not a number that can be counted with")]
    NotANumber,
    /// Outside what makes sense.
    #[error("is {}; from {} to {} is possible", number(*given, 6), number(*min, 6), number(*max, 6))]
    OutOfRange {
        /// Number given.
        given: f64,
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
    },
    /// Not above zero.
    #[error("is {}; it must be more than 0", number(*.0, 6))]
    NotPositive(f64),
    /// A range the wrong way round.
    #[error("runs from {} to {}; write the smaller number first", number(*low, 6), number(*high, 6))]
    WrongWayRound {
        /// Given as the low end.
        low: f64,
        /// Given as the high end.
        high: f64,
    },
    /// Dates the wrong way round.
    #[error("ends on {last}, before it starts on {first}; swap the two dates")]
    EndsBeforeStart {
        /// First day.
        first: jiff::civil::Date,
        /// Last day.
        last: jiff::civil::Date,
    },
    /// Not an address.
    #[error("\"{0}\" is not an e-mail address; write it like name@company.com")]
    Email(String),
    /// Not a time zone.
    #[error("\"{0}\" is not a time zone that is known here; write it like Europe/Berlin")]
    TimeZone(String),
    /// Start and target of a key result are the same.
    #[error("equals the start, so nothing would have to change; set a target that differs")]
    TargetIsStart,
    /// A field that only key results of another kind have.
    #[error("has no place in a key result that asks for {kind}; empty it, or choose another kind")]
    OfAnotherKind {
        /// What the key result asks for.
        kind: &'static str,
    },
    /// A number to keep within bounds, and no bound.
    #[error("and at most are both empty; give at least one of them")]
    NoBounds,
    /// A lower bound above the upper one.
    #[error("is below the lower bound, so no number would do; let the lower one come first")]
    BoundsCross,
    /// Fewer milestones than two.
    #[error("are fewer than two; write one a line, in order, or choose yes or no")]
    FewMilestones,
    /// A check-in on what is counted whole.
    #[error("counts what is there; give a whole number from 0 to {most}")]
    NotCounted {
        /// The most that can be there.
        most: f64,
    },
    /// A thing cannot depend on itself.
    #[error("points to itself; choose another one or none")]
    Itself,
    /// A list with more entries than allowed.
    #[error("has {given} entries; at most {max} are possible")]
    TooMany {
        /// Entries given.
        given: usize,
        /// Entries allowed.
        max: usize,
    },
    /// A password that is easy to guess.
    #[error("{0}")]
    Password(&'static str),
    /// An expiry in the past.
    #[error("lies in the past; choose a later time, or none")]
    InThePast,
    /// A reason that says too little.
    #[error("has {words} words; write at least {least}, or give the day it is needed by and how you know")]
    ShortWhy {
        /// Words given.
        words: usize,
        /// Words that stand for themselves.
        least: usize,
    },
    /// Two owners of one budget.
    #[error("is given beside a team; a budget is about one of them")]
    TeamAndGroup,
    /// A promise that was not kept, without a word about it.
    #[error("is empty; what was promised and not reached needs a word about why")]
    PromiseWithoutNote,
    /// A key result that goes on although nothing is left of it.
    #[error("is given, but all of it was reached; set a new key result for what comes next")]
    NothingLeft,
    /// Shares of a thing that are not all of it.
    #[error("add up to {0}%; together they must be 100%")]
    SharesAddUp(i64),
    /// Two shares for one goal.
    #[error("name the same goal twice; put its shares together")]
    ShareTwice,
    /// Shares that leave out the goal that stands first.
    #[error("leave out the goal that it serves first; give it a share too")]
    ShareWithoutFirst,
    /// A part of a problem with key results of its own.
    #[error(
        "a problem that is part of another serves what that one serves; take out either that problem or the key results"
    )]
    PartThatServes,
    /// Times the wrong way round.
    #[error("lies before the beginning; give a later time")]
    EndsBeforeItBegan,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The field's name, as in JSON.
    pub field: &'static str,
    /// What is wrong.
    pub wrong: Wrong,
}

/// One sentence about one field, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldMessage {
    /// The field's name, as in JSON.
    pub field: String,
    /// The sentence.
    pub message: String,
}

/// Everything wrong with a record, in the order of its fields. Never empty as an error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults(Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            // These are sentences of their own.
            Wrong::Email(_) | Wrong::TimeZone(_) | Wrong::Password(_) | Wrong::PartThatServes => self.wrong.fmt(f),
            wrong => write!(f, "{} {wrong}", self.field.replace(['_', '.'], " ")),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { ". " };
            write!(f, "{gap}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Faults {
    /// The faults.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// A sentence per field, for a form or an answer in JSON.
    pub fn messages(&self) -> Vec<FieldMessage> {
        self.0.iter().map(|fault| FieldMessage { field: fault.field.to_owned(), message: fault.to_string() }).collect()
    }

    /// Notes a fault, the first of each field: a person mends one thing after the other.
    pub fn add(&mut self, field: &'static str, wrong: Wrong) -> &mut Self {
        if self.0.iter().all(|fault| fault.field != field) {
            self.0.push(Fault { field, wrong });
        }
        self
    }

    /// Refuses if anything was noted.
    pub fn finish(&mut self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(std::mem::take(self)) }
    }

    /// A line of text that must say something.
    pub fn name(&mut self, field: &'static str, text: &str, max: usize) -> &mut Self {
        if text.trim().is_empty() {
            return self.add(field, Wrong::Empty);
        }
        self.line(field, text, max)
    }

    /// A line of text that may be empty.
    pub fn line(&mut self, field: &'static str, text: &str, max: usize) -> &mut Self {
        if text.chars().any(char::is_control) {
            self.add(field, Wrong::Unprintable);
        }
        self.text(field, text, max)
    }

    /// Text of several lines that must say something.
    pub fn required(&mut self, field: &'static str, text: &str) -> &mut Self {
        self.refuse(text.trim().is_empty(), field, || Wrong::Empty)
    }

    /// Text of several lines that may be empty.
    pub fn text(&mut self, field: &'static str, text: &str, max: usize) -> &mut Self {
        // Characters are at most as many as bytes, so counting is only needed for long texts.
        let given = if text.len() <= max { 0 } else { text.chars().count() };
        self.refuse(given > max, field, || Wrong::TooLong { given, max })
    }

    /// A number in a range.
    pub fn within(&mut self, field: &'static str, given: f64, range: RangeInclusive<f64>) -> &mut Self {
        if !given.is_finite() {
            return self.add(field, Wrong::NotANumber);
        }
        let (min, max) = (*range.start(), *range.end());
        self.refuse(!range.contains(&given), field, || Wrong::OutOfRange { given, min, max })
    }

    /// A number above zero.
    pub fn positive(&mut self, field: &'static str, given: f64) -> &mut Self {
        if !given.is_finite() {
            return self.add(field, Wrong::NotANumber);
        }
        self.refuse(given <= 0.0, field, || Wrong::NotPositive(given))
    }

    /// A number, if there is one.
    pub fn finite(&mut self, field: &'static str, given: Option<f64>) -> &mut Self {
        self.refuse(given.is_some_and(|given| !given.is_finite()), field, || Wrong::NotANumber)
    }

    /// A list that is not too long.
    pub fn at_most(&mut self, field: &'static str, given: usize, max: usize) -> &mut Self {
        self.refuse(given > max, field, || Wrong::TooMany { given, max })
    }

    /// A first and a last day, if both are there.
    pub fn days(
        &mut self,
        field: &'static str,
        first: Option<jiff::civil::Date>,
        last: Option<jiff::civil::Date>,
    ) -> &mut Self {
        match (first, last) {
            (Some(first), Some(last)) if last < first => self.add(field, Wrong::EndsBeforeStart { first, last }),
            _ => self,
        }
    }

    /// An address for e-mail.
    pub fn email(&mut self, field: &'static str, text: &str) -> &mut Self {
        self.refuse(!is_email(text), field, || Wrong::Email(text.to_owned()))
    }

    /// Notes a fault if a condition holds.
    pub fn refuse(&mut self, refused: bool, field: &'static str, wrong: impl FnOnce() -> Wrong) -> &mut Self {
        if refused { self.add(field, wrong()) } else { self }
    }
}

/// Whether mail could be sent there: something, one `@`, something; without spaces and at most 254 characters (RFC 5321).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c))
    };
    text.len() <= 254
        && local.len() <= 64
        && plain(local)
        && plain(domain)
        && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}
