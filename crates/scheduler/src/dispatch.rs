//! A usable plan at once: the better of two dispatching rules, each one walk through the work.

mod index;
mod line;

use index::Index;
pub(crate) use index::{inherited, rate, rough_length};
use line::{Line, Rule};

use crate::{Day, Money, Plan, Problem, reserved::Reserved};

/// With more items than this, asking all that are ready each day takes longer than a first plan may.
const MOST_FOR_URGENCY: usize = 20_000;

/// The better of two dispatching rules: money for each day of work with that of everything that waits behind, by the
/// whole plan or, where there are not too many items to ask each day, by what is urgent that day.
///
/// Whatever is fixed stays. Work that something fixed waits for goes first; where it cannot be in time, the plan says
/// so through [`Plan::cost`].
pub fn dispatch(problem: &Problem) -> Plan {
    Rules::new(problem).best()
}

/// A plan in the order of given days: a track that is free goes to the ready item with the earliest. Another choice than
/// the first counts as later, the more so the longer it takes. With what it costs, if it can be carried out.
pub(crate) fn dispatch_by_day(problem: &Problem, days: &[f32]) -> Option<(Money, Plan)> {
    let wait = f64::from(rough_length(problem)) / PARTS_OF_LENGTH;
    let worth = days.iter().map(|&day| (-f64::from(day) / wait).exp()).collect();
    let index = Index { worth, inherits: vec![false; problem.len()] };
    Some(Rules::new(problem).plan(&index, Rule::Steady)).filter(|found| found.0 < Money::MAX)
}

/// A day counts 1/e of one that comes sooner by this part of the plan's rough length.
const PARTS_OF_LENGTH: f64 = 15.0;

/// What both rules go by.
struct Rules<'a> {
    problem: &'a Problem,
    reserved: Vec<Reserved>,
    due: Vec<Day>,
}

impl<'a> Rules<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self { problem, reserved: Reserved::of_teams(problem), due: due(problem) }
    }

    /// The plan of a rule, and what it costs: [`Money::MAX`] where it cannot be carried out.
    fn plan(&self, index: &Index, rule: Rule) -> (Money, Plan) {
        let plan = Line::new(self.problem, &self.reserved, &self.due, index, rule).walk();
        (plan.cost(self.problem).unwrap_or(Money::MAX), plan)
    }

    fn best(&self) -> Plan {
        let problem = self.problem;
        let length = rough_length(problem);
        let rates: Vec<f64> = (0..problem.len()).map(|item| rate(problem.curve(item), 0, length)).collect();
        let index = inherited(problem, &rates);
        let steady = self.plan(&index, Rule::Steady);
        if problem.len() > MOST_FOR_URGENCY {
            return steady.1;
        }
        let urgent = self.plan(&index, Rule::Urgent(3 * mean_days(problem)));
        if urgent.0 < steady.0 { urgent.1 } else { steady.1 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a mean of days is a number of days")]
fn mean_days(problem: &Problem) -> Day {
    let items = i64::try_from(problem.len()).unwrap_or(i64::MAX).max(1);
    let work: i64 = (0..problem.len()).map(|item| i64::from(problem.choices(item)[0].days)).sum();
    (work / items).max(1) as Day
}

/// By when each item must be done so that what is fixed behind it can start; [`Day::MAX`] where nothing is.
fn due(problem: &Problem) -> Vec<Day> {
    let mut due = vec![Day::MAX; problem.len()];
    for &item in problem.topological().iter().rev() {
        let item = item as usize;
        let shortest = problem.choices(item).iter().map(|choice| choice.days).min().unwrap_or(0);
        let start = match problem.fixed(item) {
            Some(slot) => slot.start,
            None if due[item] == Day::MAX => continue,
            None => due[item] - shortest,
        };
        for &pred in problem.preds(item) {
            due[pred as usize] = due[pred as usize].min(start);
        }
        for &other in problem.behind(item) {
            let days = problem.choices(other as usize).iter().map(|choice| choice.days).min().unwrap_or(0);
            due[other as usize] = due[other as usize].min(start.saturating_add(days));
        }
    }
    due
}
