//! Tickets from trackers and files.
//!
//! A ticket is matched by its source and its id there. An import writes in chunks, each one transaction, so that other
//! writers are never kept waiting and an import that was interrupted goes on harmlessly when it is started again.

mod chunks;
mod matching;
mod preview;
mod reading;
mod sources;
mod views;

use serde_json::json;
use throughline_domain::{
    ImportId,
    activity::EventKind,
    connections::{ImportCounts, ImportRun, Skipped, Source},
    people::Action,
};
use throughline_store::Show;

use crate::{
    Actor, App, AppError, Page, Paging, boxed,
    paging::{foreign_cursor, limited},
};
use chunks::Done;
use reading::Batch;
pub(crate) use sources::free_prefix;
pub use views::*;

/// Tickets that one transaction writes.
const CHUNK: usize = 100;

impl App {
    /// What an import would do. Nothing is written. Of a repository the first page is looked at.
    #[boxed]
    pub async fn preview_import(&self, actor: &Actor, input: ImportInput) -> Result<ImportPreview, AppError> {
        actor.require(Action::WriteTickets)?;
        let mut reading = self.open_import(actor, input).await?;
        let batch = reading.next().await?.unwrap_or_default();
        self.previewed(actor, reading, batch).await
    }

    /// Imports tickets. Matched by source and id there, so that importing again changes only what differs; what
    /// somebody set here is kept. `progress` is told after each chunk.
    #[boxed]
    pub async fn import(
        &self,
        actor: &Actor,
        input: ImportInput,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<ImportReport, AppError> {
        actor.require(Action::WriteTickets)?;
        // An import is idempotent by its matching, so its parts carry no idempotency key.
        let actor = &actor.clone().with_idempotency(None);
        let mut reading = self.open_import(actor, input).await?;
        let mut batch = reading.next().await?;
        let mut source = self.source_for(actor, &reading).await?;
        let mut run = self.begin_run(actor, &source).await?;
        let mut notes = Vec::new();
        let mut done = 0;
        while let Some(Batch { tickets, skipped, notes: said, about_left, resume_at }) = batch {
            notes.extend(said);
            done += skipped.len() as u64;
            let total = reading.total().or(about_left.map(|left| done + tickets.len() as u64 + left));
            run.counts.skipped += i64::try_from(skipped.len()).unwrap_or(i64::MAX);
            run.skipped_items.extend(skipped);
            progress(Progress { done, total });
            if reading.makes_teams() {
                notes.extend(self.make_teams(actor, &tickets).await?);
            }
            for chunk in tickets.chunks(CHUNK) {
                let Done { counts, skipped, notes: said } = self.import_chunk(actor, &source, chunk).await?;
                add(&mut run.counts, &counts);
                run.skipped_items.extend(skipped);
                notes.extend(said);
                done += chunk.len() as u64;
                progress(Progress { done, total });
            }
            if resume_at.is_some() && resume_at != source.resume_at {
                source = self.keep_place(actor, source, resume_at).await?;
            }
            batch = reading.next().await?;
        }
        let run = self.finish_run(actor, &source, run).await?;
        Ok(ImportReport { run, source, notes })
    }

    /// Where tickets come from, by name.
    #[boxed]
    pub async fn list_sources(&self, actor: &Actor) -> Result<Vec<Source>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let mut sources: Vec<Source> = self.reader(actor).list(Show::Live).await?;
        sources.sort_by_cached_key(|source| source.name.to_lowercase());
        Ok(sources)
    }

    /// Runs of imports, newest first.
    #[boxed]
    pub async fn list_imports(&self, actor: &Actor, paging: Paging) -> Result<Page<ImportRun>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = paging.limit()?;
        let mut runs: Vec<ImportRun> = self.reader(actor).list(Show::All).await?;
        runs.sort_by_key(|run| std::cmp::Reverse(run.id));
        if let Some(after) = &paging.after {
            let last: ImportId = after.parse().map_err(|_| foreign_cursor(after))?;
            runs.retain(|run| run.id < last);
        }
        Ok(limited(runs, limit, |run| run.id.to_string()))
    }

    async fn begin_run(&self, actor: &Actor, source: &Source) -> Result<ImportRun, AppError> {
        let change = self.change(actor);
        let run = ImportRun {
            id: ImportId::new(change.at),
            source_id: source.id,
            by: change.by,
            started_at: change.at,
            finished_at: None,
            counts: ImportCounts::default(),
            skipped_items: Vec::new(),
        };
        let name = source.name.clone();
        self.write(actor, move |tx| {
            let (run, name) = (run.clone(), name.clone());
            Box::pin(async move {
                tx.record(change.event(EventKind::ImportStarted, Some(run.id.0), &name, json!({}))).await?;
                tx.insert(&run).await?;
                Ok::<_, AppError>(run)
            })
        })
        .await
    }

    async fn finish_run(&self, actor: &Actor, source: &Source, mut run: ImportRun) -> Result<ImportRun, AppError> {
        let change = self.change(actor);
        run.finished_at = Some(change.at);
        let name = source.name.clone();
        self.write(actor, move |tx| {
            let (run, name) = (run.clone(), name.clone());
            Box::pin(async move {
                tx.record(change.event(EventKind::ImportFinished, Some(run.id.0), &name, json!(run.counts))).await?;
                tx.update(&run).await?;
                Ok::<_, AppError>(run)
            })
        })
        .await
    }
}

fn add(sum: &mut ImportCounts, more: &ImportCounts) {
    sum.new += more.new;
    sum.changed += more.changed;
    sum.unchanged += more.unchanged;
    sum.skipped += more.skipped;
}

/// An item that was not taken.
fn skipped(item: &str, reason: impl Into<String>) -> Skipped {
    Skipped { item: item.to_owned(), reason: reason.into() }
}
