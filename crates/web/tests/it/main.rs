//! The pages over HTTP, on the demo company.

mod forms;
mod house;
mod importing;
mod isolation;
mod pages;
mod pulls;
mod security;
