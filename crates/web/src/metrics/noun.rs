//! The form of a metric.

use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, MetricInput};
use throughline_domain::{
    Currency, MetricId,
    metrics::{Direction, Metric},
    people::Role,
};

use crate::{
    components::{
        fields::{Choice, Field},
        say,
    },
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
        let state = state
            .with_some("owner_id", self.owner_id)
            .with("source", &self.source)
            .with_some("refresh", self.refresh.map(|refresh| stored(&refresh)))
            .with_some("formula", self.formula.map(|formula| stored(&formula)))
            .with("strength", stored(&self.strength));
        let state = if self.against { state.with("against", "yes") } else { state };
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
            owner_id: reader.parsed("owner_id", "Choose one of the list."),
            source: reader.text("source"),
            refresh: reader.choice("refresh"),
            formula: reader.choice("formula"),
            strength: reader.choice("strength").unwrap_or_default(),
            against: reader.fields().ticked("against"),
            unit,
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let metrics = app.list_metrics(actor, false).await?;
        let members = app.list_members(actor, false).await?;
        Ok(Lists {
            metrics: metrics.into_iter().map(|metric| (metric.id.to_string(), metric.name)).collect(),
            members: members.into_iter().map(|member| (member.id.to_string(), member.name)).collect(),
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
            div class="two" {
                (Field::new(state, "source", "Where it is read").example("Billing").text())
                (Field::new(state, "refresh", "How often").hint("Then a value that does not come is seen.").select(Some("not said"), &named(&REFRESHES)))
            }
            (Field::new(state, "owner_id", "Who answers for it").select(Some("nobody yet"), &lists.members))
            (Field::new(state, "formula", "What makes it up").hint("Then a change of it is shared out among what is below it.").select(Some("no formula: what is below only moves it"), &named(&FORMULAS)))
            div class="two" {
                (Field::new(state, "parent_id", "It moves").select(Some("nothing above it"), &lists.metrics))
                (Field::new(state, "strength", "How sure that is").select(None, &named(&STRENGTHS)))
            }
            label class="choice" {
                input type="checkbox" name="against" value="yes" checked[state.holds("against", "yes")];
                span { b { "It stands against the others" } ". In a product it divides, in a sum it is taken away." }
            }
            label class="choice" {
                input type="checkbox" name="north_star" value="yes" checked[state.holds("north_star", "yes")];
                span { b { "This is the North Star" } ". There is one; the mark moves here from the metric that has it." }
            }
        }
    }
}

const REFRESHES: [(&str, &str); 4] =
    [("daily", "every day"), ("weekly", "every week"), ("monthly", "every month"), ("quarterly", "every quarter")];
const FORMULAS: [(&str, &str); 2] =
    [("product", "the metrics below, multiplied"), ("sum", "the metrics below, added up")];
const STRENGTHS: [(&str, &str); 3] = [
    ("assumed", "somebody believes it"),
    ("correlated", "the two moved together so far"),
    ("tested", "a change of the one was followed by the other"),
];

fn named(choices: &[(&str, &str)]) -> Vec<Choice> {
    choices.iter().map(|(name, said)| ((*name).to_owned(), (*said).to_owned())).collect()
}

#[allow(clippy::cast_precision_loss)]
fn minor_per_major(currency: Currency) -> f64 {
    currency.minor_per_major() as f64
}
