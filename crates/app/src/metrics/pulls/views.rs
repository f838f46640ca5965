//! What goes into and comes out of the verbs of pulls.

use std::fmt;

use serde::{Deserialize, Serialize};
use throughline_domain::{
    MetricId, Ts,
    connections::Skipped,
    metrics::{Attempt, Metric, Observation, Point, Pull, PullFrom, Quality},
};
use throughline_pulls::Pulled;
use throughline_store::{Reader, StoreError};
use utoipa::ToSchema;

use crate::metrics::taking::{Compared, compared};

/// Characters of a secret.
pub(super) const LONGEST_SECRET: usize = 4_000;
/// Values that a report shows, the newest.
const SHOWN: usize = 50;

/// A password or a token on its way in. It is never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct PullSecret(String);

impl PullSecret {
    /// From what was typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one who is asked for it.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PullSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PullSecret(not shown)")
    }
}

/// Where a metric's values are to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PullInput {
    /// Where.
    pub from: PullFrom,
    /// Password of the database or of the user, or a token. It is sealed, and never shown again. Left out, the one that is
    /// kept stays; empty, it is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(write_only)]
    pub secret: Option<PullSecret>,
}

/// Where a metric's values are fetched, and how the last fetch went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PullView {
    /// Where. The secret is not part of it.
    pub pull: Pull,
    /// The last fetch and the next one.
    pub attempt: Attempt,
}

impl PullView {
    pub(crate) async fn of(reader: &mut Reader<'_>, id: MetricId, now: Ts) -> Result<Option<Self>, StoreError> {
        let Some(pull) = reader.pull_of(id).await? else { return Ok(None) };
        let attempt = reader.pull_attempt(pull.id).await?.unwrap_or_else(|| Attempt::first(now));
        Ok(Some(Self { pull, attempt }))
    }
}

/// What a fetch takes, or took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PulledReport {
    /// Values of times that had none.
    pub new: i64,
    /// Values that replace another one.
    pub changed: i64,
    /// Values that were there already.
    pub unchanged: i64,
    /// The values, newest first, 50 at most.
    pub values: Vec<Point>,
    /// Late, missing and doubtful ones among them.
    pub quality: Quality,
    /// Rows that are not taken, with the reason.
    pub skipped: Vec<Skipped>,
}

impl PulledReport {
    pub(super) fn of(metric: &Metric, pulled: Pulled, there: &[Observation], now: Ts) -> Self {
        let Compared { new, changed, unchanged, .. } = compared(&pulled.points, there);
        let values = pulled.points.iter().rev().take(SHOWN).copied().collect();
        let quality = Quality::of(&pulled.points, metric.refresh, now);
        Self { new, changed, unchanged, values, quality, skipped: pulled.skipped }
    }
}
