//! The one rule by which work takes a track of its team.

use crate::Day;

/// A fixed item that keeps its track from its start to its finish.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Place of the item in its team's sequence.
    pub index: u32,
    /// The item.
    pub item: u32,
    pub track: u32,
    pub start: Day,
    pub finish: Day,
}

/// The track on which work can start the soonest from `ready` on, without running into a block; among equals the one
/// that has been free for the shortest time, then the first. `free` is the day from which each track is free.
#[inline]
pub(crate) fn soonest(
    free: impl Iterator<Item = Day>,
    ready: Day,
    blocks: &(impl Iterator<Item = Block> + Clone),
    finish: impl Fn(Day) -> Day,
) -> (usize, Day) {
    let mut best = (0, Day::MAX, Day::MIN);
    for (track, from) in free.enumerate() {
        let mut start = ready.max(from);
        for block in blocks.clone() {
            if block.track as usize == track && block.finish > start && block.start < finish(start) {
                start = block.finish;
            }
        }
        if start < best.1 || (start == best.1 && from > best.2) {
            best = (track, start, from);
        }
    }
    (best.0, best.1)
}
