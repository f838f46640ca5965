//! The rules of the domain, each told by a test.

#![allow(clippy::float_cmp, reason = "numbers that are exact are compared exactly")]

mod blocked;
mod build;
mod carried;
mod check_ins;
mod closing;
mod company;
mod cycles;
mod files;
mod files_at_random;
mod files_together;
mod goals;
mod history;
mod kinds;
mod lint;
mod mapping;
mod moves;
mod not_doing;
mod orders;
mod people;
mod prices;
mod reasons;
mod refined;
mod roadmap;
mod scale;
mod scores;
mod series;
mod shares;
mod urgency;
mod weekly;
