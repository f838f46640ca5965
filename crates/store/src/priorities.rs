//! Pins.

use throughline_domain::priorities::Pin;

use crate::record::{plain, record};

record!(Pin, "pin" in "pin" {
    id, ticket_id, above_id, reason, by as ["by_member_id"], at, cost_minor, withdrawn_at,
});

plain! { Pin }
