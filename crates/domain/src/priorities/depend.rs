//! Tickets that wait for tickets.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, NodeIndex},
};

use crate::{TicketId, priorities::Item};

/// Who waits for whom; nodes are numbered as the items are.
type Waiting = DiGraph<(), (), u32>;

/// The circles among what waits for what, each as one way round, by id of its first ticket.
pub(crate) fn cycles(items: &[Arc<Item>], waits_for: &[Box<[u32]>]) -> Arc<[Vec<TicketId>]> {
    let edges = (0_u32..).zip(waits_for).flat_map(|(from, firsts)| firsts.iter().map(move |&first| (from, first)));
    let graph: Waiting = DiGraph::from_edges(edges);
    // Kosaraju's algorithm needs no recursion, so a chain of any length fits the stack.
    let mut circles: Vec<Vec<TicketId>> = kosaraju_scc(&graph)
        .into_iter()
        .filter(|knot| knot.len() > 1 || graph.contains_edge(knot[0], knot[0]))
        .map(|knot| one_way_round(&graph, &knot).into_iter().map(|index| items[index.index()].id).collect())
        .collect();
    circles.sort_unstable();
    circles.into()
}

/// A shortest circle through the first ticket of a knot, in the order of waiting.
fn one_way_round(graph: &Waiting, knot: &[NodeIndex]) -> Vec<NodeIndex> {
    let knot: BTreeSet<NodeIndex> = knot.iter().copied().collect();
    let Some(&start) = knot.first() else { return Vec::new() };
    let mut came_from = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in graph.neighbors(at).filter(|next| knot.contains(next)) {
            if next == start {
                let mut way = vec![at];
                while let Some(&before) = came_from.get(way.last().unwrap_or(&start)) {
                    way.push(before);
                }
                way.reverse();
                return way;
            }
            came_from.entry(next).or_insert_with(|| {
                queue.push_back(next);
                at
            });
        }
    }
    vec![start]
}
