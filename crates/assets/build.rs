//! Makes the files that the server embeds: one stylesheet (plain Rust, needs nothing) and the scripts (esbuild, needs
//! Node). Without Node a debug build goes on without scripts, because every page works without them; a release build
//! stops and names the ways out.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// In the order of the cascade; the layers are declared first.
const STYLES: [&str; 14] = [
    "tokens",
    "base",
    "layout",
    "components",
    "pages/week",
    "pages/ticket",
    "pages/priorities",
    "pages/roadmap",
    "pages/map",
    "pages/north-star",
    "pages/work",
    "pages/urgent",
    "utilities",
    "print",
];
const LAYERS: &str = "@layer tokens, reset, base, layout, components, pages, utilities, print;\n";
/// Rows that the map can have; `throughline_assets::MAP_ROWS` tells the page.
const MAP_ROWS: usize = 240;

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    // Not what npm installs: it is newer than this run when this run installed it, and all would be built twice.
    for watched in ["css", "img", "ts/src", "ts/build.mjs", "ts/package-lock.json"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    for variable in ["TL_NO_JS", "TL_ASSETS_DIR", "PATH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let dist = out.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    fs::write(dist.join("throughline.css"), stylesheet()?)?;
    fs::copy("img/star.svg", dist.join("star.svg"))?;
    scripts(&dist)?;
    fs::write(out.join("files.rs"), table(&dist)?)?;
    Ok(())
}

fn stylesheet() -> Fallible<String> {
    let mut css = LAYERS.to_owned();
    for name in STYLES {
        css.push_str(&without_comments(&fs::read_to_string(format!("css/{name}.css"))?));
    }
    css.push_str("@layer pages{");
    for row in 0..MAP_ROWS {
        write!(css, ".map .m{row}{{grid-row-start:{}}}", row + 2)?;
    }
    css.push_str("}\n");
    Ok(css)
}

/// Drops comments and indentation; nothing of ours holds `/*` in a string.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::with_capacity(kept.len()), |mut css, line| {
        css.push_str(line);
        css.push('\n');
        css
    })
}

fn scripts(dist: &Path) -> Fallible<()> {
    if env::var_os("TL_NO_JS").is_some_and(|value| value == "1") {
        return Ok(());
    }
    if let Some(prebuilt) = env::var_os("TL_ASSETS_DIR") {
        for entry in fs::read_dir(&prebuilt)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "js") {
                fs::copy(&path, dist.join(path.file_name().unwrap_or_default()))?;
            }
        }
        return Ok(());
    }
    match bundle(dist) {
        Ok(()) => Ok(()),
        Err(problem) if env::var("PROFILE")? == "release" => Err(format!(
            "the scripts could not be built: {problem}\n\
             Three ways out: install Node 20 or newer with npm; or set TL_ASSETS_DIR to a folder with scripts built \
             elsewhere; or set TL_NO_JS=1 to build without scripts (every page works, moves and search are slower to use)."
        )
        .into()),
        Err(problem) => {
            if run(Command::new("node").arg("--version")).is_ok() {
                // Node is there, so the packages are missing; the next build tries again.
                println!("cargo::rerun-if-changed=ts/node_modules/.package-lock.json");
            }
            println!("cargo::warning=built without scripts, every page still works: {problem}");
            Ok(())
        }
    }
}

fn bundle(dist: &Path) -> Fallible<()> {
    if outdated()? {
        run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    }
    run(Command::new("node").arg("build.mjs").arg(dist))
}

/// Whether what npm installed is older than the lock file.
fn outdated() -> Fallible<bool> {
    let Ok(installed) = fs::metadata("ts/node_modules/.package-lock.json") else { return Ok(true) };
    Ok(installed.modified()? < fs::metadata("ts/package-lock.json")?.modified()?)
}

fn run(command: &mut Command) -> Fallible<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.current_dir("ts").output().map_err(|error| format!("{name} could not be started ({error})"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} failed: {}", said.lines().rfind(|line| !line.is_empty()).unwrap_or("no message")).into())
}

/// The paths are written as Rust strings, so they are quoted and escaped by `Debug`.
#[allow(clippy::unnecessary_debug_formatting)]
fn table(dist: &Path) -> Fallible<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(dist)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut code = format!(
        "/// Rows that the stylesheet has classes for, `m0` and up.\npub const MAP_ROWS: usize = {MAP_ROWS};\n\
         /// Every embedded file.\npub static FILES: &[File] = &[\n"
    );
    for name in names.iter().filter(|name| !is_gzip(name)) {
        let path = dist.join(name);
        let (stem, extension) = name.rsplit_once('.').ok_or("an asset without an extension")?;
        let gzip = dist.join(format!("{name}.gz"));
        let compressed = if gzip.exists() { format!("Some(include_bytes!({gzip:?}))") } else { "None".to_owned() };
        writeln!(
            code,
            "    File {{ name: {name:?}, path: \"/assets/{stem}-{:016x}.{extension}\", bytes: include_bytes!({path:?}), gzip: {compressed} }},",
            fingerprint(&fs::read(&path)?)
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn is_gzip(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "gz")
}

/// FNV-1a: names a version of a file; nobody attacks it.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
