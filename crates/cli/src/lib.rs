//! Throughline cli.
