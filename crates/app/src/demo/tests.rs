use jiff::{civil::date, tz::TimeZone};
use throughline_domain::Ts;
use throughline_store::Bodies;
use throughline_test_kit::databases;

use super::*;
use crate::{AppSettings, ClientInfo, Clock, Database, EventQuery};

/// A clock that stands still.
struct At(Ts);

impl Clock for At {
    fn now(&self) -> Ts {
        self.0
    }
}

/// A Thursday, five weeks after the story's week.
fn a_thursday() -> Ts {
    let noon = date(2026, 11, 19).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a time");
    noon.timestamp().into()
}

async fn empty(folder: &databases::Database) -> App {
    let database = Database::Folder(folder.folder.clone());
    App::open(database, AppSettings::default(), Arc::new(At(a_thursday()))).await.expect("an empty installation")
}

#[tokio::test]
async fn the_demo_is_loaded_whole_with_its_tuesday_in_this_week() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    let (workspace, owner) = app.load_demo(NIMBUS_FREIGHT).await.expect("the demo");
    assert_eq!((workspace.name.as_str(), owner.name.as_str()), ("Nimbus Freight", "Edda Marsh"));

    let actor = app.operator(None).await.expect("the operator");
    assert_eq!(app.get_member(&actor, owner.id).await.expect("the owner"), owner);
    assert!(owner.team_id.is_some());
    let members = app.list_members(&actor, false).await.expect("members");
    assert_eq!(members.len(), NIMBUS_FREIGHT.matches("[[members]]").count());
    let objectives = app.list_objectives(&actor, false).await.expect("objectives");
    let keys: Vec<&str> = objectives.iter().map(|objective| objective.key.as_str()).collect();
    assert_eq!(keys, ["O1", "O2", "O3", "O4", "O5"]);
    assert_eq!(objectives[0].starts_on, Some(date(2026, 11, 2)));

    let problems = app.list_problems(&actor, false).await.expect("problems");
    let parts: Vec<(&str, bool)> =
        problems.iter().map(|one| (one.key.as_str(), one.parent_id == Some(problems[3].id))).collect();
    let serving = ["P1", "P2", "P3", "P4", "P5", "P6"].map(|key| (key, false));
    assert_eq!(parts, [&serving[..], &[("P7", true), ("P8", true)]].concat(), "P4 is refined into two");

    let tickets = app.reader(&actor).tickets_after(None, Bodies::Read).await.expect("tickets");
    assert_eq!(tickets.len(), NIMBUS_FREIGHT.matches("[[tickets]]").count());
    let peak = tickets.iter().find(|ticket| ticket.key == "NF-237").expect("NF-237");
    assert_eq!(peak.external_id, "237");
    assert_eq!(peak.value_line.as_deref(), Some("Brings €40k, only until 2027-01-23."));
    let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
    assert_eq!(peak.opened_at.date_in(&berlin), date(2026, 11, 9));
    let newest = app.reader(&actor).latest_observations().await.expect("values");
    assert_eq!(newest.iter().map(|value| value.at.date_in(&berlin)).max(), Some(date(2026, 11, 16)));
    app.close().await;
}

#[tokio::test]
async fn the_demo_is_in_the_middle_of_an_open_cycle() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    app.load_demo(NIMBUS_FREIGHT).await.expect("the demo");
    let actor = app.operator(None).await.expect("the operator");
    let cycle = app.list_cycles(&actor, false).await.expect("cycles").remove(0);
    let view = app.cycle_goals(&actor, cycle.id).await.expect("its goals");
    assert_eq!(
        view.statement,
        "Peak season is open until 7 Mar 2027: four objectives, six key results, four of them with a score."
    );
    let confidence = |key: &str| {
        let results = view.objectives.iter().flat_map(|objective| &objective.key_results);
        results.filter(|result| result.score.key == key).map(|result| result.confidence).collect::<Vec<_>>()
    };
    assert_eq!(["KR1", "KR3"].map(confidence), [vec![Some(6)], vec![Some(5)]]);
    assert_eq!(confidence("KR5"), [None, None], "it counts for two objectives");
    let week = app.weekly_goals(&actor, crate::WeekQuery::default()).await.expect("the week");
    assert_eq!(week.statement, "One goal of this week: one open.");
    for objective in app.list_objectives(&actor, false).await.expect("objectives") {
        let results = app.list_key_results(&actor, false).await.expect("key results");
        let outside = cycle.outside(&objective, results.iter().filter(|one| one.share_for(objective.id).is_some()));
        assert!(objective.cycle_id.is_none() || outside.is_none(), "{outside:?}");
    }
}

#[tokio::test]
async fn the_log_of_a_loaded_demo_is_told_page_by_page_and_holds() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    let (_, owner) = app.load_demo(NIMBUS_FREIGHT).await.expect("the demo");
    let actor = app.operator(None).await.expect("the operator");
    let check = app.verify_log(&actor).await.expect("a check");
    assert!(check.intact, "{}", check.sentence);

    let mut seen = Vec::new();
    let mut query = EventQuery { limit: Some(30), ..EventQuery::default() };
    loop {
        let page = app.list_events(&actor, query.clone()).await.expect("a page");
        seen.extend(page.items.into_iter().map(|view| view.event.number));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=check.entries).rev().collect::<Vec<_>>());

    let newest = EventQuery { limit: Some(1), kind: Some(EventKind::ImportFinished), ..EventQuery::default() };
    let newest = app.list_events(&actor, newest).await.expect("the newest entry");
    assert_eq!(newest.items[0].sentence, "Edda Marsh finished importing from nimbus/freight.");
    let joined = EventQuery { kind: Some(EventKind::MemberJoined), by: Some(owner.id), ..EventQuery::default() };
    let joined = app.list_events(&actor, joined).await.expect("that the owner joined");
    assert_eq!(joined.items.iter().map(|view| view.sentence.as_str()).collect::<Vec<_>>(), ["Edda Marsh joined."]);
    let foreign = EventQuery { after: Some("yesterday".to_owned()), ..EventQuery::default() };
    assert!(matches!(app.list_events(&actor, foreign).await, Err(AppError::Invalid { .. })));
    app.close().await;
}

#[tokio::test]
async fn the_owner_of_the_demo_comes_in_by_a_link() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    let (_, owner) = app.load_demo(NIMBUS_FREIGHT).await.expect("the demo");
    let actor = app.operator(None).await.expect("the operator");
    let secret = app.one_time_link(&actor).await.expect("a link");
    let signed = app.use_one_time_link(&secret, ClientInfo::default()).await.expect("a session");
    assert_eq!(signed.member.id, owner.id);
    app.close().await;
}

#[tokio::test]
async fn the_demo_is_refused_where_something_is_already() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    app.load_demo(NIMBUS_FREIGHT).await.expect("the demo");
    let again = app.load_demo(NIMBUS_FREIGHT).await;
    assert!(matches!(again, Err(AppError::Conflict { .. })), "{again:?}");
    app.close().await;
}

#[tokio::test]
async fn an_error_in_the_file_names_its_place_and_nothing_is_written() {
    let folder = databases::sqlite();
    let app = empty(&folder).await;
    let line = |text: &str| NIMBUS_FREIGHT.lines().position(|line| line == text).map_or(0, |at| at + 1);
    let viewer = format!("line {}", line(r#"role = "viewer""#));
    let broken = [
        (r#"owner = "amara@nimbus.example""#, r#"owner = "nobody@nimbus.example""#, "metric Active shippers: owner"),
        (r#"waits_for = ["212"]"#, r#"waits_for = ["999"]"#, "waits_for"),
        (r#"key = "KR3""#, r#"key = "KR2""#, "key result KR2"),
        (r#"role = "viewer""#, r#"role = "guest""#, &viewer),
        ("EUR 3600000", "USD 3600000", "segment small shippers: yearly_revenue"),
        ("churn = 0.04", "churn = 4.0", "segment enterprise: churn"),
        ("O4 70%, O1 30%", "O4 70%, O9 30%", "key result KR5: shares"),
        ("confidence = 7", "confidence = 70", "check-in on KR1: confidence"),
    ];
    for (right, wrong, place) in broken {
        assert!(NIMBUS_FREIGHT.contains(right), "{right}");
        match app.load_demo(&NIMBUS_FREIGHT.replacen(right, wrong, 1)).await {
            Err(AppError::Invalid { fields }) => assert!(fields[0].field.contains(place), "{fields:?}"),
            other => panic!("{wrong}: {other:?}"),
        }
    }
    assert!(app.set_up_needed().await.expect("an answer"));
    app.close().await;
}
