//! What an entry of the log says, and where its record is.

use throughline_domain::{
    activity::{Event, EventKind},
    people::Member,
};

use super::EventView;

/// Entries with names and sentences. `members`: all of them, those who left included.
pub(crate) fn told(events: Vec<Event>, members: &[Member]) -> Vec<EventView> {
    let name_of = |event: &Event| {
        let by = event.by?;
        members.iter().find(|member| member.id == by).map(|member| member.name.clone())
    };
    let view = |event: Event| {
        let by_name = name_of(&event);
        let who = by_name.as_deref().unwrap_or("The operator");
        EventView { sentence: format!("{who} {}", deed(&event, who)), href: place(&event), by_name, event }
    };
    events.into_iter().map(view).collect()
}

/// What was done: "changed the ticket NF-212".
fn deed(event: &Event, who: &str) -> String {
    use EventKind as Kind;
    let subject = event.subject.as_str();
    match event.kind {
        Kind::WorkspaceCreated => format!("set up the workspace {subject}"),
        Kind::WorkspaceChanged => format!("changed the settings of {subject}"),
        Kind::WorkspaceImported => format!("read {subject} back from an export"),
        Kind::WorkspaceExported => format!("exported {subject}"),
        Kind::MemberInvited => format!("invited {subject}"),
        Kind::InvitationWithdrawn => format!("took back the invitation of {subject}"),
        Kind::MemberJoined if subject == who => "joined".to_owned(),
        Kind::MemberJoined => format!("joined as {subject}"),
        Kind::MemberRemoved => format!("removed {subject} from the workspace"),
        Kind::MemberRestored => format!("brought {subject} back"),
        Kind::SignedIn => "signed in".to_owned(),
        Kind::SignedOut => "signed out".to_owned(),
        Kind::LinkMade if subject == who => "made a one-time link for themselves".to_owned(),
        Kind::LinkMade => format!("made a one-time link for {subject}"),
        Kind::LinkUsed => "used a one-time link".to_owned(),
        Kind::PasswordChanged => "set a new password".to_owned(),
        Kind::TokenWithdrawn => format!("took back the token {subject}"),
        Kind::MetricObserved => match event.data.get("value").and_then(serde_json::Value::as_f64) {
            Some(value) => format!("recorded {value} for {subject}"),
            None => format!("recorded a value for {subject}"),
        },
        Kind::TicketsImported => format!("imported tickets from {subject}"),
        Kind::ImportStarted => format!("began an import from {subject}"),
        Kind::ImportFinished => format!("finished an import from {subject}"),
        Kind::PinKept => format!("kept a move of {subject}"),
        Kind::PinWithdrawn => format!("took back the kept move of {subject}"),
        kind => changed(kind, subject),
    }
}

/// The same for the nouns that are made, changed, deleted and brought back alike.
fn changed(kind: EventKind, subject: &str) -> String {
    let (noun, deed) = kind.name().split_once('.').unwrap_or((kind.name(), "changed"));
    let deed = match deed {
        "created" => "made",
        "withdrawn" => "deleted",
        "restored" => "brought back",
        other => other,
    };
    format!("{deed} the {} {subject}", noun.replace('_', " "))
}

/// Where the record is seen in the browser; none for what has no page.
fn place(event: &Event) -> Option<String> {
    let (noun, deed) = event.kind.name().split_once('.')?;
    // Ids stay when somebody gives a goal another key.
    let page = |folder: &str| event.subject_id.map(|id| format!("/{folder}/{id}"));
    match (noun, deed) {
        ("workspace", _) => Some("/settings".to_owned()),
        ("member" | "invitation", _) => Some("/settings/members".to_owned()),
        ("token", _) => Some("/settings/tokens".to_owned()),
        ("team", _) => Some("/settings/teams".to_owned()),
        ("segment", _) => Some("/settings/segments".to_owned()),
        ("objective" | "key_result" | "problem", "withdrawn") => Some("/goals".to_owned()),
        ("objective", _) => page("objectives"),
        ("key_result", _) => page("key-results"),
        ("problem", _) => page("problems"),
        ("metric", _) => page("metrics"),
        // The key of a deleted ticket may belong to another one by now.
        ("ticket", deed) if deed != "withdrawn" && fits_a_path(&event.subject) => {
            Some(format!("/tickets/{}", event.subject))
        }
        ("ticket", _) => page("tickets"),
        ("tickets" | "import", _) => Some("/import".to_owned()),
        ("pin", _) => Some("/priorities".to_owned()),
        _ => None,
    }
}

/// Whether a key can stand in an address as it is.
fn fits_a_path(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !key.is_empty() && !key.starts_with('.') && key.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use throughline_domain::{AccountId, EventId, MemberId, Ts, people::Role};

    use super::*;

    fn edda() -> Member {
        Member {
            id: MemberId::new(Ts::default()),
            account_id: AccountId::new(Ts::default()),
            email: "edda@nimbus.example".to_owned(),
            name: "Edda Marsh".to_owned(),
            role: Role::Owner,
            team_id: None,
            version: 1,
            joined_at: Ts::default(),
            removed_at: None,
        }
    }

    fn event(kind: EventKind, by: Option<MemberId>, subject: &str) -> Event {
        Event {
            id: EventId::new(Ts::default()),
            number: 1,
            at: Ts::default(),
            by,
            kind,
            subject_id: Some(uuid::Uuid::nil()),
            subject: subject.to_owned(),
            data: serde_json::json!({ "value": 41_802.0 }),
        }
    }

    fn sentence(kind: EventKind, subject: &str) -> String {
        let edda = edda();
        told(vec![event(kind, Some(edda.id), subject)], &[edda]).remove(0).sentence
    }

    #[test]
    fn a_change_is_told_with_who_did_it_and_what_it_is_called() {
        assert_eq!(sentence(EventKind::TicketChanged, "NF-212"), "Edda Marsh changed the ticket NF-212");
        assert_eq!(sentence(EventKind::KeyResultRestored, "KR3"), "Edda Marsh brought back the key result KR3");
        assert_eq!(sentence(EventKind::MemberJoined, "Edda Marsh"), "Edda Marsh joined");
        assert_eq!(sentence(EventKind::MetricObserved, "Loads on time"), "Edda Marsh recorded 41802 for Loads on time");
    }

    #[test]
    fn what_no_member_did_the_operator_did() {
        let view = told(vec![event(EventKind::TokenCreated, None, "demo")], &[edda()]).remove(0);
        assert_eq!(view.by_name, None);
        assert_eq!(view.sentence, "The operator made the token demo");
    }

    #[test]
    fn every_kind_is_told_in_words() {
        for kind in EventKind::ALL {
            let sentence = sentence(*kind, "It");
            assert!(!sentence.contains(['_', '.']), "{sentence}");
        }
    }

    #[test]
    fn a_ticket_is_found_by_its_key_and_by_its_id_where_the_key_does_not_fit_an_address() {
        let place = |key| place(&event(EventKind::TicketChanged, None, key));
        assert_eq!(place("NF-212").as_deref(), Some("/tickets/NF-212"));
        assert_eq!(place("nimbus/freight#2").as_deref(), Some("/tickets/00000000-0000-0000-0000-000000000000"));
    }
}
