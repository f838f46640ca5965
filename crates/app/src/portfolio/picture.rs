//! One picture: how it is made, and made anew after a change.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::{
    answers::Answers,
    basis::{Basis, zone_of},
    changes::Changes,
    links::Links,
};
use crate::{priorities::Chosen, roadmap::Plans};
use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    MemberId, ProblemId, SourceId, TicketId, Ts,
    connections::Source,
    people::Member,
    priorities::{
        Disagreement, Gaps, Item, Method, NotDoing, Pin, Portfolio, Rollup, Stamp, Waiting, Why, WhyError,
        cost_of_not_doing, disagreements, why,
    },
    roadmap::Kept,
    strategy::{Goals, Problem},
    tickets::Ticket,
    urgency::Interruptible,
    value::{DurationWeeks, TicketValue},
};
use throughline_store::search::FoundTerms;
use throughline_value_line::Context;

/// Disagreements between the methods that a page shows.
const MOST_DISAGREEMENTS: usize = 5;
/// Answers to "why is this above that" that are kept. Each weighs about a kilobyte.
const MOST_ANSWERS: usize = 200;
/// Costs of not doing something that are kept. Each weighs up to 160 kB, most of them a tenth of it.
const MOST_NOT_DOING: usize = 50;
/// Searches whose answers are kept: a next page, or the same words asked by many. Each weighs up to 16 kB.
const MOST_SEARCHES: usize = 256;

/// What a picture is made of, besides its basis.
pub(crate) struct Rows {
    /// The last event in it.
    pub event: i64,
    pub goals: Goals,
    pub sources: Vec<Source>,
    /// Removed ones too: history names them.
    pub members: Vec<Member>,
    pub pins: Vec<Pin>,
    pub kept: Kept,
    /// Tickets closed in past weeks, the oldest first.
    pub closed_by_week: Vec<u32>,
}

/// A workspace's open work and goals as they were after an event, on a day.
pub(crate) struct Picture {
    pub portfolio: Portfolio,
    pub goals: Goals,
    pub sources: BTreeMap<SourceId, Source>,
    /// What is kept of the roadmap.
    pub kept: Kept,
    pub closed_by_week: Vec<u32>,
    /// The roadmap of this picture, and the search for a better one.
    pub plans: Plans,
    /// What was found for the words of searches before.
    pub terms: FoundTerms,
    basis: Basis,
    zone: TimeZone,
    names: HashMap<MemberId, Box<str>>,
    pub(super) links: Arc<Links>,
    rollup: OnceLock<Rollup>,
    gaps: OnceLock<Gaps>,
    waiting: OnceLock<Waiting>,
    unpriced: OnceLock<usize>,
    disagreements: OnceLock<Vec<Disagreement>>,
    interruptible: OnceLock<Result<Interruptible, String>>,
    whys: Answers<Asked, Why>,
    not_doing: Answers<(Chosen, u16), NotDoing>,
    /// What was found for words before, and how many were looked for at most. A change of any ticket makes another
    /// picture.
    searches: Mutex<HashMap<Box<str>, Searched>>,
}

/// How many matches were looked for at most, and what was found.
type Searched = (i64, Arc<[TicketId]>);

/// Which method, and which two tickets.
type Asked = (Method, TicketId, TicketId);

impl Picture {
    /// The picture of these rows. `before`: the one that lacks only these changes, if there is one on the same basis.
    pub fn of(before: Option<&Self>, changes: Changes, rows: Rows) -> Self {
        let Changes { basis, links, mut items, gone } = changes;
        let sources: BTreeMap<SourceId, Source> = rows.sources.into_iter().map(|source| (source.id, source)).collect();
        for item in &mut items {
            Arc::make_mut(item).waits_for = links.waits_for(item.id, &sources);
        }
        let portfolio = if let Some(before) = before {
            let news: HashSet<TicketId> = items.iter().map(|item| item.id).chain(gone.iter().copied()).collect();
            items.extend(newly_linked(before, &news, &|id| links.waits_for(id, &sources)));
            before.portfolio.with_changes(rows.event, items, &gone, None, Some(rows.pins))
        } else {
            let stamp = Stamp {
                event: rows.event,
                context: basis.revision(),
                today: basis.today,
                currency: basis.workspace.currency,
            };
            Portfolio::new(stamp, items, basis.teams.values().cloned().collect(), rows.pins)
        };
        Self {
            portfolio,
            goals: rows.goals,
            kept: rows.kept,
            closed_by_week: rows.closed_by_week,
            plans: Plans::default(),
            terms: FoundTerms::default(),
            sources,
            zone: zone_of(&basis.workspace),
            basis,
            names: names_of(&rows.members),
            links,
            rollup: OnceLock::new(),
            gaps: OnceLock::new(),
            waiting: OnceLock::new(),
            unpriced: OnceLock::new(),
            disagreements: OnceLock::new(),
            interruptible: OnceLock::new(),
            whys: Answers::up_to(MOST_ANSWERS),
            not_doing: Answers::up_to(MOST_NOT_DOING),
            searches: Mutex::default(),
        }
    }

    /// Whether it was made for today.
    pub fn is_of_today(&self, now: Ts) -> bool {
        now.date_in(&self.zone) == self.basis.today
    }

    /// Whether a picture of these rows would be this one again if no ticket changed: most events, such as sign-ins,
    /// change nothing in it.
    pub fn shows(&self, rows: &Rows) -> bool {
        rows.goals == self.goals
            && rows.sources.iter().eq(self.sources.values())
            && rows.pins.len() == self.portfolio.pins().len()
            && rows.pins.iter().all(|pin| self.portfolio.pins().contains(pin))
            && rows.kept == self.kept
            && rows.closed_by_week == self.closed_by_week
            && names_of(&rows.members) == self.names
    }

    /// Number of the last event in it.
    pub fn event(&self) -> i64 {
        self.portfolio.stamp().event
    }

    /// The day it was made for, in the workspace's time zone.
    pub fn today(&self) -> Date {
        self.basis.today
    }

    /// Whether its prices rest on this.
    pub fn rests_on(&self, basis: &Basis) -> bool {
        self.basis == *basis
    }

    /// Money that waits, summed up the line.
    pub fn rollup(&self) -> &Rollup {
        self.rollup.get_or_init(|| Rollup::of(&self.portfolio, &self.goals))
    }

    /// Where the line is missing.
    pub fn gaps(&self) -> &Gaps {
        self.gaps.get_or_init(|| Gaps::find(&self.goals, self.portfolio.items().iter().map(Arc::as_ref), self.today()))
    }

    /// What all open work together costs by waiting.
    pub fn waiting(&self) -> &Waiting {
        self.waiting.get_or_init(|| {
            let all: Vec<&Item> = self.portfolio.items().iter().map(Arc::as_ref).collect();
            Waiting::for_all(&self.portfolio, &all)
        })
    }

    /// How many open tickets have no price in the workspace's currency.
    pub fn unpriced(&self) -> usize {
        *self.unpriced.get_or_init(|| {
            let currency = self.portfolio.currency();
            self.portfolio.items().iter().filter(|item| item.price_in(currency).is_none()).count()
        })
    }

    /// Where the methods part most.
    pub fn disagreements(&self) -> &[Disagreement] {
        self.disagreements.get_or_init(|| disagreements(&self.portfolio, MOST_DISAGREEMENTS))
    }

    /// Today's plan, laid out for the price of an interruption, or why there is none.
    pub fn interruptible(&self) -> &Result<Interruptible, String> {
        self.interruptible.get_or_init(|| Interruptible::of(&self.portfolio, &self.kept, self.working_days_per_week()))
    }

    /// The workspace's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// An answer given before.
    pub fn answered(&self, asked: Asked) -> Option<Arc<Why>> {
        self.whys.get(&asked)
    }

    /// Why one of two tickets stands above the other. Kept.
    pub fn why(&self, method: Method, a: TicketId, b: TicketId) -> Result<Arc<Why>, WhyError> {
        let asked = (method, a, b);
        if let Some(why) = self.answered(asked) {
            return Ok(why);
        }
        Ok(self.whys.keep(asked, why(&self.portfolio, method, a, b)?))
    }

    /// What not doing something within so many weeks costs, if that was asked before.
    pub fn not_doing_before(&self, chosen: Chosen, weeks: u16) -> Option<Arc<NotDoing>> {
        self.not_doing.get(&(chosen, weeks))
    }

    /// What not doing something within so many weeks costs. Kept.
    pub fn not_doing(&self, chosen: Chosen, weeks: u16) -> Arc<NotDoing> {
        let parts = match chosen {
            Chosen::Ticket(id) => vec![(id, 1.0)],
            Chosen::Below(link) => {
                let below = self.goals.below(link);
                let part = |item: &Item| below.get(&item.problem_id?).map(|part| (item.id, *part));
                self.portfolio.items().iter().filter_map(|item| part(item)).collect()
            }
        };
        self.not_doing.keep((chosen, weeks), cost_of_not_doing(&self.portfolio, &parts, weeks))
    }

    /// What was found for these words before, if that was all of it or as much as is wanted.
    pub fn found_before(&self, typed: &str, wanted: i64) -> Option<Arc<[TicketId]>> {
        let searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        let (most, found) = searches.get(typed)?;
        let all = i64::try_from(found.len()).is_ok_and(|found| found < *most);
        (all || *most >= wanted).then(|| Arc::clone(found))
    }

    /// Keeps what was found when at most so many were looked for, unless more is kept; what was found before goes when
    /// there is much of it.
    pub fn keep_search(&self, typed: &str, most: i64, found: &Arc<[TicketId]>) {
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        if searches.get(typed).is_some_and(|(kept, _)| *kept >= most) {
            return;
        }
        if searches.len() >= MOST_SEARCHES {
            searches.clear();
        }
        searches.insert(typed.into(), (most, Arc::clone(found)));
    }

    /// Name of a member, removed or not.
    pub fn name_of(&self, member: MemberId) -> Option<&str> {
        self.names.get(&member).map(AsRef::as_ref)
    }

    /// A problem that is not deleted.
    pub fn problem(&self, id: ProblemId) -> Option<&Problem> {
        self.goals.problem(id)
    }

    /// Working days in a week.
    pub fn working_days_per_week(&self) -> i32 {
        self.basis.workspace.working_days_per_week
    }

    /// How a sentence is read here.
    pub fn context(&self) -> Context {
        self.basis.context()
    }

    /// A ticket's duration and value, with how it was computed.
    pub fn value(&self, ticket: &Ticket) -> (DurationWeeks, TicketValue) {
        self.basis.value(ticket, &self.context())
    }

    /// A ticket as the ranking would see it, whether it is open or not.
    pub fn item(&self, ticket: &Ticket) -> Item {
        let waits_for = self.links.waits_for_of(ticket, &self.sources);
        self.basis.item(ticket, &self.context(), waits_for)
    }
}

fn names_of(members: &[Member]) -> HashMap<MemberId, Box<str>> {
    members.iter().map(|member| (member.id, member.name.as_str().into())).collect()
}

/// Tickets that wait for one that came, went or came back since: only their links change.
fn newly_linked(
    before: &Picture,
    changed: &HashSet<TicketId>,
    waits_for: &dyn Fn(TicketId) -> Vec<TicketId>,
) -> Vec<Arc<Item>> {
    let linked = before.links.waiting_besides(changed).into_iter().filter_map(|id| {
        let item = before.portfolio.get(id)?;
        let waits_for = waits_for(id);
        (item.waits_for != waits_for).then(|| Arc::new(Item { waits_for, ..Item::clone(item) }))
    });
    linked.collect()
}
