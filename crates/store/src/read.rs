//! Reading one workspace.

use throughline_domain::WorkspaceId;
use uuid::Uuid;

use crate::{
    Record, StoreError, Visible,
    db::{Conn, Db},
    value::{Cells, Value},
};

/// Whether deleted records are wanted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Only what is there.
    Live,
    /// Deleted ones too, until they are purged.
    All,
}

impl From<Show> for Value {
    fn from(show: Show) -> Self {
        (show == Show::All).into()
    }
}

/// Reads one workspace. Each answer is of its own moment, except from a [`Snapshot`] or inside a write.
pub struct Reader<'c> {
    workspace: WorkspaceId,
    from: Origin<'c>,
}

enum Origin<'c> {
    Pool(&'c Db),
    Conn(&'c mut Conn),
}

/// Reads one workspace, all answers of one moment, however long it takes.
pub struct Snapshot {
    conn: Conn,
    workspace: WorkspaceId,
}

impl Snapshot {
    pub(crate) async fn begin(db: &Db, visible: &Visible) -> Result<Self, StoreError> {
        Ok(Self { conn: db.begin_snapshot().await?, workspace: visible.workspace() })
    }

    /// A reader of this moment.
    pub fn read(&mut self) -> Reader<'_> {
        Reader::on(&mut self.conn, self.workspace)
    }
}

impl<'c> Reader<'c> {
    pub(crate) fn of(db: &'c Db, visible: &Visible) -> Self {
        Self { workspace: visible.workspace(), from: Origin::Pool(db) }
    }

    pub(crate) fn on(conn: &'c mut Conn, workspace: WorkspaceId) -> Self {
        Self { workspace, from: Origin::Conn(conn) }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        match &self.from {
            Origin::Pool(db) => db.is_sqlite(),
            Origin::Conn(conn) => conn.is_sqlite(),
        }
    }

    /// Rows of a statement whose $1 is the workspace; `values` begin at $2.
    pub(crate) async fn scoped(&mut self, sql: &'static str, mut values: Vec<Value>) -> Result<Vec<Cells>, StoreError> {
        values.insert(0, self.workspace.0.into());
        match &mut self.from {
            Origin::Pool(db) => db.rows(sql, values).await,
            Origin::Conn(conn) => conn.rows(sql, values).await,
        }
    }

    /// The first row of such a statement.
    pub(crate) async fn first(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<Cells>, StoreError> {
        Ok(self.scoped(sql, values).await?.into_iter().next())
    }

    /// A record by its id, deleted or not. One of another workspace is not there.
    pub async fn get<R: Record>(&mut self, id: impl Into<RecordId<R>>) -> Result<R, StoreError> {
        let cells = self.first(&R::sql().get, vec![id.into().uuid.into()]).await?;
        R::read(&mut cells.ok_or(StoreError::NotFound(R::NOUN))?)
    }

    /// All records of a noun, oldest first (their ids begin with the time).
    pub async fn list<R: Record>(&mut self, show: Show) -> Result<Vec<R>, StoreError> {
        let rows = self.scoped(&R::sql().list, vec![show.into()]).await?;
        rows.into_iter().map(|mut cells| R::read(&mut cells)).collect()
    }
}

/// The id of a record of one noun: made from the noun's own id type, so that a team's id finds no ticket.
pub struct RecordId<R> {
    pub(crate) uuid: Uuid,
    noun: std::marker::PhantomData<fn() -> R>,
}

/// Says which id type belongs to which noun.
macro_rules! identified {
    ($($noun:ty: $id:ident;)*) => {$(
        impl From<throughline_domain::$id> for RecordId<$noun> {
            fn from(id: throughline_domain::$id) -> Self {
                Self { uuid: id.0, noun: std::marker::PhantomData }
            }
        }
    )*};
}

identified! {
    throughline_domain::people::Member: MemberId;
    throughline_domain::people::Team: TeamId;
    throughline_domain::people::Invitation: InvitationId;
    throughline_domain::people::Token: TokenId;
    throughline_domain::metrics::Metric: MetricId;
    throughline_domain::metrics::Observation: ObservationId;
    throughline_domain::metrics::Pull: PullId;
    throughline_domain::markets::CompetitorMove: CompetitorMoveId;
    throughline_domain::markets::Segment: SegmentId;
    throughline_domain::strategy::CheckIn: CheckInId;
    throughline_domain::strategy::ClosedResult: ClosedResultId;
    throughline_domain::strategy::Cycle: CycleId;
    throughline_domain::strategy::WeeklyGoal: WeeklyGoalId;
    throughline_domain::strategy::Objective: ObjectiveId;
    throughline_domain::strategy::KeyResult: KeyResultId;
    throughline_domain::strategy::Problem: ProblemId;
    throughline_domain::strategy::ProblemQuestion: ProblemQuestionId;
    throughline_domain::tickets::Ticket: TicketId;
    throughline_domain::priorities::Pin: PinId;
    throughline_domain::roadmap::CalendarEntry: CalendarEntryId;
    throughline_domain::roadmap::Start: StartId;
    throughline_domain::roadmap::Promise: PromiseId;
    throughline_domain::roadmap::Alternative: AlternativeId;
    throughline_domain::roadmap::Published: PublishedId;
    throughline_domain::urgency::UrgentRequest: UrgentRequestId;
    throughline_domain::urgency::UrgentDecision: UrgentDecisionId;
    throughline_domain::urgency::UrgentVerdict: UrgentVerdictId;
    throughline_domain::urgency::UrgencyBudget: UrgencyBudgetId;
    throughline_domain::urgency::MissedAlarm: MissedAlarmId;
    throughline_domain::urgency::Service: ServiceId;
    throughline_domain::urgency::Emergency: EmergencyId;
    throughline_domain::urgency::EmergencyNote: EmergencyNoteId;
    throughline_domain::connections::Source: SourceId;
    throughline_domain::connections::ImportRun: ImportId;
    crate::Session: SessionId;
}
