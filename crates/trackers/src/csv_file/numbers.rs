//! Numbers in the cells of a spreadsheet.

/// How a file writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// 1,234.5
    PointDecimal,
    /// 1.234,5
    CommaDecimal,
}

impl Style {
    /// Spreadsheets separate cells by semicolons where the comma is the decimal sign.
    pub(crate) fn of(delimiter: char) -> Self {
        if delimiter == ';' { Self::CommaDecimal } else { Self::PointDecimal }
    }
}

/// Reads a number that is finite. A `%` divides by 100.
pub(crate) fn read(text: &str, style: Style) -> Option<f64> {
    let text = text.trim();
    let (text, scale) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 0.01),
        None => (text, 1.0),
    };
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'' && *c != '’').collect();
    let digits = compact.strip_prefix(['-', '+']).unwrap_or(&compact);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return None;
    }
    let decimal = decimal_sign(digits, style)?;
    let plain: String = compact
        .chars()
        .filter(|&c| !matches!(c, '.' | ',') || Some(c) == decimal)
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    plain.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * scale)
}

/// The sign before the decimals: `Some(None)` if there are none. None if the signs make no number.
#[expect(clippy::option_option, reason = "no number, and a number without decimals, are different answers")]
fn decimal_sign(digits: &str, style: Style) -> Option<Option<char>> {
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let grouped = |sign: char| {
        let mut groups = digits.split(sign);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    };
    let last = digits.chars().rfind(|c| matches!(c, '.' | ','));
    match (points, commas) {
        (0, 0) => Some(None),
        (1, 1) => Some(last),
        (1, _) if commas > 1 && last == Some('.') => Some(last),
        (_, 1) if points > 1 && last == Some(',') => Some(last),
        (1, 0) => Some((!(style == Style::CommaDecimal && grouped('.'))).then_some('.')),
        (0, 1) => Some((!(style == Style::PointDecimal && grouped(','))).then_some(',')),
        (_, 0) => grouped('.').then_some(None),
        (0, _) => grouped(',').then_some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_style_of_their_file() {
        use Style::{CommaDecimal, PointDecimal};
        let table = [
            ("1,000", PointDecimal, Some(1000.0)),
            ("1,000", CommaDecimal, Some(1.0)),
            ("1.000", CommaDecimal, Some(1000.0)),
            ("1.500", PointDecimal, Some(1.5)),
            ("1,5", PointDecimal, Some(1.5)),
            ("1.5", CommaDecimal, Some(1.5)),
            ("1.234.567,89", PointDecimal, Some(1_234_567.89)),
            ("1,234,567.89", CommaDecimal, Some(1_234_567.89)),
            ("1 000", PointDecimal, Some(1000.0)),
            ("80%", PointDecimal, Some(0.8)),
            ("-3", PointDecimal, Some(-3.0)),
            ("1.2.3", PointDecimal, None),
            ("abc", PointDecimal, None),
            ("=1+1", PointDecimal, None),
            ("", PointDecimal, None),
            (".", PointDecimal, None),
            ("NaN", PointDecimal, None),
        ];
        for (text, style, expected) in table {
            assert_eq!(read(text, style), expected, "{text}");
        }
    }
}
