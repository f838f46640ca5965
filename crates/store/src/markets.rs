//! Segments, and what competitors did in them.

use throughline_domain::markets::{CompetitorMove, Period, Segment};

use crate::{
    record::{plain, record},
    value::named,
};

record!(Segment, "segment" in "segment" {
    id, name, yearly_revenue as ["yearly_revenue_minor", "yearly_revenue_currency"], customers, churn, churn_period,
    source, version, withdrawn_at,
});

record!(CompetitorMove, "competitor move" in "competitor_move" {
    id, competitor, segment_id, on as ["seen_on"], what, source, won, lost,
    pipeline as ["pipeline_minor", "pipeline_currency"], version, withdrawn_at,
});

plain! { Segment, CompetitorMove }
named! { Period }
