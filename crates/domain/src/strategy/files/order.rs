//! In which order things are made, changed and deleted.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::strategy::files::{
    Act, Comparison, Kind, Name, Strategy, say,
    tree::{self, Standing},
};

/// The place of a thing among those that are made: kind by kind, metrics and problems from the top of their tree.
pub(super) fn place<'n>(name: &'n Name, standings: &BTreeMap<&Name, Standing>) -> (Kind, Option<Standing>, &'n Name) {
    (name.kind, standings.get(name).copied(), name)
}

impl Comparison {
    /// Makes and changes first what others refer to, from the top of each tree as it will be; deletes in the end,
    /// from below, unless something else takes the key or the name.
    pub(super) fn order(&mut self, workspace: &Strategy) {
        let standings = tree::standings(&self.outcome);
        self.acts.sort_by_cached_key(|(name, act)| {
            let last = matches!(act, Act::Withdraw(_));
            let from_below = last.then_some(Reverse(name.kind));
            let (kind, depth, name) = place(name, &standings);
            (last, from_below, kind, depth, name.clone())
        });
        self.free_first(workspace);
    }

    /// No two of a kind may be called the same, not even for a moment: what gives up a key or a name comes before what
    /// takes it. Where that goes round in a circle, it cannot be done at once.
    fn free_first(&mut self, workspace: &Strategy) {
        let givers = self.givers(workspace);
        let mut order = Vec::new();
        let mut seen: Vec<Option<usize>> = vec![None; self.acts.len()];
        for start in 0..self.acts.len() {
            let mut chain = Vec::new();
            let mut at = Some(start);
            while let Some(place) = at {
                if let Some(chain_of) = seen[place] {
                    if chain_of == start {
                        let first = chain.iter().position(|known| *known == place).unwrap_or_default();
                        self.go_round(&chain[first..]);
                    }
                    break;
                }
                seen[place] = Some(start);
                chain.push(place);
                at = givers[place];
            }
            order.extend(chain.into_iter().rev());
        }
        self.acts = order.into_iter().map(|place| self.acts[place].clone()).collect();
    }

    /// For each act the one that gives up what it takes.
    fn givers(&self, workspace: &Strategy) -> Vec<Option<usize>> {
        let called = |strategy: &Strategy, name: &Name| {
            let field = name.kind.unique()?;
            strategy.things.get(name).map(|thing| (name.kind, thing.text(field).to_owned()))
        };
        let mut given_up = BTreeMap::new();
        for (place, (name, _)) in self.acts.iter().enumerate() {
            let now = called(workspace, name);
            if now != called(&self.outcome, name) {
                given_up.extend(now.map(|now| (now, place)));
            }
        }
        let takes = |name: &Name| given_up.get(&called(&self.outcome, name)?).copied();
        self.acts.iter().map(|(name, _)| takes(name)).collect()
    }

    fn go_round(&mut self, circle: &[usize]) {
        for place in circle {
            let name = &self.acts[*place].0;
            let Some((thing, field)) = self.outcome.things.get(name).zip(name.kind.unique()) else { continue };
            let why = format!(
                "takes a {field} that another gives up, which takes one in its turn, round in a circle. Give one of them a {field} that nothing has, apply, and then the {field} that it should have"
            );
            self.conflicts.push(say::impossible(name, thing, &why));
        }
    }
}
