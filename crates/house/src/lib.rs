//! The rules of the house, as functions over its files: which crate may use which, which slice may use which, how large
//! a file may grow, which words stay out. `tests/it` runs them on this repository, and on small houses that break them.
//!
//! Every check answers with findings, each a sentence with the file and the way out; none means that the rule holds.

mod files;
mod grants;
mod layers;
mod links;
mod settings;
mod slices;
mod words;

use std::{collections::BTreeMap, fs, io, path::Path};

pub use files::{LOOK_AT, SPLIT_BEFORE, too_long, worth_a_look};
pub use grants::foreign_grants;
pub use layers::{LAYERS, Layer, layers, pure_dependencies, shared_lints};
pub use links::broken_links;
pub use settings::undocumented_variables;
pub use slices::{missing_pages, slice_order, upward_uses};
pub use words::forbidden_words;

/// Folders that hold nothing we wrote.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "screenshots", "corpus", "artifacts"];

/// Endings of files that are text and ours.
const TEXT: [&str; 14] =
    ["rs", "toml", "md", "ts", "mts", "mjs", "js", "json", "css", "sql", "sh", "yml", "yaml", "snap"];

/// The repository's text files.
#[derive(Debug, Default)]
pub struct House {
    /// Path from the root, with `/`, to the file's text.
    pub files: BTreeMap<String, String>,
}

impl House {
    /// Reads every text file under `root`, leaving out what is built or downloaded.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                let name = entry.file_name().to_string_lossy().into_owned();
                if entry.file_type()?.is_dir() {
                    if !NOT_OURS.contains(&name.as_str()) {
                        folders.push(path);
                    }
                } else if is_text(&path)
                    && let Ok(text) = fs::read_to_string(&path)
                {
                    let below = path.strip_prefix(root).unwrap_or(&path);
                    files.insert(below.to_string_lossy().replace('\\', "/"), text);
                }
            }
        }
        Ok(Self { files })
    }

    /// A house made of these files, for trying a rule.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    /// Folder names under `crates/` with their parsed manifests. A manifest that is not TOML is left out: cargo says so itself.
    fn manifests(&self) -> BTreeMap<&str, toml::Table> {
        self.files
            .iter()
            .filter_map(|(path, text)| {
                let folder = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
                (!folder.contains('/')).then_some(())?;
                Some((folder, text.parse().ok()?))
            })
            .collect()
    }
}

/// Whether the path ends so: `ends(path, "rs")`.
fn ends(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// Whether the ending says text; files without one (`.ci/run`, licences) count too.
fn is_text(path: &Path) -> bool {
    path.extension().is_none_or(|ending| TEXT.iter().any(|text| ending.eq_ignore_ascii_case(text)))
}
