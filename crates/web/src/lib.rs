//! The web pages: complete HTML from one request, readable without scripts, with the view as JSON on the same address.
//!
//! - [`routes`](fn@routes) lists every route; [`router`] serves them.
//! - `http` is the ground: sessions, forms, errors, headers.
//! - `layout` and `components` are what pages are made of; each slice has its pages in a module of its name.

mod activity;
mod assets;
mod components;
mod connections;
mod editing;
mod find;
mod http;
mod keys;
mod layout;
mod markets;
mod metrics;
mod people;
mod priorities;
mod rhythm;
mod roadmap;
mod routes;
mod site;
mod strategy;
mod tickets;
mod urgency;
mod value;

pub use routes::{Route, router, routes};
