//! Was it urgent? Asked after 30 days, by the test that was written down beforehand.

use throughline_domain::{
    MemberId, MissedAlarmId, UrgentRequestId, UrgentVerdictId,
    activity::EventKind,
    people::{Action, Member, Role},
    shares::wilson_90,
    urgency::{GroupRecord, MissedAlarm, Outcome, UrgentDecision, UrgentRequest, UrgentVerdict},
    words,
};
use throughline_store::Show;

use super::{
    MissedAlarmInput, OwnRecord, UrgentVerdictInput, UrgentView,
    requests::{decision_of, seen, verdict_of, visible},
};
use crate::{Actor, App, AppError, NameRef, error::invalid};

impl App {
    /// Says how it turned out, if the request still is at this version. Who asked may, and who decides; from 30 days
    /// after the decision on.
    pub async fn judge_urgent(
        &self,
        actor: &Actor,
        id: UrgentRequestId,
        version: i64,
        input: UrgentVerdictInput,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::AskUrgently)?;
        let decides = actor.may(Action::DecideUrgency);
        let change = self.change(actor);
        let verdict = UrgentVerdict {
            id: UrgentVerdictId::new(change.at),
            request_id: id,
            outcome: input.outcome,
            evidence: input.evidence.trim().to_owned(),
            by: change.by,
            at: change.at,
        };
        verdict.check().map_err(|faults| invalid(&faults, &verdict))?;
        let (request, decision, verdict): (UrgentRequest, UrgentDecision, UrgentVerdict) = self
            .write(actor, move |tx| {
                let verdict = verdict.clone();
                Box::pin(async move {
                    let mut request = visible(tx.read().get(id).await?, change)?;
                    if request.by != change.by && !decides {
                        let needs = "Who asked looks back, or a leader.".to_owned();
                        return Err(AppError::Forbidden { needs });
                    }
                    let Some(decision) = decision_of(&mut tx.read(), id).await? else {
                        return Err(AppError::conflict("Nobody has decided on this request, so there is nothing to look back at."));
                    };
                    if let Some(given) = verdict_of(&mut tx.read(), id).await? {
                        return Ok((request, decision, given));
                    }
                    if change.at < decision.at.plus_days(UrgentVerdict::AFTER_DAYS) {
                        let message = format!(
                            "It is too early to tell: the test is asked {} days after the decision. Nothing was changed.",
                            UrgentVerdict::AFTER_DAYS
                        );
                        return Err(AppError::conflict(message));
                    }
                    let data = serde_json::json!({ "outcome": verdict.outcome, "evidence": verdict.evidence });
                    tx.record(change.event(EventKind::UrgentLookedBack, Some(id.0), &request.key, data)).await?;
                    request.version = version;
                    request.version = tx.update(&request).await?;
                    tx.insert(&verdict).await?;
                    Ok((request, decision, verdict))
                })
            })
            .await?;
        let picture = self.picture(actor).await?;
        Ok(seen(&picture, request, Some(decision), Some(verdict)))
    }

    /// A person's own record of false alarms: for themselves, for the leaders of their team, and for owners.
    pub async fn urgency_record(&self, actor: &Actor, member: Option<MemberId>) -> Result<OwnRecord, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let own = actor.member_id();
        let wanted = member.or(own).ok_or(AppError::NotFound { what: "member" })?;
        let about: Member = self.reader(actor).get(wanted).await?;
        let leads = actor.role() == Role::Owner
            || (actor.role() >= Role::Leader
                && about.team_id.is_some()
                && actor.member.as_ref().is_some_and(|leader| leader.team_id == about.team_id));
        if own != Some(wanted) && !leads {
            let needs = "A record is for the person themselves and the leaders of their team.".to_owned();
            return Err(AppError::Forbidden { needs });
        }
        let requests: Vec<UrgentRequest> = self.reader(actor).list(Show::All).await?;
        let verdicts: Vec<UrgentVerdict> = self.reader(actor).list(Show::Live).await?;
        let outcomes: Vec<Outcome> = verdicts
            .iter()
            .filter(|it| requests.iter().any(|request| request.id == it.request_id && request.by == Some(wanted)))
            .map(|verdict| verdict.outcome)
            .collect();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let alarms = outcomes.iter().filter(|outcome| **outcome == Outcome::False).count();
        let share =
            (outcomes.len() >= GroupRecord::LEAST).then(|| wilson_90(count(alarms), count(outcomes.len()))).flatten();
        let says = match &share {
            None => format!("{} looked back at; from {} on a rate says something.", outcomes.len(), GroupRecord::LEAST),
            Some(share) => format!(
                "{} of {} could have waited: {}%, we are 90% sure of {}% to {}%.",
                share.hits,
                share.of,
                words::of_100(share.share),
                words::of_100(share.low),
                words::of_100(share.high)
            ),
        };
        let member = NameRef { id: wanted.0, key: None, name: about.name };
        Ok(OwnRecord { member, looked_back: count(outcomes.len()), false_alarms: share, says })
    }

    /// Notes a warning that nobody raised, found when looking back.
    pub async fn note_missed_alarm(&self, actor: &Actor, input: MissedAlarmInput) -> Result<MissedAlarm, AppError> {
        actor.require(Action::TellEmergency)?;
        let change = self.change(actor);
        let alarm = MissedAlarm {
            id: MissedAlarmId::new(change.at),
            warning: input.warning.trim().to_owned(),
            asking_group: input.asking_group.trim().to_owned(),
            consequence: input.consequence.trim().to_owned(),
            by: change.by,
            at: change.at,
        };
        alarm.check().map_err(|faults| invalid(&faults, &alarm))?;
        self.write(actor, move |tx| {
            let alarm = alarm.clone();
            Box::pin(async move {
                let data = serde_json::json!({ "asking_group": alarm.asking_group, "warning": alarm.warning });
                let subject = Some(alarm.id.0);
                tx.record(change.event(EventKind::MissedAlarmNoted, subject, &alarm.asking_group, data)).await?;
                tx.insert(&alarm).await?;
                Ok(alarm)
            })
        })
        .await
    }
}
