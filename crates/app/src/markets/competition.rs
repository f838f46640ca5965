//! Who competes for a segment, what they did, and what that puts at risk.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    CompetitorMoveId, Money, SegmentId, Ts,
    activity::EventKind,
    markets::{CompetitorMove, Segment, Standing, standings},
    people::Action,
};
use throughline_store::{Show, Tx};
use utoipa::ToSchema;

use crate::{
    Actor, App, AppError, boxed,
    crud::{Noun, noun_fields, refer, six_verbs},
    portfolio::zone_of,
    write::Change,
};

/// What a competitor did in a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompetitorMoveInput {
    /// Who.
    #[schema(min_length = 1, max_length = 200)]
    pub competitor: String,
    /// In which segment.
    pub segment_id: SegmentId,
    /// On which day it was seen.
    pub on: Date,
    /// What they can do now.
    #[schema(min_length = 1, max_length = 1000)]
    pub what: String,
    /// Where that is known from.
    #[schema(min_length = 1, max_length = 1000)]
    pub source: String,
    /// Deals of the segment won against them so far.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub won: i64,
    /// Deals lost to them so far.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub lost: i64,
    /// Open pipeline of the segment on that day, in the workspace's currency.
    #[serde(default)]
    pub pipeline: Option<Money>,
}

/// How a competitor stands in a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandingView {
    /// The segment's name.
    pub segment: String,
    /// The standing.
    pub standing: Standing,
}

six_verbs!(CompetitorMove, CompetitorMoveId, CompetitorMoveInput, "competitor move":
    list_competitor_moves, get_competitor_move, create_competitor_move, change_competitor_move,
    withdraw_competitor_move, restore_competitor_move);

impl Noun for CompetitorMove {
    type Id = CompetitorMoveId;
    type Input = CompetitorMoveInput;
    const WRITE: Action = Action::WriteTickets;
    const EVENTS: [EventKind; 4] = [
        EventKind::CompetitorMoveCreated,
        EventKind::CompetitorMoveChanged,
        EventKind::CompetitorMoveWithdrawn,
        EventKind::CompetitorMoveRestored,
    ];

    fn amount(&self) -> Option<(&'static str, Money)> {
        self.pipeline.map(|amount| ("pipeline", amount))
    }

    fn new(input: CompetitorMoveInput, now: Ts) -> Self {
        let CompetitorMoveInput { competitor, segment_id, on, what, source, won, lost, pipeline } = input;
        Self {
            id: CompetitorMoveId::new(now),
            competitor: competitor.trim().to_owned(),
            segment_id,
            on,
            what: what.trim().to_owned(),
            source: source.trim().to_owned(),
            won,
            lost,
            pipeline,
            version: 1,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: CompetitorMoveInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, tx: &mut Tx, change: Change) -> Result<Self, AppError> {
        refer::<Segment>(tx, "segment_id", Some(self.segment_id)).await?;
        if self.on > change.at.date_in(&zone_of(&tx.read().workspace().await?)) {
            let message = "Only what was seen is noted. Give today or a day before it.";
            return Err(AppError::field("on", self.on.to_string(), message));
        }
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        format!("{} {}", self.competitor.to_lowercase(), self.on)
    }

    noun_fields!(competitor);
}

impl App {
    /// How competitors stand in each segment, with what they put at risk and how that changed; the largest first.
    #[boxed]
    pub async fn competition(&self, actor: &Actor) -> Result<Vec<StandingView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let mut reader = self.reader(actor);
        let moves: Vec<CompetitorMove> = reader.list(Show::Live).await?;
        let segments: Vec<Segment> = reader.list(Show::Live).await?;
        let today = self.now().date_in(&zone_of(&actor.workspace));
        let named = |standing: Standing| {
            let segment = segments.iter().find(|segment| segment.id == standing.segment_id)?;
            Some(StandingView { segment: segment.name.clone(), standing })
        };
        Ok(standings(&moves, today).into_iter().filter_map(named).collect())
    }
}
