//! The binary from outside: started, asked, told to stop, as an operator or a script would.

mod demo;
mod exits;
mod help;
mod keeping;
mod machine;
mod order;
mod pulls;
mod real_data;
mod schedule;
mod serve;
mod strategy;
mod value;
