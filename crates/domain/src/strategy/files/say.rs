//! What a comparison says, in words.

use crate::{
    strategy::files::{
        Change, Comparison, Conflict, FieldChange, FieldConflict, Name, Thing, Value, What, compare::Disputed,
    },
    words::{capital, list, number, short},
};

pub(super) const BOTH: &str = "was changed in the files and in the workspace";
pub(super) const UNKNOWN: &str = "is in the workspace and in the files, which are not based on it";
pub(super) const DELETED_IN_FILES: &str = "was taken out of the files and changed in the workspace";
pub(super) const DELETED_HERE: &str = "was changed in the files and deleted in the workspace";
pub(super) const REFERS_TO_DELETED: &str = "names something that is deleted, in the files or in the workspace";
pub(super) const STILL_REFERS: &str = "names in the workspace something that was taken out of the files";
pub(super) const STAR_DELETED: &str = "is the North Star on one side and deleted on the other";
pub(super) const OWNER_LEFT: &str = "would belong to somebody who is no longer a member";
pub(super) const NO_OBJECTIVE: &str = "names no objective";

/// The way out of a conflict.
fn way_out(why: &str) -> &'static str {
    match why {
        UNKNOWN => "Export first, so that the files know what is there, and make the change again.",
        DELETED_IN_FILES => {
            "Export again and look at what was changed; take it out of the files then if it still should go."
        }
        DELETED_HERE => "Bring it back in the workspace, or take it out of the files.",
        REFERS_TO_DELETED => "Name another one, or bring it back in the workspace.",
        STILL_REFERS => "Put that back into the files, or let this name another one in the workspace.",
        STAR_DELETED => "Bring it back where it was deleted, or choose another North Star.",
        OWNER_LEFT => "Name another owner, or none.",
        NO_OBJECTIVE => "Name the objective it belongs to.",
        _ => {
            "To keep what the workspace says, write that into the files. To keep yours, export over the files, put your change in again, and apply."
        }
    }
}

/// The longest text that is shown in a sentence, in characters.
const LONGEST: usize = 120;

fn quoted(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("“{}”", short(text, LONGEST)),
        Value::Number(value) => number(*value, 6),
        other => other.to_string(),
    }
}

pub(super) fn field(field: &str, before: Option<&Value>, after: Option<&Value>) -> FieldChange {
    let words = field.replace('_', " ");
    let sentence = match (before.map(quoted), after.map(quoted)) {
        (Some(before), Some(after)) if before == after => format!("{words}: another wording of {after}"),
        (Some(before), Some(after)) => format!("{words}: {after} instead of {before}"),
        (None, Some(after)) => format!("{words}: {after}"),
        (Some(before), None) => format!("{words}: nothing any more; it was {before}"),
        (None, None) => words,
    };
    let text = |value: Option<&Value>| value.map(ToString::to_string);
    FieldChange { field: field.to_owned(), before: text(before), after: text(after), sentence }
}

fn told(what: What, name: &Name, thing: &Thing, fields: Vec<FieldChange>, sentence: String) -> Change {
    let called = thing.called().to_owned();
    Change { what, kind: name.kind, handle: name.handle.to_string(), called, fields, sentence }
}

fn titled(name: &Name, thing: &Thing) -> String {
    if thing.called().is_empty() { name.to_string() } else { format!("{name}, “{}”", thing.called()) }
}

pub(super) fn change(what: What, name: &Name, thing: &Thing, fields: Vec<FieldChange>) -> Change {
    let titled = titled(name, thing);
    let sentence = match what {
        What::Create => format!("Create the {titled}"),
        What::Change => format!("Change the {titled}"),
        What::Withdraw => format!("Delete the {titled}; it can be brought back for 30 days"),
    };
    told(what, name, thing, fields, sentence)
}

pub(super) fn left(what: What, name: &Name, thing: &Thing, fields: Vec<FieldChange>) -> Change {
    let titled = titled(name, thing);
    let sentence = match what {
        What::Create => format!("The {titled}, is new in the workspace and not in the files"),
        What::Change => format!("The {titled}, was changed in the workspace only, and stays so"),
        What::Withdraw => format!("The {titled}, was deleted in the workspace, and stays so; take it out of the files"),
    };
    told(what, name, thing, fields, sentence)
}

pub(super) fn conflict(name: &Name, thing: &Thing, disputed: Vec<Disputed<'_>>, why: &str) -> Conflict {
    let text = |value: Option<&Value>| value.map(ToString::to_string);
    let said = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), quoted);
    let fields = disputed.into_iter().map(|(field, based_on, files, workspace)| FieldConflict {
        field: field.to_owned(),
        based_on: text(based_on),
        files: text(files),
        workspace: text(workspace),
        sentence: format!(
            "{}: the files say {}, the workspace says {}{}",
            field.replace('_', " "),
            said(files),
            said(workspace),
            based_on.map(|value| format!("; it was {}", quoted(value))).unwrap_or_default()
        ),
    });
    let sentence = format!("The {} {why}. {}", titled(name, thing), way_out(why));
    let called = thing.called().to_owned();
    Conflict { kind: name.kind, handle: name.handle.to_string(), called, fields: fields.collect(), sentence }
}

/// A conflict of what would not hold, with the way out in its words.
pub(super) fn impossible(name: &Name, thing: &Thing, why: &str) -> Conflict {
    let called = thing.called().to_owned();
    let sentence = format!("The {} {why}.", titled(name, thing));
    Conflict { kind: name.kind, handle: name.handle.to_string(), called, fields: Vec::new(), sentence }
}

pub(super) fn statement(found: &Comparison) -> String {
    let count = |what: What, verb: &str| {
        let many = found.changes.iter().filter(|change| change.what == what).count();
        (many > 0).then(|| format!("{verb} {}", things(many)))
    };
    let parts: Vec<String> =
        [count(What::Create, "create"), count(What::Change, "change"), count(What::Withdraw, "delete")]
            .into_iter()
            .flatten()
            .collect();
    let mut said = match (found.conflicts.len(), parts.is_empty()) {
        (0, true) => "Nothing would change.".to_owned(),
        (0, false) => format!("This would {}.", list(&parts)),
        (many, _) => format!("Nothing can be applied: {} in conflict.", are(many)),
    };
    match found.in_workspace.len() {
        0 => {}
        many => {
            said.push(' ');
            said.push_str(&capital(&are(many)));
            said.push_str(" changed in the workspace only, and left as it is there.");
        }
    }
    said
}

fn things(many: usize) -> String {
    if many == 1 { "one thing".to_owned() } else { format!("{} things", crate::words::spelled(many)) }
}

fn are(many: usize) -> String {
    format!("{} {}", things(many), if many == 1 { "is" } else { "are" })
}
