//! Paired simulation with common random numbers: the same variable in two tickets is the same column of draws.
//!
//! Each column is a Latin hypercube sample (`McKay`, Beckman, Conover 1979): one draw from each of `n` equally likely
//! strata, shuffled by a generator seeded with the variable's name. It needs far fewer draws than plain sampling for
//! the same precision, and the same input gives the same output on every machine.

use std::sync::OnceLock;

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use throughline_value_line::{Estimate, Shape, normal_quantile, quantile_type7};

use crate::{
    TicketId,
    priorities::{Item, Price},
    value::{DurationWeeks, WIDTH_90},
};

/// Draws when everything fits the budget.
pub(crate) const MANY: usize = 2_000;
/// Draws for a comparison over very long queues.
pub(crate) const FEW: usize = 200;
/// Draws for each of very many tickets, where all draws together would take more memory than all tickets.
pub(crate) const VERY_FEW: usize = 100;

/// The identity of a variable: FNV-1a over its name (Fowler, Noll, Vo), 64 bits, the same on every machine.
pub(crate) fn seed_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One draw of a uniform variable and the standard normal one with the same rank.
#[derive(Debug, Clone, Copy)]
struct Stratum {
    uniform: f64,
    normal: f64,
}

/// The middles of `n` equally likely strata, in order. The three sizes in use are made once.
fn strata(n: usize) -> &'static [Stratum] {
    static SIZES: [OnceLock<Vec<Stratum>>; 3] = [const { OnceLock::new() }; 3];
    let (cell, n) = match n {
        MANY.. => (&SIZES[0], MANY),
        FEW.. => (&SIZES[1], FEW),
        _ => (&SIZES[2], VERY_FEW),
    };
    cell.get_or_init(|| {
        (0..n)
            .map(|k| {
                #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
                let uniform = (k as f64 + 0.5) / n as f64;
                Stratum { uniform, normal: normal_quantile(uniform) }
            })
            .collect()
    })
}

/// Multiplies every draw of a column by the variable's draws, relative to its mean.
fn multiply(column: &mut [f64], seed: u64, estimate: &Estimate) {
    let mut strata = strata(column.len()).to_vec();
    strata.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    for (value, stratum) in column.iter_mut().zip(strata) {
        *value *= drawn(estimate, stratum) / estimate.mean;
    }
}

/// The value of an uncertain number in one stratum. The common shapes need no quantile of their own.
fn drawn(estimate: &Estimate, Stratum { uniform, normal }: Stratum) -> f64 {
    let Estimate { low, mid, high, shape, .. } = *estimate;
    match shape {
        Shape::Lognormal => mid * ((high / low).ln() / WIDTH_90 * normal).exp(),
        Shape::Normal => mid + (high - low) / WIDTH_90 * normal,
        Shape::Point | Shape::LogitNormal | Shape::Bernoulli | Shape::Pert { .. } => estimate.quantile(uniform),
    }
}

/// How much dearer or cheaper than its mean the money of a ticket is, draw by draw; around 1.
pub(crate) fn money_factors(price: Option<&Price>, n: usize) -> Vec<f64> {
    let mut column = vec![1.0; n];
    for variable in price.into_iter().flat_map(|price| &price.uncertain) {
        multiply(&mut column, variable.seed, &variable.estimate);
    }
    column
}

/// Durations of a ticket in weeks, draw by draw. A ticket's duration is a variable of its own.
pub(crate) fn durations(item: &Item, n: usize) -> Vec<f64> {
    let DurationWeeks { low, mid, high, mean, .. } = item.duration;
    let mut column = vec![mean; n];
    if high > low {
        multiply(&mut column, duration_seed(item.id), &Estimate { low, mid, high, mean, shape: Shape::Lognormal });
    }
    column
}

/// A sum of many independent numbers, known by its mean and standard deviation; never below 0.
pub(crate) fn sums(name: &str, mean: f64, deviation: f64, n: usize) -> Vec<f64> {
    let mut strata = strata(n).to_vec();
    strata.shuffle(&mut ChaCha8Rng::seed_from_u64(seed_of(name)));
    strata.iter().map(|stratum| (mean + deviation * stratum.normal).max(0.0)).collect()
}

fn duration_seed(id: TicketId) -> u64 {
    seed_of(&format!("duration of {id}"))
}

/// 1 if the first is larger, a half if both are equal, otherwise 0.
pub(crate) fn half_if_equal(one: f64, other: f64) -> f64 {
    match one.total_cmp(&other) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}

/// P5, P50, P95 and mean of draws, with quantiles of type 7 (Hyndman and Fan 1996).
pub(crate) fn summary(mut draws: Vec<f64>) -> Estimate {
    draws.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
    let [low, mid, high] = [0.05, 0.5, 0.95].map(|share| quantile_type7(&draws, share));
    let shape = if high > low { Shape::Normal } else { Shape::Point };
    Estimate { low, mid, high, mean, shape }
}
