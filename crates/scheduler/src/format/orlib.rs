//! `orlib-wt`: total weighted tardiness on one machine, as the OR-Library keeps it (J. E. Beasley 1990).
//!
//! A file is nothing but whole numbers. Each instance is `n` processing times, then `n` weights, then `n` due dates;
//! instances follow one another. The file does not say `n`. It is found so:
//!
//! 1. `3 n` divides how many numbers there are. Line breaks mean nothing: files are wrapped in different ways.
//! 2. If the file is named `wt<n>...` and that `n` is possible, it is that.
//! 3. Otherwise it is the `n` for which processing times, weights and due dates differ least among themselves: the
//!    smallest sum of squared deviations of their logarithms from the mean of their kind. A wrong `n` mixes the kinds.

use crate::{Calendar, Choice, Day, Faults, Item, Money, Problem, Row, Team};

/// Why a file is not a list of such instances.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrlibError {
    /// Something that is not a whole number.
    #[error(
        "line {line} has {word:?}, which is not a whole number that can be counted; a file of this format has nothing else"
    )]
    Word {
        /// Which line, from 1.
        line: usize,
        /// What stands there, at most 40 characters of it.
        word: String,
    },
    /// Not three numbers for each job.
    #[error(
        "the file has {0} numbers; it must be three for each job: all processing times, then all weights, then all due dates"
    )]
    Count(usize),
    /// A number that does not fit.
    #[error("job {job} of instance {instance} has the {what} {number}; from {least} to {most} is possible")]
    Number {
        /// Which instance, from 1.
        instance: usize,
        /// Which job, from 1.
        job: usize,
        /// Which of its numbers.
        what: &'static str,
        /// What was given.
        number: i64,
        /// The least that is possible.
        least: i64,
        /// The most that is possible.
        most: i64,
    },
    /// It can be read and cannot be planned.
    #[error("instance {instance}: {faults}")]
    Faults {
        /// Which instance, from 1.
        instance: usize,
        /// What is wrong with it.
        faults: Faults,
    },
}

/// A due date may lie so many days before or after the beginning.
const MOST_DAYS: i64 = 1 << 29;
/// The largest weight; with the most days it still fits.
const MOST_WEIGHT: i64 = 1 << 31;

/// Reads all instances of a file. `name` is the name of the file, without its folder; it may be empty.
pub fn orlib_from_text(text: &str, name: &str) -> Result<Vec<Problem>, OrlibError> {
    let mut numbers: Vec<i64> = Vec::new();
    for (line, words) in text.lines().enumerate() {
        for word in words.split_ascii_whitespace() {
            let number = word.parse();
            numbers
                .push(number.map_err(|_| OrlibError::Word { line: line + 1, word: word.chars().take(40).collect() })?);
        }
    }
    if numbers.is_empty() || !numbers.len().is_multiple_of(3) {
        return Err(OrlibError::Count(numbers.len()));
    }
    let jobs = jobs_per_instance(&numbers, name);
    numbers.chunks_exact(3 * jobs).zip(1..).map(|(instance, number)| problem(instance, jobs, number)).collect()
}

/// The `n` of the rule above.
fn jobs_per_instance(numbers: &[i64], name: &str) -> usize {
    let all = numbers.len() / 3;
    let mut possible: Vec<usize> = (1..=all.isqrt()).filter(|&n| all.is_multiple_of(n)).collect();
    possible.extend(possible.clone().into_iter().rev().map(|n| all / n));
    possible.dedup();
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    let named = name.strip_prefix("wt").and_then(digits).filter(|n| possible.contains(n));
    let logs = logarithms(numbers);
    named.unwrap_or_else(|| {
        possible
            .into_iter()
            .map(|n| (deviation(&logs, n), n))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(all, |(_, n)| n)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a logarithm to compare sizes")]
fn logarithms(numbers: &[i64]) -> Vec<f64> {
    numbers.iter().map(|&number| (1.0 + number.max(0) as f64).ln()).collect()
}

/// How far the numbers are from the mean of their kind, where `n` of one kind follow `n` of another.
fn deviation(logs: &[f64], n: usize) -> f64 {
    let mut sums = [(0.0, 0.0, 0.0); 3];
    for (row, kind) in logs.chunks_exact(n).zip([0, 1, 2].into_iter().cycle()) {
        let (count, sum, squares): &mut (f64, f64, f64) = &mut sums[kind];
        for log in row {
            *count += 1.0;
            *sum += log;
            *squares += log * log;
        }
    }
    sums.iter().map(|(count, sum, squares)| squares - sum * sum / count).sum()
}

fn problem(numbers: &[i64], jobs: usize, instance: usize) -> Result<Problem, OrlibError> {
    let within = |job: usize, what, number: i64, least: i64, most: i64| {
        let fault = OrlibError::Number { instance, job: job + 1, what, number, least, most };
        if (least..=most).contains(&number) { Ok(number) } else { Err(fault) }
    };
    let day = |number: i64| Day::try_from(number).unwrap_or(Day::MAX);
    let item = |job: usize| {
        let days = within(job, "processing time", numbers[job], 1, MOST_DAYS)?;
        let weight: Money = within(job, "weight", numbers[jobs + job], 0, MOST_WEIGHT)?;
        let due = within(job, "due date", numbers[2 * jobs + job], -MOST_DAYS, MOST_DAYS)?;
        let cost = if due > 0 {
            vec![Row { day: 0, value: 0, slope: 0 }, Row { day: day(due), value: 0, slope: weight }]
        } else {
            vec![Row { day: 0, value: -due * weight, slope: weight }]
        };
        let choices = vec![Choice { team: 0, days: day(days) }];
        Ok(Item { name: format!("{}", job + 1), choices, cost, ..Item::default() })
    };
    let items: Vec<Item> = (0..jobs).map(item).collect::<Result<_, OrlibError>>()?;
    let team = Team { tracks: 1, calendar: Calendar::full() };
    Problem::new(vec![team], &items).map_err(|faults| OrlibError::Faults { instance, faults })
}
