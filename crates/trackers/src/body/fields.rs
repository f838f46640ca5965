//! Labels at the beginning of a line and what follows them.

use std::collections::HashSet;

use super::blocks::Line;
use crate::Settings;

/// What a labelled text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Value,
    Estimate,
    Points,
    Due,
    WaitsFor,
    /// A label that tickets often carry; it ends the text before it.
    Other,
}

impl Field {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Value => "Business Value line",
            Self::Estimate => "estimate",
            Self::Points => "number of story points",
            Self::Due => "due date",
            Self::WaitsFor => "list of dependencies",
            Self::Other => "such label",
        }
    }

    fn named(label: &str) -> Option<Self> {
        Some(match label {
            "estimate" | "estimated effort" | "effort" | "effort estimate" | "time estimate" | "original estimate"
            | "stima" | "aufwand" | "schätzung" | "aufwandsschätzung" | "estimation" | "estimación" => {
                Self::Estimate
            }
            "story points" | "story point" | "storypoints" | "points" | "sp" => Self::Points,
            "due" | "due date" | "due on" | "deadline" | "fällig" | "fällig am" | "scadenza" | "échéance"
            | "fecha límite" => Self::Due,
            "blocked by" | "is blocked by" | "depends on" | "depends upon" | "dependencies" | "waits for"
            | "waiting for" | "dipende da" | "hängt ab von" | "dépend de" | "depende de" => Self::WaitsFor,
            "team"
            | "owner"
            | "status"
            | "priority"
            | "problem"
            | "note"
            | "notes"
            | "comment"
            | "comments"
            | "description"
            | "assignee"
            | "reporter"
            | "acceptance criteria"
            | "context"
            | "background"
            | "steps to reproduce"
            | "expected behavior"
            | "expected behaviour"
            | "actual behavior"
            | "actual behaviour"
            | "impact"
            | "risk"
            | "risks"
            | "labels"
            | "related"
            | "blocks"
            | "version"
            | "environment" => Self::Other,
            _ => return None,
        })
    }
}

/// A label found in a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) field: Field,
    /// The text after the label and its colon or dash.
    pub(super) rest: String,
    /// Whether the label is set in bold or italics.
    pub(super) emphasised: bool,
}

/// Longest label that is looked for, in bytes.
const LONGEST: usize = 160;

/// The labels of a workspace.
pub(super) struct Labels {
    value: HashSet<String>,
}

impl Labels {
    pub(super) fn new(settings: &Settings) -> Self {
        let value = settings.value_labels.iter().map(|label| normal(label)).filter(|label| !label.is_empty()).collect();
        Self { value }
    }

    /// The label a line begins with: "Business Value: x", "**Business Value** x", "Business value - x".
    pub(super) fn line(&self, line: &Line) -> Option<Label> {
        let text = line.text.trim_start();
        if text.starts_with("~~") {
            return None;
        }
        let shown = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let skipped = line.text.len() - shown.len();
        let emphasised = line.emphasised > skipped;
        if emphasised && let Some(field) = self.field(&shown[..line.emphasised - skipped]) {
            return Some(Label { field, rest: after(&shown[line.emphasised - skipped..]), emphasised });
        }
        let (label, rest) = split(shown)?;
        let field = self.field(label)?;
        Some(Label { field, rest: after(rest), emphasised })
    }

    /// The label a heading is, with or without a text after it; an explanation in brackets is no text.
    pub(super) fn heading(&self, text: &str) -> Option<Label> {
        let shown = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some(field) = self.field(shown.split('(').next().unwrap_or(shown))
            && shown.trim_end().trim_end_matches(':').ends_with(')')
        {
            return Some(Label { field, rest: String::new(), emphasised: true });
        }
        let (label, rest) = split(shown).unwrap_or((shown, ""));
        let field = self.field(label)?;
        Some(Label { field, rest: after(rest), emphasised: true })
    }

    /// The field that a text names, if it is nothing but a label.
    pub(super) fn field(&self, label: &str) -> Option<Field> {
        if label.len() > LONGEST {
            return None;
        }
        let label = normal(label);
        if self.value.contains(&label) { Some(Field::Value) } else { Field::named(&label) }
    }
}

/// Whether a line begins a text of its own: "**Anything:** ...".
pub(super) fn looks_like_label(line: &Line) -> bool {
    let (label, rest) = line.text.split_at(line.emphasised);
    !label.trim().is_empty() && (label.trim_end().ends_with([':', '：']) || rest.trim_start().starts_with([':', '：']))
}

/// Splits a line at the first sign that ends a label. Brackets after a label stay with the text.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let at_sign = head.find([':', '：', '=']);
    let at_dash = [" - ", " – ", " — ", " -> ", " → "].iter().filter_map(|dash| head.find(dash)).min();
    let at_bracket = head.find(" (").filter(|_| at_sign.is_some());
    match at_sign.into_iter().chain(at_dash).chain(at_bracket).min() {
        Some(at) => Some(text.split_at(at)),
        None => (end == text.len()).then_some((text, "")),
    }
}

/// What follows a label, without the signs between them and without unclosed markup.
fn after(rest: &str) -> String {
    let rest = rest.trim_start();
    if rest.starts_with('(')
        && let Some((hint, text)) = rest.split_once(')')
    {
        let text = after(text);
        return if text.is_empty() { text } else { format!("{hint}) {text}") };
    }
    let mut rest = rest.trim_start_matches(['*', '_']).trim_start();
    for sign in ["->", "→", ":", "：", "=", "- ", "– ", "— "] {
        if let Some(text) = rest.strip_prefix(sign) {
            rest = text;
            break;
        }
    }
    rest.trim().trim_start_matches("**").trim_start_matches("__").trim().to_owned()
}

/// Lower case, single spaces, no signs at the ends.
fn normal(label: &str) -> String {
    let spaced = label.to_lowercase().replace(['-', '_', '\u{a0}'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
