//! Which row and column each place of the map has.

use throughline_app::{Level, MapNode};

/// Tickets of a problem that are drawn; the others are counted.
const TICKETS: usize = 3;

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
    /// The row that says how many tickets are not drawn.
    pub more: Option<(usize, i64)>,
}

/// Places the tree, as far as the stylesheet has rows.
pub fn place(root: &MapNode) -> Placed<'_> {
    place_at(root, 0)
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

fn place_at(node: &MapNode, row: usize) -> Placed<'_> {
    let mut children = Vec::new();
    let mut next = row;
    let mut hidden = node.more;
    for child in shown(node) {
        if next + 2 >= throughline_assets::MAP_ROWS {
            hidden += child.tickets.max(1);
            continue;
        }
        let placed = place_at(child, next);
        next += placed.rows;
        children.push(placed);
    }
    hidden += tickets_not_shown(node);
    let more = (hidden > 0 && !children.is_empty()).then_some((next, hidden));
    next += usize::from(more.is_some());
    let needed = if node.level == Level::Ticket { 1 } else { lines(node) };
    let rows = (next - row).max(needed);
    Placed { node, column: column(node.level), row, span: rows.min(2), rows, children, more }
}

/// What hangs on a node. Metrics have a page of their own: on the map, what moves one hangs on what is above it.
fn hanging<'a>(node: &'a MapNode) -> Vec<&'a MapNode> {
    let through = |child: &'a MapNode| if child.level == Level::Metric { hanging(child) } else { vec![child] };
    node.children.iter().flat_map(through).collect()
}

/// The dearest tickets of a problem, and the one in focus wherever it stands.
fn shown(node: &MapNode) -> Vec<&MapNode> {
    let all = hanging(node);
    if node.more == 0 && all.len() <= TICKETS + 1 {
        return all;
    }
    let focused_late = all.iter().skip(TICKETS).any(|child| is_focused_ticket(child));
    let first = if focused_late { TICKETS - 1 } else { TICKETS };
    let drawn =
        |(place, child): &(usize, &MapNode)| child.level != Level::Ticket || *place < first || is_focused_ticket(child);
    all.into_iter().enumerate().filter(drawn).map(|(_, child)| child).collect()
}

fn is_focused_ticket(node: &MapNode) -> bool {
    node.level == Level::Ticket && node.focused
}

fn tickets_not_shown(node: &MapNode) -> i64 {
    let tickets = hanging(node).iter().filter(|child| child.level == Level::Ticket).count();
    let drawn = shown(node).iter().filter(|child| child.level == Level::Ticket).count();
    i64::try_from(tickets - drawn).unwrap_or(i64::MAX)
}

/// Rows that the title needs: a long one does not fit above its money.
fn lines(node: &MapNode) -> usize {
    const FITS: usize = 27;
    if node.title.chars().count() > FITS || node.broken.is_some() { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(level: Level, title: &str, children: Vec<MapNode>) -> MapNode {
        MapNode {
            level,
            id: title.to_owned(),
            key: None,
            title: title.to_owned(),
            why: None,
            cost_of_delay_per_week: None,
            tickets: 1,
            unpriced: Vec::new(),
            broken: None,
            focused: false,
            children,
            more: 0,
        }
    }

    fn tickets(count: usize) -> Vec<MapNode> {
        (0..count).map(|number| node(Level::Ticket, &number.to_string(), Vec::new())).collect()
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
        assert_eq!(placed.more, Some((TICKETS, 309)));
    }

    #[test]
    fn the_map_never_has_more_rows_than_the_stylesheet() {
        let objectives =
            (0..400).map(|number| node(Level::Objective, &format!("objective {number}"), Vec::new())).collect();
        let root = node(Level::NorthStar, "n", objectives);
        let placed = place(&root);
        assert!(placed.children.iter().all(|child| child.row < throughline_assets::MAP_ROWS));
        assert!(placed.more.is_some());
    }
}
