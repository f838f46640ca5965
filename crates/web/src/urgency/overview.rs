//! Everything urgent, in the open.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{BudgetView, EmergencyView, UrgencyPage, UrgentView};
use throughline_domain::{
    Currency,
    people::Role,
    urgency::{GroupRecord, Outcome, State as Reached},
    words,
};

use super::price::money;
use crate::{
    components::{bits, say},
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

/// `GET /urgent`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let page = site.app.urgency(&signed.actor).await?;
    Ok(signed.page(&page, Place::Urgent, "Urgent", || body(&signed, &page)))
}

fn body(signed: &Signed, page: &UrgencyPage) -> Markup {
    html! {
        (bits::head(&["Urgent"], &page.statement, Some(&page.trend_says)))
        @if signed.frame.may(Role::Member) {
            div class="actions" {
                a class="btn primary" href="/urgent/new" { "Ask for something urgently" }
                a class="btn" href="/emergencies/new" { "Tell of an emergency" }
            }
        }
        (list(signed, "Waits for a decision", &page.waiting))
        (list(signed, "Your drafts", &page.drafts))
        (list(signed, "Was it urgent? Please look back", &page.to_look_back))
        (list(signed, "Decided", &page.decided))
        div class="ur-three" {
            (budgets(&page.budgets, page.currency))
            (records(&page.records, page.currency))
            (handled(&page.emergencies))
        }
        (trend(page))
        (list(signed, "Looked back at", &page.looked_back))
        @if !page.jumped.is_empty() {
            section aria-labelledby="h-jumped" {
                h2 id="h-jumped" { "Went up without being asked for" }
                ul class="rows" { @for jump in &page.jumped {
                    li { div {
                        h3 { a href={ "/tickets/" (jump.ticket.id) } { (jump.ticket.key.as_deref().unwrap_or_default()) " " (jump.ticket.name) } }
                        p class="meta" { (jump.places) " places up within a day of its making, because: " (jump.reason) }
                    } }
                } }
            }
        }
        @if !page.missed_alarms.is_empty() {
            section aria-labelledby="h-missed" {
                h2 id="h-missed" { "Warnings that nobody raised" }
                ul class="rows" { @for missed in &page.missed_alarms {
                    li { div { h3 { (missed.warning) } p class="meta" { (missed.asking_group) @if !missed.consequence.is_empty() { " · " (missed.consequence) } } } }
                } }
            }
        }
    }
}

fn list(signed: &Signed, title: &str, views: &[UrgentView]) -> Markup {
    html! {
        @if !views.is_empty() {
            section class="ur-list" {
                h2 { (title) }
                ul class="rows" {
                    @for view in views {
                        li { div {
                            h3 { a href={ "/urgent/" (address(view)) } {
                                @if view.state != Reached::Draft { (view.request.key) " " }
                                @if view.request.title.is_empty() { "Without a title yet" } @else { (view.request.title) }
                            } }
                            p class="meta" {
                                (view.request.asking_group)
                                @if let Some(team) = &view.team { " asks " (team.name) }
                                @if let Some(date) = view.request.by_when { " · by " (words::day(date, signed.frame.today())) }
                                @if let Some(decision) = &view.decision { " · " (decision.says) }
                                @if let Some(verdict) = &view.verdict { " · " (outcome(verdict.outcome)) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// A draft has no key yet.
pub fn address(view: &UrgentView) -> String {
    if view.request.key.is_empty() { view.request.id.to_string() } else { view.request.key.clone() }
}

pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Real => "it could not wait",
        Outcome::Partly => "part of it could wait",
        Outcome::False => "it could have waited",
    }
}

/// Budgets as bars, with how they would stand.
pub fn budgets(views: &[BudgetView], currency: Currency) -> Markup {
    html! {
        section aria-labelledby="h-bud" {
            h2 id="h-bud" class="branch" { "Urgency budget, this quarter" }
            div class="bud" {
                @for view in views {
                    @let used = (view.used.used_share * 100.0).clamp(0.0, 100.0);
                    span { (view.name) }
                    svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                        rect x="0" y="2" width="100" height="8" fill="var(--sunken)" {}
                        rect x="0" y="2" width=(format!("{used:.1}")) height="8" fill="var(--ink-3)" {}
                    }
                    span {
                        @if let Some(limit) = view.used.money_limit_minor {
                            (money(view.used.money_used_minor, currency)) " of " (money(limit, currency))
                        } @else if let Some(limit) = view.used.days_limit {
                            (words::number(view.used.days_used, 1)) " of " (words::number(limit, 0)) " days"
                        }
                        @if let Some(now) = view.now_would_add_minor.filter(|_| view.used.money_limit_minor.is_some()) { " + " (money(now, currency)) " now" }
                    }
                }
            }
            @for view in views.iter().filter(|view| view.used.burns_too_fast() || view.used.is_used_up()) {
                p class="meta" { (view.name) ": " (view.used.sentence) }
            }
            p class="meta" { "What interruptions cost others, or days that went into them. Teams without an agreement have a tenth of their days. Nothing is ever blocked. " a href="/urgent/budgets" { "Budgets, and who agreed on what" } }
        }
    }
}

fn records(records: &[GroupRecord], currency: Currency) -> Markup {
    let waited: i64 = records.iter().map(|record| record.could_have_waited_minor).sum();
    let count: usize = records.iter().map(|record| record.outcomes.len() - record.real()).sum();
    html! {
        section aria-labelledby="h-rec" {
            h2 id="h-rec" { "Was it as urgent as we thought?" }
            @if records.is_empty() { p class="meta" { "Asked 30 days after each decision. Nothing to tell yet." } } @else {
                div class="bud" {
                    @for record in records {
                        @let width = 17 * record.outcomes.len() + 2;
                        span { (record.asking_group) }
                        svg class="dots" width=(width) height="14" viewBox={ "0 0 " (width) " 14" } aria-hidden="true" focusable="false" {
                            @for (at, outcome) in record.outcomes.iter().enumerate() {
                                @if *outcome == Outcome::Real { circle cx=(8 + 17 * at) cy="7" r="5" fill="var(--ink)" {} }
                                @else { circle cx=(8 + 17 * at) cy="7" r="5" fill="none" stroke="var(--ink-2)" stroke-width="1.6" {} }
                            }
                        }
                        span {
                            (record.real()) " of " (record.outcomes.len())
                            @if let Some(share) = record.false_alarms {
                                br; span class="meta" { "could wait: " (words::of_100(share.low)) "–" (words::of_100(share.high)) "%" }
                            }
                        }
                    }
                }
                p class="meta" { "Filled: it could not wait. Hollow: it could; those " (count) " cost " (money(waited, currency)) ". Judged after 30 days. Not a score: it shows what to ask first." }
            }
        }
    }
}

fn handled(emergencies: &[EmergencyView]) -> Markup {
    html! {
        section aria-labelledby="h-well" {
            h2 id="h-well" { "Handled well" }
            @if emergencies.is_empty() { p class="meta" { "No emergency has been told of. May it stay so." } }
            p { a href="/services" { "What an hour without each service costs" } }
            @for view in emergencies.iter().take(3) {
                p class="why" { a href={ "/emergencies/" (view.emergency.key) } { (view.emergency.title) } @if !view.emergency.went_well.is_empty() { ": " (view.emergency.went_well) } }
                p class="meta" { (view.says) }
            }
        }
    }
}

fn trend(page: &UrgencyPage) -> Markup {
    html! {
        section aria-labelledby="h-trend" {
            h2 id="h-trend" { "Requests, month by month" }
            div class="scroll" tabindex="0" role="region" aria-label="Table of requests by month" {
                table class="table" {
                    thead { tr { th scope="col" { "Month" } th scope="col" class="num" { "Asked" } th scope="col" class="num" { "Done at once" } } }
                    tbody { @for month in &page.trend { @if month.asked > 0 {
                        tr { td { (month.month.strftime("%B %Y").to_string()) } td class="num" { (month.asked) } td class="num" { (month.now) } }
                    } } }
                }
            }
            p class="meta" { (say::count(page.trend.iter().map(|month| month.asked).sum(), "request", "requests")) " in twelve months." }
        }
    }
}
