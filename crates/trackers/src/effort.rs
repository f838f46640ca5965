//! Estimates as people write them: "3-5d", "2 weeks", "4h", "1w 2d", "5 points".

use throughline_domain::tickets::EffortDays;

use crate::Settings;

/// Longest estimate that is taken for one, in days: 100 years of one person.
const MOST_DAYS: f64 = 36_500.0;

/// What a number without a unit means where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Points,
}

impl Unit {
    fn days(self, settings: &Settings) -> Result<f64, String> {
        Ok(match self {
            Self::Seconds => 1.0 / (3600.0 * settings.hours_per_day),
            Self::Minutes => 1.0 / (60.0 * settings.hours_per_day),
            Self::Hours => 1.0 / settings.hours_per_day,
            Self::Days => 1.0,
            Self::Weeks => settings.days_per_week,
            Self::Months => settings.days_per_month(),
            Self::Points => settings.days_per_story_point.ok_or(
                "story points are not turned into days until the workspace says how many days a point stands for",
            )?,
        })
    }

    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "s" | "sec" | "second" | "seconds" => Self::Seconds,
            "min" | "mins" | "minute" | "minutes" | "minuten" | "minuti" | "minutos" => Self::Minutes,
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "ora" | "ore" | "heure"
            | "heures" | "hora" | "horas" => Self::Hours,
            "d" | "day" | "days" | "pd" | "md" | "tag" | "tage" | "pt" | "personentage" | "giorno" | "giorni"
            | "jour" | "jours" | "j" | "día" | "días" | "dia" | "dias" => Self::Days,
            "w" | "wk" | "wks" | "week" | "weeks" | "woche" | "wochen" | "settimana" | "settimane" | "semaine"
            | "semaines" | "semana" | "semanas" => Self::Weeks,
            "mo" | "month" | "months" | "monat" | "monate" | "mese" | "mesi" | "mois" | "mes" | "meses" => Self::Months,
            "point" | "points" | "pts" | "sp" | "punkte" | "punti" | "puntos" => Self::Points,
            _ => return None,
        })
    }
}

/// Reads an estimate. `bare` is what a number without a unit stands for, or none if it needs one.
///
/// The error is a sentence without its end, to be put after the text: `"XL" has no number`.
pub(crate) fn read(text: &str, bare: Option<Unit>, settings: &Settings) -> Result<EffortDays, String> {
    let shown = shorten(text);
    let mut rest = text.trim();
    for filler in ["~", "≈", "about ", "approx. ", "approx ", "around ", "circa ", "ca. ", "ca ", "etwa ", "environ "]
    {
        if let Some(after) = strip_prefix_ignoring_case(rest, filler) {
            rest = after.trim_start();
            break;
        }
    }
    let Some((low, after)) = amount(rest) else {
        return Err(format!("\"{shown}\" does not begin with a number"));
    };
    let (low_unit, after) = unit(after);
    let (high, high_unit, after) = match after_dash(after).and_then(amount) {
        Some((high, after)) => {
            let (high_unit, after) = unit(after);
            (Some(high), high_unit, after)
        }
        None => (None, None, after),
    };
    let shared = high_unit.or(low_unit).or(bare);
    let Some(low_unit) = low_unit.or(shared) else {
        return Err(format!("\"{shown}\" has no unit; write days (d), weeks (w), hours (h) or points"));
    };
    let mut from = low * low_unit.days(settings)?;
    let mut to = match high {
        Some(high) => high * high_unit.unwrap_or(low_unit).days(settings)?,
        None => from,
    };
    let mut rest = after;
    while let Some((more, after)) = amount(rest.trim_start()) {
        let (Some(unit), after) = unit(after) else { break };
        let more = more * unit.days(settings)?;
        from += more;
        to += more;
        rest = after;
    }
    if rest.trim_start().starts_with(|c: char| c.is_alphanumeric()) && !rest.starts_with(char::is_whitespace) {
        return Err(format!("\"{shown}\" has a unit that is not known here; write d, w, h or points"));
    }
    let (low, high) = if from <= to { (from, to) } else { (to, from) };
    if low > 0.0 && high <= MOST_DAYS {
        Ok(EffortDays { low, high })
    } else {
        Err(format!("\"{shown}\" is not between 0 and {MOST_DAYS} days"))
    }
}

/// A number at the start of a text and what follows it. A comma or a point is the decimal sign.
fn amount(text: &str) -> Option<(f64, &str)> {
    if let Some(after) = text.strip_prefix('½') {
        return Some((0.5, after));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']);
    let number = digits.replace(',', ".").parse().ok()?;
    Some((number, &text[digits.len()..]))
}

/// A unit at the start of a text, after spaces or a hyphen, with the "person-" or "working" before it left out.
fn unit(text: &str) -> (Option<Unit>, &str) {
    let mut rest = text.trim_start().trim_start_matches('-').trim_start();
    for before in ["person", "man", "dev", "engineer", "working", "work", "business", "story"] {
        if let Some(after) = strip_prefix_ignoring_case(rest, before) {
            let after = after.trim_start_matches([' ', '-']);
            if after.starts_with(char::is_alphabetic) {
                rest = after;
                break;
            }
        }
    }
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    match Unit::named(&rest[..end].to_lowercase()) {
        Some(unit) => (Some(unit), &rest[end..]),
        None => (None, text),
    }
}

fn after_dash(text: &str) -> Option<&str> {
    let text = text.trim_start();
    ["-", "–", "—", "..", "to ", "bis ", "a ", "à "]
        .iter()
        .find_map(|dash| strip_prefix_ignoring_case(text, dash))
        .map(str::trim_start)
}

pub(crate) fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// At most 60 characters of a text, on one line, to be shown in a sentence.
pub(crate) fn shorten(text: &str) -> String {
    let mut shown: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(61).collect();
    if shown.chars().count() > 60 {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> (f64, f64) {
        let settings = Settings { days_per_story_point: Some(1.5), ..Settings::default() };
        let effort = read(text, None, &settings).unwrap_or_else(|reason| panic!("{reason}"));
        (effort.low, effort.high)
    }

    #[test]
    fn estimates_are_read_as_people_write_them() {
        let table = [
            ("3-5d", 3.0, 5.0),
            ("3 - 5 days", 3.0, 5.0),
            ("3d-5d", 3.0, 5.0),
            ("3–5 d", 3.0, 5.0),
            ("3 to 5 days", 3.0, 5.0),
            ("2 weeks", 10.0, 10.0),
            ("4h", 0.5, 0.5),
            ("1-2 person-days", 1.0, 2.0),
            ("4h - 2d", 0.5, 2.0),
            ("1w 2d", 7.0, 7.0),
            ("1,5 Tage", 1.5, 1.5),
            ("~3 working days", 3.0, 3.0),
            ("5-3d", 3.0, 5.0),
            ("2 story points", 3.0, 3.0),
            ("90 minutes", 0.1875, 0.1875),
            ("3d (two people)", 3.0, 3.0),
            ("3d, more with tests", 3.0, 3.0),
            ("½ day", 0.5, 0.5),
        ];
        for (text, low, high) in table {
            assert_eq!(days(text), (low, high), "{text}");
        }
    }

    #[test]
    fn what_is_no_estimate_is_said_and_not_guessed() {
        let settings = Settings::default();
        for text in ["XL", "", "5", "0d", "3 sprints", "5 points", "1e99 days", "99999999 weeks", "3dx"] {
            assert!(read(text, None, &settings).is_err(), "{text}");
        }
    }
}
