//! First set-up, signing in, members, teams, tokens, and what is mine.

pub mod invitations;
pub mod me;
pub mod members;
pub mod set_up;
pub mod sign_in;
pub mod teams;
pub mod tokens;
pub mod workspace;

use maud::Markup;
use throughline_domain::people::Role;

use crate::{
    components::{bits, fields::Choice, say},
    http::form::stored,
};

/// The tabs of the settings.
fn tabs(current: &str) -> Markup {
    let all = [
        ("/settings", "Workspace"),
        ("/settings/members", "Members"),
        ("/settings/teams", "Teams"),
        ("/settings/segments", "Segments"),
        ("/settings/tokens", "Tokens"),
        ("/settings/me", "You"),
    ];
    bits::tabs("Settings", &all, current)
}

/// The same for the other slices that have a tab there.
pub fn settings_tabs(current: &str) -> Markup {
    tabs(current)
}

/// Roles with what they may do.
fn roles() -> Vec<Choice> {
    [
        (Role::Viewer, "reads"),
        (Role::Member, "writes tickets"),
        (Role::Leader, "sets goals, keeps moves"),
        (Role::Owner, "runs the workspace"),
    ]
    .into_iter()
    .map(|(role, may)| (stored(&role), format!("{}: {may}", say::role(role))))
    .collect()
}

/// Currencies most companies use first; any ISO code can be typed elsewhere.
fn currencies() -> Vec<Choice> {
    ["EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CAD", "AUD", "INR", "BRL"]
        .into_iter()
        .map(|code| (code.to_owned(), code.to_owned()))
        .collect()
}
