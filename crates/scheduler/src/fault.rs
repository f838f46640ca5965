//! What is wrong with a problem, in words that say what to change.

use std::fmt;

/// One thing that keeps a problem from being planned. Items are named as the caller named them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing that can do the item.
    #[error("item {0} names no team that could do it; give it at least one pair of team and days")]
    NoChoice(String),
    /// A team that does not exist.
    #[error("item {item} names team {team}, but there are only {teams}, counted from 0")]
    NoSuchTeam {
        /// Which item.
        item: String,
        /// The team it names.
        team: usize,
        /// How many teams there are.
        teams: usize,
    },
    /// A duration that is not at least a day.
    #[error("item {item} takes {days} days; whole days from 1 to {most} are possible")]
    Days {
        /// Which item.
        item: String,
        /// What was given.
        days: i64,
        /// The most that is possible.
        most: i64,
    },
    /// A day before the beginning or beyond what can be counted.
    #[error("item {item} has the day {day}; days from 0 to {most} are possible")]
    Day {
        /// Which item.
        item: String,
        /// What was given.
        day: i64,
        /// The most that is possible.
        most: i64,
    },
    /// A predecessor that does not exist.
    #[error("item {item} waits for item number {pred}, but there are only {items}, counted from 0")]
    NoSuchItem {
        /// Which item.
        item: String,
        /// What it names.
        pred: usize,
        /// How many items there are.
        items: usize,
    },
    /// It is fixed to a choice that it does not have.
    #[error("item {item} is fixed to option {choice}, but has only {choices}, counted from 0")]
    NoSuchOption {
        /// Which item.
        item: String,
        /// What it is fixed to.
        choice: u16,
        /// How many it has.
        choices: usize,
    },
    /// A circle of dependencies.
    #[error("{} wait for each other in a circle, so none of them can be first; take one of these dependencies out", .0.join(" → "))]
    Circle(Vec<String>),
    /// A cost that falls, or that does not begin at day 0.
    #[error("the cost of item {item}: {what}")]
    Cost {
        /// Which item.
        item: String,
        /// What is wrong with it, and what is allowed.
        what: &'static str,
    },
    /// No track at all.
    #[error(
        "team {0} works on nothing at once, so item {1} can never be done; give the team at least 1 track or the item another team"
    )]
    NoTrack(usize, String),
    /// Sums that would not fit.
    #[error(
        "the money in this problem is too large to be added up exactly: a plan could cost {0}, and at most {1} can be counted; use a larger unit"
    )]
    TooMuchMoney(i128, i128),
    /// More work than days can be counted.
    #[error("all work together takes {0} days; at most {1} can be counted")]
    TooLong(i64, i64),
}

/// Everything that is wrong with a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        for (at, fault) in self.0.iter().take(SHOWN).enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Faults {}
