//! Who may do what, and what people may enter.

use throughline_domain::{
    TicketId, Ts, WorkspaceId,
    check::{Faults, Wrong},
    people::{Action, Role, Scope, Workspace, allows, check_password, normal_email},
};

use crate::build::team;

const ROLES: [Role; 4] = [Role::Viewer, Role::Member, Role::Leader, Role::Owner];

#[test]
fn each_role_may_do_all_that_the_ones_before_it_may() {
    for action in Action::ALL {
        let allowed: Vec<bool> = ROLES.iter().map(|role| role.may(action)).collect();
        assert!(allowed.is_sorted(), "{action:?}: {allowed:?}");
        assert!(Role::Owner.may(action));
    }
}

#[test]
fn the_table_of_roles_is_the_one_that_is_documented() {
    let least = |action: Action| ROLES.into_iter().find(|role| role.may(action)).unwrap();
    assert_eq!(least(Action::ReadWorkspace), Role::Viewer);
    assert_eq!(least(Action::WriteTickets), Role::Member);
    for action in [Action::SetGoals, Action::KeepMoves, Action::ManageTeams] {
        assert_eq!(least(action), Role::Leader);
    }
    for action in [Action::ManageMembers, Action::ChangeSettings, Action::ExportWorkspace, Action::ImportWorkspace] {
        assert_eq!(least(action), Role::Owner);
    }
}

#[test]
fn a_token_never_may_more_than_its_member_nor_more_than_its_scopes() {
    for role in ROLES {
        for action in Action::ALL {
            for scopes in [&[][..], &[Scope::Read], &[Scope::Write], &[Scope::Admin], &[Scope::Read, Scope::Admin]] {
                assert!(!allows(role, Some(scopes), action) || role.may(action), "{role:?} {scopes:?} {action:?}");
            }
            assert!(!allows(role, Some(&[]), action));
        }
        assert!(!allows(role, Some(&[Scope::Admin]), Action::ManageOwnAccount), "a token changes no password");
    }
    assert!(!allows(Role::Owner, Some(&[Scope::Write]), Action::ManageOwnTokens), "a token makes no stronger token");
}

#[test]
fn nobody_gives_a_role_above_their_own() {
    assert!(Role::Owner.may_give(Role::Owner));
    assert!(!Role::Leader.may_give(Role::Viewer));
}

#[test]
fn passwords_need_length_and_must_not_be_among_the_first_tried() {
    let email = "ada@nimbus.example";
    for refused in ["short", "password", "Password1", "iloveyou", "zzzzzzzz", "ADA@nimbus.example", &"x".repeat(257)] {
        assert!(check_password(refused, email).is_err(), "{refused}");
    }
    for taken in ["plum tram orbit", "äöüßéèçñ", &"xy".repeat(128)] {
        assert!(check_password(taken, email).is_ok(), "{taken}");
    }
}

#[test]
fn addresses_are_compared_in_one_form_and_must_look_like_addresses() {
    assert_eq!(normal_email("email", " Ada@Nimbus.Example\n").unwrap(), "ada@nimbus.example");
    for refused in ["", "ada", "@nimbus.example", "ada@", "a b@c.de", "a@b@c.de", "ada@nimbus..example", "<a>@b.de"] {
        assert!(normal_email("email", refused).is_err(), "{refused}");
    }
}

fn workspace() -> Workspace {
    Workspace {
        id: WorkspaceId(uuid::Uuid::from_u128(1)),
        name: "Nimbus Freight".to_owned(),
        currency: throughline_domain::Currency::EUR,
        time_zone: "Europe/Berlin".to_owned(),
        working_days_per_week: 5,
        days_per_story_point: None,
        value_labels: vec!["Business Value".to_owned()],
        version: 1,
        created_at: Ts::default(),
    }
}

#[test]
fn every_wrong_field_is_named_with_what_to_do() {
    assert_eq!(workspace().check(), Ok(()));
    let wrong = Workspace {
        name: "  ".to_owned(),
        time_zone: "Berlin".to_owned(),
        working_days_per_week: 8,
        days_per_story_point: Some(f64::NAN),
        value_labels: vec!["two\nlines".to_owned()],
        ..workspace()
    };
    let messages: Vec<String> =
        wrong.check().unwrap_err().messages().into_iter().map(|message| message.message).collect();
    assert_eq!(
        messages,
        [
            "name is empty; write something here",
            "\"Berlin\" is not a time zone that is known here; write it like Europe/Berlin",
            "working days per week is 8; from 1 to 7 is possible",
            "days per story point is not a number that can be counted with",
            "value labels contains a line break or another character that cannot be shown; take it out",
        ]
    );
}

#[test]
fn a_team_needs_capacity_and_a_track() {
    assert!(team(1, "Booking", 1).check().is_ok());
    assert!(team(1, "Booking", 0).check().is_err());
    let mut idle = team(1, "Booking", 1);
    idle.capacity_days_per_week = 0.0;
    assert_eq!(idle.check().unwrap_err().to_string(), "capacity days per week is 0; it must be more than 0");
}

#[test]
fn lengths_are_counted_in_characters_not_in_bytes() {
    let text = "ü".repeat(200);
    assert!(Faults::default().name("name", &text, 200).finish().is_ok());
    let faults = Faults::default().name("name", &format!("{text}ü"), 200).finish().unwrap_err();
    assert_eq!(faults.iter().next().unwrap().wrong, Wrong::TooLong { given: 201, max: 200 });
}

#[test]
fn ids_made_later_sort_later() {
    let ids: Vec<TicketId> = (0..50).map(|ms| TicketId::new(Ts::from_micros(1_000_000_000 + ms * 1_000))).collect();
    assert!(ids.is_sorted());
}
