//! What interruptions may cost in a quarter: the leaders' agreement with a team or an asking group.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError, BudgetView, UrgencyBudgetInput};
use throughline_domain::{Money, TeamId, UrgencyBudgetId, people::Role, urgency::UrgencyBudget, words};

use super::price::money;
use crate::{
    components::{bits, fields::Field},
    editing::{self, Lists, Noun, five_verbs},
    http::{Answer, FormState, Reader, Signed},
    layout::Place,
    site::Site,
};

impl Noun for UrgencyBudget {
    type Id = UrgencyBudgetId;
    type Input = UrgencyBudgetInput;
    const NAME: &'static str = "urgency budget";
    const FOLDER: &'static str = "/urgent/budgets";
    const PLACE: Place = Place::Urgent;
    const NEEDS: Role = Role::Leader;

    five_verbs!(
        get_urgency_budget,
        create_urgency_budget,
        change_urgency_budget,
        withdraw_urgency_budget,
        restore_urgency_budget
    );

    fn title(&self) -> &str {
        if self.asking_group.is_empty() { "of a team" } else { &self.asking_group }
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn home(&self) -> String {
        "/urgent/budgets".to_owned()
    }
    fn state(&self, actor: &Actor) -> FormState {
        FormState::new()
            .with("version", self.version.to_string())
            .with("asking_group", &self.asking_group)
            .with_some("team_id", self.team_id)
            .with_some("money_minor", self.money_minor.map(|minor| Money::new(minor, actor.workspace.currency).major()))
            .with_some("share_of_days", self.share_of_days.map(|share| words::number(share * 100.0, 2)))
    }
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> UrgencyBudgetInput {
        UrgencyBudgetInput {
            team_id: reader.parsed::<TeamId>("team_id", "Choose a team from the list."),
            asking_group: reader.text("asking_group"),
            money_minor: reader
                .number("money_minor")
                .map(|major| Money::from_major(major, actor.workspace.currency).minor),
            share_of_days: reader.number("share_of_days").map(|percent| percent / 100.0),
        }
    }
    async fn lists(app: &App, actor: &Actor, _of: Option<&Self>) -> Result<Lists, AppError> {
        let teams = app.list_teams(actor, false).await?;
        let teams = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        Ok(Lists { teams, ..Lists::default() })
    }
    fn question() -> String {
        "How much may interruptions cost in a quarter?".to_owned()
    }
    fn form(state: &FormState, lists: &Lists) -> Markup {
        html! {
            (Field::new(state, "asking_group", "Who asks?").example("Sales").hint("Empty for the budget of a team. It holds for every quarter until it is changed.").text())
            (Field::new(state, "team_id", "Or whose days are they?").select(Some("an asking group"), &lists.teams))
            div class="two" {
                (Field::new(state, "money_minor", "Money that interruptions may cost others").example("40000").hint("In the workspace’s currency, a quarter.").number())
                (Field::new(state, "share_of_days", "Share of the team’s days, in percent").example("10").hint("For a team. Empty with an amount: only the amount counts.").number())
            }
        }
    }
}

/// `GET /urgent/budgets`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let page = site.app.urgency(&signed.actor).await?;
    let agreed = site.app.list_urgency_budgets(&signed.actor, true).await?;
    Ok(signed.page(&page.budgets, Place::Urgent, "Urgency budgets", || body(&signed, &page.budgets, &agreed)))
}

fn body(signed: &Signed, views: &[BudgetView], agreed: &[UrgencyBudget]) -> Markup {
    let may = signed.frame.may(Role::Leader);
    let currency = signed.actor.workspace.currency;
    let gone = agreed.iter().filter(|budget| budget.withdrawn_at.is_some());
    let used_up = views.iter().filter(|view| view.used.is_used_up()).count();
    let statement = match used_up {
        0 => "No urgency budget of this quarter is used up.".to_owned(),
        1 => "One urgency budget of this quarter is used up.".to_owned(),
        count => format!("{} urgency budgets of this quarter are used up.", words::capital(&words::spelled(count))),
    };
    let today = signed.frame.today();
    html! {
        (bits::head(&["Urgency budgets"], &statement,
            Some("Nothing is ever blocked: over the budget, a leader stands for the next request by name, on its price.")))
        @if may { div class="actions" { a class="btn" href="/urgent/budgets/new" { "Agree on a budget" } } }
        @if views.is_empty() { (bits::empty("No budget yet", "Teams have a tenth of their days without an agreement. Make a team, or agree on what an asking group may cost.", None)) }
        h2 class="vh" { "Budgets of this quarter" }
        ul class="rows" {
            @for view in views {
                li {
                    div {
                        h3 { (view.name) }
                        p class="meta" {
                            (limits(view, currency)) ", " (words::day(view.from, today)) " to " (words::day(view.to, today)) ". " (view.used.sentence)
                        }
                    }
                    @if may {
                        @match &view.budget {
                            Some(budget) => a class="btn small" href={ "/urgent/budgets/" (budget.id) "/edit" } aria-label={ "Change the budget of " (view.name) } { "Change" },
                            None => a class="btn small" href="/urgent/budgets/new" aria-label={ "Agree on another budget for " (view.name) } { "Agree on another" },
                        }
                    }
                }
            }
        }
        @if may { (editing::deleted(gone.map(|budget| (budget, budget.id)))) }
        p { a href="/urgent" { "Everything urgent" } }
    }
}

/// "€40k a quarter", "10% of its days, by default".
fn limits(view: &BudgetView, currency: throughline_domain::Currency) -> String {
    let share = |share: f64| format!("{}% of its days", words::number(share * 100.0, 1));
    let Some(budget) = &view.budget else {
        return format!("{}, because nobody agreed on another budget", share(UrgencyBudget::DEFAULT_SHARE));
    };
    let amount = budget.money_minor.map(|minor| format!("{} a quarter", money(minor, currency)));
    amount.into_iter().chain(budget.share_of_days.map(share)).collect::<Vec<_>>().join(" and ")
}
