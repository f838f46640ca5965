//! Urgent requests from intake to verdict, and emergencies.

use throughline_app::{
    Actor, AppError, EmergencyEndInput, EmergencyInput, EmergencyNoteInput, PriceUrgentInput, RoadmapQuery,
    ServiceInput, StartInput, TeamInput, TicketInput, UrgencyBudgetInput, UrgentDecisionInput, UrgentInput, UrgentPage,
    UrgentVerdictInput, UrgentView,
};
use throughline_domain::{
    TeamId,
    tickets::EffortDays,
    urgency::{Answer, IncidentInputs, Moment, NoteKind, Outcome, ServiceFigures, State},
};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{service, ticket, urgent};

/// A team of one with two tickets of a week each.
async fn booking(test: &TestApp, company: &Company) -> TeamId {
    let input = TeamInput { name: "Booking".to_owned(), capacity_days_per_week: 5.0, tracks: 1 };
    let team = test.app.create_team(&company.leader, input).await.unwrap().id;
    for line in ["€9k per week until done", "€5k per week until done"] {
        let effort_days = Some(EffortDays { low: 5.0, high: 5.0 });
        let input = TicketInput { team_id: Some(team), effort_days, ..ticket(line, line) };
        test.app.create_ticket(&company.leader, input).await.unwrap();
    }
    team
}

async fn asked(test: &TestApp, company: &Company, team: TeamId) -> UrgentPage {
    let asked = test.app.ask_urgently(&company.member, None, urgent(team)).await.unwrap();
    test.app.get_urgent(&company.leader, &asked.request.key).await.unwrap()
}

fn answer(answer: Answer, page: &UrgentPage) -> UrgentDecisionInput {
    let price_stamp = page.priced.as_ref().map(|priced| priced.price.stamp.clone());
    let reason = "Their tender closes first.".to_owned();
    UrgentDecisionInput { answer, reason, price_stamp, named_leader_id: None, besides_another: false }
}

async fn decided(
    test: &TestApp,
    actor: &Actor,
    page: &UrgentPage,
    input: UrgentDecisionInput,
) -> Result<UrgentView, AppError> {
    let request = &page.view.request;
    test.app.decide_urgent(actor, request.id, request.version, input).await
}

on_both_databases! {
    async fn a_request_goes_from_a_draft_to_a_verdict(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let half = UrgentInput { title: "A CO2".to_owned(), ..UrgentInput::default() };
        let draft = test.app.keep_urgent_draft(&company.member, None, half).await.unwrap();
        assert_eq!(draft.state, State::Draft);
        let hidden = test.app.get_urgent(&company.leader, &draft.request.id.to_string()).await;
        assert!(matches!(hidden, Err(AppError::NotFound { .. })), "a draft is its author's");
        let refused = test.app.ask_urgently(&company.member, Some(draft.request.id), UrgentInput::default()).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })));
        let kept = test.app.get_urgent(&company.member, &draft.request.id.to_string()).await.unwrap();
        assert_eq!(kept.view.request.title, "A CO2", "what was typed survives the refusal");

        let view = test.app.ask_urgently(&company.member, Some(draft.request.id), urgent(team)).await.unwrap();
        assert_eq!((view.state, view.request.key.as_str()), (State::Asked, "U-1"));
        let page = test.app.get_urgent(&company.leader, "U-1").await.unwrap();
        let priced = page.priced.as_ref().unwrap();
        assert!(!priced.unpriced && priced.price.moments[0].delays.len() == 2, "{priced:?}");
        let decision = decided(&test, &company.leader, &page, answer(Answer::Now, &page)).await.unwrap();
        assert_eq!(decision.state, State::Decided);
        let made = &decision.decision.as_ref().unwrap().decision;
        assert_eq!(made.cost_minor, Some(priced.price.moments[0].total_minor));
        assert_eq!(made.delayed.len(), 2);

        let again = (decision.request.id, decision.request.version);
        let done = test.app.finish_urgent(&company.member, again.0, again.1).await.unwrap();
        let verdict = || UrgentVerdictInput { outcome: Outcome::Partly, evidence: "The date moved.".to_owned() };
        let early = test.app.judge_urgent(&company.member, again.0, done.request.version, verdict()).await;
        assert!(matches!(early, Err(AppError::Conflict { .. })), "{early:?}");
        test.clock.advance_days(31);
        let page = test.app.urgency(&company.member).await.unwrap();
        assert_eq!(page.to_look_back.len(), 1);
        let judged = test.app.judge_urgent(&company.member, again.0, done.request.version, verdict()).await.unwrap();
        assert_eq!(judged.state, State::LookedBack);
        let page = test.app.urgency(&company.viewer).await.unwrap();
        assert_eq!((page.records[0].outcomes.as_slice(), page.records[0].false_alarms), (&[Outcome::Partly][..], None));
    }

    async fn nobody_decides_on_a_price_that_is_gone(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let page = asked(&test, &company, team).await;
        let effort_days = Some(EffortDays { low: 5.0, high: 5.0 });
        let more = TicketInput { team_id: Some(team), effort_days, ..ticket("More", "€8k per week until done") };
        test.app.create_ticket(&company.leader, more).await.unwrap();
        let refused = decided(&test, &company.leader, &page, answer(Answer::Now, &page)).await;
        let Err(AppError::PlanMoved { message, price_stamp }) = refused else { panic!("{refused:?}") };
        assert!(message.contains("It is now: now €"), "{message}");
        let fresh = test.app.get_urgent(&company.leader, &page.view.request.key).await.unwrap();
        assert_eq!(fresh.priced.as_ref().unwrap().price.stamp, price_stamp);
        decided(&test, &company.leader, &fresh, answer(Answer::NextFree, &fresh)).await.unwrap();
    }

    async fn what_nobody_can_price_is_not_decided_for_nothing(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let bare = UrgentInput { at_stake: "Nobody can say.".to_owned(), ..urgent(team) };
        let asked = test.app.ask_urgently(&company.member, None, bare).await.unwrap();
        let page = test.app.get_urgent(&company.leader, &asked.request.key).await.unwrap();
        let priced = page.priced.as_ref().unwrap();
        let at = |moment| priced.price.moments.iter().find(|priced| priced.moment == moment).unwrap().total_minor;
        assert!(priced.unpriced && at(Moment::InTurn) == 0 && at(Moment::Now) > 0, "{priced:?}");
        let view = decided(&test, &company.leader, &page, answer(Answer::InTurn, &page)).await.unwrap();
        let decision = view.decision.unwrap();
        assert_eq!((decision.decision.cost_minor, decision.decision.cost_to_others_minor), (None, 0));
        assert!(decision.decision.starts_on.is_some());
        let undone = test.app.reopen_urgent(&company.leader, view.request.id, view.request.version).await.unwrap();
        let page = test.app.get_urgent(&company.leader, &undone.request.key).await.unwrap();
        let view = decided(&test, &company.leader, &page, answer(Answer::Now, &page)).await.unwrap();
        assert_eq!(view.decision.unwrap().decision.cost_minor, Some(at(Moment::Now)), "what others lose is known");
    }

    async fn a_yes_moves_the_plan_and_can_be_taken_back_until_something_followed(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        test.app.start_work(&company.member, "T-1", StartInput::default()).await.unwrap();
        let keys = async || {
            let view = test.app.roadmap(&company.viewer, RoadmapQuery::default()).await.unwrap();
            let lane = view.lanes.into_iter().find(|lane| lane.team.as_ref().is_some_and(|it| it.id == team.0)).unwrap();
            lane.rows.into_iter().filter_map(|row| row.ticket.key).collect::<Vec<_>>()
        };
        let (mut page, before) = (asked(&test, &company, team).await, keys().await);
        for (given, place) in [(Answer::Now, 0), (Answer::NextFree, 1), (Answer::InTurn, 2)] {
            let view = decided(&test, &company.leader, &page, answer(given, &page)).await.unwrap();
            let (made, ticket) = (view.decision.unwrap().decision, view.ticket.unwrap());
            page = test.app.get_urgent(&company.viewer, &view.request.key).await.unwrap();
            let dates = page.planned.unwrap();
            assert_eq!((Some(dates.starts_on), dates.team.unwrap().id), (made.starts_on, team.0), "{given:?}");
            assert_eq!(keys().await.iter().position(|key| Some(key) == ticket.key.as_ref()), Some(place), "{given:?}");
            let undone = test.app.reopen_urgent(&company.leader, view.request.id, view.request.version).await.unwrap();
            assert_eq!((undone.state, undone.ticket), (State::Asked, None));
            assert_eq!(keys().await, before, "{given:?} was taken back");
            page = test.app.get_urgent(&company.leader, &undone.request.key).await.unwrap();
        }
        let view = decided(&test, &company.leader, &page, answer(Answer::NextFree, &page)).await.unwrap();
        let key = view.ticket.unwrap().key.unwrap();
        test.app.start_work(&company.member, &key, StartInput::default()).await.unwrap();
        let late = test.app.reopen_urgent(&company.leader, view.request.id, view.request.version).await;
        assert!(matches!(late, Err(AppError::Conflict { .. })), "{late:?}");
    }

    async fn a_yes_about_a_ticket_gives_it_to_the_team_that_was_asked(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let there = test.app.create_ticket(&company.leader, ticket("A report", "€2k per week until done")).await.unwrap();
        let input = UrgentInput { ticket: Some(there.ticket.key.clone()), ..urgent(team) };
        let request = test.app.ask_urgently(&company.member, None, input).await.unwrap().request;
        let page = test.app.get_urgent(&company.leader, &request.key).await.unwrap();
        let view = decided(&test, &company.leader, &page, answer(Answer::Now, &page)).await.unwrap();
        assert_eq!(view.request.ticket_id, Some(there.ticket.id));
        let now = test.app.get_ticket(&company.viewer, &there.ticket.key).await.unwrap().ticket;
        assert_eq!(now.team_id, Some(team));
        let undone = test.app.reopen_urgent(&company.leader, view.request.id, view.request.version).await.unwrap();
        assert_eq!(undone.request.ticket_id, Some(there.ticket.id), "a ticket that was there before stays");
    }

    async fn the_week_says_what_waits_which_budget_is_used_up_and_what_to_look_back_at(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let page = asked(&test, &company, team).await;
        let week = test.app.this_week(&company.leader).await.unwrap();
        assert_eq!(week.urgent.waiting[0].key.as_deref(), Some("U-1"));
        assert_eq!(week.urgent.sentence, "One waits for a decision. One was asked for this month.");
        let other = asked(&test, &company, team).await;
        let week = test.app.this_week(&company.leader).await.unwrap();
        assert_eq!(week.urgent.sentence, "Two wait for a decision. Two were asked for this month.");
        test.app.withdraw_urgent(&company.leader, other.view.request.id, other.view.request.version).await.unwrap();
        assert_eq!((week.asked[0].title.as_str(), week.asked[0].href.as_str()), ("Decide on U-1", "/urgent/U-1"));
        let small = UrgencyBudgetInput { team_id: Some(team), asking_group: String::new(), money_minor: Some(1), share_of_days: None };
        test.app.create_urgency_budget(&company.leader, small).await.unwrap();
        decided(&test, &company.leader, &page, answer(Answer::Now, &page)).await.unwrap();
        let week = test.app.this_week(&company.viewer).await.unwrap();
        assert!(week.urgent.waiting.is_empty() && week.urgent.budgets[0].starts_with("Booking: "), "{:?}", week.urgent);
        test.clock.advance_days(31);
        let week = test.app.this_week(&company.member).await.unwrap();
        assert_eq!(week.urgent.to_look_back[0].key.as_deref(), Some("U-1"));
        assert!(week.asked.iter().any(|asked| asked.title == "Say whether U-1 was urgent"), "{:?}", week.asked);
    }

    async fn of_two_who_decide_at_once_one_is_told(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let page = asked(&test, &company, team).await;
        let (one, other) = tokio::join!(
            decided(&test, &company.leader, &page, answer(Answer::InTurn, &page)),
            decided(&test, &company.owner, &page, answer(Answer::No, &page)),
        );
        let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused.as_slice(), [AppError::Stale { .. }]), "{refused:?}");
    }

    async fn a_second_expedite_and_a_used_up_budget_are_told_and_never_blocked(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        let sales = UrgencyBudgetInput {
            team_id: None,
            asking_group: "sales".to_owned(),
            money_minor: Some(100),
            share_of_days: None,
        };
        test.app.create_urgency_budget(&company.leader, sales).await.unwrap();
        let first = asked(&test, &company, team).await;
        decided(&test, &company.leader, &first, answer(Answer::Now, &first)).await.unwrap();
        let second = asked(&test, &company, team).await;
        assert_eq!(second.in_progress.as_ref().unwrap().key.as_deref(), Some("U-1"));
        assert!(second.budgets.iter().any(|view| view.name == "sales" && view.used.used_share >= 1.0));
        let field = |outcome: Result<UrgentView, AppError>| match outcome {
            Err(AppError::Invalid { fields }) => fields[0].field.clone(),
            other => format!("{other:?}"),
        };
        let plain = answer(Answer::Now, &second);
        assert_eq!(field(decided(&test, &company.leader, &second, plain.clone()).await), "besides_another");
        let known = UrgentDecisionInput { besides_another: true, ..plain };
        assert_eq!(field(decided(&test, &company.leader, &second, known.clone()).await), "named_leader_id");
        let viewer = UrgentDecisionInput { named_leader_id: company.viewer.member_id(), ..known.clone() };
        assert_eq!(field(decided(&test, &company.leader, &second, viewer).await), "named_leader_id");
        let named = UrgentDecisionInput { named_leader_id: company.owner.member_id(), ..known };
        assert!(decided(&test, &company.leader, &second, named).await.is_ok());
    }

    async fn a_record_is_for_the_person_and_their_leader(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let member = company.member.member_id();
        assert_eq!(test.app.urgency_record(&company.member, None).await.unwrap().looked_back, 0);
        assert!(test.app.urgency_record(&company.owner, member).await.is_ok());
        let curious = test.app.urgency_record(&company.viewer, member).await;
        assert!(matches!(curious, Err(AppError::Forbidden { .. })), "{curious:?}");
        let leader = test.app.urgency_record(&company.leader, member).await;
        assert!(matches!(leader, Err(AppError::Forbidden { .. })), "a leader of no team of theirs: {leader:?}");
    }

    async fn an_emergency_is_told_while_it_runs(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let inputs = IncidentInputs {
            revenue_per_hour_minor: 400_000,
            affected: 0.6,
            not_recovered: 0.7,
            responders: 6.0,
            responder_hours: Some(5.0),
            rate_per_hour_minor: 7_500,
            support_tickets: 120,
            cost_per_ticket_minor: 900,
            credits_minor: 250_000,
            ..IncidentInputs::default()
        };
        let input = EmergencyInput { title: "A carrier went dark".to_owned(), inputs: Some(inputs), ..EmergencyInput::default() };
        let begun = test.app.start_emergency(&company.member, input).await.unwrap();
        assert!(begun.emergency.key == "E-1" && begun.hours < 0.001, "{begun:?}");
        test.clock.advance_seconds(1_200);
        let note = |text: &str, kind| EmergencyNoteInput { text: text.to_owned(), kind, at: None };
        test.app.note_emergency(&company.member, "E-1", note("Told the shippers", NoteKind::Event)).await.unwrap();
        test.clock.advance_seconds(4_200);
        let running = test.app.get_emergency(&company.viewer, "E-1").await.unwrap();
        assert_eq!(running.cost.total_minor, 835_000);
        test.app.end_emergency(&company.member, "E-1", EmergencyEndInput::default()).await.unwrap();
        test.clock.advance_days(1);
        let thanks = note("Tracking, for 20 minutes", NoteKind::Thanks);
        let over = test.app.note_emergency(&company.leader, "E-1", thanks).await.unwrap();
        assert_eq!((over.cost.total_minor, over.notes.len()), (835_000, 2));
        assert_eq!(over.says, "It was over after 1.5 hours and cost about €8.4k.");
    }

    async fn the_template_of_a_service_fills_in_an_emergency_and_never_changes_it_later(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let input = TeamInput { name: "Payments".to_owned(), capacity_days_per_week: 5.0, tracks: 1 };
        let team = test.app.create_team(&company.leader, input).await.unwrap().id;
        let input = ServiceInput { team_id: Some(team), ..service("Checkout") };
        let checkout = test.app.create_service(&company.leader, input.clone()).await.unwrap();
        let of_checkout = EmergencyInput { title: "Nobody can pay".to_owned(), service_id: Some(checkout.id), ..EmergencyInput::default() };
        let begun = test.app.start_emergency(&company.member, of_checkout).await.unwrap();
        test.clock.advance_seconds(5_400);
        let running = test.app.get_emergency(&company.viewer, "E-1").await.unwrap();
        // 1.5 h × 4,000 × 0.6 × 0.7, and 6 people for as long at 75.
        assert_eq!((running.cost.revenue_minor, running.cost.people_minor), (252_000, 67_500));
        assert_eq!(running.emergency.team_id, Some(team), "the team of the service deals with it");
        assert_eq!(running.template_says.as_deref(), Some("The figures are from the template of Checkout."));

        let dearer = ServiceFigures { revenue_per_hour_minor: 9_000_000, ..input.figures };
        let changed = ServiceInput { name: "Payments".to_owned(), figures: dearer, ..input };
        let checkout = test.app.change_service(&company.leader, checkout.id, checkout.version, changed).await.unwrap();
        let later = test.app.get_emergency(&company.viewer, "E-1").await.unwrap();
        assert_eq!((later.cost, later.template_says), (running.cost, running.template_says), "what was copied stays");

        // A figure by hand stays marked as of the template; taking the template again brings its figures of today.
        let by_hand = IncidentInputs { affected: 0.3, support_tickets: 120, ..begun.emergency.inputs };
        let told = EmergencyInput { title: "Nobody can pay".to_owned(), inputs: Some(by_hand), ..EmergencyInput::default() };
        let told = test.app.change_emergency(&company.member, begun.emergency.id, 1, told).await.unwrap();
        assert_eq!(told.template_says.as_deref(), Some("The figures are from the template of Checkout, changed for this emergency."));
        let again = EmergencyInput { title: "Nobody can pay".to_owned(), service_id: Some(checkout.id), ..EmergencyInput::default() };
        let again = test.app.change_emergency(&company.member, begun.emergency.id, told.emergency.version, again).await.unwrap();
        assert_eq!(again.emergency.inputs, dearer.over(by_hand), "the support tickets that were counted stay");
        assert_eq!(again.template_says.as_deref(), Some("The figures are from the template of Payments."));
        assert_eq!(again.emergency.team_id, Some(team), "where nobody dealt with it, the team of the service does");
        let alone = EmergencyInput { title: "Nobody can pay".to_owned(), service_id: Some(checkout.id), ..EmergencyInput::default() };
        let alone = test.app.change_emergency(&company.member, begun.emergency.id, again.emergency.version, alone).await.unwrap();
        assert_eq!(alone.emergency.team_id, None, "a team that was taken away is not replaced");

        test.app.withdraw_service(&company.leader, checkout.id, checkout.version).await.unwrap();
        let gone = EmergencyInput { title: "Again".to_owned(), service_id: Some(checkout.id), ..EmergencyInput::default() };
        let AppError::Invalid { fields } = test.app.start_emergency(&company.member, gone).await.unwrap_err() else { panic!("taken") };
        assert_eq!(fields[0].field, "service_id");
    }

    async fn what_nobody_priced_is_not_said_to_cost_nothing(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let input = TeamInput { name: "Booking".to_owned(), capacity_days_per_week: 5.0, tracks: 1 };
        let team = test.app.create_team(&company.leader, input).await.unwrap().id;
        let unpriced = PriceUrgentInput {
            team: Some("Booking".to_owned()),
            days: Some(2.0),
            ..PriceUrgentInput::default()
        };
        let says = async || test.app.price_urgent(&company.viewer, unpriced.clone()).await.unwrap().price.sentence;
        let unknown = "What it loses by waiting is not known.";
        assert_eq!(says().await, format!("Doing it now costs nothing: nobody has to wait. {unknown}"));
        let effort_days = Some(EffortDays { low: 5.0, high: 5.0 });
        let other = TicketInput { team_id: Some(team), effort_days, ..ticket("Nobody said what it is worth", "") };
        test.app.create_ticket(&company.leader, other).await.unwrap();
        let said = says().await;
        assert!(said.starts_with("Now costs us €300. On ") && said.ends_with(unknown), "changing over: {said}");
        assert!(said.contains(" it costs nothing that has a price."), "{said}");
    }

    async fn the_trend_is_in_the_open(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let team = booking(&test, &company).await;
        asked(&test, &company, team).await;
        let page = test.app.urgency(&company.viewer).await.unwrap();
        assert_eq!((page.trend.len(), page.trend.last().unwrap().asked, page.waiting.len()), (12, 1, 1));
        assert_eq!(page.waiting[0].state, State::Asked);
        let cheapest = test.app.get_urgent(&company.viewer, "U-1").await.unwrap().priced.unwrap().price;
        let at = |wanted: Moment| cheapest.moments.iter().find(|it| it.moment == wanted).unwrap().total_minor;
        assert!(at(Moment::Cheapest) <= at(Moment::Now).min(at(Moment::InTurn)).min(at(Moment::NextFree)));
    }
}
