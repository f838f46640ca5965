//! Published numbers: computed with scipy, and the same few inline.

use std::path::PathBuf;

use serde_json::Value;
use throughline_value_line::{Column, Estimate, Input, Source, quantile_type7, read, sample_product};

use crate::support::stranger;

fn vectors() -> Option<Value> {
    let folder = std::env::var_os("THROUGHLINE_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join("vectors/vectors.json")).ok();
    if text.is_none() {
        println!("skipped: no vectors.json in {}", folder.display());
    }
    serde_json::from_str(&text?).ok()
}

fn close(seen: f64, expected: f64, relative: f64, what: &str) {
    assert!((seen - expected).abs() <= relative * expected.abs().max(1e-12), "{what}: {seen} is not {expected}");
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn factor(name: &str, low: f64, high: f64) -> Input {
    Input {
        label: name.to_owned(),
        variable: name.to_owned(),
        estimate: Estimate::lognormal90(low, high).unwrap(),
        unit: String::new(),
        source: Source::Assumed { why: String::new() },
    }
}

#[test]
fn a_90_percent_interval_becomes_the_published_distribution() {
    let inline = Estimate::lognormal90(10_000.0, 100_000.0).unwrap();
    close(inline.mid, 31_622.776_601_683_78, 1e-9, "median");
    close(inline.mean, 40_400.128_269_457_266, 1e-9, "mean");
    close(Estimate::normal90(-5.0, 45.0).unwrap().chance_below_zero(), 0.094_106_674_245_304_67, 1e-6, "below zero");
    let Some(all) = vectors() else { return };
    for case in all["lognormal90"].as_array().unwrap() {
        let estimate = Estimate::lognormal90(number(case, "low"), number(case, "high")).unwrap();
        close(estimate.mid.ln(), number(case, "mu"), 1e-6, "mu");
        close(estimate.mid, number(case, "median"), 1e-6, "median");
        close(estimate.mean, number(case, "mean"), 1e-6, "mean");
        close(estimate.quantile(0.95), number(case, "high"), 1e-6, "P95");
    }
    for case in all["normal90"].as_array().unwrap() {
        let estimate = Estimate::normal90(number(case, "low"), number(case, "high")).unwrap();
        close(estimate.mean, number(case, "mean"), 1e-6, "mean");
        close(estimate.quantile(0.841_344_746_068_542_9) - estimate.mean, number(case, "sd"), 1e-6, "sd");
        close(estimate.chance_below_zero(), number(case, "p_neg"), 1e-6, "below zero");
    }
}

#[test]
fn pert_has_the_published_quantiles() {
    let inline = Estimate::pert(2.0, 4.0, 12.0).unwrap();
    for (seen, expected) in [
        (inline.mean, 5.0),
        (inline.low, 2.589_773_876_118_172),
        (inline.mid, 4.766_722_593_925_189),
        (inline.high, 8.212_767_240_161_902),
    ] {
        close(seen, expected, 1e-6, "pert");
    }
    let Some(all) = vectors() else { return };
    let case = &all["pert"];
    let estimate = Estimate::pert(number(case, "min"), number(case, "mode"), number(case, "max")).unwrap();
    for (p, expected) in case["q"].as_object().unwrap() {
        close(estimate.quantile(p.parse().unwrap()), expected.as_f64().unwrap(), 1e-6, p);
    }
}

#[test]
fn a_product_of_lognormals_is_exact_and_its_simulation_agrees() {
    let inputs = [factor("users", 200.0, 800.0), factor("worth", 20.0, 60.0), factor("share", 0.01, 0.05)];
    let exact = throughline_value_line::product(&inputs);
    let (p5, p50, p95, mean) =
        (93.721_237_832_779_07, 309.838_667_696_593_6, 1_024.314_255_977_785, 403.541_825_178_021);
    for (seen, expected, what) in
        [(exact.low, p5, "P5"), (exact.mid, p50, "P50"), (exact.high, p95, "P95"), (exact.mean, mean, "mean")]
    {
        close(seen, expected, 1e-6, what);
    }
    let mut drawn = sample_product(&inputs, 20_000);
    drawn.sort_by(f64::total_cmp);
    close(quantile_type7(&drawn, 0.5), p50, 0.02, "simulated P50");
    close(quantile_type7(&drawn, 0.05), p5, 0.035, "simulated P5");
    close(quantile_type7(&drawn, 0.95), p95, 0.035, "simulated P95");
    if let Some(all) = vectors() {
        close(exact.low, number(&all["product_lognormals"], "p5"), 1e-6, "P5");
        close(exact.high, number(&all["product_lognormals"], "p95"), 1e-6, "P95");
    }
}

/// Amount of the reading in euros, `None` when that reading is impossible.
fn amount(text: &str, wanted: throughline_value_line::PercentReading) -> Option<f64> {
    let reading = read(text, &stranger());
    reading.pricings.iter().find(|pricing| pricing.reading == wanted).map(|pricing| pricing.amount.mid / 100.0)
}

fn same(seen: Option<f64>, expected: Option<f64>, what: &str) {
    match (seen, expected) {
        (Some(seen), Some(expected)) => close(seen, expected, 1e-6, what),
        (seen, expected) => assert_eq!(seen, expected, "{what}"),
    }
}

#[test]
fn churn_is_priced_as_published_a_year_and_a_month() {
    use throughline_value_line::PercentReading::{Points, Relative};
    let yearly = "reduces churn by 3% in a €1,000,000 segment, churn is 12%";
    same(amount(yearly, Points), Some(30_000.0), "points");
    same(amount(yearly, Relative), Some(3_600.0), "relative");
    let Some(all) = vectors() else { return };
    for (list, baseline, period, points, relative) in [
        ("churn", "annual_churn", "a year", "pp_saved", "relative_saved"),
        ("churn_monthly", "monthly_churn", "a month", "pp_saved_arr_after_12m", "relative_saved_arr_after_12m"),
    ] {
        for case in all[list].as_array().unwrap() {
            let text = format!(
                "reduces churn by {}% in a €{} segment, churn is {}% {period}",
                number(case, "pct") * 100.0,
                number(case, "arr"),
                number(case, baseline) * 100.0
            );
            same(amount(&text, Points), case[points].as_f64(), &text);
            same(amount(&text, Relative), case[relative].as_f64(), &text);
        }
    }
}

#[test]
fn type_7_quantiles_are_those_of_numpy() {
    close(quantile_type7(&[1.0, 2.0, 3.0, 4.0], 0.4), 2.2, 1e-12, "0.4");
    close(quantile_type7(&[15.0], 0.9), 15.0, 1e-12, "one");
    assert!(quantile_type7(&[], 0.5).abs() < 1e-12);
}

#[test]
fn a_columns_draws_are_uniform() {
    let mut column = Column::of("any");
    let mean = (0..20_000).map(|_| column.next_chance()).sum::<f64>() / 20_000.0;
    close(mean, 0.5, 0.02, "mean of the chances");
}
