//! What a goal leaves open, said as help and never as a reason to refuse it.

mod making;
mod numbers;
mod words;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::{making::behind_the_owner, numbers::stands_for_a_number};
use self::{
    making::{output, solution},
    numbers::{dated, placeholder, quantities, says_from},
    words::words,
};
use super::{KeyResult, ResultKind};

/// What is said of a goal besides its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Given {
    /// Where the number stands at the beginning.
    pub start: Option<f64>,
    /// Where it should come to.
    pub target: Option<f64>,
    /// Whether it is read on a metric.
    pub metric: bool,
    /// What it asks for.
    pub kind: ResultKind,
    /// Whether a day or a cycle says by when.
    pub dated: bool,
}

impl Given {
    /// What a key result says besides its sentence. A bound is a number to hold.
    pub fn of(result: &KeyResult, dated: bool) -> Self {
        let target = result.target.or(result.at_least).or(result.at_most);
        Self { start: result.start, target, metric: result.metric_id.is_some(), kind: result.kind, dated }
    }
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
///    Milestones and a yes or no count what is made, whatever the sentence says; they need no number.
/// 4. What is kept within bounds needs to come from nowhere.
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
    let measured = given.kind.is_measured();
    let output = !measured || output(text);
    if words.iter().any(|word| placeholder(word)) {
        open.push(Open::HiddenNumber);
    } else if measured && !measurable(text, given) {
        open.push(Open::NoNumber);
    }
    let from = given.start.is_some() || given.metric || given.kind == ResultKind::Keep || says_from(&words);
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
