//! What is mine: sessions, password, looks and keys.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
};
use maud::{Markup, html};
use throughline_app::{AppError, ChangePasswordInput, SessionView};
use throughline_domain::SessionId;

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, FormState, Posted, Signed, cookies, see_other},
    layout::Place,
    people::tabs,
    site::Site,
};

fn body(signed: &Signed, sessions: &[SessionView], state: &FormState, said: Option<&str>) -> Markup {
    let name = signed.actor.member.as_ref().map_or("You", |member| member.name.as_str());
    let email = signed.actor.member.as_ref().map_or("", |member| member.email.as_str());
    html! {
        (bits::head(&["Settings", email], &format!("{name}, and where you are signed in."), None))
        (tabs("/settings/me"))
        (bits::notice(said))
        div class="cols work-cols" {
            section aria-labelledby="h-sessions" {
                h2 id="h-sessions" { "Your sessions" }
                ul class="rows" {
                    @for session in sessions {
                        li {
                            div {
                                span title=(session.client) { (say::device(&session.client)) } @if session.current { " " span class="tag done" { "✓ this one" } }
                                p class="meta" { "since " (say::moment(session.created_at, &signed.frame.zone)) ", last used " (say::ago(session.last_seen_at, signed.frame.now, &signed.frame.zone)) }
                            }
                            @if !session.current { (fields::button(&format!("/settings/me/sessions/{}/end", session.id), "End it", &format!("End the session of {}", say::device(&session.client)), None)) }
                        }
                    }
                }
                (fields::button("/sign-out-everywhere", "Sign out everywhere", "Sign out everywhere", None))
            }
            div class="stack" {
                section class="panel" aria-labelledby="h-password" {
                    h2 id="h-password" { "Password" }
                    (fields::form(state, "/settings/me/password", "Change the password", html! {
                        (Field::new(state, "current", "Password so far").required().autocomplete("current-password").password())
                        (Field::new(state, "new", "New password").required().autocomplete("new-password")
                            .hint("At least 8 characters; 15 or more are better. Your other sessions end.").password())
                    }))
                }
                section class="panel" aria-labelledby="h-looks" {
                    h2 id="h-looks" { "Looks and keys" }
                    (appearance_form(signed))
                }
            }
        }
    }
}

fn appearance_form(signed: &Signed) -> Markup {
    let theme = signed.frame.theme().unwrap_or("system");
    html! {
        form class="form" method="post" action="/settings/me/appearance" {
            fieldset {
                legend class="label" { "Theme" }
                @for (value, name) in [("system", "as the system"), ("light", "light"), ("dark", "dark")] {
                    label class="choice" { input type="radio" name="theme" value=(value) checked[theme == value]; span { (name) } }
                }
            }
            label class="choice" { input type="checkbox" name="keys" value="on" checked[signed.frame.keys()]; span { "Single keys work as shortcuts" } }
            p class="meta" { "Kept in this browser only." }
            div class="actions" { button class="btn" type="submit" { "Save the looks" } }
        }
    }
}

/// `GET /settings/me`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let sessions = site.app.my_sessions(&signed.actor).await?;
    Ok(signed.page(&sessions, Place::Me, "You", || body(&signed, &sessions, &FormState::new(), None)))
}

/// `POST /settings/me/password`
pub async fn change_password(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let input =
        ChangePasswordInput { current: fields.verbatim("current").to_owned(), new: fields.verbatim("new").to_owned() };
    let (status, state, said) = match site.app.change_password(&signed.actor, input).await {
        Ok(()) => (StatusCode::OK, FormState::new(), Some("The password is changed. Your other sessions have ended.")),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            (status, state, None)
        }
    };
    let sessions = site.app.my_sessions(&signed.actor).await?;
    Ok(signed.html(status, Place::Me, "You", &body(&signed, &sessions, &state, said)))
}

/// `POST /settings/me/appearance`
pub async fn appearance(State(site): State<Site>, posted: Posted) -> Answer {
    let secure = site.app.settings().secure_cookies;
    let theme = match posted.fields.text("theme") {
        "light" => "light",
        "dark" => "dark",
        _ => "system",
    };
    let keys = if posted.fields.ticked("keys") { "on" } else { "off" };
    let mut response = see_other("/settings/me");
    response.headers_mut().append(header::SET_COOKIE, cookies::preference("theme", theme, secure));
    response.headers_mut().append(header::SET_COOKIE, cookies::preference("keys", keys, secure));
    Ok(response)
}

/// `POST /settings/me/sessions/{id}/end`
pub async fn end_session(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: SessionId = id.parse().map_err(|_| AppError::NotFound { what: "session" })?;
    site.app.end_session(&posted.signed.actor, id).await?;
    Ok(see_other("/settings/me"))
}
