//! Pictures of workspaces: the open work with its prices and order, shared by all readers.
//!
//! A picture is immutable and knows the last event in it. A reader who has seen a later event (every request has, from
//! the question who it is) asks for a newer one; one task makes it while the others wait for the same. Only what
//! changed is priced again, unless something that all prices depend on changed: segments, teams, settings, the day.

mod answers;
mod basis;
mod changes;
mod links;
mod picture;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use throughline_domain::{
    TicketId, Ts, WorkspaceId,
    roadmap::{DecidedPlace, Kept, Turn},
    strategy::Goals,
    tickets::Ticket,
    urgency::Answer,
};
use throughline_store::{Bodies, Show, Store, Visible};
use tokio::sync::Notify;

use crate::roadmap::{closed_by_week, history_begins};
use crate::{Actor, App, AppError};
pub(crate) use basis::{Basis, zone_of};
use changes::Changes;
pub(crate) use picture::Picture;
use picture::Rows;

/// Open tickets of all pictures together; above it the picture that was used longest ago is dropped.
const MOST_TICKETS: usize = 200_000;
/// From so many tickets on, they are priced and ranked off the threads that answer requests.
const LARGE: usize = 200;

/// The pictures in memory.
#[derive(Default)]
pub(crate) struct Pictures {
    slots: Mutex<HashMap<WorkspaceId, Arc<Slot>>>,
    uses: AtomicU64,
}

/// A picture and the last event up to which it is true.
#[derive(Clone)]
struct Current {
    picture: Arc<Picture>,
    event: i64,
}

impl Current {
    /// Whether it is new enough for somebody who knows of this event, today.
    fn serves(&self, event: i64, now: Ts) -> bool {
        self.event >= event && self.picture.is_of_today(now)
    }
}

/// The place of one workspace.
#[derive(Default)]
struct Slot {
    current: RwLock<Option<Current>>,
    /// Held by the one who makes the next picture.
    making: tokio::sync::Mutex<()>,
    /// Whether this process wrote since the picture was made, so that an actor's own knowledge may be too old.
    written: AtomicBool,
    /// Wakes those who wait for a write of this process.
    wrote: Arc<Notify>,
    last_use: AtomicU64,
}

impl Slot {
    fn current(&self) -> Option<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Pictures {
    fn slot(&self, workspace: WorkspaceId) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Arc::clone(slots.entry(workspace).or_default());
        slot.last_use.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        slot
    }

    /// Says that this process wrote to a workspace.
    pub(crate) fn written(&self, workspace: WorkspaceId) {
        let slot = self.slot(workspace);
        slot.written.store(true, Ordering::Release);
        slot.wrote.notify_waiters();
    }

    /// What wakes those who wait for a write of this process to a workspace.
    pub(crate) fn wrote(&self, workspace: WorkspaceId) -> Arc<Notify> {
        Arc::clone(&self.slot(workspace).wrote)
    }

    /// Drops the pictures that were used longest ago until the rest is small enough. The newest stays.
    fn make_room(&self) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let mut by_use: Vec<(u64, WorkspaceId, usize)> = slots
            .iter()
            .map(|(id, slot)| {
                let tickets = slot.current().map_or(0, |current| current.picture.portfolio.items().len());
                (slot.last_use.load(Ordering::Relaxed), *id, tickets)
            })
            .collect();
        by_use.sort_unstable_by(|a, b| b.cmp(a));
        let mut sum = 0;
        for (place, (_, id, tickets)) in by_use.into_iter().enumerate() {
            sum += tickets;
            if place > 0 && sum > MOST_TICKETS {
                slots.remove(&id);
            }
        }
    }
}

impl App {
    /// The picture of the actor's workspace, at least as new as what the actor knows and what was written here.
    pub(crate) async fn picture(&self, actor: &Actor) -> Result<Arc<Picture>, AppError> {
        let slot = self.inner.pictures.slot(actor.workspace.id);
        let now = self.now();
        // The operator's actor lives as long as a command, so what it knows of the log may be old.
        let must_ask = actor.lasting() || slot.written.load(Ordering::Acquire);
        if !must_ask && let Some(current) = slot.current().filter(|current| current.serves(actor.version, now)) {
            return Ok(current.picture);
        }
        let _making = slot.making.lock().await;
        let wrote = slot.written.swap(false, Ordering::AcqRel);
        let outcome = self.newer(&slot, actor, now, must_ask || wrote).await;
        if outcome.is_err() {
            slot.written.fetch_or(wrote, Ordering::AcqRel);
        }
        outcome
    }

    async fn newer(&self, slot: &Slot, actor: &Actor, now: Ts, ask: bool) -> Result<Arc<Picture>, AppError> {
        let before = slot.current();
        if let Some(current) = &before {
            let known = if ask { self.reader(actor).log_head().await?.number } else { actor.version };
            if current.serves(known, now) {
                return Ok(Arc::clone(&current.picture));
            }
        }
        let (changes, rows, before) = read_rows(&self.inner.store, &actor.visible, before, now).await?;
        let event = rows.event;
        let picture = match before {
            Some(before) if changes.is_empty() && before.shows(&rows) => before,
            before => Arc::new(made(before, changes, rows).await?),
        };
        let current = Current { picture: Arc::clone(&picture), event };
        *slot.current.write().unwrap_or_else(PoisonError::into_inner) = Some(current);
        self.inner.pictures.make_room();
        Ok(picture)
    }
}

/// The picture of these rows; a large one is made off the threads that answer requests.
async fn made(before: Option<Arc<Picture>>, changes: Changes, rows: Rows) -> Result<Picture, AppError> {
    let known = before.as_ref().map_or(0, |picture| picture.portfolio.items().len());
    aside(changes.len().max(known), move || Picture::of(before.as_deref(), changes, rows)).await
}

/// The changes with these tickets taken in; many are priced off the threads that answer requests.
async fn taken(mut changes: Changes, tickets: Vec<Ticket>) -> Result<Changes, AppError> {
    aside(tickets.len(), move || {
        changes.take(&tickets);
        changes
    })
    .await
}

/// What this makes of so many tickets: off the threads that answer requests if they are many.
async fn aside<T: Send + 'static>(tickets: usize, make: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    if tickets < LARGE {
        return Ok(make());
    }
    tokio::task::spawn_blocking(make).await.map_err(|error| AppError::internal(&error))
}

/// Where a decision about an urgent request puts its ticket; a no puts it nowhere.
fn decided_place((ticket_id, answer, at): (TicketId, Answer, Ts)) -> Option<DecidedPlace> {
    let turn = match answer {
        Answer::Now => Turn::Now,
        Answer::NextFree => Turn::NextFree,
        Answer::InTurn => Turn::InTurn,
        Answer::No => return None,
    };
    Some(DecidedPlace { ticket_id, turn, at })
}

/// What the next picture is made of, all of one moment; of the tickets only those that changed, if the picture before
/// rests on the same basis, which is given back then.
async fn read_rows(
    store: &Store,
    visible: &Visible,
    before: Option<Current>,
    now: Ts,
) -> Result<(Changes, Rows, Option<Arc<Picture>>), AppError> {
    let mut snapshot = store.snapshot(visible).await?;
    let mut read = snapshot.read();
    let basis = Basis::new(read.workspace().await?, read.list(Show::Live).await?, read.list(Show::Live).await?, now);
    let before = before.filter(|before| before.picture.rests_on(&basis));
    let mut changes = Changes::on(basis, before.as_ref().map(|before| &*before.picture));
    if let Some(before) = &before {
        changes = taken(changes, read.tickets_changed_since(before.event, Bodies::LeftOut).await?).await?;
    } else {
        let mut last = None;
        loop {
            let piece = read.tickets_after(last, Bodies::LeftOut).await?;
            let Some(ticket) = piece.last() else { break };
            last = Some(ticket.id);
            changes = taken(changes, piece).await?;
        }
    }
    let rows = Rows {
        event: read.log_head().await?.number,
        goals: Goals::new(
            read.list(Show::Live).await?,
            read.list(Show::Live).await?,
            read.list(Show::Live).await?,
            read.list(Show::Live).await?,
        )
        .in_cycles(read.list(Show::Live).await?),
        sources: read.list(Show::Live).await?,
        members: read.list(Show::All).await?,
        pins: read.list(Show::Live).await?,
        kept: Kept {
            calendar: read.list(Show::Live).await?,
            starts: read.list(Show::Live).await?,
            promises: read.list(Show::Live).await?,
            alternatives: read.list(Show::Live).await?,
            published: read.published_roadmap().await?,
            decided: read.decided_tickets().await?.into_iter().filter_map(decided_place).collect(),
        },
        closed_by_week: closed_by_week(&read.closed_since(history_begins(now)).await?, changes.basis()),
    };
    Ok((changes, rows, before.map(|before| before.picture)))
}
