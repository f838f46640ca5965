//! Walks the lexemes once and cuts quantities and dates out of them.

use std::cell::{Cell, RefCell};

use jiff::civil::Date;

use super::dates::{self, When};
use super::lexemes::{Lexeme, LexemeKind};
use super::quantity::{Hedge, Per, Quantity, Unit};
use super::{Item, ItemKind, Sentence};
use crate::Span;
use crate::lexicon::{Concept, TimeUnit};
use crate::text::number::{self, Number, Written};

/// How far a unit, a noun or a period may stand from its number.
const REACH: usize = 5;

pub(super) struct Scanner {
    lexemes: Vec<Lexeme>,
    today: Date,
    /// Lexemes that already belong to a quantity further left, though other words stand between.
    taken: RefCell<Vec<bool>>,
    steps: Cell<usize>,
}

/// A single number with its unit, before ranges are made.
#[derive(Debug, Clone, Copy)]
struct Single {
    value: f64,
    scale: Option<f64>,
    unit: Option<Unit>,
    sign: i8,
    spelled: bool,
    doubtful: bool,
    next: usize,
}

impl Scanner {
    pub(super) fn new(lexemes: Vec<Lexeme>, today: Date) -> Self {
        Self { taken: RefCell::new(vec![false; lexemes.len()]), lexemes, today, steps: Cell::new(0) }
    }

    fn kind(&self, at: usize) -> Option<LexemeKind> {
        self.steps.set(self.steps.get() + 1);
        self.lexemes.get(at).map(|lexeme| lexeme.kind)
    }

    fn concept(&self, at: usize) -> Option<Concept> {
        match self.kind(at) {
            Some(LexemeKind::Concept(concept)) => Some(concept),
            _ => None,
        }
    }

    fn glued(&self, at: usize) -> bool {
        self.lexemes.get(at).is_some_and(|lexeme| lexeme.glued)
    }

    fn span(&self, start: usize, next: usize) -> Span {
        Span { start: self.lexemes[start].span.start, end: self.lexemes[next.max(start + 1) - 1].span.end }
    }

    pub(super) fn sentence(self) -> Sentence {
        let mut sentence =
            Sentence { items: Vec::new(), quantities: Vec::new(), dates: Vec::new(), date_problems: Vec::new(), steps: 0 };
        let mut at = 0;
        while at < self.lexemes.len() {
            at = self.step(at, &mut sentence);
        }
        attach_periods(&mut sentence);
        sentence.steps = self.steps.get();
        sentence
    }

    /// Reads what begins at `at`, adds it and returns where to go on.
    fn step(&self, at: usize, sentence: &mut Sentence) -> usize {
        let item = sentence.items.len();
        let mut push = |kind, span| sentence.items.push(Item { kind, span });
        match dates::date_at(&self.lexemes, at, self.today) {
            Some(Ok((date, assumed, taken))) => {
                let span = self.span(at, at + taken);
                push(ItemKind::Date(sentence.dates.len()), span);
                sentence.dates.push(When { date, span, assumed, item });
                return at + taken;
            }
            Some(Err(problem)) => {
                let span = self.span(at, at + 1);
                push(ItemKind::Word(String::new()), span);
                sentence.date_problems.push((problem, span));
                return at + 1;
            }
            None => {}
        }
        if let Some((mut quantity, next)) = self.quantity(at) {
            quantity.item = item;
            push(ItemKind::Quantity(sentence.quantities.len()), quantity.span);
            sentence.quantities.push(quantity);
            return next;
        }
        let lexeme = &self.lexemes[at];
        let kind = match lexeme.kind {
            _ if self.taken.borrow()[at] => ItemKind::Word(String::new()),
            LexemeKind::Concept(concept) => ItemKind::Concept(concept),
            LexemeKind::Symbol(mark @ ('.' | ',' | ';' | '(' | ')' | ':')) => ItemKind::Break(mark),
            _ => ItemKind::Word(lexeme.word.clone()),
        };
        push(kind, lexeme.span);
        at + 1
    }

    /// A quantity that begins at `at` with a hedge, a sign, a currency or a number.
    fn quantity(&self, at: usize) -> Option<(Quantity, usize)> {
        let (hedge, lead, start) = self.lead(at);
        if start > at && dates::date_at(&self.lexemes, start, self.today).is_some() {
            return None;
        }
        let mut first = self.single(start)?;
        let mut end = first.next;
        let mut other = None;
        let mut symmetric = None;
        let mut change = false;
        match self.kind(end) {
            Some(LexemeKind::Symbol('±')) => {
                symmetric = self.single(end + 1);
                end = symmetric.map_or(end, |s| s.next);
                if let (None, Some(LexemeKind::Currency(written))) = (first.unit, self.kind(end)) {
                    first.unit = Some(Unit::Money(written));
                    end += 1;
                }
            }
            Some(LexemeKind::Symbol('→')) => {
                other = self.second(&first, end + 1);
                change = true;
            }
            Some(LexemeKind::Symbol('-')) => other = self.second(&first, end + 1),
            Some(LexemeKind::Concept(Concept::To)) => {
                other = self.second(&first, end + 1);
                change = lead == Some(Concept::From);
            }
            Some(LexemeKind::Concept(Concept::And)) if lead == Some(Concept::Between) => {
                other = self.second(&first, end + 1);
            }
            Some(LexemeKind::Concept(Concept::Or)) => other = self.second(&first, end + 1),
            // "from 12% churn to 9%": the metric may stand between.
            _ if lead == Some(Concept::From) => {
                let (per, after) = self.per(end);
                let skip = usize::from(matches!(self.kind(after), Some(LexemeKind::Concept(_) | LexemeKind::Word)));
                for gap in [after, after + skip] {
                    if per == Per::default() && gap == end {
                        continue;
                    }
                    if self.concept(gap) == Some(Concept::To) && other.is_none() {
                        other = self.second(&first, gap + 1);
                        change = other.is_some();
                    }
                }
            }
            _ => {}
        }
        let (low, high, mut changes_to) = self.ends(&first, other.as_ref(), symmetric.as_ref(), change);
        end = other.map_or(end, |o| o.next);
        // "from 2% to 2.5-3%": what it changes to is a range.
        if let (true, Some(LexemeKind::Symbol('-')), Some(middle)) = (changes_to.is_some(), self.kind(end), other)
            && let Some(last) = self.second(&middle, end + 1)
        {
            let middle = Single { unit: middle.unit.or(last.unit).or(first.unit), ..middle };
            let (low, high, _) = self.ends(&middle, Some(&last), None, false);
            changes_to = Some((low.min(high), low.max(high)));
            other = Some(last);
            end = last.next;
        }
        let unit = first.unit.or(other.and_then(|o| o.unit)).or(symmetric.and_then(|s| s.unit).filter(|u| *u != Unit::Percent));
        let (unit, end) = self.noun(unit, end);
        let (per, end) = self.per(end);
        // A spelled number alone ("one of them") is no quantity.
        if first.spelled && unit == Unit::Count(None) {
            return None;
        }
        let reversed = changes_to.is_none() && low > high;
        let (low, high) = if reversed { (high, low) } else { (low, high) };
        let (low, high) = if hedge == Hedge::UpTo && changes_to.is_none() { (0.0, high) } else { (low, high) };
        let quantity = Quantity {
            span: self.span(at, end),
            low,
            high,
            symmetric: symmetric.is_some(),
            changes_to,
            unit,
            per,
            hedge,
            lead,
            sign: first.sign,
            reversed,
            doubtful: first.doubtful || other.is_some_and(|o| o.doubtful),
            item: 0,
        };
        Some((quantity, end))
    }

    /// Hedges before a number, and "between" or "from": returns where the number begins.
    fn lead(&self, at: usize) -> (Hedge, Option<Concept>, usize) {
        let mut hedge = Hedge::None;
        let mut lead = None;
        let mut next = at;
        while next < at + 3 {
            match self.concept(next) {
                Some(Concept::About) => hedge = Hedge::About,
                Some(Concept::UpTo) => hedge = Hedge::UpTo,
                Some(Concept::AtLeast) => hedge = Hedge::AtLeast,
                Some(concept @ (Concept::Between | Concept::From)) => lead = Some(concept),
                _ => break,
            }
            next += 1;
        }
        // "from" without a second number stays a word of its own: only a change takes it in.
        (hedge, lead, next)
    }

    /// The second number of a range or change, if its unit goes with that of the first.
    fn second(&self, first: &Single, at: usize) -> Option<Single> {
        let (_, _, at) = self.lead(at);
        let second = self.single(at)?;
        let fits = match (first.unit, second.unit) {
            (None, _) => true,
            (Some(_), None) => !self.has_own_noun(second.next),
            (Some(Unit::Money(_)), Some(Unit::Money(_))) => true,
            (Some(Unit::Time(_)), Some(Unit::Time(_))) => true,
            (Some(a), Some(b)) => a == b,
        };
        fits.then_some(second)
    }

    fn has_own_noun(&self, at: usize) -> bool {
        matches!(self.noun(None, at).0, Unit::Count(Some(_)))
    }

    /// Low and high, and the second number of a change.
    fn ends(
        &self,
        first: &Single,
        other: Option<&Single>,
        symmetric: Option<&Single>,
        change: bool,
    ) -> (f64, f64, Option<(f64, f64)>) {
        let unit = first.unit.or(other.and_then(|o| o.unit));
        let own = |single: &Single, scale: Option<f64>| in_unit(single.value * scale.unwrap_or(1.0), single.unit.or(unit));
        if let Some(width) = symmetric {
            let middle = own(first, first.scale);
            let half = match (width.unit, first.unit) {
                (Some(Unit::Percent), Some(Unit::Percent)) | (Some(Unit::Points), _) => width.value / 100.0,
                (Some(Unit::Percent), _) => middle * width.value / 100.0,
                _ => own(width, width.scale.or(first.scale)),
            };
            return (middle - half.abs(), middle + half.abs(), None);
        }
        let Some(second) = other else {
            let value = own(first, first.scale);
            return (value, value, None);
        };
        // "€10-20k": the first number shares the scale of the second when that keeps it the smaller one.
        let shares = first.scale.is_none() && second.scale.is_some() && first.value < second.value;
        let low = own(first, if shares { second.scale } else { first.scale });
        let high = own(second, second.scale);
        if change { (low, low, Some((high, high))) } else { (low, high, None) }
    }

    /// One number with sign, currency, scale and unit.
    fn single(&self, at: usize) -> Option<Single> {
        let mut next = at;
        let mut sign = 0;
        let mut currency = None;
        for _ in 0..2 {
            match self.kind(next) {
                Some(LexemeKind::Symbol(mark @ ('+' | '-'))) if sign == 0 && (mark == '+' || !self.glued(next) || next == at && currency.is_some()) => {
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
            let starts_next = matches!(self.kind(single.next + 1), Some(LexemeKind::Number(_))) && !self.glued(single.next);
            if !has_currency && !starts_next {
                single.unit = Some(Unit::Money(written));
                single.next += 1;
            }
        } else if !has_currency && ["ct", "cent", "cents"].contains(&self.word(single.next)) {
            single.unit = Some(Unit::Money(Written::Cent));
            single.next += 1;
        }
    }

    fn word(&self, at: usize) -> &str {
        self.lexemes.get(at).map_or("", |lexeme| lexeme.word.as_str())
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

    /// What is counted, if the number has no unit: a noun a few words further on.
    fn noun(&self, unit: Option<Unit>, at: usize) -> (Unit, usize) {
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
                    | LexemeKind::Concept(Concept::Often(_) | Concept::Up | Concept::Gain | Concept::Conversion | Concept::Technical),
                ) => {}
                _ => break,
            }
        }
        (Unit::Count(None), at)
    }

    /// "/month", "a week", "per order", "each", "ARR", possibly some words further on.
    fn per(&self, at: usize) -> (Per, usize) {
        let mut per = Per::default();
        let mut end = at;
        let mut next = at;
        while next < at + REACH {
            let taken = match (self.kind(next), self.concept(next + 1)) {
                (Some(LexemeKind::Symbol('/')) | Some(LexemeKind::Concept(Concept::Per)), Some(Concept::Unit(unit))) => {
                    per.period.get_or_insert(unit);
                    2
                }
                (Some(LexemeKind::Concept(Concept::Article | Concept::Each)), Some(Concept::Unit(unit)))
                    if self.word(next) != "the" =>
                {
                    per.period.get_or_insert(unit);
                    2
                }
                (Some(LexemeKind::Symbol('/')) | Some(LexemeKind::Concept(Concept::Per)), _) if next + 1 < self.lexemes.len() => {
                    let (noun, after) = self.noun(None, next + 1);
                    if let Unit::Count(noun) = noun {
                        per.each.get_or_insert(noun);
                    }
                    after.max(next + 2) - next
                }
                (Some(LexemeKind::Concept(Concept::Each)), _) => {
                    per.each.get_or_insert(None);
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
                Some(LexemeKind::Word | LexemeKind::Concept(
                    Concept::Of | Concept::Up | Concept::Gain | Concept::Cost | Concept::Revenue | Concept::Worth | Concept::Noun(_) | Concept::Churn | Concept::Retention
                    | Concept::Technical | Concept::Conversion | Concept::Risk | Concept::Article,
                )) if self.is_plain(next) => next += 1,
                _ => break,
            }
        }
        (per, end)
    }

    /// A word that may stand between a number and its period.
    fn is_plain(&self, at: usize) -> bool {
        !["q1", "q2", "q3", "q4", "h1", "h2"].contains(&self.word(at))
            && !(self.concept(at) == Some(Concept::Article) && self.word(at) == "a")
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
fn in_unit(value: f64, unit: Option<Unit>) -> f64 {
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

/// "monthly churn of 2%": a period that stands before its quantity goes to the next one without, else to the last.
fn attach_periods(sentence: &mut Sentence) {
    for at in 0..sentence.items.len() {
        let ItemKind::Concept(Concept::Often(unit)) = sentence.items[at].kind else { continue };
        let ahead = sentence.items[at + 1..].iter().take(8).find_map(|item| match item.kind {
            ItemKind::Quantity(index) => Some(index),
            _ => None,
        });
        let behind = sentence.items[..at].iter().rev().take(8).find_map(|item| match item.kind {
            ItemKind::Quantity(index) => Some(index),
            _ => None,
        });
        let free = |index: &usize| sentence.quantities[*index].per.period.is_none();
        if let Some(index) = ahead.filter(free).or(behind.filter(free)) {
            sentence.quantities[index].per.period = Some(unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Noun;
    use crate::lexicon::en::ENGLISH;

    fn read(text: &str) -> Sentence {
        Sentence::read(text, &ENGLISH, jiff::civil::date(2026, 11, 22))
    }

    fn ends(text: &str) -> Vec<(f64, f64)> {
        read(text).quantities.iter().map(|q| (q.low, q.high)).collect()
    }

    #[test]
    fn ranges_share_scale_and_unit() {
        for text in ["€10k–€20k", "€10-20k", "10k to 20k €", "between 10 and 20 k€", "10–20 TEUR", "€10,000 - 20,000"] {
            assert_eq!(ends(text), [(10_000.0, 20_000.0)], "{text}");
        }
        assert_eq!(ends("€500-1k"), [(500.0, 1_000.0)]);
        assert_eq!(ends("between 2 and 5 %"), [(0.02, 0.05)]);
    }

    #[test]
    fn steps_grow_with_the_length_of_the_text() {
        for piece in ["from 1% to ", "€1 - ", "a a a ", "10 monthly x ", "per per ", "between 2 and ", "1 000 ", "~~~<>"] {
            let short = read(&piece.repeat(50)).steps;
            let long = read(&piece.repeat(100)).steps;
            assert!(long <= short * 2 + 200, "{piece}: {short} to {long}");
        }
    }

    #[test]
    fn a_change_keeps_both_ends() {
        let sentence = read("cuts AWS bill from $18k to $11k a month");
        let quantity = &sentence.quantities[0];
        assert_eq!((quantity.low, quantity.changes_to), (18_000.0, Some((11_000.0, 11_000.0))));
        assert_eq!(quantity.per.period, Some(TimeUnit::Month));
        assert_eq!(sentence.quantities.len(), 1);
    }

    #[test]
    fn a_noun_names_what_is_counted() {
        assert!(read("12 support agents").quantities[0].counts(&[Noun::Person]));
        let visits = read("40k monthly visits");
        assert!(visits.quantities[0].counts(&[Noun::Visit]));
        assert_eq!(visits.quantities[0].per.period, Some(TimeUnit::Month));
    }
}
