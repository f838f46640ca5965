//! Walks the lexemes once and cuts quantities and dates out of them.

mod following;
mod single;

use std::cell::{Cell, RefCell};

use jiff::civil::Date;

use self::single::{Single, in_unit};
use super::dates::{self, When};
use super::lexemes::{Lexeme, LexemeKind};
use super::quantity::{Hedge, Quantity, Unit};
use super::{Item, ItemKind, Sentence};
use crate::Span;
use crate::lexicon::Concept;

/// How far a unit, a noun or a period may stand from its number.
const REACH: usize = 5;

pub(super) struct Scanner {
    lexemes: Vec<Lexeme>,
    today: Date,
    /// Lexemes that already belong to a quantity further left, though other words stand between.
    taken: RefCell<Vec<bool>>,
    steps: Cell<usize>,
}

/// One number or the two ends of a range, as written.
struct Ends {
    low: f64,
    high: f64,
    changes_to: Option<(f64, f64)>,
    symmetric: bool,
    unit: Option<Unit>,
    doubtful: bool,
    next: usize,
}

impl Ends {
    fn of(single: &Single, value: f64) -> Self {
        Self {
            low: value,
            high: value,
            changes_to: None,
            symmetric: false,
            unit: single.unit,
            doubtful: single.doubtful,
            next: single.next,
        }
    }
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
        let mut sentence = Sentence {
            items: Vec::new(),
            quantities: Vec::new(),
            dates: Vec::new(),
            date_problems: Vec::new(),
            steps: 0,
        };
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
        let first = self.single(start)?;
        let ends = self.ends(&first, lead);
        let (unit, end) = self.noun(ends.unit, ends.next);
        let (per, end) = self.per(end);
        // A spelled number alone ("one of them") is no quantity.
        if first.spelled && unit == Unit::Count(None) {
            return None;
        }
        let is_change = ends.changes_to.is_some();
        let reversed = !is_change && ends.low > ends.high;
        let (low, high) = if reversed { (ends.high, ends.low) } else { (ends.low, ends.high) };
        let low = if hedge == Hedge::UpTo && !is_change { 0.0 } else { low };
        let mut quantity = Quantity {
            span: self.span(at, end),
            low,
            high,
            symmetric: ends.symmetric,
            changes_to: ends.changes_to,
            unit,
            per,
            hedge,
            lead,
            sign: first.sign,
            reversed,
            doubtful: ends.doubtful,
            item: 0,
        };
        quantity.times(per.times.unwrap_or(1.0));
        Some((quantity, end))
    }

    /// The number, range, plus-minus or change that begins with `first`.
    fn ends(&self, first: &Single, lead: Option<Concept>) -> Ends {
        let after = self.kind(first.next);
        if after == Some(LexemeKind::Symbol('±'))
            && let Some(width) = self.single(first.next + 1)
        {
            return self.plus_minus(first, &width);
        }
        let second = |at: usize| self.second(first, at);
        let (other, change) = match after {
            Some(LexemeKind::Symbol('→')) => (second(first.next + 1), true),
            Some(LexemeKind::Concept(Concept::To)) => (second(first.next + 1), lead == Some(Concept::From)),
            Some(LexemeKind::Concept(Concept::And)) if lead != Some(Concept::Between) => (None, false),
            Some(LexemeKind::Symbol('-') | LexemeKind::Concept(Concept::And | Concept::Or)) => {
                (second(first.next + 1), false)
            }
            _ if lead == Some(Concept::From) || self.kind(self.per(first.next).1) == Some(LexemeKind::Symbol('→')) => {
                (self.later_second(first), true)
            }
            _ => (None, false),
        };
        let Some(other) = other else {
            return Ends::of(first, in_unit(first.value * first.scale.unwrap_or(1.0), first.unit));
        };
        let unit = first.unit.or(other.unit);
        let (low, high) = first.up_to(&other, unit);
        let mut ends = Ends {
            low,
            high,
            changes_to: None,
            symmetric: false,
            unit,
            doubtful: first.doubtful || other.doubtful,
            next: other.next,
        };
        if change {
            ends.high = low;
            ends.changes_to = Some((high, high));
            // "from 2% to 2.5-3%": what it changes to is a range.
            if self.kind(other.next) == Some(LexemeKind::Symbol('-'))
                && let Some(last) = self.second(&other, other.next + 1)
            {
                let (a, b) = other.up_to(&last, other.unit.or(last.unit).or(unit));
                ends =
                    Ends { changes_to: Some((a.min(b), a.max(b))), unit: unit.or(last.unit), next: last.next, ..ends };
            }
        }
        ends
    }

    /// "10k ± 2k", "10k ± 20%".
    fn plus_minus(&self, first: &Single, width: &Single) -> Ends {
        let mut next = width.next;
        let mut unit = first.unit.or(width.unit.filter(|unit| *unit != Unit::Percent));
        if let (None, Some(LexemeKind::Currency(written))) = (unit, self.kind(next)) {
            unit = Some(Unit::Money(written));
            next += 1;
        }
        let middle = in_unit(first.value * first.scale.unwrap_or(1.0), unit);
        let half = match (width.unit, unit) {
            (Some(Unit::Percent), Some(Unit::Percent)) | (Some(Unit::Points), _) => width.value / 100.0,
            (Some(Unit::Percent), _) => middle * width.value / 100.0,
            _ => in_unit(width.value * width.scale.or(first.scale).unwrap_or(1.0), unit),
        };
        let (low, high) = (middle - half.abs(), middle + half.abs());
        Ends { low, high, changes_to: None, symmetric: true, unit, doubtful: first.doubtful || width.doubtful, next }
    }

    /// "from 12% churn to 9%", "$18k/mo → $11k/mo": the metric or the period may stand between.
    fn later_second(&self, first: &Single) -> Option<Single> {
        let (_, after) = self.per(first.next);
        let skip = usize::from(matches!(self.kind(after), Some(LexemeKind::Concept(_) | LexemeKind::Word)));
        [after, after + skip]
            .into_iter()
            .find(|gap| self.concept(*gap) == Some(Concept::To) || self.kind(*gap) == Some(LexemeKind::Symbol('→')))
            .and_then(|gap| self.second(first, gap + 1))
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
        (hedge, lead, next)
    }

    /// The second number of a range or change, if its unit goes with that of the first.
    fn second(&self, first: &Single, at: usize) -> Option<Single> {
        let (_, _, at) = self.lead(at);
        let second = self.single(at)?;
        let fits = match (first.unit, second.unit) {
            (Some(_), None) => !self.has_own_noun(second.next),
            (Some(Unit::Money(a)), Some(Unit::Money(b))) => a.may_be(b),
            (None, _) | (Some(Unit::Time(_)), Some(Unit::Time(_))) => true,
            (Some(a), Some(b)) => a == b,
        };
        fits.then_some(second)
    }
}

/// "monthly churn of 2%", "every week of delay costs €5k": a period that stands before its quantity goes to the next one without, else to the last.
fn attach_periods(sentence: &mut Sentence) {
    for at in 0..sentence.items.len() {
        let next = sentence.items.get(at + 1).map(|item| &item.kind);
        let (unit, times) = match (&sentence.items[at].kind, next) {
            (ItemKind::Concept(Concept::Often(unit)), _)
            | (ItemKind::Concept(Concept::Per | Concept::Each), Some(ItemKind::Concept(Concept::Unit(unit)))) => {
                (*unit, 1.0)
            }
            (ItemKind::Concept(Concept::Rhythm(unit, times)), _) => (*unit, *times),
            _ => continue,
        };
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
            sentence.quantities[index].times(times);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::en::ENGLISH;
    use crate::lexicon::{Noun, TimeUnit};

    fn read(text: &str) -> Sentence {
        Sentence::read(text, &ENGLISH, jiff::civil::date(2026, 11, 22))
    }

    fn ends(text: &str) -> Vec<(f64, f64)> {
        read(text).quantities.iter().map(|q| (q.low, q.high)).collect()
    }

    #[test]
    fn ranges_share_scale_and_unit() {
        for text in ["€10k–€20k", "€10-20k", "10k to 20k €", "between 10 and 20 k€", "10–20 TEUR", "€10,000 - 20,000"]
        {
            assert_eq!(ends(text), [(10_000.0, 20_000.0)], "{text}");
        }
        assert_eq!(ends("€500-1k"), [(500.0, 1_000.0)]);
        assert_eq!(ends("between 2 and 5 %"), [(0.02, 0.05)]);
    }

    #[test]
    fn steps_grow_with_the_length_of_the_text() {
        for piece in
            ["from 1% to ", "€1 - ", "a a a ", "10 monthly x ", "per per ", "between 2 and ", "1 000 ", "~~~<>"]
        {
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
