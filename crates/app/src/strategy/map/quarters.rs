//! The quarters in which goals lie.

use std::collections::BTreeSet;

use throughline_domain::{Quarter, strategy::Objective};

/// Quarters that can be chosen from.
const MOST: usize = 12;

/// The quarters in which objectives with a first and a last day lie, the earliest first; at most the last twelve.
pub fn quarters(objectives: &[Objective]) -> Vec<String> {
    let mut all = BTreeSet::new();
    for (first, last) in objectives.iter().filter_map(|one| one.starts_on.zip(one.ends_on)) {
        let back = std::iter::successors(Some(Quarter::of(last)), |quarter| quarter.previous());
        all.extend(back.take_while(|quarter| quarter.last >= first).take(MOST).map(|quarter| quarter.first));
    }
    let skipped = all.len().saturating_sub(MOST);
    all.into_iter().skip(skipped).map(|first| Quarter::of(first).to_string()).collect()
}
