//! Where the methods disagree most, and why.

use serde::{Deserialize, Serialize};
use throughline_value_line::{Urgency, format};

use crate::{
    TicketId,
    priorities::{Item, Method, Portfolio, RankedItem, Ranks, RiceScore, why::strongest},
    tickets::Moscow,
    words,
};

/// A ticket on which two methods disagree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Disagreement {
    /// Which ticket.
    pub id: TicketId,
    /// "NF-212".
    pub key: String,
    /// Title.
    pub title: String,
    /// Its ranks by all methods.
    pub ranks: Ranks,
    /// The method that CD3 is compared with.
    pub method: Method,
    /// Places between the two ranks.
    pub places: u32,
    /// What they disagree about.
    pub sentence: String,
}

/// The tickets on which RICE or `MoSCoW` differ most from the order by money, at most `limit` of them, largest
/// difference first. One entry per ticket.
pub fn disagreements(portfolio: &Portfolio, limit: usize) -> Vec<Disagreement> {
    let mut apart: Vec<(u32, Method, &Item, Ranks)> = portfolio
        .items()
        .iter()
        .filter_map(|item| {
            let ranks = portfolio.ranks(item.id);
            let cd3 = ranks.cd3?;
            [Method::Rice, Method::Moscow]
                .into_iter()
                .filter_map(|method| Some((ranks.by(method)?.abs_diff(cd3), method)))
                .max_by_key(|&(places, method)| (places, method == Method::Rice))
                .filter(|&(places, _)| places > 0)
                .map(|(places, method)| (places, method, item.as_ref(), ranks))
        })
        .collect();
    apart.sort_by(|a, b| b.0.cmp(&a.0).then(a.3.cd3.cmp(&b.3.cd3)));
    apart.truncate(limit);
    let typical = typical_rice(portfolio);
    apart
        .into_iter()
        .filter_map(|(places, method, item, ranks)| {
            let (cd3, other) = (ranks.cd3?, ranks.by(method)?);
            Some(Disagreement {
                id: item.id,
                key: item.key.clone(),
                title: item.title.clone(),
                ranks,
                method,
                places,
                sentence: sentence(portfolio, method, item, [cd3, other], typical.as_ref()),
            })
        })
        .collect()
}

fn sentence(
    portfolio: &Portfolio,
    method: Method,
    item: &Item,
    [cd3, other]: [u32; 2],
    typical: Option<&RiceScore>,
) -> String {
    let money = money_says(portfolio, item);
    let name = if method == Method::Rice { "RICE" } else { "MoSCoW" };
    let puts = format!("{name} would put {} at place {other}, not {cd3}", item.key);
    let reason = match (method, item.rice, typical) {
        (Method::Rice, Some(score), Some(typical)) if other < cd3 => {
            format!("{} in the middle of the list", strongest(&score, typical))
        }
        (Method::Rice, ..) => "it has no money in it".to_owned(),
        _ => format!("it is a {}", class_name(item.moscow)),
    };
    match overlooked_date(portfolio, item, method, [cd3, other]) {
        Some(date) => format!("{puts}: {reason}. But {name} has no dates, so it does not know about {date}."),
        None if other < cd3 => format!("{puts}: {reason}. But {money}."),
        None => format!("{puts}: {reason}. By money it comes earlier, because {money}."),
    }
}

/// The nearest date among the tickets that the method would overtake (or of the ticket that it puts back).
fn overlooked_date(portfolio: &Portfolio, item: &Item, method: Method, [cd3, other]: [u32; 2]) -> Option<String> {
    if method != Method::Rice {
        return None;
    }
    let date_of = |item: &Item| match item.price.as_ref()?.urgency {
        Urgency::ByDate { date } if date >= portfolio.today() => Some(date),
        Urgency::Window { closes } if closes >= portfolio.today() => Some(closes),
        _ => None,
    };
    let overtaken = |ranked: &RankedItem| {
        let theirs = portfolio.ranks(ranked.item.id).by(method);
        (theirs.is_none_or(|theirs| theirs > other)).then(|| date_of(&ranked.item)).flatten()
    };
    let date = if other > cd3 {
        date_of(item)
    } else {
        let ranked = &portfolio.order(Method::Cd3).ranked;
        let above = usize::try_from(cd3).unwrap_or(usize::MAX).saturating_sub(1).min(ranked.len());
        ranked[..above].iter().filter_map(overtaken).min()
    }?;
    Some(words::day(date, portfolio.today()))
}

fn money_says(portfolio: &Portfolio, item: &Item) -> String {
    let takes = words::weeks(item.duration.mean);
    match item.price_in(portfolio.currency()) {
        Some(price) if price.cost_of_delay_per_week.mean > 0.0 => format!(
            "a week without it costs {} and it takes {takes}",
            format::minor(price.cost_of_delay_per_week.mean, portfolio.currency())
        ),
        Some(_) => "the next week without it costs nothing".to_owned(),
        None => "other work waits for it".to_owned(),
    }
}

/// The ticket with the middle score, to compare others with.
fn typical_rice(portfolio: &Portfolio) -> Option<RiceScore> {
    let mut scores: Vec<RiceScore> = portfolio.items().iter().filter_map(|item| item.rice).collect();
    scores.sort_by(|a, b| a.score.total_cmp(&b.score));
    scores.get(scores.len() / 2).copied()
}

fn class_name(class: Option<Moscow>) -> &'static str {
    class.map_or("ticket without a class", super::why::class_name)
}
