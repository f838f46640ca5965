//! Three states side by side: what the files were based on, the files, and the workspace.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::strategy::files::{Handle, Kind, Name, Read, Strategy, Thing, Value, say};

/// What happens to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum What {
    /// It is made.
    Create,
    /// Some of its fields change.
    Change,
    /// It is deleted, and can be brought back for 30 days.
    Withdraw,
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// Its name in the files.
    pub field: String,
    /// What it says now; none where it says nothing.
    pub before: Option<String>,
    /// What it says then.
    pub after: Option<String>,
    /// The change in words.
    pub sentence: String,
}

/// What happens to one thing, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// Made, changed or deleted.
    pub what: What,
    /// Its kind.
    pub kind: Kind,
    /// Its name in the files.
    pub handle: String,
    /// Its title or name.
    pub called: String,
    /// Its fields that differ; all that are said for a new one, none for a deleted one.
    pub fields: Vec<FieldChange>,
    /// The change in words.
    pub sentence: String,
}

/// A field that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldConflict {
    /// Its name in the files.
    pub field: String,
    /// What it said when the files were written; none where it said nothing or the lock does not know it.
    pub based_on: Option<String>,
    /// What the files say.
    pub files: Option<String>,
    /// What the workspace says.
    pub workspace: Option<String>,
    /// The conflict in words.
    pub sentence: String,
}

/// A thing that both sides changed, so that neither can be taken without overwriting the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Its kind.
    pub kind: Kind,
    /// Its name in the files.
    pub handle: String,
    /// Its title or name.
    pub called: String,
    /// The fields in conflict.
    pub fields: Vec<FieldConflict>,
    /// What is in the way, in words, with what to do.
    pub sentence: String,
}

/// What to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Make it, with this id if the lock knows one.
    Create(Option<Uuid>),
    /// Change it to what the outcome says.
    Change(Uuid),
    /// Delete it.
    Withdraw(Uuid),
}

/// What applying the files would do, what it would leave, and what is in its way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Changed only in the files: what is done.
    pub changes: Vec<Change>,
    /// Changed only in the workspace since: it stays as it is there.
    pub in_workspace: Vec<Change>,
    /// Changed on both sides. While there is one, nothing is done.
    pub conflicts: Vec<Conflict>,
    /// What the workspace tells afterwards.
    pub outcome: Strategy,
    /// What to do, in an order in which everything that is referred to is there.
    pub acts: Vec<(Name, Act)>,
    /// The fields that change of what changes.
    changed: BTreeMap<Name, Vec<&'static str>>,
}

/// The three states of a thing.
type Three<'s> = (Option<&'s Thing>, Option<&'s Thing>, Option<&'s Thing>);

/// Compares files with a workspace, whose names come from [`names`](super::names). `was_here`: whether a record with
/// this id was ever in this workspace; what the lock knows and the workspace never did comes from elsewhere, and is made.
///
/// 1. Changed in the files only: done. 2. Changed in the workspace only: told, and left. 3. Changed on both sides to the
///    same: nothing. 4. Changed on both sides to something else: a conflict. 5. What would not hold with both sides put
///    together: a conflict.
pub fn compare(files: &Read, workspace: &Strategy, was_here: &dyn Fn(Uuid) -> bool) -> Comparison {
    let (base, told) = (&files.lock, &files.strategy);
    let mut found = Comparison { outcome: workspace.clone(), ..Comparison::default() };
    let names: BTreeSet<&Name> = base.things.keys().chain(told.things.keys()).chain(workspace.things.keys()).collect();
    for name in names {
        let here = workspace.things.get(name);
        let before = base.things.get(name).filter(|before| here.is_some() || before.id.is_some_and(was_here));
        found.thing(name, (before, told.things.get(name), here), base.things.get(name).and_then(|thing| thing.id));
    }
    found.star(base.north_star.as_ref(), told.north_star.as_ref(), workspace);
    found.check_outcome(told, workspace);
    found.order(workspace);
    found
}

impl Comparison {
    fn thing(&mut self, name: &Name, three: Three<'_>, locked: Option<Uuid>) {
        match three {
            (_, None, None) => {}
            (None, None, Some(here)) => self.left(What::Create, name, here, differing(name, None, Some(here))),
            (Some(before), None, Some(here)) if before.says_the_same(here) => self.withdraw(name, here),
            (Some(before), None, Some(here)) => {
                let fields = differing(name, Some(before), Some(here));
                let fields = fields.map(|field| (field, before.fields.get(field), None, here.fields.get(field)));
                self.conflict(name, here, fields.collect(), say::DELETED_IN_FILES);
            }
            (None, Some(told), None) => self.create(name, told, locked),
            (Some(before), Some(told), None) if before.says_the_same(told) => {
                self.left(What::Withdraw, name, told, std::iter::empty());
            }
            (Some(before), Some(told), None) => {
                let fields = differing(name, Some(before), Some(told));
                let fields = fields.map(|field| (field, before.fields.get(field), told.fields.get(field), None));
                self.conflict(name, told, fields.collect(), say::DELETED_HERE);
            }
            (before, Some(told), Some(here)) => self.both(name, before, told, here),
        }
    }

    fn create(&mut self, name: &Name, told: &Thing, locked: Option<Uuid>) {
        let fields = name
            .kind
            .fields()
            .iter()
            .filter_map(|field| Some(say::field(field.name, None, Some(told.fields.get(field.name)?))));
        self.changes.push(say::change(What::Create, name, told, fields.collect()));
        self.outcome.things.insert(name.clone(), Thing { id: None, fields: told.fields.clone() });
        self.acts.push((name.clone(), Act::Create(locked)));
    }

    fn withdraw(&mut self, name: &Name, here: &Thing) {
        self.changes.push(say::change(What::Withdraw, name, here, Vec::new()));
        self.outcome.things.remove(name);
        self.acts.extend(here.id.map(|id| (name.clone(), Act::Withdraw(id))));
    }

    fn left(&mut self, what: What, name: &Name, thing: &Thing, fields: impl Iterator<Item = &'static str>) {
        let fields = fields.map(|field| say::field(field, None, thing.fields.get(field))).collect();
        self.in_workspace.push(say::left(what, name, thing, fields));
    }

    fn conflict(&mut self, name: &Name, thing: &Thing, fields: Vec<Disputed<'_>>, why: &str) {
        self.conflicts.push(say::conflict(name, thing, fields, why));
    }

    fn both(&mut self, name: &Name, before: Option<&Thing>, told: &Thing, here: &Thing) {
        let (mut done, mut left, mut disputed) = (Vec::new(), Vec::new(), Vec::new());
        for field in differing(name, Some(told), Some(here)) {
            let (old, new, now) =
                (before.map(|thing| thing.fields.get(field)), told.fields.get(field), here.fields.get(field));
            if old == Some(now) {
                done.push(say::field(field, now, new));
                self.changed.entry(name.clone()).or_default().push(field);
                if let Some(outcome) = self.outcome.things.get_mut(name) {
                    set(outcome, field, new);
                }
            } else if old == Some(new) {
                left.push(say::field(field, new, now));
            } else {
                disputed.push((field, old.flatten(), new, now));
            }
        }
        if !done.is_empty() {
            self.changes.push(say::change(What::Change, name, here, done));
            self.acts.extend(here.id.map(|id| (name.clone(), Act::Change(id))));
        }
        if !left.is_empty() {
            self.in_workspace.push(say::left(What::Change, name, here, left));
        }
        if !disputed.is_empty() {
            let why = if before.is_some() { say::BOTH } else { say::UNKNOWN };
            self.conflict(name, here, disputed, why);
        }
    }

    /// Which metric is the North Star is one thing said about all of them.
    fn star(&mut self, before: Option<&Handle>, told: Option<&Handle>, workspace: &Strategy) {
        let here = workspace.north_star.as_ref();
        let said = |handle: Option<&Handle>| handle.map(|handle| Value::Text(handle.to_string()));
        let (old, new, now) = (said(before), said(told), said(here));
        let metric = |handle: &Handle| Name { kind: Kind::Metric, handle: handle.clone() };
        // Nothing that the lock says about a workspace without a North Star was ever true of it.
        let known = before.is_none_or(|before| workspace.things.contains_key(&metric(before)));
        let Some(name) = told.or(here).map(metric) else { return };
        let thing = self.outcome.things.get(&name).cloned().unwrap_or_default();
        if told == here {
            return;
        }
        if before == here || (here.is_none() && !known) {
            let change = say::change(What::Change, &name, &thing, vec![say::field(STAR, now.as_ref(), new.as_ref())]);
            self.changes.push(change);
            self.outcome.north_star = told.cloned();
            for name in told.into_iter().chain(here).map(metric) {
                let id = workspace.things.get(&name).and_then(|thing| thing.id);
                if let Some(id) = id.filter(|_| !self.acts.iter().any(|(other, _)| *other == name)) {
                    self.acts.push((name, Act::Change(id)));
                }
            }
        } else if before == told {
            let fields = vec![say::field(STAR, new.as_ref(), now.as_ref())];
            self.in_workspace.push(say::left(What::Change, &name, &thing, fields));
        } else {
            let disputed = vec![(STAR, old.as_ref(), new.as_ref(), now.as_ref())];
            self.conflict(&name, &thing, disputed, say::BOTH);
        }
    }

    /// Whether the files change this field of it.
    pub(super) fn is_changed(&self, name: &Name, field: &str) -> bool {
        self.changed.get(name).is_some_and(|fields| fields.contains(&field))
    }

    /// Puts back into a record what the files do not change, as it is `now`: also what they cannot tell, such as a
    /// reference to something that was deleted.
    pub fn keep(&self, name: &Name, now: &Json, then: &mut Json) {
        for field in name.kind.fields().iter().filter(|field| !self.is_changed(name, field.name)) {
            then[field.record] = now[field.record].clone();
        }
        if name.kind == Kind::Problem {
            self.drop_deleted(name, then);
        }
    }

    /// What a problem refines and what it serves exclude each other: where the files name the one, they cannot tell that
    /// the other is a deleted one, so that goes.
    fn drop_deleted(&self, name: &Name, problem: &mut Json) {
        let told = |field: &str| self.outcome.things.get(name).is_some_and(|thing| !thing.text(field).is_empty());
        if self.is_changed(name, "parent") && told("parent") && !told("key_result") && !told("shares") {
            problem["key_result_id"] = Json::Null;
            problem["shares"] = Json::Array(Vec::new());
        }
        if self.is_changed(name, "key_result") && told("key_result") && !told("parent") {
            problem["parent_id"] = Json::Null;
        }
    }

    /// What the files are based on once the changes are done, given what the workspace tells then: what was changed in
    /// the workspace only is still told as such the next time.
    pub fn lock(&self, files: &Read, after: &Strategy) -> Strategy {
        let mut lock = Strategy::default();
        for (name, told) in &files.strategy.things {
            let before = files.lock.things.get(name);
            let Some(here) = after.things.get(name) else {
                lock.things.extend(before.map(|before| (name.clone(), before.clone())));
                continue;
            };
            let mut thing = Thing { id: here.id, fields: told.fields.clone() };
            for field in differing(name, Some(told), Some(here)) {
                set(&mut thing, field, before.and_then(|before| before.fields.get(field)));
            }
            lock.things.insert(name.clone(), thing);
        }
        let star =
            if after.north_star == files.strategy.north_star { &after.north_star } else { &files.lock.north_star };
        lock.north_star.clone_from(star);
        lock
    }

    /// The answer in one sentence.
    pub fn statement(&self) -> String {
        say::statement(self)
    }
}

/// How the North Star is called where it stands among fields.
pub(super) const STAR: &str = "north_star";

/// A field with what it was based on, what the files say and what the workspace says.
pub(super) type Disputed<'v> = (&'static str, Option<&'v Value>, Option<&'v Value>, Option<&'v Value>);

fn set(thing: &mut Thing, field: &'static str, value: Option<&Value>) {
    match value {
        Some(value) => thing.fields.insert(field, value.clone()),
        None => thing.fields.remove(field),
    };
}

/// The fields in which two differ, in the order of the files.
fn differing<'t>(
    name: &Name,
    one: Option<&'t Thing>,
    other: Option<&'t Thing>,
) -> impl Iterator<Item = &'static str> + use<'t> {
    let said = |thing: Option<&'t Thing>, field: &'static str| thing.and_then(|thing| thing.fields.get(field));
    name.kind.fields().iter().map(|field| field.name).filter(move |&field| said(one, field) != said(other, field))
}
