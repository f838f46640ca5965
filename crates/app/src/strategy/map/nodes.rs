//! What is drawn at each place of the map.

use std::{cmp::Reverse, sync::Arc};

use throughline_domain::{
    Estimate,
    priorities::{Item, Method},
    strategy::{Break, KeyResult, Link, Objective, Problem},
    words,
};

use super::{Atlas, count};
use crate::strategy::{Level, MapNode, gaps::nobody};

/// How much of a thing is drawn at a place: what serves several goals hangs on each of them by its part.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Of what it hangs on, 0 to 1.
    here: f64,
    /// Of all of it, 0 to 1.
    whole: f64,
    /// Whether what it hangs on is on the line in focus.
    focused: bool,
}

impl Part {
    pub(super) const ALL: Self = Self { here: 1.0, whole: 1.0, focused: true };

    fn of(self, amount: Option<Estimate>) -> Option<Estimate> {
        if self.whole < 1.0 { amount.map(|amount| amount.scaled(self.whole)) } else { amount }
    }

    fn percent(self) -> Option<i64> {
        (self.here < 1.0).then(|| i64::from(words::of_100(self.here)))
    }
}

impl Atlas<'_> {
    pub(super) fn north_star(&self) -> MapNode {
        let picture = self.picture;
        let north_star = picture.goals.north_star();
        let link = north_star.map(|metric| Link::NorthStar(metric.id));
        MapNode {
            level: Level::NorthStar,
            id: north_star.map(|metric| metric.id.to_string()).unwrap_or_default(),
            key: None,
            title: north_star.map_or_else(|| "Choose a North Star".to_owned(), |metric| metric.name.clone()),
            why: north_star.map(|metric| metric.definition.clone()).filter(|why| !why.is_empty()),
            cost_of_delay_per_week: link.and_then(|link| self.money(link)),
            counted_once_per_week: link.and_then(|link| self.once(link)),
            claimed_twice: link.map_or_else(Vec::new, |link| self.claimed_twice(link)),
            tickets: 0,
            unpriced: Vec::new(),
            share_percent: None,
            broken: north_star.is_none().then(|| {
                "No metric is the North Star yet. Choose the one number that says whether the company does well."
                    .to_owned()
            }),
            ended: false,
            focused: link.is_some_and(|link| self.is_focused(link)),
            children: Vec::new(),
            more: 0,
        }
    }

    pub(super) fn objective(&self, objective: &Objective) -> MapNode {
        let goals = &self.picture.goals;
        let link = Link::Objective(objective.id);
        let part_of = |one: &KeyResult| goals.objectives_of(one).into_iter().find(|(id, _)| *id == objective.id);
        let focused = self.is_focused(link);
        let children = goals.key_results().iter().filter_map(|one| {
            let (_, part) = part_of(one)?;
            Some(self.key_result(one, Some(objective), Part { here: part, whole: part, focused }))
        });
        let children = sorted(children.collect());
        let tickets = self.tickets_of(link);
        let ended = self.ended(objective);
        let nobody = || (tickets == 0).then(|| nobody(objective.at_stake));
        MapNode {
            level: Level::Objective,
            id: objective.id.to_string(),
            key: Some(objective.key.clone()),
            title: objective.title.clone(),
            why: Some(objective.why.clone()).filter(|why| !why.is_empty()),
            cost_of_delay_per_week: self.money(link),
            counted_once_per_week: self.once(link),
            claimed_twice: self.claimed_twice(link),
            tickets,
            unpriced: self.unpriced(link),
            share_percent: None,
            ended: ended.is_some(),
            broken: ended.or_else(nobody).or_else(|| self.above_is_broken(objective)),
            focused: self.is_focused(link),
            children,
            more: 0,
        }
    }

    /// Why an objective is over, if it is.
    fn ended(&self, objective: &Objective) -> Option<String> {
        let (goals, today) = (&self.picture.goals, self.picture.today());
        let passed = objective.ends_on.filter(|last| *last < today);
        let cycle = || objective.cycle_id.and_then(|id| goals.cycle(id)).map(|cycle| cycle.name.as_str());
        goals.ended(objective, today).then(|| match passed {
            Some(last) => format!("It ended on {}.", words::day(last, today)),
            None => format!("It belongs to {}, which is closed.", cycle().unwrap_or_default()),
        })
    }

    /// Why the line of an objective does not reach the North Star, if it does not.
    fn above_is_broken(&self, objective: &Objective) -> Option<String> {
        match self.above_objective(objective.id).last() {
            Some(Link::NorthStar(_)) => None,
            Some(_) => Some(Break::LooseMetric.to_string()),
            None => Some(Break::NoMetric.to_string()),
        }
    }

    /// `under`: the objective on which it hangs here.
    pub(super) fn key_result(&self, key_result: &KeyResult, under: Option<&Objective>, part: Part) -> MapNode {
        let goals = &self.picture.goals;
        let link = Link::KeyResult(key_result.id);
        let part_of = |one: &Problem| goals.key_results_of(one).into_iter().find(|(id, _)| *id == key_result.id);
        let focused = part.focused && self.is_focused(link);
        // What refines another problem hangs on that one.
        let serving = goals.problems().iter().filter(|one| goals.whole_of(one).is_none());
        let children = serving.filter_map(|one| {
            let (_, here) = part_of(one)?;
            Some(self.problem(one, Part { here, whole: here * part.whole, focused }))
        });
        let children = sorted(children.collect());
        let tickets = self.tickets_of(link);
        let over = goals.result_ended(key_result, self.picture.today());
        MapNode {
            level: Level::KeyResult,
            id: key_result.id.to_string(),
            key: Some(key_result.key.clone()),
            title: key_result.title.clone(),
            why: None,
            cost_of_delay_per_week: part.of(self.money(link)),
            counted_once_per_week: part.of(self.once(link)),
            claimed_twice: self.claimed_twice(link),
            tickets,
            unpriced: self.unpriced(link),
            share_percent: part.percent(),
            ended: over,
            broken: if over {
                under.filter(|_| tickets == 0).and_then(|objective| self.ended(objective))
            } else if children.is_empty() {
                let stake = under.and_then(|goal| goal.at_stake);
                let waits = stake.map_or(String::new(), |_| format!("{} ", nobody(stake)));
                Some(format!("{waits}No problem restates it yet. Translate the goal."))
            } else {
                (tickets == 0).then(|| nobody(None))
            },
            focused: part.focused && self.is_focused(link),
            children,
            more: 0,
        }
    }

    pub(super) fn problem(&self, problem: &Problem, part: Part) -> MapNode {
        let items = self.of_problem.get(&problem.id).map(Vec::as_slice).unwrap_or_default();
        let link = Link::Problem(problem.id);
        let is_listed = |(place, item): &(usize, &&Arc<Item>)| *place < self.tickets || self.focus.1 == Some(item.id);
        let listed: Vec<MapNode> =
            items.iter().enumerate().filter(is_listed).map(|(_, item)| self.ticket(item, part)).collect();
        let more = count(items.len() - listed.len());
        let goals = &self.picture.goals;
        let focused = part.focused && self.is_focused(link);
        let below = Part { here: 1.0, focused, ..part };
        let mut children = listed;
        children.extend(sorted(goals.parts_of(problem.id).map(|one| self.problem(one, below)).collect()));
        let tickets = self.tickets_of(link);
        let over = goals.problem_ended(problem, self.picture.today());
        MapNode {
            level: Level::Problem,
            id: problem.id.to_string(),
            key: Some(problem.key.clone()),
            title: problem.title.clone(),
            why: Some(problem.hypothesis.clone()).filter(|why| !why.is_empty()),
            cost_of_delay_per_week: part.of(self.money(link)),
            counted_once_per_week: part.of(self.once(link)),
            claimed_twice: self.claimed_twice(link),
            tickets,
            unpriced: self.unpriced(link),
            share_percent: part.percent(),
            ended: over,
            broken: match goals.chain(Some(problem.id)).broken {
                Some(broken) => Some(broken.to_string()),
                None => (tickets == 0 && !over).then(|| nobody(None)),
            },
            focused,
            more,
            children,
        }
    }

    fn ticket(&self, item: &Item, part: Part) -> MapNode {
        let row = self.picture.row(item, Method::Cd3);
        let priced = row.cd3.is_some();
        MapNode {
            level: Level::Ticket,
            id: row.id.to_string(),
            key: Some(row.key.clone()),
            title: row.title,
            why: Some(row.reason),
            cost_of_delay_per_week: part.of(row.cost_of_delay_per_week.filter(|_| priced)),
            counted_once_per_week: part.of(row.cost_of_delay_per_week.filter(|_| priced)),
            claimed_twice: Vec::new(),
            tickets: 1,
            unpriced: if priced { Vec::new() } else { vec![row.key] },
            share_percent: None,
            ended: false,
            broken: None,
            focused: part.focused && self.focus.1 == Some(item.id),
            children: Vec::new(),
            more: 0,
        }
    }
}

/// The dearest first; equal ones as they were.
pub(super) fn sorted(mut nodes: Vec<MapNode>) -> Vec<MapNode> {
    nodes.sort_by_key(|node| Reverse(node.cost_of_delay_per_week.map_or(-1, whole)));
    nodes
}

#[expect(clippy::cast_possible_truncation, reason = "only compared")]
fn whole(cost: Estimate) -> i64 {
    cost.mean as i64
}
