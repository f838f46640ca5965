//! The whole line from the North Star to the tickets, and one goal with all that is below it.

mod quarters;
mod statement;

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use throughline_domain::{
    Estimate, ProblemId, Quarter, QuarterError, TicketId,
    people::Action,
    priorities::{ClaimedTwice, Item, Method, Waiting},
    strategy::{
        Break, CycleState, Goals, KeyResult, KeyResultShare, Link, Objective, ObjectiveShare, Problem,
        lint::{self, Given, Remark},
    },
    words,
};

use self::{quarters::quarters, statement::statement_of};
use super::{GoalRef, GoalShare, GoalView, Level, MapNode, MapQuery, MapView, gaps::nobody};
use crate::{Actor, App, AppError, boxed, portfolio::Picture};

/// Tickets of a problem, and orphans, that the map lists.
const MOST_TICKETS: usize = 50;
/// Tickets without a price that a node names.
const MOST_UNPRICED: usize = 50;
/// Tickets below a goal that its page lists.
const MOST_BELOW: usize = 200;

/// Whether an objective or a key result belongs to a closed cycle.
fn closed(goals: &Goals, link: Link) -> bool {
    let objective = match link {
        Link::Objective(id) => goals.objective(id),
        Link::KeyResult(id) => goals.key_result(id).and_then(|result| goals.objective(result.objective_id)),
        _ => None,
    };
    let cycle = objective.and_then(|objective| objective.cycle_id).and_then(|id| goals.cycle(id));
    cycle.is_some_and(|cycle| cycle.state() == CycleState::Closed)
}

/// What a key result or a problem counts for, if for several goals.
fn shares(goals: &Goals, link: Link) -> Vec<GoalShare> {
    match link {
        Link::KeyResult(id) => {
            let of = goals.key_result(id).map_or(&[][..], |result| result.shares.as_slice());
            let share = |share: &ObjectiveShare| {
                let goal = goals.objective(share.objective_id)?;
                Some(GoalShare {
                    level: Level::Objective,
                    id: goal.id.to_string(),
                    key: goal.key.clone(),
                    title: goal.title.clone(),
                    percent: share.percent,
                })
            };
            of.iter().filter_map(share).collect()
        }
        Link::Problem(id) => {
            let of = goals.problem(id).map_or(&[][..], |problem| problem.shares.as_slice());
            let share = |share: &KeyResultShare| {
                let goal = goals.key_result(share.key_result_id)?;
                Some(GoalShare {
                    level: Level::KeyResult,
                    id: goal.id.to_string(),
                    key: goal.key.clone(),
                    title: goal.title.clone(),
                    percent: share.percent,
                })
            };
            of.iter().filter_map(share).collect()
        }
        _ => Vec::new(),
    }
}

/// What the sentence of a key result or a problem leaves open.
fn remarks(goals: &Goals, link: Link) -> Vec<Remark> {
    match link {
        Link::KeyResult(id) => goals.key_result(id).map_or_else(Vec::new, |goal| {
            let cycle = goals.objective(goal.objective_id).and_then(|objective| objective.ends_on);
            let dated = goal.due_on.or(cycle).is_some();
            let given = Given { start: goal.start, target: goal.target, metric: goal.metric_id.is_some(), dated };
            lint::key_result(&goal.title, given)
        }),
        Link::Problem(id) => goals.problem(id).map_or_else(Vec::new, |problem| {
            lint::problem(&problem.title, &problem.expected_effect, problem.due_on.is_some())
        }),
        _ => Vec::new(),
    }
}

impl App {
    /// The whole line from the North Star to the tickets.
    #[boxed]
    pub async fn map(&self, actor: &Actor, query: MapQuery) -> Result<MapView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let wanted =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let quarter = wanted(&query.quarter)
            .map(|text| text.parse().map_err(|error: QuarterError| AppError::field("quarter", text, error.to_string())))
            .transpose()?;
        let picture = self.picture(actor).await?;
        let mut atlas = Atlas::of(&picture);
        atlas.quarter = quarter;
        atlas.tickets = query.tickets.map_or(MOST_TICKETS, |most| MOST_TICKETS.min(most as usize));
        if let Some(focus) = wanted(&query.focus) {
            atlas.focus(&focus);
        }
        Ok(atlas.map())
    }

    /// A goal with all the work below it and its money.
    #[boxed]
    pub async fn goal_work(&self, actor: &Actor, goal: GoalRef) -> Result<GoalView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let atlas = Atlas::of(&picture);
        let (node, link, above) = atlas.goal(&goal.0).ok_or(AppError::NotFound { what: "goal" })?;
        let mut below: Vec<&Arc<Item>> = picture
            .portfolio
            .items()
            .iter()
            .filter(|item| picture.goals.above(item.problem_id).contains_key(&link))
            .collect();
        sort_by_money(&picture, &mut below);
        let score = match link {
            Link::KeyResult(id) => {
                self.key_result_scores(actor).await?.into_iter().find(|score| score.key_result_id == id)
            }
            _ => None,
        };
        Ok(GoalView {
            remarks: remarks(&picture.goals, link),
            closed: closed(&picture.goals, link),
            shares: shares(&picture.goals, link),
            score,
            statement: atlas.goal_statement(&node, link),
            tickets_total: count(below.len()),
            tickets: below.iter().take(MOST_BELOW).map(|item| picture.row(item, Method::Cd3)).collect(),
            above: above.iter().rev().filter_map(|link| picture.chain_link(*link)).collect(),
            node,
            currency: picture.portfolio.currency(),
        })
    }
}

/// The dearest wait first, then what has no price, oldest first.
fn sort_by_money(picture: &Picture, items: &mut [&Arc<Item>]) {
    let currency = picture.portfolio.currency();
    let cost = |item: &Item| item.price_in(currency).map_or(-1.0, |price| price.cost_of_delay_per_week.mean);
    items.sort_by(|a, b| cost(b).total_cmp(&cost(a)).then(a.id.cmp(&b.id)));
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How much of a thing is drawn at a place: what serves several goals hangs on each of them by its part.
#[derive(Clone, Copy)]
struct Part {
    /// Of what it hangs on, 0 to 1.
    here: f64,
    /// Of all of it, 0 to 1.
    whole: f64,
    /// Whether what it hangs on is on the line in focus.
    focused: bool,
}

impl Part {
    const ALL: Self = Self { here: 1.0, whole: 1.0, focused: true };

    fn of(self, amount: Option<Estimate>) -> Option<Estimate> {
        if self.whole < 1.0 { amount.map(|amount| amount.scaled(self.whole)) } else { amount }
    }

    fn percent(self) -> Option<i64> {
        (self.here < 1.0).then(|| i64::from(words::of_100(self.here)))
    }
}

/// A picture laid out to be drawn.
struct Atlas<'p> {
    picture: &'p Picture,
    of_problem: HashMap<ProblemId, Vec<&'p Arc<Item>>>,
    /// The line in focus: its links, and its ticket.
    focus: (Vec<Link>, Option<TicketId>),
    /// The quarter whose goals are drawn; all without one.
    quarter: Option<Quarter>,
    /// Tickets of a problem that are listed.
    tickets: usize,
}

impl<'p> Atlas<'p> {
    fn of(picture: &'p Picture) -> Self {
        let mut of_problem: HashMap<ProblemId, Vec<&Arc<Item>>> = HashMap::new();
        for item in picture.portfolio.items() {
            if let Some(problem) = item.problem_id {
                of_problem.entry(problem).or_default().push(item);
            }
        }
        for items in of_problem.values_mut() {
            sort_by_money(picture, items);
        }
        Self { picture, of_problem, focus: (Vec::new(), None), quarter: None, tickets: MOST_TICKETS }
    }

    /// Puts the line of a ticket or goal in focus; a name that nothing has changes nothing.
    fn focus(&mut self, name: &str) {
        if let Ok(ticket) = self.picture.named(name) {
            let problem = self.picture.portfolio.get(ticket).and_then(|item| item.problem_id);
            self.focus = (self.picture.goals.chain(problem).links, Some(ticket));
        } else if let Some((_, link, mut above)) = self.goal(name) {
            above.insert(0, link);
            self.focus = (above, None);
        }
    }

    fn is_focused(&self, link: Link) -> bool {
        self.focus.0.contains(&link)
    }

    /// A goal by key or id, with the way up from it, nearest first.
    fn goal(&self, name: &str) -> Option<(MapNode, Link, Vec<Link>)> {
        let goals = &self.picture.goals;
        let link = goals.named(name)?;
        Some(match link {
            Link::Problem(id) => {
                let chain = goals.chain(Some(id)).links;
                (self.problem(goals.problem(id)?, Part::ALL), link, chain[1..].to_vec())
            }
            Link::KeyResult(id) => {
                let key_result = goals.key_result(id)?;
                let first = goals.objectives_of(key_result).first().map_or(key_result.objective_id, |(id, _)| *id);
                let mut above = vec![Link::Objective(first)];
                above.extend(self.above_objective(first));
                (self.key_result(key_result, Part::ALL), link, above)
            }
            Link::Objective(id) => (self.objective(goals.objective(id)?), link, self.above_objective(id)),
            Link::Metric(_) | Link::NorthStar(_) => return None,
        })
    }

    /// The metrics above an objective, nearest first.
    fn above_objective(&self, id: throughline_domain::ObjectiveId) -> Vec<Link> {
        let goals = &self.picture.goals;
        let mut above = Vec::new();
        let mut metric = goals.objective(id).and_then(|objective| objective.metric_id).and_then(|id| goals.metric(id));
        while let Some(at) = metric.filter(|_| above.len() <= goals.metrics().len()) {
            above.push(if at.north_star { Link::NorthStar(at.id) } else { Link::Metric(at.id) });
            metric = if at.north_star { None } else { at.parent_id.and_then(|id| goals.metric(id)) };
        }
        above
    }

    fn map(&self) -> MapView {
        let picture = self.picture;
        let goals = &picture.goals;
        let drawn = |one: &&Objective| self.quarter.is_none_or(|quarter| quarter.overlaps(one.starts_on, one.ends_on));
        let objectives = sorted(goals.objectives().iter().filter(drawn).map(|one| self.objective(one)).collect());
        let unfunded: Vec<MapNode> = objectives.iter().filter(|node| node.tickets == 0).cloned().collect();
        // What hangs on no goal belongs to no quarter.
        let everything = self.quarter.is_none();
        let mut loose: Vec<MapNode> = goals
            .problems()
            .iter()
            .filter(|_| everything)
            .filter(|problem| goals.chain(Some(problem.id)).broken == Some(Break::NoKeyResult))
            .map(|problem| self.problem(problem, Part::ALL))
            .collect();
        let gaps = picture.gaps();
        let orphans: &[TicketId] = if everything { &gaps.orphans } else { &[] };
        let listed = orphans.iter().filter_map(|id| picture.portfolio.get(*id)).take(MOST_TICKETS);
        let mut root = self.north_star();
        let claimed_twice = match self.quarter {
            None => picture.waiting().claimed_twice.clone(),
            Some(_) => self.only(&mut root, &objectives),
        };
        root.tickets = self.tickets_below(&objectives);
        root.children = objectives;
        root.children.append(&mut loose);
        MapView {
            orphans: listed.map(|item| picture.row(item, Method::Cd3)).collect(),
            orphans_total: count(orphans.len()),
            quarters: quarters(goals.objectives()),
            claimed_twice,
            currency: picture.portfolio.currency(),
            statement: match self.quarter {
                None => self.statement(unfunded.len()),
                Some(quarter) => statement_of(quarter, &root, unfunded.len()),
            },
            unfunded,
            root,
        }
    }

    /// Leaves in the North Star the money of the work below some objectives; gives what is claimed twice among all of it.
    fn only(&self, root: &mut MapNode, objectives: &[MapNode]) -> Vec<ClaimedTwice> {
        let goals = &self.picture.goals;
        let drawn: HashSet<&str> = objectives.iter().map(|node| node.id.as_str()).collect();
        let is_drawn = |link: &Link| matches!(link, Link::Objective(id) if drawn.contains(id.to_string().as_str()));
        let reaches = |id| matches!(self.above_objective(id).last(), Some(Link::NorthStar(_)));
        let (mut below, mut reaching) = (Vec::new(), Vec::new());
        for (problem, items) in &self.of_problem {
            let (mut here, mut up) = (0.0, 0.0);
            for (link, part) in goals.above(Some(*problem)) {
                let Link::Objective(id) = link else { continue };
                if is_drawn(&link) {
                    here += part;
                    up += if reaches(id) { part } else { 0.0 };
                }
            }
            let parts = |part: f64| items.iter().map(move |item| (item.as_ref(), part)).filter(|(_, part)| *part > 0.0);
            below.extend(parts(here));
            reaching.extend(parts(up));
        }
        let sum = |mut items: Vec<(&Item, f64)>| {
            items.sort_by_key(|(item, _)| item.id);
            Waiting::for_parts(&self.picture.portfolio, &items)
        };
        let all_reach =
            below.len() == reaching.len() && below.iter().zip(&reaching).all(|(one, other)| one.1 <= other.1);
        let reaching = sum(reaching);
        root.cost_of_delay_per_week = reaching.cost_of_delay_per_week;
        root.counted_once_per_week = reaching.counted_once_per_week;
        root.claimed_twice = reaching.claimed_twice;
        if all_reach { root.claimed_twice.clone() } else { sum(below).claimed_twice }
    }

    fn north_star(&self) -> MapNode {
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
            focused: link.is_some_and(|link| self.is_focused(link)),
            children: Vec::new(),
            more: 0,
        }
    }

    fn objective(&self, objective: &Objective) -> MapNode {
        let goals = &self.picture.goals;
        let link = Link::Objective(objective.id);
        let part_of = |one: &KeyResult| goals.objectives_of(one).into_iter().find(|(id, _)| *id == objective.id);
        let focused = self.is_focused(link);
        let children = goals.key_results().iter().filter_map(|one| {
            let (_, part) = part_of(one)?;
            Some(self.key_result(one, Part { here: part, whole: part, focused }))
        });
        let children = sorted(children.collect());
        let ended = objective.ends_on.filter(|last| *last < self.picture.today());
        let tickets = self.tickets_of(link);
        let cycle = objective.cycle_id.and_then(|id| goals.cycle(id));
        let broken = if let Some(last) = ended {
            Some(format!("It ended on {}.", words::day(last, self.picture.today())))
        } else if let Some(closed) = cycle.filter(|cycle| cycle.state() == CycleState::Closed) {
            Some(format!("It belongs to {}, which is closed.", closed.name))
        } else if tickets == 0 {
            Some(nobody(objective.at_stake))
        } else {
            self.above_is_broken(objective)
        };
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
            broken,
            focused: self.is_focused(link),
            children,
            more: 0,
        }
    }

    /// Why the line of an objective does not reach the North Star, if it does not.
    fn above_is_broken(&self, objective: &Objective) -> Option<String> {
        match self.above_objective(objective.id).last() {
            Some(Link::NorthStar(_)) => None,
            Some(_) => Some(Break::LooseMetric.to_string()),
            None => Some(Break::NoMetric.to_string()),
        }
    }

    fn key_result(&self, key_result: &KeyResult, part: Part) -> MapNode {
        let goals = &self.picture.goals;
        let link = Link::KeyResult(key_result.id);
        let part_of = |one: &Problem| goals.key_results_of(one).into_iter().find(|(id, _)| *id == key_result.id);
        let focused = part.focused && self.is_focused(link);
        let children = goals.problems().iter().filter_map(|one| {
            let (_, here) = part_of(one)?;
            Some(self.problem(one, Part { here, whole: here * part.whole, focused }))
        });
        let children = sorted(children.collect());
        let tickets = self.tickets_of(link);
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
            broken: if children.is_empty() {
                let stake = goals.objective(key_result.objective_id).and_then(|goal| goal.at_stake);
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

    fn problem(&self, problem: &Problem, part: Part) -> MapNode {
        let items = self.of_problem.get(&problem.id).map(Vec::as_slice).unwrap_or_default();
        let link = Link::Problem(problem.id);
        let is_listed = |(place, item): &(usize, &&Arc<Item>)| *place < self.tickets || self.focus.1 == Some(item.id);
        let listed: Vec<MapNode> =
            items.iter().enumerate().filter(is_listed).map(|(_, item)| self.ticket(item, part)).collect();
        MapNode {
            level: Level::Problem,
            id: problem.id.to_string(),
            key: Some(problem.key.clone()),
            title: problem.title.clone(),
            why: Some(problem.hypothesis.clone()).filter(|why| !why.is_empty()),
            cost_of_delay_per_week: part.of(self.money(link)),
            counted_once_per_week: part.of(self.once(link)),
            claimed_twice: self.claimed_twice(link),
            tickets: count(items.len()),
            unpriced: self.unpriced(link),
            share_percent: part.percent(),
            broken: match self.picture.goals.chain(Some(problem.id)).broken {
                Some(broken) => Some(broken.to_string()),
                None => items.is_empty().then(|| nobody(None)),
            },
            focused: part.focused && self.is_focused(link),
            more: count(items.len() - listed.len()),
            children: listed,
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
            broken: None,
            focused: part.focused && self.focus.1 == Some(item.id),
            children: Vec::new(),
            more: 0,
        }
    }

    fn money(&self, link: Link) -> Option<Estimate> {
        self.picture.rollup().below(link).and_then(|waiting| waiting.cost_of_delay_per_week)
    }

    /// Open tickets below a link, each once.
    fn tickets_of(&self, link: Link) -> i64 {
        self.picture.rollup().below(link).map_or(0, |waiting| count(waiting.tickets))
    }

    /// Open tickets below some objectives, each once.
    fn tickets_below(&self, objectives: &[MapNode]) -> i64 {
        let ids: HashSet<&str> = objectives.iter().map(|node| node.id.as_str()).collect();
        let is_drawn = |link: &Link| matches!(link, Link::Objective(id) if ids.contains(id.to_string().as_str()));
        let goals = &self.picture.goals;
        let below = self.of_problem.iter().filter(|(id, _)| goals.above(Some(**id)).keys().any(is_drawn));
        below.map(|(_, items)| count(items.len())).sum()
    }

    fn once(&self, link: Link) -> Option<Estimate> {
        self.picture.rollup().below(link).and_then(|waiting| waiting.counted_once_per_week)
    }

    fn claimed_twice(&self, link: Link) -> Vec<ClaimedTwice> {
        self.picture.rollup().below(link).map_or_else(Vec::new, |waiting| waiting.claimed_twice.clone())
    }

    fn unpriced(&self, link: Link) -> Vec<String> {
        let not_counted = self.picture.rollup().below(link).map(|waiting| waiting.not_counted.as_slice());
        not_counted.unwrap_or_default().iter().take(MOST_UNPRICED).cloned().collect()
    }
}

/// The dearest first; equal ones as they were.
fn sorted(mut nodes: Vec<MapNode>) -> Vec<MapNode> {
    nodes.sort_by_key(|node| Reverse(node.cost_of_delay_per_week.map_or(-1, whole)));
    nodes
}

#[expect(clippy::cast_possible_truncation, reason = "only compared")]
fn whole(cost: Estimate) -> i64 {
    cost.mean as i64
}
