//! What follows a number: what it counts, and per what.

use super::{REACH, Scanner};
use crate::grammar::lexemes::LexemeKind;
use crate::grammar::quantity::{Per, Unit};
use crate::lexicon::{Concept, TimeUnit};

impl Scanner {
    /// What is counted, if the number has no unit: a noun a few words further on.
    pub(super) fn noun(&self, unit: Option<Unit>, at: usize) -> (Unit, usize) {
        if let Some(unit) = unit {
            return (unit, at);
        }
        for next in at..at + 4 {
            match self.kind(next) {
                Some(LexemeKind::Concept(Concept::Noun(noun))) => {
                    // "500 support tickets", "12 support agents": the last noun of the run is the one counted.
                    let (noun, end) = match self.concept(next + 1) {
                        Some(Concept::Noun(last)) => (last, next + 2),
                        _ => (noun, next + 1),
                    };
                    // Words with a meaning of their own ("40k monthly visits") stay visible.
                    let plain = (at..next).all(|i| self.concept(i).is_none());
                    return (Unit::Count(Some(noun)), if plain { end } else { at });
                }
                Some(
                    LexemeKind::Word
                    | LexemeKind::Concept(
                        Concept::Often(_) | Concept::Up | Concept::New | Concept::Conversion | Concept::Technical,
                    ),
                ) => {}
                _ => break,
            }
        }
        (Unit::Count(None), at)
    }

    /// "/month", "a week", "per order", "each", "ARR", possibly some words further on.
    pub(super) fn per(&self, at: usize) -> (Per, usize) {
        let mut per = Per::default();
        let mut end = at;
        let mut next = at;
        while next < at + REACH {
            let taken = match (self.kind(next), self.concept(next + 1)) {
                (Some(LexemeKind::Symbol('/') | LexemeKind::Concept(Concept::Per)), Some(Concept::Unit(unit))) => {
                    per.period.get_or_insert(unit);
                    2
                }
                (Some(LexemeKind::Concept(Concept::Article | Concept::Each)), Some(Concept::Unit(unit)))
                    if self.word(next) != "the" =>
                {
                    per.period.get_or_insert(unit);
                    2
                }
                // "€10k/a"
                (Some(LexemeKind::Symbol('/')), Some(Concept::Article)) if self.word(next + 1) == "a" => {
                    per.period.get_or_insert(TimeUnit::Year);
                    2
                }
                (Some(LexemeKind::Concept(Concept::Rhythm(unit, times))), _) if per.period.is_none() => {
                    per.period = Some(unit);
                    per.times = Some(times);
                    1
                }
                (Some(LexemeKind::Concept(Concept::Per)), _) if self.every_so_many(next, &mut per) => 3,
                (Some(_), Some(Concept::Times)) if self.so_many_times(next, &mut per) => 4,
                // "€12 a ticket"
                (Some(LexemeKind::Concept(Concept::Article)), Some(Concept::Noun(_)))
                    if ["a", "an"].contains(&self.word(next)) =>
                {
                    per.each = true;
                    2
                }
                (Some(LexemeKind::Symbol('/') | LexemeKind::Concept(Concept::Per)), _)
                    if next + 1 < self.lexemes.len() =>
                {
                    per.each = true;
                    self.noun(None, next + 1).1.max(next + 2) - next
                }
                (Some(LexemeKind::Concept(Concept::Each)), _) => {
                    per.each = true;
                    1
                }
                (Some(LexemeKind::Concept(Concept::Often(unit))), _) => {
                    per.period.get_or_insert(unit);
                    1
                }
                (Some(LexemeKind::Concept(Concept::Recurring(unit))), _) => {
                    per.period.get_or_insert(unit);
                    per.recurring = true;
                    1
                }
                _ => 0,
            };
            if taken > 0 {
                if next == end {
                    end += taken;
                } else {
                    self.taken.borrow_mut()[next..(next + taken).min(self.lexemes.len())].fill(true);
                }
                next += taken;
                continue;
            }
            // Words between a number and its period: "€18k AWS bill a month", "10 hours of support time a week".
            match self.kind(next) {
                Some(
                    LexemeKind::Word
                    | LexemeKind::Concept(
                        Concept::Of
                        | Concept::Up
                        | Concept::New
                        | Concept::Cost
                        | Concept::Revenue
                        | Concept::Worth
                        | Concept::Noun(_)
                        | Concept::Churn
                        | Concept::Retention
                        | Concept::Technical
                        | Concept::Conversion
                        | Concept::Risk
                        | Concept::Article,
                    ),
                ) if self.is_plain(next) => next += 1,
                _ => break,
            }
        }
        (per, end)
    }

    /// "every two weeks", "per 6 months".
    fn every_so_many(&self, at: usize, per: &mut Per) -> bool {
        let (Some(many), Some(Concept::Unit(unit))) = (self.plain_number(at + 1), self.concept(at + 2)) else {
            return false;
        };
        let fits = per.period.is_none() && many > 0.0;
        if fits {
            per.period = Some(unit);
            per.times = Some(1.0 / many);
        }
        fits
    }

    /// "three times a week".
    fn so_many_times(&self, at: usize, per: &mut Per) -> bool {
        let (Some(many), Some(Concept::Article | Concept::Per), Some(Concept::Unit(unit))) =
            (self.plain_number(at), self.concept(at + 2), self.concept(at + 3))
        else {
            return false;
        };
        let fits = per.period.is_none();
        if fits {
            per.period = Some(unit);
            per.times = Some(many);
        }
        fits
    }

    fn plain_number(&self, at: usize) -> Option<f64> {
        match self.kind(at)? {
            LexemeKind::Number(number) => Some(number.value),
            LexemeKind::Concept(Concept::Number(value)) => Some(value),
            _ => None,
        }
    }

    /// A word that may stand between a number and its period.
    fn is_plain(&self, at: usize) -> bool {
        !["q1", "q2", "q3", "q4", "h1", "h2"].contains(&self.word(at))
            && (self.concept(at) != Some(Concept::Article) || self.word(at) != "a")
    }

    /// Whether the number before `at` counts things of its own.
    pub(super) fn has_own_noun(&self, at: usize) -> bool {
        matches!(self.noun(None, at).0, Unit::Count(Some(_)))
    }
}
