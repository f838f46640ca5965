//! The API from outside: through its router, with tokens, as a program would.

mod access;
mod document;
mod house;
mod isolation;
mod manners;
mod routes;
