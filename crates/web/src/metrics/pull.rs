//! Where a metric's values are fetched: the form that tries a source before it is kept, and how the last fetch went.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, MetricAccount, PullInput, PullSecret, PullView, PulledReport};
use throughline_domain::{
    MetricId,
    metrics::{Metric, PullFrom},
    people::Role,
};
use uuid::Uuid;

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    connections::import::skipped,
    http::{Answer, FormState, Oops, Posted, Signed, form::Fields, see_other},
    layout::Place,
    metrics::account,
    site::Site,
};

/// What can be asked, with what it is called.
const KINDS: [(&str, &str, &str); 5] = [
    ("postgres", "PostgreSQL", "A query that gives a time and a value in each row, or one value."),
    ("sqlite", "A SQLite file", "The same, of a file on the server’s machine that the operator allowed."),
    ("json", "A JSON document", "An address, and the path to the values in it."),
    ("prometheus", "Prometheus", "A query that comes down to one series."),
    ("prometheus_text", "A page of metrics", "One sample of a page in the text format of Prometheus."),
];

/// A pull that waits for its confirmation, with its secret, in memory alone.
#[derive(Clone)]
pub struct TriedPull {
    /// Of which metric.
    pub metric: MetricId,
    /// What was tried.
    pub input: PullInput,
    /// The version it replaces; none for a first one.
    pub version: Option<i64>,
}

/// Which form is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: Option<String>,
}

fn metric_id(text: &str) -> Result<MetricId, Oops> {
    text.parse().map_err(|_| Oops(AppError::NotFound { what: "metric" }))
}

fn path(metric: &Metric) -> String {
    format!("/metrics/{}/pull", metric.id)
}

/// On the metric's page: where its values come from, how it went, and what can be done.
pub fn shown(signed: &Signed, account: &MetricAccount) -> Markup {
    let (metric, leader) = (&account.metric, signed.frame.may(Role::Leader));
    let path = path(metric);
    let name = &metric.name;
    let Some(PullView { pull, attempt }) = &account.pull else {
        return html! {
            @if leader {
                div class="actions" {
                    a class="btn quiet" href=(path) { "Fetch values from where they are" }
                    @if account.ended_pull { (fields::button(&format!("{path}/restore"), "Fetch again", &format!("Fetch again the values of {name}"), None)) }
                }
            }
        };
    };
    let moment = |at| say::moment(at, &signed.frame.zone);
    html! {
        section class="panel" aria-labelledby="h-pull" {
            h2 id="h-pull" { "Fetched by itself" }
            p { "From " (pull.from.what()) ": " code { (pull.from.place()) } @if pull.has_secret { ", with a secret that is kept sealed" } "." }
            @match (&attempt.failure, attempt.at) {
                (Some(failure), Some(at)) => div class="state broke" role="status" { p { b { "Not fetched on " (moment(at)) ". " } (failure) } },
                (None, Some(at)) => p class="meta" { "Last fetched on " (moment(at)) ": " (say::count(attempt.taken, "value was", "values were")) " new or changed." },
                _ => p class="meta" { "Not fetched yet." }
            }
            p class="meta" { "Next time on " (moment(attempt.next_at)) "." }
            div class="actions" {
                @if signed.frame.may(Role::Member) { (fields::button(&format!("{path}/now"), "Fetch now", &format!("Fetch now the values of {name}"), None)) }
                @if leader {
                    a class="btn small" href=(path) { "Change where from" }
                    (fields::button(&format!("{path}/withdraw"), "Stop", &format!("Stop fetching the values of {name}"), Some(pull.version)))
                }
            }
        }
    }
}

/// `GET /metrics/{id}/pull`
pub async fn page(
    State(site): State<Site>,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let account = site.app.metric_account(&signed.actor, metric_id(&id)?).await?;
    let there = account.pull.as_ref();
    let state = there.map(state_of).unwrap_or_default();
    let kind = asked.kind.as_deref().or_else(|| there.map(|_| state.value("kind"))).map(str::to_owned);
    Ok(signed.page(&account.pull, Place::Metric, "Values from where they are", || {
        body(&account.metric, kind.as_deref(), there, &state)
    }))
}

fn state_of(view: &PullView) -> FormState {
    let state = FormState::new().with("version", view.pull.version.to_string());
    match &view.pull.from {
        PullFrom::Postgres { address, query } => {
            state.with("kind", "postgres").with("address", address).with("query", query)
        }
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

fn body(metric: &Metric, kind: Option<&str>, there: Option<&PullView>, state: &FormState) -> Markup {
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
    let secret = if has_secret {
        "One is kept. Empty: it stays, unless the address or the user differs."
    } else {
        "It is sealed, and never shown again."
    };
    let query = "A time and a value in each row, or one value as of now. One statement that reads.";
    let over_http = html! {
        div class="two" {
            (Field::new(state, "user", "User").hint("Empty: the secret is sent as a bearer token.").text())
            (Field::new(state, "secret", "Password or token").hint(secret).autocomplete("off").password())
        }
    };
    match kind {
        "postgres" => html! {
            (Field::new(state, "address", "Address").required().example("postgres://reader@db.acme.example:5432/warehouse").hint("With the user, without the password.").text())
            (Field::new(state, "secret", "Password").hint(secret).autocomplete("off").password())
            (Field::new(state, "query", "Query").required().example("select day, count(*) from loads where on_time group by day").hint(query).long(""))
        },
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

fn read(fields: &Fields) -> PullInput {
    let text = |name: &str| fields.text(name).to_owned();
    let from = match fields.text("kind") {
        "postgres" => PullFrom::Postgres { address: text("address"), query: text("query") },
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
    let secret = Some(fields.verbatim("secret")).filter(|secret| !secret.is_empty()).map(PullSecret::new);
    PullInput { from, secret }
}

/// Fields as the form names them. A source that does not answer is no reason to lose what was typed.
fn as_typed(error: AppError) -> AppError {
    match error {
        AppError::Invalid { mut fields } => {
            for fault in &mut fields {
                fault.field = fault.field.trim_start_matches("from.").to_owned();
            }
            AppError::Invalid { fields }
        }
        AppError::Unavailable { message, .. } => AppError::Conflict { message },
        other => other,
    }
}

/// `POST /metrics/{id}/pull`: tries the source, and holds it until somebody has seen what would come.
pub async fn try_it(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let account = site.app.metric_account(&signed.actor, metric_id(&id)?).await?;
    let metric = &account.metric;
    let input = read(&fields);
    match site.app.preview_pull(&signed.actor, metric.id, input.clone()).await {
        Ok(_) => {
            let version = fields.text("version").parse().ok();
            let tried = TriedPull { metric: metric.id, input, version };
            let held = site.held_pulls.keep(signed.actor.workspace.id, signed.frame.now, tried);
            Ok(see_other(&format!("{}/{held}", path(metric))))
        }
        Err(error) => {
            let saved = account.pull.as_ref().map(state_of).unwrap_or_default();
            let (status, state) = saved.again(&without_secret(&fields), as_typed(error))?;
            let kind = Some(fields.text("kind"));
            Ok(signed.html(
                status,
                Place::Metric,
                "Values from where they are",
                &body(metric, kind, account.pull.as_ref(), &state),
            ))
        }
    }
}

/// What was typed, but the secret: no page ever shows it.
fn without_secret(fields: &Fields) -> Fields {
    Fields::of(
        fields
            .starting("")
            .filter(|(name, _)| *name != "secret")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

fn held(site: &Site, signed: &Signed, metric: &Metric, id: &str) -> Result<(Uuid, TriedPull), Oops> {
    let gone = || Oops(AppError::NotFound { what: "pull on hold" });
    let id: Uuid = id.parse().map_err(|_| gone())?;
    let tried = site.held_pulls.get(signed.actor.workspace.id, signed.frame.now, id).ok_or_else(gone)?;
    if tried.metric == metric.id { Ok((id, tried)) } else { Err(gone()) }
}

/// `GET /metrics/{id}/pull/{held}`: what would come.
pub async fn preview(State(site): State<Site>, signed: Signed, Path((id, held_id)): Path<(String, String)>) -> Answer {
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let (held_id, tried) = held(&site, &signed, &metric, &held_id)?;
    let report = site.app.preview_pull(&signed.actor, metric.id, tried.input).await?;
    Ok(signed.page(&report, Place::Metric, "What would come", || {
        seen(&signed, &metric, held_id, &report, &FormState::new())
    }))
}

fn seen(signed: &Signed, metric: &Metric, held: Uuid, report: &PulledReport, state: &FormState) -> Markup {
    let all = report.new + report.changed + report.unchanged;
    let statement = format!(
        "{} would come: {} new, {} changed, {} there already.",
        say::count(all, "value", "values"),
        report.new,
        report.changed,
        report.unchanged
    );
    html! {
        (bits::head(&["Metric", &metric.name], &statement, Some("Nothing is kept yet. Once it is, the values are fetched at once and then in the metric’s period.")))
        (fields::form(state, &format!("{}/{held}", path(metric)), "Keep it", html! {}))
        div class="actions" { a class="btn quiet" href={ (path(metric)) } { "Change something" } a class="btn quiet" href={ "/metrics/" (metric.id) } { "Leave it" } }
        section aria-labelledby="h-rows" {
            h2 id="h-rows" { "The newest ones" }
            div class="scroll" tabindex="0" role="region" aria-label="Values that would come, newest first" {
                table class="table" {
                    thead { tr { th scope="col" { "When" } th scope="col" class="num" { "Value" } } }
                    tbody {
                        @for point in &report.values {
                            tr { td { (say::moment(point.at, &signed.frame.zone)) } td class="num" { (say::metric(point.value, &metric.unit)) } }
                        }
                    }
                }
            }
        }
        (account::quality(signed, metric, &report.quality))
        (skipped(&report.skipped, "Would not be taken"))
    }
}

/// `POST /metrics/{id}/pull/{held}`: keeps it, and fetches for the first time.
pub async fn keep(State(site): State<Site>, Path((id, held_id)): Path<(String, String)>, posted: Posted) -> Answer {
    let signed = &posted.signed;
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let (held_id, tried) = held(&site, signed, &metric, &held_id)?;
    let input = tried.input.clone();
    let kept = match tried.version {
        Some(version) => site.app.change_pull(&signed.actor, metric.id, version, input).await,
        None => site.app.create_pull(&signed.actor, metric.id, input).await,
    };
    match kept {
        Ok(_) => {
            site.held_pulls.forget(signed.actor.workspace.id, held_id);
            fetch(&site, signed, metric.id).await?;
            Ok(see_other(&format!("/metrics/{}", metric.id)))
        }
        Err(error) => {
            let report = site.app.preview_pull(&signed.actor, metric.id, tried.input).await?;
            let (status, state) = FormState::new().again(&posted.fields, as_typed(error))?;
            Ok(signed.html(status, Place::Metric, "What would come", &seen(signed, &metric, held_id, &report, &state)))
        }
    }
}

/// Fetches; how it went stands on the metric's page, also when it went wrong.
async fn fetch(site: &Site, signed: &Signed, metric: MetricId) -> Result<(), AppError> {
    match site.app.pull_now(&signed.actor, metric).await {
        Ok(_) | Err(AppError::Invalid { .. } | AppError::Unavailable { .. } | AppError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// `POST /metrics/{id}/pull/now`
pub async fn now(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id = metric_id(&id)?;
    fetch(&site, &posted.signed, id).await?;
    Ok(see_other(&format!("/metrics/{id}")))
}

/// `POST /metrics/{id}/pull/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id = metric_id(&id)?;
    let version = posted.fields.text("version").parse().map_err(|_| AppError::VersionRequired)?;
    match site.app.withdraw_pull(&posted.signed.actor, id, version).await {
        // Somebody else ended it: that is what was wanted.
        Ok(_) | Err(AppError::NotFound { what: "pull" }) => Ok(see_other(&format!("/metrics/{id}"))),
        Err(error) => Err(error.into()),
    }
}

/// `POST /metrics/{id}/pull/restore`
pub async fn restore(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id = metric_id(&id)?;
    site.app.restore_pull(&posted.signed.actor, id).await?;
    Ok(see_other(&format!("/metrics/{id}")))
}
