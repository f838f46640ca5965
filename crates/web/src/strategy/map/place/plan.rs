//! Which places of the map are open, and how many rows that takes.

use std::{cmp::Ordering, collections::BinaryHeap};

use throughline_app::{Level, MapNode};

use super::{
    Left, Placed, Rest,
    below::{Below, Shown, has_any, lines},
    column,
};

/// The nodes that may be drawn. A node is here when the one above it is open.
pub struct Plan<'a> {
    /// Rows that the map should have.
    most: usize,
    nodes: Vec<&'a MapNode>,
    parent: Vec<usize>,
    /// Empty while it is folded.
    open: Vec<Open>,
    /// Rows of it and everything open below it.
    rows: Vec<usize>,
}

/// What is drawn of what hangs on a node.
#[derive(Default)]
struct Open {
    /// To its right.
    beside: Branch,
    /// In its own column, below everything that stands beside it.
    under: Branch,
}

#[derive(Default)]
struct Branch {
    drawn: Vec<usize>,
    left: Vec<(Level, i64)>,
}

impl Open {
    fn drawn(&self) -> impl Iterator<Item = usize> + '_ {
        self.beside.drawn.iter().chain(&self.under.drawn).copied()
    }
}

impl Branch {
    fn rows(&self, rows: &[usize]) -> usize {
        self.drawn.iter().map(|&child| rows[child]).sum::<usize>() + usize::from(!self.left.is_empty())
    }
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
    /// A tree with nothing open; `most`: the rows that it should have, `usize::MAX` for all that it needs.
    pub fn of(root: &'a MapNode, most: usize) -> Self {
        let mut plan = Self { most, nodes: Vec::new(), parent: Vec::new(), open: Vec::new(), rows: Vec::new() };
        plan.add(root, 0);
        plan
    }

    /// Rows of what is open.
    pub fn height(&self) -> usize {
        self.rows[0]
    }

    fn add(&mut self, node: &'a MapNode, parent: usize) -> usize {
        self.nodes.push(node);
        self.parent.push(parent);
        self.open.push(Open::default());
        self.rows.push(lines(node));
        self.nodes.len() - 1
    }

    /// Opens everything.
    pub fn open_all(&mut self) {
        let mut at = 0;
        while at < self.nodes.len() {
            self.open(at);
            at += 1;
        }
    }

    /// Opens what is in focus and then the dearest, as long as the rows last. Children of what stays folded are not
    /// looked at.
    pub fn open_the_dearest(&mut self) {
        let mut waiting = BinaryHeap::from([self.next(0)]);
        while let Some(Next { at, .. }) = waiting.pop() {
            let mut at = at;
            // Down to the tickets at once, since a goal is understood by what hangs on it.
            while self.opens(at) {
                let mut below = self.open[at].drawn();
                let Some(dearest) = below.next() else { break };
                waiting.extend(below.map(|child| self.next(child)));
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
        let before = self.height();
        self.open(at);
        let fits = self.height() <= self.most || self.height() == before || at == 0 || self.nodes[at].focused;
        if !fits {
            self.fold(at);
        }
        fits
    }

    /// Draws what hangs on a node, each child folded.
    fn open(&mut self, at: usize) {
        let Below { beside, under } = Below::of(self.nodes[at], self.most == usize::MAX);
        let mut branch = |Shown { drawn, left }: Shown<'a>| {
            let drawn = drawn.into_iter().map(|child| self.add(child, at)).collect();
            Branch { drawn, left }
        };
        let (beside, under) = (branch(beside), branch(under));
        self.open[at] = Open { beside, under };
        self.count_again(at);
    }

    /// Takes an opening back.
    fn fold(&mut self, at: usize) {
        let first = self.open[at].drawn().next().unwrap_or(self.nodes.len());
        self.open[at] = Open::default();
        self.nodes.truncate(first);
        self.parent.truncate(first);
        self.open.truncate(first);
        self.rows.truncate(first);
        self.count_again(at);
    }

    /// Rows of a node and of what stands beside it, without what is part of it.
    fn rows_beside(&self, at: usize) -> usize {
        lines(self.nodes[at]).max(self.open[at].beside.rows(&self.rows))
    }

    /// Counts the rows of a node again, and of all above it.
    fn count_again(&mut self, mut at: usize) {
        loop {
            self.rows[at] = self.rows_beside(at) + self.open[at].under.rows(&self.rows);
            if at == 0 {
                return;
            }
            at = self.parent[at];
        }
    }

    /// The tree with its places.
    pub fn placed(&self) -> Placed<'a> {
        self.placed_at(0, 0, 0)
    }

    fn placed_at(&self, at: usize, row: usize, depth: usize) -> Placed<'a> {
        let node = self.nodes[at];
        let (open, column, beside) = (&self.open[at], column(node.level), self.rows_beside(at));
        let (mut children, mut left) = (Vec::new(), Vec::new());
        let mut stand = |branch: &Branch, column: usize, depth: usize, first: usize| {
            let mut next = first;
            for &child in &branch.drawn {
                let placed = self.placed_at(child, next, depth);
                next += placed.rows;
                children.push(placed);
            }
            if !branch.left.is_empty() {
                left.push(Left { row: next, column, depth, of: branch.left.clone() });
            }
        };
        stand(&open.beside, column + 1, 0, row);
        stand(&open.under, column, depth + 1, row + beside);
        let folded = children.is_empty() && left.is_empty() && has_any(node);
        Placed {
            node,
            column,
            depth,
            row,
            span: beside.min(2),
            rows: self.rows[at],
            children,
            rest: if folded { Rest::Folded } else { Rest::Some(left) },
        }
    }
}
