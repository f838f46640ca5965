//! One cell of a row, the same on both databases, and the way between cells and the fields of nouns.

use serde::{Deserialize, Serialize, de::IntoDeserializer};
use sqlx::Row as _;
use throughline_domain::{
    AccountId, AlternativeId, CalendarEntryId, CheckInId, ClosedResultId, CompetitorMoveId, Currency, CycleId,
    EmergencyId, EmergencyNoteId, EventId, ImportId, InvitationId, KeyResultId, MemberId, MetricId, MissedAlarmId,
    Money, ObjectiveId, ObservationId, PinId, ProblemId, ProblemQuestionId, PromiseId, PublishedId, PullId, SegmentId,
    ServiceId, SessionId, SourceId, StartId, TeamId, TicketId, TokenId, Ts, UrgencyBudgetId, UrgentDecisionId,
    UrgentRequestId, UrgentVerdictId, WeeklyGoalId, WorkspaceId,
};
use uuid::Uuid;

use crate::{StoreError, db::Row};

/// A cell. Each kind knows its own NULL, because `PostgreSQL` wants the type of a parameter even when it is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Int(Option<i64>),
    /// A number with a fraction.
    Real(Option<f64>),
    /// Yes or no.
    Bool(Option<bool>),
    /// An id.
    Id(Option<Uuid>),
    /// Text; also dates (ISO 8601), names of enum values and JSON.
    Text(Option<String>),
}

impl Value {
    /// Whether it is the NULL of its kind.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Int(None) | Self::Real(None) | Self::Bool(None) | Self::Id(None) | Self::Text(None))
    }
}

/// The kind of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `bigint`, `INTEGER`.
    Int,
    /// `double precision`, `REAL`.
    Real,
    /// `boolean`, `INTEGER`.
    Bool,
    /// `uuid`, `BLOB` of 16 bytes.
    Id,
    /// `text`, `TEXT`.
    Text,
}

/// Reads the cells of a row from left to right.
pub struct Cells {
    row: Row,
    next: usize,
}

macro_rules! take {
    ($($name:ident: $type:ty;)*) => {$(
        pub(crate) fn $name(&mut self) -> Result<Option<$type>, StoreError> {
            let at = self.next;
            self.next += 1;
            match &self.row {
                Row::Lite(row) => row.try_get::<Option<$type>, usize>(at),
                Row::Pg(row) => row.try_get::<Option<$type>, usize>(at),
            }
            .map_err(StoreError::from)
        }
    )*};
}

impl Cells {
    pub(crate) fn new(row: Row) -> Self {
        Self { row, next: 0 }
    }

    take! {
        int: i64;
        real: f64;
        bool: bool;
        id: Uuid;
        text: String;
    }

    /// The next field.
    pub(crate) fn take<T: Field>(&mut self) -> Result<T, StoreError> {
        T::read(self)
    }

    /// The next cell, of a kind known from the catalogue.
    pub(crate) fn value(&mut self, kind: Kind) -> Result<Value, StoreError> {
        Ok(match kind {
            Kind::Int => Value::Int(self.int()?),
            Kind::Real => Value::Real(self.real()?),
            Kind::Bool => Value::Bool(self.bool()?),
            Kind::Id => Value::Id(self.id()?),
            Kind::Text => Value::Text(self.text()?),
        })
    }
}

/// A field that takes one cell.
pub(crate) trait Scalar: Sized {
    fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError>;
    fn value(this: Option<&Self>) -> Value;
}

/// A field of a noun: one cell or a few.
pub(crate) trait Field: Sized {
    fn read(cells: &mut Cells) -> Result<Self, StoreError>;
    fn write(&self, out: &mut Vec<Value>);
}

impl<T: Scalar> Field for T {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        <T as Scalar>::read(cells)?.ok_or_else(|| StoreError::unreadable("a required field is empty"))
    }
    fn write(&self, out: &mut Vec<Value>) {
        out.push(T::value(Some(self)));
    }
}

impl<T: Scalar> Field for Option<T> {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        <T as Scalar>::read(cells)
    }
    fn write(&self, out: &mut Vec<Value>) {
        out.push(T::value(self.as_ref()));
    }
}

macro_rules! plain {
    ($($type:ty, $cell:ident, $kind:ident;)*) => {$(
        impl Scalar for $type {
            fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
                cells.$cell()
            }
            fn value(this: Option<&Self>) -> Value {
                Value::$kind(this.cloned())
            }
        }
    )*};
}

plain! {
    i64, int, Int;
    f64, real, Real;
    bool, bool, Bool;
    String, text, Text;
    Uuid, id, Id;
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl Scalar for $id {
            fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
                Ok(cells.id()?.map($id))
            }
            fn value(this: Option<&Self>) -> Value {
                Value::Id(this.map(|id| id.0))
            }
        }
    )*};
}

ids! {
    WorkspaceId AccountId MemberId TeamId InvitationId SessionId TokenId MetricId ObservationId SegmentId ObjectiveId
    KeyResultId ProblemId ProblemQuestionId TicketId PinId CalendarEntryId StartId PromiseId AlternativeId PublishedId SourceId ImportId EventId
    UrgentRequestId UrgentDecisionId UrgentVerdictId UrgencyBudgetId MissedAlarmId EmergencyId EmergencyNoteId PullId CompetitorMoveId
    CycleId CheckInId ClosedResultId WeeklyGoalId ServiceId
}

impl Scalar for Ts {
    fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
        Ok(cells.int()?.map(Ts::from_micros))
    }
    fn value(this: Option<&Self>) -> Value {
        Value::Int(this.map(|at| at.micros()))
    }
}

impl Scalar for i32 {
    fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
        cells.int()?.map(|number| i32::try_from(number).map_err(StoreError::unreadable)).transpose()
    }
    fn value(this: Option<&Self>) -> Value {
        Value::Int(this.map(|number| i64::from(*number)))
    }
}

impl Scalar for jiff::civil::Date {
    fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
        cells.text()?.map(|text| text.parse().map_err(StoreError::unreadable)).transpose()
    }
    fn value(this: Option<&Self>) -> Value {
        Value::Text(this.map(ToString::to_string))
    }
}

impl Scalar for Currency {
    fn read(cells: &mut Cells) -> Result<Option<Self>, StoreError> {
        cells.text()?.map(|code| Currency::parse(&code).map_err(StoreError::unreadable)).transpose()
    }
    fn value(this: Option<&Self>) -> Value {
        Value::Text(this.map(|currency| currency.code().to_owned()))
    }
}

/// The value of an enum by its stored name, which is its name in JSON.
pub(crate) fn from_name<T: for<'de> Deserialize<'de>>(name: &str) -> Result<T, StoreError> {
    let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).map_err(StoreError::unreadable)
}

/// The stored name of an enum's value.
pub(crate) fn to_name<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

/// Enums, stored under their names in JSON.
macro_rules! named {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::value::Scalar for $type {
            fn read(cells: &mut $crate::value::Cells) -> Result<Option<Self>, $crate::StoreError> {
                cells.text()?.map(|name| $crate::value::from_name(&name)).transpose()
            }
            fn value(this: Option<&Self>) -> $crate::Value {
                $crate::Value::Text(this.and_then($crate::value::to_name))
            }
        }
    )*};
}
pub(crate) use named;

/// Small structures that no query looks into, stored as JSON text so that both databases keep the same bytes.
macro_rules! json {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::value::Scalar for $type {
            fn read(cells: &mut $crate::value::Cells) -> Result<Option<Self>, $crate::StoreError> {
                cells.text()?.map(|text| serde_json::from_str(&text).map_err($crate::StoreError::unreadable)).transpose()
            }
            fn value(this: Option<&Self>) -> $crate::Value {
                $crate::Value::Text(this.and_then(|value| serde_json::to_string(value).ok()))
            }
        }
    )*};
}
pub(crate) use json;

json! { Vec<String>, std::collections::BTreeMap<String, String>, serde_json::Value }

impl Field for Option<Money> {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        let minor: Option<i64> = cells.take()?;
        let currency: Option<Currency> = cells.take()?;
        match (minor, currency) {
            (Some(minor), Some(currency)) => Ok(Some(Money::new(minor, currency))),
            (None, None) => Ok(None),
            _ => Err(StoreError::unreadable("an amount without its currency")),
        }
    }
    fn write(&self, out: &mut Vec<Value>) {
        self.map(|money| money.minor).write(out);
        self.map(|money| money.currency).write(out);
    }
}

macro_rules! from {
    ($($type:ty => $kind:ident;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Value::$kind(Some(value.into()))
            }
        }
    )*};
}

from! {
    i64 => Int;
    bool => Bool;
    Uuid => Id;
    String => Text;
    &str => Text;
}

impl From<Ts> for Value {
    fn from(at: Ts) -> Self {
        Value::Int(Some(at.micros()))
    }
}
