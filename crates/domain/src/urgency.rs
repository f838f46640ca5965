//! Urgent work: who asks for it and why, what it costs to do it now, who decides, what is left of the budget, whether it
//! was as urgent as it was thought, and real emergencies.

mod budget;
mod decision;
mod emergency;
mod price;
mod record;
mod request;
mod service;
mod simulated;
mod told;

pub use budget::{BudgetUse, Spent, UrgencyBudget};
pub use decision::{Answer, Outcome, UrgentDecision, UrgentVerdict};
pub use emergency::{Emergency, EmergencyCost, EmergencyNote, IncidentInputs, NoteKind};
pub use price::{
    BreakEvenPrice, DelayedTicket, Interrupted, Interruptible, Moment, PricedMoment, Switching, Unpriceable,
    UrgentPrice, price_urgent,
};
pub use record::{GroupRecord, Jumped, MissedAlarm, jumped};
pub use request::{LEAST_WORDS, State, UrgentRequest};
pub use service::{Service, ServiceFigures, Template};
