//! How far key results are.

use proptest::prelude::*;
use throughline_domain::strategy::{Aim, Ambition, Band, behind, objective_score};

fn score(aim: Aim, seen: &[f64]) -> f64 {
    aim.score(seen).unwrap().score
}

#[test]
fn a_result_that_grows_and_one_that_falls_are_scored_alike() {
    let grows = Aim::Move { start: 40.0, target: 80.0 };
    assert!((score(grows, &[68.0]) - 0.70).abs() < 1e-12);
    assert_eq!(grows.score(&[68.0]).unwrap().band, Band::Green);
    assert!((score(Aim::Move { start: 5.0, target: 3.0 }, &[3.6]) - 0.70).abs() < 1e-12);
}

#[test]
fn beyond_the_target_is_1_and_the_wrong_way_is_0_and_both_are_told() {
    let grows = Aim::Move { start: 40.0, target: 80.0 };
    let (over, under) = (grows.score(&[90.0]).unwrap(), grows.score(&[35.0]).unwrap());
    assert_eq!((over.score, over.raw), (1.0, 1.25));
    assert_eq!((under.score, under.raw), (0.0, -0.125));
}

#[test]
fn keeping_within_limits_is_the_share_of_check_ins_inside() {
    let keep = Aim::Keep { low: 2.0, high: 4.0 };
    assert!((score(keep, &[2.0, 4.0, 4.1, 3.0]) - 0.75).abs() < 1e-12);
}

#[test]
fn steps_count_and_yes_is_all() {
    let milestones = Aim::Milestones { steps: 8 };
    assert!((score(milestones, &[7.0]) - 0.875).abs() < 1e-12);
    assert_eq!([score(Aim::YesNo, &[0.0]), score(Aim::YesNo, &[1.0])], [0.0, 1.0]);
}

#[test]
fn nothing_seen_or_nowhere_to_go_has_no_score() {
    assert!(Aim::YesNo.score(&[]).is_none());
    assert!(Aim::Move { start: 3.0, target: 3.0 }.score(&[3.0]).is_none());
    assert!(objective_score(&[]).is_none());
}

#[test]
fn bands_are_taken_after_rounding_half_up_to_one_decimal() {
    let bands = [0.0, 0.349, 0.35, 0.649, 0.65, 1.0].map(Band::of);
    assert_eq!(bands, [Band::Red, Band::Red, Band::Yellow, Band::Yellow, Band::Green, Band::Green]);
}

#[test]
fn an_objective_is_the_average_of_its_key_results() {
    let of = |value| Aim::Move { start: 0.0, target: 1.0 }.score(&[value]).unwrap();
    assert!((objective_score(&[of(1.0), of(0.4), of(0.7)]).unwrap().score - 0.7).abs() < 1e-12);
}

#[test]
fn the_promised_is_expected_whole_and_the_reached_for_at_seven_tenths() {
    assert_eq!([Ambition::Committed, Ambition::Aspirational].map(Ambition::expected), [1.0, 0.7]);
}

#[test]
fn week_six_of_thirteen_with_a_third_done_is_behind() {
    assert!((behind(0.30, 6.0 / 13.0) - 0.161_538).abs() < 1e-6);
    assert!(behind(0.60, 6.0 / 13.0) < 0.0);
}

proptest! {
    #[test]
    fn a_score_lies_between_0_and_1_and_grows_on_the_way(start in -1e6..1e6_f64, way in 1e-3..1e6_f64, part in -2.0..3.0_f64, down: bool) {
        let target = if down { start - way } else { start + way };
        let seen = Aim::Move { start, target }.score(&[start + part * (target - start)]).unwrap();
        prop_assert!((0.0..=1.0).contains(&seen.score));
        prop_assert!((seen.raw - part).abs() < 1e-6 * (1.0 + start.abs() / way));
    }
}
