//! The roadmap of a story: its calendar, work in progress, promises, and who could do what as well.

use serde_json::json;
use throughline_domain::{
    AlternativeId, StartId,
    activity::EventKind,
    roadmap::{Alternative, CalendarEntry, Promise, Start},
    tickets::Ticket,
};
use throughline_store::Tx;

use super::{
    add,
    company::{Desk, placed},
    file::Story,
};
use crate::{AppError, CalendarEntryInput, PromiseInput, write::Change};

/// What a story says of its roadmap.
pub(super) struct RoadmapRecords {
    calendar: Vec<CalendarEntry>,
    starts: Vec<Start>,
    promises: Vec<Promise>,
    alternatives: Vec<Alternative>,
}

impl Desk {
    pub(super) fn roadmap(&mut self, story: &Story) -> Result<RoadmapRecords, AppError> {
        let mut records =
            RoadmapRecords { calendar: Vec::new(), starts: Vec::new(), promises: Vec::new(), alternatives: Vec::new() };
        for lines in &story.calendar {
            let place = format!("calendar entry {}", lines.name);
            let input = CalendarEntryInput {
                name: lines.name.clone(),
                team_id: self.teams.find(&place, "team", lines.team.as_deref())?,
                first_on: lines.first_on,
                last_on: Some(lines.last_on),
                capacity_percent: lines.capacity_percent,
            };
            records.calendar.push(self.make(&place, input)?);
        }
        for lines in &story.starts {
            let ticket_id = self.tickets.must_find("start", "ticket", &lines.ticket)?;
            let at = self.tick();
            let (id, started_on) = (StartId::new(at), lines.started_on);
            records.starts.push(Start { id, ticket_id, started_on, by: None, at, withdrawn_at: None });
        }
        for lines in &story.promises {
            let place = format!("promise to {}", lines.promised_to);
            let input = PromiseInput {
                ticket_id: self.tickets.must_find(&place, "ticket", &lines.ticket)?,
                promised_to: lines.promised_to.clone(),
                due_on: lines.due_on,
                asked_by: lines.asked_by.clone(),
            };
            records.promises.push(self.make(&place, input)?);
        }
        for lines in &story.alternatives {
            let place = format!("alternative for {}", lines.ticket);
            let at = self.tick();
            let alternative = Alternative {
                id: AlternativeId::new(at),
                ticket_id: self.tickets.must_find(&place, "ticket", &lines.ticket)?,
                team_id: self.teams.must_find(&place, "team", &lines.team)?,
                effort_percent: lines.effort_percent,
                by: None,
                at,
                withdrawn_at: None,
            };
            alternative.check().map_err(|faults| placed(&place, &faults, &alternative))?;
            records.alternatives.push(alternative);
        }
        Ok(records)
    }
}

impl RoadmapRecords {
    /// Writes them, each with the event that its verb would record.
    pub(super) async fn write(&self, tx: &mut Tx, change: Change, tickets: &[Ticket]) -> Result<(), AppError> {
        let key = |id| tickets.iter().find(|ticket| ticket.id == id).map_or("", |ticket| ticket.key.as_str());
        add(tx, change, &self.calendar).await?;
        for start in &self.starts {
            let data = json!({ "started_on": start.started_on });
            let ticket = start.ticket_id;
            tx.record(change.event(EventKind::WorkStarted, Some(ticket.0), key(ticket), data)).await?;
            tx.insert(&Start { by: change.by, ..start.clone() }).await?;
        }
        let promises: Vec<Promise> =
            self.promises.iter().map(|promise| Promise { by: change.by, ..promise.clone() }).collect();
        add(tx, change, &promises).await?;
        for alternative in &self.alternatives {
            let ticket = alternative.ticket_id;
            let data = json!({ "team": alternative.team_id, "effort_percent": alternative.effort_percent });
            tx.record(change.event(EventKind::AlternativeNamed, Some(ticket.0), key(ticket), data)).await?;
            tx.insert(&Alternative { by: change.by, ..alternative.clone() }).await?;
        }
        Ok(())
    }
}
