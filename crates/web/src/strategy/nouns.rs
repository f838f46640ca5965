//! The forms of objectives, key results and problems.

use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, KeyResultInput, ObjectiveInput, ProblemInput};
use throughline_domain::{
    KeyResultId, Money, ObjectiveId, ProblemId,
    people::Role,
    strategy::{
        Ambition, KeyResult, KeyResultShare, Objective, ObjectiveShare, Problem, ResultKind,
        lint::{self, Given, Remark},
        may_refine,
    },
};

use crate::{
    components::fields::{Choice, Field},
    editing::{Lists, Noun, five_verbs},
    http::{FormState, Reader, form::stored},
    layout::Place,
    strategy::{imports, shares},
};

const PICK: &str = "Choose one of the list.";

async fn metrics(app: &App, actor: &Actor) -> Result<Vec<Choice>, AppError> {
    Ok(app.list_metrics(actor, false).await?.into_iter().map(|metric| (metric.id.to_string(), metric.name)).collect())
}

impl Noun for Objective {
    type Id = ObjectiveId;
    type Input = ObjectiveInput;
    const NAME: &'static str = "objective";
    const FOLDER: &'static str = "/objectives";
    const PLACE: Place = Place::Goals;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_objective, create_objective, change_objective, withdraw_objective, restore_objective);

    fn title(&self) -> &str {
        &self.title
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/goals".to_owned()
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("key", &self.key)
            .with("title", &self.title)
            .with("why", &self.why)
            .with_some("metric_id", self.metric_id)
            .with_some("cycle_id", self.cycle_id)
            .with_some("starts_on", self.starts_on)
            .with_some("ends_on", self.ends_on)
            .with_some("owner_id", self.owner_id)
            .with_some("at_stake", self.at_stake.map(Money::major))
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> ObjectiveInput {
        ObjectiveInput {
            key: reader.fields().optional("key"),
            title: reader.text("title"),
            why: reader.text("why"),
            metric_id: reader.parsed("metric_id", PICK),
            cycle_id: reader.parsed("cycle_id", PICK),
            starts_on: reader.date("starts_on"),
            ends_on: reader.date("ends_on"),
            owner_id: reader.parsed("owner_id", PICK),
            at_stake: reader.number("at_stake").map(|major| Money::from_major(major, actor.workspace.currency)),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let members = app.list_members(actor, false).await?;
        let mut cycles = app.list_cycles(actor, false).await?;
        cycles.retain(|cycle| cycle.writable().is_ok());
        Ok(Lists {
            cycles: cycles.into_iter().map(|cycle| (cycle.id.to_string(), cycle.name)).collect(),
            metrics: metrics(app, actor).await?,
            members: members.into_iter().map(|member| (member.id.to_string(), member.name)).collect(),
            ..Lists::default()
        })
    }
    fn question() -> String {
        "What do we want to reach, and why?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            (Field::new(state, "title", "Objective").required().example("Keep the customers we win").text())
            (Field::new(state, "why", "Why, in a sentence").example("A shipper who leaves takes 39 loads a week along.").text())
            (Field::new(state, "metric_id", "It moves").hint("Without a metric the line to the North Star is broken here.").select(Some("no metric yet"), &lists.metrics))
            (Field::new(state, "cycle_id", "In the cycle").select(Some("no cycle"), &lists.cycles))
            div class="two" {
                (Field::new(state, "starts_on", "First day").hint("Empty: the cycle’s.").date())
                (Field::new(state, "ends_on", "Last day").date())
            }
            div class="two" {
                (Field::new(state, "owner_id", "Who answers for it").select(Some("nobody yet"), &lists.members))
                (Field::new(state, "at_stake", "Money that waits for it").hint("If nobody works on it yet.").number())
            }
            (Field::new(state, "key", "Short name").example("O2").hint("For links. Empty: the next free one.").text())
        }
    }
}

/// What a goal leaves open, above its form once it has a title. It hinders nobody from keeping it.
fn open(state: &FormState, remarks: &[Remark]) -> Markup {
    html! {
        @if !state.value("title").is_empty() && !remarks.is_empty() {
            div class="hint" { p { "It can be kept as it is. What it leaves open:" } (imports::open(remarks)) }
        }
    }
}

/// A key result often is dated by its objective, which a form does not know; so nothing is said of its day here.
fn key_result_open(state: &FormState) -> Vec<Remark> {
    let number = |field: &str| state.value(field).parse().ok();
    let metric = !state.value("metric_id").is_empty();
    let kind = ResultKind::ALL.into_iter().find(|kind| stored(kind) == state.value("kind")).unwrap_or_default();
    let target = number("target").or_else(|| number("at_least")).or_else(|| number("at_most"));
    let given = Given { start: number("start"), target, metric, kind, dated: true };
    lint::key_result(state.value("title"), given)
}

impl Noun for KeyResult {
    type Id = KeyResultId;
    type Input = KeyResultInput;
    const NAME: &'static str = "key result";
    const FOLDER: &'static str = "/key-results";
    const PLACE: Place = Place::Goals;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_key_result, create_key_result, change_key_result, withdraw_key_result, restore_key_result);

    fn title(&self) -> &str {
        &self.title
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/goals".to_owned()
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("key", &self.key)
            .with("objective_id", self.objective_id.to_string())
            .over(shares::state(
                &self.objective_id,
                self.shares.iter().map(|share| (share.objective_id, share.percent)),
            ))
            .with("title", &self.title)
            .with_some("metric_id", self.metric_id)
            .with("kind", stored(&self.kind))
            .with_some("start", self.start)
            .with_some("target", self.target)
            .with_some("at_least", self.at_least)
            .with_some("at_most", self.at_most)
            .with("milestones", &self.milestones)
            .with("unit", &self.unit)
            .with_some("due_on", self.due_on)
            .with("ambition", stored(&self.ambition))
    }
    fn fresh() -> FormState {
        FormState::new().with("ambition", "committed").with("kind", stored(&ResultKind::Reach))
    }
    fn read(reader: &mut Reader<'_>, _: &Actor) -> KeyResultInput {
        let objective = reader.parsed("objective_id", PICK);
        if objective.is_none() {
            reader
                .complain("objective_id", "Choose the objective it belongs to. If there is none yet, make one first.");
        }
        let shares = shares::read(reader, objective, PICK);
        let share = |(objective_id, percent)| ObjectiveShare { objective_id, percent };
        KeyResultInput {
            key: reader.fields().optional("key"),
            shares: shares.into_iter().map(share).collect(),
            objective_id: objective.unwrap_or(ObjectiveId(uuid::Uuid::nil())),
            title: reader.text("title"),
            metric_id: reader.parsed("metric_id", PICK),
            kind: reader.needed_choice("kind", ResultKind::Reach),
            start: reader.number("start"),
            target: reader.number("target"),
            at_least: reader.number("at_least"),
            at_most: reader.number("at_most"),
            milestones: reader.text("milestones"),
            unit: reader.text("unit"),
            due_on: reader.date("due_on"),
            ambition: reader.needed_choice("ambition", Ambition::Committed),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let objectives = app.list_objectives(actor, false).await?;
        Ok(Lists {
            metrics: metrics(app, actor).await?,
            objectives: objectives
                .into_iter()
                .map(|goal| (goal.id.to_string(), format!("{} {}", goal.key, goal.title)))
                .collect(),
            ..Lists::default()
        })
    }
    fn question() -> String {
        "How will we see that we got there?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        let reach = stored(&ResultKind::Reach);
        let filled = ["at_least", "at_most", "milestones"]
            .iter()
            .any(|field| !state.value(field).is_empty() || state.error(field).is_some());
        let kinds = ResultKind::ALL.map(|kind| (stored(&kind), kind.name().to_owned()));
        let ambitions =
            [("committed".to_owned(), "promised".to_owned()), ("aspirational".to_owned(), "reached for".to_owned())];
        html! {
            (open(state, &key_result_open(state)))
            (Field::new(state, "title", "Key result").required().example("Mid-market churn from 11% to 6% a year").text())
            (Field::new(state, "objective_id", "Of the objective").select(Some("choose"), &lists.objectives))
            (Field::new(state, "kind", "It asks for").select(None, &kinds))
            div class="three" {
                (Field::new(state, "start", "From").number())
                (Field::new(state, "target", "To").number())
                (Field::new(state, "unit", "Unit").example("% a year").text())
            }
            details class="more" open[state.value("kind") != reach || filled] {
                summary { "Bounds or milestones" }
                div class="stack" {
                    div class="two" {
                        (Field::new(state, "at_least", "At least").hint("Of a number to keep: one bound or both.").number())
                        (Field::new(state, "at_most", "At most").number())
                    }
                    (Field::new(state, "milestones", "Milestones").hint("One a line, in their order.").example("Two customers use it").long(""))
                }
            }
            div class="two" {
                (Field::new(state, "due_on", "By when").date())
                (Field::new(state, "ambition", "It is").select(None, &ambitions))
            }
            (Field::new(state, "metric_id", "Read on").select(Some("no metric"), &lists.metrics))
            (shares::fields(state, "It counts for other objectives too", &lists.objectives))
            (Field::new(state, "key", "Short name").example("KR3").hint("For links. Empty: the next free one.").text())
        }
    }
}

impl Noun for Problem {
    type Id = ProblemId;
    type Input = ProblemInput;
    const NAME: &'static str = "problem";
    const FOLDER: &'static str = "/problems";
    const PLACE: Place = Place::Goals;
    const NEEDS: Role = Role::Leader;

    five_verbs!(get_problem, create_problem, change_problem, withdraw_problem, restore_problem);

    fn title(&self) -> &str {
        &self.title
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        if self.withdrawn_at.is_some() { "/goals".to_owned() } else { format!("/problems/{}", self.key) }
    }
    fn state(&self, _: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("key", &self.key)
            .with_some("parent_id", self.parent_id)
            .with_some("key_result_id", self.key_result_id)
            .over(shares::state(
                &self.key_result_id.unwrap_or(KeyResultId(uuid::Uuid::nil())),
                self.shares.iter().map(|share| (share.key_result_id, share.percent)),
            ))
            .with("title", &self.title)
            .with("goal", &self.goal)
            .with("hypothesis", &self.hypothesis)
            .with_some("segment_id", self.segment_id)
            .with("expected_effect", &self.expected_effect)
            .with_some("due_on", self.due_on)
    }
    fn read(reader: &mut Reader<'_>, _: &Actor) -> ProblemInput {
        let key_result_id = reader.parsed("key_result_id", PICK);
        let shares = shares::read(reader, key_result_id, PICK);
        let share = |(key_result_id, percent)| KeyResultShare { key_result_id, percent };
        ProblemInput {
            key: reader.fields().optional("key"),
            parent_id: reader.parsed("parent_id", PICK),
            shares: shares.into_iter().map(share).collect(),
            key_result_id,
            title: reader.text("title"),
            goal: reader.text("goal"),
            hypothesis: reader.text("hypothesis"),
            segment_id: reader.parsed("segment_id", PICK),
            expected_effect: reader.text("expected_effect"),
            due_on: reader.date("due_on"),
        }
    }
    async fn lists(app: &App, actor: &Actor, of: Option<&Self>) -> Result<Lists, AppError> {
        let key_results = app.list_key_results(actor, false).await?;
        let problems = app.list_problems(actor, false).await?;
        // What would be part of itself, or stand too deep, is not offered.
        let may_hold = |one: &Problem| of.is_none_or(|of| may_refine(&problems, of.id, one.id).is_ok());
        let segments = app.list_segments(actor, false).await?;
        Ok(Lists {
            key_results: key_results
                .into_iter()
                .map(|goal| (goal.id.to_string(), format!("{} {}", goal.key, goal.title)))
                .collect(),
            problems: problems
                .iter()
                .filter(|one| may_hold(one))
                .map(|problem| (problem.id.to_string(), format!("{} {}", problem.key, problem.title)))
                .collect(),
            segments: segments.into_iter().map(|segment| (segment.id.to_string(), segment.name)).collect(),
            ..Lists::default()
        })
    }
    fn question() -> String {
        "What is the goal, as an engineering problem?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            (open(state, &lint::problem(state.value("title"), state.value("expected_effect"), !state.value("due_on").is_empty())))
            (Field::new(state, "goal", "The goal, as the business asked for it").example("We need to increase Q4 sales").text())
            (Field::new(state, "title", "The same as an engineering problem").required().example("We need 3 features that reduce churn in these customer segments").text())
            (Field::new(state, "hypothesis", "Why we believe that this moves the goal").long(""))
            (Field::new(state, "expected_effect", "Expected effect").example("Reduces churn by 3% in a €1M segment").hint("As a Business Value line. Without it nobody can say later whether it worked.").text())
            div class="two" {
                (Field::new(state, "key_result_id", "It serves").select(Some("no key result of its own"), &lists.key_results))
                (Field::new(state, "parent_id", "Or it is part of").hint("A part refines that problem and serves what that one serves.").select(Some("no other problem"), &lists.problems))
            }
            (shares::fields(state, "It serves other key results too", &lists.key_results))
            div class="two" {
                (Field::new(state, "segment_id", "For whom").select(Some("everybody"), &lists.segments))
                (Field::new(state, "due_on", "By when").date())
            }
            (Field::new(state, "key", "Short name").example("P4").hint("Empty: the next free one.").text())
        }
    }
}
