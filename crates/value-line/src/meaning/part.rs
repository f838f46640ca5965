//! Is a share a part of an amount, or of something else that the sentence says?

use super::reader::Reader;
use super::roles::Role;
use crate::grammar::ItemKind;
use crate::lexicon::Concept;

impl Reader<'_> {
    /// The change that is a part of this amount: "cuts the €18k bill by 30%", not "30% faster, saves €18k".
    pub(super) fn part_of(&self, amount: usize) -> Option<usize> {
        self.first(|index, _| self.roles[index] == Role::Change && self.belongs(index, amount))
    }

    /// 1. A share beside a technical word or an unknown one ("15% faster") is a part of that.
    /// 2. A share before the amount, with a new clause between that saves or brings it, belongs to the clause before.
    /// 3. A share after an amount that is saved or brought, with another change between, belongs to that change.
    fn belongs(&self, share: usize, amount: usize) -> bool {
        let (share, amount) = (self.quantity(share).item, self.quantity(amount).item);
        let items = &self.sentence.items;
        let technical = |c: Option<Concept>| c == Some(Concept::Technical);
        let of_money = |c: Option<Concept>| {
            matches!(c, Some(Concept::Cost | Concept::Revenue | Concept::Recurring(_) | Concept::Of | Concept::On))
        };
        let after = || self.sentence.after(share, 3);
        let of_a_word = matches!(items.get(share + 1).map(|item| &item.kind), Some(ItemKind::Word(word)) if word != "off")
            && !after().any(|item| of_money(item.concept()));
        if of_a_word || self.sentence.before(share, 4).chain(after()).any(|item| technical(item.concept())) {
            return false;
        }
        let gains = |c: Option<Concept>| matches!(c, Some(Concept::Save | Concept::Gain));
        let changes =
            |c: Option<Concept>| gains(c) || matches!(c, Some(Concept::Down | Concept::Up | Concept::Prevent));
        let joins =
            |kind: &ItemKind| matches!(kind, ItemKind::Break(',' | ';' | '.') | ItemKind::Concept(Concept::And));
        // What follows the share still says what it is of: "and 20% more signups".
        let span = &items[share.min(amount) + 1..(share.max(amount) + 3).min(items.len())];
        let new_clause = |verb: &dyn Fn(Option<Concept>) -> bool, end: usize| {
            let span = &span[..end];
            let start = span.iter().position(|item| joins(&item.kind));
            start.is_some_and(|start| span[start..].iter().any(|item| verb(item.concept())))
        };
        if share < amount {
            !new_clause(&gains, amount - share - 1)
        } else {
            let gained = self.sentence.before(amount, 2).any(|item| gains(item.concept()));
            !(gained && new_clause(&changes, span.len()))
        }
    }
}
