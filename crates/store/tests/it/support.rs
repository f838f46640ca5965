//! A workspace with its first member, and records to put into it.

use throughline_domain::{
    AccountId, AlternativeId, CalendarEntryId, Currency, MemberId, ProblemId, PromiseId, PublishedId, SourceId,
    StartId, TeamId, TicketId, Ts, WorkspaceId,
    activity::EventKind,
    connections::{Source, SourceKind},
    people::{Account, Member, Role, Team, Workspace},
    roadmap::{Alternative, CalendarEntry, Place, Promise, Published, Start},
    strategy::Problem,
    tickets::{Status, Ticket},
};
use throughline_store::{EventDraft, Store, StoreError, Visible};

/// The clock of these tests: a Monday in October 2026.
pub const NOW: Ts = Ts::from_micros(1_791_792_000_000_000);

pub struct Company {
    pub visible: Visible,
    pub owner: Member,
}

pub fn event(kind: EventKind) -> EventDraft {
    EventDraft { kind, by: None, at: NOW, subject_id: None, subject: "it".into(), data: serde_json::json!({ "a": 1 }) }
}

/// Sets up a workspace whose owner has this e-mail address.
pub async fn company(store: &Store, email: &str) -> Company {
    let workspace = Workspace {
        id: WorkspaceId::new(NOW),
        name: "Northfreight".into(),
        currency: Currency::EUR,
        time_zone: "Europe/Rome".into(),
        working_days_per_week: 5,
        days_per_story_point: Some(0.5),
        value_labels: vec!["Business Value".into()],
        version: 1,
        created_at: NOW,
    };
    let account = Account {
        id: AccountId::new(NOW),
        email: email.into(),
        password_hash: "$argon2id$not-a-real-one".into(),
        created_at: NOW,
    };
    let owner = Member {
        id: MemberId::new(NOW),
        account_id: account.id,
        email: email.to_lowercase(),
        name: "Ada".into(),
        role: Role::Owner,
        team_id: None,
        version: 1,
        joined_at: NOW,
        removed_at: None,
    };
    let visible = Visible::granted(workspace.id);
    let stored = owner.clone();
    let made: Result<(), StoreError> = store
        .write(&visible, move |tx| {
            let (workspace, account, owner) = (workspace.clone(), account.clone(), stored.clone());
            Box::pin(async move {
                tx.create_workspace(&workspace).await?;
                tx.create_account(&account).await?;
                tx.insert(&owner).await?;
                tx.record(event(EventKind::WorkspaceCreated)).await.map(drop)
            })
        })
        .await;
    made.expect("a workspace is made");
    Company { visible, owner }
}

pub fn team(name: &str) -> Team {
    Team {
        id: TeamId::new(NOW),
        name: name.into(),
        capacity_days_per_week: 12.5,
        tracks: 2,
        version: 1,
        withdrawn_at: None,
    }
}

pub fn problem(key: &str) -> Problem {
    Problem {
        id: ProblemId::new(NOW),
        key: key.into(),
        parent_id: None,
        key_result_id: None,
        shares: Vec::new(),
        title: "Three features that reduce churn".into(),
        goal: "Keep the customers we win".into(),
        hypothesis: String::new(),
        segment_id: None,
        expected_effect: String::new(),
        due_on: None,
        version: 1,
        created_at: NOW,
        withdrawn_at: None,
    }
}

pub fn source() -> Source {
    Source {
        id: SourceId::new(NOW),
        kind: SourceKind::Github,
        name: "northfreight/app".into(),
        key_prefix: "NF".into(),
        mapping: std::collections::BTreeMap::new(),
        resume_at: None,
        created_at: NOW,
    }
}

pub fn ticket(source: SourceId, number: i64, title: &str) -> Ticket {
    Ticket {
        id: TicketId::new(NOW),
        key: format!("NF-{number}"),
        source_id: source,
        external_id: number.to_string(),
        url: None,
        title: title.into(),
        body: String::new(),
        status: Status::Open,
        labels: Vec::new(),
        value_line: None,
        set_here: Vec::new(),
        confirmed_reading: None,
        problem_id: None,
        team_id: None,
        effort_days: None,
        due_on: None,
        rice: None,
        moscow: None,
        waits_for: Vec::new(),
        opened_at: NOW,
        closed_at: None,
        updated_at: NOW,
        version: 1,
        withdrawn_at: None,
    }
}

/// Adds a team, with its event.
pub async fn add_team(store: &Store, visible: &Visible, team: &Team) -> Result<(), StoreError> {
    let team = team.clone();
    store
        .write(visible, move |tx| {
            let team = team.clone();
            Box::pin(async move {
                tx.record(event(EventKind::TeamCreated)).await?;
                tx.insert(&team).await
            })
        })
        .await
}

/// Adds a source and its tickets, with one event.
pub async fn add_tickets(
    store: &Store,
    visible: &Visible,
    source: Option<&Source>,
    tickets: &[Ticket],
) -> Result<(), StoreError> {
    let (source, tickets) = (source.cloned(), tickets.to_vec());
    store
        .write(visible, move |tx| {
            let (source, tickets) = (source.clone(), tickets.clone());
            Box::pin(async move {
                if let Some(source) = &source {
                    tx.insert(source).await?;
                }
                for ticket in &tickets {
                    tx.insert_ticket(ticket).await?;
                }
                tx.record(event(EventKind::TicketsImported)).await.map(drop)
            })
        })
        .await
}

/// One of everything that is kept of a roadmap, about a ticket and a team.
pub fn roadmap(ticket: &Ticket, team: &Team) -> (CalendarEntry, Start, Promise, Alternative, Published) {
    let day = jiff::civil::date(2026, 11, 30);
    let place = Place {
        ticket_id: ticket.id,
        key: ticket.key.clone(),
        title: ticket.title.clone(),
        team_id: Some(team.id),
        starts_on: day,
        likely_on: day,
        sure_on: day,
        cost_minor: i64::MIN,
    };
    (
        CalendarEntry {
            id: CalendarEntryId::new(NOW),
            team_id: Some(team.id),
            name: "Company retreat".into(),
            first_on: day,
            last_on: day,
            capacity_percent: 50,
            version: 1,
            withdrawn_at: None,
        },
        Start { id: StartId::new(NOW), ticket_id: ticket.id, started_on: day, by: None, at: NOW, withdrawn_at: None },
        Promise {
            id: PromiseId::new(NOW),
            ticket_id: ticket.id,
            promised_to: "the board".into(),
            due_on: day,
            asked_by: String::new(),
            by: None,
            at: NOW,
            version: 1,
            withdrawn_at: None,
        },
        Alternative {
            id: AlternativeId::new(NOW),
            ticket_id: ticket.id,
            team_id: team.id,
            effort_percent: 150,
            by: None,
            at: NOW,
            withdrawn_at: None,
        },
        Published {
            id: PublishedId::new(NOW),
            number: 1,
            at: NOW,
            by: None,
            reason: "So it was agreed".into(),
            cost_minor: i64::MAX,
            bound_minor: 0,
            places: vec![place],
        },
    )
}

/// Stores one of everything that is kept of a roadmap, with one event.
pub async fn add_roadmap(store: &Store, visible: &Visible, ticket: &Ticket, team: &Team) -> Result<(), StoreError> {
    let roadmap = roadmap(ticket, team);
    store
        .write(visible, move |tx| {
            let (entry, start, promise, alternative, published) = roadmap.clone();
            Box::pin(async move {
                tx.insert(&entry).await?;
                tx.insert(&start).await?;
                tx.insert(&promise).await?;
                tx.insert(&alternative).await?;
                tx.insert(&published).await?;
                tx.record(event(EventKind::RoadmapPublished)).await.map(drop)
            })
        })
        .await
}
