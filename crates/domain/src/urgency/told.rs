//! Prices in words: what a delay does to whom, when a moment is, and what the whole comes to.

use jiff::civil::Date;
use throughline_scheduler::Delay;
use throughline_value_line::format;

use super::price::{BreakEvenPrice, DelayedTicket, Interrupted, Moment, PricedMoment, due};
use crate::{Currency, Money, words};

/// A delayed ticket with its consequence.
pub(super) fn told_delay(world: Interrupted<'_>, delay: &Delay, in_time: Option<[f64; 2]>) -> DelayedTicket {
    let Interrupted { portfolio, mapping, .. } = world;
    let id = mapping.ticket(delay.item);
    let (from_on, to_on) = (mapping.time.done_on(delay.from), mapping.time.done_on(delay.to));
    let days_later = (to_on - from_on).get_days();
    let (key, title) = portfolio.get(id).map_or_else(Default::default, |item| (item.key.clone(), item.title.clone()));
    let due = due(world, id);
    let later = match days_later {
        0 => "some hours later".to_owned(),
        1 => "1 day later".to_owned(),
        days => format!("{days} days later"),
    };
    let chance = due.zip(in_time).map(|((day, _), [before, after])| {
        let (day, before, after) = (words::day(day, portfolio.today()), words::of_100(before), words::of_100(after));
        if before == after {
            format!("; ready by {day}: {after}% sure either way")
        } else {
            format!("; ready by {day}: from {before}% sure to {after}%")
        }
    });
    DelayedTicket {
        sentence: format!("{title}, {later}{}", chance.unwrap_or_default()),
        id,
        key,
        title,
        from_on,
        to_on,
        days_later,
        cost_minor: delay.cost,
        due_on: due.map(|(day, _)| day),
        promised: due.is_some_and(|(_, promised)| promised),
        in_time: due.and(in_time),
    }
}

/// "Now", "On Monday", "On 9 Nov".
pub(super) fn label(moment: Moment, starts_on: Date, today: Date) -> String {
    let days = (starts_on - today).get_days();
    match (moment, days) {
        (Moment::Now, _) => "Now".to_owned(),
        (_, ..=0) => "Today".to_owned(),
        (_, 1..=7) => format!("On {}", starts_on.strftime("%A")),
        _ => format!("On {}", words::day(starts_on, today)),
    }
}

/// The page's answer. `own_known`: whether the request has a price, so that its own waiting is in the totals.
pub(super) fn told(moments: &[PricedMoment], currency: Currency, own_known: bool) -> String {
    let others = told_of_others(moments, currency);
    if own_known { others } else { format!("{others} What it loses by waiting is not known.") }
}

fn told_of_others(moments: &[PricedMoment], currency: Currency) -> String {
    let money = |priced: &PricedMoment| format::money(Money::new(priced.total_minor, currency));
    let find = |wanted: Moment| moments.iter().find(|priced| priced.moment == wanted);
    let Some((now, free)) = find(Moment::Now).zip(find(Moment::NextFree)) else { return String::new() };
    match (now.total_minor, free.total_minor) {
        (0, _) if now.delays.is_empty() => "Doing it now costs nothing: nobody has to wait.".to_owned(),
        (0, _) => "Doing it now makes others wait, and nothing of that has a price.".to_owned(),
        (1.., 0) => format!("Now costs us {}. {} it costs nothing that has a price.", money(now), free.label),
        (now_minor, free_minor) if free_minor < now_minor => {
            format!("Now costs us {}. {} it costs {}.", money(now), free.label, money(free))
        }
        (now_minor, free_minor) if free_minor > now_minor => {
            format!("Now costs us {}; waiting costs more: {}, {}.", money(now), words::small(&free.label), money(free))
        }
        _ => format!("Now costs us {}, and waiting costs the same.", money(now)),
    }
}

/// When doing it now pays.
pub(super) fn break_even_told(found: BreakEvenPrice, currency: Currency) -> String {
    match found {
        BreakEvenPrice::Always => "Nothing is gained by waiting.".to_owned(),
        BreakEvenPrice::Above { per_week_minor } => {
            let money = format::money(Money::new(per_week_minor, currency));
            format!("Worth doing now only if waiting costs more than {money} a week.")
        }
        BreakEvenPrice::Never => "Another moment has it done as early and costs others less.".to_owned(),
    }
}
