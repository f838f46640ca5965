//! Work on a ticket: begun, stopped.

use axum::extract::{Path, State};
use throughline_app::StartInput;

use crate::{
    http::{Answer, Posted, see_other},
    site::Site,
};

/// `POST /tickets/{ticket}/begin`
pub async fn begin(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    site.app.start_work(&posted.signed.actor, &ticket, StartInput::default()).await?;
    Ok(see_other(&format!("/tickets/{ticket}")))
}

/// `POST /tickets/{ticket}/stop`
pub async fn stop(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    site.app.stop_work(&posted.signed.actor, &ticket).await?;
    Ok(see_other(&format!("/tickets/{ticket}")))
}
