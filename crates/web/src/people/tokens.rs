//! Tokens for the API.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{AppError, TokenInput};
use throughline_domain::{
    TokenId,
    people::{Scope, Token},
};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, FormState, Posted, Reader, Signed, form, see_other},
    layout::Place,
    people::tabs,
    site::Site,
};

const SCOPES: [(Scope, &str); 3] = [
    (Scope::Read, "read everything you may read"),
    (Scope::Write, "write what you may write"),
    (Scope::Admin, "members, tokens, settings, export"),
];

fn fresh() -> FormState {
    FormState::new().with("scopes", "read").with("expires_in_days", "90")
}

fn body(signed: &Signed, tokens: &[Token], state: &FormState, secret: Option<&str>) -> Markup {
    html! {
        (bits::head(&["Settings"], "Tokens let programs work here in your name.", Some("A token may at most do what you may. Take it back the moment you no longer need it.")))
        (tabs("/settings/tokens"))
        div class="cols work-cols" {
            section aria-labelledby="h-tokens" {
                h2 id="h-tokens" class="vh" { "Tokens" }
                @if tokens.iter().all(|token| token.withdrawn_at.is_some()) { (bits::empty("No token yet", "The command line and scripts on other machines need one.", None)) }
                ul class="rows" {
                    @for token in tokens.iter().filter(|token| token.withdrawn_at.is_none()) {
                        li {
                            div {
                                h3 { (token.name) }
                                p class="meta" {
                                    (token.scopes.iter().map(form::stored).collect::<Vec<_>>().join(", "))
                                    " · " @match token.expires_at { Some(at) => { "until " (say::moment(at, &signed.frame.zone)) }, None => "no end" }
                                    " · " @match token.last_used_at { Some(at) => { "last used " (say::ago(at, signed.frame.now, &signed.frame.zone)) }, None => "never used" }
                                }
                            }
                            (fields::button(&format!("/settings/tokens/{}/withdraw", token.id), "Take back", &format!("Take the token {} back", token.name), None))
                        }
                    }
                }
            }
            section class="panel" aria-labelledby="h-new" {
                h2 id="h-new" { "Make a token" }
                @if let Some(secret) = secret {
                    div role="status" {
                        p { "Copy it now. It is shown this once; we keep only its fingerprint." }
                        code class="secret" { (secret) }
                    }
                }
                (fields::form(state, "/settings/tokens", "Make the token", html! {
                    (Field::new(state, "name", "What is it for?").required().example("Nightly import").text())
                    fieldset class="field" {
                        legend { "It may" }
                        @for (scope, may) in SCOPES {
                            label class="choice" {
                                input type="checkbox" name="scopes" value=(form::stored(&scope)) checked[state.holds("scopes", &form::stored(&scope))];
                                span { b { (form::stored(&scope)) } ": " (may) }
                            }
                        }
                        @if let Some(error) = state.error("scopes") { p class="error" { span aria-hidden="true" { "!" } (error) } }
                    }
                    (Field::new(state, "expires_in_days", "Days until it stops working").hint("Empty: never.").number())
                }))
            }
        }
    }
}

/// `GET /settings/tokens`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let tokens = site.app.list_tokens(&signed.actor).await?;
    Ok(signed.page(&tokens, Place::Me, "Tokens", || body(&signed, &tokens, &fresh(), None)))
}

/// `POST /settings/tokens`
pub async fn create(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let scopes: Vec<Scope> = fields.all("scopes").filter_map(form::choice).collect();
    let expires_in_days = reader.parsed("expires_in_days", "Write a whole number of days, or leave it empty.");
    let outcome = match reader.finish(TokenInput { name: fields.text("name").to_owned(), scopes, expires_in_days }) {
        Ok(input) => site.app.create_token(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    let (status, state, secret) = match outcome {
        Ok(made) => (StatusCode::OK, fresh(), Some(made.secret)),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            (status, state, None)
        }
    };
    let tokens = site.app.list_tokens(&signed.actor).await?;
    Ok(signed.html(status, Place::Me, "Tokens", &body(&signed, &tokens, &state, secret.as_deref())))
}

/// `POST /settings/tokens/{id}/withdraw`
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: TokenId = id.parse().map_err(|_| AppError::NotFound { what: "token" })?;
    site.app.withdraw_token(&posted.signed.actor, id).await?;
    Ok(see_other("/settings/tokens"))
}
