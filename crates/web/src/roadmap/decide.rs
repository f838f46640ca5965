//! Deciding about the order: accept moves, keep it, or only price a change.

use axum::{extract::State, http::StatusCode};
use throughline_app::{AppError, FieldError, MoveInOrder, OrderChangeInput, PublishInput, RoadmapOrder, RoadmapQuery};

use super::{page, panel};
use crate::{
    http::{Answer, Fields, FormState, Posted, see_other},
    layout::Place,
    site::Site,
};

/// The ticked moves, and the one that was written.
fn moves(fields: &Fields) -> Result<Vec<MoveInOrder>, AppError> {
    let ticked: Option<Vec<MoveInOrder>> = fields.all("move").map(panel::read).collect();
    let damaged = || FieldError {
        field: "move".to_owned(),
        given: String::new(),
        message: "A move of this page cannot be read. Load the page again.".to_owned(),
    };
    let mut moves = ticked.ok_or_else(|| AppError::Invalid { fields: vec![damaged()] })?;
    if let Some(ticket) = fields.optional("ticket") {
        moves.push(MoveInOrder { ticket, before: fields.optional("before"), team_id: None });
    }
    Ok(moves)
}

/// `POST /roadmap/decide`
pub async fn decide(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let version = fields.text("version").parse().unwrap_or(0);
    let moves = match fields.text("do") {
        "keep" => Ok(Vec::new()),
        _ => moves(&fields),
    };
    let (status, state, priced) = if fields.text("do") == "price" {
        let priced = match moves {
            Ok(moves) => site.app.price_order(&signed.actor, OrderChangeInput { moves, version: None }).await,
            Err(error) => Err(error),
        };
        match priced {
            Ok(priced) => (StatusCode::OK, typed(&fields, priced.version), Some(priced)),
            Err(error) => refused(&fields, error)?,
        }
    } else {
        let published = match moves {
            Ok(moves) => {
                let input =
                    PublishInput { reason: fields.text("reason").to_owned(), order: RoadmapOrder::Current, moves };
                site.app.publish_roadmap(&signed.actor, version, input).await
            }
            Err(error) => Err(error),
        };
        match published {
            Ok(_) => return Ok(see_other("/roadmap/published")),
            Err(error) => refused(&fields, error)?,
        }
    };
    let query = RoadmapQuery { max_changes: fields.text("max_changes").parse().ok(), ..RoadmapQuery::default() };
    let view = site.app.roadmap(&signed.actor, query).await?;
    let state = state.with("max_changes", fields.text("max_changes"));
    Ok(signed.html(status, Place::Roadmap, "Roadmap", &page::body(&signed, &view, &state, priced.as_ref())))
}

type Refused = (StatusCode, FormState, Option<throughline_app::PricedOrder>);

/// The form again; what was typed is kept.
fn refused(fields: &Fields, error: AppError) -> Result<Refused, crate::http::Oops> {
    let error = match error {
        AppError::NotFound { what: "ticket" } => AppError::Invalid {
            fields: vec![FieldError {
                field: "ticket".to_owned(),
                given: fields.text("ticket").to_owned(),
                message: "There is no open ticket of this name. Write its key as it stands beside its title."
                    .to_owned(),
            }],
        },
        other => other,
    };
    let (status, mut state) = FormState::new().again(fields, error)?;
    if status == StatusCode::PRECONDITION_FAILED {
        state.notice = Some(
            "The order, or the money in it, changed while you looked at it. Nothing was published. Below is the \
             order as it is now, with its own moves; your reason is kept. Look again before you decide."
                .to_owned(),
        );
    }
    Ok((status, state, None))
}

/// What was typed, on the version that was priced.
fn typed(fields: &Fields, version: i64) -> FormState {
    let state = FormState::new().with("version", version.to_string());
    let state =
        ["ticket", "before", "reason"].into_iter().fold(state, |state, name| state.with(name, fields.text(name)));
    fields.all("move").fold(state, |state, ticked| state.with("move", ticked))
}
