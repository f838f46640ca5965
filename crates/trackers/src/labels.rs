//! Labels that carry meaning: `moscow:must`, `must-have`, `estimate:3d`, `points:5`, `team:Booking`.

use throughline_domain::tickets::{EffortDays, Moscow};

use crate::{
    Settings,
    effort::{self, Unit, shorten},
};

/// What a ticket's labels say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LabelFacts {
    pub moscow: Option<Moscow>,
    pub effort_days: Option<EffortDays>,
    pub team: Option<String>,
    pub notes: Vec<String>,
}

/// Reads labels. Where two labels contradict each other neither is taken, and a note says so.
pub(crate) fn read(labels: &[String], settings: &Settings) -> LabelFacts {
    let mut facts = LabelFacts::default();
    let (mut classes, mut efforts, mut teams) = (Vec::new(), Vec::new(), Vec::new());
    for label in labels {
        let (scope, value) = split(label);
        match scope.to_lowercase().as_str() {
            "moscow" | "priority" | "p" => classes.extend(class(value)),
            "" => classes.extend(class(value).filter(|_| value.to_lowercase().contains("have"))),
            "estimate" | "effort" => match effort::read(value, None, settings) {
                Ok(effort) => efforts.push(effort),
                Err(reason) => {
                    facts.notes.push(format!("the label \"{}\" gives no estimate: {reason}", shorten(label)));
                }
            },
            "points" | "story points" | "story-points" | "storypoints" | "sp" => {
                match effort::read(value, Some(Unit::Points), settings) {
                    Ok(effort) => efforts.push(effort),
                    Err(reason) => {
                        facts.notes.push(format!("the label \"{}\" gives no estimate: {reason}", shorten(label)));
                    }
                }
            }
            "team" | "squad" if !value.is_empty() => teams.push(value.to_owned()),
            _ => {}
        }
    }
    facts.moscow = only(classes, "MoSCoW class", &mut facts.notes);
    facts.effort_days = only(efforts, "estimate", &mut facts.notes);
    facts.team = only(teams, "team", &mut facts.notes);
    facts
}

/// A `MoSCoW` class by the names people give it.
pub(crate) fn class(text: &str) -> Option<Moscow> {
    let word: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    Some(match word.as_str() {
        "must" | "musthave" => Moscow::Must,
        "should" | "shouldhave" => Moscow::Should,
        "could" | "couldhave" => Moscow::Could,
        "wont" | "wonthave" | "wonthavethistime" | "willnothave" => Moscow::Wont,
        _ => return None,
    })
}

/// "team: Booking", "team/Booking" and "`team::Booking`" are a scope and a value; others are a value alone.
fn split(label: &str) -> (&str, &str) {
    match label.split_once([':', '/', '=']) {
        Some((scope, value)) => (scope.trim(), value.trim_start_matches([':', '/', '=']).trim()),
        None => ("", label.trim()),
    }
}

fn only<T: PartialEq>(mut found: Vec<T>, what: &str, notes: &mut Vec<String>) -> Option<T> {
    let first = found.pop()?;
    if found.iter().all(|other| *other == first) {
        return Some(first);
    }
    notes.push(format!("the labels name more than one {what}, so none was taken"));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(labels: &[&str]) -> LabelFacts {
        let labels: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
        read(&labels, &Settings { days_per_story_point: Some(2.0), ..Settings::default() })
    }

    #[test]
    fn labels_name_a_moscow_class_only_where_it_is_clear() {
        for label in ["moscow:must", "must-have", "Must have", "MoSCoW / Must", "P: must", "priority:must-have"] {
            assert_eq!(facts(&[label]).moscow, Some(Moscow::Must), "{label}");
        }
        for label in
            ["P1", "P:1", "priority:high", "wontfix", "must", "could be nice", "won't fix", "needs must have review"]
        {
            assert_eq!(facts(&[label]).moscow, None, "{label}");
        }
        assert_eq!(facts(&["won't-have"]).moscow, Some(Moscow::Wont));
    }

    #[test]
    fn labels_give_estimates_and_teams() {
        assert_eq!(facts(&["estimate:3d"]).effort_days, Some(EffortDays { low: 3.0, high: 3.0 }));
        assert_eq!(facts(&["points:5"]).effort_days, Some(EffortDays { low: 10.0, high: 10.0 }));
        assert_eq!(facts(&["team:Booking"]).team.as_deref(), Some("Booking"));
        assert_eq!(facts(&["team::Booking", "bug"]).team.as_deref(), Some("Booking"));
        assert_eq!(facts(&["estimate: XL"]).notes.len(), 1);
    }

    #[test]
    fn labels_that_contradict_each_other_are_not_taken() {
        let facts = facts(&["moscow:must", "moscow:could", "team:A", "team:A"]);
        assert_eq!((facts.moscow, facts.team.as_deref(), facts.notes.len()), (None, Some("A"), 1));
    }
}
