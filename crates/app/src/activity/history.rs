//! The history of a number: what we thought when we decided. Read back from the log.

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, MemberId, Money, SegmentId, Ts,
    activity::{
        Ago, Because, Event, EventKind, Growing, Growth, LineReader, PastSegment, PastValue, SegmentFigures, Since,
        TicketWords, growth, states,
    },
    markets::Segment,
    people::Action,
    tickets::Ticket,
    words,
};
use throughline_store::{EventFilter, Reader, Show};
use throughline_value_line::format;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Actor, App, AppError, boxed, portfolio::Picture};

/// Entries of one record that are looked through, the newest first.
const MOST_ENTRIES: i64 = 1_000;

/// A value of a ticket, as it was thought, with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PastValueView {
    /// The value.
    pub past: PastValue,
    /// Who made it so.
    pub by_name: Option<String>,
    /// "€30k a year: Edda Marsh wrote the line."
    pub sentence: String,
}

/// What was thought of a ticket's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketHistory {
    /// Key of the ticket.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its values, the newest first.
    pub values: Vec<PastValueView>,
}

/// Figures of a segment, as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PastFigures {
    /// Since when; none where the log does not tell.
    pub at: Option<Ts>,
    /// Who made it so; none for the operator.
    pub by: Option<MemberId>,
    /// Their name.
    pub by_name: Option<String>,
    /// The figures, with their source.
    pub figures: SegmentFigures,
    /// "€1.0M a year, 85 customers, 11% leaves a year."
    pub sentence: String,
}

/// How a figure moved, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GrowthView {
    /// The figures.
    pub growth: Growth,
    /// "Revenue grew by 20% in a year: €1.0M on 2 Oct 2025, €1.2M on 1 Oct."
    pub sentence: String,
}

/// What was thought of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SegmentHistory {
    /// Which segment.
    pub segment_id: SegmentId,
    /// As it is called now.
    pub name: String,
    /// Its figures, the newest first.
    pub figures: Vec<PastFigures>,
    /// How they moved since a year and since a quarter ago; nothing without a figure of then.
    pub growth: Vec<GrowthView>,
}

impl App {
    /// What a ticket was thought to be worth, since when, by whom: its line as it was, read with the segments as they were.
    #[boxed]
    pub async fn ticket_history(&self, actor: &Actor, key_or_id: &str) -> Result<TicketHistory, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let ticket: Ticket = self.ticket_named(actor, key_or_id).await?;
        let picture = self.picture(actor).await?;
        let mut reader = self.reader(actor);
        let now = TicketWords { value_line: ticket.value_line.clone(), confirmed_reading: ticket.confirmed_reading };
        let words = states(&now, &past(&mut reader, ticket.id.0).await?);
        let mut segments = Vec::new();
        for segment in reader.list::<Segment>(Show::All).await? {
            let events = past(&mut reader, segment.id.0).await?;
            let deleted = events.iter().find(|event| event.kind == EventKind::SegmentWithdrawn);
            let by = deleted.and_then(|event| event.by);
            let until = segment.withdrawn_at.map(|at| (at, by));
            segments.push(PastSegment { states: states(&figures(segment), &events), until });
        }
        let lines = LineReader { currency: actor.workspace.currency, zone: picture.zone().clone() };
        let values = lines.values(&words, &segments, came(&ticket));
        let values = values.into_iter().map(|past| picture.past_value(past)).collect();
        Ok(TicketHistory { key: ticket.key, title: ticket.title, values })
    }

    /// What a segment was thought to bring and to lose, since when, by whom, from which source.
    #[boxed]
    pub async fn segment_history(&self, actor: &Actor, id: SegmentId) -> Result<SegmentHistory, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let mut reader = self.reader(actor);
        let segment: Segment = reader.get(id).await?;
        let name = segment.name.clone();
        let states = states(&figures(segment), &past(&mut reader, id.0).await?);
        let growth = growth(&states, picture.today(), picture.zone());
        let growth = growth.into_iter().map(|growth| picture.growth(growth, actor.workspace.currency)).collect();
        let figures = states.into_iter().map(|Since { at, by, was }| PastFigures {
            at,
            by,
            by_name: by.and_then(|by| picture.name_of(by)).map(str::to_owned),
            sentence: of_figures(&was),
            figures: was,
        });
        Ok(SegmentHistory { segment_id: id, figures: figures.collect(), growth, name })
    }
}

/// The entries about a record, the newest first.
async fn past(reader: &mut Reader<'_>, id: Uuid) -> Result<Vec<Event>, AppError> {
    let about = EventFilter { subject_id: Some(id), ..EventFilter::default() };
    Ok(reader.events(about, MOST_ENTRIES).await?)
}

fn figures(segment: Segment) -> SegmentFigures {
    let Segment { name, yearly_revenue, customers, churn, churn_period, source, .. } = segment;
    SegmentFigures { name, yearly_revenue, customers, churn, churn_period, source }
}

/// Since when a ticket is here: one that came in was opened before, in its tracker, when nobody here read its line. Its id
/// tells, to the millisecond.
fn came(ticket: &Ticket) -> Ts {
    let Some((seconds, nanos)) = ticket.id.0.get_timestamp().map(|at| at.to_unix()) else { return ticket.opened_at };
    let micros = i64::try_from(seconds).unwrap_or_default() * 1_000_000 + i64::from(nanos / 1_000);
    Ts::from_micros(micros + 999).max(ticket.opened_at)
}

/// "€1.0M a year, 85 customers, 11% leaves a year."
fn of_figures(figures: &SegmentFigures) -> String {
    let revenue = figures
        .yearly_revenue
        .map_or_else(|| "Revenue not known".to_owned(), |revenue| format!("{} a year", format::money(revenue)));
    let customers = figures.customers.map_or_else(String::new, |customers| format!(", {}", how_many(customers)));
    let period = match figures.churn_period {
        throughline_domain::markets::Period::Month => "month",
        throughline_domain::markets::Period::Year => "year",
    };
    match figures.churn {
        Some(churn) => format!("{revenue}{customers}, {} leaves a {period}.", format::percent(churn)),
        None => format!("{revenue}{customers}, churn not known."),
    }
}

/// "85 customers"
fn how_many(customers: i64) -> String {
    let one = if customers == 1 { "" } else { "s" };
    format!("{} customer{one}", format::grouped(&customers.to_string()))
}

impl Picture {
    fn growth(&self, growth: Growth, currency: Currency) -> GrowthView {
        let (what, said): (&str, fn(i64, Currency) -> String) = match growth.of {
            Growing::Revenue => ("Revenue", |minor, currency| format::money(Money::new(minor, currency))),
            Growing::Customers => ("The number of customers", |customers, _| how_many(customers)),
        };
        let ago = match growth.ago {
            Ago::Quarter => "a quarter",
            Ago::Year => "a year",
        };
        let moved = match growth.change {
            change if change > 0.0 => format!("grew by {} in {ago}", format::percent(change)),
            change if change < 0.0 => format!("fell by {} in {ago}", format::percent(-change)),
            _ => format!("stayed the same for {ago}"),
        };
        let day = |at: Ts| words::day(at.date_in(self.zone()), self.today());
        let (then, now) = (said(growth.then, currency), said(growth.now, currency));
        let (then_on, now_on) = (day(growth.then_since), day(growth.now_since));
        GrowthView { sentence: format!("{what} {moved}: {then} on {then_on}, {now} on {now_on}."), growth }
    }

    fn past_value(&self, past: PastValue) -> PastValueView {
        let by_name = past.by.and_then(|by| self.name_of(by)).map(str::to_owned);
        let who = by_name.as_deref().unwrap_or("The operator");
        let amount = match (&past.value, &past.line) {
            (Some(value), _) => {
                let per = if past.once { "once" } else { "a year" };
                format!("{} {per}", format::estimate(value, past.currency))
            }
            (None, Some(_)) => "No price".to_owned(),
            (None, None) => "No line".to_owned(),
        };
        let because = match &past.because {
            Because::Written if past.line.is_none() => format!("{who} left it without one"),
            Because::Written => format!("{who} said so here"),
            Because::CameIn => "it came in with the ticket".to_owned(),
            Because::Segment { name, .. } => format!("{who} changed the figures of {name}"),
            Because::SegmentDeleted { name } => format!("{who} deleted {name}"),
        };
        PastValueView { sentence: format!("{amount}: {because}."), by_name, past }
    }
}
