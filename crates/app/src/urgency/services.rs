//! Services, and what an outage of each costs.

use throughline_domain::{
    ServiceId, Ts,
    activity::EventKind,
    people::{Action, Team},
    urgency::{IncidentInputs, Service, Template},
};
use throughline_store::Tx;

use super::ServiceInput;
use crate::{
    AppError,
    crud::{Noun, noun_fields, refer, six_verbs},
    write::Change,
};

six_verbs!(Service, ServiceId, ServiceInput, "service":
    list_services, get_service, create_service, change_service, withdraw_service, restore_service);

impl Noun for Service {
    type Id = ServiceId;
    type Input = ServiceInput;
    const WRITE: Action = Action::DecideUrgency;
    const EVENTS: [EventKind; 4] =
        [EventKind::ServiceCreated, EventKind::ServiceChanged, EventKind::ServiceWithdrawn, EventKind::ServiceRestored];

    fn new(input: ServiceInput, now: Ts) -> Self {
        let ServiceInput { name, team_id, figures, source } = input;
        let (id, name) = (ServiceId::new(now), name.trim().to_owned());
        Self { id, name, team_id, figures, source, version: 1, withdrawn_at: None }
    }

    fn replaced(&self, input: ServiceInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<Team>(tx, "team_id", self.team_id).await?;
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        self.name.to_lowercase()
    }

    noun_fields!(name);
}

/// The service whose template is taken, if one is named.
pub(super) async fn chosen(tx: &mut Tx, service_id: Option<ServiceId>) -> Result<Option<Service>, AppError> {
    refer::<Service>(tx, "service_id", service_id).await?;
    match service_id {
        Some(id) => Ok(Some(tx.read().get(id).await?)),
        None => Ok(None),
    }
}

/// The figures of an emergency and where they are from: those that were given, else those of the template over `known`.
pub(super) fn figures(
    service: Option<&Service>,
    given: Option<IncidentInputs>,
    known: IncidentInputs,
) -> (IncidentInputs, Option<Template>) {
    let template = service.map(|service| Template { service: service.name.clone(), figures: service.figures });
    let filled = template.as_ref().map_or(known, |template| template.figures.over(known));
    (given.unwrap_or(filled), template)
}
