//! The moves that lead from one order to a better one, one by one, each worth most of those that are left.

use throughline_scheduler::{Day, Money};

use crate::{
    TeamId, TicketId,
    roadmap::{Futures, Mapping, Sequence, Step, futures::share_cheaper},
};

/// Moves that are shown.
const MOST_MOVES: usize = 8;
/// Tickets for which a move is tried at each step, the most promising first.
const MOST_TRIED: usize = 40;
/// The least that a move has to save, as a share of what the order costs: a stable roadmap is worth money, too.
const LEAST_SHARE: f64 = 0.000_5;

/// One move, on top of those before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// The change of the order.
    pub step: Step,
    /// The ticket that moves.
    pub ticket: TicketId,
    /// The team that does it then; none without a team.
    pub team: Option<TeamId>,
    /// Whether that is another team than before.
    pub changes_team: bool,
    /// The ticket of that team that it stands directly before; none to stand last.
    pub before: Option<TicketId>,
    /// What the whole order costs less, in minor units.
    pub saves: Money,
    /// Share of the simulated futures in which it does.
    pub pays_in: f64,
    /// The hours at which the ticket is done before and after, by the mean durations.
    pub done: [Day; 2],
}

/// Steps from one order towards another, each the one that saves most on top of those before it, as long as one saves.
pub fn steps_towards(mapping: &Mapping, from: &Sequence, to: &Sequence) -> Vec<Step> {
    let problem = &mapping.problem;
    let (mut at, mut cost) = (from.clone(), from.cost(problem));
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a threshold")]
    let least = ((cost as f64 * LEAST_SHARE) as Money).max(1);
    let mut steps = Vec::new();
    while steps.len() < MOST_MOVES {
        let tried = candidates(mapping, &at, to).into_iter().map(|step| (at.with_moved(&step).cost(problem), step));
        let Some((cheaper, step)) = tried.min_by_key(|(cost, _)| *cost).filter(|(then, _)| cost - then >= least) else {
            break;
        };
        at = at.with_moved(&step);
        cost = cheaper;
        steps.push(step);
    }
    steps
}

/// The moves of these steps with what each saves, one on top of the other.
pub fn moves(mapping: &Mapping, futures: &Futures, from: &Sequence, steps: &[Step]) -> Vec<Move> {
    let problem = &mapping.problem;
    let mut at = from.clone();
    let mut plan = at.plan(problem);
    let mut cost = at.cost(problem);
    let mut costs = futures.costs(mapping, &at);
    let mut found = Vec::with_capacity(steps.len());
    for &step in steps {
        let item = step.item as usize;
        let then = at.with_moved(&step);
        let (then_plan, then_cost) = (then.plan(problem), then.cost(problem));
        let then_costs = futures.costs(mapping, &then);
        let queue = |choice: u16| problem.choices(item)[usize::from(choice)].team as usize;
        found.push(Move {
            step,
            ticket: mapping.ticket(item),
            team: mapping.queues[queue(step.choice)],
            changes_team: at.choice[item] != step.choice,
            before: step.before.map(|before| mapping.ticket(before as usize)),
            saves: cost - then_cost,
            pays_in: share_cheaper(&costs, &then_costs),
            done: [plan.finish(problem, item), then_plan.finish(problem, item)],
        });
        (at, plan, cost, costs) = (then, then_plan, then_cost, then_costs);
    }
    found
}

/// Every ticket that stands behind another in its queue than in the better order, as the move that mends that; those
/// whose time changes most in money first.
fn candidates(mapping: &Mapping, at: &Sequence, to: &Sequence) -> Vec<Step> {
    let problem = &mapping.problem;
    let (now, then) = (at.plan(problem), to.plan(problem));
    let (followers_now, followers_then) = (followers(mapping, at), followers(mapping, to));
    let mut found: Vec<(Money, Step)> = (0..problem.len())
        .filter(|&item| problem.fixed(item).is_none())
        .filter(|&item| at.choice[item] != to.choice[item] || followers_now[item] != followers_then[item])
        .map(|item| {
            let curve = problem.curve(item);
            let gain = curve.at(now.finish(problem, item)) - curve.at(then.finish(problem, item));
            let step = Step {
                item: u32::try_from(item).unwrap_or(u32::MAX),
                choice: to.choice[item],
                before: followers_then[item],
            };
            (gain.abs(), step)
        })
        .collect();
    found.sort_by_key(|&(gain, step)| (std::cmp::Reverse(gain), step.item));
    found.into_iter().take(MOST_TRIED).map(|(_, step)| step).collect()
}

/// For each item, the next of its queue that is not fixed.
fn followers(mapping: &Mapping, sequence: &Sequence) -> Vec<Option<u32>> {
    let problem = &mapping.problem;
    let mut last: Vec<Option<u32>> = vec![None; problem.teams().len()];
    let mut next = vec![None; problem.len()];
    for &item in sequence.order.iter().rev().filter(|&&item| problem.fixed(item as usize).is_none()) {
        let queue = problem.choices(item as usize)[usize::from(sequence.choice[item as usize])].team as usize;
        next[item as usize] = last[queue].replace(item);
    }
    next
}
