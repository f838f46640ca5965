//! A usable plan at once: the best of several dispatching rules, each one walk through the work.

mod index;
mod line;

use index::{Index, inherited, own, rate, rough_length};
use line::{Line, Rule};

use crate::{Day, Money, Plan, Problem, reserved::Reserved};

/// The best of several dispatching rules: money for each day of work, with and without what waits behind, by the whole
/// plan or by what is urgent now, and once more with the rates at the days that the best of them comes to.
///
/// Whatever is fixed stays. Work that something fixed waits for goes first; where it cannot be in time, the plan says
/// so through [`Plan::cost`].
pub fn dispatch(problem: &Problem) -> Plan {
    Rules::new(problem).best()
}

/// The best rule's plan with its cost; None where not even the order of the fixed items allows any.
struct Rules<'a> {
    problem: &'a Problem,
    reserved: Vec<Reserved>,
    due: Vec<Day>,
}

impl<'a> Rules<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self { problem, reserved: Reserved::of_teams(problem), due: due(problem) }
    }

    fn plan(&self, index: &Index, rule: Rule) -> (Money, Plan) {
        let plan = Line::new(self.problem, &self.reserved, &self.due, index, rule).walk();
        (plan.cost(self.problem).unwrap_or(Money::MAX), plan)
    }

    fn best(&self) -> Plan {
        let problem = self.problem;
        let length = rough_length(problem);
        let whole: Vec<f64> = (0..problem.len()).map(|item| rate(problem.curve(item), 0, length)).collect();
        let (alone, family) = (own(problem, &whole), inherited(problem, &whole));
        let ahead = 3 * mean_days(problem);
        let mut best = [
            self.plan(&alone, Rule::AtHome),
            self.plan(&family, Rule::Anywhere),
            self.plan(&family, Rule::Urgent(ahead)),
        ]
        .into_iter()
        .min_by_key(|plan| plan.0)
        .unwrap_or_default();
        for _ in 0..3 {
            let there: Vec<f64> = (0..problem.len())
                .map(|item| rate(problem.curve(item), best.1.finish(problem, item), length / 4))
                .collect();
            let again = self.plan(&inherited(problem, &there), Rule::Anywhere);
            if again.0 < best.0 {
                best = again;
            }
        }
        best.1
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
