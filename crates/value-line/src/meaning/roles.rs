//! Which part a share plays: the change, the baseline, a probability, a margin.

use crate::grammar::quantity::Quantity;
use crate::grammar::{Item, ItemKind, Sentence};
use crate::lexicon::Concept;

/// The part of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// By how much a rate changes.
    Change,
    /// How large the rate is today.
    Baseline,
    /// How large the rate will be.
    Target,
    /// How likely it is.
    Probability,
    /// The margin on revenue.
    Margin,
    /// The part of the saved time that becomes money.
    Realisation,
    /// A part of a counted number: "3% of 40k visits".
    ShareOfCount,
    /// Not a share.
    None,
}

/// The role of every quantity.
pub(crate) fn of(sentence: &Sentence) -> Vec<Role> {
    let mut roles: Vec<Role> = sentence.quantities.iter().map(|q| role(sentence, q)).collect();
    // A share that only looks like a baseline is the change when nothing else is: "12% churn reduction".
    let has_change = roles.iter().any(|r| matches!(r, Role::Change | Role::Target));
    if !has_change && !sentence.has(|c| matches!(c, Concept::Halve | Concept::Double)) {
        let weak = roles
            .iter()
            .zip(&sentence.quantities)
            .position(|(r, q)| *r == Role::Baseline && !is_strong_baseline(sentence, q));
        if let Some(index) = weak {
            roles[index] = Role::Change;
        }
    }
    // Of two changes the one with a sign, "by" or two ends is meant; the others are what it is today.
    let changes: Vec<usize> = (0..roles.len()).filter(|i| roles[*i] == Role::Change).collect();
    if changes.len() > 1 {
        let clear = |i: &usize| is_clear_change(sentence, &sentence.quantities[*i]);
        let chosen = changes.iter().copied().find(clear).unwrap_or(changes[0]);
        for index in changes {
            if index != chosen && is_next_to_metric(sentence, &sentence.quantities[index]) {
                roles[index] = Role::Baseline;
            }
        }
    }
    roles
}

fn role(sentence: &Sentence, quantity: &Quantity) -> Role {
    if !quantity.is_rate() {
        return Role::None;
    }
    let after: Vec<Concept> = sentence.after(quantity.item, 3).filter_map(Item::concept).collect();
    let before: Vec<Concept> = sentence.before(quantity.item, 4).filter_map(Item::concept).collect();
    let nearest = before.iter().find(|c| !matches!(c, Concept::Article | Concept::Of | Concept::Is));
    let has = |wanted: Concept| after.first() == Some(&wanted) || nearest == Some(&wanted);
    if has(Concept::Likely) {
        return Role::Probability;
    }
    if has(Concept::Margin) {
        return Role::Margin;
    }
    if has(Concept::Realisation) {
        return Role::Realisation;
    }
    if quantity.changes_to.is_some() {
        return Role::Change;
    }
    if after.first() == Some(&Concept::Of) && is_of_count(sentence, quantity) {
        return Role::ShareOfCount;
    }
    if before.first() == Some(&Concept::To) {
        return Role::Target;
    }
    if is_clear_change(sentence, quantity) {
        return Role::Change;
    }
    if is_strong_baseline(sentence, quantity) || is_weak_baseline(&before, &after) {
        return Role::Baseline;
    }
    Role::Change
}

/// "by 3%", "+0.3 points", "from 12% to 9%".
fn is_clear_change(sentence: &Sentence, quantity: &Quantity) -> bool {
    let by = sentence.before(quantity.item, 2).any(|item| item.concept() == Some(Concept::By));
    by || quantity.sign != 0 || quantity.changes_to.is_some()
}

/// "churn is 2%", "currently 12%", "from 12%", "baseline 12%".
fn is_strong_baseline(sentence: &Sentence, quantity: &Quantity) -> bool {
    let now = |concept: Option<Concept>| matches!(concept, Some(Concept::Now));
    let metric = |c: Concept| matches!(c, Concept::Churn | Concept::Retention | Concept::Conversion | Concept::Risk);
    let mut before = sentence.before(quantity.item, 4).filter_map(Item::concept);
    let first = before.next();
    let is_said = matches!(first, Some(Concept::Is | Concept::Of)) && before.any(metric);
    quantity.lead == Some(Concept::From)
        || is_said
        || sentence.before(quantity.item, 3).any(|item| now(item.concept()))
        || sentence.after(quantity.item, 3).any(|item| now(item.concept()))
}

/// "12% churn", "churn 12%".
fn is_weak_baseline(before: &[Concept], after: &[Concept]) -> bool {
    let metric = |c: Option<&Concept>| {
        matches!(c, Some(Concept::Churn | Concept::Retention | Concept::Conversion | Concept::Risk))
    };
    metric(after.first()) || metric(before.first())
}

fn is_next_to_metric(sentence: &Sentence, quantity: &Quantity) -> bool {
    let metric = |c: Option<Concept>| {
        matches!(c, Some(Concept::Churn | Concept::Retention | Concept::Conversion | Concept::Risk))
    };
    sentence.before(quantity.item, 3).chain(sentence.after(quantity.item, 2)).any(|item| metric(item.concept()))
}

/// "3% of 40k visits", "20% of the 500 customers".
fn is_of_count(sentence: &Sentence, quantity: &Quantity) -> bool {
    use crate::grammar::quantity::Unit;
    sentence.items[quantity.item + 1..].iter().take(3).any(|item| match item.kind {
        ItemKind::Quantity(index) => matches!(sentence.quantities[index].unit, Unit::Count(_)),
        _ => false,
    })
}
