//! Where in a team's sequence each moment puts a request.

use std::ops::RangeInclusive;

use super::{Request, Timetable, When, cascade::Place, rank::Rank};
use crate::{Choice, Day, Problem, problem::LAST_DAY};

/// Whether places behind one that was looked at may still be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    MayBeGood,
    IsTooLate,
}

/// Looks once at each place that a moment allows, of all choices of a request (which are numbered): at some that are far
/// apart, then halfway between those, and so on, so that it is soon known how good the best is, and most of the others
/// can be given up early. Late ones come first, because they delay less.
pub(super) fn from_coarse_to_fine(
    table: &Timetable,
    problem: &Problem,
    request: &Request,
    when: When,
    mut look: impl FnMut(u16, Place) -> Later,
) {
    let ready = if let When::At(day) = when { request.ready.max(day.min(LAST_DAY)) } else { request.ready };
    // What is left of each choice's row: its first index, its last, and the first that is too late.
    let mut rows: Vec<(Choice, u32, u32, u32)> = request
        .choices
        .iter()
        .map(|&choice| {
            let (first, last) = indexes(table, problem, request, choice, when, ready).into_inner();
            (choice, first, last, last + 1)
        })
        .collect();
    let longest = rows.iter().map(|&(_, first, last, _)| last - first + 1).max().unwrap_or(1);
    let halves = std::iter::successors(Some(longest.next_power_of_two()), |&apart| Some(apart / 2));
    for apart in halves.take_while(|&apart| apart > 0) {
        for ((choice, first, last, end), number) in rows.iter_mut().zip(0_u16..) {
            // The last one at the beginning, then what lies between those of the step before.
            let from = if apart >= longest { 0 } else { apart };
            for back in (from..=*last - *first).step_by(2 * apart as usize) {
                let place = Place { choice: *choice, index: *last - back, ready };
                if place.index < *end && look(number, place) == Later::IsTooLate {
                    *end = place.index;
                }
            }
        }
    }
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
