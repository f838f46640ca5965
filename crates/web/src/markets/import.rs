//! Segments from a list of customers: chosen, seen as they would be, then made.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, ChurnBy, CustomersFileInput, CustomersReport, Fate};
use throughline_domain::markets::Period;
use throughline_value_line::format;
use uuid::Uuid;

use crate::{
    components::{bits, fields, fields::Field, say},
    connections::{
        import::{Upload, skipped, upload_form},
        preview::fate,
    },
    http::{
        Answer, Fields, FormState, Oops, Posted, Signed,
        form::{choice, stored},
        see_other,
    },
    layout::Place,
    metrics::import::select,
    site::Site,
};

const TITLE: &str = "Segments from a list";

/// `GET /segments/import`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let segments = site.app.list_segments(&signed.actor, false).await?;
    Ok(signed.page(&segments, Place::Me, TITLE, || choose(&FormState::new())))
}

fn choose(state: &FormState) -> Markup {
    html! {
        (bits::head(&["Segments"], "Add a list of customers up to segments, and see first what comes out.", Some("A table with one customer in each row: their group, what they pay, and whether they left.")))
        section class="panel" aria-labelledby="h-file" {
            h2 id="h-file" { "The file" }
            (upload_form(state, "/segments/import", "A table (CSV)", html! {
                div class="two" {
                    (Field::new(state, "group", "The group of a customer is in").hint("Empty: guessed from the headings.").text())
                    (Field::new(state, "amount", "What they pay is in").hint("Empty: guessed from the headings.").text())
                }
            }))
        }
    }
}

/// `POST /segments/import`: holds the file and shows what would come out.
pub async fn upload(State(site): State<Site>, upload: Upload) -> Answer {
    let signed = &upload.signed;
    let input = upload.text().map(|(name, content)| CustomersFileInput {
        name,
        content,
        group: upload.fields.optional("group"),
        amount: upload.fields.optional("amount"),
        amount_period: Period::Month,
        left: None,
        churn_by: ChurnBy::Revenue,
        churn_period: Period::Year,
        named: None,
    });
    let checked = match input {
        Ok(input) => hold(&site, signed, input).await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(to) => Ok(see_other(&to)),
        Err(error) => {
            let (status, state) = FormState::new().again(&upload.fields, error)?;
            Ok(signed.html(status, Place::Me, TITLE, &choose(&state)))
        }
    }
}

async fn hold(site: &Site, signed: &Signed, input: CustomersFileInput) -> Result<String, AppError> {
    site.app.preview_segments(&signed.actor, input.clone()).await?;
    Ok(format!("/segments/import/{}", site.held_customers.keep(signed.actor.workspace.id, signed.frame.now, input)))
}

/// `GET /segments/import/{held}`
pub async fn preview(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let (file, input) = site.held_customers.named(&signed, &id)?;
    let report = site.app.preview_segments(&signed.actor, input.clone()).await?;
    Ok(signed.page(&report, Place::Me, TITLE, || body(file, &input, &report, &FormState::new())))
}

/// The preview again with what needs another look.
async fn again(
    site: &Site,
    signed: &Signed,
    status: StatusCode,
    (file, input): (Uuid, CustomersFileInput),
    state: &FormState,
) -> Result<Response, Oops> {
    let report = site.app.preview_segments(&signed.actor, input.clone()).await?;
    Ok(signed.html(status, Place::Me, TITLE, &body(file, &input, &report, state)))
}

fn body(file: Uuid, input: &CustomersFileInput, report: &CustomersReport, state: &FormState) -> Markup {
    let come = report.segments.iter().filter(|segment| segment.what != Fate::Unchanged).count();
    let come = i64::try_from(come).unwrap_or(i64::MAX);
    let statement = if come == 0 {
        "Nothing would change.".to_owned()
    } else {
        format!("{} would come in or change.", say::count(come, "segment", "segments"))
    };
    let periods = [("year".to_owned(), "a year".to_owned()), ("month".to_owned(), "a month".to_owned())];
    let by = [
        ("revenue".to_owned(), "revenue that left".to_owned()),
        ("customers".to_owned(), "customers who left".to_owned()),
    ];
    let held = FormState::new()
        .with("amount_period", stored(&input.amount_period))
        .with("churn_by", stored(&input.churn_by))
        .with("churn_period", stored(&input.churn_period))
        .with("named", input.named.clone().unwrap_or_else(|| "{}".to_owned()));
    let typed = if state.errors().is_empty() { &held } else { state };
    html! {
        (bits::head(&["Segments", &input.name], &statement, Some("Nothing is written yet. What is not in the list stays as it is.")))
        div class="scroll" tabindex="0" role="region" aria-label="Segments that come out" {
            table class="table" {
                thead { tr { th scope="col" { "Segment" } th scope="col" { "What happens" } th scope="col" class="num" { "Customers" } th scope="col" class="num" { "Revenue a year" } th scope="col" class="num" { "Revenue that left" } th scope="col" class="num" { "Customers who left" } } }
                tbody {
                    @for segment in &report.segments {
                        tr {
                            th scope="row" { (segment.name) }
                            td { (fate(segment.what)) }
                            td class="num" { (say::count(segment.customers, "", "").trim()) }
                            td class="num" { @match segment.yearly_revenue { Some(revenue) => (format::money(revenue)), None => "–" } }
                            td class="num" { @match segment.revenue_churn { Some(churn) => (format::percent(churn)), None => "not known" } }
                            td class="num" { @match segment.customer_churn { Some(churn) => (format::percent(churn)), None => "not known" } }
                        }
                    }
                }
            }
        }
        form class="form" method="post" action={ "/segments/import/" (file) } {
            (fields::trouble(state))
            (fields::hidden(&FormState::new()))
            div class="two" {
                (select("group", "The group of a customer is in", &report.parts, report.group.as_deref()))
                (select("left", "Whether they left is in", &report.parts, report.left.as_deref()))
            }
            div class="two" {
                (select("amount", "What they pay is in", &report.parts, report.amount.as_deref()))
                (Field::new(typed, "amount_period", "which is for").select(None, &periods))
            }
            div class="two" {
                (Field::new(typed, "churn_by", "Churn counts").select(None, &by))
                (Field::new(typed, "churn_period", "in").select(None, &periods))
            }
            (Field::new(typed, "named", "A segment is called").hint("{} stands for the group: “{} contracts”.").text())
            div class="actions" {
                @if come > 0 { button class="btn primary" type="submit" name="do" value="take" { "Take " (say::count(come, "segment", "segments")) } }
                button class="btn" type="submit" name="do" value="read" { "Read it like this" }
                a class="btn quiet" href="/settings/segments" { "Leave it" }
            }
        }
        (skipped(&report.skipped, "Would not be taken"))
    }
}

fn chosen(fields: &Fields, before: &CustomersFileInput) -> CustomersFileInput {
    CustomersFileInput {
        group: fields.optional("group"),
        amount: fields.optional("amount"),
        amount_period: choice(fields.text("amount_period")).unwrap_or(before.amount_period),
        left: fields.optional("left"),
        churn_by: choice(fields.text("churn_by")).unwrap_or(before.churn_by),
        churn_period: choice(fields.text("churn_period")).unwrap_or(before.churn_period),
        named: fields.optional("named"),
        ..before.clone()
    }
}

/// `POST /segments/import/{held}`: reads it in another way, or takes it.
pub async fn confirm(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let (file, before) = site.held_customers.named(&signed, &id)?;
    let input = chosen(&fields, &before);
    let done = if fields.text("do") == "take" {
        site.app.import_segments(&signed.actor, input).await.map(|_| "/settings/segments".to_owned())
    } else {
        hold(&site, &signed, input).await
    };
    match done {
        Ok(to) => {
            site.held_customers.forget(signed.actor.workspace.id, file);
            Ok(see_other(&to))
        }
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            again(&site, &signed, status, (file, before), &state).await
        }
    }
}
