//! Small random problems with everything that a problem can have.

use proptest::prelude::*;
use throughline_scheduler::{Calendar, Choice, Day, Item, Problem, Row, Slot, Team};

/// What may occur in a random problem besides releases, options, dependencies and every kind of cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// Nothing else.
    Roadmap,
    /// Calendars, items that may not overtake others, and work in progress.
    Everything,
}

/// Teams and items of a random problem.
pub type Parts = (Vec<Team>, Vec<Item>);

/// Problems of up to `most` items.
pub fn problems(most: usize, with: With) -> impl Strategy<Value = Parts> {
    let teams = prop::collection::vec((1_u32..=3, calendar(with)), 1..=3);
    (teams, 1..=most).prop_flat_map(move |(teams, items)| {
        let count = teams.len();
        let teams: Vec<Team> = teams.into_iter().map(|(tracks, calendar)| Team { tracks, calendar }).collect();
        let items: Vec<_> = (0..items).map(|at| item(at, count, with)).collect();
        (Just(teams), items).prop_map(|(teams, mut items)| {
            keep_what_is_possible(&teams, &mut items);
            (teams, items)
        })
    })
}

/// The problem of parts that are known to be sound.
pub fn problem(parts: &Parts) -> Problem {
    Problem::new(parts.0.clone(), &parts.1).expect("a sound problem")
}

fn calendar(with: With) -> BoxedStrategy<Calendar> {
    match with {
        With::Roadmap => Just(Calendar::full()).boxed(),
        With::Everything => prop_oneof![
            2 => Just(Calendar::full()),
            1 => prop::collection::vec(prop_oneof![Just(0_u8), Just(50), Just(100)], 0..12)
                .prop_map(|pace| Calendar::of_percent(&pace)),
        ]
        .boxed(),
    }
}

fn item(at: usize, teams: usize, with: With) -> impl Strategy<Value = Item> {
    let choices = prop::collection::vec((0..teams, 1..=6_i32), 1..=2);
    let others = prop::collection::vec(prop::bool::weighted(0.25), at);
    let behind = prop::collection::vec(prop::bool::weighted(0.1), at);
    let release = prop_oneof![3 => Just(0_i32), 1 => 0..12_i32];
    let begun = prop::bool::weighted(0.15);
    (choices, others, behind, release, begun, cost()).prop_map(move |(choices, preds, behind, release, begun, cost)| {
        let chosen = |flags: Vec<bool>| {
            (0_u32..).zip(flags).filter(|&(_, flag)| flag).map(|(other, _)| other).collect::<Vec<u32>>()
        };
        let mut item = Item {
            name: format!("T-{at}"),
            choices: choices
                .into_iter()
                .map(|(team, days)| Choice { team: u32::try_from(team).unwrap_or(0), days })
                .collect(),
            release,
            preds: chosen(preds),
            cost,
            ..Item::default()
        };
        if with == With::Everything {
            item.behind = chosen(behind);
            if begun {
                item.release = 0;
                item.preds.clear();
                item.behind.clear();
                item.fixed = Some(Slot { start: 0, choice: 0 });
            }
        }
        item
    })
}

/// Work in progress that its team has tracks for; the rest is free.
fn keep_what_is_possible(teams: &[Team], items: &mut [Item]) {
    let mut room: Vec<u32> = teams.iter().map(|team| team.tracks).collect();
    for item in items.iter_mut().filter(|item| item.fixed.is_some()) {
        let team = item.choices[0].team as usize;
        if room[team] == 0 {
            item.fixed = None;
        } else {
            room[team] -= 1;
        }
    }
}

/// Every kind of profile: nothing, steady, deadline, penalty, window, event, S-curve.
fn cost() -> impl Strategy<Value = Vec<Row>> {
    let rows = |rows: &[(Day, i64, i64)]| -> Vec<Row> {
        rows.iter().map(|&(day, value, slope)| Row { day, value, slope }).collect()
    };
    (0..7, 1..40_i64, 1..15_i32, 1..10_i32, 1..200_i64).prop_map(move |(kind, slope, day, more, value)| match kind {
        0 => rows(&[(0, 0, 0)]),
        1 => rows(&[(0, value, slope)]),
        2 => rows(&[(0, 0, 0), (day, 0, slope)]),
        3 => rows(&[(0, 0, 0), (day, value, slope)]),
        4 => rows(&[(0, 0, 0), (day, 0, slope), (day + more, slope * i64::from(more), 0)]),
        5 => rows(&[(0, 0, 0), (day, value, 0)]),
        _ => rows(&[
            (0, 0, slope),
            (day, slope * i64::from(day), slope * 3),
            (day + more, slope * i64::from(day + 3 * more), 1),
        ]),
    })
}
