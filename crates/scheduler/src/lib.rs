//! Which order of the work loses least: plans over teams, dependencies, capacities and dates, with the money that any
//! plan must lose at least. Pure: no clock, no input or output; a seed and a budget are arguments.
//!
//! The problem. Time is whole working days from 0. An [`Item`] is done without a break by one of its [`Choice`]s (a team
//! and a number of its days); it starts no sooner than its release and after all its predecessors; a team works on at
//! most `tracks` items at once. An item that starts on day `s` and takes `p` days ships at `C = s + p` and costs what its
//! [`Curve`] says for `C`, which never falls. The sum over all items is to be as small as possible.
//!
//! Money is whole units of the caller's choice (euros in instance files, minor units in the product).

pub mod format;
pub mod single;

mod bound;
mod budget;
mod calendar;
mod curve;
mod dispatch;
mod earliest;
mod exact;
mod fault;
mod parts;
mod plan;
mod problem;
mod random;
mod repair;
mod reserved;
mod search;
mod solve;
mod timetable;
mod tracks;

pub use bound::lower_bound;
pub use budget::Budget;
pub use calendar::Calendar;
pub use curve::{Curve, Row};
pub use dispatch::dispatch;
pub use fault::{Fault, Faults};
pub use plan::{Infeasible, Plan, Slot};
pub use problem::{Choice, Day, Item, Money, Problem, Team};
pub use repair::repair;
pub use solve::{Settings, Solution, solve};
pub use timetable::{BreakEven, Delay, Interruption, Pricer, Request, Timetable, When};
