//! What Throughline keeps, in `SQLite` or `PostgreSQL`: SQL only, one text for both.
//!
//! Every difference between the two databases is in `dialect.rs`, named and explained. Only `app` uses this crate, and
//! only `app` makes a [`Visible`], the proof that somebody may see a workspace; every read and write of a workspace's
//! records starts from one, so a query across workspaces cannot be written by accident.
//!
//! # Opening
//! - [`Store::open`] with a [`Config`] (file or `PostgreSQL` address): connects, migrates, refuses a newer schema.
//! - [`Store::ready`]: whether the database answers. [`Store::close`]: finishes what was accepted, then closes.
//!
//! # Writing
//! - [`Store::write`]`(visible, |tx| Box::pin(async move { ... }))`: one transaction. The answer comes after the commit.
//!   The job may run again when `PostgreSQL` asks for it, so it only works on `tx`. It must record an event.
//! - [`Store::write_once`]: the same behind an [`IdempotencyKey`].
//! - [`Tx::record`] allots the event's number and chains its hash.
//! - [`Tx::insert`], [`Tx::update`], [`Tx::withdraw`], [`Tx::restore`] for every [`Record`] (teams, metrics, segments,
//!   cycles, objectives, key results, check-ins, closed key results, weekly goals, problems, tickets, members, pins, sources, import runs,
//!   calendar entries, starts, promises, alternatives, published roadmaps), with versions checked.
//! - The few records with something beside the noun have verbs of their own: [`Tx::create_workspace`],
//!   [`Tx::update_workspace`], [`Tx::create_account`], [`Tx::set_password`], [`Tx::create_session`],
//!   [`Tx::end_sessions_of_member`], [`Tx::create_token`], [`Tx::create_invitation`], [`Tx::use_invitation`],
//!   [`Tx::create_one_time_link`], [`Tx::use_one_time_link`], [`Tx::observe`], and [`Tx::insert_ticket`] and its sisters.
//!
//! # Reading
//! - [`Store::read`]`(visible)` gives a [`Reader`]; [`Store::snapshot`] one whose answers all belong to one moment;
//!   [`Tx::read`] one inside a write. [`Reader::get`] and [`Reader::list`] work for every [`Record`].
//! - Slices add what they need: [`Reader::tickets_changed_since`], [`Reader::tickets_after`],
//!   [`Reader::tickets_of_source`], [`Reader::search_tickets`], [`Reader::events`], [`Reader::signed_in`], [`Reader::bearer`], ...
//!
//! # Before a workspace is known
//! - [`Store::workspaces`], [`Store::account_by_email`], [`Store::account`], [`Store::memberships`], the sign-in
//!   throttle and the facts of the installation.
//!
//! # Keeping
//! - [`Store::backup`], [`restore`], [`inspect_backup`]; [`Reader::export_rows`], [`Tx::import_rows`];
//!   [`Reader::verify_log`]; [`Store::purge_withdrawn`], [`Store::purge_expired`].

mod activity;
mod backup;
mod catalogue;
mod db;
mod dialect;
mod dump;
mod error;
mod files;
mod installation;
mod markets;
mod metrics;
mod migrate;
mod people;
mod priorities;
mod pulls;
mod read;
mod record;
mod restore;
mod retention;
mod roadmap;
pub mod search;
mod sign_in;
mod statements;
mod store;
mod strategy;
mod tickets;
mod tx;
mod urgency;
mod value;
mod visible;
mod write;
mod writer;

pub use activity::{EventFilter, Head};
pub use backup::{Manifest, WorkspaceInBackup, inspect_backup};
pub use dump::{ExportedRow, exported_tables};
pub use error::StoreError;
pub use migrate::SCHEMA;
pub use read::{Reader, RecordId, Show, Snapshot};
pub use record::{Plain, Record};
pub use restore::restore;
pub use sign_in::{Session, SignedIn, TokenBearer};
pub use statements::kept_tables;
pub use store::{Config, Store};
pub use tickets::{Bodies, DeletedTicket};
pub use tx::{EventDraft, Tx};
pub use value::{Kind, Value};
pub use visible::Visible;
pub use write::{Boxed, IdempotencyKey};
