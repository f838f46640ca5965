//! Deciding: the order that holds from now on, for everyone, with its reason.

use std::sync::Arc;

use throughline_domain::{
    PublishedId,
    activity::EventKind,
    people::Action,
    roadmap::{Carried, Place, Published, Today},
};

use super::{PublishInput, PublishedView, RoadmapOrder, see::Planned};
use crate::{Actor, App, AppError, boxed, error::invalid, portfolio::Picture};

impl App {
    /// Publishes a roadmap: today's order or the best that was found, with moves made in it. `version` is that of the
    /// order it was decided on; if the order or its money changed since, nothing is published and the present version
    /// is told.
    #[boxed]
    pub async fn publish_roadmap(
        &self,
        actor: &Actor,
        version: i64,
        input: PublishInput,
    ) -> Result<PublishedView, AppError> {
        actor.require(Action::KeepMoves)?;
        let prepared = self.prepared(actor, version, &input).await;
        let moves: Vec<String> = input.moves.iter().map(|wanted| wanted.ticket.clone()).collect();
        let change = self.change(actor);
        // What is wrong with the request is said inside the write, so that one that was answered before is answered
        // again.
        let published: Result<Published, AppError> = self
            .write(actor, move |tx| {
                let (prepared, moves) = (prepared.clone(), moves.clone());
                Box::pin(async move {
                    let published = prepared?;
                    let last = tx.read().published_roadmap().await?.map_or(0, |last| last.number);
                    if last + 1 != published.number {
                        return Err(AppError::Stale { current_version: version });
                    }
                    let data = serde_json::json!({
                        "reason": published.reason, "cost_minor": published.cost_minor,
                        "bound_minor": published.bound_minor, "tickets": published.places.len(), "moves": moves,
                    });
                    let subject = format!("no. {}", published.number);
                    tx.record(change.event(EventKind::RoadmapPublished, Some(published.id.0), &subject, data)).await?;
                    tx.insert(&published).await?;
                    Ok(published)
                })
            })
            .await;
        match published {
            Ok(published) => self.published_view(actor, published).await,
            // Somebody published between the picture and the write.
            Err(AppError::Stale { current_version }) if current_version == version => {
                Err(AppError::Stale { current_version: self.planned(actor).await?.today.version })
            }
            Err(error) => Err(error),
        }
    }

    /// What would be published.
    async fn prepared(&self, actor: &Actor, version: i64, input: &PublishInput) -> Result<Published, AppError> {
        // Its time is that of the picture or before: what is decided while it is being made comes after it.
        let change = self.change(actor);
        let Planned { picture, today } = self.planned(actor).await?;
        if version != today.version {
            return Err(AppError::Stale { current_version: today.version });
        }
        let better = self.better(&picture, &today);
        let begin = match (input.order, &better) {
            (RoadmapOrder::Current, _) => today.carried.sequence.clone(),
            (RoadmapOrder::Best, Some(better)) => better.carried.sequence.clone(),
            (RoadmapOrder::Best, None) => {
                return Err(AppError::conflict(
                    "A better order is still being searched for. Nothing was published. Look at the roadmap again in a moment.",
                ));
            }
        };
        let sequence = picture.moved(&today.mapping, &begin, &input.moves)?;
        let shared = Arc::clone(&today);
        let carried = tokio::task::spawn_blocking(move || shared.carry(sequence)).await;
        let carried = carried.map_err(|error| AppError::internal(&error))?;
        let published = Published {
            id: PublishedId::new(change.at),
            number: picture.kept.published.as_ref().map_or(1, |last| last.number + 1),
            at: change.at,
            by: change.by,
            reason: input.reason.trim().to_owned(),
            cost_minor: carried.cost,
            bound_minor: better.map_or(0, |better| better.bound),
            places: picture.places(&today, &carried),
        };
        published.check().map_err(|faults| invalid(&faults, &published))?;
        Ok(published)
    }
}

impl Picture {
    /// The places of an order, by their start.
    fn places(&self, today: &Today, carried: &Carried) -> Vec<Place> {
        let mapping = &today.mapping;
        let mut order: Vec<usize> = carried.sequence.order.iter().map(|&item| item as usize).collect();
        order.sort_by_key(|&item| carried.plan.slots[item].start);
        let place = |&item: &usize| {
            let ticket = self.portfolio.get(mapping.ticket(item))?;
            let done = carried.plan.finish(&mapping.problem, item);
            Some(Place {
                ticket_id: ticket.id,
                key: ticket.key.clone(),
                title: ticket.title.clone(),
                team_id: mapping.team_in(&carried.plan, item),
                starts_on: mapping.starts_on(&carried.plan, item),
                likely_on: mapping.time.done_on(carried.outlook.likely[item]),
                sure_on: mapping.time.done_on(carried.outlook.sure[item]),
                cost_minor: mapping.problem.curve(item).at(done),
            })
        };
        order.iter().filter_map(place).collect()
    }
}
