//! Is this a number that can be meant?

use crate::grammar::quantity::{Quantity, Unit};
use crate::lexicon::Concept;
use crate::{Reading, Severity};

/// More than any company's money in minor units.
const LARGEST: f64 = 1e15;

/// Checks one quantity, whatever it is used for.
pub(crate) fn quantity(quantity: &Quantity, out: &mut Reading) {
    let span = Some(quantity.span);
    let (to_low, to_high) = quantity.changes_to.unwrap_or((quantity.low, quantity.high));
    let ends = [quantity.low, quantity.high, to_low, to_high];
    if ends.iter().any(|end| end.abs() > LARGEST) {
        out.report(
            "VALUE_TOO_LARGE",
            Severity::Error,
            "This number is too large to be meant; check it.".to_owned(),
            span,
        );
        return;
    }
    if matches!(quantity.unit, Unit::Percent | Unit::Points) && ends.iter().any(|end| *end > 10.0) {
        let message = "This is more than ten times the whole; check the percentage.";
        out.report("VALUE_TOO_LARGE", Severity::Error, message.to_owned(), span);
    }
    if quantity.reversed {
        let message = "The range was written with its larger end first; it is read the other way round.";
        out.report("VALUE_RANGE_REVERSED", Severity::Warning, message.to_owned(), span);
    }
    let lone = quantity.low >= quantity.high && quantity.changes_to.is_none();
    if quantity.lead == Some(Concept::Between) && lone {
        let message = "\"Between\" needs two numbers: write \"between 20k and 30k\".";
        out.report("VALUE_RANGE_OPEN", Severity::Error, message.to_owned(), span);
    }
    let is_range = quantity.low < quantity.high && quantity.low > 0.0 && quantity.changes_to.is_none();
    if is_range && quantity.high / quantity.low > 100.0 {
        let message =
            "This range spans more than a factor of 100; split the question into parts that are easier to guess.";
        out.report("VALUE_RANGE_WIDE", Severity::Warning, message.to_owned(), span);
    }
    if is_range && quantity.high / quantity.low < 1.2 && !quantity.symmetric {
        let message = "This is a very narrow range: are you 90% sure that it holds the true value?";
        out.report("VALUE_RANGE_NARROW", Severity::Note, message.to_owned(), span);
    }
    if quantity.symmetric && quantity.low < 0.0 {
        let message = "The low end of this range is below zero; it is counted so. Is a loss meant?";
        out.report("VALUE_RANGE_NEGATIVE", Severity::Warning, message.to_owned(), span);
    }
}
