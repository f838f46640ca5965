//! Budgets for interruptions: what the leaders agreed, and what is left of it.

use throughline_domain::{
    Quarter, TeamId, Ts, UrgencyBudgetId,
    activity::EventKind,
    people::{Action, Team},
    urgency::{Answer, BudgetUse, Spent, UrgencyBudget, UrgentDecision, UrgentRequest},
};
use throughline_store::Tx;

use super::{BudgetView, UrgencyBudgetInput};
use crate::{
    AppError,
    crud::{Noun, refer, six_verbs},
    portfolio::Picture,
    write::Change,
};

six_verbs!(UrgencyBudget, UrgencyBudgetId, UrgencyBudgetInput, "urgency budget":
    list_urgency_budgets, get_urgency_budget, create_urgency_budget, change_urgency_budget, withdraw_urgency_budget,
    restore_urgency_budget);

impl Noun for UrgencyBudget {
    type Id = UrgencyBudgetId;
    type Input = UrgencyBudgetInput;
    const WRITE: Action = Action::DecideUrgency;
    const EVENTS: [EventKind; 4] = [
        EventKind::UrgencyBudgetCreated,
        EventKind::UrgencyBudgetChanged,
        EventKind::UrgencyBudgetWithdrawn,
        EventKind::UrgencyBudgetRestored,
    ];

    fn new(input: UrgencyBudgetInput, now: Ts) -> Self {
        let UrgencyBudgetInput { team_id, asking_group, money_minor, share_of_days } = input;
        let asking_group = asking_group.trim().to_owned();
        let id = UrgencyBudgetId::new(now);
        Self { id, team_id, asking_group, money_minor, share_of_days, version: 1, withdrawn_at: None }
    }

    fn replaced(&self, input: UrgencyBudgetInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<Team>(tx, "team_id", self.team_id).await?;
        Ok(self)
    }

    fn record_id(&self) -> uuid::Uuid {
        self.id.0
    }
    fn set_record_id(&mut self, id: uuid::Uuid) {
        self.id.0 = id;
    }

    fn version_mut(&mut self) -> &mut i64 {
        &mut self.version
    }

    fn faults(&self) -> Result<(), throughline_domain::check::Faults> {
        self.check()
    }

    fn withdrawn_mut(&mut self) -> &mut Option<Ts> {
        &mut self.withdrawn_at
    }

    fn withdrawn(&self) -> Option<Ts> {
        self.withdrawn_at
    }

    fn called(&self) -> String {
        if self.team_id.is_some() { "of a team".to_owned() } else { format!("of {}", self.asking_group) }
    }

    fn sorted_by(&self) -> String {
        self.asking_group.to_lowercase()
    }
}

/// Requests with the decisions in force: what budgets are counted from.
pub(super) struct Decided {
    pub request: UrgentRequest,
    pub decision: UrgentDecision,
}

impl Decided {
    /// Whether it interrupted somebody: it was done now, or its delays cost somebody something.
    fn interrupts(&self) -> bool {
        self.decision.answer == Answer::Now
            || (self.decision.answer == Answer::NextFree && self.decision.cost_to_others_minor > 0)
    }

    fn counts_for(&self, team: Option<TeamId>, group: &str) -> bool {
        match team {
            Some(team) => self.request.team_id == Some(team),
            None => self.request.asking_group.trim().eq_ignore_ascii_case(group.trim()),
        }
    }
}

/// Every budget of this quarter: those that were agreed, and a tenth of the days of teams without one.
pub(super) fn budgets(picture: &Picture, agreed: &[UrgencyBudget], decided: &[Decided]) -> Vec<BudgetView> {
    let quarter = Quarter::of(picture.today());
    let mut views: Vec<BudgetView> = Vec::new();
    for budget in agreed.iter().filter(|budget| budget.team_id.is_none()) {
        views.push(view(picture, quarter, decided, Some(budget), None));
    }
    for team in picture.portfolio.teams() {
        let own = agreed.iter().find(|budget| budget.team_id == Some(team.id));
        views.push(view(picture, quarter, decided, own, Some(team)));
    }
    views
}

fn view(
    picture: &Picture,
    quarter: Quarter,
    decided: &[Decided],
    budget: Option<&UrgencyBudget>,
    team: Option<&Team>,
) -> BudgetView {
    let team_id = team.map(|team| team.id);
    let group = budget.map(|budget| budget.asking_group.as_str()).unwrap_or_default();
    let mut spent = Spent::default();
    for one in decided.iter().filter(|one| one.interrupts() && one.counts_for(team_id, group)) {
        if quarter.contains(picture.day_of(one.decision.at)) {
            spent.money_minor = spent.money_minor.saturating_add(one.decision.cost_to_others_minor);
            spent.person_days += one.decision.person_days;
            spent.count += 1;
        }
    }
    let per_week = picture.working_days_per_week();
    let team_days =
        team.map_or(0.0, |team| team.capacity_days_per_week / f64::from(per_week) * quarter.working_days(per_week));
    let share = match (budget, team) {
        (Some(budget), Some(_)) => budget.share_of_days,
        (None, Some(_)) => Some(UrgencyBudget::DEFAULT_SHARE),
        (_, None) => None,
    };
    let money = budget.and_then(|budget| budget.money_minor);
    BudgetView {
        used: BudgetUse::of(money, share, team_days, spent, quarter.elapsed(picture.today())),
        name: team.map_or_else(|| group.to_owned(), |team| team.name.clone()),
        budget: budget.cloned(),
        team_id,
        now_would_add_minor: None,
        from: quarter.first,
        to: quarter.last,
    }
}

/// The budgets that a request counts against.
pub(super) fn of_request(views: Vec<BudgetView>, request: &UrgentRequest, team: Option<TeamId>) -> Vec<BudgetView> {
    let counts = |view: &BudgetView| match view.team_id {
        Some(own) => Some(own) == team,
        None => view.name.trim().eq_ignore_ascii_case(request.asking_group.trim()),
    };
    views.into_iter().filter(counts).collect()
}
