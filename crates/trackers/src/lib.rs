//! Throughline trackers.
