//! Segments: revenue and churn that value lines use.

pub mod competition;
pub mod import;

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, SegmentInput};
use throughline_domain::{
    Money, SegmentId,
    markets::{Period, Segment},
    people::Role,
};
use throughline_value_line::format;

use crate::{
    components::{bits, fields::Field, say},
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Reader, Signed, form::stored},
    layout::Place,
    people::settings_tabs,
    site::Site,
};

impl Noun for Segment {
    type Id = SegmentId;
    type Input = SegmentInput;
    const NAME: &'static str = "segment";
    const FOLDER: &'static str = "/segments";
    const PLACE: Place = Place::Me;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_segment, create_segment, change_segment, withdraw_segment, restore_segment);

    fn title(&self) -> &str {
        &self.name
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/settings/segments".to_owned()
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("name", &self.name)
            .with_some("yearly_revenue", self.yearly_revenue.map(Money::major))
            .with_some("customers", self.customers)
            .with_some("churn", self.churn.map(|share| throughline_domain::words::number(share * 100.0, 4)))
            .with("churn_period", stored(&self.churn_period))
            .with("source", &self.source)
    }
    fn fresh() -> FormState {
        FormState::new().with("churn_period", "year")
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> SegmentInput {
        SegmentInput {
            name: reader.text("name"),
            yearly_revenue: reader
                .number("yearly_revenue")
                .map(|major| Money::from_major(major, actor.workspace.currency)),
            customers: reader.count("customers"),
            churn: reader.number("churn").map(|percent| percent / 100.0),
            churn_period: reader.needed_choice("churn_period", Period::Year),
            source: reader.text("source"),
        }
    }
    fn question() -> String {
        "Which customers belong together?".to_owned()
    }
    fn form(state: &FormState, _: &Lists) -> Markup {
        let periods = [("year".to_owned(), "a year".to_owned()), ("month".to_owned(), "a month".to_owned())];
        html! {
            (Field::new(state, "name", "Name").required().example("mid-market").hint("As people write it in a Business Value line.").text())
            div class="two" {
                (Field::new(state, "yearly_revenue", "Revenue a year").example("1000000").hint("In the workspace’s currency. Empty: not known.").number())
                (Field::new(state, "customers", "Customers").example("200").hint("How many pay it. Says whether a change of churn could be seen.").number())
            }
            div class="two" {
                (Field::new(state, "churn", "Share of it that leaves, in percent").example("12").number())
                (Field::new(state, "churn_period", "in").select(None, &periods))
            }
            (Field::new(state, "source", "Where the numbers come from").example("Billing, 1 October").text())
        }
    }
}

/// `GET /settings/segments`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let segments = site.app.list_segments(&signed.actor, true).await?;
    Ok(signed.page(&segments, Place::Me, "Segments", || body(&signed, &segments)))
}

fn body(signed: &Signed, segments: &[Segment]) -> Markup {
    let (here, gone): (Vec<&Segment>, Vec<&Segment>) =
        segments.iter().partition(|segment| segment.withdrawn_at.is_none());
    let may = signed.frame.may(Role::Leader);
    html! {
        (bits::head(&["Settings"], "Groups of customers, and what they bring.",
            Some("A line such as “reduces churn by 3% in mid-market” takes revenue and churn from here.")))
        (settings_tabs("/settings/segments"))
        @if may { div class="actions" { a class="btn" href="/segments/new" { "Add a segment" } a class="btn quiet" href="/segments/import" { "Add up a list of customers" } } }
        p { a href="/competitors" { "Who competes for them, and what that puts at risk" } }
        @if here.is_empty() { (bits::empty("No segment yet", "With segments, a Business Value line need not repeat revenue and churn.", None)) }
        h2 class="vh" { "Segments" }
        ul class="rows" {
            @for segment in &here {
                li {
                    div {
                        h3 { (segment.name) }
                        p class="meta" {
                            @match segment.yearly_revenue { Some(revenue) => { (format::money(revenue)) " a year" }, None => "revenue not known" }
                            ", "
                            @match segment.customers {
                                Some(customers) => (say::count(customers, "customer", "customers")),
                                None => "customers not counted"
                            }
                            ", "
                            @match segment.churn {
                                Some(churn) => { (format::percent(churn)) " leaves a " (stored(&segment.churn_period)) }
                                None => "churn not known"
                            }
                            @if !segment.source.is_empty() { " · " (segment.source) }
                        }
                    }
                    div class="actions" {
                        a class="btn small quiet" href={ "/segments/" (segment.id) "/history" } aria-label={ "History of " (segment.name) } { "History" }
                        @if may { a class="btn small" href={ "/segments/" (segment.id) "/edit" } aria-label={ "Change " (segment.name) } { "Change" } }
                    }
                }
            }
        }
        @if may { (editing::deleted(gone.into_iter().map(|segment| (segment, segment.id)))) }
    }
}
