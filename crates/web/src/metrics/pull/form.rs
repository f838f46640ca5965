//! The form that says where a metric's values are.

use std::collections::BTreeMap;

use maud::{Markup, html};
use throughline_app::{PullInput, PullSecret, PullView};
use throughline_domain::metrics::{Metric, PullFrom};

use super::path;
use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{FormState, form::Fields},
};

/// What can be asked, with what it is called.
const KINDS: [(&str, &str, &str); 6] = [
    ("postgres", "PostgreSQL", "A query that gives a time and a value in each row, or one value."),
    ("mysql", "MySQL or MariaDB", "A query that gives a time and a value in each row, or one value, in their SQL."),
    ("sqlite", "A SQLite file", "A query of a file on the server’s machine that the operator allowed."),
    ("json", "A JSON document", "An address, and the path to the values in it."),
    ("prometheus", "Prometheus", "A query that comes down to one series."),
    ("prometheus_text", "A page of metrics", "One sample of a page in the text format of Prometheus."),
];

/// What is said of a source, as the form has it; with the version of the pull that it replaces.
pub(super) fn state_of(from: &PullFrom, version: Option<i64>) -> FormState {
    let state = FormState::new().with_some("version", version.map(|version| version.to_string()).as_ref());
    match from {
        PullFrom::Postgres { address, query } => {
            state.with("kind", "postgres").with("address", address).with("query", query)
        }
        PullFrom::Mysql { address, query } => state.with("kind", "mysql").with("address", address).with("query", query),
        PullFrom::Sqlite { file, query } => state.with("kind", "sqlite").with("file", file).with("query", query),
        PullFrom::Json { url, path, time, value, user } => state
            .with("kind", "json")
            .with("url", url)
            .with("path", path)
            .with_some("time", time.as_ref())
            .with_some("value", value.as_ref())
            .with_some("user", user.as_ref()),
        PullFrom::Prometheus { url, query, user } => {
            state.with("kind", "prometheus").with("url", url).with("query", query).with_some("user", user.as_ref())
        }
        PullFrom::PrometheusText { url, name, labels, user } => {
            let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}={value}")).collect();
            state
                .with("kind", "prometheus_text")
                .with("url", url)
                .with("name", name)
                .with("labels", labels.join("\n"))
                .with_some("user", user.as_ref())
        }
    }
}

/// What was tried, as the form has it. A secret is not shown again, and has to be typed again.
pub(super) fn tried(input: &PullInput, version: Option<i64>) -> FormState {
    let state = state_of(&input.from, version);
    match input.secret.as_ref().map(PullSecret::text) {
        None => state,
        Some("") => state.with("forget", "yes"),
        Some(_) => state.with("typed", "yes"),
    }
}

/// The kinds of sources, or the form of the chosen one.
pub(super) fn body(metric: &Metric, kind: Option<&str>, there: Option<&PullView>, state: &FormState) -> Markup {
    let chosen = KINDS.iter().find(|(stored, ..)| Some(*stored) == kind);
    html! {
        (bits::head(&["Metric", &metric.name], "Fetch its values from where they are, and see first what would come.", Some("Only what reads is run, by a user who may only read, with a limit on time. Nothing is kept before you say so.")))
        @match chosen {
            None => section aria-labelledby="h-kind" {
                h2 id="h-kind" { "Where are the values?" }
                ul class="rows" {
                    @for (stored, name, says) in KINDS {
                        li { div { h3 { a href={ (path(metric)) "?kind=" (stored) } { (name) } } p class="meta" { (says) } } }
                    }
                }
            },
            Some((stored, name, says)) => section class="panel" aria-labelledby="h-source" {
                h2 id="h-source" { (name) }
                p class="meta" { (says) }
                (fields::form(state, &path(metric), "Try it", html! {
                    input type="hidden" name="kind" value=(stored);
                    (form(stored, state, there.is_some_and(|view| view.pull.has_secret)))
                }))
                div class="actions" {
                    @if there.is_none() || Some(state.value("kind")) != kind { a class="btn quiet" href=(path(metric)) { "Another source" } }
                    a class="btn quiet" href={ "/metrics/" (metric.id) } { "Leave it" }
                }
            }
        }
    }
}

fn form(kind: &str, state: &FormState, has_secret: bool) -> Markup {
    let secret = if state.value("typed") == "yes" {
        "What you typed is not shown again: type it again."
    } else if has_secret {
        "One is kept. Empty: it stays, unless the address or the user differs."
    } else {
        "It is sealed, and never shown again."
    };
    let forget = html! {
        @if has_secret {
            p { label { input type="checkbox" name="forget" value="yes" checked[state.holds("forget", "yes")]; " Forget the one that is kept" } }
        }
    };
    let query = "A time and a value in each row, or one value as of now. One statement that reads.";
    let over_http = html! {
        div class="two" {
            (Field::new(state, "user", "User").hint("Empty: the secret is sent as a bearer token.").text())
            (Field::new(state, "secret", "Password or token").hint(secret).autocomplete("off").password())
        }
        (forget)
    };
    let database = |address: &str| {
        html! {
            (Field::new(state, "address", "Address").required().example(address).hint("With the user, without the password.").text())
            (Field::new(state, "secret", "Password").hint(secret).autocomplete("off").password())
            (forget)
            (Field::new(state, "query", "Query").required().example("select day, count(*) from loads where on_time group by day").hint(query).long(""))
        }
    };
    match kind {
        "postgres" => database("postgres://reader@db.acme.example:5432/warehouse"),
        "mysql" => database("mysql://reader@db.acme.example:3306/warehouse"),
        "sqlite" => html! {
            (Field::new(state, "file", "File on the server’s machine").required().example("/srv/warehouse/loads.db").text())
            (Field::new(state, "query", "Query").required().example("select day, on_time from loads").hint(query).long(""))
        },
        "prometheus" => html! {
            (Field::new(state, "url", "Address of the server").required().example("https://prometheus.acme.example").text())
            (Field::new(state, "query", "Query").required().example("sum(increase(loads_on_time_total[1w]))").hint("It must come down to one series; with a range at its end, all values of it are taken.").long(""))
            (over_http)
        },
        "prometheus_text" => html! {
            (Field::new(state, "url", "Address of the page").required().example("https://app.acme.example/metrics").text())
            (Field::new(state, "name", "Name of the sample").required().example("loads_on_time").text())
            (Field::new(state, "labels", "Labels that it must have").example("region=north").hint("One a line, as name=value.").long(""))
            (over_http)
        },
        _ => html! {
            (Field::new(state, "url", "Address of the document").required().example("https://stats.acme.example/v1/loads").text())
            (Field::new(state, "path", "Path to the values").example("data.items").hint("A number, a map of times to numbers, or a list of objects. Empty: the document itself.").text())
            div class="two" {
                (Field::new(state, "time", "Name of the time").hint("In a list of objects; empty: it is guessed.").text())
                (Field::new(state, "value", "Name of the value").hint("The same.").text())
            }
            (over_http)
        },
    }
}

/// What was typed: the secret that is kept stays without one, and goes if that is wanted.
pub(super) fn read(fields: &Fields) -> PullInput {
    let text = |name: &str| fields.text(name).to_owned();
    let from = match fields.text("kind") {
        "postgres" => PullFrom::Postgres { address: text("address"), query: text("query") },
        "mysql" => PullFrom::Mysql { address: text("address"), query: text("query") },
        "sqlite" => PullFrom::Sqlite { file: text("file"), query: text("query") },
        "prometheus" => PullFrom::Prometheus { url: text("url"), query: text("query"), user: fields.optional("user") },
        "prometheus_text" => {
            // A line that is no label is none of the sample's either, so that it is seen to be wrong.
            let lines = fields.text("labels").lines().filter(|line| !line.trim().is_empty());
            let lines = lines.map(|line| line.split_once('=').unwrap_or((line, "")));
            let labels: BTreeMap<String, String> = lines
                .map(|(label, value)| (label.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
                .collect();
            PullFrom::PrometheusText { url: text("url"), name: text("name"), labels, user: fields.optional("user") }
        }
        _ => PullFrom::Json {
            url: text("url"),
            path: text("path"),
            time: fields.optional("time"),
            value: fields.optional("value"),
            user: fields.optional("user"),
        },
    };
    let typed = Some(fields.verbatim("secret")).filter(|secret| !secret.is_empty());
    let forgotten = || (fields.text("forget") == "yes").then_some("");
    PullInput { from, secret: typed.or_else(forgotten).map(PullSecret::new) }
}

/// What was typed, but the secret: no page ever shows it.
pub(super) fn without_secret(fields: &Fields) -> Fields {
    Fields::of(
        fields
            .starting("")
            .filter(|(name, _)| *name != "secret")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_secret_stays_goes_or_is_replaced_as_somebody_says() {
        let secret = |pairs: &[(&str, &str)]| {
            let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            serde_json::to_value(read(&Fields::of(fields))).unwrap()["secret"].clone()
        };
        assert_eq!(secret(&[("kind", "json"), ("secret", "")]), serde_json::Value::Null, "it stays");
        assert_eq!(secret(&[("kind", "json"), ("secret", ""), ("forget", "yes")]), "", "it goes");
        assert_eq!(secret(&[("kind", "json"), ("secret", " new "), ("forget", "yes")]), " new ", "another one");
    }
}
