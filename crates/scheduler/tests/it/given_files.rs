//! Files that lie beside the repository, where they are there.

use std::path::Path;

/// The text of a file of the scheduling bench; None, and a word about it, where it is not there.
pub fn given_file(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bench/schedule");
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("skipped: {name} is not beside the repository");
    }
    text
}
