//! The architecture test: this repository keeps the rules of the house, and each rule notices when it is broken.

mod broken;
mod kept;
