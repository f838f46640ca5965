//! Where the real data is.

use std::{env, fs, path::PathBuf};

/// A file of the real data, or none, said on the way, where there is no such data on this machine.
pub fn real_data(path: &str) -> Option<Vec<u8>> {
    let folder = env::var_os("THROUGHLINE_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let file = folder.join(path);
    let bytes = fs::read(&file).ok();
    if bytes.is_none() {
        println!("skipped: there is no {}", file.display());
    }
    bytes
}
