//! A change of the order that somebody wants: whether it can be made, and what it costs.

use throughline_scheduler::{Day, Money};
use throughline_value_line::Estimate;

use crate::{
    TeamId, TicketId,
    priorities::summary,
    roadmap::{Mapping, Sequence, Step, Today, futures::share_cheaper},
};

/// Why a ticket cannot be moved there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// It is not on the roadmap: closed, deleted, or part of a circle.
    #[error("this ticket is not on the roadmap: it was closed, or it waits in a circle")]
    NotPlanned(TicketId),
    /// A ticket cannot stand before itself.
    #[error("a ticket cannot stand before itself; choose another one")]
    Itself,
    /// It is being worked on.
    #[error("this ticket is being worked on, so it stays where it is; stop the work first")]
    Begun(TicketId),
    /// Nobody said that this team could do it.
    #[error("nobody said that this team could do the ticket; name it as an alternative first")]
    NoSuchTeam,
    /// The other ticket is in another queue.
    #[error("the other ticket is done by another team, so there is no before and after between them")]
    OtherQueue,
    /// It waits for what it should stand before.
    #[error("it waits for the other ticket, over other tickets perhaps, so it cannot come before it")]
    WaitsForIt,
}

/// What a changed order costs beside today's.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The changed order.
    pub sequence: Sequence,
    /// What it costs more than today's, in minor units; negative saves. The sum of the lines.
    pub total: Money,
    /// The same over the simulated futures.
    pub range: Estimate,
    /// Share of the futures in which the changed order is the cheaper one; equal ones count half.
    pub pays_in: f64,
    /// The items whose time changes: index, hour at which each is done today and then, what that costs more. Those that
    /// cost or save most first.
    pub lines: Vec<(usize, [Day; 2], Money)>,
}

impl Mapping {
    /// The step that a wish stands for, in an order: a ticket directly before another of the same queue, or last. With a
    /// team it goes to that team.
    pub fn step(
        &self,
        order: &Sequence,
        ticket: TicketId,
        before: Option<TicketId>,
        team: Option<TeamId>,
    ) -> Result<Step, StepError> {
        let planned = |ticket| self.item(ticket).ok_or(StepError::NotPlanned(ticket));
        let item = planned(ticket)?;
        if self.problem.fixed(item).is_some() {
            return Err(StepError::Begun(ticket));
        }
        let queue_of = |item: usize, choice: u16| self.problem.choices(item)[usize::from(choice)].team as usize;
        let choice = match team {
            None => order.choice[item],
            Some(_) => (0_u16..)
                .take(self.problem.choices(item).len())
                .find(|&choice| self.queues[queue_of(item, choice)] == team)
                .ok_or(StepError::NoSuchTeam)?,
        };
        let before = match before.map(planned).transpose()? {
            None => None,
            Some(other) if other == item => return Err(StepError::Itself),
            Some(other) if queue_of(other, order.choice[other]) != queue_of(item, choice) => {
                return Err(StepError::OtherQueue);
            }
            Some(other) if self.waits(item, other) => return Err(StepError::WaitsForIt),
            Some(other) => Some(other),
        };
        let narrow = |item: usize| u32::try_from(item).unwrap_or(u32::MAX);
        Ok(Step { item: narrow(item), choice, before: before.map(narrow) })
    }

    /// Whether an item waits for another, over any number of steps, or may not overtake it.
    fn waits(&self, item: usize, other: usize) -> bool {
        let mut seen = vec![false; self.problem.len()];
        let mut path = vec![item];
        while let Some(at) = path.pop() {
            if at == other {
                return true;
            }
            for &first in self.problem.preds(at).iter().chain(self.problem.behind(at)) {
                if !std::mem::replace(&mut seen[first as usize], true) {
                    path.push(first as usize);
                }
            }
        }
        false
    }
}

impl Today {
    /// What another order costs beside today's: both re-timed in full, and both in the same futures.
    pub fn change(&self, sequence: Sequence) -> Change {
        let (mapping, now) = (&self.mapping, &self.carried);
        let plan = sequence.plan(&mapping.problem);
        let mut lines: Vec<(usize, [Day; 2], Money)> = (0..mapping.problem.len())
            .map(|item| {
                let done = [&now.plan, &plan].map(|plan| plan.finish(&mapping.problem, item));
                let [before, after] = done.map(|hour| mapping.problem.curve(item).at(hour));
                (item, done, after - before)
            })
            .filter(|(_, [before, after], _)| before != after)
            .collect();
        lines.sort_by_key(|&(item, [before, after], cost)| {
            (std::cmp::Reverse(cost.abs()), std::cmp::Reverse((after - before).abs()), item)
        });
        let costs = self.futures.costs(mapping, &sequence);
        let deltas = costs.iter().zip(&now.outlook.costs).map(|(after, before)| after - before).collect();
        Change {
            total: lines.iter().map(|line| line.2).sum(),
            range: summary(deltas),
            pays_in: share_cheaper(&now.outlook.costs, &costs),
            lines,
            sequence,
        }
    }
}
