//! Instance files: text in, a problem out. Whatever is wrong with a file is said in words; nothing panics.

mod orlib;
mod roadmap;

pub use orlib::{OrlibError, orlib_from_text};
pub use roadmap::{FormatError, plan_from_json, plan_to_json, roadmap_from_json};
