//! Bytes on the heap for each item, beyond the problem itself.

use std::error::Error;

use throughline_scheduler::{Budget, Problem, dispatch, format::roadmap_from_json, lower_bound, repair};

use super::{Asked, HEAP, cpu_seconds, searched};

/// Prints a row for each file.
pub fn measure(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let seconds = asked.seconds.iter().copied().fold(0.0, f64::max);
    println!("| roadmap | the problem | first plan | search, {seconds} s | bound, {seconds} s | all, {seconds} s |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for file in &asked.roadmaps {
        let before = HEAP.current_usage();
        let problem = roadmap_from_json(&std::fs::read_to_string(file)?)?;
        let own = HEAP.current_usage() - before;
        let plan = dispatch(&problem);
        let begin = cpu_seconds();
        let clock = || (cpu_seconds() - begin) / seconds;
        let search = peak(&problem, || _ = repair(&problem, &plan, 1, &Budget::until(&clock)));
        let begin = cpu_seconds();
        let clock = || (cpu_seconds() - begin) / seconds;
        let bound = peak(&problem, || _ = lower_bound(&problem, None, Budget::until(&clock)));
        println!(
            "| {} | {} | {} | {search} | {bound} | {} |",
            file.rsplit('/').next().unwrap_or(file),
            own / problem.len().max(1),
            peak(&problem, || _ = dispatch(&problem)),
            peak(&problem, || _ = searched(&problem, 1, asked.threads, seconds)),
        );
    }
    println!();
    Ok(())
}

/// The most bytes for each item that the work holds at a time beyond what was held before.
fn peak(problem: &Problem, work: impl FnOnce()) -> usize {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    work();
    (HEAP.peak_usage() - before) / problem.len().max(1)
}
