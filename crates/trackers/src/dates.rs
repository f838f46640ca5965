//! Dates as files write them: ISO, with points, with slashes either way round, with names of months.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use throughline_domain::Ts;

/// Which number comes first in 3/4/2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// What a cell was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Day(Date),
    Instant(Ts),
}

impl Moment {
    /// The day; of an instant, the day in UTC.
    pub(crate) fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(ts) => ts.date_in(&TimeZone::UTC),
        }
    }

    /// The instant; of a day, its beginning in UTC.
    pub(crate) fn instant(self) -> Option<Ts> {
        match self {
            Self::Day(day) => day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().into()),
            Self::Instant(ts) => Some(ts),
        }
    }
}

/// Why a text is not taken for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// It could be two different days and nothing says which.
    Ambiguous,
    /// It is none.
    Unreadable,
}

/// Reads a date, with a time after it or not. `order` decides 3/4/2026; without one it is [`NoDate::Ambiguous`].
pub(crate) fn read(text: &str, order: Option<Order>) -> Result<Moment, NoDate> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Moment::Instant(instant.into()));
    }
    let tokens = tokens(text);
    let (date, rest) = date(&tokens, order)?;
    match time(rest) {
        Some(time) => {
            let zoned = date.to_datetime(time).to_zoned(TimeZone::UTC).map_err(|_| NoDate::Unreadable)?;
            Ok(Moment::Instant(zoned.timestamp().into()))
        }
        None if rest.is_empty() => Ok(Moment::Day(date)),
        None => Err(NoDate::Unreadable),
    }
}

/// What a text with slashes, hyphens or points tells about the order of day and month: `None` if both are possible.
pub(crate) fn order_told(text: &str) -> Option<Order> {
    let tokens = tokens(text.trim());
    let [Token::Number(a, _), Token::Sign('/' | '-'), Token::Number(b, _), ..] = tokens[..] else { return None };
    match (a, b) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether the day and the month of a text can be exchanged, giving another day.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    read(text, None) == Err(NoDate::Ambiguous)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// Its value and how many digits it was written with.
    Number(i32, usize),
    Month(i8),
    Sign(char),
    Morning,
    Afternoon,
}

/// Longest date text that is looked at, in tokens.
const MOST_TOKENS: usize = 16;

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if found.len() > MOST_TOKENS {
            break;
        }
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            // More than nine digits are no part of a date; -1 makes them fail the range checks.
            let value = if end > 9 { -1 } else { rest[..end].parse().unwrap_or(-1) };
            found.push(Token::Number(value, end));
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = rest[..end].to_lowercase();
            found.push(match word.as_str() {
                "am" => Token::Morning,
                "pm" => Token::Afternoon,
                "t" | "de" | "of" | "st" | "nd" | "rd" | "th" => Token::Sign(' '),
                _ => month(&word).map_or(Token::Sign('?'), Token::Month),
            });
            rest = &rest[end..];
        } else {
            if !first.is_whitespace() {
                found.push(Token::Sign(first));
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    found.retain(|token| *token != Token::Sign(' '));
    found
}

/// Months by their first letters in English, German, French, Italian and Spanish.
fn month(word: &str) -> Option<i8> {
    const STARTS: [(&str, i8); 31] = [
        ("jan", 1),
        ("jän", 1),
        ("gen", 1),
        ("ene", 1),
        ("feb", 2),
        ("fév", 2),
        ("fev", 2),
        ("mar", 3),
        ("mär", 3),
        ("mrz", 3),
        ("apr", 4),
        ("avr", 4),
        ("abr", 4),
        ("may", 5),
        ("mai", 5),
        ("mag", 5),
        ("jun", 6),
        ("juin", 6),
        ("giu", 6),
        ("jul", 7),
        ("juil", 7),
        ("lug", 7),
        ("aug", 8),
        ("aoû", 8),
        ("ago", 8),
        ("sep", 9),
        ("set", 9),
        ("oct", 10),
        ("okt", 10),
        ("ott", 10),
        ("nov", 11),
    ];
    const DECEMBER: [&str; 4] = ["dec", "dez", "déc", "dic"];
    if DECEMBER.iter().any(|start| word.starts_with(start)) {
        return Some(12);
    }
    STARTS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month)
}

#[expect(clippy::many_single_char_names, clippy::match_same_arms, reason = "one arm for each way to write a date")]
fn date(tokens: &[Token], order: Option<Order>) -> Result<(Date, &[Token]), NoDate> {
    use Token::{Month, Number, Sign};
    let (year, month, day, used) = match *tokens {
        [Number(y, 4), Sign('-' | '/' | '.'), Number(m, _), Sign('-' | '/' | '.'), Number(d, _), ..] => (y, m, d, 5),
        [Number(d, _), Sign('.'), Number(m, _), Sign('.'), Number(y, digits), ..] => (year(y, digits)?, m, d, 5),
        [Number(a, _), Sign('/'), Number(b, _), Sign('/'), Number(y, digits), ..]
        | [Number(a, _), Sign('-'), Number(b, _), Sign('-'), Number(y, digits), ..] => {
            let y = year(y, digits)?;
            let (d, m) = match order {
                _ if a == b || a > 12 => (a, b),
                _ if b > 12 => (b, a),
                Some(Order::DayFirst) => (a, b),
                Some(Order::MonthFirst) => (b, a),
                None => return Err(NoDate::Ambiguous),
            };
            (y, m, d, 5)
        }
        [Number(d, _), Sign('/' | '-' | '.'), Month(m), Sign('/' | '-' | '.'), Number(y, digits), ..] => {
            (year(y, digits)?, m.into(), d, 5)
        }
        [Number(d, _), Sign('.'), Month(m), Number(y, 4), ..] => (y, m.into(), d, 4),
        [Number(d, _), Month(m), Sign('.'), Number(y, 4), ..] => (y, m.into(), d, 4),
        [Number(d, _), Month(m), Number(y, 4), ..] => (y, m.into(), d, 3),
        [Month(m), Number(d, _), Sign(','), Number(y, 4), ..] => (y, m.into(), d, 4),
        [Month(m), Number(d, _), Number(y, 4), ..] => (y, m.into(), d, 3),
        _ => return Err(NoDate::Unreadable),
    };
    let narrow = |number: i32| i8::try_from(number).map_err(|_| NoDate::Unreadable);
    let year = i16::try_from(year).map_err(|_| NoDate::Unreadable)?;
    let date = Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| NoDate::Unreadable)?;
    Ok((date, &tokens[used..]))
}

/// Two digits are of this century: trackers are younger than it.
fn year(number: i32, digits: usize) -> Result<i32, NoDate> {
    match digits {
        4 => Ok(number),
        2 => Ok(2000 + number),
        _ => Err(NoDate::Unreadable),
    }
}

fn time(tokens: &[Token]) -> Option<Time> {
    use Token::{Afternoon, Morning, Number, Sign};
    let tokens = if let [Sign(','), rest @ ..] = tokens { rest } else { tokens };
    let (hour, minute, second, rest) = match *tokens {
        [Number(h, _), Sign(':'), Number(m, _), Sign(':'), Number(s, _), Sign('.'), Number(..), ref rest @ ..] => {
            (h, m, s, rest)
        }
        [Number(h, _), Sign(':'), Number(m, _), Sign(':'), Number(s, _), ref rest @ ..] => (h, m, s, rest),
        [Number(h, _), Sign(':'), Number(m, _), ref rest @ ..] => (h, m, 0, rest),
        _ => return None,
    };
    let hour = match (rest, hour) {
        ([], hour) => hour,
        ([Morning], 12) => 0,
        ([Morning], 1..=11) => hour,
        ([Afternoon], 12) => 12,
        ([Afternoon], 1..=11) => hour + 12,
        _ => return None,
    };
    let narrow = |number: i32| i8::try_from(number).ok();
    Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn one_day_is_read_in_all_its_spellings() {
        let spellings = [
            "2026-12-01",
            "2026/12/01",
            "01.12.2026",
            "1.12.26",
            "1 December 2026",
            "Dec 1, 2026",
            "December 1st, 2026",
            "1 dicembre 2026",
            "1. Dezember 2026",
            "1 décembre 2026",
            "1 de diciembre de 2026",
            "01/Dec/26",
        ];
        for text in spellings {
            assert_eq!(read(text, None), Ok(Moment::Day(date(2026, 12, 1))), "{text}");
        }
    }

    #[test]
    fn slashes_need_an_order_unless_one_number_is_above_twelve() {
        assert_eq!(read("3/4/2026", None), Err(NoDate::Ambiguous));
        assert_eq!(read("3/4/2026", Some(Order::DayFirst)), Ok(Moment::Day(date(2026, 4, 3))));
        assert_eq!(read("3/4/2026", Some(Order::MonthFirst)), Ok(Moment::Day(date(2026, 3, 4))));
        assert_eq!(read("23/4/2026", None), Ok(Moment::Day(date(2026, 4, 23))));
        assert_eq!(read("4/23/2026", None), Ok(Moment::Day(date(2026, 4, 23))));
        assert_eq!(read("4/4/2026", None), Ok(Moment::Day(date(2026, 4, 4))));
        assert_eq!(order_told("23/4/2026"), Some(Order::DayFirst));
        assert_eq!(order_told("4/23/2026"), Some(Order::MonthFirst));
        assert_eq!(order_told("4/3/2026"), None);
    }

    #[test]
    fn times_follow_dates_in_the_forms_of_the_trackers() {
        let at = |text: &str| read(text, None).ok().and_then(Moment::instant).map(|ts| ts.timestamp().to_string());
        assert_eq!(at("2026-03-06T18:48:50Z").as_deref(), Some("2026-03-06T18:48:50Z"));
        assert_eq!(at("2004-01-26 00:00:00").as_deref(), Some("2004-01-26T00:00:00Z"));
        assert_eq!(at("13/Mar/24 3:04 PM").as_deref(), Some("2024-03-13T15:04:00Z"));
        assert_eq!(at("13.03.2024 15:04").as_deref(), Some("2024-03-13T15:04:00Z"));
        assert_eq!(at("2026-03-06").as_deref(), Some("2026-03-06T00:00:00Z"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "Q4",
            "2026-13-01",
            "2026-02-30",
            "32.01.2026",
            "1/2/3",
            "2026-12-01 at noon",
            "99999999999-1-1",
        ] {
            assert_eq!(read(text, None), Err(NoDate::Unreadable), "{text}");
        }
    }
}
