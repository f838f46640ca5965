//! Values that come many at a time: what is new, and writing it.

use std::collections::BTreeMap;

use throughline_domain::{
    MetricId, ObservationId, Ts,
    metrics::{Observation, Point},
};
use throughline_store::{StoreError, Tx};

/// Values beside those that are there.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Compared {
    /// Of times that had none.
    pub new: i64,
    /// That replace another one.
    pub changed: i64,
    /// That were there already.
    pub unchanged: i64,
    /// The new and the changed ones.
    pub differing: Vec<Point>,
}

/// Compares values by their bits, so that the same value is the same.
pub(super) fn compared(points: &[Point], there: &[Observation]) -> Compared {
    let known: BTreeMap<Ts, u64> =
        there.iter().map(|observation| (observation.at, observation.value.to_bits())).collect();
    let mut compared = Compared::default();
    for point in points {
        match known.get(&point.at) {
            Some(value) if *value == point.value.to_bits() => {
                compared.unchanged += 1;
                continue;
            }
            Some(_) => compared.changed += 1,
            None => compared.new += 1,
        }
        compared.differing.push(*point);
    }
    compared
}

/// Writes values. Their event is the caller's.
pub(super) async fn write(
    tx: &mut Tx,
    metric_id: MetricId,
    points: &[Point],
    source: &str,
    now: Ts,
) -> Result<(), StoreError> {
    for Point { at, value } in points {
        let (id, source) = (ObservationId::new(now), source.to_owned());
        tx.observe(&Observation { id, metric_id, at: *at, value: *value, source }).await?;
    }
    Ok(())
}
