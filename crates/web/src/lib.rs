//! Throughline web.
