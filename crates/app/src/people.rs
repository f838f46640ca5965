//! Sign-in, members, teams, roles.

mod invitations;
mod members;
mod operator;
mod passwords;
mod secrets;
mod sessions;
mod sign_in;
mod together;
mod tokens;
mod views;
mod workspaces;

pub(crate) use passwords::NO_PASSWORD;
pub(crate) use secrets::Secret;
pub(crate) use together::Together;
pub use views::*;
pub(crate) use workspaces::NewOwner;
