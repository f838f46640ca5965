//! Values from real databases and real servers.
#![allow(clippy::float_cmp, reason = "a number that a source holds comes as it is")]

mod documents;
mod mysql;
mod postgres;
mod sqlite;

use std::{path::PathBuf, time::Duration};

use jiff::tz::TimeZone;
use throughline_domain::{Ts, metrics::PullFrom};
use throughline_pulls::{PullError, Pulled, Puller, Rules};

/// Noon of a day in October 2026.
const NOW: Ts = Ts::from_micros(1_791_892_800_000_000);

fn rules(hosts: &[&str], files: Vec<PathBuf>) -> Rules {
    Rules {
        allowed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        allowed_files: files,
        own_folder: None,
        time: Duration::from_millis(500),
    }
}

async fn pull(rules: Rules, from: &PullFrom, secret: Option<&str>) -> Result<Pulled, PullError> {
    Puller::new(rules).pull(from, secret, NOW, &TimeZone::UTC).await
}

/// Values with their days.
fn told(pulled: &Pulled) -> Vec<(String, f64)> {
    pulled.points.iter().map(|point| (point.at.date_in(&TimeZone::UTC).to_string(), point.value)).collect()
}
