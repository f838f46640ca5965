//! One number with its sign, currency, scale and unit.

use super::Scanner;
use crate::grammar::lexemes::{Lexeme, LexemeKind};
use crate::grammar::quantity::Unit;
use crate::lexicon::{Concept, TimeUnit};
use crate::text::number::{self, Number, Written};

/// A single number with its unit, before ranges are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Single {
    pub(super) value: f64,
    pub(super) scale: Option<f64>,
    pub(super) unit: Option<Unit>,
    pub(super) sign: i8,
    pub(super) spelled: bool,
    pub(super) doubtful: bool,
    pub(super) next: usize,
}

impl Single {
    /// Both ends of a range; "€10-20k": the first number shares the scale of the second when that keeps it the smaller.
    pub(super) fn up_to(&self, second: &Self, unit: Option<Unit>) -> (f64, f64) {
        let shares = self.scale.is_none() && second.scale.is_some() && self.value < second.value;
        let scale = if shares { second.scale } else { self.scale };
        let own =
            |single: &Self, scale: Option<f64>| in_unit(single.value * scale.unwrap_or(1.0), single.unit.or(unit));
        (own(self, scale), own(second, second.scale))
    }
}

impl Scanner {
    /// One number with sign, currency, scale and unit.
    pub(super) fn single(&self, at: usize) -> Option<Single> {
        let mut next = at;
        let mut sign = 0;
        let mut currency = None;
        for _ in 0..2 {
            match self.kind(next) {
                Some(LexemeKind::Symbol(mark @ ('+' | '-')))
                    if sign == 0 && (mark == '+' || !self.glued(next) || next == at && currency.is_some()) =>
                {
                    sign = if mark == '+' { 1 } else { -1 };
                    next += 1;
                }
                Some(LexemeKind::Currency(written)) if currency.is_none() && written != Written::Cent => {
                    currency = Some(written);
                    next += 1;
                }
                _ => break,
            }
        }
        if let LexemeKind::Concept(Concept::Fraction(share)) = self.kind(next)? {
            let unit = Some(Unit::Part);
            next += 1;
            return Some(Single { value: share, scale: None, unit, sign, spelled: false, doubtful: false, next });
        }
        let (number, spelled) = match self.kind(next)? {
            LexemeKind::Number(number) => (number, false),
            LexemeKind::Concept(Concept::Number(value)) => (Number { value, decimal: None, pointed: false }, true),
            _ => return None,
        };
        next += 1;
        let mut single = Single { value: number.value, scale: None, unit: None, sign, spelled, doubtful: false, next };
        self.scale_and_currency(&mut single, currency.is_some());
        let written = currency.or(match single.unit {
            Some(Unit::Money(written)) => Some(written),
            _ => None,
        });
        if let Some(written) = written {
            single.unit = Some(Unit::Money(written));
            if written == Written::Cent {
                single.value /= 100.0;
            }
        } else {
            self.plain_unit(&mut single);
        }
        // "2FA", "3rd": a number glued to an unknown word is a name.
        let stray = single.next == next && matches!(self.kind(next), Some(LexemeKind::Word)) && self.glued(next);
        if stray {
            return None;
        }
        let rate = matches!(single.unit, Some(Unit::Percent | Unit::Points | Unit::Times));
        if let Some(decimal) = number.decimal {
            if rate || single.scale.is_some() {
                single.value = decimal;
            } else {
                single.doubtful = number.pointed;
            }
        }
        Some(single)
    }

    fn scale_and_currency(&self, single: &mut Single, has_currency: bool) {
        let at = single.next;
        let Some(lexeme) = self.lexemes.get(at) else { return };
        if let Some((scale, written)) = scaled_currency(lexeme) {
            *single = Single { scale: Some(scale), unit: Some(Unit::Money(written)), next: at + 1, ..*single };
            return;
        }
        if let Some(scale) = number::scale(&lexeme.word) {
            let mut after = at + 1;
            if self.glued(after) && self.kind(after) == Some(LexemeKind::Symbol('.')) && lexeme.word.len() == 3 {
                after += 1;
            }
            let currency_after = matches!(self.kind(after), Some(LexemeKind::Currency(_)));
            // A lone letter counts when glued ("5m") or when money is spoken of ("5 m €").
            if lexeme.word.len() > 2 || lexeme.glued || lexeme.word == "k" || has_currency || currency_after {
                single.scale = Some(scale);
                single.next = if currency_after || after == at + 1 { after } else { at + 1 };
            }
        }
        if let Some(LexemeKind::Currency(written)) = self.kind(single.next) {
            // "€5 $6" is two amounts; a currency after the number belongs to it only if none stood before.
            let starts_next =
                matches!(self.kind(single.next + 1), Some(LexemeKind::Number(_))) && !self.glued(single.next);
            if !has_currency && !starts_next {
                single.unit = Some(Unit::Money(written));
                single.next += 1;
            }
        } else if !has_currency && ["ct", "cent", "cents"].contains(&self.word(single.next)) {
            single.unit = Some(Unit::Money(Written::Cent));
            single.next += 1;
        }
    }

    /// Percent, points or time after a number without a currency.
    fn plain_unit(&self, single: &mut Single) {
        let at = single.next;
        // "10 person-days", "a 3 %-point drop"
        let (unit, taken) = match self.concept(at) {
            Some(Concept::Percent) => {
                let hyphen = usize::from(self.kind(at + 1) == Some(LexemeKind::Symbol('-')));
                match self.concept(at + 1 + hyphen) {
                    Some(Concept::Points) => (Unit::Points, 2 + hyphen),
                    _ => (Unit::Percent, 1),
                }
            }
            Some(Concept::Points) => (Unit::Points, 1),
            Some(Concept::BasisPoints) => {
                single.value /= 100.0;
                (Unit::Points, 1)
            }
            Some(Concept::Times) => (Unit::Times, 1),
            Some(Concept::Unit(unit)) => (Unit::Time(unit), 1),
            _ => return,
        };
        single.unit = Some(unit);
        single.next = at + taken;
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.lexemes.get(at).map_or("", |lexeme| lexeme.word.as_str())
    }
}

fn scaled_currency(lexeme: &Lexeme) -> Option<(f64, Written)> {
    // Codes are capitals; the scale letter before may be either.
    match lexeme.word.as_str() {
        "meur" | "keur" | "teur" | "musd" | "kusd" | "mgbp" | "kgbp" | "mchf" | "kchf" => {
            let (scale, code) = lexeme.word.split_at(1);
            number::scaled_currency(&format!("{}{}", scale.to_uppercase(), code.to_uppercase()))
        }
        _ => None,
    }
}

/// Shares as fractions, time as hours of work.
pub(super) fn in_unit(value: f64, unit: Option<Unit>) -> f64 {
    match unit {
        Some(Unit::Percent | Unit::Points) => value / 100.0,
        Some(Unit::Time(TimeUnit::Minute)) => value / 60.0,
        Some(Unit::Time(TimeUnit::Day)) => value * 8.0,
        Some(Unit::Time(TimeUnit::Week)) => value * 40.0,
        Some(Unit::Time(TimeUnit::Month)) => value * 160.0,
        Some(Unit::Time(TimeUnit::Quarter)) => value * 480.0,
        Some(Unit::Time(TimeUnit::Year)) => value * 1_840.0,
        _ => value,
    }
}
