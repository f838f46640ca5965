//! The source of an import, and the teams its file names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use throughline_domain::{
    SourceId, TeamId, Ts,
    activity::EventKind,
    connections::{Source, SourceKind},
    people::{Action, Team},
    tickets::Incoming,
};
use throughline_store::Show;

use super::{chunks::folded, reading::Reading};
use crate::{Actor, App, AppError, error::invalid, write::differences};

/// Characters of a key prefix.
const LONGEST_PREFIX: usize = 12;

impl App {
    /// The source of this import: the one of this kind and name, or a new one. A CSV mapping is saved with it.
    pub(super) async fn source_for(&self, actor: &Actor, reading: &Reading) -> Result<Source, AppError> {
        let change = self.change(actor);
        let (kind, name) = (reading.kind, reading.name.clone());
        let mapping = reading.columns.as_ref().map(|columns| columns.saved.clone()).unwrap_or_default();
        self.write(actor, move |tx| {
            let (name, mapping) = (name.clone(), mapping.clone());
            Box::pin(async move {
                if let Some(mut source) = tx.read().source_named(kind, &name).await? {
                    if source.mapping != mapping {
                        source.mapping = mapping;
                        let data = json!({ "mapping": source.mapping });
                        tx.record(change.event(EventKind::SourceChanged, Some(source.id.0), &source.name, data))
                            .await?;
                        tx.update(&source).await?;
                    }
                    return Ok(source);
                }
                let taken: Vec<Source> = tx.read().list(Show::All).await?;
                let source = new_source(kind, name, mapping, &taken, change.at);
                source.check().map_err(|faults| invalid(&faults, &source))?;
                let data = differences(None, &source);
                tx.record(change.event(EventKind::SourceCreated, Some(source.id.0), &source.name, data)).await?;
                tx.insert(&source).await?;
                Ok::<_, AppError>(source)
            })
        })
        .await
    }

    /// Remembers where a paged import goes on.
    pub(super) async fn keep_place(
        &self,
        actor: &Actor,
        source: Source,
        resume_at: Option<String>,
    ) -> Result<Source, AppError> {
        let change = self.change(actor);
        let source = Source { resume_at, ..source };
        self.write(actor, move |tx| {
            let source = source.clone();
            Box::pin(async move {
                let data = json!({ "resume_at": source.resume_at });
                tx.record(change.event(EventKind::SourceChanged, Some(source.id.0), &source.name, data)).await?;
                tx.update(&source).await?;
                Ok::<_, AppError>(source)
            })
        })
        .await
    }

    /// Makes the teams that the tickets name and that are not here, if the actor may; says which.
    pub(super) async fn make_teams(&self, actor: &Actor, tickets: &[Incoming]) -> Result<Vec<String>, AppError> {
        let named = tickets.iter().filter_map(|ticket| ticket.team.as_deref()).map(str::trim);
        let named: BTreeSet<String> = named.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if named.is_empty() || !actor.may(Action::ManageTeams) {
            return Ok(Vec::new());
        }
        let change = self.change(actor);
        let days = f64::from(actor.workspace.working_days_per_week);
        let made: Vec<String> = self
            .write(actor, move |tx| {
                let named = named.clone();
                Box::pin(async move {
                    let here: Vec<Team> = tx.read().list(Show::Live).await?;
                    let mut known: BTreeSet<String> = here.iter().map(|team| folded(&team.name)).collect();
                    let mut made = Vec::new();
                    for name in named {
                        if !known.insert(folded(&name)) {
                            continue;
                        }
                        let team = one_person(name, days, change.at);
                        team.check().map_err(|faults| invalid(&faults, &team))?;
                        let data = differences(None, &team);
                        tx.record(change.event(EventKind::TeamCreated, Some(team.id.0), &team.name, data)).await?;
                        tx.insert(&team).await?;
                        made.push(team.name);
                    }
                    Ok::<_, AppError>(made)
                })
            })
            .await?;
        let said = |name| {
            format!("The team \"{name}\" was made with one person's week. Say in the settings how much it can work.")
        };
        Ok(made.into_iter().map(said).collect())
    }
}

/// A team of which only the name is known.
fn one_person(name: String, capacity_days_per_week: f64, now: Ts) -> Team {
    Team { id: TeamId::new(now), name, capacity_days_per_week, tracks: 1, version: 1, withdrawn_at: None }
}

/// A source as it is made: with a prefix for its keys that no other has.
pub(super) fn new_source(
    kind: SourceKind,
    name: String,
    mapping: BTreeMap<String, String>,
    taken: &[Source],
    now: Ts,
) -> Source {
    let key_prefix = free_prefix(&name, taken);
    Source { id: SourceId::new(now), kind, name, key_prefix, mapping, resume_at: None, created_at: now }
}

/// A prefix for keys, from the last part of a name: "bitcoin-core/gui" gives GUI. A number follows where it is taken.
pub(crate) fn free_prefix(name: &str, taken: &[Source]) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = last.split_once('.').map_or(last, |(stem, _)| stem);
    let letters: String = stem.chars().filter(char::is_ascii_alphanumeric).take(LONGEST_PREFIX).collect();
    let begins_well = letters.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let base = format!("{}{letters}", if begins_well { "" } else { "T" }).to_ascii_uppercase();
    let free = |prefix: &String| !taken.iter().any(|source| source.key_prefix.eq_ignore_ascii_case(prefix));
    let numbered = (2..).map(|number| format!("{base}{number}"));
    std::iter::once(base.clone()).chain(numbered).find(free).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, taken: &[Source]) -> Source {
        new_source(SourceKind::Github, name.to_owned(), BTreeMap::new(), taken, Ts::from_micros(0))
    }

    #[test]
    fn a_prefix_comes_from_the_last_part_of_the_name_and_is_never_taken_twice() {
        let gui = named("bitcoin-core/gui", &[]);
        assert_eq!(gui.key_prefix, "GUI");
        assert_eq!(named("other/gui", std::slice::from_ref(&gui)).key_prefix, "GUI2");
        assert_eq!(named("tickets 2026.csv", &[]).key_prefix, "TICKETS2026");
        assert_eq!(named("2026", &[]).key_prefix, "T2026");
        assert_eq!(named("чай", &[]).key_prefix, "T");
    }
}
