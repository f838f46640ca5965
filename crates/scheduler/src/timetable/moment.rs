//! Where in a team's sequence each moment puts a request.

use std::ops::RangeInclusive;

use super::{Request, Timetable, When, cascade::Entry, count, rank::Rank};
use crate::{Choice, Day, Problem, problem::LAST_DAY};

/// So many places are looked at together at the most, and so many times closer they are from one step to the next.
pub(super) const TOGETHER: usize = 16;

/// Looks once at each place that a moment allows, of all choices of a request (which are numbered): at some that are far
/// apart, then at those between them, and so on, so that it is soon known how good the best is, and most of the others
/// can be given up early. Late ones come first, because they delay less. Up to [`TOGETHER`] neighbours are looked at
/// together; the answer is the first index from which on a place is too late to be good, if there is one.
pub(super) fn from_coarse_to_fine(
    table: &Timetable,
    problem: &Problem,
    request: &Request,
    when: When,
    mut look: impl FnMut(u16, &[Entry]) -> Option<u32>,
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
    let longest = rows.iter().map(|&(_, first, last, _)| last - first).max().unwrap_or(0);
    let mut entries = Vec::with_capacity(TOGETHER);
    let finer = u32::try_from(TOGETHER).unwrap_or(u32::MAX);
    let steps = (0..=longest.max(1).ilog(finer)).rev().map(|power| finer.pow(power));
    for apart in std::iter::once(u32::MAX).chain(steps) {
        for ((choice, first, last, end), number) in rows.iter_mut().zip(0_u16..) {
            // The last one at the beginning, then what lies between those of the step before.
            let is_new = |back: &u32| apart == u32::MAX || !back.is_multiple_of(apart.saturating_mul(finer));
            let mut backs = (0..=*last - *first).step_by(apart as usize).filter(is_new);
            loop {
                entries.clear();
                let open = backs.by_ref().map(|back| *last - back).filter(|index| index < end);
                entries.extend(open.take(TOGETHER).map(|index| Entry { choice: *choice, index, ready }));
                if entries.is_empty() {
                    break;
                }
                if let Some(too_late) = look(number, &entries) {
                    *end = too_late.min(*end);
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
