//! The event log: who changed what, when, in the order in which it became true.

mod growth;
mod history;

use serde::{Deserialize, Serialize};

use crate::{EventId, MemberId, Ts};

pub use growth::{Ago, Growing, Growth, growth};
pub use history::{Because, LineReader, PastSegment, PastValue, SegmentFigures, Since, TicketWords, states};

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What happened. The names are stored and sent, so they never change; this is their only home.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum EventKind {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$variant,)*];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(EventKind::$variant => $name,)* }
            }

            /// The kind of a stored name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(EventKind::$variant),)* _ => None }
            }
        }
    };
}

events! {
    /// A workspace was set up.
    WorkspaceCreated = "workspace.created",
    /// Its settings were changed.
    WorkspaceChanged = "workspace.changed",
    /// A person was invited.
    MemberInvited = "member.invited",
    /// An invitation was taken back.
    InvitationWithdrawn = "invitation.withdrawn",
    /// A person joined.
    MemberJoined = "member.joined",
    /// Role, name or team of a member was changed.
    MemberChanged = "member.changed",
    /// A member was removed.
    MemberRemoved = "member.removed",
    /// A removed member came back.
    MemberRestored = "member.restored",
    /// Somebody signed in.
    SignedIn = "session.signed_in",
    /// Somebody signed out, here or everywhere.
    SignedOut = "session.signed_out",
    /// A link that signs in once was made.
    LinkMade = "session.link_made",
    /// Such a link was used.
    LinkUsed = "session.link_used",
    /// A password was changed.
    PasswordChanged = "password.changed",
    /// A token was made.
    TokenCreated = "token.created",
    /// A token was taken back.
    TokenWithdrawn = "token.withdrawn",
    /// A team was made.
    TeamCreated = "team.created",
    /// A team was changed.
    TeamChanged = "team.changed",
    /// A team was deleted.
    TeamWithdrawn = "team.withdrawn",
    /// A deleted team came back.
    TeamRestored = "team.restored",
    /// A metric was made.
    MetricCreated = "metric.created",
    /// A metric was changed.
    MetricChanged = "metric.changed",
    /// A metric was deleted.
    MetricWithdrawn = "metric.withdrawn",
    /// A deleted metric came back.
    MetricRestored = "metric.restored",
    /// A value of a metric was recorded.
    MetricObserved = "metric.observed",
    /// Values of a metric were fetched.
    MetricPulled = "metric.pulled",
    /// It was said where a metric's values are fetched.
    PullCreated = "pull.created",
    /// Where they are fetched, or the secret for it, was changed.
    PullChanged = "pull.changed",
    /// They are fetched no longer.
    PullWithdrawn = "pull.withdrawn",
    /// They are fetched again.
    PullRestored = "pull.restored",
    /// A segment was made.
    SegmentCreated = "segment.created",
    /// A segment was changed.
    SegmentChanged = "segment.changed",
    /// A segment was deleted.
    SegmentWithdrawn = "segment.withdrawn",
    /// A deleted segment came back.
    SegmentRestored = "segment.restored",
    /// It was noted what a competitor did.
    CompetitorMoveCreated = "competitor_move.created",
    /// What a competitor did was changed.
    CompetitorMoveChanged = "competitor_move.changed",
    /// What a competitor did was deleted.
    CompetitorMoveWithdrawn = "competitor_move.withdrawn",
    /// What a competitor did, deleted before, came back.
    CompetitorMoveRestored = "competitor_move.restored",
    /// A cycle was made.
    CycleCreated = "cycle.created",
    /// A cycle was changed.
    CycleChanged = "cycle.changed",
    /// A cycle was deleted.
    CycleWithdrawn = "cycle.withdrawn",
    /// A deleted cycle came back.
    CycleRestored = "cycle.restored",
    /// A cycle was opened.
    CycleOpened = "cycle.opened",
    /// A cycle was closed.
    CycleClosed = "cycle.closed",
    /// An objective was made.
    ObjectiveCreated = "objective.created",
    /// An objective was changed.
    ObjectiveChanged = "objective.changed",
    /// An objective was deleted.
    ObjectiveWithdrawn = "objective.withdrawn",
    /// A deleted objective came back.
    ObjectiveRestored = "objective.restored",
    /// A key result was made.
    KeyResultCreated = "key_result.created",
    /// A key result was changed.
    KeyResultChanged = "key_result.changed",
    /// A key result was deleted.
    KeyResultWithdrawn = "key_result.withdrawn",
    /// A deleted key result came back.
    KeyResultRestored = "key_result.restored",
    /// Somebody said where a key result stands.
    CheckedIn = "check_in.created",
    /// That was taken back.
    CheckInWithdrawn = "check_in.withdrawn",
    /// It came back.
    CheckInRestored = "check_in.restored",
    /// A weekly goal was set.
    WeeklyGoalCreated = "weekly_goal.created",
    /// A weekly goal was changed.
    WeeklyGoalChanged = "weekly_goal.changed",
    /// A weekly goal was deleted.
    WeeklyGoalWithdrawn = "weekly_goal.withdrawn",
    /// A deleted weekly goal came back.
    WeeklyGoalRestored = "weekly_goal.restored",
    /// A weekly goal was closed.
    WeeklyGoalClosed = "weekly_goal.closed",
    /// A problem was made.
    ProblemCreated = "problem.created",
    /// A problem was changed.
    ProblemChanged = "problem.changed",
    /// A problem was deleted.
    ProblemWithdrawn = "problem.withdrawn",
    /// A deleted problem came back.
    ProblemRestored = "problem.restored",
    /// Somebody asked about a problem.
    ProblemQuestioned = "problem.questioned",
    /// A question about a problem was answered.
    ProblemAnswered = "problem.answered",
    /// A ticket was written here.
    TicketCreated = "ticket.created",
    /// A ticket was changed here.
    TicketChanged = "ticket.changed",
    /// A ticket was deleted.
    TicketWithdrawn = "ticket.withdrawn",
    /// A deleted ticket came back.
    TicketRestored = "ticket.restored",
    /// A source of tickets was named for the first time.
    SourceCreated = "source.created",
    /// The column mapping of a source, or the place where its import goes on, was changed.
    SourceChanged = "source.changed",
    /// Tickets came in from a source; one event per chunk.
    TicketsImported = "tickets.imported",
    /// An import began.
    ImportStarted = "import.started",
    /// An import was done.
    ImportFinished = "import.finished",
    /// A move was kept.
    PinKept = "pin.kept",
    /// A kept move was taken back.
    PinWithdrawn = "pin.withdrawn",
    /// Days of less work were noted.
    CalendarEntryCreated = "calendar_entry.created",
    /// Days of less work were changed.
    CalendarEntryChanged = "calendar_entry.changed",
    /// Days of less work were deleted.
    CalendarEntryWithdrawn = "calendar_entry.withdrawn",
    /// Deleted days of less work came back.
    CalendarEntryRestored = "calendar_entry.restored",
    /// Work on a ticket began.
    WorkStarted = "work.started",
    /// Work on a ticket was stopped.
    WorkStopped = "work.stopped",
    /// A ticket was promised to somebody.
    PromiseCreated = "promise.created",
    /// A promise was changed.
    PromiseChanged = "promise.changed",
    /// A promise was taken back.
    PromiseWithdrawn = "promise.withdrawn",
    /// A promise that was taken back holds again.
    PromiseRestored = "promise.restored",
    /// Another team could do a ticket as well.
    AlternativeNamed = "alternative.named",
    /// That no longer holds.
    AlternativeWithdrawn = "alternative.withdrawn",
    /// A roadmap was published.
    RoadmapPublished = "roadmap.published",
    /// Something was asked for before its turn.
    UrgentAsked = "urgent_request.asked",
    /// What was asked was put in other words.
    UrgentChanged = "urgent_request.changed",
    /// A request was taken back.
    UrgentWithdrawn = "urgent_request.withdrawn",
    /// Somebody decided about a request.
    UrgentDecided = "urgent_request.decided",
    /// A decision about a request was taken back.
    UrgentReopened = "urgent_request.reopened",
    /// What was asked for is done.
    UrgentDone = "urgent_request.done",
    /// Somebody said whether a request was as urgent as it was thought.
    UrgentLookedBack = "urgent_request.looked_back",
    /// A budget for interruptions was agreed.
    UrgencyBudgetCreated = "urgency_budget.created",
    /// It was changed.
    UrgencyBudgetChanged = "urgency_budget.changed",
    /// It was deleted.
    UrgencyBudgetWithdrawn = "urgency_budget.withdrawn",
    /// It came back.
    UrgencyBudgetRestored = "urgency_budget.restored",
    /// A warning that nobody raised was noted.
    MissedAlarmNoted = "missed_alarm.noted",
    /// A template for what an outage of a service costs was made.
    ServiceCreated = "service.created",
    /// It was changed.
    ServiceChanged = "service.changed",
    /// It was deleted.
    ServiceWithdrawn = "service.withdrawn",
    /// It came back.
    ServiceRestored = "service.restored",
    /// An emergency began.
    EmergencyStarted = "emergency.started",
    /// A line was added to its timeline.
    EmergencyNoted = "emergency.noted",
    /// Its figures or its story were changed.
    EmergencyChanged = "emergency.changed",
    /// It was over.
    EmergencyEnded = "emergency.ended",
    /// The workspace was read back from an export.
    WorkspaceImported = "workspace.imported",
    /// The whole workspace was exported.
    WorkspaceExported = "workspace.exported",
}

// Written out, because the derive does not see names that a macro hands on.
#[cfg(feature = "schema")]
impl utoipa::PartialSchema for EventKind {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("What happened. The names never change."))
            .enum_values(Some(Self::ALL.iter().map(|kind| kind.name())))
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for EventKind {}

/// An entry of the event log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Place in the workspace's log: 1, 2, 3 without gaps, in the order of commits.
    pub number: i64,
    /// When.
    pub at: Ts,
    /// Who; none for the system and for the operator on the command line.
    pub by: Option<MemberId>,
    /// What happened.
    pub kind: EventKind,
    /// The record it happened to, if one.
    pub subject_id: Option<uuid::Uuid>,
    /// What the record is called, as it was then.
    pub subject: String,
    /// What changed, field by field. Never a secret.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub data: serde_json::Value,
}
