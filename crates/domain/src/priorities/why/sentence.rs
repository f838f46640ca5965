//! The words of a comparison.

use throughline_value_line::{Urgency, format};

use super::{Cause, Pair, Verdict};
use crate::{
    priorities::{Item, RiceScore},
    tickets::Moscow,
    words,
};

/// One sentence, and a second one when it is too close to call.
pub(super) fn of(pair: &Pair<'_>, cause: &Cause<'_>, p_right: Option<f64>, verdict: Verdict) -> String {
    let Pair { above, below, .. } = pair;
    let reason = match cause {
        Cause::Rate => rate(pair),
        Cause::Duration => duration(pair),
        Cause::StartNow(date) => start_now(pair, *date),
        Cause::CanWait => can_wait(pair),
        Cause::Dependency { waiting, root } => dependency(pair, waiting, root),
        Cause::Pin(pin) => {
            let target = pair.portfolio.get(pin.above_id).map_or("another ticket", |item| item.key.as_str());
            format!("somebody moved it above {target}: \"{}\"; {}", pin.reason.trim(), instead(pair))
        }
        Cause::Class(mine, theirs) => {
            let theirs = theirs.map_or("has no class yet".to_owned(), |class| format!("is a {}", class_name(class)));
            format!("it is a {} and {} {theirs}{}", class_name(*mine), below.key, beside(pair))
        }
        Cause::Score => score(pair),
        Cause::NoPrice => no_price(pair),
        Cause::Tie => "the numbers are equal and it came first".to_owned(),
    };
    // What is missing may be asked as a question, which ends the sentence by itself.
    let stop = if reason.ends_with('?') { "" } else { "." };
    let sentence = format!("{} is above {} because {reason}{stop}", above.key, below.key);
    match (verdict, p_right) {
        (Verdict::Clear, _) | (_, None) => sentence,
        (Verdict::TooCloseToCall, _) if matches!(cause, Cause::Score) => {
            format!("{sentence} The scores are about equal, so it is too close to call.")
        }
        (Verdict::TooCloseToCall, Some(share)) => format!(
            "{sentence} It is too close to call: in {} of 100 simulated futures this order is the cheaper one.",
            words::of_100(share)
        ),
    }
}

fn rate(pair: &Pair<'_>) -> String {
    let Pair { above, below, .. } = pair;
    let costs = costs(pair);
    let (mine, theirs) = (takes(above), takes(below));
    if mine == theirs {
        format!("{costs}; both take {mine}")
    } else if above.duration.mean <= below.duration.mean {
        format!("{costs}; it takes {mine} against {theirs}, so {}", saves(pair))
    } else {
        format!("{costs}; it takes longer, {mine} against {theirs}, but {}", saves(pair))
    }
}

fn duration(pair: &Pair<'_>) -> String {
    let Pair { above, below, .. } = pair;
    let blocks = format!("it takes {} against {}", takes(above), takes(below));
    let currency = pair.portfolio.currency();
    let rate = |item: &Item| item.price_in(currency).map_or(0.0, |price| price.cost_of_delay_per_week.mean);
    if rate(above) >= rate(below) {
        format!("{blocks}, and {}: {}", costs(pair), saves(pair))
    } else {
        format!("{blocks}: {}, but {}", costs(pair), saves(pair))
    }
}

fn start_now(pair: &Pair<'_>, date: jiff::civil::Date) -> String {
    let day = words::day(date, pair.portfolio.today());
    format!(
        "it has to be ready by {day} and can take {}, so one more week of waiting costs {}; a week without {} costs {}",
        words::weeks(pair.above.duration.p85),
        money(pair, pair.above),
        pair.below.key,
        money(pair, pair.below)
    )
}

fn can_wait(pair: &Pair<'_>) -> String {
    let Pair { above, below, portfolio, .. } = pair;
    let own = format!("a week without it costs {}", money(pair, above));
    let when = match below.price.as_ref().map(|price| price.urgency) {
        Some(Urgency::ByDate { date }) if date >= portfolio.today() => {
            let day = words::day(date, portfolio.today());
            format!("{} can still wait and be ready by {day}", below.key)
        }
        Some(Urgency::ByDate { date }) => {
            format!("the date of {} was {}", below.key, words::day(date, portfolio.today()))
        }
        Some(Urgency::Window { closes }) => {
            format!(
                "the window of {} closes on {}, before it can be done",
                below.key,
                words::day(closes, portfolio.today())
            )
        }
        Some(Urgency::GrowingLater { starts }) => {
            format!("{} costs nothing before {}", below.key, words::day(starts, portfolio.today()))
        }
        Some(Urgency::Steady) => format!("a week without {} costs nothing", below.key),
        None => format!("{} has no price yet", below.key),
    };
    format!("{own}, and {when}")
}

fn dependency(pair: &Pair<'_>, waiting: &Item, root: &Item) -> String {
    let for_whom = if waiting.id == root.id {
        format!("{} waits for it", waiting.key)
    } else {
        format!("{} waits for it, and {} for that", waiting.key, root.key)
    };
    match root.price_in(pair.portfolio.currency()) {
        Some(_) => format!("{for_whom}; a week without {} costs {}", root.key, money(pair, root)),
        None => for_whom,
    }
}

/// By what the reader would have expected the other order, when somebody moved the upper one.
fn instead(pair: &Pair<'_>) -> String {
    let currency = pair.portfolio.currency();
    match (pair.above.price_in(currency), pair.below.price_in(currency)) {
        (Some(_), Some(_)) => format!("by the numbers {} comes first, because {}", pair.below.key, swapped_costs(pair)),
        _ => format!("by the numbers {} comes first", pair.below.key),
    }
}

/// The money beside a reason that knows no money.
fn beside(pair: &Pair<'_>) -> String {
    let currency = pair.portfolio.currency();
    match (pair.above.price_in(currency), pair.below.price_in(currency)) {
        (Some(_), Some(_)) => format!("; {}", costs(pair)),
        _ => String::new(),
    }
}

fn score(pair: &Pair<'_>) -> String {
    let (Some(above), Some(below)) = (pair.above.rice, pair.below.rice) else { return no_price(pair) };
    let scores = [above.score, below.score].map(|score| words::number(score, 1));
    format!("its RICE score is {} against {}: {}{}", scores[0], scores[1], strongest(&above, &below), beside(pair))
}

/// The factor of RICE that speaks most for the first.
pub(in crate::priorities) fn strongest(first: &RiceScore, second: &RiceScore) -> String {
    let against =
        |a: f64, b: f64, decimals| format!("{} against {}", words::number(a, decimals), words::number(b, decimals));
    let (mine, theirs) = (first.inputs, second.inputs);
    let factors = [
        (mine.reach / theirs.reach, "it reaches more people a quarter", against(mine.reach, theirs.reach, 0)),
        (mine.impact / theirs.impact, "each of them feels more of it", against(mine.impact, theirs.impact, 2)),
        (
            mine.confidence / theirs.confidence,
            "people are surer of it",
            format!("{}% against {}%", words::of_100(mine.confidence), words::of_100(theirs.confidence)),
        ),
        (
            second.effort_person_months / first.effort_person_months,
            "it takes fewer person-months",
            against(first.effort_person_months, second.effort_person_months, 2),
        ),
    ];
    let (_, says, numbers) =
        factors.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((1.0, "the scores differ", String::new()));
    format!("{says}, {numbers}")
}

fn no_price(pair: &Pair<'_>) -> String {
    use crate::priorities::Method;
    let Pair { above, below, .. } = pair;
    let currency = pair.portfolio.currency();
    let (has, lacks_both, lacks) = match pair.method {
        Method::Rice => (above.rice.is_some(), "neither has a RICE score", "has no RICE score yet".to_owned()),
        Method::Cd3 | Method::Moscow => {
            (above.price_in(currency).is_some(), "neither has a price yet", lacking(pair, below))
        }
    };
    match (has, pair.method) {
        (false, _) => format!("{lacks_both}, and it came first"),
        (true, Method::Rice) => format!("{} {lacks}", below.key),
        (true, _) => format!("a week without it costs {}, and {} {lacks}", money(pair, above), below.key),
    }
}

/// What an unpriced ticket lacks, as the end of a sentence about it.
fn lacking(pair: &Pair<'_>, item: &Item) -> String {
    let workspace = pair.portfolio.currency();
    match (&item.price, &item.missing) {
        (Some(price), _) => format!("is priced in {}, which is not compared with {workspace}", price.currency),
        (None, Some(missing)) if item.has_line => format!("has no price yet: {}", missing.trim_end_matches(['.', ' '])),
        (None, _) if item.has_line => "has no price yet".to_owned(),
        (None, _) => "has no Business Value line yet".to_owned(),
    }
}

fn costs(pair: &Pair<'_>) -> String {
    let Pair { above, below, .. } = pair;
    format!("a week without it costs {}, without {} {}", money(pair, above), below.key, money(pair, below))
}

fn swapped_costs(pair: &Pair<'_>) -> String {
    let Pair { above, below, .. } = pair;
    format!(
        "a week without it costs {} and it takes {}; a week without {} costs {} and it takes {}",
        money(pair, below),
        takes(below),
        above.key,
        money(pair, above),
        takes(above)
    )
}

/// What the quotient says: how much more a week of work saves.
fn saves(pair: &Pair<'_>) -> String {
    let currency = pair.portfolio.currency();
    match (pair.above.cd3(currency), pair.below.cd3(currency)) {
        (Some(above), Some(below)) if below > 0.0 => {
            let factor = above / below;
            if factor < 1.005 {
                "each week of work on it saves about as much".to_owned()
            } else {
                format!("each week of work on it saves {} as much", words::times(factor))
            }
        }
        _ => "each week of work on it saves money".to_owned(),
    }
}

/// Cost of delay by its mean, which is what ranks.
fn money(pair: &Pair<'_>, item: &Item) -> String {
    let currency = pair.portfolio.currency();
    match item.price_in(currency) {
        Some(price) if price.cost_of_delay_per_week.mean > 0.0 => {
            format::minor(price.cost_of_delay_per_week.mean, currency)
        }
        Some(_) => "nothing".to_owned(),
        None => "an unknown amount".to_owned(),
    }
}

fn takes(item: &Item) -> String {
    let weeks = words::weeks(item.duration.mean);
    if item.duration.assumed { format!("{weeks} (assumed, no estimate)") } else { weeks }
}

pub(in crate::priorities) fn class_name(class: Moscow) -> &'static str {
    match class {
        Moscow::Must => "Must",
        Moscow::Should => "Should",
        Moscow::Could => "Could",
        Moscow::Wont => "Won't",
    }
}
