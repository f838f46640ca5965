//! Who may stand on whom. Cargo refuses a circle; this table says which way up is.

use std::collections::BTreeSet;

use crate::House;

/// One crate of the house.
#[derive(Debug, Clone, Copy)]
pub struct Layer {
    /// Its folder under `crates/`; the package is `throughline-<folder>`.
    pub folder: &'static str,
    /// The folders it may use.
    pub may_use: &'static [&'static str],
    /// Whether its tests may use `test-kit`.
    pub tests_with_kit: bool,
}

const fn layer(folder: &'static str, may_use: &'static [&'static str], tests_with_kit: bool) -> Layer {
    Layer { folder, may_use, tests_with_kit }
}

/// The table. A new crate gets a line here, or the test fails.
pub const LAYERS: &[Layer] = &[
    layer("value-line", &[], false),
    layer("scheduler", &[], false),
    layer("domain", &["scheduler", "value-line"], false),
    layer("store", &["domain", "value-line"], true),
    layer("trackers", &["domain", "value-line"], false),
    layer("pulls", &["domain", "trackers"], true),
    layer("assets", &[], false),
    layer("app", &["domain", "pulls", "store", "trackers", "value-line"], true),
    layer("web", &["app", "assets", "domain", "value-line"], true),
    layer("api", &["app", "domain", "value-line"], true),
    layer("cli", &["app", "domain", "scheduler", "value-line"], true),
    layer("test-kit", &["app", "domain", "store", "value-line"], false),
    layer("throughline", &["api", "app", "assets", "cli", "domain", "value-line", "web"], true),
    layer("bench", &["app", "domain", "scheduler", "value-line"], false),
    layer("house", &[], false),
];

/// What the pure crates may use from outside: no runtime, no database, no network, no clock.
const PURE: &[(&str, &[&str])] = &[
    (
        "value-line",
        &["iso_currency", "jiff", "rand", "rand_chacha", "serde", "statrs", "thiserror", "utoipa", "winnow"],
    ),
    ("scheduler", &["rand", "rand_chacha", "serde", "serde_json", "thiserror"]),
    (
        "domain",
        &[
            "jiff",
            "petgraph",
            "rand",
            "rand_chacha",
            "serde",
            "serde_json",
            "statrs",
            "thiserror",
            "toml",
            "utoipa",
            "uuid",
        ],
    ),
];

/// Crates that use one they may not, and crates that the table does not know.
pub fn layers(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for (folder, manifest) in house.manifests() {
        let Some(layer) = LAYERS.iter().find(|layer| layer.folder == folder) else {
            findings.push(format!("crates/{folder} is not in the table of layers; say there what it may use"));
            continue;
        };
        let mut allowed: BTreeSet<&str> = layer.may_use.iter().copied().collect();
        findings.extend(foreign(folder, &used(&manifest, &["dependencies", "build-dependencies"]), &allowed));
        if layer.tests_with_kit {
            allowed.insert("test-kit");
        }
        allowed.insert(folder);
        findings.extend(foreign(folder, &used(&manifest, &["dev-dependencies"]), &allowed));
    }
    findings
}

/// Dependencies of the pure crates that are not on their list.
pub fn pure_dependencies(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for (folder, manifest) in house.manifests() {
        let Some((_, allowed)) = PURE.iter().find(|(pure, _)| *pure == folder) else { continue };
        for name in used(&manifest, &["dependencies", "build-dependencies"]) {
            if !name.starts_with("throughline-") && !allowed.contains(&name.as_str()) {
                findings.push(format!(
                    "crates/{folder} is pure and must not use {name}; put it behind app, store or trackers"
                ));
            }
        }
    }
    findings
}

/// Crates that leave the workspace's lints, and with them the ban on `unsafe`.
pub fn shared_lints(house: &House) -> Vec<String> {
    let mut findings: Vec<String> = house
        .manifests()
        .into_iter()
        .filter(|(_, manifest)| {
            !manifest
                .get("lints")
                .and_then(|lints| lints.get("workspace"))
                .and_then(toml::Value::as_bool)
                .unwrap_or(false)
        })
        .map(|(folder, _)| format!("crates/{folder}/Cargo.toml needs [lints] workspace = true"))
        .collect();
    let root: toml::Table = house.files.get("Cargo.toml").and_then(|text| text.parse().ok()).unwrap_or_default();
    let forbidden = ["workspace", "lints", "rust", "unsafe_code"]
        .iter()
        .try_fold(toml::Value::Table(root), |value, key| value.get(key).cloned());
    if forbidden.as_ref().and_then(toml::Value::as_str) != Some("forbid") {
        findings.push("Cargo.toml must say unsafe_code = \"forbid\" under [workspace.lints.rust]".to_owned());
    }
    findings
}

fn foreign(folder: &str, used: &BTreeSet<String>, allowed: &BTreeSet<&str>) -> Vec<String> {
    used.iter()
        .filter_map(|name| name.strip_prefix("throughline-"))
        .filter(|other| !allowed.contains(other))
        .map(|other| format!("crates/{folder} must not use {other}; it may use {allowed:?}"))
        .collect()
}

/// Package names in these tables, also under `[target.*]`; a renamed dependency counts under its real name.
fn used(manifest: &toml::Table, tables: &[&str]) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let homes = std::iter::once(manifest)
        .chain(targets.into_iter().flat_map(|all| all.values().filter_map(toml::Value::as_table)));
    homes
        .flat_map(|home| tables.iter().filter_map(|table| home.get(*table)?.as_table()))
        .flatten()
        .map(|(name, value)| value.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned())
        .collect()
}
