//! Competitors: what they did in a segment, and what that puts at risk.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, CompetitorMoveInput, StandingView};
use throughline_domain::{CompetitorMoveId, Money, SegmentId, markets::CompetitorMove, people::Role, words};
use uuid::Uuid;

use crate::{
    components::{bits, fields::Field},
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Reader, Signed},
    layout::Place,
    people::settings_tabs,
    site::Site,
};

impl Noun for CompetitorMove {
    type Id = CompetitorMoveId;
    type Input = CompetitorMoveInput;
    const NAME: &'static str = "competitor move";
    const FOLDER: &'static str = "/competitors";
    const PLACE: Place = Place::Me;
    const NEEDS: Role = Role::Member;

    five_verbs!(
        get_competitor_move,
        create_competitor_move,
        change_competitor_move,
        withdraw_competitor_move,
        restore_competitor_move
    );

    fn title(&self) -> &str {
        &self.competitor
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/competitors".to_owned()
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("competitor", &self.competitor)
            .with("segment_id", self.segment_id.to_string())
            .with("on", self.on.to_string())
            .with("what", &self.what)
            .with("source", &self.source)
            .with("won", self.won.to_string())
            .with("lost", self.lost.to_string())
            .with_some("pipeline", self.pipeline.map(Money::major))
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> CompetitorMoveInput {
        let segment = reader.parsed::<SegmentId>("segment_id", "Choose a segment from the list.");
        if segment.is_none() && reader.text("segment_id").is_empty() {
            reader.complain("segment_id", "Choose the segment it happened in.");
        }
        let day = reader.date("on");
        if day.is_none() && reader.text("on").is_empty() {
            reader.complain("on", "Give the day: what has none cannot be compared later.");
        }
        CompetitorMoveInput {
            competitor: reader.text("competitor"),
            segment_id: segment.unwrap_or(SegmentId(Uuid::nil())),
            on: day.unwrap_or_default(),
            what: reader.text("what"),
            source: reader.text("source"),
            won: reader.parsed("won", "Write a whole number of deals.").unwrap_or(0),
            lost: reader.parsed("lost", "Write a whole number of deals.").unwrap_or(0),
            pipeline: reader.number("pipeline").map(|major| Money::from_major(major, actor.workspace.currency)),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let segments = app.list_segments(actor, false).await?;
        let segments = segments.into_iter().map(|segment| (segment.id.to_string(), segment.name)).collect();
        Ok(Lists { segments, ..Lists::default() })
    }
    fn question() -> String {
        "What did a competitor do?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            div class="two" {
                (Field::new(state, "competitor", "Who").required().text())
                (Field::new(state, "segment_id", "In which segment").select(Some("choose one"), &lists.segments))
            }
            (Field::new(state, "what", "What they can do now").required().example("Live tracking for carriers").text())
            div class="two" {
                (Field::new(state, "on", "On which day").required().date())
                (Field::new(state, "source", "Where that is known from").required().example("Their release notes of that day").hint("What has no source is hearsay, and is not kept.").text())
            }
            div class="two" {
                (Field::new(state, "won", "Deals won against them so far").number())
                (Field::new(state, "lost", "Deals lost to them so far").number())
            }
            (Field::new(state, "pipeline", "Open pipeline of the segment on that day").hint("In the workspace’s currency. Empty: not known; then nobody can say what is at risk.").number())
        }
    }
}

/// `GET /competitors`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let standings = site.app.competition(&signed.actor).await?;
    let moves = site.app.list_competitor_moves(&signed.actor, true).await?;
    Ok(signed.page(&standings, Place::Me, "Competitors", || body(&signed, &standings, &moves)))
}

fn body(signed: &Signed, standings: &[StandingView], moves: &[CompetitorMove]) -> Markup {
    let may = signed.frame.may(Role::Member);
    let gone = moves.iter().filter(|entry| entry.withdrawn_at.is_some());
    html! {
        (bits::head(&["Settings"], "Who competes where, and what that puts at risk.",
            Some("The open pipeline of a segment times the share of decided deals that went to a competitor, with the range that so few deals allow (Wilson 1927).")))
        (settings_tabs("/settings/segments"))
        @if may { div class="actions" { a class="btn" href="/competitors/new" { "Note what a competitor did" } a class="btn quiet" href="/settings/segments" { "Segments" } } }
        @if standings.is_empty() { (bits::empty("No competitor yet", "Note what one of them did in a segment: on which day, and where that is known from.", None)) }
        @for StandingView { segment, standing } in standings {
            section aria-label={ (standing.competitor) " in " (segment) } {
                h2 { (standing.competitor) " in " (segment) }
                p { (standing.sentence) }
                ul class="rows" {
                    @for entry in &standing.moves {
                        li {
                            div {
                                h3 { (entry.what) }
                                p class="meta" {
                                    (words::day(entry.on, signed.frame.today())) " · " (entry.source) " · " (entry.won) " won, " (entry.lost) " lost"
                                }
                            }
                            @if may { a class="btn small" href={ "/competitors/" (entry.id) "/edit" } aria-label={ "Change what " (entry.competitor) " did: " (entry.what) } { "Change" } }
                        }
                    }
                }
            }
        }
        @if may { (editing::deleted(gone.map(|entry| (entry, entry.id)))) }
    }
}
