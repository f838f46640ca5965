//! Members and invitations.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use serde::Serialize;
use throughline_app::{AppError, InvitationInput, MemberInput};
use throughline_domain::{
    InvitationId, MemberId,
    people::{Invitation, Member, Role, Team},
};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, FormState, Posted, Reader, Signed, form::stored, see_other},
    layout::Place,
    people::{roles, tabs},
    site::Site,
};

#[derive(Serialize)]
struct View {
    members: Vec<Member>,
    invitations: Vec<Invitation>,
}

async fn load(site: &Site, signed: &Signed) -> Result<View, AppError> {
    let members = site.app.list_members(&signed.actor, true).await?;
    let invitations =
        if signed.frame.may(Role::Owner) { site.app.list_invitations(&signed.actor).await? } else { Vec::new() };
    Ok(View { members, invitations })
}

fn body(signed: &Signed, view: &View, state: &FormState, link: Option<&str>) -> Markup {
    let owner = signed.frame.may(Role::Owner);
    let here = view.members.iter().filter(|member| member.removed_at.is_none());
    let removed: Vec<&Member> = view.members.iter().filter(|member| member.removed_at.is_some()).collect();
    let count = i64::try_from(here.clone().count()).unwrap_or(i64::MAX);
    html! {
        (bits::head(&["Settings"], &format!("{} with this line.", say::opening(count, "person works", "people work")), None))
        (tabs("/settings/members"))
        div class="cols work-cols" {
            section aria-labelledby="h-members" {
                h2 id="h-members" class="vh" { "Members" }
                ul class="rows" {
                    @for member in here {
                        li {
                            div { h3 { (member.name) } p class="meta" { (member.email) " · " (say::role(member.role)) } }
                            @if owner { a class="btn small" href={ "/settings/members/" (member.id) } aria-label={ "Change " (member.name) } { "Change" } }
                        }
                    }
                }
                @if owner && !removed.is_empty() {
                    details class="more" {
                        summary { "Removed, can be brought back for 30 days" }
                        ul class="rows" {
                            @for member in removed {
                                li {
                                    span { (member.name) }
                                    (fields::button(&format!("/settings/members/{}/restore", member.id), "Bring back", &format!("Bring {} back", member.name), None))
                                }
                            }
                        }
                    }
                }
            }
            @if owner { (invite_panel(signed, &view.invitations, state, link)) }
        }
    }
}

fn invite_panel(signed: &Signed, invitations: &[Invitation], state: &FormState, link: Option<&str>) -> Markup {
    let still_open = |invitation: &&Invitation| {
        invitation.accepted_at.is_none()
            && invitation.withdrawn_at.is_none()
            && invitation.expires_at > signed.frame.now
    };
    let open: Vec<&Invitation> = invitations.iter().filter(still_open).collect();
    html! {
        div class="stack" {
            section class="panel" aria-labelledby="h-invite" {
                h2 id="h-invite" { "Invite somebody" }
                @if let Some(link) = link {
                    div role="status" {
                        p { "Send this link. It is shown this once, works once, and only for that address." }
                        code class="secret" { (link) }
                    }
                }
                (fields::form(state, "/settings/invitations", "Make an invitation link", html! {
                    (Field::new(state, "email", "E-mail address").required().email())
                    (Field::new(state, "role", "Role").select(None, &roles()))
                }))
            }
            @if !open.is_empty() {
                section aria-labelledby="h-open" {
                    h2 id="h-open" { "Open invitations" }
                    ul class="rows" {
                        @for invitation in open {
                            li {
                                div { (invitation.email) p class="meta" { (say::role(invitation.role)) ", until " (say::moment(invitation.expires_at, &signed.frame.zone)) } }
                                (fields::button(&format!("/settings/invitations/{}/withdraw", invitation.id), "Take back", &format!("Take the invitation of {} back", invitation.email), None))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /settings/members`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let view = load(&site, &signed).await?;
    let state = FormState::new().with("role", "member");
    Ok(signed.page(&view, Place::Me, "Members", || body(&signed, &view, &state, None)))
}

/// `POST /settings/invitations`
pub async fn invite(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let role = reader.needed_choice("role", Role::Member);
    let input = reader.finish(InvitationInput { email: fields.text("email").to_owned(), role });
    let outcome = match input {
        Ok(input) => site.app.invite(&signed.actor, input).await,
        Err(error) => Err(error),
    };
    let (status, state, link) = match outcome {
        Ok(made) => (StatusCode::OK, FormState::new().with("role", "member"), Some(made.link)),
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            (status, state, None)
        }
    };
    let view = load(&site, &signed).await?;
    Ok(signed.html(status, Place::Me, "Members", &body(&signed, &view, &state, link.as_deref())))
}

/// `POST /settings/invitations/{id}/withdraw`
pub async fn withdraw_invitation(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: InvitationId = id.parse().map_err(|_| AppError::NotFound { what: "invitation" })?;
    site.app.withdraw_invitation(&posted.signed.actor, id).await?;
    Ok(see_other("/settings/members"))
}

fn member_id(text: &str) -> Result<MemberId, AppError> {
    text.parse().map_err(|_| AppError::NotFound { what: "member" })
}

fn state_of(member: &Member) -> FormState {
    FormState::new()
        .with("version", member.version.to_string())
        .with("name", &member.name)
        .with("role", stored(&member.role))
        .with_some("team_id", member.team_id)
}

fn edit_body(signed: &Signed, status: StatusCode, member: &Member, teams: &[Team], state: &FormState) -> Response {
    let teams: Vec<_> = teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let title = format!("Change {}", member.name);
    let body = html! {
        (bits::head(&["Member", &member.email], &title, None))
        (fields::form(state, &format!("/settings/members/{}", member.id), "Save the change", html! {
            (Field::new(state, "name", "Name").required().text())
            (Field::new(state, "role", "Role").select(None, &roles()))
            (Field::new(state, "team_id", "Team").select(Some("none"), &teams))
        }))
        hr;
        div class="row" {
            (fields::button(&format!("/settings/members/{}/remove", member.id), "Remove from the workspace", &format!("Remove {} from the workspace", member.name), Some(member.version)))
            span class="meta" { "Sessions and tokens end at once. It can be undone for 30 days." }
        }
    };
    signed.html(status, Place::Me, &title, &body)
}

/// `GET /settings/members/{id}`
pub async fn edit_page(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let member = site.app.get_member(&signed.actor, member_id(&id)?).await?;
    let teams = site.app.list_teams(&signed.actor, false).await?;
    Ok(edit_body(&signed, StatusCode::OK, &member, &teams, &state_of(&member)))
}

/// `POST /settings/members/{id}`
pub async fn change(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = member_id(&id)?;
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let role = reader.needed_choice("role", Role::Member);
    let team_id = reader.parsed("team_id", "Choose one of the list.");
    let outcome = match reader.finish(MemberInput { name: fields.text("name").to_owned(), role, team_id }) {
        Ok(input) => site.app.change_member(&signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(see_other("/settings/members")),
        Err(error) => {
            let member = site.app.get_member(&signed.actor, id).await?;
            let teams = site.app.list_teams(&signed.actor, false).await?;
            let (status, state) = state_of(&member).again(&fields, error)?;
            Ok(edit_body(&signed, status, &member, &teams, &state))
        }
    }
}

/// `POST /settings/members/{id}/remove`
pub async fn remove(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut reader = Reader::new(&posted.fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    site.app.remove_member(&posted.signed.actor, member_id(&id)?, version).await?;
    Ok(see_other("/settings/members"))
}

/// `POST /settings/members/{id}/restore`
pub async fn restore(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    site.app.restore_member(&posted.signed.actor, member_id(&id)?).await?;
    Ok(see_other("/settings/members"))
}
