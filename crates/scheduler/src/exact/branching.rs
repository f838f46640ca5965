//! Where to cut.

use super::ascent::Ascent;
use super::model::{Model, to_float};
use super::node::Node;

/// A way that is taken half of the time is in as much doubt as a start that wavers by so many days, twice.
const DAYS_OF_A_WAY: f64 = 10.0;
/// How much the last trial of an item counts, and how much any trial counts for items that were never tried.
const FRESH: f64 = 0.3;
const FRESH_OF_ALL: f64 = 0.02;
/// The gain for each day of doubt that is expected before anything is known, as a part of what is missing.
const EXPECTED: f64 = 0.05;
/// Less doubt than this is as good as none.
const LEAST_DOUBT: f64 = 0.1;

/// What is left of an item, in two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    item: usize,
    at: Place,
    /// In days by which the start wavers.
    doubt: f64,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Starts up to this one, and later ones.
    Start(usize),
    /// All other ways, and this one.
    Way(usize),
}

impl Cut {
    /// Both halves of a node.
    pub(super) fn halves(self, model: &Model, node: &Node) -> [Node; 2] {
        let (mut one, mut other) = (node.clone(), node.clone());
        for way in model.ways_of[self.item].clone().filter(|&way| node.is_possible(way)) {
            match self.at {
                Place::Start(day) => {
                    one.keep(model, way, 0, day);
                    other.keep(model, way, day + 1, model.horizon);
                }
                Place::Way(only) if way == only => one.close(way),
                Place::Way(_) => other.close(way),
            }
        }
        [one, other]
    }
}

/// What cuts have brought so far.
#[derive(Debug)]
pub(super) struct Branching {
    /// Per item, the gain for each day of doubt; None before it was tried.
    gains: Vec<Option<f64>>,
    mean: f64,
}

impl Branching {
    pub(super) fn new(model: &Model) -> Self {
        Self { gains: vec![None; model.len()], mean: EXPECTED }
    }

    /// The cuts that promise most, at most so many; none where every item has one start.
    pub(super) fn cuts(&self, model: &Model, node: &Node, ascent: &Ascent, most: usize) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for item in 0..model.len() {
            let (first, last) = node.window(model, item);
            if first < last {
                let mean = ascent.mean[item];
                let doubt = (ascent.square[item] - mean * mean).max(0.0).sqrt();
                let day = whole(mean).clamp(first, last - 1);
                cuts.push(Cut { item, at: Place::Start(day), doubt: doubt + 1e-6 * to_float(last - first) });
            }
            let possible = || model.ways_of[item].clone().filter(|&way| node.is_possible(way));
            if possible().nth(1).is_some()
                && let Some(way) = possible().max_by(|&one, &other| ascent.share[one].total_cmp(&ascent.share[other]))
            {
                cuts.push(Cut { item, at: Place::Way(way), doubt: (1.0 - ascent.share[way]) * DAYS_OF_A_WAY });
            }
        }
        let promise = |cut: &Cut| cut.doubt * self.gains[cut.item].unwrap_or(self.mean);
        cuts.sort_by(|one, other| promise(other).total_cmp(&promise(one)));
        cuts.truncate(most);
        cuts
    }

    /// Remembers what a cut has brought, as a part of what was missing.
    pub(super) fn learn(&mut self, cut: Cut, gain: f64) {
        let rate = gain / cut.doubt.max(LEAST_DOUBT);
        let known = &mut self.gains[cut.item];
        *known = Some(known.map_or(rate, |known| known + FRESH * (rate - known)));
        self.mean += FRESH_OF_ALL * (rate - self.mean);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day, rounded down")]
fn whole(day: f64) -> usize {
    day.max(0.0) as usize
}
