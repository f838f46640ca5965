//! The tree of metrics that a strategy tells.

use std::collections::BTreeMap;

use crate::strategy::files::{Handle, Kind, Strategy};

/// Where a metric stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// So many are above it.
    Below(usize),
    /// It is above itself.
    Circle,
    /// Something above it is above itself.
    OnCircle,
}

/// Where each metric stands. What hangs on a metric that is not told hangs on nothing.
pub(super) fn standings(strategy: &Strategy) -> BTreeMap<&Handle, Standing> {
    let metrics = strategy.things.iter().filter(|(name, _)| name.kind == Kind::Metric);
    let metrics: BTreeMap<&str, (&Handle, &str)> =
        metrics.map(|(name, thing)| (name.handle.as_str(), (&name.handle, thing.text("parent")))).collect();
    let mut known: BTreeMap<&Handle, Standing> = BTreeMap::new();
    for start in metrics.keys() {
        let mut path: Vec<&Handle> = Vec::new();
        let mut places: BTreeMap<&Handle, usize> = BTreeMap::new();
        let mut at = metrics.get(start);
        let mut next = Standing::Below(0);
        while let Some((handle, parent)) = at {
            if let Some(found) = known.get(handle) {
                next = match found {
                    Standing::Below(depth) => Standing::Below(depth + 1),
                    Standing::Circle | Standing::OnCircle => Standing::OnCircle,
                };
                break;
            }
            if let Some(first) = places.get(handle) {
                known.extend(path.drain(*first..).map(|handle| (handle, Standing::Circle)));
                next = Standing::OnCircle;
                break;
            }
            places.insert(handle, path.len());
            path.push(handle);
            at = metrics.get(parent);
        }
        for handle in path.into_iter().rev() {
            known.insert(handle, next);
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
    use crate::strategy::files::{Name, Thing, Value};

    #[test]
    fn a_metric_stands_below_others_or_in_a_circle_or_on_one() {
        let above = [("top", ""), ("a", "top"), ("b", "a"), ("lost", "nowhere"), ("x", "y"), ("y", "x"), ("z", "y")];
        let things = above.map(|(handle, parent)| {
            let fields = BTreeMap::from([("parent", Value::Text(parent.to_owned()))]);
            (Name { kind: Kind::Metric, handle: Handle::new(handle) }, Thing { id: None, fields })
        });
        let strategy = Strategy { north_star: None, things: BTreeMap::from(things) };
        let found = standings(&strategy);
        let of = |handle: &str| found[&Handle::new(handle)];
        assert_eq!(["top", "a", "b", "lost"].map(of), [0, 1, 2, 0].map(Standing::Below));
        assert_eq!(["x", "y", "z"].map(of), [Standing::Circle, Standing::Circle, Standing::OnCircle]);
    }
}
