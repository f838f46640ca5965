//! The rules of the domain, each told by a test.

mod blocked;
mod build;
mod goals;
mod mapping;
mod moves;
mod orders;
mod people;
mod prices;
mod reasons;
mod roadmap;
mod scale;
mod urgency;
