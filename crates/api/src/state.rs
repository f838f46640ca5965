//! What every handler has at hand.

use std::{sync::Arc, time::Duration};

use throughline_app::{Actor, App};

use crate::limit::{Limiter, Rate};

/// Settings of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiSettings {
    /// How often one token may ask.
    pub rate: Rate,
    /// Longest a request may take.
    pub request_timeout: Duration,
    /// Longest an import, an export or a check of the whole log may take.
    pub long_request_timeout: Duration,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            rate: Rate::default(),
            request_timeout: Duration::from_secs(15),
            long_request_timeout: Duration::from_mins(15),
        }
    }
}

/// What every handler has at hand.
#[derive(Clone)]
pub struct ApiState {
    /// The verbs.
    pub app: App,
    /// Who acts, where that is settled before the request: the operator on the command line.
    pub acting: Option<Actor>,
    /// How often tokens asked.
    pub limiter: Arc<Limiter>,
}
