//! What is left of an interruption: `cargo bench -p throughline-scheduler --bench repair -- FILE...` accepts requests in a
//! plan that was searched for 10 seconds, mends the plan for 0.2 seconds, and compares it with a plan that is looked for
//! anew for 10 seconds with the request in it. Seconds are of processor time (Linux).

use std::error::Error;

use throughline_scheduler::{
    Budget, Calendar, Choice, Item, Money, Plan, Problem, Row, Settings, Team, Timetable, When,
    format::roadmap_from_json, repair, solve,
};

const FRESH: f64 = 10.0;
const MENDED: f64 = 0.2;
const REQUESTS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "| file | request | when | before | after the interruption | mended in 0.2 s | anew in 10 s | mended / anew |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for file in std::env::args().skip(1).filter(|word| !word.starts_with("--")) {
        let problem = roadmap_from_json(&std::fs::read_to_string(&file)?)?;
        let plan = fresh(&problem, None);
        for at in 0..REQUESTS {
            measure(&file, &problem, &plan, at)?;
        }
    }
    Ok(())
}

fn measure(file: &str, problem: &Problem, plan: &Plan, at: usize) -> Result<(), Box<dyn Error>> {
    let teams = problem.teams().len();
    let team = u32::try_from(at * teams / REQUESTS)?;
    let days = [3, 5, 8, 2, 13][at % 5];
    let asked = Item {
        choices: vec![Choice { team, days }],
        cost: vec![Row { day: 0, value: 0, slope: 2_000 }],
        ..Item::default()
    };
    let table = Timetable::new(problem, plan)?;
    let request = table.request(problem, &asked)?;
    let when = if at.is_multiple_of(2) { When::Now } else { When::NextFree };
    let price = table.price(problem, &request, when);
    let longer = with(problem, asked)?;
    let interrupted = price.plan(plan);
    let begin = cpu();
    let clock = || (cpu() - begin) / MENDED;
    let mended = repair(&longer, &interrupted, 1, &Budget::until(&clock));
    let anew = fresh(&longer, None);
    let costs = [interrupted.cost(&longer)?, mended.cost(&longer)?, anew.cost(&longer)?];
    println!(
        "| {file} | {days} days of team {team} | {when:?} | {} | {} | {} | {} | {:.4} |",
        table.cost(),
        costs[0],
        costs[1],
        costs[2],
        share(costs[1], costs[2])
    );
    Ok(())
}

/// The problem with one more item.
fn with(problem: &Problem, more: Item) -> Result<Problem, Box<dyn Error>> {
    let teams = problem.teams().iter().map(|team| Team { tracks: team.tracks, calendar: Calendar::full() }).collect();
    let mut items: Vec<Item> = (0..problem.len())
        .map(|item| Item {
            name: item.to_string(),
            choices: problem.choices(item).to_vec(),
            release: problem.release(item),
            preds: problem.preds(item).to_vec(),
            behind: problem.behind(item).to_vec(),
            fixed: problem.fixed(item),
            cost: problem.curve(item).rows().to_vec(),
        })
        .collect();
    items.push(more);
    Ok(Problem::new(teams, &items)?)
}

fn fresh(problem: &Problem, start: Option<&Plan>) -> Plan {
    let begin = cpu();
    let clock = || (cpu() - begin) / FRESH;
    solve(problem, &Settings { seed: 1, budget: Budget::until(&clock), threads: 1, start, prove: true }).plan
}

#[expect(clippy::cast_precision_loss, reason = "a ratio to be shown")]
fn share(one: Money, other: Money) -> f64 {
    one as f64 / other as f64
}

/// Seconds that this thread has worked.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
