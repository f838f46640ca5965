//! The whole line from the North Star to the tickets.

mod goal;
mod nodes;
mod quarters;
mod statement;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use throughline_domain::{
    Estimate, ProblemId, Quarter, QuarterError, TicketId,
    people::Action,
    priorities::{ClaimedTwice, Item, Method, Waiting},
    strategy::{Break, Link, Objective},
};

use self::{
    nodes::{Part, sorted},
    quarters::quarters,
    statement::statement_of,
};
use super::{MapNode, MapQuery, MapView};
use crate::{Actor, App, AppError, boxed, portfolio::Picture};

/// Tickets of a problem, and orphans, that the map lists.
const MOST_TICKETS: usize = 50;
/// Tickets without a price that a node names.
const MOST_UNPRICED: usize = 50;

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
                let objective = goals.first_objective(key_result);
                let first = objective.map_or(key_result.objective_id, |objective| objective.id);
                let mut above = vec![Link::Objective(first)];
                above.extend(self.above_objective(first));
                (self.key_result(key_result, objective, Part::ALL), link, above)
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
        let unfunded: Vec<MapNode> =
            objectives.iter().filter(|node| node.tickets == 0 && !node.ended).cloned().collect();
        // What hangs on no goal belongs to no quarter.
        let everything = self.quarter.is_none();
        let mut loose: Vec<MapNode> = goals
            .problems()
            .iter()
            .filter(|_| everything)
            .filter(|problem| goals.whole_of(problem).is_none())
            .filter(|problem| {
                matches!(goals.chain(Some(problem.id)).broken, Some(Break::NoKeyResult | Break::NoParent))
            })
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
