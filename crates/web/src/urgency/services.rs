//! Services, and what is the same in every outage of each: the templates of an emergency's figures.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, ServiceInput};
use throughline_domain::{
    Currency, Money, ServiceId, TeamId,
    people::{Role, Team},
    urgency::{Service, ServiceFigures},
    words,
};

use super::price::money;
use crate::{
    components::{
        bits,
        fields::{Choice, Field},
    },
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Reader, Signed},
    layout::Place,
    site::Site,
};

impl Noun for Service {
    type Id = ServiceId;
    type Input = ServiceInput;
    const NAME: &'static str = "service";
    const FOLDER: &'static str = "/services";
    const PLACE: Place = Place::Urgent;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_service, create_service, change_service, withdraw_service, restore_service);

    fn title(&self) -> &str {
        &self.name
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/services".to_owned()
    }
    fn state(&self, actor: &Actor) -> FormState {
        let state = FormState::new()
            .with("version", self.version.to_string())
            .with("name", &self.name)
            .with_some("team_id", self.team_id)
            .with("source", &self.source);
        shown(state, OF_SERVICE, &self.figures, actor.workspace.currency)
    }
    fn fresh() -> FormState {
        let known = ServiceFigures::default();
        FormState::new()
            .with(OF_SERVICE.affected, percent(known.affected))
            .with(OF_SERVICE.not_recovered, percent(known.not_recovered))
            .with(OF_SERVICE.responders, words::number(known.responders, 2))
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> ServiceInput {
        ServiceInput {
            name: reader.text("name"),
            team_id: reader.parsed::<TeamId>("team_id", "Choose a team from the list."),
            figures: read(reader, OF_SERVICE, actor.workspace.currency),
            source: reader.text("source"),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let teams = app.list_teams(actor, false).await?;
        let teams = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        Ok(Lists { teams, ..Lists::default() })
    }
    fn question() -> String {
        "What does an hour without it cost?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            (Field::new(state, "name", "Service").required().example("Checkout").text())
            (Field::new(state, "team_id", "Which team deals with its outages?").select(Some("none"), &lists.teams))
            (Field::new(state, OF_SERVICE.revenue_per_hour, "Revenue an hour").example("4000").hint("In the workspace’s currency, averaged over the time that counts.").number())
            div class="two" {
                (Field::new(state, OF_SERVICE.affected, "Share that an outage affects, in percent").hint("Of customers, or of loads.").number())
                (Field::new(state, OF_SERVICE.not_recovered, "Share of it that does not come back, in percent").hint("50 where nobody knows.").number())
            }
            div class="two" {
                (Field::new(state, OF_SERVICE.responders, "How many people work on it").number())
                (Field::new(state, OF_SERVICE.rate_per_hour, "What an hour of theirs costs").example("75").number())
            }
            (Field::new(state, OF_SERVICE.cost_per_ticket, "What a support ticket about it costs").example("9").number())
            (Field::new(state, "source", "Where the figures come from").example("Finance, 1 October").text())
        }
    }
}

/// What the fields of the figures are called in a form.
#[derive(Clone, Copy)]
pub struct Names {
    pub revenue_per_hour: &'static str,
    pub affected: &'static str,
    pub not_recovered: &'static str,
    pub responders: &'static str,
    pub rate_per_hour: &'static str,
    pub cost_per_ticket: &'static str,
}

const OF_SERVICE: Names = Names {
    revenue_per_hour: "figures.revenue_per_hour_minor",
    affected: "figures.affected",
    not_recovered: "figures.not_recovered",
    responders: "figures.responders",
    rate_per_hour: "figures.rate_per_hour_minor",
    cost_per_ticket: "figures.cost_per_ticket_minor",
};

/// In the form of an emergency.
pub const OF_EMERGENCY: Names = Names {
    revenue_per_hour: "revenue_per_hour_minor",
    affected: "affected",
    not_recovered: "not_recovered",
    responders: "responders",
    rate_per_hour: "rate_per_hour_minor",
    cost_per_ticket: "cost_per_ticket_minor",
};

/// The figures, as a form shows them.
pub fn shown(state: FormState, names: Names, figures: &ServiceFigures, currency: Currency) -> FormState {
    let money = |minor: i64| Money::new(minor, currency).major().to_string();
    state
        .with(names.revenue_per_hour, money(figures.revenue_per_hour_minor))
        .with(names.affected, percent(figures.affected))
        .with(names.not_recovered, percent(figures.not_recovered))
        .with(names.responders, words::number(figures.responders, 2))
        .with(names.rate_per_hour, money(figures.rate_per_hour_minor))
        .with(names.cost_per_ticket, money(figures.cost_per_ticket_minor))
}

/// The figures, as they were typed.
pub fn read(reader: &mut Reader<'_>, names: Names, currency: Currency) -> ServiceFigures {
    let known = ServiceFigures::default();
    let mut minor = |name| reader.number(name).map_or(0, |major| Money::from_major(major, currency).minor);
    ServiceFigures {
        revenue_per_hour_minor: minor(names.revenue_per_hour),
        rate_per_hour_minor: minor(names.rate_per_hour),
        cost_per_ticket_minor: minor(names.cost_per_ticket),
        affected: reader.number(names.affected).map_or(known.affected, |percent| percent / 100.0),
        not_recovered: reader.number(names.not_recovered).map_or(known.not_recovered, |percent| percent / 100.0),
        responders: reader.number(names.responders).unwrap_or(0.0),
    }
}

fn percent(share: f64) -> String {
    words::number(share * 100.0, 2)
}

/// The services to choose from, in a form.
pub async fn choices(site: &Site, signed: &Signed) -> Result<Vec<Choice>, AppError> {
    let services = site.app.list_services(&signed.actor, false).await?;
    Ok(services.into_iter().map(|service| (service.id.to_string(), service.name)).collect())
}

/// `GET /services`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let services = site.app.list_services(&signed.actor, true).await?;
    let teams = site.app.list_teams(&signed.actor, true).await?;
    Ok(signed.page(&services, Place::Urgent, "Services", || body(&signed, &services, &teams)))
}

fn body(signed: &Signed, services: &[Service], teams: &[Team]) -> Markup {
    let may = signed.frame.may(Role::Leader);
    let currency = signed.actor.workspace.currency;
    let (here, gone): (Vec<&Service>, Vec<&Service>) =
        services.iter().partition(|service| service.withdrawn_at.is_none());
    let team = |id: Option<TeamId>| teams.iter().find(|team| Some(team.id) == id).map(|team| team.name.as_str());
    html! {
        (bits::head(&["Services"], "What an hour without each service costs.",
            Some("An emergency takes these figures over and keeps them: a change here never changes what an earlier one cost.")))
        @if may { div class="actions" { a class="btn" href="/services/new" { "Add a service" } } }
        @if here.is_empty() { (bits::empty("No service yet", "With one, whoever tells of an emergency need not look for its figures.", None)) }
        h2 class="vh" { "Services" }
        ul class="rows" {
            @for service in &here {
                li {
                    div {
                        h3 { (service.name) }
                        p class="meta" {
                            (hour(&service.figures, currency))
                            @if let Some(team) = team(service.team_id) { " · " (team) }
                            @if !service.source.is_empty() { " · " (service.source) }
                        }
                    }
                    @if may { a class="btn small" href={ "/services/" (service.id) "/edit" } aria-label={ "Change " (service.name) } { "Change" } }
                }
            }
        }
        @if may { (editing::deleted(gone.into_iter().map(|service| (service, service.id)))) }
        p { a href="/urgent" { "Everything urgent" } }
    }
}

/// "€2.1k an hour: €1.7k of revenue, and 6 people for €450"
fn hour(figures: &ServiceFigures, currency: Currency) -> String {
    let cost = figures.over(throughline_domain::urgency::IncidentInputs::default()).cost(1.0);
    let [total, revenue, people] =
        [cost.total_minor, cost.revenue_minor, cost.people_minor].map(|it| money(it, currency));
    format!("{total} an hour: {revenue} of revenue, and {} for {people}", words::people(figures.responders))
}
