//! Throughline store.
