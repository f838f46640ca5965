//! The scheduler from outside: every plan goes through the evaluator, small problems through brute force.

mod bounding;
mod brute;
mod dispatching;
mod exact;
mod given_files;
mod lines;
mod mending;
mod naive;
mod parts;
mod pricing;
mod random;
mod relations;
mod searching;
