//! Tickets that look like those of a company, as many as a test or a measurement wants, the same for the same seed.

use std::fmt::Write as _;

/// Titles: what, of what.
const VERBS: [&str; 12] = [
    "Speed up",
    "Fix",
    "Redesign",
    "Split",
    "Automate",
    "Document",
    "Translate",
    "Retire",
    "Cache",
    "Validate",
    "Batch",
    "Explain",
];
const THINGS: [&str; 20] = [
    "the booking form",
    "invoice rounding",
    "carrier positions",
    "the rate engine",
    "seat upgrades",
    "tax numbers",
    "the search page",
    "customer import",
    "nightly reports",
    "the map library",
    "password reset",
    "order export",
    "delivery alerts",
    "the price list",
    "support macros",
    "webhook retries",
    "the audit trail",
    "tender offers",
    "mobile sign-in",
    "the dark theme",
];
const SENTENCES: [&str; 10] = [
    "Customers write to support about it every week, and each answer takes a quarter of an hour.",
    "The code has grown over four years and nobody likes to touch it before a holiday.",
    "Two of the last five people who left named it when they were asked why.",
    "It works in the morning and fails when the queue of the afternoon is long.",
    "A first version could leave out everything but the most common case.",
    "Sales promised it in two tenders; the buyers ask for a date.",
    "The workaround is known, written down, and forgotten by everybody who would need it.",
    "Measured last month: one in nine attempts is given up half-way.",
    "It needs no new table, one new page, and a word with the people who run the servers.",
    "What we do not know is how many would use it a second time.",
];
const LABELS: [&str; 6] = ["bug", "feature", "chore", "security", "ux", "performance"];
/// The teams that synthetic tickets belong to.
pub const TEAMS: [&str; 5] = ["Booking", "Tracking", "Platform", "Mobile", "Data"];

/// Small numbers from a seed (`SplitMix64`, Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap_or(0)]
    }
}

/// A Business Value line of one of several kinds; one in six tickets has none, and one in twelve has one without a number.
fn value_line(numbers: &mut Numbers) -> String {
    match numbers.below(12) {
        0 | 1 => String::new(),
        2 => "Customers will love it.".to_owned(),
        3 => format!("Reduces churn by {} points in a €{}M segment.", numbers.below(4) + 1, numbers.below(9) + 1),
        4 => format!("Saves support {}h/week at {} EUR/h.", numbers.below(30) + 2, numbers.below(40) + 30),
        5 => {
            let low = numbers.below(40) + 1;
            format!("€{low}k to €{}k per week until it is live.", low + numbers.below(60) + 1)
        }
        6 => {
            let before = numbers.below(20) + 8;
            format!("Cuts the cloud bill from €{before}k to €{}k a month.", before - numbers.below(6) - 1)
        }
        7 => format!("Avoids a €{}k fine if not live by 2027-0{}-01.", (numbers.below(90) + 10), numbers.below(9) + 1),
        8 => format!("Unblocks €{}k of Q4 deals ({}% likely).", numbers.below(400) + 20, numbers.below(8) * 10 + 10),
        9 => {
            let low = numbers.below(200) + 10;
            format!("Brings €{low}k to €{}k of new revenue a year.", low + numbers.below(200) + 5)
        }
        10 => format!(
            "+0.{}pp checkout conversion on {}k visits a month, €30 each.",
            numbers.below(8) + 1,
            numbers.below(80) + 5
        ),
        _ => format!(
            "Avoids {} to {} incidents a year at €{}k each.",
            numbers.below(3) + 1,
            numbers.below(9) + 5,
            numbers.below(20) + 2
        ),
    }
}

/// A CSV file with so many tickets: key, title, body of about 600 bytes, labels, team, Business Value line, estimate,
/// RICE inputs, `MoSCoW` class, dependencies, dates.
pub fn synthetic_csv(tickets: usize, seed: u64) -> String {
    let mut numbers = Numbers(seed);
    let mut csv = String::from(
        "Key,Title,Description,Labels,Team,Business Value,Estimate days,Reach,Impact,Confidence,MoSCoW,Waits for,Opened\n",
    );
    for number in 1..=tickets {
        let title = format!("{} {}", numbers.pick(&VERBS), numbers.pick(&THINGS));
        let mut body = String::new();
        while body.len() < 560 {
            body.push_str(numbers.pick(&SENTENCES));
            body.push(' ');
        }
        let low = numbers.below(20) + 1;
        let estimate = if numbers.below(5) == 0 { String::new() } else { format!("{low}-{}", low + numbers.below(20)) };
        let rice = if numbers.below(3) == 0 {
            ",,".to_owned()
        } else {
            format!(
                "{},{},{}",
                numbers.below(400) + 1,
                ["0.5", "1", "2", "3"][usize::try_from(numbers.below(4)).unwrap_or(0)],
                ["0.5", "0.8", "1"][usize::try_from(numbers.below(3)).unwrap_or(0)]
            )
        };
        let moscow = ["must", "should", "could", "wont", ""][usize::try_from(numbers.below(5)).unwrap_or(0)];
        let waits = if number > 10 && numbers.below(12) == 0 {
            format!("SYN-{}", numbers.below(number as u64 - 1) + 1)
        } else {
            String::new()
        };
        let line = value_line(&mut numbers);
        // Writing to a string cannot fail.
        let _ = writeln!(
            csv,
            "SYN-{number},\"{title}\",\"{}\",{},{},\"{line}\",{estimate},{rice},{moscow},{waits},2026-0{}-{:02}",
            body.trim_end(),
            numbers.pick(&LABELS),
            numbers.pick(&TEAMS),
            numbers.below(9) + 1,
            numbers.below(28) + 1,
        );
    }
    csv
}
