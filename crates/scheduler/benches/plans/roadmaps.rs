//! What a roadmap costs after some seconds, beside its first plan.

use std::error::Error;

use throughline_scheduler::{Money, Problem, dispatch, format::roadmap_from_json};

use super::{Asked, cpu_seconds, searched};

/// Prints a row for each file, seed and time.
pub fn measure(asked: &Asked) -> Result<(), Box<dyn Error>> {
    println!(
        "| roadmap | items | first plan, ms | costs | seed | seconds | cost | below the first | bound | gap | steps |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for file in &asked.roadmaps {
        let problem = roadmap_from_json(&std::fs::read_to_string(file)?)?;
        let name = file.rsplit('/').next().unwrap_or(file);
        let (first, milliseconds) = first_plan(&problem)?;
        for seed in 1..=asked.seeds {
            for &seconds in &asked.seconds {
                let (found, took) = searched(&problem, seed, asked.threads, seconds);
                found.plan.cost(&problem)?;
                let gap = found.gap().map_or("not known".to_owned(), percent);
                println!(
                    "| {name} | {} | {milliseconds:.2} | {first} | {seed} | {took:.2} | {} | {} | {} | {gap} | {} |",
                    problem.len(),
                    found.cost,
                    percent(1.0 - share(found.cost, first)),
                    found.bound,
                    found.steps
                );
            }
        }
    }
    println!();
    Ok(())
}

/// What the first usable plan costs and the milliseconds until it is there, the best of three.
fn first_plan(problem: &Problem) -> Result<(Money, f64), Box<dyn Error>> {
    let mut least = f64::INFINITY;
    let mut cost = 0;
    for _ in 0..3 {
        let begin = cpu_seconds();
        let plan = dispatch(problem);
        least = least.min((cpu_seconds() - begin) * 1e3);
        cost = plan.cost(problem)?;
    }
    Ok((cost, least))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio to be shown")]
fn share(one: Money, other: Money) -> f64 {
    one as f64 / other as f64
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
