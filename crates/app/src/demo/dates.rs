//! Moving a story's dates to today, by whole weeks so that its Tuesday stays a Tuesday.

use jiff::{Span, civil::Date};

/// Length of "2026-10-13".
const LENGTH: usize = 10;

/// Weeks from the week of one day to the week of another; weeks begin on Monday.
pub(super) fn weeks_between(from: Date, to: Date) -> i64 {
    let days = (monday_of(to) - monday_of(from)).get_days();
    i64::from(days) / 7
}

fn monday_of(day: Date) -> Date {
    day.saturating_sub(Span::new().days(day.weekday().to_monday_zero_offset()))
}

/// The text with every date in it that many weeks later; all else stays letter by letter.
pub(super) fn shifted(text: &str, weeks: i64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.as_bytes().windows(LENGTH).position(has_shape) {
        let (date, after) = rest[at..].split_at(LENGTH);
        out.push_str(&rest[..at]);
        let alone = !touches(out.bytes().next_back()) && !touches(after.bytes().next());
        match date.parse::<Date>() {
            Ok(day) if alone => out.push_str(&day.saturating_add(Span::new().weeks(weeks)).to_string()),
            _ => out.push_str(date),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether these bytes look like "2026-10-13".
fn has_shape(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

/// Whether a date next to this byte is part of something longer: a number, a file's name.
fn touches(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const STORY: Date = date(2026, 10, 13);

    #[test]
    fn every_day_of_a_week_gives_the_same_shift() {
        for day in 12..=18 {
            assert_eq!(weeks_between(STORY, date(2026, 10, day)), 0);
        }
        assert_eq!(weeks_between(STORY, date(2026, 10, 11)), -1);
        assert_eq!(weeks_between(STORY, date(2026, 10, 19)), 1);
    }

    #[test]
    fn a_year_later_the_storys_tuesday_still_is_a_tuesday() {
        let weeks = weeks_between(STORY, date(2027, 10, 14));
        assert_eq!(shifted("2026-10-13", weeks), "2027-10-12");
        assert_eq!(date(2027, 10, 12).weekday(), STORY.weekday());
    }

    #[test]
    fn dates_inside_sentences_move_and_the_rest_stays() {
        let line = "Avoids a €60,000 fine if not live by 2027-01-31. Q4, P3, 14.2M";
        assert_eq!(shifted(line, 5), "Avoids a €60,000 fine if not live by 2027-03-07. Q4, P3, 14.2M");
        assert_eq!(shifted("2026-10-12/2026-10-13", -1), "2026-10-05/2026-10-06");
    }

    #[test]
    fn what_only_looks_like_a_date_stays() {
        for text in ["2026-13-40", "12026-10-13", "2026-10-131", "v-2026-10-13", "2026-10-1€", ""] {
            assert_eq!(shifted(text, 3), text);
        }
    }
}
