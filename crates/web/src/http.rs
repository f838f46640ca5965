//! The ground under the pages: who asks, what they typed, what goes wrong, and the headers that keep browsers safe.

pub mod cookies;
pub mod form;
pub mod problem;
pub mod security;
pub mod signed;

pub use form::{Fields, FormState, Reader};
pub use problem::{Answer, Oops, see_other};
pub use signed::{Posted, Signed, Visitor};
