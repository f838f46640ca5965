//! Who does what when: tickets on teams and days, what an order of the work costs, and the moves that make it better.
//!
//! [`Mapping`] turns a portfolio into a problem of the scheduler and back; everything else here is a function of it.

mod better;
mod changes;
mod cost;
mod decided;
mod forecast;
mod futures;
mod hours;
mod kept;
mod mapping;
mod moves;
mod moving;
mod progress;
mod sequence;
mod today;

pub use better::Better;
pub use changes::{Different, PlaceChange, changes};
pub use cost::{cost_by, cost_of, rows};
pub use forecast::{Forecast, LEAST_WEEKS, NoForecast};
pub use futures::{Futures, Outlook};
pub use hours::{HOURS_PER_DAY, WorkingTime};
pub use kept::{Alternative, CalendarEntry, DecidedPlace, Kept, Place, Promise, Published, Start, Turn};
pub use mapping::{LeftOut, Mapping, Reason, SetAside};
pub use moves::{Move, moves, steps_towards};
pub use moving::{Change, StepError};
pub use sequence::{Sequence, Step};
pub use throughline_scheduler::{Budget, Settings};
pub use today::{Carried, Today};
