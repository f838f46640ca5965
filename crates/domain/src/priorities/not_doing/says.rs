//! The two costs in words.

use jiff::civil::Date;
use throughline_value_line::{Estimate, Urgency, format};

use super::{DoOrLeave, NotDoing, is_near, queues::Done};
use crate::{
    priorities::{Price, queue::in_weeks},
    value::weeks_until,
    words,
};

/// Names that a sentence holds before it only counts.
const MOST_NAMED: usize = 3;

/// How the cost of a ticket, or of the part of it that counts, is computed.
pub(super) fn line(done: &Done<'_>, price: &Price, today: Date) -> String {
    let whole = line_of_all(done, price, today);
    match words::number(done.part * 100.0, 1).as_str() {
        "100" => whole,
        percent => format!("{percent}% of it: {whole}"),
    }
}

fn line_of_all(done: &Done<'_>, price: &Price, today: Date) -> String {
    let money = |minor: f64| format::minor(minor, price.currency);
    let (rate, lump) = (money(price.per_week.mean), money(price.amount.mean));
    let [sooner, then] = [done.sooner, done.then].map(in_weeks);
    let steady = || format!("{rate} a week × {}", words::weeks(done.later()));
    match price.urgency {
        Urgency::Steady => steady(),
        Urgency::ByDate { date } => {
            let (day, due) = (words::day(date, today), weeks_until(date, today));
            if due < 0.0 {
                format!("{}; its date, {day}, has passed", steady())
            } else if then <= due {
                format!("likely still done by {day}")
            } else if sooner > due {
                format!("likely too late for {day} in any case; after it {rate} a week")
            } else {
                format!("likely misses {day}: {lump} is lost, then {rate} a week")
            }
        }
        Urgency::Window { closes } => {
            let (day, left) = (words::day(closes, today), weeks_until(closes, today));
            if left <= 0.0 {
                format!("nothing was left of it from {day}")
            } else if then >= left {
                format!("nothing is left of it from {day}")
            } else {
                format!("worth less each week, and nothing from {day}")
            }
        }
        Urgency::GrowingLater { starts } => {
            format!("nothing before {}, then {rate} a week", words::day(starts, today))
        }
    }
}

impl NotDoing {
    /// Both costs in one or a few sentences. `called`: what it is about, "NF-212" or "the work below KR3".
    pub fn sentence(&self, called: &str) -> String {
        let compared = self.compared().map(|compared| format!(" {compared}"));
        self.answer(called) + &compared.unwrap_or_default()
    }

    /// What not doing it costs, in one sentence.
    pub fn answer(&self, called: &str) -> String {
        match &self.not_doing_counted_once {
            Some(cost) => {
                format!("Not doing {called} for {} costs {}.", words::weeks(f64::from(self.weeks)), self.amount(cost))
            }
            None => format!("Nobody can say what not doing {called} costs: it has no price."),
        }
    }

    /// What that is compared with, and which is cheaper; none if it has no price.
    pub fn compared(&self) -> Option<String> {
        self.not_doing_counted_once?;
        Some(match &self.doing_first_counted_once {
            Some(cost) => {
                let (cost, waits, which) = (self.amount(cost), self.who_waits(), self.which());
                format!("Doing it first costs {cost}, because {waits}. {which}")
            }
            None => {
                "No other work with a price would be done meanwhile, so there is nothing to compare it with.".to_owned()
            }
        })
    }

    fn amount(&self, estimate: &Estimate) -> String {
        format::estimate(estimate, self.currency)
    }

    /// "A and B wait".
    fn who_waits(&self) -> String {
        let named: Vec<String> = self.waiting.iter().take(MOST_NAMED).map(|line| line.key.clone()).collect();
        match (self.waiting_total, named.as_slice()) {
            (1, [only]) => format!("{only} waits"),
            (all, named) if all <= MOST_NAMED => format!("{} wait", words::list(named)),
            (all, named) => format!("{} and {} more wait", named[..MOST_NAMED - 1].join(", "), all + 1 - MOST_NAMED),
        }
    }

    fn which(&self) -> String {
        let means =
            [self.not_doing_counted_once, self.doing_first_counted_once].map(|cost| cost.map_or(0.0, |c| c.mean));
        let [undone, waiting] = means;
        let apart = format::minor((undone - waiting).abs(), self.currency);
        let (cheaper, p) = if undone > waiting {
            ("Doing it first", self.p_do_first)
        } else {
            ("Leaving it", self.p_do_first.map(|p| 1.0 - p))
        };
        match self.verdict {
            _ if undone.to_bits() == waiting.to_bits() => "Both cost the same.".to_owned(),
            Some(DoOrLeave::DoFirst | DoOrLeave::Leave) | None => format!("{cheaper} is cheaper, by {apart}."),
            Some(DoOrLeave::AboutEqual) if is_near(undone, waiting) => {
                format!("{cheaper} is cheaper, but only by {apart}: about equal.")
            }
            Some(DoOrLeave::AboutEqual) => format!(
                "Too close to call: {} is cheaper in {} of 100 simulated futures.",
                words::small(cheaper),
                words::of_100(p.unwrap_or(0.5))
            ),
        }
    }
}
