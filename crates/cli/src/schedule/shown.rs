//! What was found, in words.

use owo_colors::OwoColorize;
use throughline_domain::words;
use throughline_scheduler::Problem;

use super::{Evaluated, Found};
use crate::output::{number, show, table};

/// Each instance with its order, or one row for each where there are several.
pub fn found(problems: &[Problem], found: &[Found]) -> String {
    match (problems, found) {
        ([problem], [one]) => format!("{}\n\n{}", summary(one), order(problem, one)),
        _ => rows(found),
    }
}

/// The cost of each plan.
pub fn evaluated(all: &[Evaluated]) -> String {
    let line = |(at, one): (usize, &Evaluated)| match all.len() {
        1 => format!("This plan can be carried out. It costs {}.", whole(one.cost).bold()),
        _ => format!("{}. {}", at + 1, whole(one.cost)),
    };
    all.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn summary(found: &Found) -> String {
    let cost = whole(found.cost);
    let effort = format!("{} steps in {} CPU seconds", counted(found.steps), words::number(found.cpu_seconds, 2));
    match found.gap {
        Some(0.0) => format!("Costs {}: best possible, no order costs less. {}", cost.green().bold(), effort.dimmed()),
        Some(gap) => format!(
            "Costs {}. No order can cost less than {}, so this one is at most {}% too dear. {}",
            cost.bold(),
            whole(found.bound).bold(),
            words::number(gap * 100.0, 2),
            effort.dimmed()
        ),
        None => {
            format!("Costs {}. No order can cost less than {}. {}", cost.bold(), whole(found.bound), effort.dimmed())
        }
    }
}

/// The items in the order in which they start.
fn order(problem: &Problem, found: &Found) -> String {
    let mut items: Vec<usize> = (0..found.plan.len()).collect();
    items.sort_by_key(|&item| (found.plan[item].0, item));
    let mut out = vec![
        format!("{:>7}  {:>7}  {:>6}  {:>6}  {:>16}", "Start", "Done", "Item", "Team", "Cost").dimmed().to_string(),
    ];
    for item in items {
        let (start, option) = found.plan[item];
        let choice = problem.choices(item)[usize::from(option)];
        let done = problem.finish(choice, start);
        let cost = whole(problem.curve(item).at(done));
        out.push(format!("{start:>7}  {done:>7}  {item:>6}  {:>6}  {cost:>16}", choice.team));
    }
    out.join("\n")
}

fn rows(found: &[Found]) -> String {
    let mut table = table(&["Instance", "Cost", "At least", "Gap", "Steps", "CPU seconds"]);
    for (at, one) in found.iter().enumerate() {
        let gap = match one.gap {
            Some(0.0) => "best possible".to_owned(),
            Some(gap) => format!("{}%", words::number(gap * 100.0, 2)),
            None => "not known".to_owned(),
        };
        table.add_row([
            number(at + 1),
            number(whole(one.cost)),
            number(whole(one.bound)),
            number(gap),
            number(counted(one.steps)),
            number(words::number(one.cpu_seconds, 3)),
        ]);
    }
    show(&table)
}

#[expect(clippy::cast_precision_loss, reason = "shown to a person; --json has every digit")]
fn whole(money: i64) -> String {
    words::number(money as f64, 0)
}

#[expect(clippy::cast_precision_loss, reason = "shown to a person")]
fn counted(steps: u64) -> String {
    words::number(steps as f64, 0)
}
