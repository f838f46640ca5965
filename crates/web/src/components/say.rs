//! Numbers, dates and names as people say them.

use jiff::{civil::Date, tz::TimeZone};
use maud::{Markup, html};
use throughline_domain::{
    Ts,
    people::Role,
    priorities::Method,
    tickets::{EffortDays, Moscow, Status},
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

/// Estimated work: "3 to 5 person-days", "1 person-day".
pub fn effort(effort: EffortDays) -> String {
    let (low, high) = (words::number(effort.low, 1), words::number(effort.high, 1));
    match (low == high, low.as_str()) {
        (true, "1") => "1 person-day".to_owned(),
        (true, _) => format!("{low} person-days"),
        (false, _) => format!("{low} to {high} person-days"),
    }
}

/// A value of a metric: shares as percent, everything else as a number.
pub fn metric(value: f64, unit: &str) -> String {
    if is_share(unit) { format!("{}%", words::number(value * 100.0, 1)) } else { number(value) }
}

/// A difference of a metric, with its sign and two figures: "+5.2k", "−380", "+3.5 points".
pub fn difference(value: f64, unit: &str) -> String {
    let (size, unit) = if is_share(unit) { (value.abs() * 100.0, " points") } else { (value.abs(), "") };
    let said = match size {
        size if size >= 999_950.0 => format!("{}M", words::number(size / 1e6, 1)),
        size if size >= 99_950.0 => format!("{}k", words::number(size / 1e3, 0)),
        size if size >= 999.5 => format!("{}k", words::number(size / 1e3, 1)),
        size if size >= 99.5 => words::number(size, 0),
        size if size >= 10.0 => words::number(size, 1),
        size => words::number(size, 2),
    };
    let sign = match said.as_str() {
        "0" => "",
        _ if value < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{said}{unit}")
}

/// Whether a metric's unit is a share of one.
pub fn is_share(unit: &str) -> bool {
    words::is_share(unit)
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

/// [`age`] as an element that a page which compares itself leaves out.
pub fn ago(at: Ts, now: Ts, zone: &TimeZone) -> Markup {
    html! { time datetime=(at.timestamp()) { (age(at, now, zone)) } }
}

/// "4 min ago", "3 h ago", or the day.
fn age(at: Ts, now: Ts, zone: &TimeZone) -> String {
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
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.trim_end_matches('s').to_owned());
    // The unit is said once, and it is that of the middle: "2 weeks, to 3"; "6 days, to 8".
    let shown = if unit(&mid) == unit(&upper) {
        upper.split_once(' ').map_or(upper.as_str(), |(number, _)| number).to_owned()
    } else if unit(&mid).as_deref() == Some("day") {
        words::number(duration.p85 * 7.0, 0)
    } else {
        upper.clone()
    };
    let second = (upper != mid).then(|| format!("to {shown}"));
    (mid, second)
}

/// The same sentence, with every minus kept beside its amount where lines break.
pub fn unbroken(sentence: &str) -> String {
    sentence.replace('−', "−\u{2060}")
}

/// A count at the beginning of a statement, in words up to twelve: "Six tickets", "41 tickets".
pub fn opening(how_many: i64, one: &str, many: &str) -> String {
    let number = usize::try_from(how_many).map_or_else(|_| how_many.to_string(), words::spelled);
    format!("{} {}", words::capital(&number), if how_many == 1 { one } else { many })
}

/// What somebody signed in with, as people call it: "Firefox on Linux, 10.0.0.7". What is not known is left as it was sent.
pub fn device(client: &str) -> String {
    let (agent, address) = client.rsplit_once(", ").unwrap_or((client, ""));
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // Every browser also claims to be those further down.
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) if address.is_empty() => format!("{browser} on {system}"),
        (Some(browser), Some(system)) => format!("{browser} on {system}, {address}"),
        _ => client.to_owned(),
    }
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
    fn differences_have_a_sign_and_two_figures() {
        let said = [5_182.5, -1_634.7, 143.1, -0.13, 0.0].map(|value| difference(value, "loads"));
        assert_eq!(said, ["+5.2k", "−1.6k", "+143", "−0.13", "0"]);
        assert_eq!(difference(0.035, "share"), "+3.5 points");
    }

    #[test]
    fn ages_are_relative_under_a_day_and_dates_after() {
        let now = Ts::from_micros(1_791_878_400_000_000);
        let zone = TimeZone::UTC;
        assert_eq!(age(now.plus_seconds(-30), now, &zone), "just now");
        assert_eq!(age(now.plus_seconds(-240), now, &zone), "4 min ago");
        assert_eq!(age(now.plus_seconds(-7200), now, &zone), "2 h ago");
        assert_eq!(
            age(now.plus_days(-5), now, &zone),
            words::day(now.plus_days(-5).date_in(&zone), now.date_in(&zone))
        );
    }

    #[test]
    fn a_device_is_called_by_its_browser_and_system() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(device(&format!("{chrome}, 127.0.0.1")), "Chrome on Linux, 127.0.0.1");
        assert_eq!(device(&format!("{chrome} Edg/156.0, 10.0.0.7")), "Edge on Linux, 10.0.0.7");
        assert_eq!(device("curl/8.5.0, 127.0.0.1"), "curl/8.5.0, 127.0.0.1");
    }

    #[test]
    fn the_end_of_a_duration_is_in_the_unit_of_its_middle() {
        let said = |mid: f64, p85: f64| {
            let (mid, upper) = duration(&DurationWeeks { mid, p85, low: mid, high: p85, mean: mid, assumed: false });
            format!("{mid} {}", upper.unwrap_or_default())
        };
        assert_eq!(said(2.0, 2.6), "2 weeks to 2.6");
        assert_eq!(said(0.9, 1.1), "6 days to 8");
        assert_eq!(said(1.0, 1.0), "1 week ");
    }

    #[test]
    fn statements_begin_with_words() {
        assert_eq!(opening(1, "ticket", "tickets"), "One ticket");
        assert_eq!(opening(41, "ticket", "tickets"), "41 tickets");
    }
}
