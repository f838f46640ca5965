//! Which row and column each place of the map has, and what is folded.
//!
//! A company with hundreds of problems does not fit on a page that somebody can read. Then the map opens each objective
//! down to the dearest tickets of its dearest problem, the dearest objective first, and then what weighs most, until the
//! page is full. The rest is folded, and says how much is in it. What is on the line in focus is always open.

use std::{cmp::Ordering, collections::BinaryHeap};

use throughline_app::{Level, MapNode};

/// Tickets of a problem that are drawn; the others are counted.
pub const TICKETS: usize = 3;
/// Rows of a map on which nothing needs to be folded.
const ROWS: usize = 160;
/// Objectives that are drawn of a map that needs folding.
const OBJECTIVES: usize = 24;
/// Key results of an objective, and problems of a key result, that are drawn then.
const GOALS: usize = 3;

/// A node with its place.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The node.
    pub node: &'a MapNode,
    /// 0 for the North Star to 4 for tickets.
    pub column: usize,
    /// First row.
    pub row: usize,
    /// Rows that it may fill with text.
    pub span: usize,
    /// Rows that it and everything below it take.
    pub rows: usize,
    /// What hangs on it and is drawn.
    pub children: Vec<Placed<'a>>,
    /// What hangs on it and is not drawn.
    pub rest: Rest,
}

/// What is not drawn of what hangs on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    /// Everything is drawn.
    Nothing,
    /// So many of its children are not, in a row of their own after the others.
    Some {
        /// The row.
        row: usize,
        /// How many of which floor.
        left: Vec<(Level, i64)>,
    },
    /// None of it is.
    Folded,
}

/// Places the tree; a large one folded so that it has about [`ROWS`] rows.
pub fn place(root: &MapNode) -> Placed<'_> {
    let mut plan = Plan::of(root, usize::MAX);
    plan.open_all();
    if plan.rows[0] > ROWS {
        plan = Plan::of(root, ROWS);
        plan.open_the_dearest();
    }
    plan.placed(0, 0)
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

/// The nodes that may be drawn. A node is here when the one above it is open.
struct Plan<'a> {
    /// Rows that the map should have.
    most: usize,
    nodes: Vec<&'a MapNode>,
    parent: Vec<usize>,
    /// Empty while it is folded.
    children: Vec<Vec<usize>>,
    /// Children that are not drawn although it is open.
    hidden: Vec<Vec<(Level, i64)>>,
    /// Rows of it and everything open below it.
    rows: Vec<usize>,
}

/// What is opened next: the line in focus, then objectives, then other goals; of each the dearest, then the first.
#[derive(PartialEq)]
struct Next {
    focused: bool,
    objective: bool,
    cost: f64,
    at: usize,
}

impl Eq for Next {}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.focused, self.objective)
            .cmp(&(other.focused, other.objective))
            .then(self.cost.total_cmp(&other.cost))
            .then(other.at.cmp(&self.at))
    }
}

impl<'a> Plan<'a> {
    fn of(root: &'a MapNode, most: usize) -> Self {
        let mut plan = Self {
            most,
            nodes: Vec::new(),
            parent: Vec::new(),
            children: Vec::new(),
            hidden: Vec::new(),
            rows: Vec::new(),
        };
        plan.add(root, 0);
        plan
    }

    fn add(&mut self, node: &'a MapNode, parent: usize) -> usize {
        self.nodes.push(node);
        self.parent.push(parent);
        self.children.push(Vec::new());
        self.hidden.push(Vec::new());
        self.rows.push(lines(node));
        self.nodes.len() - 1
    }

    fn open_all(&mut self) {
        let mut at = 0;
        while at < self.nodes.len() {
            self.open(at);
            at += 1;
        }
    }

    /// Opens what is in focus and then the dearest, as long as the rows last. Children of what stays folded are not
    /// looked at.
    fn open_the_dearest(&mut self) {
        let mut waiting = BinaryHeap::from([self.next(0)]);
        while let Some(Next { at, .. }) = waiting.pop() {
            let mut at = at;
            // Down to the tickets at once, since a goal is understood by what hangs on it.
            while self.opens(at) {
                let Some((&dearest, others)) = self.children[at].split_first() else { break };
                waiting.extend(others.iter().map(|&child| self.next(child)));
                if at == 0 {
                    waiting.push(self.next(dearest));
                    break;
                }
                at = dearest;
            }
        }
    }

    fn next(&self, at: usize) -> Next {
        let node = self.nodes[at];
        Next {
            focused: node.focused,
            objective: node.level == Level::Objective,
            cost: node.cost_of_delay_per_week.map_or(-1.0, |cost| cost.mean),
            at,
        }
    }

    /// Opens a node if there is room for what hangs on it, or if it is in focus.
    fn opens(&mut self, at: usize) -> bool {
        let before = self.rows[0];
        self.open(at);
        let fits = self.rows[0] <= self.most || self.rows[0] == before || at == 0 || self.nodes[at].focused;
        if !fits {
            self.fold(at);
        }
        fits
    }

    /// Draws what hangs on a node, each child folded.
    fn open(&mut self, at: usize) {
        let node = self.nodes[at];
        let all = hanging(node);
        let drawn = drawn(node.level, &all, node.more, self.most);
        self.hidden[at] = hidden(node, &all, &drawn);
        self.children[at] = drawn.into_iter().map(|child| self.add(child, at)).collect();
        self.count_again(at);
    }

    /// Takes an opening back.
    fn fold(&mut self, at: usize) {
        let first = self.children[at].first().copied().unwrap_or(self.nodes.len());
        self.children[at].clear();
        self.hidden[at].clear();
        self.nodes.truncate(first);
        self.parent.truncate(first);
        self.children.truncate(first);
        self.hidden.truncate(first);
        self.rows.truncate(first);
        self.count_again(at);
    }

    /// Counts the rows of a node again, and of all above it.
    fn count_again(&mut self, mut at: usize) {
        loop {
            let below: usize = self.children[at].iter().map(|&child| self.rows[child]).sum();
            self.rows[at] = lines(self.nodes[at]).max(below + usize::from(!self.hidden[at].is_empty()));
            if at == 0 {
                return;
            }
            at = self.parent[at];
        }
    }

    fn placed(&self, at: usize, row: usize) -> Placed<'a> {
        let mut next = row;
        let children: Vec<Placed<'_>> = self.children[at]
            .iter()
            .map(|&child| {
                let placed = self.placed(child, next);
                next += placed.rows;
                placed
            })
            .collect();
        let left = self.hidden[at].clone();
        let rest = if !left.is_empty() {
            Rest::Some { row: next, left }
        } else if children.is_empty() && !hanging(self.nodes[at]).is_empty() {
            Rest::Folded
        } else {
            Rest::Nothing
        };
        let (node, rows) = (self.nodes[at], self.rows[at]);
        Placed { node, column: column(node.level), row, span: rows.min(2), rows, children, rest }
    }
}

/// What hangs on a node. Metrics have a page of their own: on the map, what moves one hangs on what is above it.
fn hanging<'a>(node: &'a MapNode) -> Vec<&'a MapNode> {
    let through = |child: &'a MapNode| if child.level == Level::Metric { hanging(child) } else { vec![child] };
    node.children.iter().flat_map(through).collect()
}

/// The children that are drawn of an open node: the dearest, and the one in focus wherever it stands.
fn drawn<'a>(level: Level, all: &[&'a MapNode], more: i64, rows: usize) -> Vec<&'a MapNode> {
    let most = match level {
        Level::Problem => TICKETS,
        _ if rows == usize::MAX => usize::MAX,
        Level::NorthStar | Level::Metric => OBJECTIVES,
        Level::Objective | Level::KeyResult | Level::Ticket => GOALS,
    };
    // A row that says "and one more" takes as much room as the one.
    if more == 0 && all.len() <= most.saturating_add(1) {
        return all.to_vec();
    }
    let focused_late = all.iter().skip(most).any(|child| child.focused);
    let first = if focused_late { most - 1 } else { most };
    all.iter().enumerate().filter(|(place, child)| *place < first || child.focused).map(|(_, child)| *child).collect()
}

/// How many children of an open node are not drawn, floor by floor.
fn hidden(node: &MapNode, all: &[&MapNode], drawn: &[&MapNode]) -> Vec<(Level, i64)> {
    let count = |of: &[&MapNode], level| i64::try_from(of.iter().filter(|one| one.level == level).count());
    let left = [Level::Objective, Level::KeyResult, Level::Problem, Level::Ticket].map(|level| {
        let listed = count(all, level).unwrap_or(i64::MAX) - count(drawn, level).unwrap_or_default();
        (level, if level == Level::Ticket { listed.saturating_add(node.more) } else { listed })
    });
    left.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// Rows that a node needs by itself: a long title does not fit above its money, and neither does a note.
fn lines(node: &MapNode) -> usize {
    const FITS: usize = 27;
    let tall = node.title.chars().count() > FITS || node.broken.is_some();
    if tall && node.level != Level::Ticket { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use throughline_domain::Estimate;

    use super::*;

    fn node(level: Level, title: &str, children: Vec<MapNode>) -> MapNode {
        MapNode {
            level,
            id: title.to_owned(),
            key: None,
            title: title.to_owned(),
            why: None,
            cost_of_delay_per_week: None,
            counted_once_per_week: None,
            claimed_twice: Vec::new(),
            tickets: 1,
            unpriced: Vec::new(),
            share_percent: None,
            broken: None,
            ended: false,
            focused: false,
            children,
            more: 0,
        }
    }

    fn tickets(count: usize) -> Vec<MapNode> {
        (0..count).map(|number| node(Level::Ticket, &number.to_string(), Vec::new())).collect()
    }

    /// Objectives with key results with problems with eight tickets, so many of each, the dearest first.
    fn company(objectives: usize, key_results: usize, problems: usize) -> MapNode {
        let dear = |mut node: MapNode, cost: usize| {
            node.cost_of_delay_per_week = Some(Estimate::point(f64::from(u32::try_from(cost).unwrap())));
            node
        };
        let problem = |number| dear(node(Level::Problem, &format!("p{number}"), tickets(8)), number);
        let key_result = |number| {
            dear(node(Level::KeyResult, &format!("k{number}"), (0..problems).rev().map(problem).collect()), number)
        };
        let objective = |number| {
            dear(
                node(Level::Objective, &format!("o{number}"), (0..key_results).rev().map(key_result).collect()),
                number,
            )
        };
        node(Level::NorthStar, "n", (0..objectives).rev().map(objective).collect())
    }

    fn walk<'p, 'a>(placed: &'p Placed<'a>, visit: &mut impl FnMut(&'p Placed<'a>)) {
        visit(placed);
        for child in &placed.children {
            walk(child, visit);
        }
    }

    #[test]
    fn a_node_stands_beside_its_first_child_and_the_next_below_all_of_it() {
        let first =
            node(Level::Objective, "a", vec![node(Level::KeyResult, "k", vec![node(Level::Problem, "p", tickets(3))])]);
        let second = node(Level::Objective, "b", Vec::new());
        let root = node(Level::NorthStar, "n", vec![first, second]);
        let placed = place(&root);
        assert_eq!((placed.children[0].row, placed.children[1].row), (0, 3));
        assert_eq!(placed.rows, 4);
        let problem = &placed.children[0].children[0].children[0];
        assert_eq!(problem.children.iter().map(|ticket| ticket.row).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn tickets_beyond_the_first_are_counted_and_the_one_in_focus_is_always_drawn() {
        let mut many = tickets(12);
        many[9].focused = true;
        let mut problem = node(Level::Problem, "p", many);
        problem.more = 300;
        let placed = place(&problem);
        assert_eq!(placed.children.len(), TICKETS);
        assert!(placed.children[TICKETS - 1].node.focused);
        assert_eq!(placed.rest, Rest::Some { row: TICKETS, left: vec![(Level::Ticket, 309)] });
    }

    #[test]
    fn a_company_that_fits_is_drawn_whole() {
        let root = company(3, 3, 3);
        let placed = place(&root);
        let mut folded = 0;
        walk(&placed, &mut |placed| folded += usize::from(placed.rest == Rest::Folded));
        assert_eq!((folded, placed.rows), (0, 3 * 3 * 3 * 4));
    }

    #[test]
    fn a_large_company_is_folded_to_what_weighs_most_and_nothing_stands_on_another() {
        let root = company(20, 5, 5);
        let placed = place(&root);
        assert!((ROWS / 2..=ROWS).contains(&placed.rows), "{} rows", placed.rows);
        assert_eq!(placed.children.len(), 20, "every objective is drawn");
        let mut taken = std::collections::HashSet::new();
        walk(&placed, &mut |placed| {
            assert!(taken.insert((placed.column, placed.row)), "two at {} {}", placed.column, placed.row);
            if let Rest::Some { row, .. } = placed.rest {
                assert!(taken.insert((placed.column + 1, row)));
            }
        });
        let mut dearest = &placed.children[0];
        while dearest.node.level != Level::Ticket {
            dearest = &dearest.children[0];
        }
        assert_eq!(placed.children[19].rest, Rest::Folded);
    }

    #[test]
    fn the_line_in_focus_is_open_however_little_it_weighs() {
        let mut root = company(40, 12, 12);
        root.focused = true;
        let mut at = &mut root;
        for child in [39, 11, 11, 7] {
            at = &mut at.children[child];
            at.focused = true;
        }
        let mut placed = &place(&root);
        for _ in 0..4 {
            placed = placed.children.iter().find(|child| child.node.focused).expect("the line goes on");
        }
        assert_eq!((placed.node.level, placed.node.title.as_str()), (Level::Ticket, "7"));
    }

    #[test]
    fn the_map_never_has_more_rows_than_the_stylesheet() {
        let mut root = company(400, 12, 2);
        root.focused = true;
        root.children[399].focused = true;
        root.children[399].children[11].focused = true;
        let placed = place(&root);
        walk(&placed, &mut |placed| assert!(placed.row + 2 < throughline_assets::MAP_ROWS));
        assert_eq!(placed.rest, Rest::Some { row: placed.rows - 1, left: vec![(Level::Objective, 376)] });
        root.children.extend((0..5).map(|number| node(Level::Problem, &format!("loose {number}"), tickets(1))));
        let Rest::Some { left, .. } = place(&root).rest else { panic!("all of it is drawn") };
        assert_eq!(left, [(Level::Objective, 376), (Level::Problem, 5)]);
    }
}
