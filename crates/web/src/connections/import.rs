//! Choosing what to bring in, and what earlier imports did.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Multipart, Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, ImportInput, Page, Paging};
use throughline_domain::{
    connections::{ImportRun, Skipped, Source, SourceKind},
    people::Role,
};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, Fields, FormState, Oops, Posted, Signed, see_other},
    layout::Place,
    site::Site,
};

/// The largest file that is taken.
const LARGEST: usize = 32 * 1024 * 1024;

struct View {
    sources: Vec<Source>,
    runs: Page<ImportRun>,
}

async fn load(site: &Site, signed: &Signed, paging: Paging) -> Result<View, AppError> {
    Ok(View {
        sources: site.app.list_sources(&signed.actor).await?,
        runs: site.app.list_imports(&signed.actor, paging).await?,
    })
}

/// `GET /import`
pub async fn page(State(site): State<Site>, signed: Signed, Query(paging): Query<Paging>) -> Answer {
    let view = load(&site, &signed, paging).await?;
    Ok(signed.page(&view.runs, Place::Import, "Import", || body(&signed, &view, &FormState::new())))
}

/// The page again with what needs another look.
pub async fn again(site: &Site, signed: &Signed, status: StatusCode, state: &FormState) -> Result<Response, Oops> {
    let view = load(site, signed, Paging::default()).await?;
    Ok(signed.html(status, Place::Import, "Import", &body(signed, &view, state)))
}

fn body(signed: &Signed, view: &View, state: &FormState) -> Markup {
    html! {
        (bits::head(&["Import"], "Bring your tickets in, see first what will happen.", Some("Nothing is written before you confirm. Importing again changes only what differs; what was set here stays.")))
        @if signed.frame.may(Role::Member) {
            div class="side-by-side" {
                section class="panel" aria-labelledby="h-file" {
                    h2 id="h-file" { "From a file" }
                    (upload_form(state, "/import/file", "GitHub issues (JSON) or a table (CSV)", html! {
                        p class="hint" { "The JSON is the list that GitHub’s REST API gives." }
                        (Field::new(state, "name", "Name of the source").hint("Empty: read from the file. The same name again updates the same tickets.").text())
                    }))
                }
                section class="panel" aria-labelledby="h-repo" {
                    h2 id="h-repo" { "From a GitHub repository" }
                    (fields::form(&FormState::new().with("repository", state.value("repository")), "/import/repository", "See what will happen", html! {
                        (Field::new(state, "repository", "Repository").required().example("owner/name").hint("Read through GitHub’s API with the server’s token. Large ones take a while.").text())
                    }))
                }
            }
        }
        (history(signed, view))
    }
}

fn history(signed: &Signed, view: &View) -> Markup {
    html! {
        section aria-labelledby="h-runs" {
            h2 id="h-runs" { "Imports so far" }
            @if view.runs.items.is_empty() { (bits::empty("Nothing was imported yet", "Each import stands here with what came in and what did not, and why.", None)) }
            ul class="rows" {
                @for run in &view.runs.items {
                    li {
                        div {
                            a class="strong-link" href={ "/import/runs/" (run.id) } { (source_name(&view.sources, run)) }
                            p class="meta" { (run.counts.new) " new, " (run.counts.changed) " changed, " (run.counts.unchanged) " unchanged, " (run.counts.skipped) " skipped" @if run.finished_at.is_none() { " · interrupted: importing again goes on where it stopped" } }
                        }
                        span class="meta" { (say::ago(run.started_at, signed.frame.now, &signed.frame.zone)) }
                    }
                }
            }
            (bits::pager("/import", &[], view.runs.next.as_deref(), true))
        }
    }
}

/// A form that sends a file, with more fields below it.
#[allow(clippy::needless_pass_by_value, reason = "markup is made for the call")]
pub fn upload_form(state: &FormState, action: &str, label: &str, more: Markup) -> Markup {
    html! {
        form class="form" method="post" action=(action) enctype="multipart/form-data" data-upload {
            (fields::trouble(state))
            div class="field" {
                label for="content" { (label) }
                input class="input" id="content" name="file" type="file" required accept=".json,.csv,application/json,text/csv" aria-describedby="content-hint";
                p class="hint" id="content-hint" { "Up to 32 MiB." }
            }
            (more)
            progress hidden max="100" value="0" aria-label="Upload" {}
            p class="meta" data-progress role="status" {}
            div class="actions" { button class="btn primary" type="submit" { "See what will happen" } }
        }
    }
}

fn source_name(sources: &[Source], run: &ImportRun) -> String {
    let source = sources.iter().find(|source| source.id == run.source_id);
    source.map_or_else(|| "Import".to_owned(), |source| format!("{} ({})", source.name, kind(source.kind)))
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Github => "GitHub",
        SourceKind::Csv => "CSV",
        SourceKind::Throughline => "written here",
    }
}

/// Files that somebody with a session sent.
pub struct Upload {
    /// Who sent it.
    pub signed: Signed,
    /// The fields beside them.
    pub fields: Fields,
    files: Vec<(String, Bytes)>,
}

impl Upload {
    /// The name of the file and its text; of the last one if there are several.
    pub fn text(&self) -> Result<(String, String), AppError> {
        self.texts()?.pop().ok_or_else(no_file)
    }

    /// The names of all files and their texts.
    pub fn texts(&self) -> Result<Vec<(String, String)>, AppError> {
        if self.files.is_empty() {
            return Err(no_file());
        }
        let texts = self.files.iter().map(|(name, bytes)| {
            let content = String::from_utf8(bytes.to_vec()).map_err(|_| {
                let message =
                    format!("{name} is not text in UTF-8. Save it as UTF-8 and send it again. Nothing was imported.");
                AppError::Conflict { message }
            })?;
            Ok((name.clone(), content.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(content)))
        });
        texts.collect()
    }
}

fn no_file() -> AppError {
    AppError::Conflict { message: "No file was chosen. Choose one and send it again.".to_owned() }
}

impl FromRequest<Site> for Upload {
    type Rejection = Oops;
    async fn from_request(request: Request, site: &Site) -> Result<Self, Oops> {
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, site).await?;
        let limited = axum::body::Body::new(http_body_util::Limited::new(body, LARGEST + 64 * 1024));
        let request = Request::from_parts(parts, limited);
        let broken = || {
            AppError::TooLarge { message: "The file did not arrive whole: up to 32 MiB are taken. Nothing was imported. Split it, or use the command line.".to_owned() }
        };
        let mut multipart = Multipart::from_request(request, site).await.map_err(|_| broken())?;
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|_| broken())?;
            match file_name {
                Some(file_name) if !bytes.is_empty() => files.push((base_name(&file_name).to_owned(), bytes)),
                Some(_) => {}
                None => pairs.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(Self { signed, fields: Fields::of(pairs), files })
    }
}

/// The name of a file without folders; it only names the source and never a path.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn input_of(upload: &Upload) -> Result<ImportInput, AppError> {
    let (file_name, content) = upload.text()?;
    let name = upload.fields.optional("name");
    let json = content.trim_start().starts_with(['[', '{']);
    Ok(if json {
        ImportInput::GithubFile { name, content }
    } else {
        let name = name.unwrap_or(file_name);
        ImportInput::CsvFile { name, content, mapping: None, days_per_story_point: None, create_teams: true }
    })
}

/// `POST /import/file`: holds the file and shows what would happen.
pub async fn upload(State(site): State<Site>, upload: Upload) -> Answer {
    let signed = &upload.signed;
    let outcome = match input_of(&upload) {
        Ok(input) => checked(&site, signed, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(to) => Ok(see_other(&to)),
        Err(error) => {
            let (status, state) = FormState::new().again(&upload.fields, error)?;
            again(&site, signed, status, &state).await
        }
    }
}

/// Holds what can be previewed; what cannot is answered on the page it came from.
async fn checked(site: &Site, signed: &Signed, input: ImportInput) -> Result<String, AppError> {
    site.app.preview_import(&signed.actor, input.clone()).await?;
    let id = site.held.keep(signed.actor.workspace.id, signed.frame.now, input);
    Ok(format!("/import/preview/{id}"))
}

/// `POST /import/repository`
pub async fn repository(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let input = ImportInput::GithubRepository { repository: fields.text("repository").to_owned() };
    match checked(&site, &signed, input).await {
        Ok(to) => Ok(see_other(&to)),
        Err(error) => {
            let error = match error {
                AppError::Unavailable { .. } | AppError::Forbidden { .. } | AppError::NotFound { .. } => {
                    AppError::Conflict { message: error.detail() }
                }
                other => other,
            };
            let (status, state) = FormState::new().again(&fields, error)?;
            again(&site, &signed, status, &state).await
        }
    }
}

/// `GET /import/runs/{id}`: what one import did, with every item that did not come in.
pub async fn run(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let mut paging = Paging { after: None, limit: Some(throughline_app::MAX_LIMIT) };
    let found = loop {
        let page = site.app.list_imports(&signed.actor, paging).await?;
        if let Some(run) = page.items.into_iter().find(|run| run.id.to_string() == id) {
            break run;
        }
        paging = match page.next {
            Some(after) => Paging { after: Some(after), limit: Some(throughline_app::MAX_LIMIT) },
            None => return Err(Oops(AppError::NotFound { what: "import" })),
        };
    };
    let sources = site.app.list_sources(&signed.actor).await?;
    Ok(signed.page(&found, Place::Import, "Import", || report(&signed, &sources, &found)))
}

fn report(signed: &Signed, sources: &[Source], run: &ImportRun) -> Markup {
    let came = run.counts.new + run.counts.changed;
    let statement = match (run.finished_at, came) {
        (None, _) => "This import was interrupted. Importing again goes on where it stopped.".to_owned(),
        (Some(_), 0) => "Nothing had changed.".to_owned(),
        (Some(_), came) => format!("{} came in or changed.", say::count(came, "ticket", "tickets")),
    };
    html! {
        (bits::head(&["Import", &source_name(sources, run), &say::moment(run.started_at, &signed.frame.zone)], &statement, None))
        (counts(&run.counts))
        (skipped(&run.skipped_items, "Not taken"))
        div class="actions" { a class="btn primary" href="/priorities" { "See the order" } a class="btn" href="/tickets" { "See the tickets" } a class="btn quiet" href="/import" { "Back to imports" } }
    }
}

/// The four counts, large.
pub fn counts(counts: &throughline_domain::connections::ImportCounts) -> Markup {
    html! {
        dl class="counts" {
            div { dt { "New" } dd { b { (counts.new) } } }
            div { dt { "Changed" } dd { b { (counts.changed) } } }
            div { dt { "Unchanged" } dd { b { (counts.unchanged) } } }
            div { dt { "Skipped, with reasons" } dd { b { (counts.skipped) } } }
        }
    }
}

/// Every item that does not come in, with its reason.
pub fn skipped(items: &[Skipped], title: &str) -> Markup {
    html! {
        @if !items.is_empty() {
            section {
                h2 { (title) }
                div class="scroll" tabindex="0" role="region" aria-label=(title) {
                    table class="table" {
                        thead { tr { th scope="col" { "Item" } th scope="col" { "Why" } } }
                        tbody { @for skipped in items { tr { td class="nowrap" { (skipped.item) } td { (skipped.reason) } } } }
                    }
                }
            }
        }
    }
}
