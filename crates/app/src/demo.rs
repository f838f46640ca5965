//! The demo company.

mod company;
mod cycles;
mod dates;
mod file;
mod names;
mod roadmap;
mod urgency;

use std::sync::Arc;

use serde_json::json;
use throughline_domain::{
    ImportId, MemberId,
    activity::EventKind,
    connections::{ImportCounts, ImportRun},
    people::{Member, Workspace},
};
use throughline_store::{Tx, Visible};

use crate::{
    App, AppError, boxed,
    crud::Noun,
    people::{NO_PASSWORD, NewOwner},
    write::{Change, differences},
};
use company::{Company, first_member};
use file::Story;

/// The demo company's data, as it is kept in the repository.
pub const NIMBUS_FREIGHT: &str = include_str!("../../../demo/nimbus-freight.toml");

impl App {
    /// Fills an empty installation with a company from its file: the workspace and its first owner, who has no password
    /// and comes in by a one-time link. Dates in the file move by whole weeks to the current one.
    ///
    /// The file is checked as a whole before anything is written; an error names its place.
    #[boxed]
    pub async fn load_demo(&self, text: &str) -> Result<(Workspace, Member), AppError> {
        let now = self.now();
        let story = Story::read(text, now)?;
        // A dry run: only founding gives the real id of the owner, and then it is too late for doubts about the file.
        Company::of(&story, MemberId::new(now), now)?;
        if !self.set_up_needed().await? {
            return Err(AppError::conflict(
                "The demo goes into an empty installation, and there is a workspace here already. Nothing was changed. \
                 Name an empty data folder for it.",
            ));
        }
        let lines = first_member(&story)?;
        let owner = NewOwner {
            account: None,
            email: lines.email.clone(),
            name: lines.name.clone(),
            password_hash: NO_PASSWORD.to_owned(),
        };
        let (workspace, owner) = self.found_first(story.workspace.clone(), owner).await?;
        let company = Arc::new(Company::of(&story, owner.id, now)?);
        let change = Change { by: Some(owner.id), at: now };
        let filled = self
            .inner
            .store
            .write(&Visible::granted(workspace.id), move |tx| {
                let (company, owner) = (Arc::clone(&company), owner.clone());
                Box::pin(async move { fill(tx, change, &company, owner).await })
            })
            .await;
        self.inner.pictures.written(workspace.id);
        Ok((workspace, filled?))
    }
}

/// Writes everything of a company, each record with the event that its verb would record; gives its owner.
async fn fill(tx: &mut Tx, change: Change, company: &Company, owner: Member) -> Result<Member, AppError> {
    add(tx, change, &company.teams).await?;
    let owner = join(tx, change, company, owner).await?;
    add(tx, change, &company.segments).await?;
    add(tx, change, &company.metrics).await?;
    for (metric, observation) in &company.observations {
        let data = json!({ "at": observation.at, "value": observation.value, "source": observation.source });
        tx.record(change.event(EventKind::MetricObserved, Some(observation.metric_id.0), metric, data)).await?;
        tx.observe(observation).await?;
    }
    cycles::open(tx, change, &company.cycles).await?;
    add(tx, change, &company.objectives).await?;
    add(tx, change, &company.key_results).await?;
    add(tx, change, &company.problems).await?;
    cycles::check_in(tx, change, &company.check_ins).await?;
    add(tx, change, &company.weekly_goals).await?;
    import(tx, change, company).await?;
    company.roadmap.write(tx, change, &company.tickets).await?;
    company.urgency.write(tx, change).await?;
    Ok(owner)
}

async fn add<N: Noun>(tx: &mut Tx, change: Change, nouns: &[N]) -> Result<(), AppError> {
    for noun in nouns {
        let data = differences(None, noun);
        tx.record(change.event(N::EVENTS[0], Some(noun.record_id()), &noun.called(), data)).await?;
        tx.insert(noun).await?;
    }
    Ok(())
}

/// The owner goes to their team, and the others come.
async fn join(tx: &mut Tx, change: Change, company: &Company, owner: Member) -> Result<Member, AppError> {
    let mut settled = Member { team_id: company.owners_team, ..owner.clone() };
    if settled != owner {
        let data = differences(Some(&owner), &settled);
        tx.record(change.event(EventKind::MemberChanged, Some(owner.id.0), &owner.name, data)).await?;
        settled.version = tx.update(&settled).await?;
    }
    for (account, member) in &company.members {
        let joined = Change { by: Some(member.id), ..change };
        let data = json!({ "role": member.role });
        tx.record(joined.event(EventKind::MemberJoined, Some(member.id.0), &member.name, data)).await?;
        tx.create_account(account).await?;
        tx.insert(member).await?;
    }
    Ok(settled)
}

/// The tickets come in as one run of an import.
async fn import(tx: &mut Tx, change: Change, company: &Company) -> Result<(), AppError> {
    let source = &company.source;
    let counts =
        ImportCounts { new: i64::try_from(company.tickets.len()).unwrap_or(i64::MAX), ..ImportCounts::default() };
    let run = ImportRun {
        id: ImportId::new(change.at),
        source_id: source.id,
        by: change.by,
        started_at: change.at,
        finished_at: Some(change.at),
        counts,
        skipped_items: Vec::new(),
    };
    let data = differences(None, source);
    tx.record(change.event(EventKind::SourceCreated, Some(source.id.0), &source.name, data)).await?;
    tx.insert(source).await?;
    tx.record(change.event(EventKind::ImportStarted, Some(run.id.0), &source.name, json!({}))).await?;
    tx.insert(&run).await?;
    let keys: Vec<&str> = company.tickets.iter().map(|ticket| ticket.key.as_str()).collect();
    let data = json!({ "new": keys, "changed": [] });
    tx.record(change.event(EventKind::TicketsImported, Some(source.id.0), &source.name, data)).await?;
    for ticket in &company.tickets {
        tx.insert_ticket(ticket).await?;
    }
    tx.record(change.event(EventKind::ImportFinished, Some(run.id.0), &source.name, json!(run.counts))).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
