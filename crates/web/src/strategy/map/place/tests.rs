//! Where things stand on the map, and that nothing stands on another.

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
        dear(node(Level::Objective, &format!("o{number}"), (0..key_results).rev().map(key_result).collect()), number)
    };
    node(Level::NorthStar, "n", (0..objectives).rev().map(objective).collect())
}

fn walk<'p, 'a>(placed: &'p Placed<'a>, visit: &mut impl FnMut(&'p Placed<'a>)) {
    visit(placed);
    for child in &placed.children {
        walk(child, visit);
    }
}

fn left(row: usize, column: usize, of: &[(Level, i64)]) -> Left {
    Left { row, column, depth: 0, of: of.to_vec() }
}

/// No two things stand in the same row of a column, nor in the second row of what has two.
fn nothing_overlaps(placed: &Placed<'_>) {
    let mut taken = std::collections::HashSet::new();
    walk(placed, &mut |placed| {
        for row in placed.row..placed.row + placed.span {
            assert!(taken.insert((placed.column, row)), "two at {} {row}", placed.column);
        }
        if let Rest::Some(rest) = &placed.rest {
            for left in rest {
                assert!(taken.insert((left.column, left.row)), "two at {} {}", left.column, left.row);
            }
        }
    });
}

/// A problem with so many tickets and these parts.
fn refined(title: &str, count: usize, parts: Vec<MapNode>) -> MapNode {
    let mut children = tickets(count);
    children.extend(parts);
    node(Level::Problem, title, children)
}

#[test]
fn parts_stand_under_the_problem_and_its_tickets_a_step_further_in() {
    let deeper = refined("deeper", 2, Vec::new());
    let whole = refined("whole", 9, vec![refined("a", 1, vec![deeper]), refined("b", 0, Vec::new())]);
    let root = node(Level::KeyResult, "k", vec![whole, refined("next", 1, Vec::new())]);
    let placed = place(&root);
    nothing_overlaps(&placed);
    let mut stand = Vec::new();
    walk(&placed, &mut |placed| {
        if placed.column == 3 {
            stand.push((placed.node.title.as_str(), placed.row, placed.depth));
        }
    });
    assert_eq!(stand, [("whole", 0, 0), ("a", 4, 1), ("deeper", 5, 2), ("b", 7, 1), ("next", 8, 0)]);
    let whole = &placed.children[0];
    assert_eq!(
        whole.rest,
        Rest::Some(vec![left(3, 4, &[(Level::Ticket, 6)])]),
        "beside the whole, not below its parts"
    );
    let part = whole.children.iter().find(|child| child.node.title == "a").unwrap();
    assert!(part.is_part_of(whole) && !part.children[0].is_part_of(part));
}

#[test]
fn a_folded_map_draws_the_dearest_parts_and_the_one_in_focus_and_counts_the_others() {
    let mut root = company(8, 4, 3);
    let problem = &mut root.children[0].children[0].children[0];
    problem.children.extend((0..9).map(|number| refined(&format!("part {number}"), 2, Vec::new())));
    let placed = place(&root);
    nothing_overlaps(&placed);
    let drawn = |placed: &Placed<'_>| {
        let (mut titles, mut rest) = (Vec::new(), Vec::new());
        walk(&placed.children[0].children[0].children[0], &mut |one| {
            if one.depth == 1 {
                titles.push(one.node.title.clone());
            } else if let Rest::Some(left) = &one.rest {
                rest.extend(left.iter().filter(|left| left.depth == 1).map(|left| left.of.clone()));
            }
        });
        (titles, rest)
    };
    let six = vec![vec![(Level::Problem, 6)]];
    assert_eq!(drawn(&placed), (["part 0", "part 1", "part 2"].map(str::to_owned).to_vec(), six.clone()));
    root.focused = true;
    let mut at = &mut root;
    for child in [0, 0, 0, 8 + 7] {
        at = &mut at.children[child];
        at.focused = true;
    }
    let placed = place(&root);
    nothing_overlaps(&placed);
    assert_eq!(drawn(&placed), (["part 0", "part 1", "part 7"].map(str::to_owned).to_vec(), six));
}

#[test]
fn however_hundreds_of_problems_are_refined_nothing_stands_on_another_and_the_page_is_filled() {
    // Numbers that look random and are the same each time (Lehmer, modulus 2^31 - 1).
    let mut state = 1_u64;
    let mut dice = |sides: u64| {
        state = state * 48_271 % 2_147_483_647;
        usize::try_from(state % sides).unwrap()
    };
    for _ in 0..40 {
        let mut root = company(2 + dice(10), 1 + dice(5), 1);
        for objective in &mut root.children {
            for result in &mut objective.children {
                for _ in 0..dice(8) {
                    let deepest = refined(&"a long title of a problem ".repeat(dice(3)), dice(6), Vec::new());
                    let parts =
                        (0..dice(5)).map(|_| refined("part", dice(5), vec![deepest.clone(); dice(3)])).collect();
                    result.children.push(refined("whole", dice(6), parts));
                }
            }
        }
        let placed = place(&root);
        nothing_overlaps(&placed);
        assert!(placed.rows <= ROWS, "{} rows", placed.rows);
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
    assert_eq!(placed.rest, Rest::Some(vec![left(TICKETS, 4, &[(Level::Ticket, 309)])]));
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
    nothing_overlaps(&placed);
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
    assert_eq!(placed.rest, Rest::Some(vec![left(placed.rows - 1, 1, &[(Level::Objective, 376)])]));
    root.children.extend((0..5).map(|number| node(Level::Problem, &format!("loose {number}"), tickets(1))));
    let Rest::Some(rest) = place(&root).rest else { panic!("nothing is drawn") };
    assert_eq!(rest[0].of, [(Level::Objective, 376), (Level::Problem, 5)]);
}
