//! The strategy as files: written, compared with the workspace, applied.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use throughline_domain::{
    Currency, Ts,
    markets::Segment,
    metrics::Metric,
    people::{Action, Member},
    strategy::{
        Cycle, KeyResult, Objective, Problem,
        files::{
            self, Act, Change as Told, Comparison, Conflict, FileFault, Kind, Name, Read, Records, Resolver, Texts,
        },
    },
};
use throughline_store::{Reader, Show, Tx};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Actor, App, AppError, FieldError, boxed,
    crud::{Noun, make, put, withdraw},
    write::Change,
};

/// The files of a strategy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyFiles {
    /// Name to text: TOML files, and "strategy.lock" with what they were based on.
    pub files: BTreeMap<String, String>,
}

/// What applying the files would do, what it would leave, and what is in its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StrategyPlan {
    /// The answer in one sentence.
    pub statement: String,
    /// Changed only in the files: what is done.
    pub changes: Vec<Told>,
    /// Changed only in the workspace since the export: it stays as it is there.
    pub in_workspace: Vec<Told>,
    /// Changed on both sides: while there is one, nothing is done.
    pub conflicts: Vec<Conflict>,
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StrategyApplied {
    /// What was done.
    pub plan: StrategyPlan,
    /// The new text of "strategy.lock", to be kept beside the files.
    pub lock: String,
}

impl StrategyPlan {
    fn of(found: &Comparison) -> Self {
        Self {
            statement: found.statement(),
            changes: found.changes.clone(),
            in_workspace: found.in_workspace.clone(),
            conflicts: found.conflicts.clone(),
        }
    }

    /// Every conflict in words, field by field.
    pub fn conflicts_in_words(&self) -> String {
        let said = self.conflicts.iter().map(|conflict| {
            let fields = conflict.fields.iter().map(|field| format!("\n  {}.", field.sentence));
            format!("{}{}", conflict.sentence, fields.collect::<String>())
        });
        said.collect::<Vec<_>>().join("\n")
    }
}

impl App {
    /// The strategy as files. Exporting the same state again gives the same bytes. Where files are named that were
    /// exported before, things keep the handles they have there.
    #[boxed]
    pub async fn export_strategy(&self, actor: &Actor, over: StrategyFiles) -> Result<StrategyFiles, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let over = files::read(&over.files).map_err(|faults| refused(&faults))?;
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        let (records, ..) = records(&mut snapshot.read()).await?;
        let told = files::strategy(&records, &files::names(&records, Some(&over)));
        Ok(StrategyFiles { files: files::write(&told, &told) })
    }

    /// What applying files would do. Nothing is written.
    #[boxed]
    pub async fn plan_strategy(&self, actor: &Actor, input: StrategyFiles) -> Result<StrategyPlan, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let read = files::read(&input.files).map_err(|faults| refused(&faults))?;
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        let Compared { found, .. } = compared(&mut snapshot.read(), &read, actor.workspace.currency).await?;
        Ok(StrategyPlan::of(&found))
    }

    /// Makes, changes and deletes what the files say, all of it or nothing. What only the workspace changed stays. Where
    /// both sides changed the same, nothing is written and every conflict is named.
    #[boxed]
    pub async fn apply_strategy(&self, actor: &Actor, input: StrategyFiles) -> Result<StrategyApplied, AppError> {
        actor.require(Action::SetGoals)?;
        let read = Arc::new(files::read(&input.files).map_err(|faults| refused(&faults))?);
        let change = self.change(actor);
        let currency = actor.workspace.currency;
        self.write(actor, move |tx| {
            let read = Arc::clone(&read);
            Box::pin(async move { apply(tx, change, currency, &read).await })
        })
        .await
    }
}

async fn apply(tx: &mut Tx, change: Change, currency: Currency, read: &Read) -> Result<StrategyApplied, AppError> {
    let Compared { found, mut names, members, cycles } = compared(&mut tx.read(), read, currency).await?;
    let plan = StrategyPlan::of(&found);
    if !plan.conflicts.is_empty() {
        return Err(AppError::conflict(format!(
            "{} Nothing was changed.\n{}",
            plan.statement,
            plan.conflicts_in_words()
        )));
    }
    let mut ids: BTreeMap<Name, Uuid> = names.iter().map(|(id, name)| (name.clone(), *id)).collect();
    // Ids begin with the time, so things that are made stay in the order of the files.
    for (place, (name, act)) in (0..).zip(&found.acts) {
        let record = found.outcome.record(
            name,
            &Resolver {
                record: &|name| ids.get(name).copied(),
                cycle: &|name| cycles.iter().find(|cycle| cycle.name == name).map(|cycle| cycle.id.0),
                member: &|email| members.iter().find(|member| member.email == email).map(|member| member.id.0),
            },
        );
        let step = Step {
            change,
            currency,
            act: *act,
            at: Ts::from_micros(change.at.micros() + 1_000 * place),
            record,
            name,
            found: &found,
        };
        let done = match name.kind {
            Kind::Segment => step.take::<Segment>(tx).await,
            Kind::Metric => step.take::<Metric>(tx).await,
            Kind::Objective => step.take::<Objective>(tx).await,
            Kind::KeyResult => step.take::<KeyResult>(tx).await,
            Kind::Problem => step.take::<Problem>(tx).await,
        };
        let id = done.map_err(|error| placed(error, read, name))?;
        ids.insert(name.clone(), id);
        names.insert(id, name.clone());
    }
    let (after, ..) = records(&mut tx.read()).await?;
    let lock = found.lock(read, &files::strategy(&after, &names));
    Ok(StrategyApplied { plan, lock: files::lock(&lock) })
}

/// One thing that is done.
struct Step<'s> {
    found: &'s Comparison,
    name: &'s Name,
    change: Change,
    currency: Currency,
    act: Act,
    /// The time in the id of what is made.
    at: Ts,
    record: Value,
}

impl Step<'_> {
    async fn take<N>(self, tx: &mut Tx) -> Result<Uuid, AppError>
    where
        N: Noun,
        N::Id: From<Uuid>,
        N::Input: DeserializeOwned,
    {
        let Self { found, name, change, currency, act, at, record } = self;
        let input = || serde_json::from_value::<N::Input>(record).map_err(|error| AppError::internal(&error));
        Ok(match act {
            Act::Create(id) => {
                let mut made = N::new(input()?, at);
                if let Some(id) = id {
                    made.set_record_id(id);
                }
                make(tx, change, currency, made).await?.record_id()
            }
            Act::Change(id) => {
                let before: N = tx.read().get(N::Id::from(id)).await?;
                let after = before.replaced(input()?).settled(tx, change).await?;
                let after = kept(found, name, &before, &after).map_err(|error| AppError::internal(&error))?;
                put(tx, change, currency, before, after).await?.record_id()
            }
            Act::Withdraw(id) => withdraw::<N>(tx, change, id.into(), None).await?.record_id(),
        })
    }
}

/// A record after a change, with everything in it that the files do not change.
fn kept<N: Noun>(found: &Comparison, name: &Name, before: &N, after: &N) -> Result<N, serde_json::Error> {
    let (now, mut then) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    found.keep(name, &now, &mut then);
    serde_json::from_value(then)
}

/// All records of the strategy, all members and cycles, as of one moment.
async fn records(reader: &mut Reader<'_>) -> Result<(Records, Vec<Member>, Vec<Cycle>), AppError> {
    let metrics: Vec<Metric> = reader.list(Show::Live).await?;
    let segments: Vec<Segment> = reader.list(Show::Live).await?;
    let objectives: Vec<Objective> = reader.list(Show::Live).await?;
    let key_results: Vec<KeyResult> = reader.list(Show::Live).await?;
    let problems: Vec<Problem> = reader.list(Show::Live).await?;
    let members: Vec<Member> = reader.list(Show::All).await?;
    let cycles: Vec<Cycle> = reader.list(Show::Live).await?;
    let all = Records::new(&metrics, &segments, &objectives, &key_results, &problems, &members, &cycles);
    Ok((all, members, cycles))
}

/// Files beside the workspace.
struct Compared {
    found: Comparison,
    /// Which record has which name.
    names: BTreeMap<Uuid, Name>,
    /// Without those who left. They are found by nobody: what they own already is kept as it is.
    members: Vec<Member>,
    cycles: Vec<Cycle>,
}

async fn compared(reader: &mut Reader<'_>, read: &Read, currency: Currency) -> Result<Compared, AppError> {
    let (records, mut members, cycles) = records(reader).await?;
    let faults = files::check(read, &members, &cycles, currency);
    if !faults.is_empty() {
        return Err(refused(&faults));
    }
    let gone: Vec<Uuid> = read.lock.ids().into_keys().filter(|id| !records.has(*id)).collect();
    let was_here = reader.known_subjects(&gone).await?;
    let names = files::names(&records, Some(read));
    let mut found = files::compare(read, &files::strategy(&records, &names), &|id| was_here.contains(&id));
    members.retain(|member| member.removed_at.is_none());
    let here: BTreeSet<&str> = members.iter().map(|one| one.email.as_str()).collect();
    found.check_owners(&|email| !email.is_empty() && !here.contains(email));
    // What the lock knows and this workspace never had is named by nobody here.
    let names = names.into_iter().filter(|(id, _)| records.has(*id)).collect();
    Ok(Compared { found, names, members, cycles })
}

/// Files that cannot be taken, all faults at once.
fn refused(faults: &[FileFault]) -> AppError {
    let fields = faults.iter().map(|fault| FieldError {
        field: format!("{}:{}", fault.file, fault.line),
        given: String::new(),
        message: fault.message.clone(),
    });
    AppError::Invalid { fields: fields.collect() }
}

/// A verb's refusal, with the place in the files that it is about.
fn placed(error: AppError, read: &Read, name: &Name) -> AppError {
    match error {
        AppError::Invalid { fields } => {
            let fields = fields.into_iter().map(|fault| match read.line(name, &fault.field) {
                Some((file, line)) => FieldError {
                    field: format!("{file}:{line}"),
                    message: format!("The {name}: {}", fault.message),
                    ..fault
                },
                None => FieldError { message: format!("The {name}: {}", fault.message), ..fault },
            });
            AppError::Invalid { fields: fields.collect() }
        }
        AppError::Conflict { message } => AppError::conflict(format!("The {name}: {message}")),
        other => other,
    }
}

impl StrategyFiles {
    /// All files in one document, which is read like the files.
    pub fn in_one(&self) -> String {
        let order = files::FILES.into_iter().chain([files::LOCK_FILE]);
        order.filter_map(|name| self.files.get(name)).cloned().collect::<Vec<_>>().join("\n")
    }

    /// One document.
    pub fn of_one(name: String, text: String) -> Self {
        Self { files: Texts::from([(name, text)]) }
    }
}
