//! Writes a CSV file of synthetic tickets: `cargo run -p throughline-test-kit --example synthetic -- 20000 1 > tickets.csv`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().ok());
    let mut next = |otherwise| arguments.next().flatten().unwrap_or(otherwise);
    let (tickets, seed) = (next(1_000), next(1));
    let csv = throughline_test_kit::synthetic_csv(usize::try_from(tickets).unwrap_or(usize::MAX), seed);
    std::io::stdout().write_all(csv.as_bytes())
}
