//! What can be said of each kind of thing, field by field. The one place to add a field to.

use crate::strategy::files::{Handle, Kind, Name, Thing, Value, shares};

/// A field of a kind.
pub(super) struct Field {
    /// Its name in the files.
    pub name: &'static str,
    /// Its name in a record.
    pub record: &'static str,
    /// What it holds.
    pub form: Form,
    /// Whether a thing without it makes no sense.
    pub needed: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A line whose spaces at both ends say nothing.
    Line,
    /// The short name by which links know it; the handle where it is left out.
    Key,
    /// A text as it is.
    Text,
    /// A number.
    Number,
    /// A whole number from 0 on.
    Count,
    /// A day.
    Day,
    /// Yes or nothing.
    Flag,
    /// Money.
    Amount,
    /// The e-mail address of a member.
    Member,
    /// The name of a cycle.
    Cycle,
    /// One of these; the first is the usual one if so, and then not said.
    Choice {
        /// The choices.
        of: &'static [&'static str],
        /// Whether the first is meant where nothing is said.
        usual: bool,
    },
    /// The handle of a thing of this kind.
    Of(Kind),
    /// Handles of things of this kind, each with its share in percent.
    Shares(Kind),
}

const fn field(name: &'static str, form: Form) -> Field {
    Field { name, record: name, form, needed: false }
}

const fn needed(name: &'static str, form: Form) -> Field {
    Field { name, record: name, form, needed: true }
}

const fn as_record(record: &'static str, name: &'static str, form: Form) -> Field {
    Field { name, record, form, needed: false }
}

const fn usual(of: &'static [&'static str]) -> Form {
    Form::Choice { of, usual: true }
}

const fn one_of(of: &'static [&'static str]) -> Form {
    Form::Choice { of, usual: false }
}

const SEGMENT: &[Field] = &[
    needed("name", Form::Line),
    field("yearly_revenue", Form::Amount),
    field("customers", Form::Count),
    field("churn", Form::Number),
    field("churn_period", usual(&["year", "month"])),
    field("source", Form::Text),
];

const METRIC: &[Field] = &[
    needed("name", Form::Line),
    field("unit", Form::Text),
    field("definition", Form::Text),
    needed("direction", one_of(&["up", "down"])),
    as_record("parent_id", "parent", Form::Of(Kind::Metric)),
    field("strength", usual(&["assumed", "correlated", "tested"])),
    field("against", Form::Flag),
    field("formula", one_of(&["product", "sum"])),
    field("target", Form::Number),
    field("target_date", Form::Day),
    field("worth_minor_per_unit_year", Form::Number),
    as_record("owner_id", "owner", Form::Member),
    field("source", Form::Line),
    field("refresh", one_of(&["daily", "weekly", "monthly", "quarterly"])),
];

const OBJECTIVE: &[Field] = &[
    field("key", Form::Key),
    needed("title", Form::Line),
    field("why", Form::Text),
    as_record("metric_id", "metric", Form::Of(Kind::Metric)),
    as_record("cycle_id", "cycle", Form::Cycle),
    field("starts_on", Form::Day),
    field("ends_on", Form::Day),
    as_record("owner_id", "owner", Form::Member),
    field("at_stake", Form::Amount),
];

const KEY_RESULT: &[Field] = &[
    field("key", Form::Key),
    needed("title", Form::Line),
    as_record("objective_id", "objective", Form::Of(Kind::Objective)),
    field("shares", Form::Shares(Kind::Objective)),
    as_record("metric_id", "metric", Form::Of(Kind::Metric)),
    field("kind", usual(&["reach", "keep", "milestones", "yes_no"])),
    field("start", Form::Number),
    field("target", Form::Number),
    field("at_least", Form::Number),
    field("at_most", Form::Number),
    field("milestones", Form::Text),
    field("unit", Form::Text),
    field("due_on", Form::Day),
    needed("ambition", one_of(&["committed", "aspirational"])),
];

const PROBLEM: &[Field] = &[
    field("key", Form::Key),
    needed("title", Form::Line),
    as_record("parent_id", "parent", Form::Of(Kind::Problem)),
    as_record("key_result_id", "key_result", Form::Of(Kind::KeyResult)),
    field("shares", Form::Shares(Kind::KeyResult)),
    field("goal", Form::Text),
    field("hypothesis", Form::Text),
    as_record("segment_id", "segment", Form::Of(Kind::Segment)),
    field("expected_effect", Form::Text),
    field("due_on", Form::Day),
];

impl Kind {
    /// Its fields in the order in which they are written.
    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Segment => SEGMENT,
            Self::Metric => METRIC,
            Self::Objective => OBJECTIVE,
            Self::KeyResult => KEY_RESULT,
            Self::Problem => PROBLEM,
        }
    }

    /// One of its fields by its name in the files.
    pub(super) fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Every other thing that one of them names, field by field.
    pub(super) fn named(self, thing: &Thing) -> impl Iterator<Item = (&'static str, Vec<Name>)> {
        self.fields().iter().filter_map(|field| {
            let Some(Value::Text(text)) = thing.fields.get(field.name) else { return None };
            let name = |kind, handle: &str| Name { kind, handle: Handle::new(handle) };
            match field.form {
                Form::Of(kind) => Some((field.name, vec![name(kind, text)])),
                Form::Shares(kind) => {
                    let pairs = shares::pairs(text).unwrap_or_default();
                    Some((field.name, pairs.into_iter().map(|(handle, _)| name(kind, handle)).collect()))
                }
                _ => None,
            }
        })
    }

    /// The kind whose tables are called so.
    pub(super) fn of_table(table: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.table() == table)
    }

    /// Whether one of them can stand under another, which it names as its parent.
    pub(super) fn has_parents(self) -> bool {
        self.field("parent").is_some()
    }

    /// The field by which people tell one from another, whatever its handle.
    pub(super) fn identity(self) -> &'static str {
        match self {
            Self::Segment | Self::Metric => "name",
            Self::Objective | Self::KeyResult | Self::Problem => "key",
        }
    }

    /// The field that no two of them may share, if there is one.
    pub(super) fn unique(self) -> Option<&'static str> {
        (self != Self::Metric).then(|| self.identity())
    }
}
