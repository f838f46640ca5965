//! What a story says of its cycles: which goals are set for one, what counts for several, how people saw it so far, and
//! which steps teams take this week.

use throughline_domain::{
    CheckInId, CycleId, WeeklyGoalId,
    activity::EventKind,
    strategy::{CheckIn, Cycle, ObjectiveShare, WeeklyGoal, files::share_pairs, monday_of},
};
use throughline_store::Tx;

use super::{
    company::{Desk, placed},
    file::{KeyResultLines, Story},
};
use crate::{
    AppError,
    write::{Change, differences},
};

/// Check-ins, each with the key of its key result.
pub(super) type CheckIns = Vec<(String, CheckIn)>;

impl Desk {
    /// Open cycles.
    pub(super) fn cycles(&mut self, story: &Story) -> Result<Vec<Cycle>, AppError> {
        let mut cycles = Vec::new();
        for lines in &story.cycles {
            let place = format!("cycle {}", lines.name);
            let by = self.members.must_find(&place, "opened_by", &lines.opened_by)?;
            let cycle = Cycle {
                id: CycleId::new(self.tick()),
                name: lines.name.clone(),
                starts_on: lines.starts_on,
                ends_on: lines.ends_on,
                opened_at: Some(self.morning(&place, lines.starts_on)?),
                opened_by: Some(by),
                closed_at: None,
                closed_by: None,
                lessons: String::new(),
                version: 1,
                withdrawn_at: None,
            };
            cycle.check().map_err(|faults| placed(&place, &faults, &cycle))?;
            self.cycles.add(&lines.name, cycle.id)?;
            cycles.push(cycle);
        }
        Ok(cycles)
    }

    /// For which objectives a key result counts, if for several.
    pub(super) fn shares(&self, lines: &KeyResultLines) -> Result<Vec<ObjectiveShare>, AppError> {
        let place = format!("key result {}", lines.key);
        let Some(text) = &lines.shares else { return Ok(Vec::new()) };
        let pairs = share_pairs(text).map_err(|how| {
            AppError::field(format!("{place}: shares"), text, format!("The {place} has no such shares: {how}"))
        })?;
        let share = |(objective, percent): (&str, i64)| {
            let objective_id = self.objectives.must_find(&place, "shares", objective)?;
            Ok(ObjectiveShare { objective_id, percent })
        };
        pairs.into_iter().map(share).collect()
    }

    pub(super) fn check_ins(&mut self, story: &Story) -> Result<CheckIns, AppError> {
        let mut check_ins = Vec::new();
        for lines in &story.check_ins {
            let place = format!("check-in on {}", lines.key_result);
            let check_in = CheckIn {
                id: CheckInId::new(self.tick()),
                key_result_id: self.key_results.must_find(&place, "key_result", &lines.key_result)?,
                on: lines.on,
                confidence: lines.confidence,
                value: None,
                note: lines.note.clone(),
                by: Some(self.members.must_find(&place, "by", &lines.by)?),
                at: self.morning(&place, lines.on)?,
                withdrawn_at: None,
            };
            check_in.check().map_err(|faults| placed(&place, &faults, &check_in))?;
            check_ins.push((lines.key_result.clone(), check_in));
        }
        Ok(check_ins)
    }

    /// Goals of the week of the story, all of them open.
    pub(super) fn weekly_goals(&mut self, story: &Story) -> Result<Vec<WeeklyGoal>, AppError> {
        let mut goals = Vec::new();
        for lines in &story.weekly_goals {
            let place = format!("weekly goal of {}", lines.team);
            let team = self.teams.must_find(&place, "team", &lines.team)?;
            let toward = self.key_results.must_find(&place, "key_result", &lines.key_result)?;
            let id = WeeklyGoalId::new(self.tick());
            let goal = WeeklyGoal::set(id, team, toward, monday_of(story.today), lines.title.clone());
            goal.check().map_err(|faults| placed(&place, &faults, &goal))?;
            goals.push(goal);
        }
        Ok(goals)
    }
}

/// Writes cycles, each with the events that its verbs would record.
pub(super) async fn open(tx: &mut Tx, change: Change, cycles: &[Cycle]) -> Result<(), AppError> {
    for cycle in cycles {
        let by = Change { by: cycle.opened_by, ..change };
        let data = differences(None, cycle);
        tx.record(by.event(EventKind::CycleCreated, Some(cycle.id.0), &cycle.name, data)).await?;
        let opened = by.event(EventKind::CycleOpened, Some(cycle.id.0), &cycle.name, serde_json::json!({}));
        tx.record(opened).await?;
        tx.insert(cycle).await?;
    }
    Ok(())
}

/// Writes check-ins, each with the event that its verb would record.
pub(super) async fn check_in(tx: &mut Tx, change: Change, check_ins: &CheckIns) -> Result<(), AppError> {
    for (key, check_in) in check_ins {
        let by = Change { by: check_in.by, ..change };
        let data = serde_json::json!({ "confidence": check_in.confidence, "value": check_in.value });
        tx.record(by.event(EventKind::CheckedIn, Some(check_in.key_result_id.0), key, data)).await?;
        tx.insert(check_in).await?;
    }
    Ok(())
}
