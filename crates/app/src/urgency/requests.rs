//! From a draft to a request that was asked.

use sha2::{Digest, Sha256};
use throughline_domain::{
    TeamId, TicketId, Ts, UrgentRequestId,
    activity::EventKind,
    people::{Action, Team},
    urgency::{State, UrgentDecision, UrgentRequest, UrgentVerdict},
};
use throughline_store::{Reader, Show, StoreError, Tx};

use super::{DecisionView, UrgentInput, UrgentView};
use crate::{
    Actor, App, AppError, NameRef,
    crud::{next_key, refer},
    error::invalid,
    portfolio::Picture,
    write::{Change, differences},
};

/// How people call it in an error.
pub(super) const REQUEST: &str = "urgent request";

impl App {
    /// Keeps a draft as it was typed, whatever is missing. Only its author sees it. Without an id a new one is begun.
    pub async fn keep_urgent_draft(
        &self,
        actor: &Actor,
        id: Option<UrgentRequestId>,
        input: UrgentInput,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::AskUrgently)?;
        let picture = self.picture(actor).await?;
        let change = self.change(actor);
        let before = match id {
            Some(id) => Some(self.own_draft(actor, id).await?),
            None => None,
        };
        let (id, made_at) = before.map_or_else(|| (new_id(actor, change.at), change.at), |it| (it.id, it.made_at));
        let draft = UrgentRequest { made_at, ..blank(&picture, id, change, input) };
        draft.check_draft().map_err(|faults| invalid(&faults, &draft))?;
        let mut kept = draft.clone();
        kept.version = self.inner.store.keep_urgent_draft(&actor.visible, draft).await?;
        Ok(seen(&picture, kept, None, None))
    }

    /// Asks: the draft, or what is given, becomes a request that everybody sees and a leader decides on.
    pub async fn ask_urgently(
        &self,
        actor: &Actor,
        draft: Option<UrgentRequestId>,
        input: UrgentInput,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::AskUrgently)?;
        let picture = self.picture(actor).await?;
        if let Some(key) = input.ticket.as_deref().filter(|key| !key.trim().is_empty()) {
            picture.named(key)?;
        }
        let change = self.change(actor);
        let before = match draft {
            Some(id) => Some(self.own_draft(actor, id).await?),
            None => None,
        };
        let (id, made_at) =
            before.as_ref().map_or_else(|| (new_id(actor, change.at), change.at), |it| (it.id, it.made_at));
        let request = UrgentRequest { made_at, asked_at: Some(change.at), ..blank(&picture, id, change, input) };
        request.check(picture.today()).map_err(|faults| invalid(&faults, &request))?;
        let asked: UrgentRequest = self
            .write(actor, move |tx| {
                let request = request.clone();
                Box::pin(async move { ask(tx, change, request).await })
            })
            .await?;
        Ok(seen(&picture, asked, None, None))
    }

    /// Takes a request or a draft back, if it still is at this version. Who asked may, and who decides.
    pub async fn withdraw_urgent(
        &self,
        actor: &Actor,
        id: UrgentRequestId,
        version: i64,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::AskUrgently)?;
        let decides = actor.may(Action::DecideUrgency);
        let change = self.change(actor);
        let gone: UrgentRequest = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut request = visible(tx.read().get(id).await?, change)?;
                    if request.withdrawn_at.is_some() {
                        return Ok(request);
                    }
                    if request.by != change.by && !decides {
                        let needs = "Who asked may take a request back, and a leader.";
                        return Err(AppError::Forbidden { needs: needs.to_owned() });
                    }
                    let data = serde_json::json!({});
                    tx.record(change.event(EventKind::UrgentWithdrawn, Some(id.0), called(&request), data)).await?;
                    request.version = tx.withdraw::<UrgentRequest>(id, Some(version), change.at).await?;
                    request.withdrawn_at = Some(change.at);
                    Ok(request)
                })
            })
            .await?;
        let picture = self.picture(actor).await?;
        Ok(seen(&picture, gone, None, None))
    }

    /// Says that the work is done, if the request still is at this version.
    pub async fn finish_urgent(
        &self,
        actor: &Actor,
        id: UrgentRequestId,
        version: i64,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::AskUrgently)?;
        let change = self.change(actor);
        let (request, decision): (UrgentRequest, Option<UrgentDecision>) = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut request = visible(tx.read().get(id).await?, change)?;
                    let decision = decision_of(&mut tx.read(), id).await?;
                    if decision.is_none() {
                        return Err(AppError::conflict(
                            "Nobody has decided on this request yet. Decide first; nothing was changed.",
                        ));
                    }
                    if request.done_at.is_none() {
                        request.done_at = Some(change.at);
                        request.done_by = change.by;
                        request.version = version;
                        let data = serde_json::json!({});
                        tx.record(change.event(EventKind::UrgentDone, Some(id.0), &request.key, data)).await?;
                        request.version = tx.update(&request).await?;
                    }
                    Ok((request, decision))
                })
            })
            .await?;
        let picture = self.picture(actor).await?;
        Ok(seen(&picture, request, decision, None))
    }

    async fn own_draft(&self, actor: &Actor, id: UrgentRequestId) -> Result<UrgentRequest, AppError> {
        let request: UrgentRequest = self.reader(actor).get(id).await?;
        let request = visible(request, self.change(actor))?;
        if request.asked_at.is_some() {
            return Err(AppError::Stale { current_version: request.version });
        }
        Ok(request)
    }
}

/// A draft of somebody else is not there.
pub(super) fn visible(request: UrgentRequest, change: Change) -> Result<UrgentRequest, AppError> {
    if request.asked_at.is_none() && request.by != change.by {
        return Err(StoreError::NotFound(REQUEST).into());
    }
    Ok(request)
}

async fn ask(tx: &mut Tx, change: Change, request: UrgentRequest) -> Result<UrgentRequest, AppError> {
    refer::<Team>(tx, "team_id", request.team_id).await?;
    let mut request = request;
    match tx.read().get::<UrgentRequest>(request.id).await {
        Ok(kept) if kept.asked_at.is_some() => return Ok(kept),
        Ok(kept) => request.version = kept.version,
        Err(StoreError::NotFound(_)) => request.version = 0,
        Err(error) => return Err(error.into()),
    }
    let newest = tx.read().newest_urgent_request_key().await?;
    request.key = next_key("U-", newest.as_deref().into_iter());
    let data = differences(None, &request);
    tx.record(change.event(EventKind::UrgentAsked, Some(request.id.0), &request.key, data)).await?;
    if request.version == 0 {
        request.version = 1;
        tx.insert(&request).await?;
    } else {
        request.version = tx.update(&request).await?;
    }
    Ok(request)
}

/// The same id for the same idempotency key, so that a repeated draft is the same draft.
fn new_id(actor: &Actor, now: Ts) -> UrgentRequestId {
    let Some(key) = &actor.idempotency else { return UrgentRequestId::new(now) };
    let digest = Sha256::digest(format!("urgent\n{}\n{}\n{:?}", actor.workspace.id, key.key(), actor.member_id()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    UrgentRequestId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn blank(picture: &Picture, id: UrgentRequestId, change: Change, input: UrgentInput) -> UrgentRequest {
    let open = input.ticket.as_deref().and_then(|key| picture.named(key).ok()).and_then(|id| picture.portfolio.get(id));
    let title = input.title.trim();
    UrgentRequest {
        id,
        key: String::new(),
        by: change.by,
        asking_group: input.asking_group.trim().to_owned(),
        title: if title.is_empty() {
            open.map(|item| item.title.clone()).unwrap_or_default()
        } else {
            title.to_owned()
        },
        why: input.why,
        if_it_waits: input.if_it_waits,
        at_stake: if input.at_stake.trim().is_empty() {
            open.and_then(|item| item.line.as_deref()).unwrap_or_default().to_owned()
        } else {
            input.at_stake
        },
        by_when: input.by_when,
        how_known: input.how_known,
        test: input.test,
        team_id: input.team_id.or_else(|| open.and_then(|item| item.team_id)),
        effort_days: input.effort_days.or_else(|| open.and_then(|item| item.effort_days)),
        ticket_id: open.map(|item| item.id),
        switching: input.switching,
        made_at: change.at,
        asked_at: None,
        done_at: None,
        done_by: None,
        version: 1,
        withdrawn_at: None,
    }
}

/// What a request is called in the log.
pub(super) fn called(request: &UrgentRequest) -> &str {
    if request.asked_at.is_some() { &request.key } else { "a draft" }
}

/// The decision in force.
pub(super) async fn decision_of(
    reader: &mut Reader<'_>,
    id: UrgentRequestId,
) -> Result<Option<UrgentDecision>, AppError> {
    let all: Vec<UrgentDecision> = reader.list(Show::Live).await?;
    Ok(all.into_iter().find(|decision| decision.request_id == id))
}

/// What turned out, if somebody looked back.
pub(super) async fn verdict_of(
    reader: &mut Reader<'_>,
    id: UrgentRequestId,
) -> Result<Option<UrgentVerdict>, AppError> {
    let all: Vec<UrgentVerdict> = reader.list(Show::Live).await?;
    Ok(all.into_iter().find(|verdict| verdict.request_id == id))
}

/// A request with names.
pub(super) fn seen(
    picture: &Picture,
    request: UrgentRequest,
    decision: Option<UrgentDecision>,
    verdict: Option<UrgentVerdict>,
) -> UrgentView {
    let name =
        |member: Option<throughline_domain::MemberId>| member.and_then(|id| picture.name_of(id)).map(str::to_owned);
    let state = request.state(decision.is_some(), verdict.is_some());
    let asks = matches!(state, State::Decided | State::Done);
    UrgentView {
        state,
        by_name: name(request.by),
        team: request.team_id.and_then(|id| team_ref(picture, id)),
        ticket: request.ticket_id.and_then(|id: TicketId| picture.name_of_ticket(id)),
        look_back_at: decision.as_ref().filter(|_| asks).map(|it| it.at.plus_days(UrgentVerdict::AFTER_DAYS)),
        decision: decision.map(|decision| DecisionView {
            by_name: name(decision.by),
            named_leader: name(decision.named_leader_id),
            says: super::decisions::told(&decision, picture),
            decision,
        }),
        verdict,
        request,
    }
}

pub(super) fn team_ref(picture: &Picture, id: TeamId) -> Option<NameRef> {
    picture.portfolio.team(id).map(|team| NameRef { id: id.0, key: None, name: team.name.clone() })
}
