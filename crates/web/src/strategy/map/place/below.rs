//! What hangs on a place of the map, and how much of it is drawn.

use throughline_app::{Level, MapNode};

use super::TICKETS;

/// Objectives that are drawn of a map that needs folding.
const OBJECTIVES: usize = 24;
/// Key results of an objective, problems of a key result, and parts of a problem that are drawn then.
const GOALS: usize = 3;

/// What hangs on a node.
pub struct Below<'a> {
    /// In the columns to its right.
    pub beside: Shown<'a>,
    /// In its own column: what is part of it.
    pub under: Shown<'a>,
}

/// Some nodes that hang together, and what is drawn of them.
pub struct Shown<'a> {
    /// Those that are drawn: the dearest, and the one in focus wherever it stands.
    pub drawn: Vec<&'a MapNode>,
    /// How many are not, floor by floor.
    pub left: Vec<(Level, i64)>,
}

impl<'a> Below<'a> {
    /// What hangs on a node of a map that is drawn whole, or folded.
    pub fn of(node: &'a MapNode, whole: bool) -> Self {
        let (parts, others): (Vec<_>, Vec<_>) = hanging(node).into_iter().partition(|child| is_part(node, child));
        let goals = if whole { usize::MAX } else { GOALS };
        let most = match node.level {
            Level::Problem => TICKETS,
            _ if whole => usize::MAX,
            Level::NorthStar | Level::Metric => OBJECTIVES,
            Level::Objective | Level::KeyResult | Level::Ticket => GOALS,
        };
        Self { beside: Shown::of(&others, most, node.more), under: Shown::of(&parts, goals, 0) }
    }
}

impl<'a> Shown<'a> {
    /// `more`: tickets besides.
    fn of(all: &[&'a MapNode], most: usize, more: i64) -> Self {
        let drawn = drawn(all, most, more);
        let left = left(all, &drawn, more);
        Self { drawn, left }
    }
}

/// Whether anything hangs on a node.
pub fn has_any(node: &MapNode) -> bool {
    !hanging(node).is_empty()
}

fn is_part(node: &MapNode, child: &MapNode) -> bool {
    node.level == Level::Problem && child.level == Level::Problem
}

/// What hangs on a node. Metrics have a page of their own: on the map, what moves one hangs on what is above it.
fn hanging(node: &MapNode) -> Vec<&MapNode> {
    fn through(child: &MapNode) -> Vec<&MapNode> {
        if child.level == Level::Metric { hanging(child) } else { vec![child] }
    }
    node.children.iter().flat_map(through).collect()
}

fn drawn<'a>(all: &[&'a MapNode], most: usize, more: i64) -> Vec<&'a MapNode> {
    // A row that says "and one more" takes as much room as the one.
    if more == 0 && all.len() <= most.saturating_add(1) {
        return all.to_vec();
    }
    let focused_late = all.iter().skip(most).any(|child| child.focused);
    let first = if focused_late { most - 1 } else { most };
    all.iter().enumerate().filter(|(place, child)| *place < first || child.focused).map(|(_, child)| *child).collect()
}

fn left(all: &[&MapNode], drawn: &[&MapNode], more: i64) -> Vec<(Level, i64)> {
    let count = |of: &[&MapNode], level| i64::try_from(of.iter().filter(|one| one.level == level).count());
    let left = [Level::Objective, Level::KeyResult, Level::Problem, Level::Ticket].map(|level| {
        let listed = count(all, level).unwrap_or(i64::MAX) - count(drawn, level).unwrap_or_default();
        (level, if level == Level::Ticket { listed.saturating_add(more) } else { listed })
    });
    left.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// Rows that a node needs by itself: a long title does not fit above its money, and neither does a note.
pub fn lines(node: &MapNode) -> usize {
    const FITS: usize = 27;
    let tall = node.title.chars().count() > FITS || node.broken.is_some();
    if tall && node.level != Level::Ticket { 2 } else { 1 }
}
