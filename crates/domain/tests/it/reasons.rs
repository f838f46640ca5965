//! Why one ticket stands above another, and where methods disagree.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::{
    Currency,
    priorities::{Driver, Method, Verdict, WhyError, disagreements, why},
    tickets::Moscow,
};
use throughline_value_line::Urgency;

use crate::build::{Work, keys, pin, portfolio, ticket_id, with_teams, work};

fn said(works: &[Work], method: Method) -> (String, Driver) {
    let portfolio = portfolio(works);
    let why = why(&portfolio, method, ticket_id(1), ticket_id(2)).unwrap();
    (why.sentence, why.driver)
}

#[test]
fn the_reason_is_money_and_time_in_one_sentence() {
    let works = [work(1, "NF-230", 1_750_000.0, 5.0), work(2, "NF-198", 360_000.0, 2.0)];
    let (sentence, driver) = said(&works, Method::Cd3);
    assert_eq!(
        sentence,
        "NF-230 is above NF-198 because a week without it costs €17.5k, without NF-198 €3.6k; it takes longer, 5 weeks \
         against 2 weeks, but each week of work on it saves 1.9 times as much."
    );
    assert_eq!(driver, Driver::Rate);
}

#[test]
fn short_work_can_beat_dear_work_and_the_reason_says_so() {
    // The published example: B costs less a week but blocks the team for a quarter of the time.
    let (sentence, driver) = said(&[work(1, "A", 1_000_000.0, 4.0), work(2, "B", 600_000.0, 1.0)], Method::Cd3);
    assert_eq!(driver, Driver::Duration);
    assert_eq!(
        sentence,
        "B is above A because it takes 1 week against 4 weeks: a week without it costs €6.0k, without A €10k, but each week \
         of work on it saves 2.4 times as much."
    );
}

#[test]
fn a_date_that_needs_a_start_now_is_the_reason() {
    let by = Urgency::ByDate { date: date(2026, 11, 30) };
    let works = [work(1, "dated", 0.0, 7.0).urgency(by, 8_000_000.0), work(2, "steady", 100_000.0, 1.0)];
    let (sentence, driver) = said(&works, Method::Cd3);
    assert_eq!(driver, Driver::Deadline);
    assert!(sentence.contains("it has to be ready by 30 Nov"), "{sentence}");
    assert!(sentence.contains("€80k"), "{sentence}");
}

#[test]
fn a_far_date_can_wait_and_the_reason_says_until_when() {
    let by = Urgency::ByDate { date: date(2027, 3, 31) };
    let works = [work(1, "steady", 100_000.0, 1.0), work(2, "dated", 0.0, 2.0).urgency(by, 8_000_000.0)];
    let (sentence, driver) = said(&works, Method::Cd3);
    assert_eq!(driver, Driver::Deadline);
    assert!(sentence.ends_with("dated can still wait and be ready by 31 Mar 2027."), "{sentence}");
}

#[test]
fn what_others_wait_for_is_above_them_for_that_reason() {
    let works = [work(1, "groundwork", 0.0, 3.0).unpriced(), work(2, "feature", 500_000.0, 1.0).waits_for(1)];
    let (sentence, driver) = said(&works, Method::Cd3);
    assert_eq!(driver, Driver::Dependency);
    assert_eq!(
        sentence,
        "groundwork is above feature because feature waits for it; a week without feature costs €5.0k."
    );
}

#[test]
fn a_kept_move_is_the_reason_with_its_words_and_with_what_the_numbers_say() {
    let works = [work(1, "cheap", 100_000.0, 1.0), work(2, "dear", 900_000.0, 1.0)];
    let portfolio = with_teams(&works, Vec::new(), vec![pin(1, 1, 2)]);
    let why = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap();
    assert_eq!((why.driver, why.above.key.as_str()), (Driver::Pin, "cheap"));
    assert!(why.sentence.contains("\"the customer visits on Friday\""), "{}", why.sentence);
    assert!(why.sentence.contains("by the numbers dear comes first"), "{}", why.sentence);
    assert_eq!(why.p_right, Some(0.0));
}

#[test]
fn without_a_price_the_reason_is_what_is_missing() {
    let works = [work(1, "priced", 100.0, 1.0), work(2, "bare", 0.0, 1.0).unpriced()];
    let (sentence, driver) = said(&works, Method::Cd3);
    assert_eq!(driver, Driver::NoPrice);
    assert_eq!(
        sentence,
        "priced is above bare because a week without it costs €1, and bare has no Business Value line yet."
    );
    let (sentence, _) = said(&[work(1, "priced", 100.0, 1.0), work(2, "vague", 0.0, 1.0).vague()], Method::Cd3);
    assert!(sentence.ends_with("and vague has no price yet: How much, for whom?"), "{sentence}");
    let foreign = [work(1, "priced", 100.0, 1.0), work(2, "foreign", 100.0, 1.0).currency(Currency::USD)];
    let (sentence, _) = said(&foreign, Method::Cd3);
    assert!(sentence.contains("foreign is priced in USD, which is not compared with EUR"), "{sentence}");
}

#[test]
fn the_other_methods_explain_themselves_and_still_name_the_money() {
    let works = [
        work(1, "A", 100_000.0, 1.0).rice(2_000.0, 1.0, 0.8).moscow(Moscow::Should),
        work(2, "B", 900_000.0, 1.0).rice(100.0, 1.0, 0.8).moscow(Moscow::Must),
    ];
    let (sentence, driver) = said(&works, Method::Rice);
    assert_eq!(driver, Driver::Score);
    assert!(sentence.contains("it reaches more people a quarter, 2,000 against 100"), "{sentence}");
    assert!(sentence.contains("€9.0k"), "{sentence}");
    let (sentence, driver) = said(&works, Method::Moscow);
    assert_eq!(driver, Driver::Class);
    assert!(sentence.starts_with("B is above A because it is a Must and A is a Should; "), "{sentence}");
}

#[test]
fn wide_overlapping_ranges_are_too_close_to_call() {
    let works = [
        work(1, "A", 110_000.0, 1.0).uncertain("visits", 1.0, 30.0),
        work(2, "B", 100_000.0, 1.0).uncertain("churn", 1.0, 30.0),
    ];
    let portfolio = portfolio(&works);
    let why = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap();
    assert_eq!(why.verdict, Verdict::TooCloseToCall);
    assert!(why.sentence.contains("too close to call: in 5"), "{}", why.sentence);
}

#[test]
fn an_uncertainty_that_both_share_cancels() {
    let shared = [
        work(1, "A", 110_000.0, 1.0).uncertain("churn of mid-market", 1.0, 30.0),
        work(2, "B", 100_000.0, 1.0).uncertain("churn of mid-market", 1.0, 30.0),
    ];
    let portfolio = portfolio(&shared);
    let why = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap();
    assert_eq!((why.p_right, why.verdict), (Some(1.0), Verdict::Clear));
}

#[test]
fn the_share_of_futures_agrees_with_the_exact_answer_for_log_normals() {
    // P(X > Y) of two independent log-normals is Phi((mu1 - mu2) / sqrt(s1^2 + s2^2)). With means 150 and 100 and
    // equal s, mu1 - mu2 = ln 1.5.
    let works =
        [work(1, "A", 150.0, 1.0).uncertain("one", 1.0, 4.0), work(2, "B", 100.0, 1.0).uncertain("other", 1.0, 4.0)];
    let portfolio = portfolio(&works);
    let share = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap().p_right.unwrap();
    // s = ln 4 / 3.2897 = 0.42140; 0.405465 / (0.42140 * sqrt 2) = 0.68036; Phi = 0.75186.
    assert!((share - 0.751_86).abs() < 0.02, "{share}");
}

#[test]
fn equal_tickets_are_called_equal() {
    let works = [work(1, "A", 100.0, 1.0), work(2, "B", 100.0, 1.0)];
    let portfolio = portfolio(&works);
    let told = why(&portfolio, Method::Cd3, ticket_id(2), ticket_id(1)).unwrap();
    assert_eq!((told.driver, told.p_right, told.verdict), (Driver::Tie, Some(0.5), Verdict::TooCloseToCall));
    let same = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(1));
    assert_eq!(same, Err(WhyError::Same("A".to_owned())));
    let gone = why(&portfolio, Method::Cd3, ticket_id(1), ticket_id(9));
    assert_eq!(gone, Err(WhyError::NotOpen(ticket_id(9))));
}

#[test]
fn a_disagreement_says_what_one_method_sees_and_the_other_does_not() {
    let by = Urgency::ByDate { date: date(2026, 11, 30) };
    let works = [
        work(1, "dated", 0.0, 7.0).urgency(by, 8_000_000.0).rice(100.0, 1.0, 0.8),
        work(2, "middle", 500_000.0, 1.0).rice(300.0, 1.0, 0.8),
        work(3, "loved", 1_000.0, 1.0).rice(90_000.0, 1.0, 0.8),
    ];
    let portfolio = portfolio(&works);
    assert_eq!(keys(&portfolio, Method::Cd3), ["dated", "middle", "loved"]);
    let found = disagreements(&portfolio, 5);
    let loved = found.iter().find(|found| found.key == "loved").unwrap();
    assert_eq!((loved.method, loved.places), (Method::Rice, 2));
    assert_eq!(
        loved.sentence,
        "RICE would put loved at place 1, not 3: it reaches more people a quarter, 90,000 against 300 in the middle of \
         the list. But RICE has no dates, so it does not know about 30 Nov."
    );
    assert!(found.windows(2).all(|pair| pair[0].places >= pair[1].places));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_an_explanation_calls_above_is_above_and_its_driver_fits(
        set in prop::collection::vec(
            (0_u32..9, 1_u32..6, prop::bool::weighted(0.8), prop::option::of(0_u128..8), 0_u8..5, 0_u32..3), 2..9),
        pins in prop::collection::vec((1_u128..9, 1_u128..9), 0..3),
        a in 1_u128..9, b in 1_u128..9,
    ) {
        let works: Vec<Work> = (1_u128..).zip(&set).map(|(number, &(rate, weeks, priced, first, class, reach))| {
            let ticket = work(number, &format!("T-{number}"), f64::from(rate) * 1_000.0, f64::from(weeks));
            let ticket = if priced { ticket } else { ticket.unpriced() };
            let ticket = first.map_or(ticket.clone(), |first| ticket.waits_for(first + 1));
            let ticket = if reach > 0 { ticket.rice(f64::from(reach), 1.0, 0.8) } else { ticket };
            match class {
                0 => ticket.moscow(Moscow::Must),
                1 => ticket.moscow(Moscow::Could),
                _ => ticket,
            }
        }).collect();
        let pins = (1_u128..).zip(pins).filter(|(_, (m, t))| m != t).map(|(n, (m, t))| pin(n, m, t)).collect();
        let portfolio = with_teams(&works, Vec::new(), pins);
        let count = u128::try_from(works.len()).unwrap();
        prop_assume!(a != b && a <= count && b <= count);
        for method in [Method::Cd3, Method::Rice, Method::Moscow] {
            let told = why(&portfolio, method, ticket_id(a), ticket_id(b)).unwrap();
            let place = |id| portfolio.position(method, id).unwrap();
            prop_assert!(place(told.above.id) < place(told.below.id));
            let opening = format!("{} is above {} because ", told.above.key, told.below.key);
            prop_assert!(told.sentence.starts_with(&opening), "{}", told.sentence);
            if matches!(told.driver, Driver::Rate | Driver::Duration | Driver::Deadline) && method == Method::Cd3 {
                prop_assert!(told.above.cd3 >= told.below.cd3, "{told:?}");
            }
            if told.driver == Driver::Pin {
                prop_assert!(portfolio.pins().iter().any(|pin| pin.ticket_id == told.above.id));
            }
        }
    }
}
