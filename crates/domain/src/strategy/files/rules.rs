//! What must hold for a strategy as a whole, whoever tells it: the files, or a workspace with the files applied.

use std::collections::BTreeMap;

use crate::strategy::{
    DEEPEST,
    files::{
        Kind, Name, Strategy,
        tree::{self, Standing},
    },
};

/// Things of a kind that are called the same, though no two may be: in which field, and which, in the order of their names.
pub(super) fn called_twice(strategy: &Strategy) -> Vec<(&'static str, Vec<&Name>)> {
    let mut called: BTreeMap<(Kind, &str), (&'static str, Vec<&Name>)> = BTreeMap::new();
    for (name, thing) in &strategy.things {
        let Some(field) = name.kind.unique() else { continue };
        called.entry((name.kind, thing.text(field))).or_insert((field, Vec::new())).1.push(name);
    }
    called.into_values().filter(|(_, names)| names.len() > 1).collect()
}

/// Metrics and problems that stand above themselves.
pub(super) fn circles(strategy: &Strategy) -> Vec<Name> {
    let standings = tree::standings(strategy).into_iter().filter(|(_, standing)| *standing == Standing::Circle);
    standings.map(|(name, _)| name.clone()).collect()
}

/// Problems that have more above them than can stand one above the other.
pub(super) fn too_deep(strategy: &Strategy) -> Vec<Name> {
    let deep = |name: &Name, standing| {
        name.kind == Kind::Problem && matches!(standing, Standing::Below(above) if above >= DEEPEST)
    };
    let standings = tree::standings(strategy).into_iter().filter(|(name, standing)| deep(name, *standing));
    standings.map(|(name, _)| name.clone()).collect()
}

/// The North Star, if something stands above it.
pub(super) fn star_below(strategy: &Strategy) -> Option<Name> {
    let name = Name { kind: Kind::Metric, handle: strategy.north_star.clone()? };
    strategy.things.get(&name).is_some_and(|thing| !thing.text("parent").is_empty()).then_some(name)
}
