//! Money for people: never more digits than are known.
//!
//! Below 1,000 in full; two figures up to 10k; one decimal up to 20k; whole thousands above; a range always with two
//! figures, its middle too while that is below 1,000. The symbol stands before the number, a loss has a true minus.

use crate::{Currency, Estimate, Money};

/// An amount: "€230", "€1.0k", "€17.5k", "€188k", "€1.4M", "−€18k".
///
/// ```
/// use throughline_value_line::{Currency, Money, format};
/// assert_eq!(format::money(Money::new(1_750_000, Currency::EUR)), "€17.5k");
/// assert_eq!(format::money(Money::new(835_000, Currency::EUR)), "€8.4k");
/// ```
pub fn money(amount: Money) -> String {
    minor(to_float(amount.minor), amount.currency)
}

/// The same for minor units that are not whole, as estimates hold them.
pub fn minor(minor: f64, currency: Currency) -> String {
    written(minor, currency, round_single)
}

/// One end of a range: always two figures.
pub fn range_end(minor: f64, currency: Currency) -> String {
    written(minor, currency, round_two_figures)
}

/// A range: "€120–€380". One that begins below zero says "to", because two dashes are hard to read: "−€4.8k to €47k".
pub fn range(low_minor: f64, high_minor: f64, currency: Currency) -> String {
    let (low, high) = (range_end(low_minor, currency), range_end(high_minor, currency));
    if low.starts_with('−') { format!("{low} to {high}") } else { format!("{low}–{high}") }
}

/// The middle of an estimate, with no more figures than the range beside it knows: "€510" beside "€350–€740".
pub fn middle(estimate: &Estimate, currency: Currency) -> String {
    let beside_a_range = !estimate.is_point();
    written(estimate.mid, currency, if beside_a_range { round_beside_range } else { round_single })
}

/// The median with its range, or the single number when no range was given: "€230 (€120–€380)".
pub fn estimate(estimate: &Estimate, currency: Currency) -> String {
    if estimate.is_point() {
        return minor(estimate.mid, currency);
    }
    format!("{} ({})", middle(estimate, currency), range(estimate.low, estimate.high, currency))
}

/// A share as people write it: "3%", "0.3%", "11.64%"; at most four figures and no empty decimals.
pub fn percent(share: f64) -> String {
    let digits = figures(share * 100.0, 4);
    format!("{digits}%")
}

/// Digits with a comma between thousands: "99,442".
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A plain number with at most so many significant figures and no empty decimals.
pub(crate) fn figures(value: f64, figures: u32) -> String {
    let rounded = significant(value, figures);
    let text = format!("{rounded:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[allow(clippy::cast_precision_loss)]
fn to_float(minor: i64) -> f64 {
    minor as f64
}

fn written(minor: f64, currency: Currency, round: fn(f64) -> f64) -> String {
    let major = round(minor.abs() / to_float(currency.minor_per_major()));
    let sign = if minor < 0.0 && major > 0.0 { "−" } else { "" };
    let symbol = currency.symbol();
    let gap = if symbol.chars().all(char::is_alphabetic) { "\u{a0}" } else { "" };
    format!("{sign}{symbol}{gap}{}", with_unit(major))
}

/// The rounded number with its unit; the rounding has been done, so what is left only picks decimals. Whole numbers
/// are written as such, which takes a fraction of the time that exact decimals of a float take.
#[allow(clippy::cast_possible_truncation)]
fn with_unit(major: f64) -> String {
    const UNITS: [(f64, &str); 3] = [(1e9, "bn"), (1e6, "M"), (1e3, "k")];
    match UNITS.into_iter().find(|(size, _)| major >= *size) {
        None => format!("{}", major.round() as i64),
        Some((size, unit)) => {
            let shown = major / size;
            let whole = (shown - shown.round()).abs() < 1e-9;
            if shown < 10.0 || !whole {
                let tenths = (shown * 10.0).round() as i64;
                format!("{}.{}{unit}", tenths / 10, tenths % 10)
            } else {
                format!("{}{unit}", shown.round() as i64)
            }
        }
    }
}

/// In full below 1,000; then two figures below ten of the unit, one decimal below twenty, whole numbers above.
fn round_single(major: f64) -> f64 {
    let rounded = major.round();
    if rounded < 1_000.0 {
        return rounded;
    }
    let unit = unit_of(rounded);
    let in_unit = major / unit;
    // A tenth has no exact form: €8,350 must not fall below the half that it is.
    let steps = if in_unit < 20.0 { 10.0 } else { 1.0 };
    (in_unit * steps).round() / steps * unit
}

fn round_two_figures(major: f64) -> f64 {
    if major < 10.0 { major.round() } else { significant(major, 2) }
}

fn round_beside_range(major: f64) -> f64 {
    if major < 1_000.0 { round_two_figures(major) } else { round_single(major) }
}

fn unit_of(major: f64) -> f64 {
    if major >= 1e9 {
        1e9
    } else if major >= 1e6 {
        1e6
    } else {
        1e3
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
fn significant(value: f64, figures: u32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let magnitude = value.abs().log10().floor() as i32 + 1 - figures as i32;
    // Dividing by a power of ten is exact where multiplying by its inverse is not.
    if magnitude >= 0 {
        let step = 10_f64.powi(magnitude);
        (value / step).round() * step
    } else {
        let step = 10_f64.powi(-magnitude);
        (value * step).round() / step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_table_of_the_design_says() {
        for (minor, shown) in [
            (23_000, "€230"),
            (51_500, "€515"),
            (99_960, "€1.0k"),
            (100_000, "€1.0k"),
            (250_000, "€2.5k"),
            (994_000, "€9.9k"),
            (1_750_000, "€17.5k"),
            (1_200_000, "€12k"),
            (1_999_000, "€20k"),
            (18_800_000, "€188k"),
            (99_960_000, "€1.0M"),
            (140_000_000, "€1.4M"),
            (3_000_000, "€30k"),
            (-1_800_000, "−€18k"),
            (-3_500_000, "−€35k"),
            (0, "€0"),
            (-20, "€0"),
            (250_000_000_000, "€2.5bn"),
        ] {
            assert_eq!(money(Money::new(minor, Currency::EUR)), shown, "{minor}");
        }
    }

    #[test]
    fn the_ends_of_a_range_have_two_figures() {
        assert_eq!(range(12_000.0, 38_000.0, Currency::EUR), "€120–€380");
        assert_eq!(range(51_500.0, 1_750_000.0, Currency::EUR), "€520–€18k");
        assert_eq!(range(18_800_000.0, 135_000_000.0, Currency::GBP), "£190k–£1.4M");
        assert_eq!(range(400.0, 99_600.0, Currency::EUR), "€4–€1.0k");
        assert_eq!(range(-480_000.0, 4_700_000.0, Currency::EUR), "−€4.8k to €47k");
    }

    #[test]
    fn the_middle_knows_no_more_figures_than_its_range() {
        let range = Estimate::lognormal90(35_000.0, 74_000.0).unwrap();
        assert_eq!(estimate(&range, Currency::EUR), "€510 (€350–€740)");
        assert_eq!(estimate(&Estimate::point(50_893.0), Currency::EUR), "€509");
        assert_eq!(estimate(&range.scaled(34.0), Currency::EUR), "€17.3k (€12k–€25k)");
    }

    #[test]
    fn a_currency_without_a_symbol_shows_its_code() {
        let chf = Currency::parse("CHF").unwrap();
        assert_eq!(money(Money::new(250_000, chf)), "CHF\u{a0}2.5k");
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!(money(Money::new(2_500, jpy)), "¥2.5k");
    }

    #[test]
    fn shares_have_no_empty_decimals() {
        for (share, shown) in [(0.03, "3%"), (0.003, "0.3%"), (0.1164, "11.64%"), (1.0, "100%"), (0.215_283, "21.53%")]
        {
            assert_eq!(percent(share), shown);
        }
    }
}
