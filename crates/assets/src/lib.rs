//! Throughline assets.
