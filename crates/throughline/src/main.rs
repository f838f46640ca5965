//! The binary: configuration and wiring, nothing else.
fn main() {}
