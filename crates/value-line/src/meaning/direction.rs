//! Does the sentence say that something gets better, worse, or the opposite of either?

use super::reader::Reader;
use crate::grammar::ItemKind;
use crate::lexicon::Concept;

/// Which way a rate moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Down,
    Up,
}

impl Reader<'_> {
    /// Fails and returns false when the sentence promises the opposite of value.
    ///
    /// `good` is the way that is worth money, `metric` tells the concept of the rate, `change` is the quantity that says
    /// by how much.
    pub(crate) fn goes_well(
        &mut self,
        good: Way,
        name: &str,
        metric: fn(Concept) -> bool,
        change: Option<usize>,
    ) -> bool {
        if self.fails_by_negation(metric) {
            return false;
        }
        let items = &self.sentence.items;
        let at = items.iter().position(|item| item.concept().is_some_and(metric)).unwrap_or(0);
        let near = |wanted: fn(Concept) -> bool| {
            items
                .iter()
                .enumerate()
                .filter(|(i, item)| i.abs_diff(at) <= 8 && item.concept().is_some_and(wanted))
                .min_by_key(|(i, _)| i.abs_diff(at))
        };
        let prevents = items[..at].iter().rev().take(6).any(|item| item.concept() == Some(Concept::Prevent));
        let quantity = change.map(|index| self.quantity(index));
        let written = match quantity.map(|q| (q.sign, q.changes_to, q.low)) {
            Some((_, Some((to, _)), from)) if to > from => Some(Way::Up),
            Some((_, Some((to, _)), from)) if to < from => Some(Way::Down),
            Some((1, ..)) => Some(Way::Up),
            Some((-1, ..)) => Some(Way::Down),
            _ => near(|c| matches!(c, Concept::Down | Concept::Fewer | Concept::Halve | Concept::Up | Concept::Double))
                .and_then(|(_, item)| item.concept())
                .map(|c| if matches!(c, Concept::Up | Concept::Double) { Way::Up } else { Way::Down }),
        };
        // "Improves churn" is said of both ways and always means the good one.
        let improves = near(|c| c == Concept::Up).is_some_and(|(_, item)| {
            self.out.text[item.span.start..item.span.end].to_lowercase().starts_with("improv")
        });
        let well = match written {
            None => true,
            Some(_) if improves && quantity.is_none_or(|q| q.changes_to.is_none()) => true,
            Some(way) => (way == good) != prevents,
        };
        if !well {
            let (verb, better) = match good {
                Way::Down => ("rises", "falls"),
                Way::Up => ("falls", "rises"),
            };
            let message =
                format!("This says that {name} {verb}, which costs money. If it {better}, write so, with the number.");
            let span = self.sentence.find(metric).map(|item| item.span);
            self.fail("VALUE_WRONG_WAY", message, span);
        }
        well
    }

    /// "does not reduce churn": turned round, so no number.
    pub(crate) fn fails_by_negation(&mut self, metric: fn(Concept) -> bool) -> bool {
        let acts = |c: Concept| {
            metric(c)
                || matches!(
                    c,
                    Concept::Down
                        | Concept::Up
                        | Concept::Prevent
                        | Concept::Save
                        | Concept::Gain
                        | Concept::Halve
                        | Concept::Double
                        | Concept::Lose
                )
        };
        let items = &self.sentence.items;
        let negated = items.iter().enumerate().find(|(i, item)| {
            item.concept() == Some(Concept::Not)
                && items[i + 1..].iter().take(2).any(|next| match next.kind {
                    ItemKind::Concept(c) => acts(c),
                    _ => false,
                })
        });
        let Some(span) = negated.map(|(_, item)| item.span) else { return false };
        let message =
            "The \"not\" turns the sentence round, so nothing was computed. Say what gets better, and by how much.";
        self.fail("VALUE_NEGATION", message, Some(span));
        true
    }
}
