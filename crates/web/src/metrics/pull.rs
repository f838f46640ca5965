//! Where a metric's values are fetched: the form that tries a source before it is kept, and how the last fetch went.

mod form;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, MetricAccount, PullInput, PullView, PulledReport};
use throughline_domain::{MetricId, metrics::Metric, people::Role};
use uuid::Uuid;

use crate::{
    components::{bits, fields, say},
    connections::import::skipped,
    http::{Answer, FormState, Oops, Posted, Signed, see_other},
    layout::Place,
    metrics::account,
    site::Site,
};

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
    /// A source that was tried, to change something in it.
    #[serde(default)]
    tried: Option<String>,
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
    // One that is held no longer was kept meanwhile, or a long time ago: then what is kept is shown.
    let tried = asked.tried.and_then(|tried| held(&site, &signed, &account.metric, &tried).ok());
    let state = match tried {
        Some((_, tried)) => form::tried(&tried.input, tried.version),
        None => there.map(saved).unwrap_or_default(),
    };
    let kind =
        asked.kind.as_deref().or_else(|| Some(state.value("kind")).filter(|kind| !kind.is_empty())).map(str::to_owned);
    Ok(signed.page(&account.pull, Place::Metric, "Values from where they are", || {
        form::body(&account.metric, kind.as_deref(), there, &state)
    }))
}

/// What is kept, as the form has it.
fn saved(view: &PullView) -> FormState {
    form::state_of(&view.pull.from, Some(view.pull.version))
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
    let input = form::read(&fields);
    match site.app.preview_pull(&signed.actor, metric.id, input.clone()).await {
        Ok(_) => {
            let version = fields.text("version").parse().ok();
            let tried = TriedPull { metric: metric.id, input, version };
            let held = site.held_pulls.keep(signed.actor.workspace.id, signed.frame.now, tried);
            Ok(see_other(&format!("{}/{held}", path(metric))))
        }
        Err(error) => {
            let saved = account.pull.as_ref().map(saved).unwrap_or_default();
            let (status, state) = saved.again(&form::without_secret(&fields), as_typed(error))?;
            let kind = Some(fields.text("kind"));
            Ok(signed.html(
                status,
                Place::Metric,
                "Values from where they are",
                &form::body(metric, kind, account.pull.as_ref(), &state),
            ))
        }
    }
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
        div class="actions" { a class="btn quiet" href={ (path(metric)) "?tried=" (held) } { "Change something" } a class="btn quiet" href={ "/metrics/" (metric.id) } { "Leave it" } }
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
