//! The same thing for several cases side by side, written so that the processor can do it in one step.

use crate::Day;

/// What a rule gives for each lane.
#[inline]
pub(super) fn each<T, const L: usize>(rule: impl FnMut(usize) -> T) -> [T; L] {
    std::array::from_fn(rule)
}

/// In each lane the one or the other.
#[inline]
pub(super) fn pick<T: Copy, const L: usize>(which: [bool; L], one: [T; L], other: [T; L]) -> [T; L] {
    each(|lane| if which[lane] { one[lane] } else { other[lane] })
}

/// Whether both hold, in each lane. Both are known already, so there is nothing to branch on.
#[inline]
pub(super) fn both<const L: usize>(one: [bool; L], other: [bool; L]) -> [bool; L] {
    pick(one, other, [false; L])
}

/// The later day of each lane.
#[inline]
pub(super) fn later<const L: usize>(one: [Day; L], other: [Day; L]) -> [Day; L] {
    each(|lane| one[lane].max(other[lane]))
}

/// [`crate::tracks::soonest`] in each lane where nothing fixed is in the way: the day from which that track is free. Of
/// those that are free on the day `ready` that is the last to become so, and else the first.
#[inline]
pub(super) fn soonest<const L: usize>(free: &[[Day; L]], ready: [Day; L]) -> [Day; L] {
    let (mut first, mut last) = ([Day::MAX; L], [Day::MIN; L]);
    for days in free {
        first = each(|lane| first[lane].min(days[lane]));
        last = each(|lane| last[lane].max(if days[lane] <= ready[lane] { days[lane] } else { Day::MIN }));
    }
    each(|lane| if last[lane] == Day::MIN { first[lane] } else { last[lane] })
}

/// Keeps in each lane one track that is free from the day `since` until the day `until`. Where nothing fixed is in the way
/// tracks that become free on the same day stand in for each other.
#[inline]
pub(super) fn keep<const L: usize>(free: &mut [[Day; L]], since: [Day; L], until: [Day; L]) {
    let mut open = [true; L];
    for days in free {
        let taken = both(open, each(|lane| days[lane] == since[lane]));
        *days = pick(taken, until, *days);
        open = both(open, each(|lane| !taken[lane]));
    }
}
