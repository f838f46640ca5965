//! Who does what when: tickets on teams and days, what an order of the work costs, and the moves that make it better.
//!
//! [`Mapping`] turns a portfolio into a problem of the scheduler and back; everything else here is a function of it.

mod cost;
mod hours;
mod kept;
mod mapping;
mod progress;
mod sequence;

pub use cost::{cost_by, cost_of, rows};
pub use hours::{HOURS_PER_DAY, WorkingTime};
pub use kept::{Alternative, CalendarEntry, Kept, Place, Promise, Published, Start};
pub use mapping::{LeftOut, Mapping, Reason, SetAside};
pub use sequence::Sequence;
