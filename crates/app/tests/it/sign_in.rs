//! Sign-in, sessions, invitations, tokens, and the last owner.

use throughline_app::{
    AcceptInput, AppError, ChangePasswordInput, ClientInfo, InvitationInput, MemberInput, SetUpInput, SignInInput,
    TokenInput,
};
use throughline_domain::{
    Currency,
    people::{Role, Scope},
};
use throughline_test_kit::{PASSWORD, TestApp, on_both_databases};

fn client() -> ClientInfo {
    ClientInfo { address: Some("192.0.2.7".to_owned()), agent: Some("Test".to_owned()) }
}

fn set_up_input(set_up_key: String) -> SetUpInput {
    SetUpInput {
        set_up_key,
        name: "Ada".to_owned(),
        email: "Ada@Acme.example".to_owned(),
        password: PASSWORD.to_owned(),
        workspace: "Acme".to_owned(),
        currency: Currency::EUR,
        time_zone: "Europe/Rome".to_owned(),
    }
}

fn sign_in(email: &str, password: &str) -> SignInInput {
    SignInInput { email: email.to_owned(), password: password.to_owned(), workspace_id: None }
}

on_both_databases! {
    async fn the_first_owner_sets_up_with_the_printed_key_and_only_once(database: Database) {
        let TestApp { app, .. } = TestApp::open(database).await;
        assert!(app.set_up_needed().await.unwrap());
        let wrong = app.set_up(set_up_input("guessed".to_owned()), client()).await.unwrap_err();
        assert_eq!(wrong.code(), "invalid");
        let key = app.set_up_key().await.unwrap().unwrap();
        assert_eq!(app.set_up_key().await.unwrap().as_ref(), Some(&key), "the key stays the same until it is used");
        let signed_in = app.set_up(set_up_input(key.clone()), client()).await.unwrap();
        assert_eq!(signed_in.member.role, Role::Owner);
        assert_eq!(signed_in.member.email, "ada@acme.example");
        assert!(!app.set_up_needed().await.unwrap());
        assert_eq!(app.set_up_key().await.unwrap(), None);
        assert_eq!(app.set_up(set_up_input(key), client()).await.unwrap_err().code(), "conflict");
        let actor = app.actor_of_cookie(&signed_in.cookie, true).await.unwrap();
        assert_eq!(actor.role(), Role::Owner);
    }

    async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(database: Database) {
        let TestApp { app, .. } = TestApp::open(database).await;
        let key = app.set_up_key().await.unwrap().unwrap();
        app.set_up(set_up_input(key), client()).await.unwrap();
        let wrong = app.sign_in(sign_in("ada@acme.example", "not the one"), client()).await.unwrap_err();
        let unknown = app.sign_in(sign_in("eve@acme.example", "not the one"), client()).await.unwrap_err();
        assert_eq!(wrong, unknown);
        assert!(app.sign_in(sign_in(" ADA@acme.example", PASSWORD), client()).await.is_ok());
    }

    async fn after_ten_failures_an_address_waits_a_quarter_of_an_hour(database: Database) {
        let TestApp { app, clock, .. } = TestApp::open(database).await;
        let key = app.set_up_key().await.unwrap().unwrap();
        app.set_up(set_up_input(key), client()).await.unwrap();
        for _ in 0..10 {
            let error = app.sign_in(sign_in("ada@acme.example", "guess"), client()).await.unwrap_err();
            assert_eq!(error.code(), "invalid");
        }
        let error = app.sign_in(sign_in("ada@acme.example", PASSWORD), client()).await.unwrap_err();
        assert_eq!(error, AppError::TooManyRequests { retry_after_seconds: 900 });
        let elsewhere = ClientInfo { address: Some("198.51.100.1".to_owned()), agent: None };
        assert!(app.sign_in(sign_in("ada@acme.example", PASSWORD), elsewhere).await.is_ok(), "not locked out elsewhere");
        clock.advance_seconds(901);
        assert!(app.sign_in(sign_in("ada@acme.example", PASSWORD), client()).await.is_ok());
    }

    async fn a_session_ends_after_eight_idle_hours_and_after_thirty_days(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let link = test.app.one_time_link(&company.owner).await.unwrap();
        let cookie = test.app.use_one_time_link(&link, client()).await.unwrap().cookie;
        test.clock.advance_seconds(7 * 3_600);
        assert!(test.app.actor_of_cookie(&cookie, true).await.is_ok());
        test.clock.advance_seconds(7 * 3_600);
        assert!(test.app.actor_of_cookie(&cookie, true).await.is_ok(), "use moves the end");
        for _ in 0..110 {
            test.clock.advance_seconds(7 * 3_600);
            if test.app.actor_of_cookie(&cookie, true).await.is_err() {
                break;
            }
        }
        assert_eq!(test.app.actor_of_cookie(&cookie, true).await.unwrap_err(), AppError::Unauthenticated, "thirty days");
        let link = test.app.one_time_link(&test.operator(company.workspace.id).await).await.unwrap();
        let cookie = test.app.use_one_time_link(&link, client()).await.unwrap().cookie;
        test.clock.advance_seconds(7 * 3_600);
        assert!(test.app.actor_of_cookie(&cookie, false).await.is_ok(), "a page that looks for itself");
        test.clock.advance_seconds(3_600 + 1);
        assert_eq!(test.app.actor_of_cookie(&cookie, true).await.unwrap_err(), AppError::Unauthenticated, "eight hours");
    }

    async fn a_one_time_link_works_once_and_for_a_day(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let link = test.app.one_time_link(&company.leader).await.unwrap();
        let signed_in = test.app.use_one_time_link(&link, client()).await.unwrap();
        assert_eq!(Some(signed_in.member.id), company.leader.member_id());
        assert_eq!(test.app.use_one_time_link(&link, client()).await.unwrap_err(), AppError::Unauthenticated);
        let late = test.app.one_time_link(&company.leader).await.unwrap();
        test.clock.advance_seconds(86_401);
        assert_eq!(test.app.use_one_time_link(&late, client()).await.unwrap_err(), AppError::Unauthenticated);
    }

    async fn the_operator_makes_a_link_for_any_member_and_nobody_else_does(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let operator = test.operator(company.workspace.id).await;
        let email = company.leader.member.as_ref().unwrap().email.to_uppercase();
        let link = test.app.one_time_link_for(&operator, &email).await.unwrap();
        let signed_in = test.app.use_one_time_link(&link, client()).await.unwrap();
        assert_eq!(Some(signed_in.member.id), company.leader.member_id());
        let missing = test.app.one_time_link_for(&operator, "nobody@acme.example").await.unwrap_err();
        assert_eq!(missing, AppError::NotFound { what: "member" });
        assert_eq!(test.app.one_time_link_for(&company.owner, &email).await.unwrap_err().code(), "forbidden");
    }

    async fn signing_out_everywhere_ends_every_session_but_nobody_elses(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let link = test.app.one_time_link(&company.owner).await.unwrap();
        let second = test.app.use_one_time_link(&link, client()).await.unwrap().cookie;
        assert_eq!(test.app.my_sessions(&company.owner).await.unwrap().len(), 2);
        let leaders = test.app.my_sessions(&company.leader).await.unwrap();
        let foreign = test.app.end_session(&company.owner, leaders[0].id).await.unwrap_err();
        assert_eq!(foreign, AppError::NotFound { what: "session" });
        test.app.sign_out_everywhere(&company.owner).await.unwrap();
        assert_eq!(test.app.actor_of_cookie(&second, true).await.unwrap_err(), AppError::Unauthenticated);
        assert_eq!(test.app.my_sessions(&company.leader).await.unwrap().len(), 1);
    }

    async fn a_new_password_ends_other_sessions_and_takes_tokens_back(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let email = company.leader.member.as_ref().unwrap().email.clone();
        let other = test.app.sign_in(sign_in(&email, PASSWORD), client()).await.unwrap().cookie;
        let input = TokenInput { name: "script".to_owned(), scopes: vec![Scope::Read], expires_in_days: None };
        let token = test.app.create_token(&company.leader, input).await.unwrap().secret;
        assert!(test.app.actor_of_token(&token).await.is_ok());
        let wrong = ChangePasswordInput { current: "no".to_owned(), new: "river lamp stone".to_owned() };
        assert_eq!(test.app.change_password(&company.leader, wrong).await.unwrap_err().code(), "invalid");
        let weak = ChangePasswordInput { current: PASSWORD.to_owned(), new: "password123".to_owned() };
        assert_eq!(test.app.change_password(&company.leader, weak).await.unwrap_err().code(), "invalid");
        let input = ChangePasswordInput { current: PASSWORD.to_owned(), new: "river lamp stone".to_owned() };
        test.app.change_password(&company.leader, input).await.unwrap();
        assert!(test.app.actor_of_cookie(&other, true).await.is_err());
        assert!(test.app.actor_of_token(&token).await.is_err());
        assert_eq!(test.app.my_sessions(&company.leader).await.unwrap().len(), 1, "the one that asked stays");
        assert!(test.app.sign_in(sign_in(&email, PASSWORD), client()).await.is_err());
        assert!(test.app.sign_in(sign_in(&email, "river lamp stone"), client()).await.is_ok());
    }

    async fn an_invitation_is_bound_to_its_address_used_once_and_good_for_a_day(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let invite = || InvitationInput { email: "New@Acme.example".to_owned(), role: Role::Member };
        let made = test.app.invite(&company.owner, invite()).await.unwrap();
        let accept = |secret: &str, password: &str| AcceptInput {
            secret: secret.to_owned(),
            name: "New".to_owned(),
            password: password.to_owned(),
        };
        let view = test.app.invitation_of_secret(&made.secret).await.unwrap();
        assert_eq!((view.email.as_str(), view.account_exists), ("new@acme.example", false));
        let gone = AppError::NotFound { what: "invitation" };
        let elsewhere = made.secret.replacen(|c: char| c.is_ascii_hexdigit(), "f", 1);
        if elsewhere != made.secret {
            assert_eq!(test.app.invitation_of_secret(&elsewhere).await.unwrap_err(), gone, "keyed by workspace and hash");
        }
        let joined = test.app.accept_invitation(accept(&made.secret, PASSWORD), client()).await.unwrap();
        assert_eq!((joined.member.email.as_str(), joined.member.role), ("new@acme.example", Role::Member));
        assert_eq!(test.app.accept_invitation(accept(&made.secret, PASSWORD), client()).await.unwrap_err(), gone);
        assert_eq!(test.app.invite(&company.owner, invite()).await.unwrap_err().code(), "conflict");

        let late = test.app.invite(&company.owner, InvitationInput { email: "late@acme.example".to_owned(), role: Role::Viewer });
        let late = late.await.unwrap();
        test.clock.advance_seconds(86_401);
        assert_eq!(test.app.accept_invitation(accept(&late.secret, PASSWORD), client()).await.unwrap_err(), gone);

        let operator = test.operator(company.workspace.id).await;
        test.app.remove_member(&operator, joined.member.id, joined.member.version).await.unwrap();
        let again = test.app.invite(&operator, invite()).await.unwrap();
        let wrong = test.app.accept_invitation(accept(&again.secret, "another one"), client()).await.unwrap_err();
        assert_eq!(wrong.code(), "invalid", "whose address has a sign-in proves it");
        let back = test.app.accept_invitation(accept(&again.secret, PASSWORD), client()).await.unwrap();
        assert_eq!(back.member.id, joined.member.id, "the same member comes back");
    }

    async fn a_removed_member_is_out_at_once_with_session_and_token(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let member = company.member.member.clone().unwrap();
        let input = TokenInput { name: "script".to_owned(), scopes: vec![Scope::Write], expires_in_days: Some(30) };
        let token = test.app.create_token(&company.member, input).await.unwrap().secret;
        let cookie = test.app.sign_in(sign_in(&member.email, PASSWORD), client()).await.unwrap().cookie;
        test.app.remove_member(&company.owner, member.id, member.version).await.unwrap();
        assert_eq!(test.app.actor_of_token(&token).await.unwrap_err(), AppError::Unauthenticated);
        assert_eq!(test.app.actor_of_cookie(&cookie, true).await.unwrap_err(), AppError::Unauthenticated);
        assert_eq!(test.app.sign_in(sign_in(&member.email, PASSWORD), client()).await.unwrap_err().code(), "forbidden");
        test.app.restore_member(&company.owner, member.id).await.unwrap();
        assert!(test.app.actor_of_token(&token).await.is_err(), "tokens stay taken back");
        assert!(test.app.sign_in(sign_in(&member.email, PASSWORD), client()).await.is_ok());
    }

    async fn a_new_role_ends_sessions_and_the_last_owner_stays(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let owner = company.owner.member.clone().unwrap();
        let as_viewer = MemberInput { name: owner.name.clone(), role: Role::Viewer, team_id: None };
        let step_down = test.app.change_member(&company.owner, owner.id, owner.version, as_viewer.clone()).await;
        assert_eq!(step_down.unwrap_err().code(), "conflict");
        let go = test.app.remove_member(&company.owner, owner.id, owner.version).await;
        assert_eq!(go.unwrap_err().code(), "conflict");

        let leader = company.leader.member.clone().unwrap();
        let promoted = MemberInput { name: leader.name.clone(), role: Role::Owner, team_id: None };
        let cookie = test.app.sign_in(sign_in(&leader.email, PASSWORD), client()).await.unwrap().cookie;
        test.app.change_member(&company.owner, leader.id, leader.version, promoted).await.unwrap();
        assert!(test.app.actor_of_cookie(&cookie, true).await.is_err());
        test.app.change_member(&company.owner, owner.id, owner.version, as_viewer).await.unwrap();
    }

    async fn members_may_change_their_own_name_and_nothing_else(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let me = company.member.member.clone().unwrap();
        let renamed = MemberInput { name: "Grace".to_owned(), role: me.role, team_id: None };
        let me = test.app.change_member(&company.member, me.id, me.version, renamed).await.unwrap();
        assert_eq!(me.name, "Grace");
        let raised = MemberInput { name: "Grace".to_owned(), role: Role::Owner, team_id: None };
        let error = test.app.change_member(&company.member, me.id, me.version, raised).await.unwrap_err();
        assert_eq!(error.code(), "forbidden");
        let viewer = company.viewer.member.clone().unwrap();
        let input = MemberInput { name: "Other".to_owned(), role: viewer.role, team_id: None };
        let error = test.app.change_member(&company.member, viewer.id, viewer.version, input).await.unwrap_err();
        assert_eq!(error.code(), "forbidden");
    }

    async fn a_token_does_what_its_scopes_say_until_it_expires(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let input = TokenInput { name: "reader".to_owned(), scopes: vec![Scope::Read], expires_in_days: Some(1) };
        let made = test.app.create_token(&company.owner, input).await.unwrap();
        assert!(made.secret.starts_with("tl_"));
        let reader = test.app.actor_of_token(&made.secret).await.unwrap();
        assert!(test.app.list_tickets(&reader, Default::default()).await.is_ok());
        let ticket = throughline_app::TicketInput { title: "No".to_owned(), ..Default::default() };
        assert_eq!(test.app.create_ticket(&reader, ticket).await.unwrap_err().code(), "forbidden");
        assert_eq!(test.app.change_password(&reader, ChangePasswordInput { current: String::new(), new: PASSWORD.to_owned() }).await.unwrap_err().code(), "forbidden");
        test.clock.advance_seconds(86_401);
        assert_eq!(test.app.actor_of_token(&made.secret).await.unwrap_err(), AppError::Unauthenticated);
    }
}
