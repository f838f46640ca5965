//! How good plans are after how long, and how much memory they take:
//! `cargo bench -p throughline-scheduler --bench plans -- [OPTIONS] FILE...` prints Markdown.
//!
//! A FILE is a roadmap (`throughline-roadmap-v1`), or an OR-Library file of one-machine instances with the file of the
//! published values behind an equals sign (`wt40.txt=wtopt40.txt`). Options: `--seconds 0.1,1,5,20` for roadmaps,
//! `--seeds 10`, `--threads 1`. Seconds are of the processor, over all threads, and each time is a run of its own.

mod memory;
mod published;
mod roadmaps;

use std::error::Error;

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};
use throughline_scheduler::{Budget, Problem, Settings, Solution, solve};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What was asked for.
struct Asked {
    seconds: Vec<f64>,
    seeds: u64,
    threads: usize,
    roadmaps: Vec<String>,
    published: Vec<(String, String)>,
}

impl Asked {
    fn from_words(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut asked = Self {
            seconds: vec![0.1, 1.0, 5.0, 20.0],
            seeds: 1,
            threads: 1,
            roadmaps: Vec::new(),
            published: Vec::new(),
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} wants a value"));
            match word.as_str() {
                "--bench" => {}
                "--seconds" => asked.seconds = value()?.split(',').map(str::parse).collect::<Result<_, _>>()?,
                "--seeds" => asked.seeds = value()?.parse()?,
                "--threads" => asked.threads = value()?.parse()?,
                _ => match word.split_once('=') {
                    Some((file, values)) => asked.published.push((file.to_owned(), values.to_owned())),
                    None => asked.roadmaps.push(word),
                },
            }
        }
        Ok(asked)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = Asked::from_words(std::env::args().skip(1))?;
    if !asked.roadmaps.is_empty() {
        roadmaps::measure(&asked)?;
        memory::measure(&asked)?;
    }
    if !asked.published.is_empty() {
        published::measure(&asked)?;
    }
    Ok(())
}

/// What a search finds in so many seconds, and how many it took.
fn searched(problem: &Problem, seed: u64, threads: usize, seconds: f64) -> (Solution, f64) {
    let begin = cpu_seconds();
    let clock = || (cpu_seconds() - begin) / seconds;
    let found = solve(problem, &Settings { seed, budget: Budget::until(&clock), threads, start: None, prove: true });
    (found, cpu_seconds() - begin)
}

/// Seconds that the processor has worked for this process so far.
#[expect(clippy::cast_precision_loss, reason = "seconds since the process began")]
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
