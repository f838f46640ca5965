//! What an entry of the log says, and where its record is.

use serde_json::Value;
use throughline_domain::activity::{Event, EventKind};

use super::EventView;
use crate::portfolio::Picture;

/// Who acts where no member does.
const OPERATOR: &str = "The operator";

impl Picture {
    /// An entry with names, as of now.
    pub(crate) fn event_view(&self, event: Event) -> EventView {
        let by_name = event.by.and_then(|by| self.name_of(by)).map(str::to_owned);
        let who = by_name.as_deref().unwrap_or(if event.by.is_some() { "Somebody" } else { OPERATOR });
        EventView { sentence: sentence(who, &event), href: href(&event), by_name, event }
    }
}

/// "Edda Marsh changed the ticket NF-212."
fn sentence(who: &str, event: &Event) -> String {
    let subject = &event.subject;
    if let EventKind::MetricPulled = event.kind {
        let values = event.data.get("values").and_then(Value::as_i64).unwrap_or(0);
        let from = event.data.get("source").and_then(Value::as_str).unwrap_or("its source");
        return match values {
            1 => format!("1 value of {subject} came from {from}."),
            values => format!("{values} values of {subject} came from {from}."),
        };
    }
    let said = match event.kind {
        EventKind::WorkspaceChanged => format!("changed the settings of {subject}"),
        EventKind::WorkspaceImported => format!("read the workspace {subject} back from an export"),
        EventKind::WorkspaceExported => format!("exported the workspace {subject}"),
        EventKind::MemberInvited => format!("invited {subject}"),
        EventKind::InvitationWithdrawn => format!("took back the invitation of {subject}"),
        EventKind::MemberJoined => "joined".to_owned(),
        EventKind::MemberRemoved => format!("removed {subject}"),
        EventKind::MemberRestored => format!("brought {subject} back"),
        EventKind::SignedIn => "signed in".to_owned(),
        EventKind::SignedOut => "signed out".to_owned(),
        EventKind::LinkMade => format!("made a link that signs {subject} in once"),
        EventKind::LinkUsed => "used a link that signs in once".to_owned(),
        EventKind::PasswordChanged => "changed their password".to_owned(),
        EventKind::TokenWithdrawn => format!("took back the token {subject}"),
        EventKind::MetricObserved => match event.data.get("value").and_then(Value::as_f64) {
            Some(value) => format!("recorded {} for {subject}", throughline_domain::words::number(value, 4)),
            None => match event.data.get("values").and_then(Value::as_i64) {
                Some(values) => format!("recorded {values} values for {subject}"),
                None => format!("recorded a value for {subject}"),
            },
        },
        EventKind::CompetitorMoveCreated => format!("noted what {subject} did"),
        EventKind::CompetitorMoveChanged => format!("changed what is said of {subject}"),
        EventKind::CompetitorMoveWithdrawn => format!("deleted a move of {subject}"),
        EventKind::CompetitorMoveRestored => format!("brought back a move of {subject}"),
        EventKind::ProblemQuestioned => format!("asked about the problem {subject}"),
        EventKind::ProblemAnswered => format!("answered a question about the problem {subject}"),
        EventKind::CheckedIn => match event.data.get("confidence").and_then(Value::as_i64) {
            Some(confidence) => format!("checked in on {subject}: {confidence} of 10"),
            None => format!("checked in on {subject}"),
        },
        EventKind::CheckInWithdrawn => format!("took back a check-in on {subject}"),
        EventKind::CheckInRestored => format!("brought back a check-in on {subject}"),
        EventKind::PullCreated => format!("said where the values of {subject} are fetched"),
        EventKind::PullChanged => format!("changed where the values of {subject} are fetched"),
        EventKind::PullWithdrawn => format!("ended fetching the values of {subject}"),
        EventKind::PullRestored => format!("went on fetching the values of {subject}"),
        EventKind::TicketsImported => format!("imported {} from {subject}", counted(event)),
        EventKind::ImportStarted => format!("began to import from {subject}"),
        EventKind::ImportFinished => format!("finished importing from {subject}"),
        EventKind::PinKept => match event.data.get("above").and_then(Value::as_str) {
            Some(above) => format!("moved {subject} above {above}"),
            None => format!("moved {subject}"),
        },
        EventKind::UrgentAsked => format!("asked for {subject} urgently"),
        EventKind::UrgentChanged => format!("changed the request {subject}"),
        EventKind::UrgentWithdrawn => format!("took back the request {subject}"),
        EventKind::UrgentDecided => match event.data.get("says").and_then(Value::as_str) {
            Some(says) => format!("decided on {subject}: {says}"),
            None => format!("decided on {subject}"),
        },
        EventKind::UrgentReopened => format!("took back the decision on {subject}"),
        EventKind::UrgentDone => format!("said that {subject} is done"),
        EventKind::UrgentLookedBack => format!("looked back at {subject}"),
        EventKind::MissedAlarmNoted => "noted a warning that nobody raised".to_owned(),
        EventKind::EmergencyStarted => format!("told of an emergency, {subject}"),
        EventKind::EmergencyNoted => format!("added a line to the emergency {subject}"),
        EventKind::EmergencyChanged => format!("changed what is told of the emergency {subject}"),
        EventKind::EmergencyEnded => format!("said that the emergency {subject} is over"),
        EventKind::PinWithdrawn => format!("took back the move of {subject}"),
        EventKind::WorkStarted => format!("began to work on {subject}"),
        EventKind::WorkStopped => format!("stopped the work on {subject}"),
        EventKind::PromiseCreated => match event.data.pointer("/promised_to/to").and_then(Value::as_str) {
            Some(whom) => format!("promised {subject} to {whom}"),
            None => format!("promised {subject}"),
        },
        EventKind::PromiseChanged => format!("changed the promise of {subject}"),
        EventKind::PromiseWithdrawn => format!("took back the promise of {subject}"),
        EventKind::PromiseRestored => format!("renewed the promise of {subject}"),
        EventKind::AlternativeNamed => format!("named another team that could do {subject}"),
        EventKind::AlternativeWithdrawn => format!("took back that another team could do {subject}"),
        EventKind::RoadmapPublished => format!("published the roadmap {subject}"),
        EventKind::ServiceCreated => format!("said what an outage of {subject} costs"),
        EventKind::ServiceChanged => format!("changed what an outage of {subject} costs"),
        kind => {
            let (noun, verb) = kind.name().split_once('.').unwrap_or((kind.name(), "changed"));
            let verb = match verb {
                "created" => "made",
                "withdrawn" => "deleted",
                "restored" => "brought back",
                other => other,
            };
            format!("{verb} the {} {subject}", noun.replace('_', " "))
        }
    };
    format!("{who} {said}.")
}

/// How many tickets a chunk of an import held: its event lists their keys.
fn counted(event: &Event) -> String {
    let keys = |name: &str| event.data.get(name).and_then(Value::as_array).map_or(0, Vec::len);
    match keys("new") + keys("changed") {
        1 => "1 ticket".to_owned(),
        many => format!("{many} tickets"),
    }
}

/// Where to look at the record, relative to the server; none for what has no page.
fn href(event: &Event) -> Option<String> {
    let (noun, verb) = event.kind.name().split_once('.')?;
    // Ids stay when somebody gives a goal another key.
    let page = |folder: &str| event.subject_id.map(|id| format!("/{folder}/{id}"));
    match noun {
        // The key of a deleted ticket may belong to another one by now.
        "ticket" | "pin" | "work" | "alternative" if verb == "withdrawn" || !fits_a_path(&event.subject) => {
            page("tickets")
        }
        "ticket" | "pin" | "work" | "alternative" => Some(format!("/tickets/{}", event.subject)),
        "objective" | "key_result" | "problem" if verb == "withdrawn" => Some("/goals".to_owned()),
        "cycle" if verb == "withdrawn" => Some("/cycles".to_owned()),
        "cycle" => page("cycles"),
        "weekly_goal" => Some("/weekly-goals".to_owned()),
        "objective" => page("objectives"),
        "key_result" | "check_in" => page("key-results"),
        "problem" => page("problems"),
        "calendar_entry" => Some("/roadmap/calendar".to_owned()),
        "promise" | "roadmap" => Some("/roadmap".to_owned()),
        "metric" | "pull" => page("metrics"),
        "competitor_move" => Some("/competitors".to_owned()),
        "segment" => Some("/settings/segments".to_owned()),
        "team" => Some("/settings/teams".to_owned()),
        "member" | "invitation" => Some("/settings/members".to_owned()),
        "urgent_request" => page("urgent"),
        "urgency_budget" | "missed_alarm" => Some("/urgent".to_owned()),
        "emergency" => page("emergencies"),
        "service" => Some("/services".to_owned()),
        "token" => Some("/settings/tokens".to_owned()),
        "workspace" => Some("/settings".to_owned()),
        "tickets" | "import" | "source" => Some("/import".to_owned()),
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
    use serde_json::json;
    use throughline_domain::{EventId, Ts};

    use super::*;

    fn event(kind: EventKind, subject: &str, data: Value) -> Event {
        Event {
            id: EventId::new(Ts::default()),
            number: 1,
            at: Ts::default(),
            by: None,
            kind,
            subject_id: Some(uuid::Uuid::nil()),
            subject: subject.to_owned(),
            data,
        }
    }

    fn told(kind: EventKind, subject: &str, data: Value) -> String {
        sentence("Edda Marsh", &event(kind, subject, data))
    }

    #[test]
    fn a_change_is_told_with_who_did_it_and_what_it_is_called() {
        assert_eq!(told(EventKind::TicketChanged, "NF-212", json!({})), "Edda Marsh changed the ticket NF-212.");
        assert_eq!(told(EventKind::KeyResultRestored, "KR3", json!({})), "Edda Marsh brought back the key result KR3.");
        assert_eq!(told(EventKind::MemberJoined, "Edda Marsh", json!({})), "Edda Marsh joined.");
    }

    #[test]
    fn numbers_of_an_entry_are_told_where_it_has_some() {
        let value = json!({ "value": 41_802.0 });
        assert_eq!(told(EventKind::MetricObserved, "Loads", value), "Edda Marsh recorded 41,802 for Loads.");
        let keys = json!({ "new": ["NF-1", "NF-2"], "changed": ["NF-3"] });
        assert_eq!(told(EventKind::TicketsImported, "a/b", keys), "Edda Marsh imported 3 tickets from a/b.");
        let above = json!({ "above": "NF-214" });
        assert_eq!(told(EventKind::PinKept, "NF-230", above), "Edda Marsh moved NF-230 above NF-214.");
    }

    #[test]
    fn every_kind_is_told_in_words() {
        for kind in EventKind::ALL {
            let sentence = told(*kind, "It", json!({}));
            assert!(!sentence.trim_end_matches('.').contains(['_', '.']), "{sentence}");
        }
    }

    #[test]
    fn a_ticket_is_found_by_its_key_and_by_its_id_where_the_key_does_not_fit_an_address() {
        let href = |kind, key| href(&event(kind, key, json!({})));
        let by_id = Some("/tickets/00000000-0000-0000-0000-000000000000");
        assert_eq!(href(EventKind::TicketChanged, "NF-212").as_deref(), Some("/tickets/NF-212"));
        assert_eq!(href(EventKind::TicketChanged, "nimbus/freight#2").as_deref(), by_id);
        assert_eq!(href(EventKind::TicketWithdrawn, "NF-212").as_deref(), by_id);
    }
}
