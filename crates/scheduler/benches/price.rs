//! How long a price takes: `cargo bench -p throughline-scheduler --bench price -- FILE...` prints for each instance file
//! the mean and the 99th percentile of one price at each moment, with the list of what is delayed. Times are of the
//! processor; each price is asked three times and the fastest counts, so that other work on the machine does not.

use std::error::Error;

use rustix::time::{ClockId, clock_gettime};

use throughline_scheduler::{
    Choice, Day, Item, Money, Pricer, Problem, Request, Row, Timetable, When, dispatch, format::roadmap_from_json,
};

/// Requests at most; fewer for large problems.
const REQUESTS: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if files.is_empty() {
        println!("give instance files of the format throughline-roadmap-v1");
    }
    println!("| items | moment | mean us | 99th percentile us | delayed items, mean |");
    println!("| --- | --- | --- | --- | --- |");
    for file in files {
        measure(&roadmap_from_json(&std::fs::read_to_string(file)?)?)?;
    }
    Ok(())
}

fn measure(problem: &Problem) -> Result<(), Box<dyn Error>> {
    let plan = dispatch(problem);
    let (table, took) = timed(|| Timetable::new(problem, &plan));
    let table = table?;
    println!("| {} | laying out the plan | {took:.1} | | |", problem.len());
    let mut requests = Vec::new();
    let mut checking = Vec::new();
    let count = (2_000_000 / problem.len()).clamp(20, REQUESTS);
    for seed in (0_u64..).take(count) {
        let item = item(problem, seed);
        let (request, took) = timed(|| table.request(problem, &item));
        checking.push(took);
        requests.push(request?);
    }
    print(problem, "checking a request", &mut checking, 0);
    let mut pricer = table.pricer(problem);
    for (name, when) in
        [("now", When::Now), ("next free", When::NextFree), ("in turn", When::InTurn), ("cheapest", When::Cheapest)]
    {
        let mut delayed = 0;
        let mut times: Vec<f64> =
            requests.iter().map(|request| fastest(&mut pricer, request, when, &mut delayed)).collect();
        print(problem, name, &mut times, delayed / requests.len());
    }
    let (_, took) = timed(|| pricer.price_all(requests.iter().take(20).map(|request| (request, When::Cheapest))));
    println!("| {} | 20 requests at their cheapest | {took:.1} | | |", problem.len());
    let mut even: Vec<f64> = requests.iter().map(|request| timed(|| pricer.break_even(request)).1).collect();
    print(problem, "break-even", &mut even, 0);
    Ok(())
}

fn fastest(pricer: &mut Pricer<'_>, request: &Request, when: When, delayed: &mut usize) -> f64 {
    let asked = (0..3).map(|_| timed(|| pricer.price(request, when)));
    let Some((price, took)) = asked.min_by(|one, other| one.1.total_cmp(&other.1)) else { return 0.0 };
    *delayed += price.delays.len();
    took
}

/// Days and money like those of the items themselves: a copy of one, for its team or another's.
fn item(problem: &Problem, seed: u64) -> Item {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let choices: Vec<Choice> = problem.choices(draw(problem.len())).to_vec();
    let slope = Money::try_from(draw(2_000)).unwrap_or(0);
    let release = if draw(2) == 0 { 0 } else { Day::try_from(draw(30)).unwrap_or(0) };
    Item { choices, release, cost: vec![Row { day: 0, value: 0, slope }], ..Item::default() }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = cpu();
    let result = work();
    (result, cpu() - start)
}

/// Microseconds that this thread has worked.
#[expect(clippy::cast_precision_loss, reason = "a time to be shown")]
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn print(problem: &Problem, name: &str, times: &mut [f64], delayed: usize) {
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX));
    println!("| {} | {name} | {mean:.1} | {:.1} | {delayed} |", problem.len(), times[times.len() * 99 / 100]);
}
