//! Throughline app.
