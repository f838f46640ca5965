//! Real emergencies: told while they run, from the command line or a form as small as a chat message.

use throughline_domain::{
    EmergencyId, EmergencyNoteId, Money,
    activity::EventKind,
    people::{Action, Team},
    urgency::{Emergency, EmergencyNote, IncidentInputs},
    words,
};
use throughline_store::{Show, StoreError};
use throughline_value_line::format;

use super::{
    EmergencyEndInput, EmergencyInput, EmergencyNoteInput, EmergencyView, NoteView, requests::team_ref, services,
};
use crate::{
    Actor, App, AppError,
    crud::{next_key, refer},
    error::invalid,
    portfolio::Picture,
    write::differences,
};

impl App {
    /// Emergencies, newest first.
    pub async fn list_emergencies(&self, actor: &Actor) -> Result<Vec<EmergencyView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let all: Vec<Emergency> = self.reader(actor).list(Show::Live).await?;
        let mut views = Vec::with_capacity(all.len());
        for emergency in all {
            let notes = self.reader(actor).emergency_notes(emergency.id).await?;
            views.push(self.told_emergency(&picture, emergency, notes));
        }
        views.sort_by_key(|view| std::cmp::Reverse(view.emergency.started_at));
        Ok(views)
    }

    /// One emergency by key ("E-3") or id.
    pub async fn get_emergency(&self, actor: &Actor, key_or_id: &str) -> Result<EmergencyView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let id = self.emergency_id(actor, key_or_id).await?;
        let emergency: Emergency = self.reader(actor).get(id).await?;
        let notes = self.reader(actor).emergency_notes(id).await?;
        Ok(self.told_emergency(&*self.picture(actor).await?, emergency, notes))
    }

    /// The id of an emergency that is named by key or id.
    async fn emergency_id(&self, actor: &Actor, key_or_id: &str) -> Result<EmergencyId, AppError> {
        if let Ok(id) = key_or_id.parse() {
            return Ok(id);
        }
        let found = self.reader(actor).emergency_by_key(key_or_id.trim()).await?;
        found.ok_or(AppError::NotFound { what: "emergency" })
    }

    /// Tells of an emergency.
    pub async fn start_emergency(&self, actor: &Actor, input: EmergencyInput) -> Result<EmergencyView, AppError> {
        actor.require(Action::TellEmergency)?;
        let change = self.change(actor);
        let made = Emergency {
            id: EmergencyId::new(change.at),
            key: String::new(),
            title: input.title.trim().to_owned(),
            team_id: input.team_id,
            started_at: input.started_at.unwrap_or(change.at),
            ended_at: None,
            by: change.by,
            inputs: IncidentInputs::default(),
            template: None,
            went_well: input.went_well,
            next_time: input.next_time,
            version: 1,
            withdrawn_at: None,
        };
        let emergency: Emergency = self
            .write(actor, move |tx| {
                let mut made = made.clone();
                Box::pin(async move {
                    refer::<Team>(tx, "team_id", made.team_id).await?;
                    let service = services::chosen(tx, input.service_id).await?;
                    (made.inputs, made.template) = services::figures(service.as_ref(), input.inputs, made.inputs);
                    made.team_id = made.team_id.or_else(|| service?.team_id);
                    made.check().map_err(|faults| invalid(&faults, &made))?;
                    let newest = tx.read().newest_emergency_key().await?;
                    made.key = next_key("E-", newest.as_deref().into_iter());
                    let data = differences(None, &made);
                    tx.record(change.event(EventKind::EmergencyStarted, Some(made.id.0), &made.key, data)).await?;
                    tx.insert(&made).await?;
                    Ok(made)
                })
            })
            .await?;
        Ok(self.told_emergency(&*self.picture(actor).await?, emergency, Vec::new()))
    }

    /// Replaces what is told of an emergency, if it still is at this version.
    pub async fn change_emergency(
        &self,
        actor: &Actor,
        id: EmergencyId,
        version: i64,
        input: EmergencyInput,
    ) -> Result<EmergencyView, AppError> {
        actor.require(Action::TellEmergency)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let before: Emergency = tx.read().get(id).await?;
                if before.version != version {
                    return Err(AppError::Stale { current_version: before.version });
                }
                refer::<Team>(tx, "team_id", input.team_id).await?;
                let service = services::chosen(tx, input.service_id).await?;
                let (inputs, template) = services::figures(service.as_ref(), input.inputs, before.inputs);
                // Whoever takes the team away is not given that of the service instead.
                let theirs = service.filter(|_| before.team_id.is_none()).and_then(|service| service.team_id);
                let after = Emergency {
                    title: input.title.trim().to_owned(),
                    team_id: input.team_id.or(theirs),
                    started_at: input.started_at.unwrap_or(before.started_at),
                    inputs,
                    template: template.or_else(|| before.template.clone()),
                    went_well: input.went_well,
                    next_time: input.next_time,
                    ..before.clone()
                };
                after.check().map_err(|faults| invalid(&faults, &after))?;
                if after != before {
                    let data = differences(Some(&before), &after);
                    tx.record(change.event(EventKind::EmergencyChanged, Some(id.0), &after.key, data)).await?;
                    tx.update(&after).await?;
                }
                Ok(())
            })
        })
        .await?;
        self.get_emergency(actor, &id.to_string()).await
    }

    /// Adds a line to the timeline.
    pub async fn note_emergency(
        &self,
        actor: &Actor,
        key_or_id: &str,
        input: EmergencyNoteInput,
    ) -> Result<EmergencyView, AppError> {
        actor.require(Action::TellEmergency)?;
        let id = self.emergency_id(actor, key_or_id).await?;
        let change = self.change(actor);
        let note = EmergencyNote {
            id: EmergencyNoteId::new(change.at),
            emergency_id: id,
            at: input.at.unwrap_or(change.at),
            by: change.by,
            kind: input.kind,
            text: input.text.trim().to_owned(),
        };
        note.check().map_err(|faults| invalid(&faults, &note))?;
        self.write(actor, move |tx| {
            let note = note.clone();
            Box::pin(async move {
                let emergency: Emergency = tx.read().get(id).await?;
                if emergency.withdrawn_at.is_some() {
                    return Err(StoreError::NotFound("emergency").into());
                }
                let data = serde_json::json!({ "kind": note.kind, "text": note.text });
                tx.record(change.event(EventKind::EmergencyNoted, Some(id.0), &emergency.key, data)).await?;
                tx.insert(&note).await?;
                Ok(())
            })
        })
        .await?;
        self.get_emergency(actor, &id.to_string()).await
    }

    /// Says that it is over. Saying it again changes nothing.
    pub async fn end_emergency(
        &self,
        actor: &Actor,
        key_or_id: &str,
        input: EmergencyEndInput,
    ) -> Result<EmergencyView, AppError> {
        actor.require(Action::TellEmergency)?;
        let id = self.emergency_id(actor, key_or_id).await?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let before: Emergency = tx.read().get(id).await?;
                if before.ended_at.is_some() {
                    return Ok(());
                }
                let mut after = Emergency { ended_at: Some(input.ended_at.unwrap_or(change.at)), ..before.clone() };
                if !input.went_well.trim().is_empty() {
                    after.went_well = input.went_well;
                }
                after.check().map_err(|faults| invalid(&faults, &after))?;
                let data = differences(Some(&before), &after);
                tx.record(change.event(EventKind::EmergencyEnded, Some(id.0), &after.key, data)).await?;
                tx.update(&after).await?;
                Ok(())
            })
        })
        .await?;
        self.get_emergency(actor, &id.to_string()).await
    }

    fn told_emergency(&self, picture: &Picture, emergency: Emergency, notes: Vec<EmergencyNote>) -> EmergencyView {
        let now = self.now();
        let (cost, hours) = (emergency.cost(now), emergency.hours(now));
        let currency = picture.portfolio.currency();
        let length = words::hours(hours);
        let money = format::money(Money::new(cost.total_minor, currency));
        let says = match (emergency.ended_at, cost.total_minor) {
            (None, 0) => format!("It has run for {length}. Nobody has said yet what it costs."),
            (None, _) => format!("It has run for {length} and cost about {money} so far."),
            (Some(_), 0) => format!("It was over after {length}. Nobody has said what it cost."),
            (Some(_), _) => format!("It was over after {length} and cost about {money}."),
        };
        let name = |id: Option<throughline_domain::MemberId>| id.and_then(|id| picture.name_of(id)).map(str::to_owned);
        EmergencyView {
            team: emergency.team_id.and_then(|id| team_ref(picture, id)),
            by_name: name(emergency.by),
            notes: notes.into_iter().map(|note| NoteView { by_name: name(note.by), note }).collect(),
            cost,
            hours,
            says,
            template_says: emergency.template.as_ref().map(|template| template.says(&emergency.inputs)),
            currency,
            emergency,
        }
    }
}
