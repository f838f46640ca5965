//! Every route, in one table: the router is built from it, and the tests read it, so that no route can be forgotten.

use axum::{Router, extract::DefaultBodyLimit, middleware, routing};
use throughline_app::{App, AppError};
use throughline_domain::{
    markets::{CompetitorMove, Segment},
    metrics::Metric,
    people::Team,
    strategy::{Cycle, KeyResult, Objective, Problem, WeeklyGoal},
    urgency::{Service, UrgencyBudget},
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    activity, assets, connections, editing, find,
    http::{Oops, problem, security},
    keys, metrics, people, priorities, rhythm, roadmap,
    site::Site,
    strategy, tickets, urgency, value,
};

/// A route: method in upper case, path with its parameters in braces, and whether it answers without a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// "GET" or "POST".
    pub method: &'static str,
    /// "/tickets/{ticket}".
    pub path: &'static str,
    /// Whether it answers to somebody without a session.
    pub open: bool,
}

macro_rules! routes {
    ($($access:ident $method:ident $path:literal => $handler:expr;)*) => {
        const TABLE: &[Route] = &[$(Route {
            method: routes!(@method $method),
            path: $path,
            open: routes!(@open $access),
        },)*];

        fn table() -> Router<Site> {
            Router::new()$(.route($path, routing::$method($handler)))*
        }
    };
    (@method get) => { "GET" };
    (@method post) => { "POST" };
    (@open open) => { true };
    (@open signed) => { false };
}

routes! {
    open get "/set-up" => people::set_up::page;
    open post "/set-up" => people::set_up::create;
    open get "/sign-in" => people::sign_in::page;
    open post "/sign-in" => people::sign_in::enter;
    open get "/enter/{secret}" => people::sign_in::one_time;
    open get "/invitations/{secret}" => people::invitations::page;
    open post "/invitations/{secret}" => people::invitations::accept;
    open get "/assets/{name}" => assets::serve;

    signed get "/" => rhythm::page;
    signed get "/live" => activity::live::stream;
    signed get "/map" => strategy::map::page;
    signed get "/gaps" => strategy::gaps::page;
    signed get "/goals" => strategy::goals::page;
    signed get "/goals/{goal}" => strategy::goal::any;
    signed post "/problems/{id}/questions" => strategy::questions::ask;
    signed post "/problem-questions/{id}/answer" => strategy::questions::answer;
    signed get "/goals/{goal}/not-doing" => priorities::not_doing::page;
    signed get "/objectives/{goal}" => strategy::goal::page;
    signed get "/key-results/{goal}" => strategy::goal::page;
    signed get "/problems/{goal}" => strategy::goal::page;
    signed get "/strategy" => strategy::files::page;
    signed post "/strategy" => strategy::files::upload;
    signed post "/strategy/export" => strategy::files::export;
    signed get "/strategy/import" => strategy::imports::page;
    signed post "/strategy/import" => strategy::imports::upload;
    signed get "/strategy/import/{held}" => strategy::imports::preview;
    signed post "/strategy/import/{held}" => strategy::imports::confirm;
    signed get "/strategy/{held}" => strategy::files::plan;
    signed post "/strategy/{held}" => strategy::files::apply;
    signed get "/cycles" => strategy::cycles::list;
    signed get "/cycles/new" => editing::new_page::<Cycle>;
    signed post "/cycles/new" => editing::create::<Cycle>;
    signed get "/cycles/{cycle}" => strategy::cycles::one;
    signed post "/cycles/{cycle}/open" => strategy::cycles::open;
    signed get "/cycles/{cycle}/close" => strategy::closing::page;
    signed post "/cycles/{cycle}/close" => strategy::closing::close;
    signed get "/cycles/{cycle}/edit" => editing::edit_page::<Cycle>;
    signed post "/cycles/{cycle}/edit" => editing::change::<Cycle>;
    signed post "/cycles/{cycle}/withdraw" => editing::withdraw::<Cycle>;
    signed post "/cycles/{cycle}/restore" => editing::restore::<Cycle>;
    signed get "/weekly-goals" => strategy::weekly::page;
    signed get "/weekly-goals/new" => editing::new_page::<WeeklyGoal>;
    signed post "/weekly-goals/new" => editing::create::<WeeklyGoal>;
    signed get "/weekly-goals/{id}/edit" => editing::edit_page::<WeeklyGoal>;
    signed post "/weekly-goals/{id}/edit" => editing::change::<WeeklyGoal>;
    signed post "/weekly-goals/{id}/close" => strategy::weekly::close;
    signed post "/weekly-goals/{id}/withdraw" => editing::withdraw::<WeeklyGoal>;
    signed post "/weekly-goals/{id}/restore" => editing::restore::<WeeklyGoal>;
    signed get "/objectives/new" => editing::new_page::<Objective>;
    signed post "/objectives/new" => editing::create::<Objective>;
    signed get "/objectives/{goal}/edit" => editing::edit_page::<Objective>;
    signed post "/objectives/{goal}/edit" => editing::change::<Objective>;
    signed post "/objectives/{goal}/withdraw" => editing::withdraw::<Objective>;
    signed post "/objectives/{goal}/restore" => editing::restore::<Objective>;
    signed get "/key-results/new" => editing::new_page::<KeyResult>;
    signed post "/key-results/new" => editing::create::<KeyResult>;
    signed get "/key-results/{goal}/edit" => editing::edit_page::<KeyResult>;
    signed post "/key-results/{goal}/edit" => editing::change::<KeyResult>;
    signed post "/key-results/{goal}/withdraw" => editing::withdraw::<KeyResult>;
    signed post "/key-results/{goal}/restore" => editing::restore::<KeyResult>;
    signed post "/key-results/{goal}/check-ins" => strategy::check_ins::create;
    signed post "/check-ins/{id}/withdraw" => strategy::check_ins::withdraw;
    signed post "/check-ins/{id}/restore" => strategy::check_ins::restore;
    signed get "/problems/new" => editing::new_page::<Problem>;
    signed post "/problems/new" => editing::create::<Problem>;
    signed get "/problems/{goal}/edit" => editing::edit_page::<Problem>;
    signed post "/problems/{goal}/edit" => editing::change::<Problem>;
    signed post "/problems/{goal}/withdraw" => editing::withdraw::<Problem>;
    signed post "/problems/{goal}/restore" => editing::restore::<Problem>;

    signed get "/north-star" => metrics::north_star::page;
    signed get "/metrics/{id}" => metrics::observations::page;
    signed get "/metrics/{id}/import" => metrics::import::page;
    signed post "/metrics/{id}/import" => metrics::import::upload;
    signed get "/metrics/{id}/import/{held}" => metrics::import::preview;
    signed post "/metrics/{id}/import/{held}" => metrics::import::confirm;
    signed get "/metrics/{id}/pull" => metrics::pull::page;
    signed post "/metrics/{id}/pull" => metrics::pull::try_it;
    signed post "/metrics/{id}/pull/now" => metrics::pull::now;
    signed post "/metrics/{id}/pull/withdraw" => metrics::pull::withdraw;
    signed post "/metrics/{id}/pull/restore" => metrics::pull::restore;
    signed get "/metrics/{id}/pull/{held}" => metrics::pull::preview;
    signed post "/metrics/{id}/pull/{held}" => metrics::pull::keep;
    signed post "/metrics/{id}/observations" => metrics::observations::observe;
    signed get "/metrics/new" => editing::new_page::<Metric>;
    signed post "/metrics/new" => editing::create::<Metric>;
    signed get "/metrics/{id}/edit" => editing::edit_page::<Metric>;
    signed post "/metrics/{id}/edit" => editing::change::<Metric>;
    signed post "/metrics/{id}/withdraw" => editing::withdraw::<Metric>;
    signed post "/metrics/{id}/restore" => editing::restore::<Metric>;

    signed get "/priorities" => priorities::order::page;
    signed get "/priorities/{ticket}/move" => priorities::moves::page;
    signed post "/priorities/{ticket}/move" => priorities::moves::keep;
    signed post "/pins/{id}/withdraw" => priorities::moves::take_back;

    signed get "/roadmap" => roadmap::page::page;
    signed post "/roadmap/decide" => roadmap::decide::decide;
    signed get "/roadmap/move" => roadmap::moving::page;
    signed post "/roadmap/move" => roadmap::moving::keep;
    signed get "/roadmap/published" => roadmap::published::page;
    signed get "/roadmap/calendar" => roadmap::calendar::page;
    signed post "/roadmap/calendar" => roadmap::calendar::create;
    signed post "/roadmap/calendar/{id}/withdraw" => roadmap::calendar::withdraw;
    signed post "/roadmap/promises" => roadmap::promises::create;
    signed post "/roadmap/promises/{id}/withdraw" => roadmap::promises::withdraw;
    signed get "/urgent" => urgency::overview::page;
    signed get "/urgent/new" => urgency::asking::new_page;
    signed post "/urgent/new" => urgency::asking::create;
    signed get "/urgent/budgets" => urgency::budgets::page;
    signed get "/urgent/budgets/new" => editing::new_page::<UrgencyBudget>;
    signed post "/urgent/budgets/new" => editing::create::<UrgencyBudget>;
    signed get "/urgent/budgets/{id}/edit" => editing::edit_page::<UrgencyBudget>;
    signed post "/urgent/budgets/{id}/edit" => editing::change::<UrgencyBudget>;
    signed post "/urgent/budgets/{id}/withdraw" => editing::withdraw::<UrgencyBudget>;
    signed post "/urgent/budgets/{id}/restore" => editing::restore::<UrgencyBudget>;
    signed get "/urgent/{request}" => urgency::deciding::page;
    signed post "/urgent/{request}/draft" => urgency::asking::keep;
    signed post "/urgent/{request}/decide" => urgency::deciding::decide;
    signed post "/urgent/{request}/reopen" => urgency::deciding::reopen;
    signed post "/urgent/{request}/done" => urgency::deciding::done;
    signed post "/urgent/{request}/verdict" => urgency::deciding::judge;
    signed post "/urgent/{request}/withdraw" => urgency::deciding::withdraw;
    signed get "/services" => urgency::services::page;
    signed get "/services/new" => editing::new_page::<Service>;
    signed post "/services/new" => editing::create::<Service>;
    signed get "/services/{id}/edit" => editing::edit_page::<Service>;
    signed post "/services/{id}/edit" => editing::change::<Service>;
    signed post "/services/{id}/withdraw" => editing::withdraw::<Service>;
    signed post "/services/{id}/restore" => editing::restore::<Service>;
    signed get "/emergencies/new" => urgency::emergencies::new_page;
    signed post "/emergencies/new" => urgency::emergencies::create;
    signed get "/emergencies/{emergency}" => urgency::emergencies::page;
    signed get "/emergencies/{emergency}/cost" => urgency::incident::page;
    signed post "/emergencies/{emergency}/cost" => urgency::incident::change;
    signed post "/emergencies/{emergency}/notes" => urgency::emergencies::note;
    signed post "/emergencies/{emergency}/end" => urgency::emergencies::end;

    signed get "/tickets" => tickets::list::page;
    signed get "/tickets/new" => tickets::edit::new_page;
    signed post "/tickets/new" => tickets::edit::create;
    signed get "/tickets/{ticket}" => tickets::show::page;
    signed get "/t/{ticket}" => tickets::show::short;
    signed get "/tickets/{ticket}/history" => activity::history::of_ticket;
    signed get "/tickets/{ticket}/not-doing" => priorities::not_doing::page;
    signed get "/tickets/{ticket}/edit" => tickets::edit::edit_page;
    signed post "/tickets/{ticket}/edit" => tickets::edit::change;
    signed post "/tickets/{ticket}/begin" => roadmap::work::begin;
    signed post "/tickets/{ticket}/stop" => roadmap::work::stop;
    signed post "/tickets/{ticket}/reading" => tickets::edit::confirm_reading;
    signed post "/tickets/{ticket}/withdraw" => tickets::edit::withdraw;
    signed post "/tickets/{ticket}/restore" => tickets::edit::restore;

    signed get "/value" => value::page;
    signed get "/value/reference" => value::reference;
    signed get "/find" => find::page;

    signed get "/import" => connections::import::page;
    signed post "/import/file" => connections::import::upload;
    signed post "/import/repository" => connections::import::repository;
    signed get "/import/preview/{held}" => connections::preview::page;
    signed post "/import/preview/{held}/mapping" => connections::preview::map;
    signed post "/import/preview/{held}" => connections::preview::confirm;
    signed get "/import/runs/{id}" => connections::import::run;

    signed get "/activity" => activity::page;
    signed get "/keys" => keys::page;

    signed get "/settings" => people::workspace::page;
    signed post "/settings" => people::workspace::change;
    signed post "/settings/export" => people::workspace::export;
    signed post "/workspaces/{id}/switch" => people::workspace::switch;
    signed get "/settings/members" => people::members::page;
    signed get "/settings/members/{id}" => people::members::edit_page;
    signed post "/settings/members/{id}" => people::members::change;
    signed post "/settings/members/{id}/remove" => people::members::remove;
    signed post "/settings/members/{id}/restore" => people::members::restore;
    signed post "/settings/invitations" => people::members::invite;
    signed post "/settings/invitations/{id}/withdraw" => people::members::withdraw_invitation;
    signed get "/settings/teams" => people::teams::page;
    signed get "/teams/new" => editing::new_page::<Team>;
    signed post "/teams/new" => editing::create::<Team>;
    signed get "/teams/{id}/edit" => editing::edit_page::<Team>;
    signed post "/teams/{id}/edit" => editing::change::<Team>;
    signed post "/teams/{id}/withdraw" => editing::withdraw::<Team>;
    signed post "/teams/{id}/restore" => editing::restore::<Team>;
    signed get "/settings/segments" => crate::markets::page;
    signed get "/segments/import" => crate::markets::import::page;
    signed post "/segments/import" => crate::markets::import::upload;
    signed get "/segments/import/{held}" => crate::markets::import::preview;
    signed post "/segments/import/{held}" => crate::markets::import::confirm;
    signed get "/segments/new" => editing::new_page::<Segment>;
    signed post "/segments/new" => editing::create::<Segment>;
    signed get "/segments/{id}/history" => activity::history::of_segment;
    signed get "/segments/{id}/edit" => editing::edit_page::<Segment>;
    signed post "/segments/{id}/edit" => editing::change::<Segment>;
    signed post "/segments/{id}/withdraw" => editing::withdraw::<Segment>;
    signed post "/segments/{id}/restore" => editing::restore::<Segment>;
    signed get "/competitors" => crate::markets::competition::page;
    signed get "/competitors/new" => editing::new_page::<CompetitorMove>;
    signed post "/competitors/new" => editing::create::<CompetitorMove>;
    signed get "/competitors/{id}/edit" => editing::edit_page::<CompetitorMove>;
    signed post "/competitors/{id}/edit" => editing::change::<CompetitorMove>;
    signed post "/competitors/{id}/withdraw" => editing::withdraw::<CompetitorMove>;
    signed post "/competitors/{id}/restore" => editing::restore::<CompetitorMove>;
    signed get "/settings/tokens" => people::tokens::page;
    signed post "/settings/tokens" => people::tokens::create;
    signed post "/settings/tokens/{id}/withdraw" => people::tokens::withdraw;
    signed get "/settings/me" => people::me::page;
    signed post "/settings/me/password" => people::me::change_password;
    signed post "/settings/me/appearance" => people::me::appearance;
    signed post "/settings/me/sessions/{id}/end" => people::me::end_session;
    signed post "/sign-out" => people::sign_in::leave;
    signed post "/sign-out-everywhere" => people::sign_in::leave_everywhere;
}

/// Every route of [`router`].
pub fn routes() -> &'static [Route] {
    TABLE
}

/// The pages of an application.
pub fn router(app: App) -> Router {
    let site = Site::new(app);
    table()
        .fallback(|| async { Oops::no_page() })
        .method_not_allowed_fallback(|| async { Oops::no_page() })
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            let id = uuid::Uuid::new_v4().to_string();
            tracing::error!(%id, "a page panicked");
            axum::response::IntoResponse::into_response(Oops(AppError::Internal { id }))
        }))
        .layer(middleware::from_fn(security::same_origin))
        .layer(middleware::from_fn_with_state(site.clone(), problem::present))
        .layer(middleware::from_fn_with_state(site.clone(), security::headers))
        .with_state(site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routes_are_in_each_others_way() {
        // Building panics where paths overlap.
        let _ = table();
        let mut seen: Vec<(&str, &str)> = routes().iter().map(|route| (route.method, route.path)).collect();
        seen.sort_unstable();
        let before = seen.len();
        seen.dedup();
        assert_eq!(seen.len(), before);
    }

    #[test]
    fn only_the_way_in_answers_without_a_session() {
        for route in routes().iter().filter(|route| route.open) {
            let first = route.path.split('/').nth(1).unwrap_or_default();
            assert!(["set-up", "sign-in", "enter", "invitations", "assets"].contains(&first), "{}", route.path);
        }
    }
}
