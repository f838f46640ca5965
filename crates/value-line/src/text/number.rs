//! How numbers are written: separators, scale words, currencies. Independent of the sentence's language.

use crate::Currency;

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// Its value, a lone separator before three digits taken as a thousands separator.
    pub(crate) value: f64,
    /// Its value with that separator taken as a decimal one, where that is possible: 1.500 is also 1.5.
    pub(crate) decimal: Option<f64>,
    /// That separator is a point, which English readers take for a decimal one.
    pub(crate) pointed: bool,
}

/// What a run of digits and separators turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scanned {
    Number(Number),
    /// Three numbers that are a date: the parts in the order written, and the separator.
    Date {
        parts: [u32; 3],
        separator: char,
    },
    /// A version, a time, a ratio: digits that are no quantity.
    Opaque,
}

const GROUPING_SPACES: [char; 4] = [' ', '\u{a0}', '\u{202f}', '\u{2009}'];

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Reads the number that `text` begins with; the first character is a digit. Returns its length in bytes.
pub(crate) fn scan(text: &str) -> (usize, Scanned) {
    let head = digits(text);
    if let Some(found) = scan_date(text, head) {
        return found;
    }
    let mut runs: Vec<(char, &str)> = Vec::new();
    let mut length = head;
    while let Some((separator, run)) = next_run(&text[length..], head, &runs) {
        runs.push((separator, run));
        length += separator.len_utf8() + run.len();
    }
    let rest = &text[length..];
    if rest.starts_with([':', '/']) && digits(&rest[1..]) > 0 {
        return (length + 1 + digits(&rest[1..]), Scanned::Opaque);
    }
    (length, value(&text[..head], &runs).map_or(Scanned::Opaque, Scanned::Number))
}

/// The next separator with its digits, if they may belong to the number.
fn next_run<'t>(rest: &'t str, head: usize, runs: &[(char, &str)]) -> Option<(char, &'t str)> {
    let separator = rest.chars().next()?;
    let after = &rest[separator.len_utf8()..];
    let count = digits(after);
    let run = &after[..count];
    let fits = match separator {
        '.' | ',' => count > 0,
        '\'' | '’' => count == 3,
        // A space groups only "1 000 000": short first group, always the same kind of space before.
        space if GROUPING_SPACES.contains(&space) => {
            count == 3 && head <= 3 && runs.iter().all(|(s, _)| *s == separator)
        }
        _ => false,
    };
    fits.then_some((separator, run))
}

fn value(head: &str, runs: &[(char, &str)]) -> Option<Number> {
    let grouped = |runs: &[(char, &str)]| {
        head.len() <= 3 && head != "0" && runs.iter().all(|(s, run)| *s == runs[0].0 && run.len() == 3)
    };
    let join = |runs: &[(char, &str)]| runs.iter().fold(head.to_owned(), |all, (_, run)| all + run);
    let parse = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
    let plain = |value: f64| Some(Number { value, decimal: None, pointed: false });
    match runs {
        [] => plain(parse(head)?),
        [(separator @ ('.' | ','), run)] => {
            let decimal = parse(&format!("{head}.{run}"))?;
            if grouped(runs) {
                Some(Number { value: parse(&join(runs))?, decimal: Some(decimal), pointed: *separator == '.' })
            } else {
                plain(decimal)
            }
        }
        all if grouped(all) => plain(parse(&join(all))?),
        [groups @ .., ('.' | ',', fraction)]
            if !groups.is_empty() && grouped(groups) && groups[0].0 != runs.last()?.0 =>
        {
            plain(parse(&format!("{}.{fraction}", join(groups)))?)
        }
        _ => None,
    }
}

/// `2027-01-31`, `31.01.2027`, `31/01/2027`.
fn scan_date(text: &str, head: usize) -> Option<(usize, Scanned)> {
    let separator = text[head..].chars().next().filter(|c| ['-', '.', '/'].contains(c))?;
    let second = digits(&text[head + 1..]);
    let middle = head + 1 + second;
    if second == 0 || second > 2 || !text[middle..].starts_with(separator) {
        return None;
    }
    let third = digits(&text[middle + 1..]);
    let end = middle + 1 + third;
    let year_first = head == 4 && (1..=2).contains(&third);
    let year_last = head <= 2 && third == 4;
    if !(year_first || year_last) || text[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let parts = [text[..head].parse().ok()?, text[head + 1..middle].parse().ok()?, text[middle + 1..end].parse().ok()?];
    Some((end, Scanned::Date { parts, separator }))
}

/// What a word after a number multiplies it by: "k", "Mio", "bn", "millions", "mila".
pub(crate) fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "tsd" | "tausend" | "thousand" | "thousands" | "mila" | "mille" | "mil" => 1e3,
        "m" | "mm" | "mn" | "mio" | "mln" | "mil." | "million" | "millions" | "millionen" | "milione" | "milioni"
        | "millón" | "millon" | "millones" => 1e6,
        "b" | "bn" | "bln" | "mrd" | "md" | "mld" | "billion" | "billions" | "milliarde" | "milliarden"
        | "milliard" | "milliards" | "miliardo" | "miliardi" => 1e9,
        _ => return None,
    })
}

/// A currency as written: a sign, a code or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// No doubt which.
    Known(Currency),
    /// A bare dollar sign: the workspace's dollar if it has one, else the United States dollar.
    Dollar,
    /// Hundredths of the currency of the sentence.
    Cent,
}

impl Written {
    /// Whether two amounts can be in one currency: a bare dollar may be any dollar.
    pub(crate) fn may_be(self, other: Self) -> bool {
        match (self, other) {
            (Self::Dollar, Self::Known(known)) | (Self::Known(known), Self::Dollar) => known.code().ends_with('D'),
            _ => self == other,
        }
    }
}

/// The currency of a sign.
pub(crate) fn currency_sign(sign: char) -> Option<Written> {
    Some(match sign {
        '€' => Written::Known(Currency::EUR),
        '£' => Written::Known(Currency::GBP),
        '$' => Written::Dollar,
        '¥' => Written::Known(code("JPY")?),
        '₹' => Written::Known(code("INR")?),
        '₺' => Written::Known(code("TRY")?),
        '₩' => Written::Known(code("KRW")?),
        _ => return None,
    })
}

fn code(code: &str) -> Option<Currency> {
    Currency::parse(code).ok()
}

/// Codes that are also English words in capitals; they count only after a number.
const LIKE_WORDS: [&str; 8] = ["ALL", "CUP", "GEL", "MOP", "PEN", "TOP", "TRY", "XXX"];

/// The currency of a word: a code in capitals (the common ones in any case) or a name.
pub(crate) fn currency_word(word: &str, after_number: bool) -> Option<Written> {
    let lower = word.to_lowercase();
    let known = |text| code(text).map(Written::Known);
    match lower.as_str() {
        "eur" | "euro" | "euros" => known("EUR"),
        "usd" => known("USD"),
        "dollar" | "dollars" => Some(Written::Dollar),
        "gbp" | "pound" | "pounds" | "sterling" => known("GBP"),
        "chf" | "sfr" => known("CHF"),
        "yen" => known("JPY"),
        "zł" | "zloty" => known("PLN"),
        "cent" | "cents" | "ct" if after_number => Some(Written::Cent),
        _ if word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()) => {
            if LIKE_WORDS.contains(&word) && !after_number { None } else { known(word) }
        }
        _ => None,
    }
}

/// `US$`, `A$`, `R$`: the letters before a dollar sign.
pub(crate) fn dollar_of(letters: &str) -> Option<Written> {
    let text = match letters {
        "US" => "USD",
        "A" | "AU" => "AUD",
        "C" | "CA" => "CAD",
        "NZ" => "NZD",
        "S" => "SGD",
        "HK" => "HKD",
        "R" => "BRL",
        _ => return None,
    };
    code(text).map(Written::Known)
}

/// `MEUR`, `kUSD`, `TEUR`: a scale glued before a code.
pub(crate) fn scaled_currency(word: &str) -> Option<(f64, Written)> {
    let scale = match word.chars().next()? {
        'k' | 'K' | 'T' => 1e3,
        'M' | 'm' => 1e6,
        _ => return None,
    };
    let rest = &word[1..];
    if !["EUR", "USD", "GBP", "CHF"].contains(&rest) {
        return None;
    }
    Some((scale, Written::Known(code(rest)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (usize, Option<f64>) {
        match scan(text) {
            (length, Scanned::Number(number)) => (length, Some(number.value)),
            (length, _) => (length, None),
        }
    }

    #[test]
    fn five_countries_write_a_million() {
        for text in [
            "1.000.000",
            "1,000,000",
            "1 000 000",
            "1\u{a0}000\u{a0}000",
            "1\u{2009}000\u{2009}000",
            "1'000'000",
            "1’000’000",
            "1000000",
        ] {
            assert_eq!(read(text), (text.len(), Some(1e6)), "{text}");
        }
    }

    #[test]
    fn decimals_have_a_point_or_a_comma() {
        for (text, value) in [
            ("1,5", 1.5),
            ("1.5", 1.5),
            ("0,125", 0.125),
            ("0.125", 0.125),
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("1'234.5", 1234.5),
        ] {
            assert_eq!(read(text), (text.len(), Some(value)), "{text}");
        }
    }

    #[test]
    fn three_digits_after_one_separator_are_thousands_and_remember_the_doubt() {
        let (_, Scanned::Number(number)) = scan("1.500") else { panic!("not a number") };
        assert_eq!((number.value, number.decimal), (1500.0, Some(1.5)));
    }

    #[test]
    fn a_sentence_end_is_not_a_decimal_point() {
        assert_eq!(read("12. Then"), (2, Some(12.0)));
        assert_eq!(read("12, then"), (2, Some(12.0)));
    }

    #[test]
    fn versions_times_and_ratios_are_no_quantities() {
        for text in ["2.0.1", "24/7", "10:30", "192.168.0.1"] {
            assert_eq!(read(text), (text.len(), None), "{text}");
        }
    }

    #[test]
    fn dates_of_three_numbers_are_seen_as_dates() {
        assert_eq!(scan("2027-01-31").1, Scanned::Date { parts: [2027, 1, 31], separator: '-' });
        assert_eq!(scan("31.01.2027").1, Scanned::Date { parts: [31, 1, 2027], separator: '.' });
    }
}
