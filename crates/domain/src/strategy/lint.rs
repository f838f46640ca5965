//! What a goal leaves open, said as help and never as a reason to refuse it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is said of a goal besides its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Given {
    /// Where the number stands at the beginning.
    pub start: Option<f64>,
    /// Where it should come to.
    pub target: Option<f64>,
    /// Whether it is read on a metric.
    pub metric: bool,
    /// Whether a day or a cycle says by when.
    pub dated: bool,
}

/// What a goal leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Open {
    /// No number to reach.
    NoNumber,
    /// A letter stands where a number belongs: "$N", "X%", "TBD".
    HiddenNumber,
    /// A number to reach, and nothing to say where it is now.
    NoBaseline,
    /// Nothing says by when.
    NoDate,
    /// It counts what is made, and not what comes of it.
    Output,
    /// A problem that names its solution.
    Solution,
}

/// What a goal leaves open, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Remark {
    /// What.
    pub open: Open,
    /// In a sentence that helps.
    pub sentence: String,
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoNumber => "There is no number in it. How would two people agree that it is reached?",
            Self::HiddenNumber => "A letter stands where a number belongs. Write the number, at least here.",
            Self::NoBaseline => "It says where to go and not where you are. Write from which number: “from 11% to 6%”.",
            Self::NoDate => "Nothing says by when.",
            Self::Output => {
                "It counts what is made. What should be different for whom when it is there? That would be the result."
            }
            Self::Solution => {
                "It names a solution. What is the matter for whom without it? There may be a cheaper way to that."
            }
        })
    }
}

fn remarks(open: impl IntoIterator<Item = Open>) -> Vec<Remark> {
    open.into_iter().map(|open| Remark { open, sentence: open.to_string() }).collect()
}

/// What a key result leaves open.
///
/// 1. A number to reach is one in the sentence or given as target; days, years, quarters, versions, ranks and names with
///    digits are none. Where a letter stands for it, that is said instead.
/// 2. A sentence that says to change a number, or asks for a level of one, needs to say from where.
/// 3. A sentence that begins with making something counts what is made, unless it goes on with a number that changes.
///
/// ```
/// # use throughline_domain::strategy::lint::{Given, Open, key_result};
/// let open = |text| key_result(text, Given::default()).iter().map(|remark| remark.open).collect::<Vec<_>>();
/// assert_eq!(open("Churn from 11% to 6% by 31 December"), []);
/// assert_eq!(open("Hire 2 designers by March"), [Open::Output]);
/// assert_eq!(open("Happy customers"), [Open::NoNumber, Open::NoDate]);
/// ```
pub fn key_result(text: &str, given: Given) -> Vec<Remark> {
    let words = words(text);
    let mut open = Vec::new();
    let output = output(text);
    if words.iter().any(|word| placeholder(word)) {
        open.push(Open::HiddenNumber);
    } else if !measurable(text, given) {
        open.push(Open::NoNumber);
    }
    let from = given.start.is_some() || given.metric || says_from(&words);
    if !open.contains(&Open::NoNumber) && !output && !from {
        open.push(Open::NoBaseline);
    }
    if !given.dated && !dated(&words) {
        open.push(Open::NoDate);
    }
    if output {
        open.push(Open::Output);
    }
    remarks(open)
}

/// Whether a key result has a number to reach that its readers can see.
pub fn measurable(text: &str, given: Given) -> bool {
    let words = words(text);
    given.target.is_some() || (!words.iter().any(|word| placeholder(word)) && quantities(&words) > 0)
}

/// What a problem leaves open: a solution in the place of the problem, an effect without a number, no day.
///
/// ```
/// # use throughline_domain::strategy::lint::{Open, problem};
/// let open = |title, effect| problem(title, effect, true).iter().map(|remark| remark.open).collect::<Vec<_>>();
/// assert_eq!(open("We need 3 features that reduce churn in these segments", "reduces churn by 3%"), []);
/// assert_eq!(open("Implement a data lake", ""), [Open::NoNumber, Open::Solution]);
/// ```
pub fn problem(title: &str, expected_effect: &str, dated_elsewhere: bool) -> Vec<Remark> {
    let (title, effect) = (words(title), words(expected_effect));
    let mut open = Vec::new();
    if quantities(&effect) == 0 {
        open.push(Open::NoNumber);
    }
    if !dated_elsewhere && !dated(&title) && !dated(&effect) {
        open.push(Open::NoDate);
    }
    if solution(&title) {
        open.push(Open::Solution);
    }
    remarks(open)
}

/// Words in small letters are compared; the letters as written tell a placeholder from a word.
struct Word<'t> {
    raw: &'t str,
    low: String,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let edge =
        |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')' | '“' | '”' | '"' | '*' | '`');
    text.split(edge)
        .map(|raw| raw.trim_matches(|letter| matches!(letter, '.' | ':' | '!' | '\'' | '_')))
        .filter(|raw| !raw.is_empty())
        .map(|raw| Word { raw, low: raw.to_lowercase() })
        .collect()
}

/// A letter where a number belongs: "$N", "X%", "X/10", "[N1]", "TBD", "TBD%".
fn placeholder(word: &Word<'_>) -> bool {
    let raw = word.raw.trim_start_matches(['$', '€', '+', '<', '>', '=', '~']);
    let priced = raw.len() < word.raw.len();
    if let Some(inside) = raw.strip_prefix('[').and_then(|raw| raw.split(']').next()) {
        return inside.len() <= 4 && inside.chars().any(char::is_uppercase);
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
fn quantities(words: &[Word<'_>]) -> usize {
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

fn any(words: &[Word<'_>], of: &[&str]) -> bool {
    words.iter().any(|word| of.contains(&word.low.as_str()))
}

/// Whether it says from where: "from 11% to 6%", "from baseline of", "compared to 5".
fn says_from(words: &[Word<'_>]) -> bool {
    let starts =
        |word: &Word<'_>| matches!(word.low.as_str(), "from" | "baseline" | "currently" | "vs" | "was" | "versus");
    words.iter().enumerate().any(|(place, word)| {
        let next = words.iter().skip(place + 1).take(4);
        starts(word) && next.into_iter().any(|next| quantity(&next.low))
    })
}

fn dated(words: &[Word<'_>]) -> bool {
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

/// Verbs that make something.
const MAKING: [&str; 62] = [
    "add",
    "adopt",
    "attend",
    "automate",
    "build",
    "complete",
    "conduct",
    "create",
    "define",
    "deliver",
    "deploy",
    "deprecate",
    "design",
    "develop",
    "document",
    "draft",
    "enable",
    "establish",
    "evaluate",
    "execute",
    "finalize",
    "finish",
    "formalize",
    "hire",
    "host",
    "identify",
    "implement",
    "integrate",
    "introduce",
    "investigate",
    "launch",
    "make",
    "migrate",
    "onboard",
    "organize",
    "partner",
    "perform",
    "pilot",
    "plan",
    "port",
    "prepare",
    "present",
    "produce",
    "propose",
    "prototype",
    "provide",
    "publish",
    "refactor",
    "release",
    "replace",
    "research",
    "rewrite",
    "roll",
    "run",
    "schedule",
    "set",
    "ship",
    "start",
    "support",
    "update",
    "upgrade",
    "write",
];
/// Verbs that change a number.
const CHANGING: [&str; 21] = [
    "increase", "decrease", "reduce", "reducing", "grow", "raise", "lower", "cut", "improve", "double", "triple",
    "halve", "keep", "maintain", "retain", "convert", "generate", "achieve", "win", "save", "lose",
];

/// The sentence behind who it belongs to, "CRO KR: …", which is at most six words long.
///
/// ```
/// # use throughline_domain::strategy::lint::behind_the_owner;
/// assert_eq!(behind_the_owner("VP Field Ops KR: Close in a day"), "Close in a day");
/// assert_eq!(behind_the_owner("Ratio of 3:1"), "Ratio of 3:1");
/// ```
pub fn behind_the_owner(text: &str) -> &str {
    match text.split_once(": ") {
        Some((owner, rest)) if owner.split_whitespace().count() <= 6 && !owner.contains(['.', '%']) => {
            rest.trim_start()
        }
        _ => text,
    }
}

fn output(text: &str) -> bool {
    let words = words(behind_the_owner(text));
    let making = words.first().is_some_and(|first| MAKING.contains(&first.low.as_str()));
    making && !changes_a_number(&words[1..])
}

/// Whether a word says that a number changes, "raise" as well as "raises".
fn changing(word: &Word<'_>) -> bool {
    let low = word.low.as_str();
    CHANGING.contains(&low) || low.strip_suffix('s').is_some_and(|stem| CHANGING.contains(&stem))
}

/// Whether a number is said to change in it.
fn changes_a_number(words: &[Word<'_>]) -> bool {
    words.iter().enumerate().any(|(place, word)| changing(word) && quantities(&words[place + 1..]) > 0)
}

/// Whether a problem begins with making something and says nothing of what is the matter.
fn solution(words: &[Word<'_>]) -> bool {
    let need = words.iter().take(3).position(|word| matches!(word.low.as_str(), "need" | "must" | "should"));
    let after =
        need.map_or(
            0,
            |place| if words.get(place + 1).is_some_and(|word| word.low == "to") { place + 2 } else { place + 1 },
        );
    let behind = words.get(after..).unwrap_or_default();
    let thing =
        matches!(behind.first().map(|word| word.low.as_str()), Some("a" | "an" | "new" | "the")) && need.is_some();
    let making = behind.first().is_some_and(|word| MAKING.contains(&word.low.as_str()) && word.low != "make");
    (making || thing) && !any(behind, &REASONS) && !behind.iter().any(changing)
}

/// Words after which a problem says what is the matter.
const REASONS: [&str; 14] = [
    "because", "cannot", "can't", "without", "slow", "late", "lose", "leave", "wait", "fail", "fails", "so", "every",
    "within",
];
