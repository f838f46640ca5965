//! The workspace, its members, teams, invitations and tokens.

mod members;
mod tokens;

use throughline_domain::people::Team;
use utoipa_axum::router::OpenApiRouter;

use crate::{crud::six_routes, state::ApiState};

six_routes! {
    /// Groups of members with a weekly capacity.
    mod teams: Team, TeamId, TeamInput, tag "people", path "/teams", one "team", many "teams",
    list_teams get_team create_team change_team withdraw_team restore_team
}

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    teams::routes().merge(members::routes()).merge(tokens::routes())
}
