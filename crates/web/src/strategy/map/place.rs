//! Which row and column each place of the map has, and what is folded.
//!
//! A company with hundreds of problems does not fit on a page that somebody can read. Then the map opens each objective
//! down to the dearest tickets of its dearest problem, the dearest objective first, and then what weighs most, until the
//! page is full. The rest is folded, and says how much is in it. What is on the line in focus is always open.
//!
//! Problems that refine another stand in its column, below it and its tickets, and a step further in.

mod below;
mod plan;
#[cfg(test)]
mod tests;

use throughline_app::{Level, MapNode};

use self::plan::Plan;

/// Tickets of a problem that are drawn; the others are counted.
pub const TICKETS: usize = 3;
/// Rows of a map on which nothing needs to be folded.
const ROWS: usize = 160;

/// A node with its place.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The node.
    pub node: &'a MapNode,
    /// 0 for the North Star to 4 for tickets.
    pub column: usize,
    /// Problems above it of which it is part.
    pub depth: usize,
    /// First row.
    pub row: usize,
    /// Rows that it may fill with text.
    pub span: usize,
    /// Rows that it and everything below it take.
    pub rows: usize,
    /// What hangs on it and is drawn; its parts last.
    pub children: Vec<Placed<'a>>,
    /// What hangs on it and is not drawn.
    pub rest: Rest,
}

/// What is not drawn of what hangs on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    /// Some of its children; nothing, if everything is drawn.
    Some(Vec<Left>),
    /// None of it is drawn.
    Folded,
}

/// Children that are not drawn, in a row of their own after the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The row.
    pub row: usize,
    /// Where those stand that are drawn.
    pub column: usize,
    /// How far in.
    pub depth: usize,
    /// How many of which floor.
    pub of: Vec<(Level, i64)>,
}

/// Places the tree; a large one folded so that it has about [`ROWS`] rows.
pub fn place(root: &MapNode) -> Placed<'_> {
    let mut plan = Plan::of(root, usize::MAX);
    plan.open_all();
    if plan.height() > ROWS {
        plan = Plan::of(root, ROWS);
        plan.open_the_dearest();
    }
    plan.placed()
}

impl Placed<'_> {
    /// Whether it is part of the problem on which it hangs here.
    pub fn is_part_of(&self, above: &Placed<'_>) -> bool {
        self.column == above.column
    }
}

fn column(level: Level) -> usize {
    match level {
        Level::NorthStar | Level::Metric => 0,
        Level::Objective => 1,
        Level::KeyResult => 2,
        Level::Problem => 3,
        Level::Ticket => 4,
    }
}
