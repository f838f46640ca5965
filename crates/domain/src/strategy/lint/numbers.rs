//! Numbers that something could come to, letters in their place, and days.

use super::words::{Word, any};

/// Whether what is set in brackets stands for a number that readers may not see: a single capital, "X%", "$N", and of
/// letters with a digit only those that count nothing else: "N1", and not "Q3" or "P1".
pub fn stands_for_a_number(text: &str) -> bool {
    let bare = text.trim_start_matches(['$', '€', '£']).trim_end_matches(['%', '+', 'x', 'k']);
    let mut letters = bare.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    first.is_some_and(|first| first.is_ascii_uppercase())
        && (rest.is_empty()
            || (first.is_some_and(|first| matches!(first, 'N' | 'X' | 'Y' | 'Z'))
                && rest.bytes().all(|digit| digit.is_ascii_digit())))
}

/// A letter where a number belongs: "$N", "X%", "X/10", "[N1]", "TBD", "TBD%".
pub(super) fn placeholder(word: &Word<'_>) -> bool {
    let raw = word.raw.trim_start_matches(['$', '€', '+', '<', '>', '=', '~']);
    let priced = raw.len() < word.raw.len();
    if let Some(inside) = raw.strip_prefix('[').and_then(|raw| raw.split(']').next()) {
        return stands_for_a_number(inside);
    }
    let bare = raw.trim_end_matches(['%', '+', 'x', 'k']);
    let counted = bare.len() < raw.len();
    let first = bare.split('/').next().unwrap_or_default();
    if first.starts_with("??") {
        return true;
    }
    match first {
        "TBD" | "TBA" | "XX" | "XXX" | "X" | "N" => true,
        one if one.len() == 1 && one.chars().all(|letter| letter.is_ascii_uppercase()) => priced || counted,
        _ => false,
    }
}

/// A word before a number that makes it a name: "tier 1", "stage 4", "top 10".
const NAMED: [&str; 25] = [
    "tier",
    "stage",
    "phase",
    "version",
    "release",
    "part",
    "step",
    "level",
    "iteration",
    "top",
    "type",
    "wave",
    "day",
    "fy",
    "q",
    "since",
    "postgresql",
    "rails",
    "react",
    "page",
    "issue",
    "wg",
    "layer",
    "gen",
    "rfc",
];
/// A word after a number that makes it a name.
const NAMING: [&str; 3] = ["percentile", "release", "incident"];
/// Words that say how many without a digit.
const SPELLED: [&str; 18] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "double",
    "triple", "halve", "zero", "half", "twice",
];
const MONTHS: [&str; 24] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// How many numbers there are that something could come to.
pub(super) fn quantities(words: &[Word<'_>]) -> usize {
    let at = |place: Option<usize>| place.and_then(|place| words.get(place)).map_or("", |word| word.low.as_str());
    words
        .iter()
        .enumerate()
        .filter(|(place, word)| {
            let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
            let near_a_month = MONTHS.contains(&before) || MONTHS.contains(&after);
            if SPELLED.contains(&word.low.as_str()) {
                return !matches!((word.low.as_str(), after), ("one", "of" | "another" | "place"));
            }
            quantity(&word.low) && !NAMED.contains(&before) && !NAMING.contains(&after) && !near_a_month
        })
        .count()
}

/// Whether a word is an amount: digits with a sign, a currency or a unit, and no name, date, year or address.
fn quantity(word: &str) -> bool {
    let word = word.trim_start_matches(['+', '-', '<', '>', '=', '≥', '≤', '~', '$', '€', '£', '≈']);
    let Some(first) = word.chars().next() else { return false };
    if !(first.is_ascii_digit() || first == '.' && word.len() > 1) || word.contains("://") {
        return false;
    }
    let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = &word[digits.len()..];
    let number: String = digits.chars().filter(|letter| *letter != ',').collect();
    // A date, a version, a rank and a name are not amounts.
    let parts = number.split(['.', '-', '/', ':']).count();
    let dashed = number.matches('-').count() > 1 || number.matches('.').count() > 1 || number.contains(':');
    let year = number.parse::<u32>().is_ok_and(|year| (1990..=2100).contains(&year)) && unit.is_empty();
    let rank = matches!(unit, "st" | "nd" | "rd" | "th");
    let inside = digits.chars().any(char::is_alphabetic);
    !dashed && !year && !rank && !inside && parts <= 2 && unit.chars().count() <= 12
}

/// Whether it says from where: "from 11% to 6%", "from baseline of", "compared to 5".
pub(super) fn says_from(words: &[Word<'_>]) -> bool {
    let starts =
        |word: &Word<'_>| matches!(word.low.as_str(), "from" | "baseline" | "currently" | "vs" | "was" | "versus");
    words.iter().enumerate().any(|(place, word)| {
        let next = words.iter().skip(place + 1).take(4);
        starts(word) && next.into_iter().any(|next| quantity(&next.low))
    })
}

pub(super) fn dated(words: &[Word<'_>]) -> bool {
    let quarter = |word: &str| {
        let tail = word.rsplit('-').next().unwrap_or(word);
        matches!(tail, "q1" | "q2" | "q3" | "q4" | "h1" | "h2") || word.starts_with("fy2") && word.len() <= 7
    };
    let iso = |word: &str| word.len() == 10 && word.matches('-').count() == 2;
    let year = |word: &str| word.parse::<u32>().is_ok_and(|year| (2000..=2100).contains(&year));
    any(words, &["quarter", "eoq", "eoy"])
        || words.iter().any(|word| {
            let low = word.low.as_str();
            quarter(low)
                || iso(low)
                || year(low)
                || (MONTHS.contains(&low) && (low != "may" || word.raw.starts_with("May")))
        })
}
