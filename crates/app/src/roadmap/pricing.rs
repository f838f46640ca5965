//! What a change of the order costs, before it is made.

use std::sync::Arc;

use throughline_domain::{
    people::Action,
    roadmap::{Change, Mapping, Sequence},
};
use throughline_value_line::format;

use super::{MoveInOrder, OrderChangeInput, PricedLine, PricedOrder, see::Planned};
use crate::{Actor, App, AppError, boxed, error::capital, portfolio::Picture};

/// Moves that are taken at once.
const MOST_MOVES: usize = 50;

impl App {
    /// What moves in today's order would cost or save, one on top of the other. Nothing is moved. With a version, only
    /// while that order holds.
    #[boxed]
    pub async fn price_order(&self, actor: &Actor, input: OrderChangeInput) -> Result<PricedOrder, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let planned = self.planned(actor).await?;
        let current_version = planned.today.version;
        if input.version.is_some_and(|version| version != current_version) {
            return Err(AppError::Stale { current_version });
        }
        let sequence = planned.picture.moved(&planned.today.mapping, &planned.today.mapping.today, &input.moves)?;
        let Planned { picture, today } = planned;
        let shared = Arc::clone(&today);
        let change = tokio::task::spawn_blocking(move || shared.change(sequence)).await;
        let change = change.map_err(|error| AppError::internal(&error))?;
        Ok(picture.priced_order(&today, &change))
    }
}

impl Picture {
    /// An order with moves made in it. An error names the field of the move.
    pub(super) fn moved(
        &self,
        mapping: &Mapping,
        order: &Sequence,
        moves: &[MoveInOrder],
    ) -> Result<Sequence, AppError> {
        if moves.len() > MOST_MOVES {
            let message = format!("At most {MOST_MOVES} moves are taken at once. Publish these first.");
            return Err(AppError::field("moves", moves.len().to_string(), message));
        }
        moves.iter().enumerate().try_fold(order.clone(), |order, (at, wanted)| {
            let ticket = self.named(&wanted.ticket)?;
            let before = wanted.before.as_deref().filter(|key| !key.trim().is_empty());
            let before = before.map(|key| self.named(key)).transpose()?;
            let step = mapping.step(&order, ticket, before, wanted.team_id).map_err(|error| {
                let message = capital(&error.to_string());
                AppError::field(format!("moves.{at}"), wanted.ticket.clone(), message)
            })?;
            Ok(order.with_moved(&step))
        })
    }

    fn priced_order(&self, today: &throughline_domain::roadmap::Today, change: &Change) -> PricedOrder {
        let time = today.mapping.time;
        let currency = self.portfolio.currency();
        let line = |&(item, done, delta_minor): &(usize, [i32; 2], i64)| {
            Some(PricedLine {
                ticket: self.name_of_ticket(today.mapping.ticket(item))?,
                weeks_later: f64::from(done[1] - done[0]) / time.hours_per_week(),
                done_on: done.map(|hour| time.done_on(hour)),
                delta_minor,
            })
        };
        let amount = self.money(change.total.saturating_abs());
        let sure = if change.range.is_point() {
            String::new()
        } else {
            format!(" We are 90% sure of {}.", format::range(change.range.low, change.range.high, currency))
        };
        let pays =
            format!(" It pays in {} of 100 simulated futures.", throughline_domain::words::of_100(change.pays_in));
        let sentence = match change.total {
            0 if change.lines.is_empty() => "This order is the same: nobody waits longer or shorter.".to_owned(),
            0 => "This order costs the same.".to_owned(),
            more if more > 0 => format!("This order costs {amount} more.{sure}{pays}"),
            _ => format!("This order saves {amount}.{sure}{pays}"),
        };
        PricedOrder {
            cost_minor: today.carried.cost,
            total_minor: change.total,
            range: change.range,
            pays_in: change.pays_in,
            lines: change.lines.iter().filter_map(line).collect(),
            sentence,
            version: today.version,
            currency,
        }
    }
}
