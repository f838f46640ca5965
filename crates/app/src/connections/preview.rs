//! What an import would do, without writing.

use std::collections::BTreeMap;

use throughline_domain::{
    connections::ImportCounts,
    tickets::Ticket,
    value::{DurationWeeks, pace, value_of},
};
use throughline_store::Show;
use throughline_value_line::read;

use super::{
    Fate, ImportPreview, PreviewItem,
    chunks::{Known, Outcome, here, outcome},
    reading::{Batch, Reading},
    sources::new_source,
};
use crate::{Actor, App, AppError};

/// Items that a preview shows.
const SHOWN: usize = 50;

impl App {
    pub(super) async fn previewed(
        &self,
        actor: &Actor,
        reading: Reading,
        batch: Batch,
    ) -> Result<ImportPreview, AppError> {
        let now = self.now();
        let mut notes = batch.notes;
        if reading.goes_on() {
            let left = batch.about_left.map_or_else(String::new, |left| format!(", about {left} more items"));
            notes.push(format!("This is the first page; the import reads all of them{left}."));
        }
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        let mut reader = snapshot.read();
        let known = reader.source_named(reading.kind, &reading.name).await?;
        let source = match known {
            Some(source) => source,
            None => {
                new_source(reading.kind, reading.name.clone(), BTreeMap::new(), &reader.list(Show::All).await?, now)
            }
        };
        let names = Known::read(&mut reader).await?;
        let before = here(&mut reader, &source, &batch.tickets).await?;
        drop(snapshot);

        let mut counts = ImportCounts::default();
        let mut skipped_items = batch.skipped;
        let mut items: Vec<(Fate, Ticket, Vec<String>)> = Vec::new();
        for incoming in &batch.tickets {
            let before = before.get(&incoming.external_id);
            match outcome(before, incoming, &source, &names, now, &mut notes) {
                Outcome::New(ticket) => {
                    counts.new += 1;
                    items.push((Fate::New, *ticket, Vec::new()));
                }
                Outcome::Changed { after, fields } => {
                    counts.changed += 1;
                    items.push((Fate::Changed, *after, fields));
                }
                Outcome::Unchanged(ticket) => {
                    counts.unchanged += 1;
                    items.push((Fate::Unchanged, *ticket, Vec::new()));
                }
                Outcome::Skipped(item) => skipped_items.push(item),
            }
        }
        counts.skipped = i64::try_from(skipped_items.len()).unwrap_or(i64::MAX);
        // What changes something comes first, then what has a value to look at, then the rest in the file's order.
        items.sort_by_key(|(what, ticket, _)| (*what == Fate::Unchanged, ticket.value_line.is_none()));

        let picture = self.picture(actor).await?;
        let context = picture.context();
        let sample = items.into_iter().take(SHOWN).map(|(what, ticket, changes)| {
            let duration = DurationWeeks::of(ticket.effort_days, pace(None, actor.workspace.working_days_per_week));
            let line = ticket.value_line.as_deref();
            let value =
                line.and_then(|line| value_of(read(line, &context), context.currency, &duration, context.today).value);
            PreviewItem { key: ticket.key, title: ticket.title, what, value_line: ticket.value_line, value, changes }
        });
        Ok(ImportPreview {
            source: reading.name,
            counts,
            sample: sample.collect(),
            skipped_items,
            mapping: reading.columns.map(|columns| columns.shown),
            notes,
            currency: actor.workspace.currency,
        })
    }
}
