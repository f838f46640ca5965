//! The order is what its definition says, on tickets nobody chose.

use std::fmt::Write;

use serde_json::Value;
use throughline_test_kit::on_both_databases;

use crate::{machine::Machine, real_data::place};

const TICKETS: u32 = 1_000;

/// Numbers that look random and are the same on every run (Knuth's MMIX constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn csv() -> String {
    let mut numbers = Numbers(20_261_013);
    let mut rows = String::from("id,title,estimate,business value\n");
    for id in 1..=TICKETS {
        let (amount, low) = (1 + numbers.below(900), 1 + numbers.below(20));
        let value = match numbers.below(5) {
            0 => format!("€{amount}k per week until fixed"),
            1 => format!("saves support {amount}h/week at 40 EUR/h"),
            2 => format!("saves between {amount} and {}k EUR a year", amount + 50),
            3 => format!("reduces churn by {}% in a €{amount}M segment", 1 + numbers.below(3)),
            _ => String::new(),
        };
        let high = low + numbers.below(15);
        writeln!(rows, "{id},Ticket {id},{low}-{high}d,\"{value}\"").unwrap();
    }
    rows
}

on_both_databases! {
    async fn ranking_1000_random_tickets_is_sorting_them_by_cost_of_delay_over_duration(database: Database) {
        let machine = Machine::new();
        let place = place(&machine, database);
        let file = machine.path("tickets.csv");
        std::fs::write(&file, csv()).unwrap();
        let report = machine.json(&["import", "csv", &file, &place[0], &place[1]]);
        assert_eq!((&report["new"], &report["skipped"]), (&TICKETS.into(), &0.into()));
        let ranking = machine.json(&["rank", "--method", "cd3", &place[0], &place[1]]);
        let items = ranking["items"].as_array().unwrap();
        assert_eq!(items.len(), TICKETS as usize);
        let by_definition: Vec<Option<f64>> = items.iter().map(cd3).collect();
        let priced: Vec<f64> = by_definition.iter().map_while(|cd3| *cd3).collect();
        assert!(priced.len() > 700, "only {} tickets have a price", priced.len());
        assert!(by_definition[priced.len()..].iter().all(Option::is_none), "tickets without a price follow");
        for (place, (item, cd3)) in items.iter().zip(&priced).enumerate() {
            assert_eq!(item["rank"], place + 1);
            let said = item["cd3"].as_f64().unwrap();
            assert!((said - cd3).abs() <= cd3.abs() * 1e-9, "{item}");
        }
        assert!(priced.windows(2).all(|pair| pair[0] >= pair[1] * (1.0 - 1e-12)), "not in order");
    }
}

fn cd3(item: &Value) -> Option<f64> {
    let cost = item["cost_of_delay_per_week"]["mean"].as_f64()?;
    Some(cost / item["duration_weeks"]["mean"].as_f64().unwrap())
}
