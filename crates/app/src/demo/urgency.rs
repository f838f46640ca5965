//! What a story says of urgent work: what interruptions may cost, and what is asked for.

use throughline_domain::{
    UrgentRequestId,
    activity::EventKind,
    tickets::EffortDays,
    urgency::{UrgencyBudget, UrgentRequest},
};
use throughline_store::Tx;

use super::{
    add,
    company::{Desk, placed},
    file::Story,
};
use crate::{
    AppError, UrgencyBudgetInput,
    write::{Change, differences},
};

/// Budgets and requests.
pub(super) struct UrgencyRecords {
    budgets: Vec<UrgencyBudget>,
    requests: Vec<UrgentRequest>,
}

impl Desk {
    pub(super) fn urgency(&mut self, story: &Story) -> Result<UrgencyRecords, AppError> {
        let mut records = UrgencyRecords { budgets: Vec::new(), requests: Vec::new() };
        for lines in &story.urgency_budgets {
            let place = format!("urgency budget of {}", lines.asking_group);
            let money = self.amount(&place, "money", Some(lines.money))?;
            let input = UrgencyBudgetInput {
                team_id: None,
                asking_group: lines.asking_group.clone(),
                money_minor: money.map(|money| money.minor),
                share_of_days: None,
            };
            records.budgets.push(self.make(&place, input)?);
        }
        for lines in &story.urgent_requests {
            let at = self.tick();
            let [low, high] = lines.days;
            let request = UrgentRequest {
                id: UrgentRequestId::new(at),
                key: lines.key.clone(),
                by: Some(self.members.must_find(&format!("request {}", lines.key), "by", &lines.by)?),
                asking_group: lines.asking_group.clone(),
                title: lines.title.clone(),
                why: lines.why.clone(),
                if_it_waits: lines.if_it_waits.clone(),
                at_stake: lines.at_stake.clone(),
                by_when: Some(lines.by_when),
                how_known: lines.how_known.clone(),
                test: lines.test.clone(),
                team_id: Some(self.teams.must_find(&format!("request {}", lines.key), "team", &lines.team)?),
                effort_days: Some(EffortDays { low, high }),
                ticket_id: None,
                switching: None,
                made_at: at,
                asked_at: Some(at),
                done_at: None,
                done_by: None,
                version: 1,
                withdrawn_at: None,
            };
            request.check(story.today).map_err(|faults| placed(&lines.key, &faults, &request))?;
            records.requests.push(request);
        }
        Ok(records)
    }
}

impl UrgencyRecords {
    /// Writes them, each with the event that its verb would record.
    pub(super) async fn write(&self, tx: &mut Tx, change: Change) -> Result<(), AppError> {
        add(tx, change, &self.budgets).await?;
        for request in &self.requests {
            let asking = Change { by: request.by, ..change };
            let data = differences(None, request);
            tx.record(asking.event(EventKind::UrgentAsked, Some(request.id.0), &request.key, data)).await?;
            tx.insert(request).await?;
        }
        Ok(())
    }
}
