//! Draws that need no storage: draw `k` of a variable follows from its name and `k` alone.
//!
//! Two tickets that name the same variable see the same draws, so a comparison of them is paired (common random
//! numbers), on every machine and at any time.

use rand::Rng;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::Estimate;
use crate::Input;

/// How many draws a simulation makes unless told otherwise.
pub const DRAWS: usize = 10_000;

/// The draws of one variable, as chances between 0 and 1.
#[derive(Debug, Clone)]
pub struct Column(ChaCha8Rng);

impl Column {
    /// The column of the variable with this name. Equal names, equal draws.
    pub fn of(variable: &str) -> Self {
        let mut seed = [0; 32];
        for (lane, chunk) in (0_u64..).zip(seed.chunks_exact_mut(8)) {
            chunk.copy_from_slice(&fingerprint(lane, variable).to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(seed))
    }

    /// Draw number `k`, strictly between 0 and 1, without making the draws before it.
    pub fn chance(&mut self, k: u64) -> f64 {
        self.0.set_word_pos(u128::from(k) * 2);
        self.next_chance()
    }

    /// The next draw; a fresh column begins with draw 0.
    #[allow(clippy::cast_precision_loss)]
    pub fn next_chance(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }
}

impl Input {
    /// Draw number `k` of this input. For many draws of one input take [`Input::draws`].
    pub fn draw(&self, k: u64) -> f64 {
        if self.estimate.is_point() {
            return self.estimate.mid;
        }
        self.estimate.quantile(Column::of(&self.variable).chance(k))
    }

    /// The draws of this input, from draw 0 on, without end.
    pub fn draws(&self) -> impl Iterator<Item = f64> + use<> {
        let estimate = self.estimate;
        let mut column = (!estimate.is_point()).then(|| Column::of(&self.variable));
        std::iter::repeat_with(move || column.as_mut().map_or(estimate.mid, |c| estimate.quantile(c.next_chance())))
    }
}

/// Draws 0 to `n` of the product of the inputs (1 when there are none).
pub fn sample_product(inputs: &[Input], n: usize) -> Vec<f64> {
    let mut products = vec![1.0; n];
    for input in inputs {
        for (product, draw) in products.iter_mut().zip(input.draws()) {
            *product *= draw;
        }
    }
    products
}

/// The quantile of sorted numbers, type 7 (the default of numpy and R). 0 when there are none.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn quantile_type7(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let position = p.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (position - position.floor()) * (sorted[above] - sorted[below])
}

/// Summary of draws as an estimate: P5, P50, P95 and the mean.
pub(super) fn summary(mut draws: Vec<f64>, shape: super::Shape) -> Estimate {
    #[allow(clippy::cast_precision_loss)]
    let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
    draws.sort_by(f64::total_cmp);
    let at = |p| quantile_type7(&draws, p);
    Estimate { low: at(0.05), mid: at(0.5), high: at(0.95), mean, shape }
}

/// 64-bit FNV-1a: stable on every machine and in every release, unlike the standard library's hasher.
pub(crate) fn fingerprint(lane: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    lane.to_le_bytes().into_iter().chain(text.bytes()).fold(0xcbf2_9ce4_8422_2325, step)
}
