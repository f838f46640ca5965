//! Mending a plan after an interruption.

use proptest::prelude::*;
use throughline_scheduler::{Budget, Choice, Item, Problem, Row, Timetable, When, dispatch, repair};

use crate::random::{With, problem, problems};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_mended_plan_can_be_carried_out_and_costs_no_more(parts in problems(12, With::Everything), days in 1..8_i32, slope in 0..60_i64) {
        let before = problem(&parts);
        let plan = dispatch(&before);
        let item = Item {
            choices: vec![Choice { team: 0, days }],
            cost: vec![Row { day: 0, value: 0, slope }],
            ..Item::default()
        };
        let table = Timetable::new(&before, &plan).expect("a plan that fits");
        let request = table.request(&before, &item).expect("sound");
        let interrupted = table.price(&before, &request, When::Now).plan(&plan);
        let mut items = parts.1.clone();
        items.push(item);
        let after = Problem::new(parts.0.clone(), &items).expect("sound");
        let mended = repair(&after, &interrupted, 7, &Budget::steps(2_000));
        if let Ok(cost) = interrupted.cost(&after) {
            prop_assert!(mended.cost(&after).expect("a plan that fits") <= cost);
        } else {
            prop_assert_eq!(&mended, &interrupted);
        }
        prop_assert_eq!(mended, repair(&after, &interrupted, 7, &Budget::steps(2_000)));
    }
}
