//! This week: what matters, why, what is asked.

mod asked;

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate,
    people::{Action, Role},
    priorities::{Item, Method, order},
    words::weeks,
};
use throughline_value_line::format;
use utoipa::ToSchema;

use self::asked::{of_answers, of_questions, of_urgent};
use crate::{
    Actor, App, AppError, NorthStarView, TicketRow, UrgentThisWeek, boxed,
    portfolio::Picture,
    words::{counted, number},
};

/// What matters, at most.
const MOST_MATTERS: usize = 5;
/// What a statement names, at most.
const MOST_IN_A_STATEMENT: usize = 3;
/// What is asked of a reader, at most.
const MOST_ASKED: usize = 4;

/// Something that is asked of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    /// "Write why NF-187 is worth doing".
    pub title: String,
    /// Why it is asked, in a sentence.
    pub why: String,
    /// Where to do it, relative to the server.
    pub href: String,
    /// How long it takes.
    pub minutes: i64,
}

/// Something the leaders should explain, decide or repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signal {
    /// "leaders".
    pub for_whom: String,
    /// The signal.
    pub sentence: String,
    /// Where to look, relative to the server.
    pub href: String,
    /// What the link is called.
    pub link: String,
}

/// The week's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WeekView {
    /// ISO week: "2026-W42".
    pub week: String,
    /// Today, in the workspace's time zone.
    pub today: Date,
    /// The page's answer in one sentence.
    pub statement: String,
    /// The reason, in one or two sentences.
    pub lead: String,
    /// What matters, the first first, at most five.
    pub matters: Vec<TicketRow>,
    /// What is asked of the reader, at most four.
    pub asked: Vec<Asked>,
    /// The North Star.
    pub north_star: NorthStarView,
    /// Urgent requests, budgets and verdicts that are due.
    pub urgent: UrgentThisWeek,
    /// For leaders only.
    pub signals: Vec<Signal>,
    /// What a week of all waiting work costs, in minor units; none while nothing has a price.
    pub waiting_per_week: Option<Estimate>,
    /// How many open tickets have no price.
    pub unpriced_total: i64,
    /// How many open tickets there are.
    pub open_total: i64,
    /// Currency of the amounts.
    pub currency: Currency,
}

impl App {
    /// The week's page for this reader.
    #[boxed]
    pub async fn this_week(&self, actor: &Actor) -> Result<WeekView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let north_star = self.north_star(actor).await?;
        let latest_import = self.reader(actor).last_imports(1).await?.into_iter().next();
        let urgent = self.urgent_this_week(actor, &picture).await?;
        let (questions, answers) = self.questions_for(actor, &picture).await?;
        let week = Week { picture: &picture, matters: matters(&picture) };
        let weekly = self.weekly_asked(actor, &picture).await?;
        let (check_in, of_check_ins) = self.check_ins_this_week(actor, &picture).await?;
        let mut signals = Vec::new();
        if actor.role() >= Role::Leader {
            signals = week.signals();
            signals.extend(of_check_ins);
            signals.extend(self.late_source(actor, picture.goals.metrics()).await?);
            signals.extend(self.failing_source(actor, picture.goals.metrics()).await?);
        }
        let iso = picture.today().iso_week_date();
        Ok(WeekView {
            week: format!("{}-W{:02}", iso.year(), iso.week()),
            today: picture.today(),
            statement: week.statement(),
            lead: week.lead(),
            matters: week.matters.iter().map(|item| picture.row(item, Method::Cd3)).collect(),
            asked: {
                let first = of_urgent(actor.role(), &urgent).into_iter().chain(of_questions(&questions));
                let first = first.chain(of_answers(&answers)).chain(check_in).chain(weekly);
                week.asked(actor, latest_import.is_some(), first)
            },
            north_star,
            urgent,
            signals,
            waiting_per_week: picture.waiting().cost_of_delay_per_week,
            unpriced_total: i64::try_from(picture.unpriced()).unwrap_or(i64::MAX),
            open_total: i64::try_from(picture.portfolio.items().len()).unwrap_or(i64::MAX),
            currency: picture.portfolio.currency(),
        })
    }
}

/// The first tickets of the order by money that cost something by waiting.
fn matters(picture: &Picture) -> Vec<Arc<Item>> {
    let currency = picture.portfolio.currency();
    let costs = |item: &Item| item.price_in(currency).is_some_and(|price| price.cost_of_delay_per_week.mean > 0.0);
    let ordered = order(&picture.portfolio, Method::Cd3);
    let first = ordered.iter().take_while(|ranked| ranked.rank.is_some()).filter(|ranked| costs(&ranked.item));
    first.take(MOST_MATTERS).map(|ranked| Arc::clone(&ranked.item)).collect()
}

/// The week's order, to be told.
struct Week<'p> {
    picture: &'p Picture,
    matters: Vec<Arc<Item>>,
}

impl Week<'_> {
    /// What a week of waiting for a ticket costs, by its mean, because means add up.
    fn cost(&self, item: &Item) -> f64 {
        let currency = self.picture.portfolio.currency();
        item.price_in(currency).map_or(0.0, |price| price.cost_of_delay_per_week.mean)
    }

    fn total(&self) -> f64 {
        self.picture.waiting().cost_of_delay_per_week.map_or(0.0, |waiting| waiting.mean)
    }

    /// How many of the first tickets are together at least half of what waiting costs; at most three.
    fn first_half(&self) -> usize {
        let mut sum = 0.0;
        for (place, item) in self.matters.iter().enumerate().take(MOST_IN_A_STATEMENT) {
            sum += self.cost(item);
            if sum * 2.0 >= self.total() {
                return place + 1;
            }
        }
        self.matters.len().min(MOST_IN_A_STATEMENT)
    }

    /// "Two things matter this week: stop losing positions, and German and Spanish."
    fn statement(&self) -> String {
        let open = self.picture.portfolio.items().len();
        if open == 0 {
            return "No tickets yet. Import them from GitHub or a CSV file, or write the first one.".to_owned();
        }
        if self.matters.is_empty() {
            let unpriced = self.picture.unpriced();
            let says = match unpriced {
                0 => "Nothing is lost by waiting this week.",
                _ if unpriced < open => "Nothing that has a price loses by waiting this week.",
                _ => "Nothing has a price yet, so nothing can matter more than the rest. Price one ticket.",
            };
            return says.to_owned();
        }
        let titles: Vec<String> = self.matters[..self.first_half()].iter().map(|item| quoted(&item.title)).collect();
        match titles.as_slice() {
            [only] => format!("One thing matters this week: {only}."),
            several => format!(
                "{} things matter this week: {}.",
                number(several.len()),
                throughline_domain::words::list(several)
            ),
        }
    }

    /// Why: the part of the whole wait that the first tickets are.
    fn lead(&self) -> String {
        let currency = self.picture.portfolio.currency();
        let unpriced = match self.picture.unpriced() {
            0 => String::new(),
            1 => " One open ticket has no price and is not counted.".to_owned(),
            some => format!(" {} have no price and are not counted.", counted(some, "open ticket")),
        };
        if self.matters.is_empty() {
            return unpriced.trim_start().to_owned();
        }
        let half = self.first_half();
        let part: f64 = self.matters[..half].iter().map(|item| self.cost(item)).sum();
        let (part_said, whole_said) = (format::minor(part, currency), format::minor(self.total(), currency));
        let they = if half == 1 { "it is" } else { "together they are" };
        if part_said == whole_said {
            return format!("Because {they} all that waiting costs us: {whole_said} a week.{unpriced}");
        }
        format!(
            "Because {they} {} of what waiting costs us: {part_said} of {whole_said} a week. The rest waits its turn.{unpriced}",
            share(part / self.total())
        )
    }

    /// What this reader can do: what is asked first, then give a reason, a price, a goal.
    fn asked(&self, actor: &Actor, imported: bool, first: impl Iterator<Item = Asked>) -> Vec<Asked> {
        let role = actor.role();
        let mut asked: Vec<Asked> = first.collect();
        let mine = actor.member.as_ref().and_then(|member| member.team_id);
        if role >= Role::Leader && self.picture.goals.north_star().is_none() {
            asked.push(Asked {
                title: "Choose the North Star".to_owned(),
                why: "Every line ends there: the one number that says whether the company does well.".to_owned(),
                href: "/north-star".to_owned(),
                minutes: 5,
            });
        }
        if role >= Role::Member && self.picture.portfolio.items().is_empty() && !imported {
            asked.push(Asked {
                title: "Bring your tickets in".to_owned(),
                why: "From GitHub or a CSV file; nothing in your tracker changes.".to_owned(),
                href: "/import".to_owned(),
                minutes: 2,
            });
        }
        if role >= Role::Member {
            let of_my_team = |item: &&Arc<Item>| mine.is_none() || item.team_id == mine;
            let items = || self.picture.portfolio.items().iter().filter(of_my_team);
            if let Some(item) = items().find(|item| self.picture.is_orphan(item)) {
                asked.push(Asked {
                    title: format!("Write why {} is worth doing", item.key),
                    why: format!(
                        "{} takes {} and has no line to a goal.",
                        quoted(&item.title),
                        weeks(item.duration.mean)
                    ),
                    href: format!("/tickets/{}", item.key),
                    minutes: 5,
                });
            }
            let ambiguous = |item: &&Arc<Item>| {
                item.price.as_ref().is_some_and(|price| price.warnings.iter().any(|code| code.contains("AMBIGUOUS")))
            };
            if let Some(item) = items().find(ambiguous) {
                asked.push(Asked {
                    title: format!("Say how the percentage of {} is meant", item.key),
                    why: "It can be read as points or as a share, and the two differ much.".to_owned(),
                    href: format!("/tickets/{}", item.key),
                    minutes: 1,
                });
            }
            if let Some(item) = items().find(|item| item.has_line && item.price.is_none()) {
                asked.push(Asked {
                    title: format!("Give {} a number", item.key),
                    why: item.missing.as_deref().unwrap_or("Its line has no amount yet.").to_owned(),
                    href: format!("/tickets/{}", item.key),
                    minutes: 3,
                });
            }
        }
        if role >= Role::Leader
            && let Some(problem) =
                self.picture.gaps().unmeasurable_problems.first().and_then(|id| self.picture.problem(*id))
        {
            asked.push(Asked {
                title: format!("Say what {} would change", problem.key),
                why: format!("{} says no effect that could be measured.", quoted(&problem.title)),
                href: format!("/goals/{}", problem.key),
                minutes: 5,
            });
        }
        asked.truncate(MOST_ASKED);
        asked
    }

    /// What leaders should explain or decide. The team cannot see what nobody showed.
    fn signals(&self) -> Vec<Signal> {
        let gaps = self.picture.gaps();
        let mut signals = Vec::new();
        if let Some(objective) = gaps.unfunded_objectives.first().and_then(|id| self.picture.goals.objective(*id)) {
            let waits = match objective.at_stake {
                Some(amount) => format!(" {} waits for it.", format::money(amount)),
                None => String::new(),
            };
            signals.push(Signal {
                for_whom: "leaders".to_owned(),
                sentence: format!("Nobody is working on \u{201c}{}\u{201d}.{waits} Not their failure: perhaps it was never translated into a problem.", objective.title),
                href: format!("/goals/{}", objective.key),
                link: "Translate the goal".to_owned(),
            });
        }
        if !gaps.orphans.is_empty() {
            let (tickets, have) =
                (counted(gaps.orphans.len(), "ticket"), if gaps.orphans.len() == 1 { "has" } else { "have" });
            signals.push(Signal {
                for_whom: "leaders".to_owned(),
                sentence: format!("{tickets} {have} no line to a goal. Perhaps only the reason is missing: a signal for you to show more context."),
                href: "/gaps".to_owned(),
                link: "What hangs on nothing".to_owned(),
            });
        }
        if !gaps.work_on_ended.is_empty() {
            signals.push(Signal {
                for_whom: "leaders".to_owned(),
                sentence: format!(
                    "{} still open on a goal that ended. Say whether it goes on.",
                    counted(gaps.work_on_ended.len(), "ticket")
                ),
                href: "/gaps".to_owned(),
                link: "Work on goals that ended".to_owned(),
            });
        }
        if let Some(found) = self.picture.disagreements().first() {
            signals.push(Signal {
                for_whom: "leaders".to_owned(),
                sentence: found.sentence.clone(),
                href: "/priorities".to_owned(),
                link: "Compare the three methods".to_owned(),
            });
        }
        signals
    }
}

/// A title as part of a sentence: without the full stop at its end.
fn quoted(title: &str) -> String {
    format!("\u{201c}{}\u{201d}", title.trim().trim_end_matches('.'))
}

/// A share in people's words.
fn share(share: f64) -> String {
    match share {
        share if share >= 0.95 => "nearly all".to_owned(),
        share if (0.63..0.70).contains(&share) => "two thirds".to_owned(),
        share if (0.72..0.78).contains(&share) => "three quarters".to_owned(),
        share if (0.48..0.53).contains(&share) => "half".to_owned(),
        share => format!("{}%", throughline_domain::words::of_100(share)),
    }
}
