//! Where in a team's sequence each moment puts a request.

use std::ops::RangeInclusive;

use super::{Request, Timetable, When, cascade::Place, rank::Rank};
use crate::{Choice, Day, Problem, problem::LAST_DAY};

/// The places that a moment allows for one choice.
pub(super) fn places(
    table: &Timetable,
    problem: &Problem,
    request: &Request,
    choice: Choice,
    when: When,
) -> impl Iterator<Item = Place> {
    let ready = if let When::At(day) = when { request.ready.max(day.min(LAST_DAY)) } else { request.ready };
    let indexes = indexes(table, problem, request, choice, when, ready);
    indexes.map(move |index| Place { choice, index, ready })
}

fn indexes(
    table: &Timetable,
    problem: &Problem,
    request: &Request,
    choice: Choice,
    when: When,
    ready: Day,
) -> RangeInclusive<u32> {
    let sequence = table.sequence(choice.team);
    let first_from =
        |day: Day| count(sequence.partition_point(|&position| table.places[position as usize].start < day));
    let first = first_from(ready);
    match when {
        When::Now | When::At(_) => first..=first,
        When::NextFree => {
            let next = first_from(ready + 1);
            next..=next
        }
        When::InTurn => {
            let own = Rank::of(request.curve(), problem.finish(choice, ready), choice);
            let waiting = &sequence[first as usize..];
            let ahead = waiting.iter().filter(|&&position| table.ranks[position as usize].compare(own).is_ge()).count();
            let turn = first + count(ahead);
            turn..=turn
        }
        When::Cheapest => first..=count(sequence.len()),
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
