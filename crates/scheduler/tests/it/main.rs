//! The scheduler from outside: every plan goes through the evaluator, small problems through brute force.

mod bounding;
mod brute;
mod dispatching;
mod mending;
mod moving;
mod naive;
mod pricing;
mod random;
