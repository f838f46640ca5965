//! One item of GitHub's list as a ticket, or the reason why it is none.

use std::collections::HashMap;

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use throughline_domain::{Ts, tickets::Incoming};

use super::text;
use crate::{
    Note, Parsed, Settings, body,
    effort::shorten,
    labels,
    references::{self, Home},
};

/// Adds items to what was read so far.
pub(super) fn parse(items: &[Value], settings: &Settings, parsed: &mut Parsed) {
    if parsed.repository.is_none() {
        parsed.repository = items.iter().find_map(repository);
    }
    let own = parsed.repository.clone();
    let results: Vec<_> = items.iter().map(|item| ticket(item, own.as_deref(), settings)).collect();
    let mut last_places: HashMap<String, usize> = HashMap::new();
    for (place, result) in results.iter().enumerate() {
        if let Ok((ticket, _)) = result {
            last_places.insert(ticket.external_id.clone(), place);
        }
    }
    for (place, result) in results.into_iter().enumerate() {
        let name = name(&items[place], place);
        match result {
            Ok((ticket, _)) if last_places[&ticket.external_id] != place => {
                parsed.skip(name, "the same number comes again later in the file; the later item was taken");
            }
            Ok((ticket, notes)) => {
                parsed.notes.extend(notes.into_iter().map(|text| Note { item: name.clone(), text }));
                parsed.tickets.push(ticket);
            }
            Err(reason) => parsed.skip(name, reason),
        }
    }
}

/// The number of an item, if it has one.
pub(super) fn number(item: &Value) -> Option<u64> {
    item.get("number").and_then(Value::as_u64).filter(|&number| number > 0)
}

fn name(item: &Value, place: usize) -> String {
    number(item).map_or_else(|| format!("item {}", place + 1), |number| format!("#{number}"))
}

/// "owner/name" as the item's own addresses tell it.
fn repository(item: &Value) -> Option<String> {
    let from_api = text(item, "repository_url").and_then(|address| address.split_once("/repos/")).map(|(_, path)| path);
    let from_page = || {
        let (_, path) = text(item, "html_url")?.split_once("://")?;
        let path = path.split_once('/')?.1;
        path.split_once("/issues/").or_else(|| path.split_once("/pull/")).map(|(repository, _)| repository)
    };
    from_api.or_else(from_page).filter(|path| references::is_repository(path)).map(str::to_owned)
}

fn same_repository(item: &Value, own: Option<&str>) -> bool {
    match (repository(item), own) {
        (Some(its), Some(own)) => its.eq_ignore_ascii_case(own),
        _ => true,
    }
}

fn ticket(item: &Value, own: Option<&str>, settings: &Settings) -> Result<(Incoming, Vec<String>), String> {
    if !item.is_object() {
        return Err("it is no issue: expected an object with \"number\" and \"title\"".into());
    }
    if item.get("pull_request").is_some_and(|value| !value.is_null()) {
        return Err("it is a pull request, not an issue".into());
    }
    let number = number(item).ok_or("it has no \"number\", so it could not be found again")?;
    let title = match item.get("title") {
        Some(Value::String(title)) if !title.trim().is_empty() => title.trim().to_owned(),
        Some(Value::String(_)) => return Err("its title is empty".into()),
        Some(_) => return Err("its \"title\" is not a text".into()),
        None => return Err("it has no \"title\"".into()),
    };
    if !same_repository(item, own) {
        let its = repository(item).unwrap_or_default();
        return Err(format!(
            "it belongs to {its}, the file to {}; import each repository on its own",
            own.unwrap_or_default()
        ));
    }
    let closed = match text(item, "state") {
        Some("open") => false,
        Some("closed") => true,
        Some(other) => return Err(format!("its state \"{}\" is neither \"open\" nor \"closed\"", shorten(other))),
        None => return Err("it has no \"state\"".into()),
    };
    let body = match item.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(body)) => body.clone(),
        Some(_) => return Err("its \"body\" is not a text".into()),
    };
    let mut notes = Vec::new();
    let mut ticket = Incoming {
        external_id: number.to_string(),
        url: text(item, "html_url")
            .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
            .map(str::to_owned),
        title,
        closed,
        labels: label_names(item, &mut notes),
        opened_at: instant(item, "created_at", &mut notes),
        closed_at: instant(item, "closed_at", &mut notes),
        updated_at: instant(item, "updated_at", &mut notes),
        ..Incoming::default()
    };
    let home = Home { repository: repository(item), host: page_host(item), keys: false };
    read_body(&mut ticket, &body, &home, settings, &mut notes);
    if ticket.due_on.is_none() {
        let milestone = item.get("milestone").unwrap_or(&Value::Null);
        ticket.due_on = instant(milestone, "due_on", &mut notes).map(|ts| ts.date_in(&TimeZone::UTC));
    }
    ticket.body = body;
    Ok((ticket, notes))
}

/// What the body and the labels say. The body is nearer to the ticket, so it goes before its labels.
fn read_body(ticket: &mut Incoming, body: &str, home: &Home, settings: &Settings, notes: &mut Vec<String>) {
    let facts = body::read(body, home, settings);
    let from_labels = labels::read(&ticket.labels, settings);
    notes.extend(facts.notes);
    notes.extend(from_labels.notes);
    if let (Some(in_body), Some(in_label)) = (facts.effort_days, from_labels.effort_days)
        && in_body != in_label
    {
        notes.push("the text and a label give different estimates; the text's was taken".into());
    }
    ticket.value_line = facts.value_line;
    ticket.effort_days = facts.effort_days.or(from_labels.effort_days);
    ticket.due_on = facts.due_on;
    ticket.moscow = from_labels.moscow;
    ticket.team = from_labels.team;
    ticket.waits_for = facts.waits_for;
    let own = ticket.external_id.as_str();
    if ticket.waits_for.iter().any(|reference| reference == own) {
        ticket.waits_for.retain(|reference| reference != own);
        notes.push("it says that it waits for itself; that was left out".into());
    }
}

fn page_host(item: &Value) -> Option<String> {
    let rest = text(item, "html_url")?.strip_prefix("https://")?;
    rest.split('/').next().map(str::to_owned)
}

/// Labels are objects with a name, or plain texts in older answers.
fn label_names(item: &Value, notes: &mut Vec<String>) -> Vec<String> {
    let labels = item.get("labels").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> =
        labels.iter().filter_map(|label| label.as_str().or_else(|| text(label, "name"))).map(str::to_owned).collect();
    if names.len() < labels.len() {
        notes.push("a label without a name was left out".into());
    }
    names
}

fn instant(item: &Value, name: &str, notes: &mut Vec<String>) -> Option<Ts> {
    let value = item.get(name).filter(|value| !value.is_null())?;
    let instant = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    if instant.is_none() {
        notes.push(format!("its \"{name}\" is not a time like 2026-10-13T08:00:00Z and was left out"));
    }
    instant.map(Ts::from)
}
