//! Nothing is visible across workspaces: an id of another one answers as an id that nothing has.

use throughline_app::{EmergencyInput, InvitationInput, PinInput, QuestionInput, TokenInput};
use throughline_domain::people::{Role, Scope};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{
    Ids, calendar_entry, call_all, check_in, competitor_move, cycle, key_result, metric, nowhere_to_pull, objective,
    problem, promise, segment, service, team, ticket, urgency_budget, urgent, weekly_goal,
};

/// One record of each kind in a workspace.
pub async fn filled(test: &TestApp, company: &Company) -> Ids {
    let app = &test.app;
    let owner = &company.owner;
    let team = app.create_team(owner, team("Booking")).await.unwrap();
    let metric = app.create_metric(owner, metric("Loads", None, true)).await.unwrap();
    app.create_pull(owner, metric.id, nowhere_to_pull()).await.unwrap();
    let segment = app.create_segment(owner, segment("mid-market")).await.unwrap();
    let competitor_move = app.create_competitor_move(owner, competitor_move("Rival", segment.id)).await.unwrap();
    let cycle = app.create_cycle(owner, cycle("Autumn")).await.unwrap();
    let objective = app.create_objective(owner, objective("Keep", Some(metric.id))).await.unwrap();
    let key_result = app.create_key_result(owner, key_result("Churn", objective.id)).await.unwrap();
    let check_in = app.check_in(owner, key_result.id, check_in(6)).await.unwrap().check_in;
    let weekly_goal = weekly_goal("Two carriers are live", team.id, key_result.id);
    let weekly_goal = app.create_weekly_goal(owner, weekly_goal).await.unwrap();
    let problem = app.create_problem(owner, problem("Alerts", Some(key_result.id))).await.unwrap();
    let question = QuestionInput { text: "Why alerts?".to_owned() };
    let question = app.ask_about_problem(owner, problem.id, question).await.unwrap();
    let first = app.create_ticket(owner, ticket("One", "saves 10 hours a week at €50/h")).await.unwrap();
    let second = app.create_ticket(owner, ticket("Two", "saves 9 hours a week at €50/h")).await.unwrap();
    let pin = PinInput { ticket: second.ticket.key.clone(), above: first.ticket.key, reason: "Asked".to_owned() };
    let pin = app.keep_pin(owner, pin).await.unwrap();
    let calendar_entry = app.create_calendar_entry(owner, calendar_entry("Retreat", Some(team.id))).await.unwrap();
    let promise = app.create_promise(owner, promise(second.ticket.id, "the board")).await.unwrap();
    let asked = app.ask_urgently(owner, None, urgent(team.id)).await.unwrap();
    let budget = app.create_urgency_budget(owner, urgency_budget("Sales")).await.unwrap();
    let service = app.create_service(owner, service("Checkout")).await.unwrap();
    let emergency = EmergencyInput { title: "A carrier went dark".to_owned(), ..EmergencyInput::default() };
    let emergency = app.start_emergency(owner, emergency).await.unwrap();
    let token = TokenInput { name: "token".to_owned(), scopes: vec![Scope::Read], expires_in_days: None };
    let invitation = InvitationInput { email: "guest@example.com".to_owned(), role: Role::Viewer };
    Ids {
        team: team.id,
        metric: metric.id,
        segment: segment.id,
        competitor_move: competitor_move.id,
        cycle: cycle.id,
        objective: objective.id,
        key_result: key_result.id,
        check_in: check_in.id,
        weekly_goal: weekly_goal.id,
        problem: problem.id,
        question: question.question.id,
        ticket: second.ticket.id,
        other_ticket: first.ticket.id,
        pin: pin.pin.id,
        calendar_entry: calendar_entry.id,
        promise: promise.id,
        urgent: asked.request.id,
        urgency_budget: budget.id,
        service: service.id,
        emergency: emergency.emergency.id,
        member: company.viewer.member_id().unwrap(),
        token: app.create_token(owner, token).await.unwrap().token.id,
        invitation: app.invite(owner, invitation).await.unwrap().invitation.id,
        session: company.owner.session_id.unwrap(),
        workspace: company.workspace.id,
    }
}

/// What an answer says, with the ids that were asked for taken out.
fn without_ids(answer: &impl std::fmt::Debug, ids: &Ids) -> String {
    ids.texts().iter().fold(format!("{answer:?}"), |text, id| text.replace(id, "ID"))
}

on_both_databases! {
    async fn an_id_of_another_workspace_answers_as_one_that_nothing_has(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let ids = filled(&test, &company).await;
        let stranger = test.stranger(&company.owner).await;
        let nowhere = Ids::nowhere();
        let foreign = call_all(&test.app, &stranger, &ids).await;
        let missing = call_all(&test.app, &stranger, &nowhere).await;
        for ((verb, _, foreign), (_, _, missing)) in foreign.iter().zip(&missing) {
            assert_eq!(without_ids(foreign, &ids), without_ids(missing, &nowhere), "{verb}");
        }
        let takes_an_id = foreign.iter().filter(|(_, _, outcome)| outcome.is_err()).count();
        assert!(takes_an_id > 40, "only {takes_an_id} verbs were refused");
        let untouched = test.app.get_ticket(&company.owner, &ids.ticket.to_string()).await.unwrap();
        assert_eq!(untouched.ticket.version, 1);
    }

    async fn lists_searches_and_pictures_of_a_workspace_hold_nothing_of_another(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        filled(&test, &company).await;
        let stranger = test.stranger(&company.owner).await;
        let found = test.app.list_tickets(&stranger, throughline_app::TicketQuery { q: Some("One".to_owned()), ..Default::default() });
        assert!(found.await.unwrap().items.is_empty());
        assert_eq!(test.app.rank(&stranger, Default::default()).await.unwrap().total, 0);
        assert!(test.app.map(&stranger, Default::default()).await.unwrap().root.children.is_empty());
        assert!(test.app.list_teams(&stranger, true).await.unwrap().is_empty());
        let exported = String::from_utf8(test.app.export_workspace(&stranger).await.unwrap()).unwrap();
        assert!(!exported.contains("mid-market") && !exported.contains("ada@acme.example\",\"id"), "an export of another");
        let events = test.app.list_events(&stranger, Default::default()).await.unwrap();
        assert!(events.items.iter().all(|entry| !entry.sentence.contains("Booking")));
    }
}
