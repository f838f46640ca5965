//! Segments.

use throughline_domain::markets::Segment;

use crate::crud::six_routes;

six_routes! {
    /// Groups of customers with their yearly revenue and churn.
    mod segments: Segment, SegmentId, SegmentInput, tag "markets", path "/segments", one "segment", many "segments",
    list_segments get_segment create_segment change_segment withdraw_segment restore_segment
}
