//! How many customers it takes to see a share change.

use super::normal_quantile;

/// Customers in each of two groups of the same size that tell two shares apart: with a chance of 80% where they differ so,
/// and with one false alarm in ten, to either side, where they do not. `(z(0.95) + z(0.8))² (p q + p' q') / (p - p')²`,
/// rounded up: the usual normal approximation for two proportions (Fleiss, Levin and Paik, "Statistical Methods for Rates
/// and Proportions", chapter 4). Infinite for equal shares. Both from 0 to 1.
///
/// ```
/// # use throughline_value_line::customers_per_group;
/// assert_eq!(customers_per_group(0.12, 0.09), 1_289.0);
/// assert_eq!(customers_per_group(0.12, 0.1164), 99_442.0);
/// ```
pub fn customers_per_group(from: f64, to: f64) -> f64 {
    let z = normal_quantile(0.95) + normal_quantile(0.8);
    let spread = from * (1.0 - from) + to * (1.0 - to);
    let far = from - to;
    if far == 0.0 { f64::INFINITY } else { (z * z * spread / (far * far)).ceil() }
}
