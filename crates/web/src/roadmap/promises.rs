//! Promises: noted, taken back.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use maud::html;
use throughline_app::{AppError, FieldError, PromiseInput};
use throughline_domain::PromiseId;

use super::lists;
use crate::{
    components::bits,
    http::{Answer, FormState, Posted, form::Reader, see_other},
    layout::Place,
    site::Site,
};

/// `POST /roadmap/promises`
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let due_on = reader.date("due_on");
    if due_on.is_none() && fields.text("due_on").is_empty() {
        reader.complain("due_on", "Say by which day.");
    }
    let ticket = site.app.get_ticket(&signed.actor, fields.text("promise_ticket")).await;
    if matches!(ticket, Err(AppError::NotFound { .. })) {
        reader.complain(
            "promise_ticket",
            "There is no ticket of this name. Write its key as it stands beside its title.",
        );
    } else if let Err(error) = &ticket {
        return Err(error.clone().into());
    }
    let input = PromiseInput {
        ticket_id: ticket.map_or(uuid::Uuid::nil().into(), |view| view.ticket.id),
        promised_to: reader.text("promised_to"),
        due_on: due_on.unwrap_or_default(),
        asked_by: reader.text("asked_by"),
    };
    let made = match reader.finish(input) {
        Ok(input) => site.app.create_promise(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    let Err(error) = made else { return Ok(see_other("/roadmap#h-promises")) };
    let error = match error {
        AppError::Invalid { fields } => AppError::Invalid {
            fields: fields
                .into_iter()
                .map(|fault| match fault.field.as_str() {
                    "ticket_id" => FieldError { field: "promise_ticket".to_owned(), ..fault },
                    _ => fault,
                })
                .collect(),
        },
        other => other,
    };
    let (status, state): (StatusCode, FormState) = FormState::new().again(&fields, error)?;
    let body = html! {
        (bits::head(&["Promises"], "Note a promise.", Some("It stands on the roadmap with its odds.")))
        (lists::promise_form(&state))
    };
    Ok(signed.html(status, Place::Roadmap, "Promise", &body))
}

/// `POST /roadmap/promises/{id}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: PromiseId = id.parse().map_err(|_| AppError::NotFound { what: "promise" })?;
    let version = posted.fields.text("version").parse().unwrap_or(0);
    site.app.withdraw_promise(&posted.signed.actor, id, version).await?;
    Ok(see_other("/roadmap#h-promises"))
}
