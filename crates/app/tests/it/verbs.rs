//! Every verb that an actor can call, once, for the tests that go through all of them.

mod inputs;

pub use inputs::*;
use throughline_app::*;
use throughline_domain::{
    CalendarEntryId, CheckInId, CompetitorMoveId, CycleId, EmergencyId, InvitationId, KeyResultId, MemberId, MetricId,
    ObjectiveId, PinId, ProblemId, ProblemQuestionId, PromiseId, SegmentId, ServiceId, SessionId, TeamId, TicketId,
    TokenId, Ts, UrgencyBudgetId, UrgentRequestId, WeeklyGoalId, WorkspaceId,
    people::{Action, Role, Scope},
    priorities::Method,
    urgency::{NoteKind, Outcome},
};
use throughline_test_kit::{PASSWORD, csv_file, workspace_input};
use uuid::Uuid;

/// Ids that a call names.
#[derive(Debug, Clone)]
pub struct Ids {
    pub team: TeamId,
    pub metric: MetricId,
    pub segment: SegmentId,
    pub competitor_move: CompetitorMoveId,
    pub cycle: CycleId,
    pub objective: ObjectiveId,
    pub key_result: KeyResultId,
    pub check_in: CheckInId,
    pub weekly_goal: WeeklyGoalId,
    pub problem: ProblemId,
    pub question: ProblemQuestionId,
    pub ticket: TicketId,
    pub other_ticket: TicketId,
    pub pin: PinId,
    pub calendar_entry: CalendarEntryId,
    pub promise: PromiseId,
    pub urgent: UrgentRequestId,
    pub urgency_budget: UrgencyBudgetId,
    pub service: ServiceId,
    pub emergency: EmergencyId,
    pub member: MemberId,
    pub token: TokenId,
    pub invitation: InvitationId,
    pub session: SessionId,
    pub workspace: WorkspaceId,
}

impl Ids {
    /// Ids that nothing has.
    pub fn nowhere() -> Self {
        let id = Uuid::new_v4;
        Self {
            team: TeamId(id()),
            metric: MetricId(id()),
            segment: SegmentId(id()),
            competitor_move: CompetitorMoveId(id()),
            cycle: CycleId(id()),
            objective: ObjectiveId(id()),
            key_result: KeyResultId(id()),
            check_in: CheckInId(id()),
            weekly_goal: WeeklyGoalId(id()),
            problem: ProblemId(id()),
            question: ProblemQuestionId(id()),
            ticket: TicketId(id()),
            other_ticket: TicketId(id()),
            pin: PinId(id()),
            calendar_entry: CalendarEntryId(id()),
            promise: PromiseId(id()),
            urgent: UrgentRequestId(id()),
            urgency_budget: UrgencyBudgetId(id()),
            service: ServiceId(id()),
            emergency: EmergencyId(id()),
            member: MemberId(id()),
            token: TokenId(id()),
            invitation: InvitationId(id()),
            session: SessionId(id()),
            workspace: WorkspaceId(id()),
        }
    }

    /// All of them as text.
    pub fn texts(&self) -> Vec<String> {
        vec![
            self.team.to_string(),
            self.metric.to_string(),
            self.segment.to_string(),
            self.competitor_move.to_string(),
            self.cycle.to_string(),
            self.objective.to_string(),
            self.key_result.to_string(),
            self.check_in.to_string(),
            self.weekly_goal.to_string(),
            self.problem.to_string(),
            self.question.to_string(),
            self.ticket.to_string(),
            self.other_ticket.to_string(),
            self.pin.to_string(),
            self.calendar_entry.to_string(),
            self.promise.to_string(),
            self.urgent.to_string(),
            self.urgency_budget.to_string(),
            self.service.to_string(),
            self.emergency.to_string(),
            self.member.to_string(),
            self.token.to_string(),
            self.invitation.to_string(),
            self.session.to_string(),
            self.workspace.to_string(),
        ]
    }
}

async fn version_of_roadmap(app: &App, actor: &Actor) -> i64 {
    app.roadmap(actor, RoadmapQuery::default()).await.map_or(1, |view| view.version)
}

fn in_order(ids: &Ids) -> MoveInOrder {
    let before = Some(ids.other_ticket.to_string());
    MoveInOrder { ticket: ids.ticket.to_string(), before, team_id: Some(ids.team) }
}

/// Calls every verb in turn and gives its name, what it takes, and how it ended.
#[expect(clippy::too_many_lines, reason = "a list, one line per verb")]
pub async fn call_all(app: &App, actor: &Actor, ids: &Ids) -> Vec<(&'static str, Action, Result<(), AppError>)> {
    let unique = Uuid::new_v4().simple().to_string();
    let name = unique.as_str();
    let mut calls = Vec::new();
    macro_rules! call {
        ($($verb:ident: $action:ident ($($argument:expr),* $(,)?);)*) => {$(
            calls.push((stringify!($verb), Action::$action, Box::pin(app.$verb(actor, $($argument),*)).await.map(drop)));
        )*};
    }
    call! {
        list_teams: ReadWorkspace(true);
        team_names: ReadWorkspace();
        get_team: ReadWorkspace(ids.team);
        create_team: ManageTeams(team(name));
        change_team: ManageTeams(ids.team, 1, team("Renamed"));
        withdraw_team: ManageTeams(ids.team, 1);
        restore_team: ManageTeams(ids.team);
        list_metrics: ReadWorkspace(true);
        get_metric: ReadWorkspace(ids.metric);
        create_metric: SetGoals(metric(name, Some(ids.metric), false));
        change_metric: SetGoals(ids.metric, 1, metric("Renamed", None, false));
        observe: WriteTickets(ids.metric, ObservationInput { at: Ts::from_micros(1), value: 1.0, source: String::new() });
        metric_account: ReadWorkspace(ids.metric);
        preview_values: WriteTickets(ids.metric, values_file());
        import_values: WriteTickets(ids.metric, values_file());
        preview_segments: SetGoals(customers_file());
        import_segments: SetGoals(customers_file());
        get_pull: ReadWorkspace(ids.metric);
        preview_pull: SetGoals(ids.metric, nowhere_to_pull());
        create_pull: SetGoals(ids.metric, nowhere_to_pull());
        change_pull: SetGoals(ids.metric, 1, nowhere_to_pull());
        pull_now: WriteTickets(ids.metric);
        withdraw_pull: SetGoals(ids.metric, 1);
        restore_pull: SetGoals(ids.metric);
        list_observations: ReadWorkspace(ids.metric, Paging::default());
        withdraw_metric: SetGoals(ids.metric, 1);
        restore_metric: SetGoals(ids.metric);
        north_star: ReadWorkspace();
        list_segments: ReadWorkspace(true);
        get_segment: ReadWorkspace(ids.segment);
        create_segment: SetGoals(segment(name));
        change_segment: SetGoals(ids.segment, 1, segment("Renamed"));
        withdraw_segment: SetGoals(ids.segment, 1);
        restore_segment: SetGoals(ids.segment);
        list_cycles: ReadWorkspace(true);
        get_cycle: ReadWorkspace(ids.cycle);
        cycle_goals: ReadWorkspace(ids.cycle);
        create_cycle: SetGoals(cycle(name));
        change_cycle: SetGoals(ids.cycle, 1, cycle("Renamed"));
        open_cycle: SetGoals(ids.cycle, 1);
        close_cycle: SetGoals(ids.cycle, 1, lessons());
        withdraw_cycle: SetGoals(ids.cycle, 1);
        restore_cycle: SetGoals(ids.cycle);
        list_objectives: ReadWorkspace(true);
        get_objective: ReadWorkspace(ids.objective);
        list_competitor_moves: ReadWorkspace(true);
        get_competitor_move: ReadWorkspace(ids.competitor_move);
        create_competitor_move: WriteTickets(competitor_move(name, ids.segment));
        change_competitor_move: WriteTickets(ids.competitor_move, 1, competitor_move("Other", ids.segment));
        withdraw_competitor_move: WriteTickets(ids.competitor_move, 1);
        restore_competitor_move: WriteTickets(ids.competitor_move);
        competition: ReadWorkspace();
        create_objective: SetGoals(ObjectiveInput { cycle_id: Some(ids.cycle), ..objective("New", Some(ids.metric)) });
        change_objective: SetGoals(ids.objective, 1, objective("Renamed", None));
        withdraw_objective: SetGoals(ids.objective, 1);
        restore_objective: SetGoals(ids.objective);
        list_key_results: ReadWorkspace(true);
        key_result_scores: ReadWorkspace();
        get_key_result: ReadWorkspace(ids.key_result);
        create_key_result: SetGoals(key_result("New", ids.objective));
        change_key_result: SetGoals(ids.key_result, 1, key_result("Renamed", ids.objective));
        withdraw_key_result: SetGoals(ids.key_result, 1);
        restore_key_result: SetGoals(ids.key_result);
        check_in: WriteTickets(ids.key_result, check_in(5));
        list_check_ins: ReadWorkspace(ids.key_result);
        withdraw_check_in: WriteTickets(ids.check_in);
        restore_check_in: WriteTickets(ids.check_in);
        list_weekly_goals: ReadWorkspace(true);
        get_weekly_goal: ReadWorkspace(ids.weekly_goal);
        weekly_goals: ReadWorkspace(WeekQuery::default());
        create_weekly_goal: WriteTickets(weekly_goal("New", ids.team, ids.key_result));
        change_weekly_goal: WriteTickets(ids.weekly_goal, 1, weekly_goal("Renamed", ids.team, ids.key_result));
        close_weekly_goal: WriteTickets(ids.weekly_goal, 1, done());
        withdraw_weekly_goal: WriteTickets(ids.weekly_goal, 1);
        restore_weekly_goal: WriteTickets(ids.weekly_goal);
        list_problems: ReadWorkspace(true);
        get_problem: ReadWorkspace(ids.problem);
        create_problem: SetGoals(problem("New", Some(ids.key_result)));
        change_problem: SetGoals(ids.problem, 1, problem("Renamed", None));
        withdraw_problem: SetGoals(ids.problem, 1);
        restore_problem: SetGoals(ids.problem);
        list_questions: ReadWorkspace(ids.problem);
        ask_about_problem: AskAboutGoals(ids.problem, QuestionInput { text: "Why?".to_owned() });
        answer_question: AskAboutGoals(ids.question, 1, AnswerInput { answer: "Because.".to_owned() });
        map: ReadWorkspace(MapQuery { focus: Some(ids.ticket.to_string()), ..MapQuery::default() });
        gaps: ReadWorkspace();
        goal_work: ReadWorkspace(GoalRef(ids.problem.to_string()));
        export_strategy: ReadWorkspace(strategy_file());
        plan_strategy: ReadWorkspace(strategy_file());
        apply_strategy: SetGoals(strategy_file());
        preview_goals: SetGoals(goals_file());
        import_goals: SetGoals(goals_file());
        list_tickets: ReadWorkspace(TicketQuery { problem_id: Some(ids.problem), ..TicketQuery::default() });
        list_deleted_tickets: ReadWorkspace();
        get_ticket: ReadWorkspace(&ids.ticket.to_string());
        create_ticket: WriteTickets(TicketInput { problem_id: Some(ids.problem), ..ticket("New", "") });
        change_ticket: WriteTickets(ids.ticket, 1, TicketEdit::default());
        withdraw_ticket: WriteTickets(ids.ticket, 1);
        restore_ticket: WriteTickets(ids.ticket);
        rank: ReadWorkspace(RankQuery { team_id: Some(ids.team), ..RankQuery::default() });
        why: ReadWorkspace(WhyQuery { above: ids.ticket.to_string(), below: ids.other_ticket.to_string(), method: Method::Cd3 });
        price_move: ReadWorkspace(MoveInput { ticket: ids.ticket.to_string(), above: ids.other_ticket.to_string() });
        not_doing: ReadWorkspace(NotDoingQuery { of: ids.problem.to_string(), weeks: Some(4) });
        keep_pin: KeepMoves(PinInput { ticket: ids.ticket.to_string(), above: ids.other_ticket.to_string(), reason: "Because".to_owned() });
        list_pins: ReadWorkspace();
        withdraw_pin: KeepMoves(ids.pin);
        roadmap: ReadWorkspace(RoadmapQuery { team_id: Some(ids.team), ..RoadmapQuery::default() });
        price_order: ReadWorkspace(OrderChangeInput { moves: vec![in_order(ids)], version: None });
        publish_roadmap: KeepMoves(version_of_roadmap(app, actor).await, PublishInput { reason: "Agreed".to_owned(), order: RoadmapOrder::Current, moves: vec![in_order(ids)] });
        published_roadmap: ReadWorkspace(Some(77));
        roadmap_csv: ReadWorkspace();
        roadmap_calendar: ReadWorkspace();
        ticket_dates: ReadWorkspace(&ids.ticket.to_string());
        start_work: WriteTickets(&ids.ticket.to_string(), StartInput::default());
        stop_work: WriteTickets(&ids.ticket.to_string());
        list_work: ReadWorkspace();
        name_alternative: WriteTickets(&ids.ticket.to_string(), AlternativeInput { team_id: ids.team, effort_percent: 100 });
        withdraw_alternative: WriteTickets(&ids.ticket.to_string(), ids.team);
        list_calendar_entries: ReadWorkspace(true);
        get_calendar_entry: ReadWorkspace(ids.calendar_entry);
        create_calendar_entry: ManageTeams(calendar_entry(name, Some(ids.team)));
        change_calendar_entry: ManageTeams(ids.calendar_entry, 1, calendar_entry("Renamed", None));
        withdraw_calendar_entry: ManageTeams(ids.calendar_entry, 1);
        restore_calendar_entry: ManageTeams(ids.calendar_entry);
        list_promises: ReadWorkspace(true);
        get_promise: ReadWorkspace(ids.promise);
        create_promise: KeepMoves(promise(ids.ticket, "the board"));
        change_promise: KeepMoves(ids.promise, 1, promise(ids.ticket, "the board"));
        withdraw_promise: KeepMoves(ids.promise, 1);
        restore_promise: KeepMoves(ids.promise);
        urgency: ReadWorkspace();
        get_urgent: ReadWorkspace(&ids.urgent.to_string());
        price_urgent: ReadWorkspace(PriceUrgentInput { ticket: Some(ids.ticket.to_string()), ..PriceUrgentInput::default() });
        keep_urgent_draft: AskUrgently(Some(ids.urgent), UrgentInput::default());
        ask_urgently: AskUrgently(None, urgent(ids.team));
        decide_urgent: DecideUrgency(ids.urgent, 1, no());
        reopen_urgent: DecideUrgency(ids.urgent, 1);
        finish_urgent: AskUrgently(ids.urgent, 1);
        judge_urgent: AskUrgently(ids.urgent, 1, UrgentVerdictInput { outcome: Outcome::Real, evidence: "They signed".to_owned() });
        withdraw_urgent: AskUrgently(ids.urgent, 1);
        urgency_record: ReadWorkspace(Some(ids.member));
        note_missed_alarm: TellEmergency(MissedAlarmInput { warning: "An e-mail".to_owned(), asking_group: name.to_owned(), consequence: String::new() });
        list_urgency_budgets: ReadWorkspace(true);
        get_urgency_budget: ReadWorkspace(ids.urgency_budget);
        create_urgency_budget: DecideUrgency(urgency_budget(name));
        change_urgency_budget: DecideUrgency(ids.urgency_budget, 1, urgency_budget("Board"));
        withdraw_urgency_budget: DecideUrgency(ids.urgency_budget, 1);
        restore_urgency_budget: DecideUrgency(ids.urgency_budget);
        list_services: ReadWorkspace(true);
        get_service: ReadWorkspace(ids.service);
        create_service: DecideUrgency(service(name));
        change_service: DecideUrgency(ids.service, 1, service("Booking"));
        withdraw_service: DecideUrgency(ids.service, 1);
        restore_service: DecideUrgency(ids.service);
        list_emergencies: ReadWorkspace();
        get_emergency: ReadWorkspace(&ids.emergency.to_string());
        start_emergency: TellEmergency(EmergencyInput { title: "A carrier went dark".to_owned(), team_id: Some(ids.team), ..EmergencyInput::default() });
        change_emergency: TellEmergency(ids.emergency, 1, EmergencyInput { title: "Two carriers".to_owned(), ..EmergencyInput::default() });
        note_emergency: TellEmergency(&ids.emergency.to_string(), EmergencyNoteInput { text: "Restarted".to_owned(), kind: NoteKind::Event, at: None });
        end_emergency: TellEmergency(&ids.emergency.to_string(), EmergencyEndInput::default());
        this_week: ReadWorkspace();
        preview_import: WriteTickets(csv_file("a.csv", "title\nOne\n"));
        import: WriteTickets(csv_file("a.csv", "title\nOne\n"), &|_| {});
        list_sources: ReadWorkspace();
        list_imports: ReadWorkspace(Paging::default());
        list_events: ReadWorkspace(EventQuery { subject_id: Some(ids.ticket.0), ..EventQuery::default() });
        ticket_history: ReadWorkspace(&ids.ticket.to_string());
        segment_history: ReadWorkspace(ids.segment);
        verify_log: ExportWorkspace();
        export_workspace: ExportWorkspace();
        export_csv: ExportWorkspace();
        workspaces: ReadWorkspace();
        get_workspace: ReadWorkspace();
        change_workspace: ChangeSettings(999, workspace_input("Renamed"));
        create_workspace: ChangeSettings(workspace_input(""));
        switch_workspace: ManageOwnAccount(ids.workspace, ClientInfo::default());
        list_members: ReadWorkspace(true);
        get_member: ReadWorkspace(ids.member);
        change_member: ManageMembers(ids.member, 999, MemberInput { name: "X".to_owned(), role: Role::Viewer, team_id: None });
        remove_member: ManageMembers(ids.member, 999);
        restore_member: ManageMembers(ids.member);
        invite: ManageMembers(InvitationInput { email: format!("{name}@example.com"), role: Role::Viewer });
        list_invitations: ManageMembers();
        withdraw_invitation: ManageMembers(ids.invitation);
        create_token: ManageOwnTokens(TokenInput { name: name.to_owned(), scopes: vec![Scope::Read], expires_in_days: None });
        list_tokens: ManageOwnTokens();
        withdraw_token: ManageOwnTokens(ids.token);
        my_sessions: ManageOwnAccount();
        end_session: ManageOwnAccount(ids.session);
        one_time_link: ManageOwnAccount();
        change_password: ManageOwnAccount(ChangePasswordInput { current: PASSWORD.to_owned(), new: String::new() });
        sign_out_everywhere: ManageOwnAccount();
    }
    let text = ReadValueInput { text: "saves 10 hours a week".to_owned(), confirmed_reading: None, currency: None };
    calls.push(("read_value", Action::ReadWorkspace, app.read_value(Some(actor), text).await.map(drop)));
    calls
}

/// Verbs that no actor calls, because nobody is signed in yet or because only the operator's program reaches them; and
/// `sign_out`, which is `end_session` of one's own session.
pub const WITHOUT_AN_ACTOR: [&str; 24] = [
    "open",
    "close",
    "ready",
    "set_up_needed",
    "set_up_key",
    "set_up",
    "sign_in",
    "use_one_time_link",
    "actor_of_cookie",
    "happened_after",
    "actor_of_token",
    "operator",
    "operator_in",
    "one_time_link_for",
    "found_workspace",
    "invitation_of_secret",
    "accept_invitation",
    "import_workspace",
    "backup",
    "load_demo",
    "sign_out",
    "restore",
    "tidy",
    "pull_due",
];

/// A whole amount of minor units: sums of draws differ from it in the last bits.
pub fn minor(amount: Option<throughline_domain::Estimate>) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "amounts of tests are small")]
    amount.map_or(-1, |amount| amount.mean.round() as i64)
}
