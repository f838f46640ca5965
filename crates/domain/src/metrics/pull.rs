//! Pulls: where a metric's values are fetched, and when the next fetch is due.

mod statement;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refresh;
use crate::{
    MemberId, MetricId, PullId, Ts,
    check::{Faults, MAX_NAME, MAX_TEXT, MAX_TITLE},
};

pub use statement::{NotOneRead, one_read, one_read_of_mysql, one_read_of_sqlite};

/// Where values are fetched. None of it is a secret: a password or a token is given beside it and never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PullFrom {
    /// A query to a `PostgreSQL` database: a time and a value in each row, or one value as of now.
    Postgres {
        /// `postgres://reader@db.acme.example:5432/warehouse`, without a password.
        address: String,
        /// One statement that reads.
        query: String,
    },
    /// A query to a MySQL or MariaDB database, as to `PostgreSQL`.
    Mysql {
        /// `mysql://reader@db.acme.example:3306/warehouse`, without a password.
        address: String,
        /// One statement that reads.
        query: String,
    },
    /// A query to a `SQLite` file of the server's machine, in a folder that the operator allowed.
    Sqlite {
        /// Its path on the server.
        file: String,
        /// One statement that reads.
        query: String,
    },
    /// A JSON document.
    Json {
        /// `https://stats.acme.example/v1/loads`.
        url: String,
        /// Where the values are in it: "data.series", "data.items[0].total". Empty: the document itself.
        #[serde(default)]
        path: String,
        /// In a list of objects, the name of the time.
        #[serde(default)]
        time: Option<String>,
        /// In a list of objects, the name of the value.
        #[serde(default)]
        value: Option<String>,
        /// With a name, the secret is sent as its password; without, as a bearer token.
        #[serde(default)]
        user: Option<String>,
    },
    /// A query to a Prometheus server, which must come down to one series.
    Prometheus {
        /// Base address of the server, without "/api/v1".
        url: String,
        /// `sum(rate(orders_total[1h]))`; with a range at its end, as in `loads[7d]`, all values of it are taken.
        query: String,
        /// With a name, the secret is sent as its password; without, as a bearer token.
        #[serde(default)]
        user: Option<String>,
    },
    /// A page of metrics in the text format of Prometheus.
    PrometheusText {
        /// `https://app.acme.example/metrics`.
        url: String,
        /// Name of the sample: `orders_total`.
        name: String,
        /// Labels that it must have; one sample must be left.
        #[serde(default)]
        labels: BTreeMap<String, String>,
        /// With a name, the secret is sent as its password; without, as a bearer token.
        #[serde(default)]
        user: Option<String>,
    },
}

/// That a metric's values are fetched, and where. A metric has one at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pull {
    /// Its id.
    pub id: PullId,
    /// Of which metric.
    pub metric_id: MetricId,
    /// Where.
    pub from: PullFrom,
    /// Whether a password or token belongs to it.
    pub has_secret: bool,
    /// Who said so last; none for the operator.
    pub by: Option<MemberId>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was ended, if so.
    pub withdrawn_at: Option<Ts>,
}

/// How the last fetch went, and when the next one is due.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Attempt {
    /// When it was tried; none before the first time.
    pub at: Option<Ts>,
    /// How many values were new or changed, where it went well.
    pub taken: i64,
    /// Why there were none, in a sentence.
    pub failure: Option<String>,
    /// How often in a row it failed.
    pub failures: i64,
    /// When it is tried next.
    pub next_at: Ts,
}

/// The first wait after a failure that may pass.
const FIRST_WAIT_SECONDS: f64 = 300.0;
/// The longest wait after such failures.
const LONGEST_WAIT_SECONDS: f64 = 6.0 * 3_600.0;
/// How often a metric is fetched when nobody said how often it is read.
const USUALLY: Refresh = Refresh::Daily;

impl Attempt {
    /// A first fetch, due at once.
    pub fn first(now: Ts) -> Self {
        Self { next_at: now, ..Self::default() }
    }

    /// After a fetch that went well. The next one is due a period later, a day where no period is said.
    #[must_use]
    pub fn done(now: Ts, taken: i64, refresh: Option<Refresh>) -> Self {
        Self { at: Some(now), taken, failure: None, failures: 0, next_at: later(now, period_seconds(refresh)) }
    }

    /// After a fetch that failed. What may pass by itself is tried again after 5 minutes, then after twice as long each
    /// time up to 6 hours, and never later than a period; what somebody has to mend, a period later, so that a wrong
    /// password does not lock an account.
    #[must_use]
    pub fn failed(&self, now: Ts, failure: String, may_pass: bool, refresh: Option<Refresh>) -> Self {
        let failures = self.failures.saturating_add(1);
        let period = period_seconds(refresh);
        let doublings = i32::try_from(failures.clamp(1, 16) - 1).unwrap_or(16);
        let wait = (FIRST_WAIT_SECONDS * 2f64.powi(doublings)).min(LONGEST_WAIT_SECONDS).min(period);
        let next_at = later(now, if may_pass { wait } else { period });
        Self { at: Some(now), taken: 0, failure: Some(failure), failures, next_at }
    }
}

fn period_seconds(refresh: Option<Refresh>) -> f64 {
    refresh.unwrap_or(USUALLY).days() * 86_400.0
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of a quarter of a year")]
fn later(now: Ts, seconds: f64) -> Ts {
    now.plus_seconds(seconds as i64)
}

impl PullFrom {
    /// "PostgreSQL", "a JSON document".
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Postgres { .. } => "PostgreSQL",
            Self::Mysql { .. } => "MySQL",
            Self::Sqlite { .. } => "a SQLite file",
            Self::Json { .. } => "a JSON document",
            Self::Prometheus { .. } => "Prometheus",
            Self::PrometheusText { .. } => "a page of metrics",
        }
    }

    /// Its address or file.
    pub fn place(&self) -> &str {
        match self {
            Self::Postgres { address, .. } | Self::Mysql { address, .. } => address,
            Self::Sqlite { file, .. } => file,
            Self::Json { url, .. } | Self::Prometheus { url, .. } | Self::PrometheusText { url, .. } => url,
        }
    }

    /// The field of its address.
    pub const fn place_field(&self) -> &'static str {
        match self {
            Self::Postgres { .. } | Self::Mysql { .. } => "from.address",
            Self::Sqlite { .. } => "from.file",
            _ => "from.url",
        }
    }

    /// Checks texts. What only the outside world knows is found by trying.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults.name(self.place_field(), self.place(), MAX_TITLE);
        match self {
            Self::Postgres { query, .. }
            | Self::Mysql { query, .. }
            | Self::Sqlite { query, .. }
            | Self::Prometheus { query, .. } => {
                faults.required("from.query", query).text("from.query", query, MAX_TEXT);
            }
            Self::Json { path, time, value, .. } => {
                faults
                    .line("from.path", path, MAX_TITLE)
                    .line("from.time", time.as_deref().unwrap_or_default(), MAX_NAME)
                    .line("from.value", value.as_deref().unwrap_or_default(), MAX_NAME);
            }
            Self::PrometheusText { name, labels, .. } => {
                faults.name("from.name", name, MAX_NAME);
                for text in labels.iter().flat_map(|(label, value)| [label, value]) {
                    faults.line("from.labels", text, MAX_NAME);
                }
            }
        }
        if let Self::Json { user, .. } | Self::Prometheus { user, .. } | Self::PrometheusText { user, .. } = self {
            faults.line("from.user", user.as_deref().unwrap_or_default(), MAX_NAME);
        }
        faults.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Ts = Ts::from_micros(1_791_792_000_000_000);

    fn refresh() -> impl Strategy<Value = Option<Refresh>> {
        prop::sample::select(vec![
            None,
            Some(Refresh::Daily),
            Some(Refresh::Weekly),
            Some(Refresh::Monthly),
            Some(Refresh::Quarterly),
        ])
    }

    proptest! {
        #[test]
        fn waits_after_failures_grow_and_end_at_the_period(failures in 0i64..200, refresh in refresh()) {
            let wait = |failures: i64, may_pass| {
                let before = Attempt { failures, ..Attempt::first(NOW) };
                before.failed(NOW, "No.".to_owned(), may_pass, refresh).next_at.micros() - NOW.micros()
            };
            let period = Attempt::done(NOW, 1, refresh).next_at.micros() - NOW.micros();
            prop_assert!(wait(failures, true) >= 300_000_000);
            prop_assert!(wait(failures + 1, true) >= wait(failures, true));
            prop_assert!(wait(failures, true) <= period.min(6 * 3_600_000_000));
            prop_assert_eq!(wait(failures, false), period);
        }
    }

    #[test]
    fn success_forgets_the_failures() {
        let failed = Attempt::first(NOW).failed(NOW, "No.".to_owned(), true, None);
        assert_eq!((failed.failures, failed.failure.as_deref()), (1, Some("No.")));
        let done = Attempt::done(NOW, 3, Some(Refresh::Weekly));
        assert_eq!((done.failures, done.failure), (0, None));
        assert_eq!(done.next_at, NOW.plus_days(7));
    }
}
