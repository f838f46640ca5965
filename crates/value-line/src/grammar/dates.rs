//! Dates as people write them: 2027-01-31, 31.01.2027, "30 November", "Nov 30, 2026", "end of Q1 2027", "Friday".

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::lexemes::{Lexeme, LexemeKind};
use crate::Span;
use crate::lexicon::Concept;
use crate::text::number::Number;

/// A date in the text with what was said of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct When {
    pub(crate) date: Date,
    pub(crate) span: Span,
    /// What was assumed, if anything: "Q4 ends on 31 December".
    pub(crate) assumed: Option<String>,
    /// The item it stands at.
    pub(crate) item: usize,
}

/// Why something that looks like a date is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateProblem {
    /// 2027-02-30.
    NoSuchDay,
    /// 01/02/2027: January or February?
    DayOrMonth,
}

/// A found date: the date, what was assumed, and how many lexemes it took.
pub(crate) type Found = (Date, Option<String>, usize);

/// A date that begins at lexeme `at`, if any.
pub(crate) fn date_at(lexemes: &[Lexeme], at: usize, today: Date) -> Option<Result<Found, DateProblem>> {
    let lexeme = lexemes.get(at)?;
    match lexeme.kind {
        LexemeKind::Date { parts, separator } => Some(numeric(parts, separator).map(|date| (date, None, 1))),
        LexemeKind::Number(number) => day_month(lexemes, at, number, today),
        LexemeKind::Concept(Concept::Month(month)) => month_first(lexemes, at, month, today),
        LexemeKind::Concept(Concept::Weekday(day)) => {
            let coming = Weekday::from_monday_one_offset(day).ok()?;
            let ahead = (coming.to_monday_zero_offset() - today.weekday().to_monday_zero_offset()).rem_euclid(7);
            let date = today.checked_add(i64::from(ahead).days()).ok()?;
            Some(Ok((date, Some(format!("{} is read as {date}.", title(&lexeme.word))), 1)))
        }
        LexemeKind::Concept(Concept::End) => end_of(lexemes, at, today),
        LexemeKind::Word => quarter(lexemes, at, today),
        _ => None,
    }
}

fn numeric(parts: [u32; 3], separator: char) -> Result<Date, DateProblem> {
    let [first, second, third] = parts;
    if first > 31 {
        return civil(first, second, third);
    }
    if separator == '/' && first <= 12 && second <= 12 && first != second {
        return Err(DateProblem::DayOrMonth);
    }
    if separator == '/' && second > 12 { civil(third, first, second) } else { civil(third, second, first) }
}

fn civil(year: u32, month: u32, day: u32) -> Result<Date, DateProblem> {
    let small = |n: u32| i8::try_from(n).map_err(|_| DateProblem::NoSuchDay);
    let year = i16::try_from(year).map_err(|_| DateProblem::NoSuchDay)?;
    Date::new(year, small(month)?, small(day)?).map_err(|_| DateProblem::NoSuchDay)
}

/// "30 November", "30th of November 2026".
fn day_month(lexemes: &[Lexeme], at: usize, number: Number, today: Date) -> Option<Result<Found, DateProblem>> {
    let day = whole(number, 1, 31)?;
    let mut next = at + 1;
    if lexemes.get(next).is_some_and(|l| l.glued && ["st", "nd", "rd", "th"].contains(&l.word.as_str())) {
        next += 1;
    }
    if matches!(lexemes.get(next)?.kind, LexemeKind::Symbol('.') | LexemeKind::Concept(Concept::Of)) {
        next += 1;
    }
    let LexemeKind::Concept(Concept::Month(month)) = lexemes.get(next)?.kind else { return None };
    let (year, taken) = year_at(lexemes, next + 1);
    Some(with_year(year, month, day, today).map(|(date, assumed)| (date, assumed, next + 1 + taken - at)))
}

/// "November 30", "Nov 30th, 2026", "November 2026", "by March".
fn month_first(lexemes: &[Lexeme], at: usize, month: i8, today: Date) -> Option<Result<Found, DateProblem>> {
    let day = match lexemes.get(at + 1).map(|l| l.kind) {
        Some(LexemeKind::Number(number)) => whole(number, 1, 31),
        _ => None,
    };
    if let Some(day) = day {
        let mut next = at + 2;
        if lexemes.get(next).is_some_and(|l| l.glued && ["st", "nd", "rd", "th"].contains(&l.word.as_str())) {
            next += 1;
        }
        let (year, taken) = year_at(lexemes, next);
        return Some(with_year(year, month, day, today).map(|(date, assumed)| (date, assumed, next + taken - at)));
    }
    let (year, taken) = year_at(lexemes, at + 1);
    // "may" and "march" are also verbs: a lone month needs a word before it that asks for a date.
    let asked = at > 0
        && matches!(
            lexemes[at - 1].kind,
            LexemeKind::Concept(
                Concept::By
                    | Concept::Until
                    | Concept::End
                    | Concept::In
                    | Concept::Before
                    | Concept::Starting
                    | Concept::From
            )
        );
    if year.is_none() && !asked {
        return None;
    }
    let first = with_year(year, month, 1, today).ok()?.0;
    // Of a month without a year the last day must not have passed.
    let last = first.last_of_month();
    let last = if year.is_none() && today.month() == month { today.last_of_month() } else { last };
    let begins = at > 0 && matches!(lexemes[at - 1].kind, LexemeKind::Concept(Concept::Starting | Concept::From));
    let date = if begins { last.first_of_month() } else { last };
    Some(Ok((date, Some(format!("{} is read as {date}.", title(&lexemes[at].word))), 1 + taken)))
}

/// "end of Q1 2027", "end of the year", "end of month", "EOY".
fn end_of(lexemes: &[Lexeme], at: usize, today: Date) -> Option<Result<Found, DateProblem>> {
    use crate::lexicon::TimeUnit;
    let mut next = at + 1;
    if matches!(lexemes.get(next)?.kind, LexemeKind::Concept(Concept::Of | Concept::Article)) {
        next += 1;
    }
    let taken = next - at;
    match lexemes.get(next)?.kind {
        LexemeKind::Word => quarter(lexemes, next, today).map(|found| found.map(|(d, a, n)| (d, a, n + taken))),
        LexemeKind::Concept(Concept::Month(month)) => {
            let found = month_first(lexemes, next, month, today)?;
            Some(found.map(|(d, a, n)| (d.last_of_month(), a, n + taken)))
        }
        LexemeKind::Concept(Concept::Unit(TimeUnit::Year)) => Some(Ok((today.last_of_year(), None, taken + 1))),
        LexemeKind::Concept(Concept::Unit(TimeUnit::Month)) => Some(Ok((today.last_of_month(), None, taken + 1))),
        LexemeKind::Concept(Concept::Unit(TimeUnit::Quarter)) => {
            let quarter = (today.month() - 1) / 3 + 1;
            Some(Ok((last_of_quarter(today.year(), quarter)?, None, taken + 1)))
        }
        LexemeKind::Number(number) => {
            let year = whole_year(number)?;
            Some(Ok((Date::new(year, 12, 31).ok()?, None, taken + 1)))
        }
        _ => None,
    }
}

/// "Q4", "Q4 2026", "H1 2027": the last day. Calendar quarters.
fn quarter(lexemes: &[Lexeme], at: usize, today: Date) -> Option<Result<Found, DateProblem>> {
    let word = lexemes[at].word.as_str();
    if word == "eoy" {
        return Some(Ok((today.last_of_year(), None, 1)));
    }
    let quarter = match word {
        "q1" => 1,
        "q2" | "h1" => 2,
        "q3" => 3,
        "q4" | "h2" => 4,
        _ => return None,
    };
    let (year, taken) = year_at(lexemes, at + 1);
    let named = word.to_uppercase();
    let this = last_of_quarter(year.unwrap_or(today.year()), quarter)?;
    let date = if year.is_none() && this < today { last_of_quarter(today.year() + 1, quarter)? } else { this };
    let assumed = format!("{named} is read as the calendar quarter that ends on {date}.");
    Some(Ok((
        date,
        Some(assumed.replace("quarter", if named.starts_with('H') { "half-year" } else { "quarter" })),
        1 + taken,
    )))
}

fn last_of_quarter(year: i16, quarter: i8) -> Option<Date> {
    Some(Date::new(year, quarter * 3, 1).ok()?.last_of_month())
}

/// A year at `at`, perhaps after a comma: the year and how many lexemes it took.
fn year_at(lexemes: &[Lexeme], at: usize) -> (Option<i16>, usize) {
    let skip = usize::from(matches!(lexemes.get(at).map(|l| l.kind), Some(LexemeKind::Symbol(',' | '/'))));
    match lexemes.get(at + skip).map(|l| l.kind) {
        Some(LexemeKind::Number(number)) => whole_year(number).map_or((None, 0), |year| (Some(year), skip + 1)),
        _ => (None, 0),
    }
}

fn with_year(year: Option<i16>, month: i8, day: i8, today: Date) -> Result<(Date, Option<String>), DateProblem> {
    if let Some(year) = year {
        return Ok((Date::new(year, month, day).map_err(|_| DateProblem::NoSuchDay)?, None));
    }
    // The next such day, today included; 29 February may be some years away.
    (0..=8)
        .filter_map(|ahead| Date::new(today.year().checked_add(ahead)?, month, day).ok())
        .find(|date| *date >= today)
        .map(|date| (date, Some(format!("No year given: {date} is the next such day."))))
        .ok_or(DateProblem::NoSuchDay)
}

#[allow(clippy::cast_possible_truncation)]
fn whole(number: Number, from: i8, to: i8) -> Option<i8> {
    let fits = number.value.fract() == 0.0 && (f64::from(from)..=f64::from(to)).contains(&number.value);
    fits.then_some(number.value as i8)
}

#[allow(clippy::cast_possible_truncation)]
fn whole_year(number: Number) -> Option<i16> {
    let fits = number.value.fract() == 0.0 && (2000.0..2200.0).contains(&number.value) && number.decimal.is_none();
    fits.then_some(number.value as i16)
}

fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
