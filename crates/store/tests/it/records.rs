use jiff::civil::date;
use throughline_domain::{
    CheckInId, ClosedResultId, Currency, CycleId, ImportId, KeyResultId, MetricId, Money, ObjectiveId, ObservationId,
    PinId, ProblemId, ProblemQuestionId, SegmentId, TeamId, TicketId, WeeklyGoalId,
    activity::EventKind,
    connections::{ImportCounts, ImportRun, Skipped, Source},
    markets::{Period, Segment},
    metrics::{Direction, Formula, Metric, Observation, Refresh, Strength},
    people::{Member, Team},
    priorities::Pin,
    roadmap::Published,
    strategy::{
        Ambition, CheckIn, ClosedResult, Cycle, KeyResult, Objective, ObjectiveShare, Problem, ProblemQuestion,
        ResultKind, WeekOutcome, WeeklyGoal,
    },
};
use throughline_store::{Plain, Record, RecordId, Show, Store, StoreError, Visible, search::FoundTerms};
use throughline_test_kit::on_both_databases;

use crate::support::{self, NOW, add_team, add_tickets, company, event, problem, source, team, ticket};

pub fn metric(name: &str, north_star: bool) -> Metric {
    Metric {
        id: MetricId::new(NOW),
        name: name.into(),
        unit: "loads a week".into(),
        definition: "delivered on the promised day".into(),
        direction: Direction::Up,
        parent_id: None,
        north_star,
        target: Some(0.1 + 0.2),
        target_date: Some(date(2027, 3, 31)),
        worth_minor_per_unit_year: None,
        owner_id: None,
        source: "tracking database".into(),
        refresh: Some(Refresh::Weekly),
        formula: Some(Formula::Product),
        strength: Strength::Tested,
        against: true,
        version: 1,
        withdrawn_at: None,
    }
}

fn segment(name: &str) -> Segment {
    Segment {
        id: SegmentId::new(NOW),
        name: name.into(),
        yearly_revenue: Some(Money::new(100_000_000, Currency::USD)),
        customers: Some(200),
        churn: Some(0.12),
        churn_period: Period::Year,
        source: "finance, 2026".into(),
        version: 1,
        withdrawn_at: None,
    }
}

/// Open since a day after it was made.
fn cycle(name: &str) -> Cycle {
    let (starts_on, ends_on) = Cycle::days(name, None, None).expect("a quarter");
    Cycle {
        id: CycleId::new(NOW),
        name: name.into(),
        starts_on,
        ends_on,
        opened_at: Some(NOW.plus_days(1)),
        opened_by: None,
        closed_at: None,
        closed_by: None,
        lessons: "Ask earlier.".into(),
        version: 1,
        withdrawn_at: None,
    }
}

/// Stores a record with an event of some kind.
pub async fn add<R: Plain + Clone + 'static>(store: &Store, visible: &Visible, record: &R) -> Result<(), StoreError> {
    let record = record.clone();
    store
        .write(visible, move |tx| {
            let record = record.clone();
            Box::pin(async move {
                tx.record(event(EventKind::WorkspaceChanged)).await?;
                tx.insert(&record).await
            })
        })
        .await
}

/// Stores a record and sees it come back as it was.
async fn comes_back<R, I>(store: &Store, visible: &Visible, id: I, record: &R)
where
    R: Plain + Clone + PartialEq + std::fmt::Debug + 'static,
    I: Into<RecordId<R>> + Copy,
{
    add(store, visible, record).await.expect("it is stored");
    assert_eq!(store.read(visible).get(id).await.as_ref(), Ok(record));
    assert!(store.read(visible).list::<R>(Show::Live).await.expect("a list").contains(record));
}

/// Changes a team and gives the new version.
async fn rename(store: &Store, visible: &Visible, team: &Team, name: &str) -> Result<i64, StoreError> {
    let team = Team { name: name.into(), ..team.clone() };
    store
        .write(visible, move |tx| {
            let team = team.clone();
            Box::pin(async move {
                tx.record(event(EventKind::TeamChanged)).await?;
                tx.update(&team).await
            })
        })
        .await
}

async fn withdraw(store: &Store, visible: &Visible, id: TeamId, version: Option<i64>) -> Result<i64, StoreError> {
    store
        .write(visible, move |tx| {
            Box::pin(async move {
                tx.record(event(EventKind::TeamWithdrawn)).await?;
                tx.withdraw::<Team>(id, version, NOW).await
            })
        })
        .await
}

async fn bring_back(store: &Store, visible: &Visible, id: TeamId) -> Result<i64, StoreError> {
    store
        .write(visible, move |tx| {
            Box::pin(async move {
                tx.record(event(EventKind::TeamRestored)).await?;
                tx.restore::<Team>(id, None).await
            })
        })
        .await
}

on_both_databases! {
    async fn every_noun_comes_back_as_it_was_stored(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let visible = &company.visible;
        let (star, segment, problem, source) = (metric("Loads on time", true), segment("Mid-market"), problem("P1"), source());
        comes_back(&store, visible, star.id, &star).await;
        let below = Metric { parent_id: Some(star.id), target: None, target_date: None, ..metric("Shippers", false) };
        comes_back(&store, visible, below.id, &below).await;
        comes_back(&store, visible, segment.id, &segment).await;
        let cycle = cycle("2026-Q4");
        comes_back(&store, visible, cycle.id, &cycle).await;
        let objective = Objective {
            id: ObjectiveId::new(NOW),
            key: "O1".into(),
            title: "Keep the customers we win \u{1F69A}".into(),
            why: String::new(),
            metric_id: Some(star.id),
            cycle_id: Some(cycle.id),
            starts_on: Some(date(2026, 10, 1)),
            ends_on: None,
            owner_id: Some(company.owner.id),
            at_stake: Some(Money::new(-1, Currency::EUR)),
            version: 1,
            created_at: NOW,
            withdrawn_at: None,
        };
        comes_back(&store, visible, objective.id, &objective).await;
        let key_result = KeyResult {
            id: KeyResultId::new(NOW),
            key: "KR1".into(),
            objective_id: objective.id,
            shares: vec![ObjectiveShare { objective_id: objective.id, percent: 100 }],
            title: "Mid-market churn from 11% to 6%".into(),
            metric_id: None,
            kind: ResultKind::Keep,
            start: Some(11.0),
            target: Some(1e-300),
            at_least: Some(-0.5),
            at_most: None,
            milestones: "One\nTwo".into(),
            unit: "%".into(),
            due_on: None,
            ambition: Ambition::Aspirational,
            version: 1,
            created_at: NOW,
            withdrawn_at: None,
        };
        comes_back(&store, visible, key_result.id, &key_result).await;
        let closed = ClosedResult {
            id: ClosedResultId::new(NOW),
            cycle_id: cycle.id,
            objective_id: objective.id,
            objective_key: "O1".into(),
            objective_title: objective.title.clone(),
            key_result_id: key_result.id,
            key: "KR1".into(),
            title: key_result.title.clone(),
            kind: ResultKind::YesNo,
            ambition: Ambition::Committed,
            value: Some(9.5),
            raw: Some(-0.3),
            read_on: Some(date(2026, 12, 30)),
            sentence: "Score 0.00, red.".into(),
            confidence: Some(0),
            note: "The feed came late.".into(),
            carried_to: None,
            carried_because: String::new(),
        };
        comes_back(&store, visible, closed.id, &closed).await;
        let check_in = CheckIn {
            id: CheckInId::new(NOW),
            key_result_id: key_result.id,
            on: date(2026, 10, 12),
            confidence: 6,
            value: Some(9.5),
            note: "Two of three\nalerts are live".into(),
            by: Some(company.owner.id),
            at: NOW,
            withdrawn_at: None,
        };
        comes_back(&store, visible, check_in.id, &check_in).await;
        let problem = Problem { key_result_id: Some(key_result.id), segment_id: Some(segment.id), ..problem };
        comes_back(&store, visible, problem.id, &problem).await;
        let part = Problem { id: ProblemId::new(NOW), key: "P2".into(), parent_id: Some(problem.id), ..problem.clone() };
        comes_back(&store, visible, part.id, &part).await;
        comes_back(&store, visible, source.id, &source).await;
        let run = ImportRun {
            id: ImportId::new(NOW),
            source_id: source.id,
            by: Some(company.owner.id),
            started_at: NOW,
            finished_at: None,
            counts: ImportCounts { new: 1, changed: 2, unchanged: 3, skipped: 1 },
            skipped_items: vec![Skipped { item: "#12".into(), reason: "a pull request".into() }],
        };
        comes_back(&store, visible, run.id, &run).await;
        let (first, second) = (ticket(source.id, 1, "Exports"), ticket(source.id, 2, "Imports"));
        add_tickets(&store, visible, None, &[first.clone(), second.clone()]).await.expect("tickets");
        let pin = Pin {
            id: PinId::new(NOW),
            ticket_id: second.id,
            above_id: first.id,
            reason: "promised".into(),
            by: None,
            at: NOW,
            cost_minor: i64::MAX,
            withdrawn_at: None,
        };
        comes_back(&store, visible, pin.id, &pin).await;
        let made = team("Platform");
        add_team(&store, visible, &made).await.expect("a team");
        let weekly = WeeklyGoal {
            id: WeeklyGoalId::new(NOW),
            team_id: made.id,
            key_result_id: key_result.id,
            monday: date(2026, 10, 12),
            title: "Two carriers are live".into(),
            carried_from: None,
            carried_because: String::new(),
            outcome: Some(WeekOutcome::NotDone),
            reason: "The feed was down.".into(),
            closed_at: Some(NOW),
            closed_by: Some(company.owner.id),
            version: 1,
            withdrawn_at: None,
        };
        comes_back(&store, visible, weekly.id, &weekly).await;
        let roadmap = support::roadmap(&first, &made);
        comes_back(&store, visible, roadmap.0.id, &roadmap.0).await;
        comes_back(&store, visible, roadmap.1.id, &roadmap.1).await;
        comes_back(&store, visible, roadmap.2.id, &roadmap.2).await;
        comes_back(&store, visible, roadmap.3.id, &roadmap.3).await;
        comes_back(&store, visible, roadmap.4.id, &roadmap.4).await;
        let mut reader = store.read(visible);
        assert_eq!(reader.published_roadmap().await, Ok(Some(roadmap.4.clone())));
        assert_eq!(reader.roadmap_as_of(NOW.plus_days(-1)).await, Ok(None));
        assert_eq!(reader.roadmap_as_of(NOW).await, reader.roadmap_numbered(1).await);
        let past = reader.roadmaps_before(2, 9).await.expect("a list");
        assert_eq!(past, [Published { places: Vec::new(), ..roadmap.4 }]);
        assert_eq!(store.read(visible).get(company.owner.id).await, Ok(company.owner));
        store.close().await;
    }

    async fn a_second_value_of_the_same_time_replaces_the_first(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let star = metric("Loads on time", true);
        add(&store, &company.visible, &star).await.expect("a metric");
        let seen = |value: f64, days: i64| Observation {
            id: ObservationId::new(NOW),
            metric_id: star.id,
            at: NOW.plus_days(days),
            value,
            source: "warehouse".into(),
        };
        let observations = vec![seen(1.0, 0), seen(2.0, 0), seen(3.0, 1)];
        let stored: Result<(), StoreError> = store
            .write(&company.visible, move |tx| {
                let observations = observations.clone();
                Box::pin(async move {
                    for observation in &observations {
                        tx.observe(observation).await?;
                    }
                    tx.record(event(EventKind::MetricObserved)).await.map(drop)
                })
            })
            .await;
        assert_eq!(stored, Ok(()));
        let mut reader = store.read(&company.visible);
        let values = reader.observations(star.id, 10).await.expect("values");
        assert_eq!(values.iter().map(|seen| seen.value).collect::<Vec<_>>(), [3.0, 2.0]);
        assert_eq!(reader.latest_observations().await.expect("values"), values[..1]);
        store.close().await;
    }

    async fn a_stale_version_overwrites_nothing_and_says_which_is_stored(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let made = team("Platform");
        add_team(&store, &company.visible, &made).await.expect("a team");
        assert_eq!(rename(&store, &company.visible, &made, "Rails").await, Ok(2));
        let stale = rename(&store, &company.visible, &made, "Tracks").await;
        assert_eq!(stale, Err(StoreError::Stale { what: "team", current: 2 }));
        assert_eq!(withdraw(&store, &company.visible, made.id, Some(1)).await, stale);
        let stored = store.read(&company.visible).get(made.id).await.expect("the team");
        assert_eq!((stored.name.as_str(), stored.version), ("Rails", 2));
        let unknown = rename(&store, &company.visible, &team("Nobody"), "Somebody").await;
        assert_eq!(unknown, Err(StoreError::NotFound("team")));
        store.close().await;
    }

    async fn what_is_deleted_comes_back_until_it_is_purged(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let visible = &company.visible;
        let made = team("Platform");
        add_team(&store, visible, &made).await.expect("a team");
        assert_eq!(withdraw(&store, visible, made.id, None).await, Ok(2));
        assert_eq!(store.read(visible).list::<Team>(Show::Live).await, Ok(Vec::new()));
        assert_eq!(store.read(visible).list::<Team>(Show::All).await.expect("a list").len(), 1);
        assert_eq!(withdraw(&store, visible, made.id, None).await, Err(StoreError::NotFound("team")));
        assert_eq!(rename(&store, visible, &Team { version: 2, ..made.clone() }, "Ghost").await, Err(StoreError::NotFound("team")));
        assert_eq!(bring_back(&store, visible, made.id).await, Ok(3));
        let back = store.read(visible).get(made.id).await;
        assert_eq!(back, Ok(Team { version: 3, ..made.clone() }));
        withdraw(&store, visible, made.id, None).await.expect("deleted again");
        assert_eq!(store.purge_withdrawn(visible, NOW).await, Ok(0), "not before its time");
        assert_eq!(store.purge_withdrawn(visible, NOW.plus_days(30)).await, Ok(1));
        assert_eq!(store.read(visible).get(made.id).await, Err(StoreError::NotFound("team")));
        store.close().await;
    }

    async fn a_problem_is_thrown_away_with_the_questions_about_it(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let visible = &company.visible;
        let problem = problem("P1");
        add(&store, visible, &problem).await.expect("a problem");
        let question = ProblemQuestion {
            id: ProblemQuestionId::new(NOW),
            problem_id: problem.id,
            text: "Why this segment?".into(),
            by: Some(company.owner.id),
            at: NOW,
            to: None,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            version: 1,
        };
        comes_back(&store, visible, question.id, &question).await;
        assert_eq!(store.read(visible).questions_about(problem.id).await, Ok(vec![question.clone()]));
        assert_eq!(store.read(visible).questions_open_at(NOW.plus_days(1)).await, Ok(vec![question]));
        let deleted: Result<i64, StoreError> = store
            .write(visible, move |tx| {
                let id = problem.id;
                Box::pin(async move {
                    tx.record(event(EventKind::ProblemWithdrawn)).await?;
                    tx.withdraw::<Problem>(id, None, NOW).await
                })
            })
            .await;
        assert_eq!(deleted, Ok(2));
        assert_eq!(store.read(visible).questions_open_at(NOW.plus_days(1)).await, Ok(Vec::new()), "of what is deleted nobody is asked");
        assert_eq!(store.purge_withdrawn(visible, NOW.plus_days(30)).await, Ok(2));
        assert_eq!(store.read(visible).questions_about(problem.id).await, Ok(Vec::new()));
        store.close().await;
    }

    async fn a_problem_is_thrown_away_after_the_problems_that_refine_it_and_its_questions_with_it(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let visible = &company.visible;
        let whole = problem("P1");
        let part = Problem { parent_id: Some(whole.id), ..problem("P2") };
        for one in [&whole, &part] {
            add(&store, visible, one).await.expect("a problem");
        }
        let question = ProblemQuestion {
            id: ProblemQuestionId::new(NOW),
            problem_id: whole.id,
            text: "Why this segment?".into(),
            by: Some(company.owner.id),
            at: NOW,
            to: None,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            version: 1,
        };
        comes_back(&store, visible, question.id, &question).await;
        let withdraw = async |id: ProblemId| {
            let deleted: Result<i64, StoreError> = store
                .write(visible, move |tx| Box::pin(async move {
                    tx.record(event(EventKind::ProblemWithdrawn)).await?;
                    tx.withdraw::<Problem>(id, None, NOW).await
                }))
                .await;
            deleted.expect("deleted");
        };
        withdraw(whole.id).await;
        assert_eq!(store.purge_withdrawn(visible, NOW.plus_days(30)).await, Ok(0), "what refines it still names it");
        withdraw(part.id).await;
        assert_eq!(store.purge_withdrawn(visible, NOW.plus_days(30)).await, Ok(1));
        assert_eq!(store.read(visible).list::<Problem>(Show::All).await.map(|left| left.len()), Ok(1));
        assert_eq!(store.purge_withdrawn(visible, NOW.plus_days(30)).await, Ok(2), "the whole and its question");
        store.close().await;
    }

    async fn a_name_in_use_is_refused_with_its_field_and_free_again_after_deletion(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let first = team("Platform");
        add_team(&store, &company.visible, &first).await.expect("a team");
        let taken = add_team(&store, &company.visible, &team("Platform")).await;
        assert_eq!(taken, Err(StoreError::Taken { table: "team".into(), column: "name".into() }));
        withdraw(&store, &company.visible, first.id, None).await.expect("deleted");
        assert_eq!(add_team(&store, &company.visible, &team("Platform")).await, Ok(()));
        let back = bring_back(&store, &company.visible, first.id).await;
        assert_eq!(back, Err(StoreError::Taken { table: "team".into(), column: "name".into() }));
        store.close().await;
    }

    async fn a_workspace_has_one_north_star(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        add(&store, &company.visible, &metric("Loads on time", true)).await.expect("a metric");
        let second = add(&store, &company.visible, &metric("Shippers", true)).await;
        assert_eq!(second, Err(StoreError::Taken { table: "metric".into(), column: "north_star".into() }));
        assert_eq!(add(&store, &company.visible, &metric("Shippers", false)).await, Ok(()));
        assert_eq!(add(&store, &company.visible, &metric("Carriers", false)).await, Ok(()));
        store.close().await;
    }

    async fn a_record_cannot_point_to_one_of_another_workspace(database: Database) {
        let store = database.store().await;
        let (ours, theirs) = (company(&store, "ada@example.org").await, company(&store, "bob@example.org").await);
        let segment = segment("Mid-market");
        add(&store, &theirs.visible, &segment).await.expect("a segment");
        let pointing = Problem { segment_id: Some(segment.id), ..problem("P1") };
        assert_eq!(add(&store, &ours.visible, &pointing).await, Err(StoreError::BrokenReference));
        store.close().await;
    }

    async fn another_workspaces_id_is_answered_like_one_that_was_never_given(database: Database) {
        let store = database.store().await;
        let (ours, theirs) = (company(&store, "ada@example.org").await, company(&store, "bob@example.org").await);
        let (made, source) = (team("Platform"), source());
        add_team(&store, &theirs.visible, &made).await.expect("a team");
        let secret = ticket(source.id, 7, "Merger with Eastfreight");
        add_tickets(&store, &theirs.visible, Some(&source), std::slice::from_ref(&secret)).await.expect("a ticket");

        let mut reader = store.read(&ours.visible);
        assert_eq!(reader.get(made.id).await, Err(missing::<Team>()));
        assert_eq!(reader.get(secret.id).await, Err(StoreError::NotFound("ticket")));
        assert_eq!(reader.get(source.id).await, Err(missing::<Source>()));
        assert_eq!(reader.get(theirs.owner.id).await, Err(missing::<Member>()));
        assert_eq!(reader.list::<Team>(Show::All).await, Ok(Vec::new()));
        assert_eq!(reader.ticket_by_key("NF-7").await, Ok(None));
        assert_eq!(reader.tickets_of_source(source.id, &["7".into()]).await, Ok(Vec::new()));
        assert_eq!(reader.tickets_changed_since(0, throughline_store::Bodies::Read).await, Ok(Vec::new()));
        assert_eq!(reader.tickets_after(None, throughline_store::Bodies::Read).await, Ok(Vec::new()));
        assert_eq!(reader.search_tickets(&FoundTerms::default(), "merger", Show::All, 10, 0).await, Ok(Vec::new()));
        assert_eq!(reader.member_of_account(theirs.owner.account_id).await, Ok(None));
        let about = throughline_store::EventFilter { subject_id: Some(made.id.0), ..Default::default() };
        assert_eq!(reader.events(about, 10).await, Ok(Vec::new()));
        assert_eq!(reader.export_rows("ticket").await, Ok(Vec::new()));

        assert_eq!(rename(&store, &ours.visible, &made, "Ours now").await, Err(missing::<Team>()));
        assert_eq!(withdraw(&store, &ours.visible, made.id, None).await, Err(missing::<Team>()));
        assert_eq!(bring_back(&store, &ours.visible, made.id).await, Err(missing::<Team>()));
        let gone: Result<i64, StoreError> = store
            .write(&ours.visible, move |tx| {
                let id: TicketId = secret.id;
                Box::pin(async move {
                    tx.record(event(EventKind::TicketWithdrawn)).await?;
                    tx.withdraw_ticket(id, None, NOW).await
                })
            })
            .await;
        assert_eq!(gone, Err(StoreError::NotFound("ticket")));
        assert_eq!(store.purge_withdrawn(&ours.visible, NOW.plus_days(99)).await, Ok(0));
        assert_eq!(store.read(&theirs.visible).get(made.id).await, Ok(made));
        store.close().await;
    }
}

fn missing<R: Record>() -> StoreError {
    StoreError::NotFound(R::NOUN)
}
