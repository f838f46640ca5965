//! The history of a number: what was thought, since when, by whom. It is read back from the log; nothing else is kept.
//!
//! 1. The states of a record follow from what it says now and from its entries, the newest first: before each entry its
//!    fields were what the entry says they were.
//! 2. Where an entry leaves a field at something else than the next state has, something changed it that the log does not
//!    tell field by field, such as an import of tickets. That state is told without a day.
//! 3. The value of a ticket at a time is its line as it was then, read with the segments as they were then.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use throughline_value_line::{Context, Estimate, PercentReading, Reading, SegmentFacts, read};

use crate::{
    Currency, MemberId, Money, Ts,
    activity::Event,
    markets::{Period, yearly_churn},
};

/// What something was, and since when.
#[derive(Debug, Clone, PartialEq)]
pub struct Since<T> {
    /// Since when; none where the log does not tell.
    pub at: Option<Ts>,
    /// Who made it so; none for the operator, and where the log does not tell.
    pub by: Option<MemberId>,
    /// What it was.
    pub was: T,
}

/// The states of some fields of a record, the newest first. `now`: what it says of these fields; `events`: entries about
/// it, the newest first. States that do not differ are one.
pub fn states<T: Serialize + DeserializeOwned + PartialEq>(now: &T, events: &[Event]) -> Vec<Since<T>> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(now) else { return Vec::new() };
    let mut states: Vec<Since<T>> = Vec::new();
    let mut untold = true;
    for event in events {
        let Some(changes) = event.data.as_object() else { continue };
        let known: Vec<(&String, &Map<String, Value>)> = changes
            .iter()
            .filter(|(name, _)| fields.contains_key(*name))
            .filter_map(|(name, change)| Some((name, change.as_object().filter(|change| change.contains_key("to"))?)))
            .collect();
        let made = event.kind.name().ends_with(".created");
        if known.is_empty() && !made {
            continue;
        }
        let after = over(&fields, known.iter().map(|(name, change)| (*name, change.get("to"))));
        if after != fields {
            push(&mut states, (None, None), &fields);
        }
        push(&mut states, (Some(event.at), event.by), &after);
        fields = over(&after, known.iter().map(|(name, change)| (*name, change.get("from"))));
        untold = !made;
    }
    if untold {
        push(&mut states, (None, None), &fields);
    }
    states
}

/// Some fields with other values.
fn over<'v>(
    fields: &Map<String, Value>,
    changes: impl Iterator<Item = (&'v String, Option<&'v Value>)>,
) -> Map<String, Value> {
    let mut fields = fields.clone();
    for (name, value) in changes {
        fields.insert(name.clone(), value.cloned().unwrap_or(Value::Null));
    }
    fields
}

/// Adds the state before the last one. One that says the same began earlier.
fn push<T: DeserializeOwned + PartialEq>(
    states: &mut Vec<Since<T>>,
    (at, by): (Option<Ts>, Option<MemberId>),
    fields: &Map<String, Value>,
) {
    let Ok(was) = serde_json::from_value(Value::Object(fields.clone())) else { return };
    let earlier = Since { at, by, was };
    match states.last_mut() {
        Some(last) if last.was == earlier.was => *last = earlier,
        _ => states.push(earlier),
    }
}

/// A segment through time.
#[derive(Debug, Clone, PartialEq)]
pub struct PastSegment {
    /// Its states, the newest first.
    pub states: Vec<Since<SegmentFigures>>,
    /// When and by whom it was deleted, if so.
    pub until: Option<(Ts, Option<MemberId>)>,
}

/// The figures of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SegmentFigures {
    /// As people wrote it in their lines.
    pub name: String,
    /// Revenue a year.
    pub yearly_revenue: Option<Money>,
    /// How many customers.
    pub customers: Option<i64>,
    /// Share of revenue that leaves in `churn_period`.
    pub churn: Option<f64>,
    /// The period of `churn`.
    pub churn_period: Period,
    /// Where they come from.
    pub source: String,
}

/// What of a ticket its value depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketWords {
    /// Its Business Value line.
    pub value_line: Option<String>,
    /// The reading of an ambiguous percentage that somebody confirmed.
    pub confirmed_reading: Option<PercentReading>,
}

/// A value of a ticket, as it was thought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PastValue {
    /// Since when; none where the log does not tell: the line came in with tickets.
    pub at: Option<Ts>,
    /// Who made it so; none for the operator, and where the log does not tell.
    pub by: Option<MemberId>,
    /// What made it so.
    pub because: Because,
    /// The line as it was then.
    pub line: Option<String>,
    /// What it was read as, in one sentence; none without a price.
    pub says: Option<String>,
    /// Money a year (or once), in minor units; none without a price.
    pub value: Option<Estimate>,
    /// Whether it comes once.
    pub once: bool,
    /// Currency of the amount.
    pub currency: Currency,
}

/// What changed the value of a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Because {
    /// Its line was written here, or a reading was confirmed.
    Written,
    /// The line came in with tickets.
    CameIn,
    /// The figures of the segment changed.
    Segment {
        /// Which segment, as it was called then.
        name: String,
        /// Where its new figures come from.
        source: String,
    },
    /// The segment was deleted.
    SegmentDeleted {
        /// Which segment, as it was called then.
        name: String,
    },
}

/// Where values are read: the currency, and the time zone of the days.
#[derive(Debug, Clone)]
pub struct LineReader {
    /// The workspace's currency.
    pub currency: Currency,
    /// The workspace's time zone.
    pub zone: TimeZone,
}

impl LineReader {
    /// The values of a ticket, the newest first. `words`: its states, and `segments`: every segment, deleted ones as well;
    /// `began`: since when the ticket is here.
    pub fn values(&self, words: &[Since<TicketWords>], segments: &[PastSegment], began: Ts) -> Vec<PastValue> {
        let mut values: Vec<PastValue> = Vec::new();
        // From the oldest on: the time from which each state holds, as far as anybody knows.
        let mut from = began;
        for (place, state) in words.iter().enumerate().rev() {
            from = state.at.unwrap_or(from).max(from);
            let until = words[..place].iter().rev().find_map(|later| later.at);
            let because = if state.at.is_some() { Because::Written } else { Because::CameIn };
            let first = self.read(&state.was, because, from, segments.iter().map(|segment| (segment, from)));
            values.push(PastValue { at: state.at, by: state.by, ..first });
            for (at, changed) in changed_between(segments, from, until) {
                let Some(value) = self.changed(&state.was, segments, at, &changed, values.last()) else { continue };
                values.push(value);
            }
        }
        values.reverse();
        values
    }

    /// What words were worth once some segments had changed, if that is something else than before. One transaction may
    /// change several: the one is told whose change alone makes the difference.
    fn changed(
        &self,
        words: &TicketWords,
        segments: &[PastSegment],
        at: Ts,
        changed: &[Changed],
        before: Option<&PastValue>,
    ) -> Option<PastValue> {
        let just_before = Ts::from_micros(at.micros() - 1);
        let with = |alone: Option<usize>, cause: &Changed| {
            let when = |place| if alone.is_none_or(|alone| alone == place) { at } else { just_before };
            let segments = segments.iter().enumerate().map(|(place, segment)| (segment, when(place)));
            let value = self.read(words, cause.because.clone(), at, segments);
            // Most segments are not in the line.
            let differs = before.is_none_or(|before| (before.value, &before.says) != (value.value, &value.says));
            differs.then_some(PastValue { at: Some(at), by: cause.by, ..value })
        };
        let first = changed.first()?;
        with(None, first)?;
        let cause = changed.iter().find(|cause| with(Some(cause.place), cause).is_some());
        with(None, cause.unwrap_or(first))
    }

    /// What words were worth at a time, with segments as each was at a time of its own.
    fn read<'s>(
        &self,
        words: &TicketWords,
        because: Because,
        at: Ts,
        segments: impl Iterator<Item = (&'s PastSegment, Ts)>,
    ) -> PastValue {
        let then = segments.filter_map(|(segment, at)| segment.as_of(at)).map(|figures| figures.facts(self.currency));
        let context = Context {
            today: at.date_in(&self.zone),
            currency: self.currency,
            segments: then.collect(),
            confirmed: words.confirmed_reading,
        };
        let reading: Reading = read(words.value_line.as_deref().unwrap_or_default(), &context);
        let pricing = reading.pricings.first();
        PastValue {
            at: None,
            by: None,
            because,
            line: words.value_line.clone(),
            says: pricing.map(|pricing| pricing.says.clone()),
            value: pricing.map(|pricing| pricing.amount),
            once: pricing.is_some_and(|pricing| pricing.once),
            currency: pricing.map_or(self.currency, |pricing| pricing.currency),
        }
    }
}

impl PastSegment {
    /// What it was at a time; none before it was made, and after it was deleted.
    fn as_of(&self, at: Ts) -> Option<&SegmentFigures> {
        let there = self.until.is_none_or(|(until, _)| at < until);
        let holds = |state: &&Since<SegmentFigures>| state.at.is_none_or(|since| since <= at);
        self.states.iter().find(holds).filter(|_| there).map(|state| &state.was)
    }
}

/// A change of a segment, by its place among all.
struct Changed {
    place: usize,
    by: Option<MemberId>,
    because: Because,
}

/// When segments changed after one time and before another, the oldest first, and which did. The last of them may have
/// been to be deleted.
fn changed_between(segments: &[PastSegment], after: Ts, before: Option<Ts>) -> BTreeMap<Ts, Vec<Changed>> {
    let mut found: BTreeMap<Ts, Vec<Changed>> = BTreeMap::new();
    let mut note = |at: Ts, change: Changed| {
        if at > after && before.is_none_or(|before| at < before) {
            found.entry(at).or_default().push(change);
        }
    };
    for (place, segment) in segments.iter().enumerate() {
        for Since { at, by, was } in &segment.states {
            let because = Because::Segment { name: was.name.clone(), source: was.source.clone() };
            if let Some(at) = at {
                note(*at, Changed { place, by: *by, because });
            }
        }
        if let (Some((at, by)), Some(last)) = (segment.until, segment.states.first()) {
            note(at, Changed { place, by, because: Because::SegmentDeleted { name: last.was.name.clone() } });
        }
    }
    found
}

impl SegmentFigures {
    /// What a line may know of it; revenue only in this currency, since nothing is converted.
    fn facts(&self, currency: Currency) -> SegmentFacts {
        SegmentFacts {
            name: self.name.clone(),
            yearly_revenue_minor: self.yearly_revenue.filter(|it| it.currency == currency).map(|it| it.minor),
            yearly_churn: self.churn.map(|churn| yearly_churn(churn, self.churn_period)),
            customers: self.customers,
        }
    }
}
