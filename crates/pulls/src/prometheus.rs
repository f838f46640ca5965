//! What Prometheus answers, and its text format.

use std::collections::BTreeMap;

use serde::Deserialize;
use throughline_domain::{Ts, connections::Skipped};
use throughline_trackers::metrics::settle;

use crate::{PullError, Pulled, error::said};

/// An answer of the HTTP API, version 1.
#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", tag = "resultType", content = "result")]
enum Data {
    Scalar((f64, String)),
    String((f64, String)),
    Vector(Vec<Instant>),
    Matrix(Vec<Range>),
}

#[derive(Deserialize)]
struct Instant {
    value: (f64, String),
}

#[derive(Deserialize)]
struct Range {
    values: Vec<(f64, String)>,
}

/// The values of an answer, which must be of one series.
pub(crate) fn answer(text: &str, now: Ts) -> Result<Pulled, PullError> {
    let unreadable = || PullError::Shape("the answer is not one of Prometheus".to_owned());
    let answer: Answer = serde_json::from_str(text).map_err(|_| unreadable())?;
    let data = answer.data.ok_or_else(|| PullError::Shape(said(&answer.error)))?;
    match data {
        Data::Scalar((_, value)) | Data::String((_, value)) => one(&value, now),
        Data::Vector(series) => match series.as_slice() {
            [only] => one(&only.value.1, now),
            several => Err(count(several.len())),
        },
        Data::Matrix(series) => match series.as_slice() {
            [only] => range(&only.values),
            several => Err(count(several.len())),
        },
    }
}

fn one(value: &str, now: Ts) -> Result<Pulled, PullError> {
    match value.trim().parse::<f64>().ok().filter(|value| value.is_finite()) {
        Some(value) => Ok(Pulled::now(value, now)),
        None => Err(PullError::Nothing(format!("the value is {}", said(value)))),
    }
}

fn count(series: usize) -> PullError {
    match series {
        0 => PullError::Nothing("the query gives no series".to_owned()),
        several => PullError::Shape(format!(
            "the query gives {several} series, where one is wanted: add them up or name labels"
        )),
    }
}

/// The values of a range; what is no number or no time is left out and said.
fn range(values: &[(f64, String)]) -> Result<Pulled, PullError> {
    let (mut taken, mut skipped) = (Vec::new(), Vec::new());
    for (place, (at, value)) in values.iter().enumerate() {
        let item = format!("value {}", place + 1);
        match (moment(*at), value.trim().parse::<f64>().ok().filter(|value| value.is_finite())) {
            (Some(at), Some(value)) => taken.push((item, at, value)),
            (None, _) => skipped.push(Skipped { item, reason: format!("{at} is not a time") }),
            (_, None) => skipped.push(Skipped {
                item,
                reason: format!("\"{}\" is not a number", value.chars().take(40).collect::<String>()),
            }),
        }
    }
    match skipped.first() {
        Some(first) if taken.is_empty() => Err(PullError::Nothing(format!("of all values {}", first.reason))),
        _ => Pulled::of(settle(taken, skipped)),
    }
}

/// Seconds since 1970, in the calendar's years.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a year up to 9999")]
fn moment(seconds: f64) -> Option<Ts> {
    const LAST: f64 = 253_402_300_799.0;
    (0.0..=LAST).contains(&seconds).then(|| Ts::from_micros((seconds * 1_000.0).round() as i64 * 1_000))
}

/// The one sample of this name that has these labels, in the text format 0.0.4 or `OpenMetrics`.
pub(crate) fn sample(text: &str, name: &str, labels: &BTreeMap<String, String>, now: Ts) -> Result<Pulled, PullError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut found = lines.filter_map(read_line).filter(|sample| {
        sample.name == name && labels.iter().all(|(label, value)| sample.labels.get(label) == Some(value))
    });
    let first = found.next().ok_or_else(|| PullError::Nothing(format!("no sample {name} with these labels")))?;
    let more = found.count();
    if more > 0 {
        let seen = first.labels.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(PullError::Shape(format!("there are {} samples {name}: name labels ({seen})", more + 1)));
    }
    one(first.value, now)
}

struct Sample<'t> {
    name: &'t str,
    labels: BTreeMap<String, String>,
    value: &'t str,
}

/// `name{label="value",...} number [time]`; none where a line is something else.
fn read_line(line: &str) -> Option<Sample<'_>> {
    let end = line.find(|letter: char| letter == '{' || letter.is_whitespace())?;
    let (name, mut rest) = line.split_at(end);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside.trim_start();
        loop {
            if let Some(after) = rest.strip_prefix('}') {
                rest = after;
                break;
            }
            let (label, after) = rest.split_once('=')?;
            let (value, after) = quoted(after.trim_start())?;
            labels.insert(label.trim().to_owned(), value);
            rest = after.trim_start().trim_start_matches(',').trim_start();
        }
    }
    Some(Sample { name, labels, value: rest.split_whitespace().next()? })
}

/// A value in quotes, with `\\`, `\"` and `\n` undone, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &inside[at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use throughline_domain::metrics::Point;

    use super::*;

    const NOW: Ts = Ts::from_micros(1_791_792_000_000_000);
    /// After the example of the exposition format's own description.
    const PAGE: &str = "# HELP http_requests_total The total number of HTTP requests.\n# TYPE http_requests_total counter\n\
        http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n\
        http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n\n\
        msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"Cannot find file:\\n\\\"FILE.TXT\\\"\"} 1.458255915e9\n\
        metric_without_timestamp_and_labels 12.47\n\
        something_weird{problem=\"division by zero\"} +Inf -3982045\n\
        rpc_duration_seconds{quantile=\"0.01\"} 3102\n";

    fn value(name: &str, labels: &[(&str, &str)]) -> Result<f64, PullError> {
        let labels = labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
        sample(PAGE, name, &labels, NOW).map(|pulled| pulled.points[0].value)
    }

    #[test]
    fn one_sample_is_found_by_its_name_and_labels() {
        assert_eq!(value("metric_without_timestamp_and_labels", &[]), Ok(12.47));
        assert_eq!(value("http_requests_total", &[("code", "400")]), Ok(3.0));
        let path = ("path", "C:\\DIR\\FILE.TXT");
        let error = ("error", "Cannot find file:\n\"FILE.TXT\"");
        assert_eq!(value("msdos_file_access_time_seconds", &[path, error]), Ok(1_458_255_915.0));
        assert!(matches!(value("http_requests_total", &[]), Err(PullError::Shape(said)) if said.contains("2 samples")));
        assert!(matches!(value("http_requests_total", &[("code", "500")]), Err(PullError::Nothing(_))));
        assert!(matches!(value("something_weird", &[]), Err(PullError::Nothing(_))));
        assert!(matches!(value("http_requests", &[]), Err(PullError::Nothing(_))));
    }

    #[test]
    fn an_answer_must_come_down_to_one_series() {
        let of = |kind: &str, result: &str| {
            answer(&format!(r#"{{"status":"success","data":{{"resultType":"{kind}","result":{result}}}}}"#), NOW)
        };
        assert_eq!(of("scalar", "[1791792000.1,\"2.5\"]").unwrap().points, [Point { at: NOW, value: 2.5 }]);
        let one = of("vector", r#"[{"metric":{},"value":[1,"7"]}]"#).unwrap();
        assert_eq!(one.points, [Point { at: NOW, value: 7.0 }]);
        let two = r#"[{"metric":{},"value":[1,"7"]},{"metric":{},"value":[1,"8"]}]"#;
        assert!(of("vector", two).unwrap_err().to_string().contains("2 series"));
        assert!(matches!(of("vector", "[]"), Err(PullError::Nothing(_))));
        let range = of("matrix", r#"[{"metric":{},"values":[[1791788400,"1"],[1791792000,"2"],[1791792060,"NaN"]]}]"#);
        let points = range.unwrap().points;
        assert_eq!((points.len(), points[1]), (2, Point { at: NOW, value: 2.0 }));
        assert!(answer("<html>", NOW).is_err());
        let odd =
            r#"[{"metric":{},"values":[[1e300,"1"],[-5,"1"],[1791792000,"3"],[1791788400,"4"],[1791792000,"5"]]}]"#;
        let odd = of("matrix", odd).unwrap();
        assert_eq!(
            odd.points.iter().map(|point| point.value).collect::<Vec<_>>(),
            [4.0, 5.0],
            "in order, the last of two"
        );
        assert_eq!(odd.skipped.len(), 3);
        let none = of("matrix", r#"[{"metric":{},"values":[[1791788400,"NaN"]]}]"#);
        assert!(matches!(none, Err(PullError::Nothing(_))), "as a single one that is no number");
    }
}
