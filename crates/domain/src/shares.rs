//! Shares of small counts, with honest intervals.

use serde::{Deserialize, Serialize};

/// A share of a count with its 90% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Share {
    /// How many of them.
    pub hits: i64,
    /// Of how many.
    pub of: i64,
    /// The share itself, 0 to 1.
    pub share: f64,
    /// Low end of the 90% interval.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// The score interval of Wilson (1927, "Probable inference, the law of succession, and statistical inference") at 90%.
/// None of nothing.
///
/// ```
/// # use throughline_domain::shares::wilson_90;
/// let share = wilson_90(3, 5).unwrap();
/// assert_eq!(format!("{:.2} [{:.3}, {:.3}]", share.share, share.low, share.high), "0.60 [0.272, 0.857]");
/// assert!(wilson_90(0, 0).is_none());
/// ```
pub fn wilson_90(hits: i64, of: i64) -> Option<Share> {
    const Z: f64 = 1.644_853_626_951_472_7;
    if of <= 0 || !(0..=of).contains(&hits) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of things that happened")]
    let (n, share) = (of as f64, hits as f64 / of as f64);
    let (centre, shrink) = (share + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(Share { hits, of, share, low: (centre - half).max(0.0) / shrink, high: ((centre + half) / shrink).min(1.0) })
}
