//! Writing the files: the same strategy gives the same bytes.

use std::fmt::Write as _;

use crate::{
    Money,
    strategy::files::{
        Handle, Kind, Name, Strategy, Texts, Thing, Value,
        schema::{Field, Form},
    },
};

/// What the files were based on. It belongs to them: keep it in git as well.
pub const LOCK_FILE: &str = "strategy.lock";

/// The files that are written, besides the lock.
pub const FILES: [&str; 6] =
    ["strategy.toml", "segments.toml", "metrics.toml", "objectives.toml", "key-results.toml", "problems.toml"];

const fn file_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Segment => FILES[1],
        Kind::Metric => FILES[2],
        Kind::Objective => FILES[3],
        Kind::KeyResult => FILES[4],
        Kind::Problem => FILES[5],
    }
}

const ABOUT: &str = "\
# The strategy of a workspace: one table per thing, named by its handle. Other things name it by that handle.
# Change it here, see what would happen with `throughline strategy plan`, and do it with `throughline strategy apply`.
# strategy.lock says what these files were based on. Leave it to the program, and keep it beside them.
";

const ABOUT_LOCK: &str = "\
# What the files were based on. Written by `throughline strategy export` and `apply`; changing it hides who changed what.
";

/// The files of a strategy, and the lock of `based_on`.
pub fn write(strategy: &Strategy, based_on: &Strategy) -> Texts {
    let mut texts = Texts::new();
    let mut top = format!("{ABOUT}\n[strategy]\nformat = 1\n");
    star(&mut top, strategy);
    texts.insert(FILES[0].to_owned(), top);
    for kind in Kind::ALL {
        let mut text = about(kind);
        for (name, thing) in strategy.things.iter().filter(|(name, _)| name.kind == kind) {
            table(&mut text, "", name, thing);
        }
        texts.insert(file_of(kind).to_owned(), text);
    }
    texts.insert(LOCK_FILE.to_owned(), lock(based_on));
    texts
}

/// The lock of what files are based on.
pub fn lock(based_on: &Strategy) -> String {
    let mut text = format!("{ABOUT_LOCK}\n[lock]\n");
    star(&mut text, based_on);
    for (name, thing) in &based_on.things {
        table(&mut text, "lock.", name, thing);
    }
    text
}

fn star(text: &mut String, strategy: &Strategy) {
    if let Some(star) = &strategy.north_star {
        let _ = writeln!(text, "north_star = {}", string(star.as_str()));
    }
}

/// What can be said of a kind, as a comment at the head of its file.
fn about(kind: Kind) -> String {
    let mut text = format!("# [{}.HANDLE], with:", kind.table());
    let mut width = text.len();
    for (place, field) in kind.fields().iter().enumerate() {
        let said = said(field);
        let comma = if place == 0 { "" } else { "," };
        if width + said.len() > 116 {
            let _ = write!(text, "{comma}\n#   {said}");
            width = said.len() + 4;
        } else {
            let _ = write!(text, "{comma} {said}");
            width += said.len() + 2;
        }
    }
    text.push('\n');
    text
}

fn said(field: &Field) -> String {
    let name = field.name;
    match field.form {
        Form::Line | Form::Text | Form::Number => name.to_owned(),
        Form::Key => format!("{name} (else the handle)"),
        Form::Count => format!("{name} (a whole number)"),
        Form::Day => format!("{name} = 2027-03-31"),
        Form::Flag => format!("{name} = true"),
        Form::Amount => format!("{name} = \"EUR 1000\""),
        Form::Cycle => format!("{name} (its name)"),
        Form::Member => format!("{name} (an e-mail address)"),
        Form::Choice { of, .. } => format!("{name} ({})", of.join(", ")),
        Form::Shares(kind) => format!("{name} = \"HANDLE 60%, HANDLE 40%\" (of {}s)", kind.noun()),
        Form::Of(kind) => format!("{name} (a {}'s handle)", kind.noun()),
    }
}

fn table(text: &mut String, inside: &str, name: &Name, thing: &Thing) {
    let _ = writeln!(text, "\n[{inside}{}.{}]", name.kind.table(), bare(&name.handle));
    if let Some(id) = thing.id.filter(|_| !inside.is_empty()) {
        let _ = writeln!(text, "id = \"{id}\"");
    }
    for field in name.kind.fields() {
        match thing.fields.get(field.name) {
            Some(Value::Text(key)) if field.form == Form::Key && key == name.handle.as_str() => {}
            Some(value) => {
                let _ = writeln!(text, "{} = {}", field.name, literal(value));
            }
            None => {}
        }
    }
}

/// A handle as a key, in quotes where it needs them.
fn bare(handle: &Handle) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let text = handle.as_str();
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { line(text) }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => string(text),
        Value::Number(number) => self::number(*number),
        // A year before 0 is no TOML date.
        Value::Day(day) if day.year() < 0 => format!("\"{day}\""),
        Value::Day(day) => day.to_string(),
        Value::Flag => "true".to_owned(),
        Value::Amount(money) => format!("\"{}\"", amount(*money)),
    }
}

/// The shortest text that is read as the same number.
fn number(number: f64) -> String {
    let whole = number.fract() == 0.0 && number.abs() < 1e15 && !(number == 0.0 && number.is_sign_negative());
    if whole { format!("{number:.0}") } else { format!("{number:?}") }
}

/// Money to the last minor unit: "EUR 340", "EUR 340.50".
pub(super) fn amount(money: Money) -> String {
    let unit = money.currency.minor_per_major().unsigned_abs();
    let (whole, rest) = (money.minor.unsigned_abs() / unit, money.minor.unsigned_abs() % unit);
    let sign = if money.minor < 0 { "-" } else { "" };
    let code = money.currency.code();
    let digits = money.currency.digits() as usize;
    if rest == 0 { format!("{code} {sign}{whole}") } else { format!("{code} {sign}{whole}.{rest:0digits$}") }
}

fn string(text: &str) -> String {
    if text.contains('\n') { lines(text) } else { line(text) }
}

fn line(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        escaped(&mut out, letter);
    }
    out.push('"');
    out
}

/// A text of several lines, as one reads it. A space before the end of a line is written as its number, because editors
/// take it away.
fn lines(text: &str) -> String {
    let mut out = String::from("\"\"\"\n");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => out.push('\n'),
            ' ' if letters.peek().is_none_or(|next| *next == '\n') => out.push_str("\\u0020"),
            // Three quotes would be the end; the last of a run is enough.
            '"' if letters.peek() == Some(&'"') => out.push_str("\\\""),
            letter => escaped(&mut out, letter),
        }
    }
    out.push_str("\"\"\"");
    out
}

fn escaped(out: &mut String, letter: char) {
    match letter {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\n' => out.push_str("\\n"),
        letter if u32::from(letter) < 0x20 || letter == '\u{7f}' => {
            let _ = write!(out, "\\u{:04x}", u32::from(letter));
        }
        letter => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (value, text) in [(6.0, "6"), (0.895, "0.895"), (-0.0, "-0.0"), (1e300, "1e300"), (-1210.0, "-1210")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn amounts_are_exact() {
        let cases = [
            (34_000, Currency::EUR, "EUR 340"),
            (34_005, Currency::EUR, "EUR 340.05"),
            (-1, Currency::EUR, "EUR -0.01"),
        ];
        for (minor, currency, text) in cases {
            assert_eq!(amount(Money::new(minor, currency)), text);
        }
        assert_eq!(amount(Money::new(12, Currency::parse("JPY").unwrap())), "JPY 12");
    }
}
