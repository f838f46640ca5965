//! What a tracker says of a ticket, put over what is here.

use throughline_domain::{
    ProblemId, SourceId, TeamId, TicketId, Ts,
    check::MAX_LINE,
    tickets::{Incoming, Status, Ticket, TicketField},
};

/// What the names in a file mean here.
pub(super) trait Names {
    /// The team of this name.
    fn team(&self, name: &str) -> Option<TeamId>;
    /// The problem of this key or title.
    fn problem(&self, name: &str) -> Option<ProblemId>;
}

/// The ticket after an import. What somebody set here stays; for everything else the tracker is right, also when it no
/// longer says anything. `key` is only taken for a ticket that is new; `notes` gets what is worth saying.
pub(super) fn merged(
    before: Option<&Ticket>,
    incoming: &Incoming,
    (source, key): (SourceId, String),
    names: &impl Names,
    now: Ts,
    notes: &mut Vec<String>,
) -> Ticket {
    let mut note = |text: String| notes.push(format!("{}: {text}", incoming.external_id));
    let team_id = incoming.team.as_deref().and_then(|name| names.team(name));
    if let (Some(name), None) = (&incoming.team, team_id) {
        note(format!("there is no team \"{name}\" here, so the ticket has none."));
    }
    let problem_id = incoming.problem.as_deref().and_then(|name| names.problem(name));
    if let (Some(name), None) = (&incoming.problem, problem_id) {
        note(format!("there is no problem \"{name}\" here, so the ticket hangs on none."));
    }
    let (value_line, cut) = line_that_fits(incoming.value_line.as_deref());
    if cut {
        note(format!(
            "its Business Value line is longer than {MAX_LINE} characters; only so many are read, and the body keeps all of it."
        ));
    }
    let said = Ticket {
        id: before.map_or_else(|| TicketId::new(now), |ticket| ticket.id),
        key: before.map_or(key, |ticket| ticket.key.clone()),
        source_id: source,
        external_id: incoming.external_id.clone(),
        url: incoming.url.clone(),
        title: incoming.title.clone(),
        body: incoming.body.clone(),
        status: if incoming.closed { Status::Closed } else { Status::Open },
        labels: incoming.labels.clone(),
        value_line,
        set_here: Vec::new(),
        confirmed_reading: None,
        problem_id,
        team_id,
        effort_days: incoming.effort_days,
        due_on: incoming.due_on,
        rice: incoming.rice,
        moscow: incoming.moscow,
        waits_for: incoming.waits_for.clone(),
        opened_at: incoming.opened_at.or(before.map(|ticket| ticket.opened_at)).unwrap_or(now),
        closed_at: incoming.closed_at.or_else(|| {
            let known = before.and_then(|ticket| ticket.closed_at);
            incoming.closed.then(|| known.unwrap_or(now))
        }),
        updated_at: incoming.updated_at.or(before.map(|ticket| ticket.updated_at)).unwrap_or(now),
        version: before.map_or(1, |ticket| ticket.version),
        withdrawn_at: None,
    };
    match before {
        Some(before) => kept_over(before, said),
        None => said,
    }
}

/// What was set here, over what the tracker says.
fn kept_over(before: &Ticket, said: Ticket) -> Ticket {
    let mut ticket = Ticket { set_here: before.set_here.clone(), ..said };
    for field in &before.set_here {
        match field {
            TicketField::ValueLine => ticket.value_line.clone_from(&before.value_line),
            TicketField::Problem => ticket.problem_id = before.problem_id,
            TicketField::Team => ticket.team_id = before.team_id,
            TicketField::Effort => ticket.effort_days = before.effort_days,
            TicketField::Due => ticket.due_on = before.due_on,
            TicketField::Rice => ticket.rice = before.rice,
            TicketField::Moscow => ticket.moscow = before.moscow,
        }
    }
    // A reading is confirmed for a sentence; another sentence has to be asked about again.
    if ticket.value_line == before.value_line {
        ticket.confirmed_reading = before.confirmed_reading;
    }
    ticket
}

/// The line, or as much of it as is read, and whether something was cut.
fn line_that_fits(line: Option<&str>) -> (Option<String>, bool) {
    let Some(line) = line else { return (None, false) };
    match line.char_indices().nth(MAX_LINE) {
        None => (Some(line.to_owned()), false),
        Some((end, _)) => (Some(line[..end].to_owned()), true),
    }
}

/// Names of the fields that differ, in words.
pub(super) fn changed_fields(before: &Ticket, after: &Ticket) -> Vec<String> {
    let compared = [
        ("title", before.title != after.title),
        ("body", before.body != after.body),
        ("address", before.url != after.url),
        ("status", before.status != after.status),
        ("labels", before.labels != after.labels),
        ("Business Value line", before.value_line != after.value_line),
        ("problem", before.problem_id != after.problem_id),
        ("team", before.team_id != after.team_id),
        ("estimate", before.effort_days != after.effort_days),
        ("due date", before.due_on != after.due_on),
        ("RICE", before.rice != after.rice),
        ("MoSCoW", before.moscow != after.moscow),
        ("what it waits for", before.waits_for != after.waits_for),
        ("opened", before.opened_at != after.opened_at),
        ("closed", before.closed_at != after.closed_at),
        ("last change", before.updated_at != after.updated_at),
    ];
    compared.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}
