//! Instance files: text in, a problem out. Whatever is wrong with a file is said in words; nothing panics.

mod roadmap;

pub use roadmap::{FormatError, plan_from_json, plan_to_json, roadmap_from_json};
