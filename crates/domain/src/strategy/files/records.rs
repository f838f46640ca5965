//! Records of a workspace as things, and things as what records are made of.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::{
    Ts,
    markets::Segment,
    metrics::Metric,
    people::Member,
    strategy::{
        Cycle, KeyResult, Objective, Problem,
        files::{
            Handle, Kind, Name, Strategy, Thing, Value,
            schema::{Field, Form},
            shares,
        },
    },
};

/// What a workspace holds of its strategy. Deleted records are left out, except for members, who may still own things. Cycles are
/// named by the files and kept in the workspace.
pub struct Records {
    all: Vec<Record>,
    kinds: BTreeMap<Uuid, Kind>,
    members: BTreeMap<Uuid, String>,
    cycles: BTreeMap<Uuid, String>,
    north_star: Option<Uuid>,
}

/// One record, field by field.
pub struct Record {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    fields: Map<String, Json>,
}

impl Record {
    /// What people call it by: its key, or its name.
    pub(super) fn identity(&self) -> &str {
        self.fields.get(self.kind.identity()).and_then(Json::as_str).unwrap_or_default()
    }
}

impl Records {
    /// All records; those that were deleted are passed over. In the order of their age within a kind.
    pub fn new(
        metrics: &[Metric],
        segments: &[Segment],
        objectives: &[Objective],
        key_results: &[KeyResult],
        problems: &[Problem],
        members: &[Member],
        cycles: &[Cycle],
    ) -> Self {
        let live = cycles.iter().filter(|cycle| cycle.withdrawn_at.is_none());
        let mut all = Vec::new();
        add(&mut all, Kind::Segment, segments, |segment| (segment.id.0, segment.withdrawn_at));
        add(&mut all, Kind::Metric, metrics, |metric| (metric.id.0, metric.withdrawn_at));
        add(&mut all, Kind::Objective, objectives, |objective| (objective.id.0, objective.withdrawn_at));
        add(&mut all, Kind::KeyResult, key_results, |key_result| (key_result.id.0, key_result.withdrawn_at));
        add(&mut all, Kind::Problem, problems, |problem| (problem.id.0, problem.withdrawn_at));
        all.sort_by_key(|record| (record.kind, record.id));
        let star = metrics.iter().find(|metric| metric.north_star && metric.withdrawn_at.is_none());
        Self {
            kinds: all.iter().map(|record| (record.id, record.kind)).collect(),
            all,
            cycles: live.map(|cycle| (cycle.id.0, cycle.name.clone())).collect(),
            members: members.iter().map(|member| (member.id.0, member.email.clone())).collect(),
            north_star: star.map(|metric| metric.id.0),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Record> {
        self.all.iter()
    }

    /// Whether a record with this id is there.
    pub fn has(&self, id: Uuid) -> bool {
        self.kinds.contains_key(&id)
    }

    /// The kind of the record with this id.
    pub(super) fn kind(&self, id: Uuid) -> Option<Kind> {
        self.kinds.get(&id).copied()
    }
}

fn add<R: Serialize>(all: &mut Vec<Record>, kind: Kind, records: &[R], known: impl Fn(&R) -> (Uuid, Option<Ts>)) {
    for record in records {
        let (id, withdrawn_at) = known(record);
        if let (None, Ok(Json::Object(fields))) = (withdrawn_at, serde_json::to_value(record)) {
            all.push(Record { kind, id, fields });
        }
    }
}

/// What a workspace tells, with these names for its records. What refers to a deleted record refers to nothing.
pub fn strategy(records: &Records, names: &BTreeMap<Uuid, Name>) -> Strategy {
    let handle = |id: Uuid| records.has(id).then(|| names.get(&id).map(|name| name.handle.clone())).flatten();
    let things = records.all().filter_map(|record| {
        let name = names.get(&record.id)?.clone();
        let mut thing = Thing { id: Some(record.id), fields: BTreeMap::new() };
        for field in name.kind.fields() {
            if let Some(value) = record.fields.get(field.record).and_then(|json| value(field, json, records, &handle)) {
                thing.fields.insert(field.name, value);
            }
        }
        Some((name, thing))
    });
    Strategy { things: things.collect(), north_star: records.north_star.and_then(handle) }
}

fn value(field: &Field, json: &Json, records: &Records, handle: &impl Fn(Uuid) -> Option<Handle>) -> Option<Value> {
    let id = || json.as_str().and_then(|id| id.parse::<Uuid>().ok());
    match field.form {
        Form::Number | Form::Count => json.as_f64().map(Value::Number),
        Form::Flag => json.as_bool().filter(|yes| *yes).map(|_| Value::Flag),
        Form::Day => json.as_str().and_then(|day| day.parse().ok()).map(Value::Day),
        Form::Amount => serde_json::from_value(json.clone()).ok().map(Value::Amount),
        Form::Member => id().and_then(|id| records.members.get(&id)).map(|email| Value::Text(email.clone())),
        Form::Cycle => id().and_then(|id| records.cycles.get(&id)).map(|name| Value::Text(name.clone())),
        Form::Shares(kind) => shares::told(kind, json, handle).map(Value::Text),
        Form::Of(_) => id().and_then(handle).map(|handle| Value::Text(handle.to_string())),
        Form::Choice { of, usual: true } if json.as_str() == of.first().copied() => None,
        Form::Line | Form::Key | Form::Text | Form::Choice { .. } => {
            json.as_str().filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned()))
        }
    }
}

/// Finds the ids of what things refer to.
pub struct Resolver<'r> {
    /// The record of a thing.
    pub record: &'r dyn Fn(&Name) -> Option<Uuid>,
    /// The member with an e-mail address.
    pub member: &'r dyn Fn(&str) -> Option<Uuid>,
    /// The cycle of a name.
    pub cycle: &'r dyn Fn(&str) -> Option<Uuid>,
}

impl Strategy {
    /// All fields of a thing as the record of its kind has them, the ones that are not said included.
    pub fn record(&self, name: &Name, find: &Resolver<'_>) -> Json {
        let mut fields = Map::new();
        let nothing = Thing::default();
        let thing = self.things.get(name).unwrap_or(&nothing);
        for field in name.kind.fields() {
            fields.insert(field.record.to_owned(), recorded(field, thing.fields.get(field.name), find));
        }
        if name.kind == Kind::Metric {
            fields.insert("north_star".to_owned(), json!(self.north_star.as_ref() == Some(&name.handle)));
        }
        Json::Object(fields)
    }
}

fn recorded(field: &Field, value: Option<&Value>, find: &Resolver<'_>) -> Json {
    match (field.form, value) {
        (Form::Of(kind), Some(Value::Text(handle))) => {
            json!((find.record)(&Name { kind, handle: Handle::new(handle) }))
        }
        (Form::Shares(kind), Some(Value::Text(text))) => shares::recorded(kind, text, find),
        (Form::Shares(_), None) => json!([]),
        (Form::Member, Some(Value::Text(email))) => json!((find.member)(email)),
        (Form::Cycle, Some(Value::Text(name))) => json!((find.cycle)(name)),
        (_, Some(Value::Text(text))) => json!(text),
        #[expect(clippy::cast_possible_truncation, reason = "whole, and read from no more digits than these")]
        (Form::Count, Some(Value::Number(number))) => json!(*number as i64),
        (_, Some(Value::Number(number))) => json!(number),
        (_, Some(Value::Day(day))) => json!(day),
        (_, Some(Value::Flag)) => json!(true),
        (_, Some(Value::Amount(money))) => json!(money),
        (Form::Line | Form::Key | Form::Text, None) => json!(""),
        (Form::Flag, None) => json!(false),
        (Form::Choice { of, usual: true }, None) => json!(of.first()),
        (_, None) => Json::Null,
    }
}
