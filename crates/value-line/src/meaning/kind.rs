//! Which kind of value a sentence promises: the first rule that fits.

use crate::grammar::quantity::{Quantity, Unit};
use crate::grammar::{ItemKind, Sentence};
use crate::lexicon::{Concept, Noun};
use crate::{Kind, Span};

/// The kind with the place of the word that told it.
pub(crate) fn of(sentence: &Sentence) -> Option<(Kind, Span)> {
    let find = |wanted: fn(Concept) -> bool| sentence.find(wanted).map(|item| item.span);
    let quantity = |wanted: fn(&Quantity) -> bool| sentence.quantities.iter().find(|q| wanted(q)).map(|q| q.span);
    let money_per_time = quantity(|q| q.is_money() && q.per.period.is_some() && !q.per.each);
    let conditional = find(|c| matches!(c, Concept::IfNot | Concept::Unless));
    let has_money = sentence.quantities.iter().any(Quantity::is_money);
    let has_date = !sentence.dates.is_empty();

    // "saves €10k a month until June" is a saving; "€5k a day until fixed" is what waiting costs.
    let saves = sentence.has(|c| matches!(c, Concept::Save | Concept::Down | Concept::Prevent | Concept::Fewer));
    let waits =
        find(|c| matches!(c, Concept::Delay | Concept::Lose)).or(find(|c| c == Concept::Until).filter(|_| !saves));
    if money_per_time.is_some() && waits.is_some() && !sentence.has(|c| matches!(c, Concept::Churn | Concept::Penalty))
    {
        return Some((Kind::CostOfDelay, waits?));
    }
    if let Some(span) = penalty(sentence) {
        return Some((Kind::DeadlinePenalty, span));
    }
    if let Some(span) = conditional.filter(|_| has_money && has_date) {
        let deal = find(|c| c == Concept::Deal);
        return Some(deal.map_or((Kind::DeadlinePenalty, span), |deal| (Kind::DealUnblocked, deal)));
    }
    if let Some(span) = find(|c| matches!(c, Concept::Churn | Concept::Churner | Concept::Retention)) {
        return Some((Kind::Churn, span));
    }
    if let Some(span) = find(|c| c == Concept::Conversion) {
        return Some((Kind::Conversion, span));
    }
    let incidents = quantity(|q| q.counts(&[Noun::Incident]));
    if let Some(span) = find(|c| c == Concept::Risk || c == Concept::Noun(Noun::Incident)).or(incidents) {
        return Some((Kind::RiskReduced, span));
    }
    let worked = quantity(|q| matches!(q.unit, Unit::Time(_)));
    let rate = sentence.quantities.iter().any(|q| q.is_money() && q.per.period == Some(crate::lexicon::TimeUnit::Hour));
    let spent =
        sentence.quantities.iter().any(|q| matches!(q.unit, Unit::Time(_)) && (q.per.period.is_some() || q.per.each));
    if let Some(span) = worked.filter(|_| rate || (saves && (spent || !has_money))) {
        return Some((Kind::TimeSaved, find(|c| c == Concept::Save).unwrap_or(span)));
    }
    if let Some(span) = find(|c| c == Concept::Deal).or(find(|c| c == Concept::Unblock).filter(|_| has_money)) {
        return Some((Kind::DealUnblocked, span));
    }
    if let Some(span) = find(|c| c == Concept::Expansion) {
        return Some((Kind::Expansion, span));
    }
    if let Some(span) = find(|c| c == Concept::Cost).or(find(|c| c == Concept::Save).filter(|_| has_money)) {
        return Some((Kind::CostAvoided, span));
    }
    let grows = sentence.has(|c| c == Concept::Up) && sentence.quantities.iter().any(Quantity::is_rate);
    if let Some(span) = find(|c| c == Concept::Segment).filter(|_| grows) {
        return Some((Kind::Expansion, span));
    }
    if let Some(span) = find(|c| matches!(c, Concept::Revenue | Concept::Recurring(_))) {
        return Some((Kind::NewRevenue, span));
    }
    if quantity(|q| q.per.recurring).is_some() {
        return Some((Kind::NewRevenue, quantity(|q| q.per.recurring)?));
    }
    if let Some(span) = new_customers(sentence).filter(|_| has_money) {
        return Some((Kind::NewRevenue, span));
    }
    let brings = find(|c| matches!(c, Concept::Gain | Concept::Up)).filter(|_| has_money);
    if let Some(span) = brings {
        return Some((Kind::NewRevenue, span));
    }
    let avoids = find(|c| matches!(c, Concept::Prevent | Concept::Down)).filter(|_| has_money);
    avoids.map(|span| (Kind::CostAvoided, span))
}

/// A fine or penalty as a thing, not "works fine".
fn penalty(sentence: &Sentence) -> Option<Span> {
    let items = &sentence.items;
    let is_thing = |at: usize| {
        let led = items[..at].iter().rev().take(3).any(|item| {
            matches!(item.kind, ItemKind::Quantity(_) | ItemKind::Concept(Concept::Article | Concept::Prevent))
        });
        let followed = items.get(at + 1).is_some_and(|item| {
            matches!(
                item.kind,
                ItemKind::Quantity(_)
                    | ItemKind::Break(':')
                    | ItemKind::Concept(Concept::Of | Concept::IfNot | Concept::Unless)
            )
        });
        led || followed
    };
    let found = items.iter().enumerate().find(|(at, item)| item.concept() == Some(Concept::Penalty) && is_thing(*at));
    found.map(|(_, item)| item.span)
}

/// "new customers", "new orders"; not "new languages".
fn new_customers(sentence: &Sentence) -> Option<Span> {
    let pair = sentence.items.windows(2).find(|pair| {
        pair[0].concept() == Some(Concept::New)
            && matches!(pair[1].concept(), Some(Concept::Noun(Noun::Customer | Noun::Order)))
    });
    pair.map(|pair| pair[0].span)
}
