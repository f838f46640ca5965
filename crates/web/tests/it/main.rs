//! The pages over HTTP, on the demo company.

mod forms;
mod house;
mod importing;
mod isolation;
mod live;
mod okrs;
mod pages;
mod pulls;
mod security;
