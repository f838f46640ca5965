//! What an invitation's link leads to.

use axum::{
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::html;
use throughline_app::{AcceptInput, AppError, InvitationView};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, Fields, FormState, Visitor, signed},
    people::sign_in::{bare, welcome},
    site::Site,
};

fn form(
    visitor: &Visitor,
    status: StatusCode,
    secret: &str,
    invitation: &InvitationView,
    state: &FormState,
) -> Response {
    let (password, hint, complete) = if invitation.account_exists {
        ("Your password", "You have an account with this address: its password, please.", "current-password")
    } else {
        ("Choose a password", "At least 8 characters; 15 or more are better. A sentence is fine.", "new-password")
    };
    let body = html! {
        div class="auth" {
            (bits::head(&[], &format!("Join {}.", invitation.workspace),
                Some(&format!("You are invited as {} with the address {}.", say::role(invitation.role), invitation.email))))
            (fields::form(state, &format!("/invitations/{secret}"), &format!("Join {}", invitation.workspace), html! {
                (Field::new(state, "name", "Your name").required().autocomplete("name").text())
                (Field::new(state, "password", password).required().autocomplete(complete).hint(hint).password())
            }))
        }
    };
    bare(&visitor.headers, status, "Join", &body)
}

fn gone(visitor: &Visitor) -> Response {
    let body = bits::head(
        &[],
        "This invitation no longer works.",
        Some("It was used, taken back, or has expired. Ask the person who invited you for a new link."),
    );
    bare(&visitor.headers, StatusCode::NOT_FOUND, "Invitation", &body)
}

/// `GET /invitations/{secret}`
pub async fn page(State(site): State<Site>, visitor: Visitor, Path(secret): Path<String>) -> Answer {
    match site.app.invitation_of_secret(&secret).await {
        Ok(invitation) => Ok(form(&visitor, StatusCode::OK, &secret, &invitation, &FormState::new())),
        Err(AppError::NotFound { .. } | AppError::Unauthenticated) => Ok(gone(&visitor)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /invitations/{secret}`
pub async fn accept(State(site): State<Site>, visitor: Visitor, Path(secret): Path<String>, body: Body) -> Answer {
    let fields = Fields::parse(&signed::read(body, 64 * 1024).await?);
    let input = AcceptInput {
        secret: secret.clone(),
        name: fields.text("name").to_owned(),
        password: fields.verbatim("password").to_owned(),
    };
    let error = match site.app.accept_invitation(input, visitor.client.clone()).await {
        Ok(signed_in) => return Ok(welcome(&site, &signed_in, "/")),
        Err(AppError::NotFound { .. }) => return Ok(gone(&visitor)),
        Err(AppError::Unauthenticated) => {
            AppError::Conflict { message: "This is not the password of the account with this address.".to_owned() }
        }
        Err(error) => error,
    };
    let (status, state) = FormState::new().again(&fields, error)?;
    let invitation = site.app.invitation_of_secret(&secret).await?;
    Ok(form(&visitor, status, &secret, &invitation, &state))
}
