//! Names of records: `UUIDv7`, one type per noun so that they cannot be confused.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = "uuid"))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id whose leading bits are the time, so that newer records sort last.
            pub fn new(now: crate::Ts) -> Self {
                Self(crate::ids::uuid_at(now))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// One company.
    WorkspaceId;
    /// A person's sign-in, the same in every workspace they belong to.
    AccountId;
    /// A person in one workspace.
    MemberId;
    /// A group of members with a weekly capacity.
    TeamId;
    /// An invitation to become a member.
    InvitationId;
    /// One signed-in browser.
    SessionId;
    /// A token for the API.
    TokenId;
    /// A named number.
    MetricId;
    /// One value of a metric at a time.
    ObservationId;
    /// Something that a competitor did.
    CompetitorMoveId;
    /// A pull: that a metric's values are fetched from somewhere.
    PullId;
    /// A group of customers.
    SegmentId;
    /// The time for which objectives are set.
    CycleId;
    /// A company objective of a cycle.
    ObjectiveId;
    /// A measurable result of an objective.
    KeyResultId;
    /// Where a key result stands on a day, as somebody sees it.
    CheckInId;
    /// What a key result was when its cycle was closed.
    ClosedResultId;
    /// One team's step of a week toward a key result.
    WeeklyGoalId;
    /// A business goal restated as an engineering problem.
    ProblemId;
    /// A question about a problem.
    ProblemQuestionId;
    /// A piece of work.
    TicketId;
    /// A kept move: this ticket above that one.
    PinId;
    /// Days on which a team, or everybody, works less or not at all.
    CalendarEntryId;
    /// A ticket that is being worked on.
    StartId;
    /// A ticket that was promised to somebody by a day.
    PromiseId;
    /// A team that could do a ticket as well.
    AlternativeId;
    /// A roadmap as it was published.
    PublishedId;
    /// A place tickets come from.
    SourceId;
    /// One run of an import.
    ImportId;
    /// A request to do something before its turn.
    UrgentRequestId;
    /// A decision about such a request.
    UrgentDecisionId;
    /// What turned out of one.
    UrgentVerdictId;
    /// How much urgency a quarter has room for.
    UrgencyBudgetId;
    /// A warning that nobody raised.
    MissedAlarmId;
    /// A service whose outages cost something.
    ServiceId;
    /// Something that could not wait.
    EmergencyId;
    /// A line of an emergency's timeline.
    EmergencyNoteId;
    /// An entry of the event log.
    EventId;
}

pub(crate) fn uuid_at(now: crate::Ts) -> Uuid {
    let micros = u64::try_from(now.micros()).unwrap_or(0);
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos))
}
