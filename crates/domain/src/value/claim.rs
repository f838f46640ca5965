//! What a value says it moves, and money that two values claim.
//!
//! 1. A value claims something if it says that a rate of a segment moves: its churn (or retention, which is the same turned
//!    round), its expansion, its conversion.
//! 2. Two values claim the same if rate, segment and period are the same.
//! 3. As claimed, all amounts add up. Counted once, of each claim only the largest amount counts.
//! 4. Both are said. Which tickets are right, only people can tell: two of them may well add up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use throughline_value_line::{Kind, Reading};

/// A rate of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Rate {
    /// How many leave; retention is the same, turned round.
    Churn,
    /// How much more those who are there buy.
    Expansion,
    /// How many of those who come become customers.
    Conversion,
}

impl Rate {
    /// "churn".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Churn => "churn",
            Self::Expansion => "expansion",
            Self::Conversion => "conversion",
        }
    }
}

/// What a value says it moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Which rate.
    pub rate: Rate,
    /// Of which segment of the workspace, by name.
    pub segment: Box<str>,
    /// Whether the money comes once; otherwise it comes every year.
    pub once: bool,
}

impl Claim {
    /// The claim of a sentence; none if it moves no rate of a segment that the workspace knows.
    pub fn of(reading: &Reading) -> Option<Self> {
        let rate = match reading.kind? {
            Kind::Churn => Rate::Churn,
            Kind::Expansion => Rate::Expansion,
            Kind::Conversion => Rate::Conversion,
            Kind::TimeSaved
            | Kind::CostAvoided
            | Kind::RiskReduced
            | Kind::DeadlinePenalty
            | Kind::DealUnblocked
            | Kind::CostOfDelay
            | Kind::NewRevenue => return None,
        };
        let segment = reading.segment.as_deref()?.into();
        Some(Self { rate, segment, once: reading.ranking()?.once })
    }
}

/// Amounts added up in both ways, in the unit of the amounts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BothSums {
    /// All of them.
    pub as_claimed: f64,
    /// Of each claim only the largest.
    pub counted_once: f64,
}

/// Adds amounts up in both ways. Amounts are not below 0; what claims nothing stands for itself.
///
/// The order makes no difference, not even in the last bit; counted once is at most as claimed, and at least as much as the
/// largest amount.
///
/// ```
/// use throughline_domain::value::{Claim, Rate, both_sums};
/// let churn = Claim { rate: Rate::Churn, segment: "mid-market".into(), once: false };
/// let sums = both_sums([(Some(&churn), 30_000.0), (Some(&churn), 20_000.0), (None, 5_000.0)]);
/// assert_eq!((sums.as_claimed, sums.counted_once), (55_000.0, 35_000.0));
/// ```
pub fn both_sums<'c>(amounts: impl IntoIterator<Item = (Option<&'c Claim>, f64)>) -> BothSums {
    let mut all = Vec::new();
    let mut once = Vec::new();
    let mut largest: BTreeMap<&Claim, f64> = BTreeMap::new();
    for (claim, amount) in amounts {
        all.push(amount);
        match claim {
            Some(claim) => {
                let most = largest.entry(claim).or_insert(amount);
                *most = most.max(amount);
            }
            None => once.push(amount),
        }
    }
    once.extend(largest.into_values());
    BothSums { as_claimed: sum(all), counted_once: sum(once) }
}

/// A sum that does not depend on the order: the smallest first.
fn sum(mut amounts: Vec<f64>) -> f64 {
    amounts.sort_by(f64::total_cmp);
    amounts.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claims() -> impl Strategy<Value = Option<Claim>> {
        let rate = prop::sample::select(vec![Rate::Churn, Rate::Expansion, Rate::Conversion]);
        let segment = prop::sample::select(vec!["small", "mid-market", "enterprise"]);
        let claim = (rate, segment, any::<bool>()).prop_map(|(rate, segment, once)| Claim {
            rate,
            segment: segment.into(),
            once,
        });
        prop::option::weighted(0.8, claim)
    }

    fn amounts() -> impl Strategy<Value = Vec<(Option<Claim>, f64)>> {
        prop::collection::vec((claims(), 0.0..1e9), 0..40)
    }

    fn sums(amounts: &[(Option<Claim>, f64)]) -> BothSums {
        both_sums(amounts.iter().map(|(claim, amount)| (claim.as_ref(), *amount)))
    }

    proptest! {
        #[test]
        fn counted_once_is_at_most_as_claimed_and_at_least_the_largest(amounts in amounts()) {
            let BothSums { as_claimed, counted_once } = sums(&amounts);
            let largest = amounts.iter().map(|(_, amount)| *amount).fold(0.0, f64::max);
            // Sums of the same numbers in another grouping differ in their last bits.
            prop_assert!(counted_once <= as_claimed * (1.0 + 1e-12));
            prop_assert!(counted_once >= largest);
        }

        #[test]
        fn the_order_makes_no_difference(amounts in amounts(), seed in any::<u64>()) {
            let mut turned = amounts.clone();
            turned.reverse();
            let at = if turned.is_empty() { 0 } else { usize::try_from(seed % 40).unwrap_or(0) % turned.len() };
            turned.rotate_left(at);
            prop_assert_eq!(sums(&amounts), sums(&turned));
        }

        #[test]
        fn what_claims_nothing_or_claims_alone_is_counted_in_full(amounts in prop::collection::vec(0.0..1e9, 0..20)) {
            let alone: Vec<(Option<Claim>, f64)> = amounts
                .iter()
                .enumerate()
                .map(|(at, amount)| {
                    let claim = Claim { rate: Rate::Churn, segment: format!("segment {at}").into(), once: false };
                    ((at % 2 == 0).then_some(claim), *amount)
                })
                .collect();
            let BothSums { as_claimed, counted_once } = sums(&alone);
            prop_assert_eq!(as_claimed.to_bits(), counted_once.to_bits());
        }

        #[test]
        fn one_more_claim_never_makes_it_less(amounts in amounts(), claim in claims(), more in 0.0..1e9) {
            let before = sums(&amounts);
            let mut after = amounts;
            after.push((claim, more));
            let after = sums(&after);
            prop_assert!(after.as_claimed >= before.as_claimed * (1.0 - 1e-12));
            prop_assert!(after.counted_once >= before.counted_once * (1.0 - 1e-12));
        }
    }
}
