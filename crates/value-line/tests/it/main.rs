//! The Business Value language from outside: sentences, the manual's examples, properties, published numbers.

mod draws;
mod everyday;
mod properties;
mod reference;
mod seen;
mod sentences;
mod support;
mod traps;
mod vectors;
