//! The form of a metric.

use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, MetricInput};
use throughline_domain::{
    Currency, MetricId,
    metrics::{Direction, Metric},
    people::Role,
};

use crate::{
    components::{fields::Field, say},
    editing::{Lists, Noun, five_verbs},
    http::{FormState, Reader, form::stored},
    layout::Place,
};

impl Noun for Metric {
    type Id = MetricId;
    type Input = MetricInput;
    const NAME: &'static str = "metric";
    const FOLDER: &'static str = "/metrics";
    const PLACE: Place = Place::Metric;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_metric, create_metric, change_metric, withdraw_metric, restore_metric);

    fn title(&self) -> &str {
        &self.name
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        if self.north_star || self.withdrawn_at.is_some() {
            "/north-star".to_owned()
        } else {
            format!("/metrics/{}", self.id)
        }
    }
    fn state(&self, actor: &Actor) -> FormState {
        let shown = |value: f64| {
            throughline_domain::words::number(if say::is_share(&self.unit) { value * 100.0 } else { value }, 6)
        };
        let state = FormState::new()
            .with("version", self.version.to_string())
            .with("name", &self.name)
            .with("unit", &self.unit)
            .with("definition", &self.definition)
            .with("direction", stored(&self.direction))
            .with_some("parent_id", self.parent_id)
            .with_some("target", self.target.map(shown))
            .with_some("target_date", self.target_date)
            .with_some(
                "worth",
                self.worth_minor_per_unit_year.map(|minor| minor / minor_per_major(actor.workspace.currency)),
            );
        if self.north_star { state.with("north_star", "yes") } else { state }
    }
    fn fresh() -> FormState {
        FormState::new().with("direction", "up")
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> MetricInput {
        let unit = reader.text("unit");
        let scale = if say::is_share(&unit) { 0.01 } else { 1.0 };
        MetricInput {
            name: reader.text("name"),
            definition: reader.text("definition"),
            direction: reader.needed_choice("direction", Direction::Up),
            parent_id: reader.parsed("parent_id", "Choose one of the list."),
            north_star: reader.fields().ticked("north_star"),
            target: reader.number("target").map(|value| value * scale),
            target_date: reader.date("target_date"),
            worth_minor_per_unit_year: reader
                .number("worth")
                .map(|major| major * minor_per_major(actor.workspace.currency)),
            unit,
        }
    }
    async fn lists(app: &App, actor: &Actor) -> Result<Lists, AppError> {
        let metrics = app.list_metrics(actor, false).await?;
        Ok(Lists {
            metrics: metrics.into_iter().map(|metric| (metric.id.to_string(), metric.name)).collect(),
            ..Lists::default()
        })
    }
    fn question() -> String {
        "Which number should move?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        let directions =
            [("up".to_owned(), "more is better".to_owned()), ("down".to_owned(), "less is better".to_owned())];
        html! {
            (Field::new(state, "name", "Name").required().example("Orders delivered in time, a week").text())
            div class="two" {
                (Field::new(state, "unit", "Unit").example("orders a week").hint("Write “share” for a part of a whole; it is then typed in percent.").text())
                (Field::new(state, "direction", "Good is").select(None, &directions))
            }
            (Field::new(state, "definition", "How it is counted").hint("So that two people count the same.").long(""))
            div class="two" {
                (Field::new(state, "target", "Where it should be").number())
                (Field::new(state, "target_date", "By when").date())
            }
            (Field::new(state, "worth", "What one more is worth a year").hint("In the workspace’s currency. Empty: not known.").number())
            (Field::new(state, "parent_id", "It moves").select(Some("nothing above it"), &lists.metrics))
            label class="choice" {
                input type="checkbox" name="north_star" value="yes" checked[state.holds("north_star", "yes")];
                span { b { "This is the North Star" } ". There is one; the mark moves here from the metric that has it." }
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn minor_per_major(currency: Currency) -> f64 {
    currency.minor_per_major() as f64
}
