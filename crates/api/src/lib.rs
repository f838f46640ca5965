//! Throughline api.
