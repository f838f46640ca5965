//! Words and what they mean. One file per language; the grammar knows only the meanings.

pub(crate) mod en;
mod periods;

use std::collections::HashMap;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    /// Visits, sessions, leads: what may convert.
    Visit,
    /// Customers, accounts, users: who pay or leave.
    Customer,
    /// Orders, purchases, contracts: what brings money each.
    Order,
    /// Engineers, agents: whose time it is.
    Person,
    /// Calls, tickets, deployments: what takes time or costs each.
    Event,
    /// Outages, incidents: what goes wrong.
    Incident,
}

/// What a word or phrase means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Concept {
    // Units of a number.
    Percent,
    Points,
    BasisPoints,
    Times,
    Unit(TimeUnit),
    Often(TimeUnit),
    /// So many times in a unit: "biweekly" is half a time a week.
    Rhythm(TimeUnit, f64),
    Number(f64),
    /// A part of what there is: "a third of".
    Fraction(f64),
    // Small words.
    Article,
    Per,
    Each,
    About,
    UpTo,
    AtLeast,
    Between,
    To,
    And,
    Or,
    From,
    By,
    Of,
    For,
    On,
    In,
    Is,
    // Directions.
    Down,
    Up,
    Fewer,
    Prevent,
    Save,
    Halve,
    Double,
    Not,
    // What it is about.
    Churn,
    Churner,
    Retention,
    Conversion,
    Expansion,
    Risk,
    Penalty,
    Deal,
    Unblock,
    Cost,
    Revenue,
    Recurring(TimeUnit),
    Segment,
    Gain,
    New,
    Worth,
    Lose,
    Delay,
    Technical,
    Noun(Noun),
    // What a number is for.
    Relative,
    Likely,
    Margin,
    Realisation,
    Now,
    Once,
    // Dates.
    Month(i8),
    Weekday(i8),
    End,
    Next,
    Starting,
    Before,
    Until,
    If,
    Unless,
    IfNot,
    /// A phrase that would otherwise be misread, and means nothing here.
    Nothing,
}

/// A language: how its phrases map to meanings.
pub(crate) struct Lexicon {
    /// By first word: the other words of the phrase and its meaning, longest phrase first.
    phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Concept)>>,
}

impl Lexicon {
    /// Builds the index of a table of `"phrase|phrase|phrase"` and meaning.
    pub(crate) fn new(table: &[(&'static str, Concept)]) -> Self {
        let mut phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Concept)>> = HashMap::new();
        for (written, concept) in table {
            for phrase in written.split('|') {
                let mut words = phrase.split(' ');
                if let Some(first) = words.next() {
                    phrases.entry(first).or_default().push((words.collect(), *concept));
                }
            }
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { phrases }
    }

    /// The longest phrase that begins with `first` and goes on as `word_at` says; with the number of words.
    pub(crate) fn longest<'w>(
        &self,
        first: &str,
        word_at: impl Fn(usize) -> Option<&'w str>,
    ) -> Option<(usize, Concept)> {
        self.phrases.get(first)?.iter().find_map(|(rest, concept)| {
            let fits = rest.iter().enumerate().all(|(i, word)| word_at(i + 1) == Some(*word));
            fits.then_some((rest.len() + 1, *concept))
        })
    }
}
