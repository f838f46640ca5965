//! Numbers, dates and names as people say them.

use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    Ts,
    people::Role,
    priorities::Method,
    tickets::{Moscow, Status},
    value::DurationWeeks,
    words,
};

/// A number with thousands separated and no more decimals than it needs: "41,802", "38.6".
pub fn number(value: f64) -> String {
    let decimals = if value.abs() >= 1_000.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    words::number(value, decimals)
}

/// A value of a metric: shares as percent, everything else as a number.
pub fn metric(value: f64, unit: &str) -> String {
    if is_share(unit) { format!("{}%", words::number(value * 100.0, 1)) } else { number(value) }
}

/// Whether a metric's unit is a share of one.
pub fn is_share(unit: &str) -> bool {
    matches!(unit.trim().to_lowercase().as_str(), "share" | "%" | "percent")
}

/// A score: two figures below ten, one decimal below hundred.
pub fn score(value: f64) -> String {
    words::number(value, if value.abs() < 1.0 { 2 } else { usize::from(value.abs() < 100.0) })
}

/// "Tuesday 13 October 2026".
pub fn long_day(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// "13 Oct 2026, 08:40".
pub fn moment(at: Ts, zone: &TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
}

/// "4 min ago", "3 h ago", or the day.
pub fn ago(at: Ts, now: Ts, zone: &TimeZone) -> String {
    let minutes = (now.micros() - at.micros()) / 60_000_000;
    match minutes {
        ..1 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        _ => words::day(at.date_in(zone), now.date_in(zone)),
    }
}

/// "2 weeks", with its upper end as a second line where there is a range: "to 3".
pub fn duration(duration: &DurationWeeks) -> (String, Option<String>) {
    let mid = words::weeks(duration.mid);
    let upper = words::weeks(duration.p85);
    // The unit is said once: "2 weeks, to 3".
    let shown = match (mid.split_once(' '), upper.split_once(' ')) {
        (Some((_, unit)), Some((number, same))) if unit.trim_end_matches('s') == same.trim_end_matches('s') => number,
        _ => upper.as_str(),
    };
    let second = (upper != mid).then(|| format!("to {shown}"));
    (mid, second)
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Member => "member",
        Role::Leader => "leader",
        Role::Owner => "owner",
    }
}

/// What a method is called.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Cd3 => "Cost of delay ÷ work (CD3)",
        Method::Rice => "RICE",
        Method::Moscow => "MoSCoW",
    }
}

/// What a class is called.
pub fn moscow(class: Moscow) -> &'static str {
    match class {
        Moscow::Must => "Must",
        Moscow::Should => "Should",
        Moscow::Could => "Could",
        Moscow::Wont => "Won’t",
    }
}

/// What a status is called.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::Closed => "Closed",
    }
}

/// "1 ticket", "2 tickets", "1,204 tickets".
#[allow(clippy::cast_precision_loss)]
pub fn count(how_many: i64, one: &str, many: &str) -> String {
    format!("{} {}", words::number(how_many as f64, 0), if how_many == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_no_more_decimals_than_they_need() {
        assert_eq!(number(41_802.0), "41,802");
        assert_eq!(number(38.6), "38.6");
        assert_eq!(number(3.0), "3");
        assert_eq!(metric(0.895, "share"), "89.5%");
        assert_eq!(count(1204, "ticket", "tickets"), "1,204 tickets");
        assert_eq!(count(1, "ticket", "tickets"), "1 ticket");
    }

    #[test]
    fn ages_are_relative_under_a_day_and_dates_after() {
        let now = Ts::from_micros(1_791_878_400_000_000);
        let zone = TimeZone::UTC;
        assert_eq!(ago(now.plus_seconds(-30), now, &zone), "just now");
        assert_eq!(ago(now.plus_seconds(-240), now, &zone), "4 min ago");
        assert_eq!(ago(now.plus_seconds(-7200), now, &zone), "2 h ago");
        assert_eq!(
            ago(now.plus_days(-5), now, &zone),
            words::day(now.plus_days(-5).date_in(&zone), now.date_in(&zone))
        );
    }
}
