//! `export`, `import-workspace`, `backup`, `restore`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::{Place, client::Ask, error::CliError, output::Screen, progress::while_waiting};

/// Options of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Write CSV files, one per kind of record, into this folder instead
    #[arg(long, value_name = "DIR")]
    pub csv: Option<PathBuf>,
    /// Write the JSON document to this file instead of standard output
    #[arg(long, short, value_name = "FILE", conflicts_with = "csv")]
    pub output: Option<PathBuf>,
}

/// Options of `import-workspace`.
#[derive(Debug, Clone, Args)]
pub struct ImportWorkspaceArgs {
    /// What `export` wrote
    pub file: PathBuf,
}

/// Options of `backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// The file to write; it must not exist
    pub file: PathBuf,
}

/// Options of `restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// What `backup` wrote
    pub file: PathBuf,
    /// Replace what is in the data folder or the database
    #[arg(long)]
    pub overwrite: bool,
}

/// `export`.
pub async fn export(args: ExportArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = if let Some(folder) = &args.csv {
        let work = opened.client.send(Ask::get(&["export", "csv"]));
        while_waiting(screen, "exporting", work).await.and_then(|files| write_csv(folder, &files, screen))
    } else {
        let work = opened.client.bytes(Ask::get(&["export"]));
        while_waiting(screen, "exporting", work)
            .await
            .and_then(|document| write_json(args.output.as_deref(), &document, screen))
    };
    opened.close().await;
    done
}

fn write_json(to: Option<&Path>, document: &[u8], screen: Screen) -> Result<(), CliError> {
    let Some(path) = to else { return screen.bytes(document) };
    std::fs::write(path, document).map_err(|source| CliError::file(path, source))?;
    let name = path.display().to_string();
    screen.print(&json!({ "file": name, "bytes": document.len() }), || format!("The workspace is in {name}."))
}

fn write_csv(folder: &Path, files: &Value, screen: Screen) -> Result<(), CliError> {
    std::fs::create_dir_all(folder).map_err(|source| CliError::file(folder, source))?;
    let mut names = Vec::new();
    for (name, content) in files.as_object().into_iter().flatten() {
        // The names come from a server, and must not lead out of the folder.
        let Some(name) = Path::new(name).file_name() else { continue };
        let path = folder.join(name);
        std::fs::write(&path, content.as_str().unwrap_or_default()).map_err(|source| CliError::file(&path, source))?;
        names.push(path.display().to_string());
    }
    screen.print(&json!({ "files": names }), || names.join("\n"))
}

/// `import-workspace`.
pub async fn import_workspace(args: ImportWorkspaceArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let document = std::fs::read(&args.file).map_err(|source| CliError::file(&args.file, source))?;
    let app = place.open_app("import-workspace").await?;
    let read = while_waiting(screen, "reading the workspace", app.import_workspace(&document)).await;
    app.close().await;
    let read = read?;
    screen.print(&read, || {
        let rows: i64 = read.rows.values().sum();
        let mut out = vec![format!("{} is here: {rows} records.", read.workspace.name)];
        out.extend(read.notes.clone());
        out.join("\n")
    })
}

/// `backup`.
pub async fn backup(args: BackupArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    if args.file.exists() {
        return Err(CliError::WouldOverwrite(format!(
            "{} is there already. Choose another name.",
            args.file.display()
        )));
    }
    let app = place.open_app("backup").await?;
    let done = while_waiting(screen, "backing up", Box::pin(app.backup(&args.file))).await;
    app.close().await;
    let made = done?;
    let name = args.file.display().to_string();
    screen
        .print(&json!({ "file": name, "backup": made }), || format!("The backup is in {name}, read back and checked."))
}

/// `restore`.
pub async fn restore(args: RestoreArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    place.local_only("restore")?;
    let done = place.door.restore(&args.file, args.overwrite);
    while_waiting(screen, "restoring", done).await?;
    let name = args.file.display().to_string();
    screen.print(&json!({ "restored": name }), || format!("{name} is restored and checked."))
}
