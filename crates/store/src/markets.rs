//! Segments.

use throughline_domain::markets::{Period, Segment};

use crate::{
    record::{plain, record},
    value::named,
};

record!(Segment, "segment" in "segment" {
    id, name, yearly_revenue as ["yearly_revenue_minor", "yearly_revenue_currency"], churn, churn_period, source,
    version, withdrawn_at,
});

plain! { Segment }
named! { Period }
