//! Urgent requests, decisions, verdicts, budgets, missed alarms, emergencies and their timelines.

use throughline_domain::{
    EmergencyId, TicketId, Ts, UrgentRequestId,
    urgency::{
        Answer, Emergency, EmergencyNote, IncidentInputs, MissedAlarm, NoteKind, Outcome, Service, ServiceFigures,
        Switching, Template, UrgencyBudget, UrgentDecision, UrgentRequest, UrgentVerdict,
    },
};

use crate::{
    Reader, Store, StoreError, Visible,
    record::{plain, private::Mapped, record, sql},
    value::{json, named},
};

record!(UrgentRequest, "urgent request" in "urgent_request" {
    id, key, by as ["by_member_id"], asking_group, title, why, if_it_waits, at_stake, by_when, how_known, test,
    team_id, effort_days as ["effort_low_days", "effort_high_days"], ticket_id, switching, made_at, asked_at, done_at,
    done_by, version, withdrawn_at,
});

record!(UrgentDecision, "decision" in "urgent_decision" {
    id, request_id, answer, reason, by as ["by_member_id"], at, price_stamp, cost_minor, cost_to_others_minor,
    cost_low_minor, cost_high_minor, starts_on, done_on, delayed, person_days, named_leader_id, besides_another,
    withdrawn_at,
});

record!(UrgentVerdict, "verdict" in "urgent_verdict" {
    id, request_id, outcome, evidence, by as ["by_member_id"], at,
});

record!(UrgencyBudget, "urgency budget" in "urgency_budget" {
    id, team_id, asking_group, money_minor, share_of_days, version, withdrawn_at,
});

record!(MissedAlarm, "missed alarm" in "missed_alarm" {
    id, warning, asking_group, consequence, by as ["by_member_id"], at,
});

record!(Emergency, "emergency" in "emergency" {
    id, key, title, team_id, started_at, ended_at, by as ["by_member_id"], inputs, template, went_well, next_time,
    version, withdrawn_at,
});

record!(Service, "service" in "service" { id, name, team_id, figures, source, version, withdrawn_at });

record!(EmergencyNote, "note" in "emergency_note" { id, emergency_id, at, by as ["by_member_id"], kind, text });

plain! { UrgentRequest, UrgentDecision, UrgentVerdict, UrgencyBudget, MissedAlarm, Service, Emergency, EmergencyNote }
named! { Answer, Outcome, NoteKind }
json! { Switching, IncidentInputs, ServiceFigures, Template }

sql! {
    REQUEST_BY_KEY = "select id from urgent_request where workspace_id = $1 and key = $2 and asked_at is not null";
    REQUEST_KEYS = "select key from urgent_request where workspace_id = $1 and asked_at is not null
         order by length(key) desc, key desc limit 1";
    DECIDED = "select r.ticket_id, d.answer, d.at from urgent_decision d
         join urgent_request r on r.workspace_id = d.workspace_id and r.id = d.request_id
         where d.workspace_id = $1 and d.withdrawn_at is null and r.withdrawn_at is null and r.done_at is null
             and r.ticket_id is not null
         order by d.at, d.id";
    EMERGENCY_BY_KEY = "select id from emergency where workspace_id = $1 and key = $2";
    EMERGENCY_KEYS = "select key from emergency where workspace_id = $1 order by length(key) desc, key desc limit 1";
    NOTES = "select id, emergency_id, at, by_member_id, kind, text from emergency_note
         where workspace_id = $1 and emergency_id = $2 order by at, id";
}

impl Reader<'_> {
    /// The request with this key.
    pub async fn urgent_request_by_key(&mut self, key: &str) -> Result<Option<UrgentRequestId>, StoreError> {
        self.first(REQUEST_BY_KEY, vec![key.into()]).await?.map(|mut cells| cells.take()).transpose()
    }

    /// The key of the newest request, whatever became of it.
    pub async fn newest_urgent_request_key(&mut self) -> Result<Option<String>, StoreError> {
        self.first(REQUEST_KEYS, Vec::new()).await?.map(|mut cells| cells.take()).transpose()
    }

    /// Tickets of requests that were decided on and are not done, with the decision in force, in the order of deciding.
    pub async fn decided_tickets(&mut self) -> Result<Vec<(TicketId, Answer, Ts)>, StoreError> {
        let rows = self.scoped(DECIDED, Vec::new()).await?;
        rows.into_iter().map(|mut cells| Ok((cells.take()?, cells.take()?, cells.take()?))).collect()
    }

    /// The emergency with this key.
    pub async fn emergency_by_key(&mut self, key: &str) -> Result<Option<EmergencyId>, StoreError> {
        self.first(EMERGENCY_BY_KEY, vec![key.into()]).await?.map(|mut cells| cells.take()).transpose()
    }

    /// The key of the newest emergency.
    pub async fn newest_emergency_key(&mut self) -> Result<Option<String>, StoreError> {
        self.first(EMERGENCY_KEYS, Vec::new()).await?.map(|mut cells| cells.take()).transpose()
    }

    /// The timeline of an emergency, in the order in which it happened.
    pub async fn emergency_notes(&mut self, emergency: EmergencyId) -> Result<Vec<EmergencyNote>, StoreError> {
        let rows = self.scoped(NOTES, vec![emergency.0.into()]).await?;
        rows.into_iter().map(|mut cells| EmergencyNote::read(&mut cells)).collect()
    }
}

impl Store {
    /// Keeps a draft as it was typed, without an event: it is nobody's business until it is asked. Gives its version. A
    /// draft that is not there is made; one that was asked meanwhile is left alone and said to be stale.
    pub async fn keep_urgent_draft(&self, visible: &Visible, draft: UrgentRequest) -> Result<i64, StoreError> {
        self.write_quietly(visible.workspace(), move |tx| {
            let draft = draft.clone();
            Box::pin(async move {
                match tx.read().get::<UrgentRequest>(draft.id).await {
                    Ok(kept) if kept.asked_at.is_some() || kept.withdrawn_at.is_some() => {
                        Err(StoreError::Stale { what: "urgent request", current: kept.version })
                    }
                    // What is typed last counts: a draft has one author.
                    Ok(kept) => tx.update(&UrgentRequest { version: kept.version, ..draft }).await,
                    Err(StoreError::NotFound(_)) => tx.insert(&draft).await.map(|()| draft.version),
                    Err(error) => Err(error),
                }
            })
        })
        .await
    }
}
