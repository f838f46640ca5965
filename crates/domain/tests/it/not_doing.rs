//! What not doing something costs, and what doing it first keeps waiting.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::priorities::{DoOrLeave, Item, NotDoing, Portfolio, cost_of_not_doing, cost_of_order};
use throughline_value_line::Urgency;

use crate::build::{Work, portfolio, team, ticket_id, with_teams, work};

fn of(works: &[Work], chosen: &[u128], weeks: u16) -> NotDoing {
    of_portfolio(&portfolio(works), chosen, weeks)
}

fn of_portfolio(portfolio: &Portfolio, chosen: &[u128], weeks: u16) -> NotDoing {
    let chosen: Vec<_> = chosen.iter().map(|&number| (ticket_id(number), 1.0)).collect();
    cost_of_not_doing(portfolio, &chosen, weeks)
}

fn mean(cost: Option<throughline_domain::Estimate>) -> Option<f64> {
    cost.map(|cost| cost.mean)
}

fn keys(lines: &[throughline_domain::priorities::Postponed]) -> Vec<&str> {
    lines.iter().map(|line| line.key.as_str()).collect()
}

/// Four free weeks: A (12k a week, 4 weeks), or B (6k, 1 week) and C (5k, 3 weeks).
fn published() -> [Work; 3] {
    [work(1, "A", 1_200_000.0, 4.0), work(2, "B", 600_000.0, 1.0), work(3, "C", 500_000.0, 3.0)]
}

#[test]
fn the_example_costs_forty_eight_thousand_not_done_and_forty_four_done_and_is_about_equal() {
    let cost = of(&published(), &[1], 4);
    assert_eq!(mean(cost.not_doing), Some(4_800_000.0));
    assert_eq!(mean(cost.doing_first), Some(4_400_000.0));
    assert_eq!(cost.verdict, Some(DoOrLeave::AboutEqual));
    assert_eq!(cost.until, date(2026, 11, 10));
    let told: Vec<(&str, f64, f64, &str)> = cost
        .waiting
        .iter()
        .map(|line| (line.key.as_str(), line.weeks_later, line.cost.mean, line.says.as_str()))
        .collect();
    assert_eq!(
        told,
        [("B", 4.0, 2_400_000.0, "€6.0k a week × 4 weeks"), ("C", 4.0, 2_000_000.0, "€5.0k a week × 4 weeks")]
    );
    assert_eq!(cost.undone[0].says, "€12k a week × 4 weeks");
    assert_eq!(
        cost.sentence("A"),
        "Not doing A for 4 weeks costs €48k. Doing it first costs €44k, because B and C wait. \
         Doing it first is cheaper, but only by €4.0k: about equal."
    );
}

#[test]
fn what_does_not_fit_into_the_horizon_does_not_wait_for_it() {
    let cost = of(&published(), &[1], 3);
    assert_eq!(keys(&cost.waiting), ["B"], "B and C together take four weeks");
    assert_eq!((mean(cost.not_doing), mean(cost.doing_first)), (Some(3_600_000.0), Some(2_400_000.0)));
    assert_eq!(cost.verdict, Some(DoOrLeave::DoFirst));
}

#[test]
fn nothing_is_compared_with_nothing() {
    let works = [work(1, "A", 900.0, 1.0), work(2, "long", 9_000.0, 9.0), work(3, "vague", 0.0, 1.0).vague()];
    let cost = of(&works, &[1], 4);
    assert_eq!(mean(cost.not_doing), Some(3_600.0));
    assert_eq!((cost.doing_first, cost.verdict, cost.p_do_first), (None, None, None));
    assert!(cost.sentence("A").ends_with("so there is nothing to compare it with."));
}

#[test]
fn what_has_no_price_is_named_and_is_not_free() {
    let works = [work(1, "vague", 0.0, 1.0).vague(), work(2, "B", 500.0, 1.0)];
    let cost = of(&works, &[1], 4);
    assert_eq!((cost.not_doing, cost.verdict), (None, None));
    assert_eq!(cost.not_counted, ["vague"]);
    assert_eq!(cost.sentence("vague"), "Nobody can say what not doing vague costs: it has no price.");
    assert_eq!(mean(cost.doing_first), Some(500.0), "B would wait for a week all the same");
}

#[test]
fn a_date_within_the_horizon_is_lost_for_good_and_one_that_is_missed_in_any_case_is_not_counted() {
    let by = |on| Urgency::ByDate { date: on };
    let dated = |weeks: f64, on| [work(1, "dated", 1_000.0, weeks).urgency(by(on), 80_000.0)];
    // Done in 2 weeks or, 13 weeks later, in 15: the date is in week 10.
    let missed = of(&dated(2.0, date(2026, 12, 22)), &[1], 13);
    assert_eq!(mean(missed.not_doing), Some(80_000.0 + 5_000.0));
    assert_eq!(missed.undone[0].says, "likely misses 22 Dec: €800 is lost, then €10 a week");
    let in_time = of(&dated(2.0, date(2026, 12, 22)), &[1], 8);
    assert_eq!(mean(in_time.not_doing), Some(0.0));
    assert_eq!(in_time.undone[0].says, "likely still done by 22 Dec");
    // Three weeks of work for a date in two: the amount is gone whether it is done or not.
    let gone = of(&dated(3.0, date(2026, 10, 27)), &[1], 4);
    assert_eq!(mean(gone.not_doing), Some(4_000.0));
}

#[test]
fn a_window_that_closes_within_the_horizon_takes_all_that_is_left() {
    let window = Urgency::Window { closes: date(2027, 3, 2) };
    let works = [work(1, "short-lived", 5_000.0, 4.0).urgency(window, 50_000.0)];
    // 20 weeks; done in 4 of them 32,000 are left.
    assert_eq!(mean(of(&works, &[1], 16).not_doing), Some(32_000.0));
    assert_eq!(mean(of(&works, &[1], 30).not_doing), Some(32_000.0), "nothing is lost twice");
}

#[test]
fn work_that_cannot_be_done_without_it_is_no_alternative_and_what_it_waits_for_is_taken_as_done() {
    let works = [
        work(1, "A", 900.0, 2.0).waits_for(4),
        work(2, "after A", 5_000.0, 1.0).waits_for(1),
        work(3, "B", 100.0, 1.0),
        work(4, "before A", 50.0, 1.0),
    ];
    let cost = of(&works, &[1], 8);
    assert_eq!(keys(&cost.waiting), ["B"]);
    assert_eq!(cost.taken_as_done, ["before A"]);
}

#[test]
fn work_that_waits_for_what_is_taken_as_done_waits_for_nothing_else() {
    let works = [
        work(1, "A", 900.0, 2.0).waits_for(4),
        work(2, "B", 100.0, 1.0).waits_for(4),
        work(4, "before both", 50.0, 1.0),
    ];
    let cost = of(&works, &[1], 8);
    assert_eq!((keys(&cost.waiting), mean(cost.doing_first)), (vec!["B"], Some(2.0 * 100.0)));
}

#[test]
fn work_without_a_price_is_done_on_the_way_where_other_work_waits_for_it() {
    let works = [
        work(1, "A", 900.0, 2.0),
        work(2, "B", 500.0, 1.0).waits_for(3),
        work(3, "vague", 0.0, 3.0).vague(),
        work(4, "vague too", 0.0, 1.0).vague(),
    ];
    let cost = of(&works, &[1], 4);
    assert_eq!((keys(&cost.waiting), mean(cost.doing_first)), (vec!["B"], Some(2.0 * 500.0)));
    assert_eq!(keys(&of(&works, &[1], 3).waiting), [""; 0], "both together take four weeks");
}

#[test]
fn work_that_waits_for_another_team_is_no_alternative() {
    let works = [
        work(1, "A", 900.0, 2.0).team(1),
        work(2, "B", 500.0, 1.0).team(1).waits_for(3),
        work(3, "theirs", 800.0, 1.0).team(2),
        work(4, "C", 10.0, 1.0).team(1),
    ];
    let teams = vec![team(1, "Booking", 1), team(2, "Tracking", 1)];
    assert_eq!(keys(&of_portfolio(&with_teams(&works, teams, Vec::new()), &[1], 8).waiting), ["C"]);
}

#[test]
fn of_a_part_the_part_of_the_money_is_lost_and_the_others_wait_for_the_part_of_the_work() {
    let works = [work(1, "A", 900.0, 5.0), work(2, "B", 500.0, 1.0)];
    let part = |part| cost_of_not_doing(&portfolio(&works), &[(ticket_id(1), part)], 10);
    let cost = part(0.6);
    assert_eq!((mean(cost.not_doing), mean(cost.doing_first)), (Some(0.6 * 9_000.0), Some(3.0 * 500.0)));
    assert_eq!(cost.undone[0].part, 0.6);
    assert_eq!(cost.undone[0].says, "60% of it: €9 a week × 10 weeks");
    assert_eq!((cost.waiting[0].part, cost.waiting[0].says.as_str()), (1.0, "€5 a week × 3 weeks"));
    // The same parts as those of two goals together are all of it.
    assert_eq!(mean(cost.not_doing).zip(mean(part(0.4).not_doing)).map(|(a, b)| a + b), mean(part(1.0).not_doing));
    // What is missed is missed by all of it: done in five weeks, not in three.
    let late = Urgency::ByDate { date: date(2026, 11, 10) };
    let works = [work(1, "dated", 0.0, 5.0).urgency(late, 80_000.0)];
    assert_eq!(mean(cost_of_not_doing(&portfolio(&works), &[(ticket_id(1), 0.6)], 10).not_doing), Some(0.0));
}

#[test]
fn other_teams_do_not_wait_and_a_second_track_waits_less() {
    let works = [
        work(1, "A", 900.0, 4.0).team(1),
        work(2, "B", 300.0, 2.0).team(1),
        work(3, "C", 200.0, 2.0).team(1),
        work(4, "theirs", 9_000.0, 1.0).team(2),
    ];
    let with = |tracks| with_teams(&works, vec![team(1, "Booking", tracks), team(2, "Tracking", 1)], Vec::new());
    let one = of_portfolio(&with(1), &[1], 6);
    assert_eq!((keys(&one.waiting), mean(one.doing_first)), (vec!["B", "C"], Some(4.0 * 500.0)));
    // Beside A: B is done in 2 weeks as before, C in 4 instead of 2.
    let two = of_portfolio(&with(2), &[1], 6);
    assert_eq!(mean(two.doing_first), Some(2.0 * 200.0));
}

#[test]
fn money_that_two_tickets_claim_is_counted_once_where_two_costs_are_compared() {
    let works = [
        work(1, "A", 900.0, 1.0).claims_churn_of("mid-market"),
        work(2, "A too", 400.0, 1.0).claims_churn_of("mid-market"),
        work(3, "B", 700.0, 1.0),
    ];
    let cost = of(&works, &[1, 2], 10);
    assert_eq!((mean(cost.not_doing), mean(cost.not_doing_counted_once)), (Some(13_000.0), Some(9_000.0)));
}

#[test]
fn a_shared_uncertainty_makes_both_costs_uncertain_and_leaves_the_answer_sure() {
    let works = [
        work(1, "A", 3_000.0, 2.0).uncertain("revenue of mid-market", 1.0, 9.0),
        work(2, "B", 1_000.0, 2.0).uncertain("revenue of mid-market", 1.0, 9.0),
    ];
    let cost = of(&works, &[1], 2);
    let range = cost.not_doing.unwrap();
    assert!((range.mean - 6_000.0).abs() < 1.0 && range.high > 5.0 * range.low, "{range:?}");
    assert_eq!((cost.p_do_first, cost.verdict), (Some(1.0), Some(DoOrLeave::DoFirst)));
    let others = [
        work(1, "A", 3_000.0, 2.0).uncertain("one thing", 1.0, 9.0),
        work(2, "B", 2_500.0, 2.0).uncertain("another", 1.0, 9.0),
    ];
    let cost = of(&others, &[1], 2);
    assert_eq!(cost.verdict, Some(DoOrLeave::AboutEqual));
    assert!(cost.sentence("A").contains("Too close to call: doing it first is cheaper in "), "{}", cost.sentence("A"));
}

fn works() -> impl Strategy<Value = Vec<Work>> {
    prop::collection::vec((1_u32..20_000, 1_u32..12), 2..12).prop_map(|list| {
        (1..)
            .zip(list)
            .map(|(at, (rate, weeks))| work(at, &format!("T-{at}"), f64::from(rate), f64::from(weeks)))
            .collect()
    })
}

proptest! {
    #[test]
    fn a_longer_horizon_never_costs_less(works in works(), weeks in 1_u16..60, more in 0_u16..40) {
        let (short, long) = (of(&works, &[1], weeks), of(&works, &[1], weeks + more));
        prop_assert!(mean(long.not_doing) >= mean(short.not_doing));
    }

    #[test]
    fn a_steady_cost_is_its_week_times_the_weeks_and_the_lines_add_up(works in works(), weeks in 1_u16..60) {
        let cost = of(&works, &[1, 2], weeks);
        let weekly: f64 = cost.undone.iter().map(|line| line.per_week.mean).sum();
        prop_assert_eq!(mean(cost.not_doing), Some(weekly * f64::from(weeks)));
        let waiting: f64 = cost.waiting.iter().map(|line| line.cost.mean).sum();
        prop_assert_eq!(mean(cost.doing_first).unwrap_or(0.0), waiting);
    }

    #[test]
    fn both_costs_are_the_two_orders_told_apart(works in works(), weeks in 1_u16..60) {
        let portfolio = portfolio(&works);
        let cost = of_portfolio(&portfolio, &[1], weeks);
        let first = portfolio.get(ticket_id(1)).unwrap().as_ref();
        let mut others: Vec<&Item> = portfolio.items().iter().map(AsRef::as_ref)
            .filter(|item| cost.waiting.iter().any(|line| line.id == item.id)).collect();
        others.sort_by_key(|item| portfolio.position(throughline_domain::priorities::Method::Cd3, item.id));
        let before: Vec<&Item> = std::iter::once(first).chain(others.iter().copied()).collect();
        let after: Vec<&Item> = others.iter().copied().chain([first]).collect();
        let total = |order: &[&Item]| cost_of_order(&portfolio, order).total_minor;
        let meanwhile: f64 = others.iter().map(|item| item.duration.mean).sum();
        let rate = first.price.as_ref().unwrap().per_week.mean;
        let told = mean(cost.doing_first).unwrap_or(0.0) - rate * meanwhile;
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let found = (total(&before) - total(&after)) as f64;
        // Each charge of at most twelve is rounded to the minor unit, in two orders.
        prop_assert!((told - found).abs() <= 24.0, "{} {}", told, found);
    }
}
