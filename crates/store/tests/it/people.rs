use std::collections::HashMap;

use throughline_domain::{
    InvitationId, MemberId, SessionId, TokenId, Ts,
    activity::EventKind,
    people::{Invitation, Member, Role, Scope, Token, Workspace},
};
use throughline_store::{Session, SignedIn, Store, StoreError, Visible};
use throughline_test_kit::on_both_databases;

use crate::support::{Company, NOW, company, event};

fn session(member: MemberId) -> Session {
    Session {
        id: SessionId::new(NOW),
        member_id: member,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW.plus_seconds(8 * 3_600),
        ends_at: NOW.plus_days(30),
        user_agent: "Firefox on Linux".into(),
    }
}

async fn sign_in(store: &Store, company: &Company, hash: &'static str) -> Session {
    let session = session(company.owner.id);
    let stored = session.clone();
    let done: Result<(), StoreError> = store
        .write(&company.visible, move |tx| {
            let session = stored.clone();
            Box::pin(async move {
                tx.record(event(EventKind::SignedIn)).await?;
                tx.create_session(&session, hash).await
            })
        })
        .await;
    done.expect("signed in");
    session
}

async fn remove_owner(store: &Store, company: &Company) {
    let owner = company.owner.id;
    let done: Result<i64, StoreError> = store
        .write(&company.visible, move |tx| {
            Box::pin(async move {
                tx.record(event(EventKind::MemberRemoved)).await?;
                tx.withdraw::<Member>(owner, None, NOW).await
            })
        })
        .await;
    done.expect("removed");
}

async fn signed_in(store: &Store, visible: &Visible, hash: &str, now: Ts) -> Option<SignedIn> {
    store.read(visible).signed_in(&[hash.to_owned()], now).await.expect("an answer").remove(hash)
}

async fn bearer(store: &Store, visible: &Visible, now: Ts) -> Option<Token> {
    let mut found = store.read(visible).bearers(&["hash".to_owned()], now).await.expect("an answer");
    found.remove("hash").map(|bearer| bearer.token)
}

on_both_databases! {
    async fn a_session_is_good_until_it_ends_or_its_member_is_removed(database: Database) {
        let store = database.store().await;
        let company = company(&store, "Ada@Example.org").await;
        let session = sign_in(&store, &company, "hash").await;
        let behind = async |hash, now| signed_in(&store, &company.visible, hash, now).await;
        let seen = behind("hash", NOW).await.expect("a session");
        assert_eq!((seen.session, seen.member, seen.last_event), (session.clone(), company.owner.clone(), 2));
        assert_eq!(behind("other", NOW).await, None);
        assert_eq!(behind("hash", session.expires_at).await, None);
        let later = NOW.plus_seconds(600);
        store.session_seen(&company.visible, &session, later, later.plus_days(40)).await.expect("noted");
        assert_eq!(behind("hash", later).await.expect("a session").session.last_seen_at, later);
        assert_eq!(behind("hash", session.ends_at).await, None);
        remove_owner(&store, &company).await;
        assert_eq!(behind("hash", NOW).await, None);
        store.close().await;
    }

    async fn many_sessions_are_looked_up_together_and_each_finds_its_own(database: Database) {
        let store = database.store().await;
        let (company, other) = (company(&store, "ada@example.org").await, company(&store, "bob@example.org").await);
        let mut sessions = HashMap::new();
        for hash in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] {
            sessions.insert(hash.to_owned(), sign_in(&store, &company, hash).await.id);
        }
        sign_in(&store, &other, "of another workspace").await;
        let mut asked: Vec<String> = sessions.keys().cloned().collect();
        asked.extend(["of nobody".to_owned(), "of another workspace".to_owned()]);
        let found = store.read(&company.visible).signed_in(&asked, NOW).await.expect("an answer");
        let found: HashMap<String, SessionId> = found.into_iter().map(|(hash, one)| (hash, one.session.id)).collect();
        assert_eq!(found, sessions);
        store.close().await;
    }

    async fn secrets_of_one_workspace_open_no_other(database: Database) {
        let store = database.store().await;
        let (ours, theirs) = (company(&store, "ada@example.org").await, company(&store, "bob@example.org").await);
        sign_in(&store, &theirs, "hash").await;
        let token = Token {
            id: TokenId::new(NOW),
            name: "nightly export".into(),
            member_id: theirs.owner.id,
            scopes: vec![Scope::Read, Scope::Admin],
            created_at: NOW,
            expires_at: Some(NOW.plus_days(1)),
            last_used_at: None,
            withdrawn_at: None,
        };
        let invitation = Invitation {
            id: InvitationId::new(NOW),
            email: "eve@example.org".into(),
            role: Role::Member,
            invited_by: theirs.owner.id,
            created_at: NOW,
            expires_at: NOW.plus_days(1),
            accepted_at: None,
            withdrawn_at: None,
        };
        let (made, invited, owner) = (token.clone(), invitation.clone(), theirs.owner.id);
        let done: Result<(), StoreError> = store
            .write(&theirs.visible, move |tx| {
                let (token, invitation) = (made.clone(), invited.clone());
                Box::pin(async move {
                    tx.record(event(EventKind::TokenCreated)).await?;
                    tx.create_token(&token, "hash").await?;
                    tx.create_invitation(&invitation, "hash").await?;
                    tx.create_one_time_link(owner, "hash", NOW, NOW.plus_days(1)).await
                })
            })
            .await;
        assert_eq!(done, Ok(()));
        let mut reader = store.read(&ours.visible);
        assert_eq!(signed_in(&store, &ours.visible, "hash", NOW).await, None);
        assert_eq!(bearer(&store, &ours.visible, NOW).await, None);
        assert_eq!(reader.open_invitation("hash", NOW).await, Ok(None));
        assert_eq!(used(&store, &ours.visible).await, (None, None));
        let mut reader = store.read(&theirs.visible);
        assert_eq!(bearer(&store, &theirs.visible, NOW).await, Some(token.clone()));
        assert_eq!(bearer(&store, &theirs.visible, NOW.plus_days(1)).await, None);
        assert_eq!(reader.open_invitation("hash", NOW).await, Ok(Some(invitation.clone())));
        store.token_used(&theirs.visible, &token, NOW).await.expect("noted");
        let noted = store.read(&theirs.visible).get(token.id).await.expect("the token");
        assert_eq!(noted.last_used_at, Some(NOW));
        let accepted = Invitation { accepted_at: Some(NOW), ..invitation };
        assert_eq!(used(&store, &theirs.visible).await, (Some(accepted), Some(owner)));
        assert_eq!(used(&store, &theirs.visible).await, (None, None), "each works once");
        store.close().await;
    }

    async fn signing_out_everywhere_can_keep_this_browser(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let (here, owner) = (sign_in(&store, &company, "here").await, company.owner.id);
        sign_in(&store, &company, "there").await;
        let here = here.id;
        let ended: Result<u64, StoreError> = store
            .write(&company.visible, move |tx| {
                Box::pin(async move {
                    tx.record(event(EventKind::SignedOut)).await?;
                    tx.end_sessions_of_member(owner, Some(here)).await
                })
            })
            .await;
        assert_eq!(ended, Ok(1));
        let sessions = store.read(&company.visible).sessions_of_member(owner, NOW).await.expect("a list");
        assert_eq!(sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [here]);
        assert_eq!(signed_in(&store, &company.visible, "there", NOW).await, None);
        store.close().await;
    }

    async fn an_address_has_one_sign_in_in_any_case(database: Database) {
        let store = database.store().await;
        let company = company(&store, "Ada@Example.org").await;
        let account = store.account_by_email(" ADA@example.org ").await.expect("an answer").expect("an account");
        assert_eq!((account.email.as_str(), account.id), ("ada@example.org", company.owner.account_id));
        let memberships = store.memberships(account.id).await.expect("a list");
        assert_eq!(memberships.len(), 1);
        assert_eq!(memberships[0].1, company.owner);
        remove_owner(&store, &company).await;
        assert_eq!(store.memberships(account.id).await, Ok(Vec::new()));
        store.close().await;
    }

    async fn settings_are_changed_by_version(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let read = store.read(&company.visible).workspace().await.expect("the workspace");
        let changed = Workspace { name: "Southfreight".into(), days_per_story_point: None, ..read };
        let stale = changed.clone();
        for (workspace, expected) in
            [(changed, Ok(2)), (stale, Err(StoreError::Stale { what: "workspace", current: 2 }))]
        {
            let answer: Result<i64, StoreError> = store
                .write(&company.visible, move |tx| {
                    let workspace = workspace.clone();
                    Box::pin(async move {
                        tx.record(event(EventKind::WorkspaceChanged)).await?;
                        tx.update_workspace(&workspace).await
                    })
                })
                .await;
            assert_eq!(answer, expected);
        }
        let read = store.read(&company.visible).workspace().await.expect("the workspace");
        assert_eq!((read.name.as_str(), read.days_per_story_point), ("Southfreight", None));
        store.close().await;
    }

    async fn failed_sign_ins_are_counted_in_their_window(database: Database) {
        let store = database.store().await;
        let keys = vec!["address".to_owned(), "place".to_owned()];
        let window = NOW.plus_seconds(-900);
        for expected in 1..=3 {
            assert_eq!(store.sign_in_failed(&keys, NOW, window).await, Ok(expected));
        }
        assert_eq!(store.failed_sign_ins(&keys, window).await, Ok(3));
        let later = NOW.plus_seconds(1_000);
        assert_eq!(store.sign_in_failed(&keys, later, later.plus_seconds(-900)).await, Ok(1), "a new window");
        store.forget_failed_sign_ins(&keys[..1]).await.expect("forgotten");
        assert_eq!(store.failed_sign_ins(&keys[..1], window).await, Ok(0));
        store.close().await;
    }

    async fn a_fact_of_the_installation_is_kept_once(database: Database) {
        let store = database.store().await;
        assert_eq!(store.installation_fact("salt").await, Ok(None));
        assert_eq!(store.keep_installation_fact("salt", "one").await, Ok("one".to_owned()));
        assert_eq!(store.keep_installation_fact("salt", "two").await, Ok("one".to_owned()));
        assert_eq!(store.installation_fact("salt").await, Ok(Some("one".to_owned())));
        store.close().await;
    }
}

/// Uses the invitation and the link with the secret "hash".
async fn used(store: &Store, visible: &Visible) -> (Option<Invitation>, Option<MemberId>) {
    let done: Result<_, StoreError> = store
        .write(visible, |tx| {
            Box::pin(async move {
                tx.record(event(EventKind::MemberJoined)).await?;
                Ok((tx.use_invitation("hash", NOW).await?, tx.use_one_time_link("hash", NOW).await?))
            })
        })
        .await;
    done.expect("an answer")
}
