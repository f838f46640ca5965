//! How numbers are said in the sentences that this crate makes.

use throughline_value_line::format::grouped;

/// A stretch of calendar time in people's words: days under a week, then weeks with one decimal under ten.
///
/// ```
/// # use throughline_domain::words::weeks;
/// assert_eq!(weeks(1.0), "1 week");
/// assert_eq!(weeks(1.5), "1.5 weeks");
/// assert_eq!(weeks(5.02), "5 weeks");
/// assert_eq!(weeks(14.4), "14 weeks");
/// assert_eq!(weeks(0.29), "2 days");
/// assert_eq!(weeks(0.05), "less than a day");
/// ```
pub fn weeks(weeks: f64) -> String {
    let days = (weeks * 7.0).round();
    if weeks * 7.0 < 0.5 {
        "less than a day".to_owned()
    } else if days < 7.0 {
        counted(&number(days, 0), "day")
    } else if weeks < 9.95 {
        counted(&number(weeks, 1), "week")
    } else {
        counted(&number(weeks, 0), "week")
    }
}

/// How many times as much, as one says it.
///
/// ```
/// # use throughline_domain::words::times;
/// assert_eq!(times(1.94), "1.9 times");
/// assert_eq!(times(2.02), "twice");
/// assert_eq!(times(31.7), "32 times");
/// assert_eq!(times(4_200.0), "more than 1,000 times");
/// ```
pub fn times(factor: f64) -> String {
    if factor > 1_000.0 {
        "more than 1,000 times".to_owned()
    } else if (1.95..2.05).contains(&factor) {
        "twice".to_owned()
    } else if factor < 10.0 {
        format!("{} times", number(factor, if factor < 1.05 { 2 } else { 1 }))
    } else {
        format!("{} times", number(factor, 0))
    }
}

/// A share out of 100, never rounded up to certainty nor down to nothing.
///
/// ```
/// # use throughline_domain::words::of_100;
/// assert_eq!(of_100(0.911), 91);
/// assert_eq!(of_100(0.9999), 99);
/// assert_eq!(of_100(1.0), 100);
/// assert_eq!(of_100(0.0001), 1);
/// ```
pub fn of_100(share: f64) -> u8 {
    let rounded = (share * 100.0).round().clamp(0.0, 100.0);
    let whole = if share > 0.0 && share < 1.0 { rounded.clamp(1.0, 99.0) } else { rounded };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 above")]
    let whole = whole as u8;
    whole
}

/// A number with at most so many decimals, without trailing zeros and with thousands separated.
///
/// ```
/// # use throughline_domain::words::number;
/// assert_eq!(number(1200.0, 1), "1,200");
/// assert_eq!(number(0.25, 2), "0.25");
/// ```
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = format!("{sign}{}", grouped(digits));
    let rest = rest.trim_end_matches('0');
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// Whether a metric's unit is a share of one, shown in percent.
pub fn is_share(unit: &str) -> bool {
    matches!(unit.trim().to_lowercase().as_str(), "share" | "%" | "percent")
}

/// A day, as people here write it: "30 Nov", with the year where it is another one.
///
/// ```
/// # use throughline_domain::words::day;
/// use jiff::civil::date;
/// assert_eq!(day(date(2026, 11, 30), date(2026, 10, 13)), "30 Nov");
/// assert_eq!(day(date(2027, 1, 29), date(2026, 10, 13)), "29 Jan 2027");
/// ```
pub fn day(date: jiff::civil::Date, today: jiff::civil::Date) -> String {
    let format = if date.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    date.strftime(format).to_string()
}

/// Names in a row: "A", "A and B", "A, B and C".
///
/// ```
/// # use throughline_domain::words::list;
/// assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B and C");
/// ```
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A count in words up to twelve: "three", "24".
///
/// ```
/// # use throughline_domain::words::spelled;
/// assert_eq!(spelled(3), "three");
/// assert_eq!(spelled(1_204), "1,204");
/// ```
pub fn spelled(count: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    #[expect(clippy::cast_precision_loss, reason = "a count of things")]
    WORDS.get(count).map_or_else(|| number(count as f64, 0), |word| (*word).to_owned())
}

/// A text as one line of at most so many letters, with "…" where it is cut.
///
/// ```
/// # use throughline_domain::words::short;
/// assert_eq!(short("Keep the\n customers", 20), "Keep the customers");
/// assert_eq!(short("Größere Kunden", 8), "Größere…");
/// ```
pub fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// With a capital at the beginning.
///
/// ```
/// # use throughline_domain::words::capital;
/// assert_eq!(capital("nine tickets"), "Nine tickets");
/// ```
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// With a small letter at the beginning: "on Tuesday", where a day keeps its capital.
///
/// ```
/// # use throughline_domain::words::small;
/// assert_eq!(small("On Tuesday"), "on Tuesday");
/// ```
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// A stretch of hours: whole minutes under an hour, then hours with one decimal.
///
/// ```
/// # use throughline_domain::words::hours;
/// assert_eq!(hours(0.0), "less than a minute");
/// assert_eq!(hours(1.0 / 60.0), "1 minute");
/// assert_eq!(hours(0.75), "45 minutes");
/// assert_eq!(hours(0.999), "1 hour");
/// assert_eq!(hours(1.5), "1.5 hours");
/// ```
pub fn hours(hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    if minutes < 1.0 {
        "less than a minute".to_owned()
    } else if minutes < 60.0 {
        counted(&number(minutes, 0), "minute")
    } else {
        counted(&number(hours, 1), "hour")
    }
}

/// A number of people, who may work part of their time.
///
/// ```
/// # use throughline_domain::words::people;
/// assert_eq!(people(1.0), "1 person");
/// assert_eq!(people(2.5), "2.5 people");
/// ```
pub fn people(count: f64) -> String {
    let number = number(count, 1);
    if number == "1" { "1 person".to_owned() } else { format!("{number} people") }
}

fn counted(number: &str, unit: &str) -> String {
    if number == "1" { format!("1 {unit}") } else { format!("{number} {unit}s") }
}
