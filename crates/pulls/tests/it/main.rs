//! Values from real databases and real servers.
#![allow(clippy::float_cmp, reason = "a number that a source holds comes as it is")]

mod documents;
mod mysql;
mod postgres;
mod sqlite;

use std::{path::PathBuf, time::Duration};

use jiff::tz::TimeZone;
use throughline_domain::{Ts, metrics::PullFrom};
use throughline_pulls::{Part, PullError, Pulled, Puller, Rules};

/// Noon of a day in October 2026.
const NOW: Ts = Ts::from_micros(1_791_892_800_000_000);

fn rules(hosts: &[&str], files: Vec<PathBuf>) -> Rules {
    Rules {
        allowed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        allowed_files: files,
        own_folder: None,
        // Enough on a machine that has much else to do.
        time: Duration::from_secs(20),
    }
}

/// The same for what takes longer than anybody waits.
fn hurried(rules: Rules) -> Rules {
    Rules { time: Duration::from_millis(500), ..rules }
}

async fn pull(rules: Rules, from: &PullFrom, secret: Option<&str>) -> Result<Pulled, PullError> {
    Puller::new(rules).pull(from, secret, NOW, &TimeZone::UTC).await
}

/// Values with their days.
fn told(pulled: &Pulled) -> Vec<(String, f64)> {
    pulled.points.iter().map(|point| (point.at.date_in(&TimeZone::UTC).to_string(), point.value)).collect()
}

/// Queries that every database with SQL of its own answers, though not with values; and what is said of the answers.
const NO_VALUES: [(&str, &str); 6] = [
    ("select 1, 2, 3", "3 columns"),
    ("select day from loads", "3 rows of one column"),
    ("select 'many'", "\"many\" is not a number"),
    ("select 'soon', 1", "\"soon\" is not a time"),
    ("select null", "without a value"),
    ("select day, on_time from loads where false", "no rows"),
];

/// What is said of a password that is not taken: one sentence that says what to do, without it.
fn tells_of_a_wrong_password(error: &PullError, place: &str, password: &str) {
    let said = error.to_string();
    assert!(matches!(error, PullError::WrongSecret { .. }), "{said}");
    assert!(said.starts_with(&format!("{place} at 127.0.0.1:")) && said.contains("throughline_reader"), "{said}");
    assert!(said.contains("give the right one") && !said.contains(". "), "one sentence that says what to do: {said}");
    assert!(!said.contains(password), "{said}");
    assert_eq!((error.about(), error.is_passing()), (Part::Secret, false));
}

/// A database inside is asked only where the operator named its host, and one that gives out credentials never.
async fn asks_hosts_inside_only_if_named(from: impl Fn(&str) -> PullFrom) {
    for (host, allowed) in [
        ("127.0.0.1", &[][..]),
        ("localhost", &[]),
        ("[::1]", &[]),
        ("10.0.0.8", &[]),
        ("169.254.169.254", &["169.254.169.254"]),
        ("[fd00:ec2::254]", &["[fd00:ec2::254]"]),
    ] {
        let error = pull(rules(allowed, Vec::new()), &from(host), Some("x")).await.unwrap_err();
        assert!(matches!(error, PullError::Door(_)), "{host}: {error}");
        assert_eq!(error.to_string().contains("credentials of cloud machines"), !allowed.is_empty(), "{error}");
    }
}
