//! What must hold for what a workspace tells afterwards: the files and the workspace may each be right, and wrong together.

use std::collections::BTreeSet;

use crate::strategy::files::{
    Act, Comparison, Conflict, Kind, Name, Strategy, Value, check,
    compare::{Disputed, STAR},
    rules, say,
    schema::Form,
};

impl Comparison {
    /// Adds a conflict for everything that would not hold.
    pub(super) fn check_outcome(&mut self, told: &Strategy, workspace: &Strategy) {
        let made: BTreeSet<&Name> =
            self.acts.iter().filter(|(_, act)| !matches!(act, Act::Withdraw(_))).map(|(name, _)| name).collect();
        let mut found = self.dangling(&made);
        found.extend(self.star_is_there(told, workspace));
        found.extend(self.called_twice(&made));
        found.extend(self.standing(&made));
        found.extend(self.impossible());
        self.conflicts.extend(found);
    }

    /// What is made or changed may not refer to what is deleted, on either side, and what is deleted may not be referred
    /// to by anything that stays.
    fn dangling(&self, made: &BTreeSet<&Name>) -> Vec<Conflict> {
        let deleted: BTreeSet<&Name> =
            self.acts.iter().filter(|(_, act)| matches!(act, Act::Withdraw(_))).map(|(name, _)| name).collect();
        let mut found = Vec::new();
        for (name, thing) in &self.outcome.things {
            let made = made.contains(name);
            let lost = |meant: &Name| {
                if made { !self.outcome.things.contains_key(meant) } else { deleted.contains(meant) }
            };
            let fields: Vec<Disputed<'_>> = name
                .kind
                .named(thing)
                .filter(|(_, named)| named.iter().any(lost))
                .map(|(field, _)| (field, thing.fields.get(field)))
                .map(|(field, value)| if made { (field, None, value, None) } else { (field, None, None, value) })
                .collect();
            if !fields.is_empty() {
                let why = if made { say::REFERS_TO_DELETED } else { say::STILL_REFERS };
                found.push(say::conflict(name, thing, fields, why));
            }
            if made && name.kind == Kind::KeyResult && thing.text("objective").is_empty() {
                found.push(say::conflict(name, thing, vec![("objective", None, None, None)], say::NO_OBJECTIVE));
            }
        }
        found
    }

    /// The metric that is marked as the North Star may not be one that is deleted, on either side.
    fn star_is_there(&self, told: &Strategy, workspace: &Strategy) -> Option<Conflict> {
        let star = self.outcome.north_star.as_ref()?;
        let name = Name { kind: Kind::Metric, handle: star.clone() };
        if self.outcome.things.contains_key(&name) {
            return None;
        }
        let thing = told.things.get(&name).or_else(|| workspace.things.get(&name))?;
        let said = |strategy: &Strategy| strategy.north_star.as_ref().map(|handle| Value::Text(handle.to_string()));
        let (files, here) = (said(told), said(workspace));
        Some(say::conflict(&name, thing, vec![(STAR, None, files.as_ref(), here.as_ref())], say::STAR_DELETED))
    }

    /// No two of a kind may have the same key, no two segments the same name.
    fn called_twice(&self, made: &BTreeSet<&Name>) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (field, names) in rules::called_twice(&self.outcome) {
            for name in names.iter().filter(|name| made.contains(*name)) {
                let Some(other) = names.iter().find(|other| other != &name) else { continue };
                let thing = &self.outcome.things[*name];
                let called = thing.text(field);
                let why =
                    format!("would have the {field} “{called}” of the {other}. Give one of the two another {field}");
                found.push(say::impossible(name, thing, &why));
            }
        }
        found
    }

    /// No metric or problem may stand above itself, not too many problems one above the other, and nothing above the North
    /// Star.
    fn standing(&self, made: &BTreeSet<&Name>) -> Vec<Conflict> {
        let circle = "would stand above itself, with what the workspace changed. Name a parent that is not below it";
        let star = "would be the North Star with something above it, with what the workspace changed. Take its parent out, or choose another North Star";
        let deep = "would have too many problems above it, with what the workspace changed. Name a parent further up";
        let circles = rules::circles(&self.outcome).into_iter().map(|name| (name, circle));
        let too_deep = rules::too_deep(&self.outcome).into_iter().map(|name| (name, deep));
        let all = circles.chain(too_deep).chain(rules::star_below(&self.outcome).map(|name| (name, star)));
        all.filter(|(name, _)| made.contains(name))
            .map(|(name, why)| say::impossible(&name, &self.outcome.things[&name], why))
            .collect()
    }

    /// What changes must be one that could be entered by hand, with what the workspace changed in it.
    fn impossible(&self) -> Vec<Conflict> {
        let changed = self.acts.iter().filter(|(_, act)| matches!(act, Act::Change(_)));
        let said = changed.filter_map(|(name, _)| {
            let faults = check::single(&self.outcome, name);
            let said: Vec<String> = faults.into_iter().map(|(_, message)| message).collect();
            let why = || format!("would not be possible, with what the workspace changed: {}", said.join("; "));
            (!said.is_empty()).then(|| say::impossible(name, &self.outcome.things[name], &why()))
        });
        said.collect()
    }

    /// Adds a conflict for everything that the files give to somebody who is no longer a member.
    pub fn check_owners(&mut self, no_member_any_more: &dyn Fn(&str) -> bool) {
        let mut found = Vec::new();
        for (name, act) in self.acts.iter().filter(|(_, act)| !matches!(act, Act::Withdraw(_))) {
            let Some(thing) = self.outcome.things.get(name) else { continue };
            for field in name.kind.fields().iter().filter(|field| field.form == Form::Member) {
                let given = matches!(act, Act::Create(_)) || self.is_changed(name, field.name);
                if given && no_member_any_more(thing.text(field.name)) {
                    let value = thing.fields.get(field.name);
                    found.push(say::conflict(name, thing, vec![(field.name, None, value, None)], say::OWNER_LEFT));
                }
            }
        }
        self.conflicts.extend(found);
    }
}
