//! How often published values are reached, and how soon.

use std::error::Error;

use throughline_scheduler::{Money, Problem, format::orlib_from_text};

use super::{Asked, searched};

/// Seconds for each instance; the last row is what a run that ends by itself needs.
const SECONDS: [f64; 5] = [0.001, 0.01, 0.1, 1.0, 60.0];

/// Prints a row for each time: hits over all seeds, and the seconds of one core for the whole set.
pub fn measure(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let mut all: Vec<(String, Problem, Money)> = Vec::new();
    for (file, values) in &asked.published {
        let name = file.rsplit('/').next().unwrap_or(file);
        let problems = orlib_from_text(&std::fs::read_to_string(file)?, name)?;
        let values: Vec<Money> =
            std::fs::read_to_string(values)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if values.len() < problems.len() {
            return Err(format!("{name}: {} instances and {} values", problems.len(), values.len()).into());
        }
        let numbered = problems.into_iter().zip(values).zip(1..);
        all.extend(numbered.map(|((problem, value), number)| (format!("{name} {number}"), problem, value)));
    }
    println!("| seconds for each | hits in all seeds | misses | seconds for the set, mean | most |");
    println!("| --- | --- | --- | --- | --- |");
    for seconds in SECONDS {
        let mut missed: Vec<String> = Vec::new();
        let mut times = Vec::new();
        for seed in 1..=asked.seeds {
            let mut whole = 0.0;
            for (name, problem, value) in &all {
                let (found, took) = searched(problem, seed, 1, seconds);
                whole += took;
                if found.cost != *value {
                    missed.push(format!("{name} seed {seed}: {} for {value}", found.cost));
                }
            }
            times.push(whole);
        }
        let runs = all.len() * times.len();
        let mean = times.iter().sum::<f64>() / f64::from(u32::try_from(times.len().max(1))?);
        let most = times.iter().copied().fold(0.0, f64::max);
        let few = if missed.len() <= 5 { missed.join("; ") } else { missed.len().to_string() };
        println!("| {seconds} | {} of {runs} | {few} | {mean:.2} | {most:.2} |", runs - missed.len());
    }
    println!();
    Ok(())
}
