//! Made-up tickets, the same for the same number: teams, prices of every kind, estimates, dependencies, and some without.

use std::{fmt::Write, sync::Arc};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline_app::{App, AppSettings, Database, ImportInput, SystemClock, WorkspaceInput};
use throughline_domain::Currency;

use crate::goals;

const SEED: u64 = 20_261_013;
const TEAMS: [&str; 8] = ["Booking", "Pricing", "Carriers", "Billing", "Search", "Mobile", "Platform", "Support"];
const VERBS: [&str; 8] = ["Speed up", "Rewrite", "Export", "Validate", "Translate", "Cache", "Retry", "Explain"];
const NOUNS: [&str; 8] = ["invoices", "bookings", "the carrier feed", "prices", "sign-in", "search", "alerts", "maps"];

/// Imports them through the same verb as everybody.
pub async fn fill(database: Database, tickets: u32, problems: u32) -> anyhow::Result<()> {
    let app = App::open(database, AppSettings::default(), Arc::new(SystemClock)).await?;
    if app.set_up_needed().await? {
        let settings = WorkspaceInput {
            name: "Measured".to_owned(),
            currency: Currency::EUR,
            time_zone: "UTC".to_owned(),
            working_days_per_week: 5,
            days_per_story_point: None,
            value_labels: Vec::new(),
        };
        app.found_workspace(settings, "Owner", "owner@localhost.invalid").await?;
    }
    let actor = app.operator(None).await?;
    let problems = goals::make(&app, &actor, usize::try_from(problems)?).await?;
    let content = csv(tickets, &problems)?;
    let name = "measured.csv".to_owned();
    let input = ImportInput::CsvFile { name, content, mapping: None, days_per_story_point: None, create_teams: true };
    let started = std::time::Instant::now();
    let report = app.import(&actor, input, &|_| {}).await?;
    let counts = &report.run.counts;
    println!(
        "{} new, {} changed, {} unchanged, {} skipped in {:.1} s",
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.skipped,
        started.elapsed().as_secs_f64()
    );
    app.close().await;
    Ok(())
}

fn csv(tickets: u32, problems: &[String]) -> anyhow::Result<String> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut rows = String::from("id,title,description,team,labels,estimate,business value,blocked by,problem\n");
    for id in 1..=tickets {
        let verb = VERBS[random.random_range(0..VERBS.len())];
        let noun = NOUNS[random.random_range(0..NOUNS.len())];
        let team = TEAMS[random.random_range(0..TEAMS.len())];
        let days = random.random_range(1..20);
        let blocked =
            if id > 1 && random.random_bool(0.1) { random.random_range(1..id).to_string() } else { String::new() };
        writeln!(
            rows,
            "{id},{verb} {noun} {id},\"Our customers wait for {noun}. It was asked in week {}.\",{team},measured,{days}-{}d,\"{}\",{blocked},{}",
            random.random_range(1..52),
            days + random.random_range(1..15),
            sentence(&mut random),
            // Nine in ten hang on a problem, where there are any.
            problems.get(usize::try_from(id)? * 7_919 % (problems.len() * 10 / 9).max(1)).map_or("", String::as_str),
        )?;
    }
    Ok(rows)
}

/// A sentence of each kind, and none for one in five.
fn sentence(random: &mut ChaCha8Rng) -> String {
    let amount = random.random_range(1..200);
    match random.random_range(0..10) {
        0 => format!("reduces churn by {}% in a €{amount}M segment", random.random_range(1..4)),
        1 => format!("saves support {}h/week at 40 EUR/h", random.random_range(1..40)),
        2 => format!("unblocks €{amount}k of Q4 deals ({}% likely)", random.random_range(10..90)),
        3 => format!("€{amount}k per week until fixed"),
        4 => format!("cuts AWS bill from ${}k to ${amount}k a month", amount + random.random_range(1..50)),
        5 => format!("saves between {amount} and {}k EUR a year", amount + 20),
        6 => format!("avoids a £{amount},000 fine if not live by 2027-0{}-01", random.random_range(1..9)),
        7 => format!("+0.{}pp checkout conversion on 40k visits a month, €30 each", random.random_range(1..9)),
        _ => String::new(),
    }
}
