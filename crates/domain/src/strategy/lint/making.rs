//! Sentences that make something, in the place of what should come of it.

use super::{
    numbers::quantities,
    words::{Word, any, words},
};

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

pub(super) fn output(text: &str) -> bool {
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
pub(super) fn solution(words: &[Word<'_>]) -> bool {
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
