//! The product of independent uncertain factors.

use super::{DRAWS, Estimate, NINETY, Shape, draws};
use crate::Input;

/// The product of independent factors.
///
/// Exact when all are points and log-normals, or when only one is uncertain; otherwise by simulation with
/// [`DRAWS`] draws, seeded by the names of the variables. A yes or no factor widens the range down to nothing and makes
/// the middle the mean, see [`Shape::Bernoulli`].
pub fn product(inputs: &[Input]) -> Estimate {
    let (yes_no, others): (Vec<_>, Vec<_>) = inputs.iter().partition(|input| input.estimate.shape == Shape::Bernoulli);
    let amount = product_without_yes_no(&others);
    if yes_no.is_empty() {
        return amount;
    }
    let probability: f64 = yes_no.iter().map(|input| input.estimate.mean).product();
    let mean = amount.mean * probability;
    Estimate { low: 0.0, mid: mean, high: amount.high.max(mean), mean, shape: Shape::Bernoulli }
}

fn product_without_yes_no(inputs: &[&Input]) -> Estimate {
    let (points, uncertain): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(|input| input.estimate.is_point());
    let constant: f64 = points.iter().map(|input| input.estimate.mid).product();
    match uncertain.as_slice() {
        [] => Estimate::point(constant),
        [one] => one.estimate.scaled(constant),
        many if many.iter().all(|input| input.estimate.shape == Shape::Lognormal) => {
            let mu: f64 = many.iter().map(|input| input.estimate.mid.ln()).sum();
            let variance: f64 =
                many.iter().map(|input| ((input.estimate.high.ln() - input.estimate.low.ln()) / NINETY).powi(2)).sum();
            let half_width = variance.sqrt() * NINETY / 2.0;
            Estimate {
                low: (mu - half_width).exp(),
                mid: mu.exp(),
                high: (mu + half_width).exp(),
                mean: (mu + variance / 2.0).exp(),
                shape: Shape::Lognormal,
            }
            .scaled(constant)
        }
        many => {
            let inputs: Vec<Input> = many.iter().map(|input| (*input).clone()).collect();
            let drawn = draws::sample_product(&inputs, DRAWS);
            let positive = drawn.iter().all(|value| *value > 0.0);
            let shape = if positive { Shape::Lognormal } else { Shape::Normal };
            draws::summary(drawn, shape).scaled(constant)
        }
    }
}
