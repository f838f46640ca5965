//! Throws what nobody would send on purpose at everything that the scheduler offers, and watches that nothing panics,
//! overflows, or runs for ever, that plans can be carried out, and that no bound is above a cost:
//! `cargo bench -p throughline-scheduler --profile fuzz --bench fuzz -- SECONDS [FIRST SEED]`.
//!
//! What fails is printed with the seed that repeats it; a run of 0 seconds looks at that one seed.

mod cases;
mod checks;
mod random;

use std::{
    collections::BTreeMap,
    panic,
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use random::Random;

/// The longest that one case may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(4);

/// Where the last panic was.
static PANICKED: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    let words: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let seconds = words.first().copied().unwrap_or(10);
    let first = words.get(1).copied().unwrap_or(1);
    let (begin, seed) = (Instant::now(), Arc::new(AtomicU64::new(first)));
    watch(Arc::clone(&seed));
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| format!(" at {place}"));
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    let mut faults: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, first);
    loop {
        let at = seed.load(Ordering::Relaxed);
        let start = Instant::now();
        match panic::catch_unwind(|| checks::run(&mut Random::new(at))) {
            Ok(Ok(kind)) => *counts.entry(kind).or_default() += 1,
            Ok(Err(fault)) => note(&mut faults, &fault, at),
            Err(cause) => note(&mut faults, &text(cause.as_ref()), at),
        }
        slowest = slowest.max((start.elapsed(), at));
        seed.store(at + 1, Ordering::Relaxed);
        if begin.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    let cases = seed.load(Ordering::Relaxed) - first;
    println!(
        "{cases} cases from seed {first} in {:?}; the slowest took {:?} (seed {})",
        begin.elapsed(),
        slowest.0,
        slowest.1
    );
    for (kind, count) in counts {
        println!("{count} {kind}");
    }
    for (fault, (count, seed)) in &faults {
        println!("FAULT {count} times, first at seed {seed}: {fault}");
    }
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn note(faults: &mut BTreeMap<String, (u64, u64)>, fault: &str, seed: u64) {
    let entry = faults.entry(fault.to_owned()).or_insert_with(|| {
        println!("FAULT at seed {seed}: {fault}");
        (0, seed)
    });
    entry.0 += 1;
}

fn text(cause: &(dyn std::any::Any + Send)) -> String {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    let place = PANICKED.lock().unwrap_or_else(PoisonError::into_inner);
    format!("{}{place}", said.unwrap_or("a panic without words"))
}

/// Ends the run when one case does not come to an end.
fn watch(seed: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        loop {
            let before = seed.load(Ordering::Relaxed);
            std::thread::sleep(PATIENCE);
            if seed.load(Ordering::Relaxed) == before {
                println!("FAULT: seed {before} has not come to an end in {PATIENCE:?}");
                std::process::exit(2);
            }
        }
    });
}
