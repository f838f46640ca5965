//! Draws follow from the name of a variable, so comparisons are paired; and estimates check what they are made of.

use throughline_value_line::{Column, Estimate, Input, Shape, Source, product, read, sample_product};

use crate::support::stranger;

fn input(variable: &str, estimate: Estimate) -> Input {
    Input {
        label: variable.to_owned(),
        variable: variable.to_owned(),
        estimate,
        unit: String::new(),
        source: Source::Assumed { why: String::new() },
    }
}

#[test]
fn a_draw_needs_no_draw_before_it() {
    let mut column = Column::of("segment:SMB:churn");
    let in_order: Vec<f64> = (0..50).map(|_| column.next_chance()).collect();
    for k in [0_u8, 1, 7, 49] {
        let alone = Column::of("segment:SMB:churn").chance(u64::from(k));
        assert!((alone - in_order[usize::from(k)]).abs() < 1e-15);
    }
}

#[test]
fn an_input_draws_the_same_alone_and_in_a_row() {
    let uncertain = input("x", Estimate::lognormal90(1.0, 9.0).unwrap());
    let row: Vec<f64> = uncertain.draws().take(20).collect();
    assert!((uncertain.draw(13) - row[13]).abs() < 1e-12);
}

#[test]
fn the_same_variable_in_two_places_is_one_and_another_is_not() {
    let range = Estimate::lognormal90(10.0, 20.0).unwrap();
    let one = sample_product(&[input("a", range)], 100);
    assert_eq!(one, sample_product(&[input("a", range)], 100));
    assert_ne!(one, sample_product(&[input("b", range)], 100));
}

#[test]
fn equal_lines_share_their_uncertainty() {
    let draws = |text: &str| sample_product(&read(text, &stranger()).pricings[0].inputs, 50);
    assert_eq!(draws("saves €10-40k a year on hosting"), draws("saves €10-40k a year on hosting"));
    assert_ne!(draws("saves €10-40k a year on hosting"), draws("saves €10-40k a year on storage"));
}

#[test]
fn the_mean_of_the_draws_is_the_mean_of_the_estimate() {
    for estimate in [
        Estimate::lognormal90(10.0, 40.0).unwrap(),
        Estimate::normal90(-5.0, 45.0).unwrap(),
        Estimate::logit_normal90(0.02, 0.2).unwrap(),
        Estimate::pert(2.0, 4.0, 12.0).unwrap(),
        Estimate::bernoulli(0.4).unwrap(),
        Estimate::bernoulli(0.4).unwrap().scaled(250.0),
    ] {
        let drawn = sample_product(&[input("mean", estimate)], 20_000);
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        assert!((mean - estimate.mean).abs() < 0.03 * estimate.mean.abs(), "{estimate:?}: {mean}");
    }
}

#[test]
fn a_mixed_product_is_simulated_and_seeded_by_its_variables() {
    let inputs = [
        input("revenue", Estimate::lognormal90(1e5, 4e5).unwrap()),
        input("share", Estimate::logit_normal90(0.02, 0.05).unwrap()),
    ];
    let seen = product(&inputs);
    assert_eq!(seen, product(&inputs));
    let expected = inputs[0].estimate.mean * inputs[1].estimate.mean;
    assert!((seen.mean - expected).abs() < 0.02 * expected, "{} is not {expected}", seen.mean);
    assert!(seen.low < seen.mid && seen.mid < seen.high);
}

#[test]
fn a_yes_or_no_factor_reaches_from_nothing_to_everything() {
    let seen = product(&[input("deal", Estimate::point(200_000.0)), input("yes", Estimate::bernoulli(0.4).unwrap())]);
    assert_eq!(seen.shape, Shape::Bernoulli);
    for (seen, expected) in [(seen.low, 0.0), (seen.mid, 80_000.0), (seen.high, 200_000.0), (seen.mean, 80_000.0)] {
        assert!((seen - expected).abs() < 1e-6);
    }
}

#[test]
fn an_estimate_of_impossible_ends_says_what_is_wrong() {
    for (made, said) in [
        (Estimate::lognormal90(0.0, 10.0), "above zero"),
        (Estimate::lognormal90(10.0, 10.0), "not below"),
        (Estimate::normal90(5.0, 1.0), "smaller one first"),
        (Estimate::logit_normal90(0.1, 1.0), "not a share"),
        (Estimate::pert(1.0, 9.0, 3.0), "not between"),
        (Estimate::bernoulli(1.5), "not a share"),
        (Estimate::normal90(f64::NAN, 1.0), "not a number"),
    ] {
        let message = made.unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }
}
