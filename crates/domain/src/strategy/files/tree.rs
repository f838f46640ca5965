//! The trees that a strategy tells: metrics under metrics, problems refined into problems.

use std::collections::BTreeMap;

use crate::strategy::files::{Kind, Name, Strategy};

/// Where a thing stands among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// So many are above it.
    Below(usize),
    /// It is above itself.
    Circle,
    /// Something above it is above itself.
    OnCircle,
}

/// Where each thing stands whose kind has parents. What hangs on something that is not told hangs on nothing.
pub(super) fn standings(strategy: &Strategy) -> BTreeMap<&Name, Standing> {
    let trees = strategy.things.iter().filter(|(name, _)| name.kind.has_parents());
    let trees: BTreeMap<(Kind, &str), (&Name, &str)> =
        trees.map(|(name, thing)| ((name.kind, name.handle.as_str()), (name, thing.text("parent")))).collect();
    let mut known: BTreeMap<&Name, Standing> = BTreeMap::new();
    for start in trees.keys() {
        let mut path: Vec<&Name> = Vec::new();
        let mut places: BTreeMap<&Name, usize> = BTreeMap::new();
        let mut at = trees.get(start);
        let mut next = Standing::Below(0);
        while let Some((name, parent)) = at {
            if let Some(found) = known.get(name) {
                next = match found {
                    Standing::Below(depth) => Standing::Below(depth + 1),
                    Standing::Circle | Standing::OnCircle => Standing::OnCircle,
                };
                break;
            }
            if let Some(first) = places.get(name) {
                known.extend(path.drain(*first..).map(|name| (name, Standing::Circle)));
                next = Standing::OnCircle;
                break;
            }
            places.insert(name, path.len());
            path.push(name);
            at = trees.get(&(name.kind, *parent));
        }
        for name in path.into_iter().rev() {
            known.insert(name, next);
            if let Standing::Below(depth) = next {
                next = Standing::Below(depth + 1);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::files::{Handle, Thing, Value};

    #[test]
    fn a_thing_stands_below_others_or_in_a_circle_or_on_one() {
        let above = [("top", ""), ("a", "top"), ("b", "a"), ("lost", "nowhere"), ("x", "y"), ("y", "x"), ("z", "y")];
        let thing = |kind, handle: &str, parent: &str| {
            let fields = BTreeMap::from([("parent", Value::Text(parent.to_owned()))]);
            (Name { kind, handle: Handle::new(handle) }, Thing { id: None, fields })
        };
        for kind in [Kind::Metric, Kind::Problem] {
            let mut things = BTreeMap::from(above.map(|(handle, parent)| thing(kind, handle, parent)));
            // A thing of the other kind with the same handle is another one, and what has no parents stands nowhere.
            let other = if kind == Kind::Metric { Kind::Problem } else { Kind::Metric };
            things.extend([thing(other, "a", ""), thing(Kind::Segment, "s", "")]);
            let strategy = Strategy { north_star: None, things };
            let found = standings(&strategy);
            let of = |handle: &str| found[&Name { kind, handle: Handle::new(handle) }];
            assert_eq!(["top", "a", "b", "lost"].map(of), [0, 1, 2, 0].map(Standing::Below));
            assert_eq!(["x", "y", "z"].map(of), [Standing::Circle, Standing::Circle, Standing::OnCircle]);
            assert_eq!(found.len(), above.len() + 1);
        }
    }
}
