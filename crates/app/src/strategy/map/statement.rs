//! What the map and a goal's page say in one sentence.

use throughline_domain::{Quarter, strategy::Link};
use throughline_value_line::format;

use super::{Atlas, MapNode};
use crate::words::{capital, counted, number, of_a_week};

impl Atlas<'_> {
    /// "Nine tickets reach the North Star. Three do not, and one goal has nobody."
    pub fn statement(&self, unfunded: usize) -> String {
        let picture = self.picture;
        let all = picture.portfolio.items().len();
        if picture.goals.objectives().is_empty() && all == 0 {
            return "Nothing hangs on the North Star yet. Begin with one objective, and the reason for it.".to_owned();
        }
        let reach = self
            .of_problem
            .iter()
            .filter(|(problem, _)| picture.goals.chain(Some(**problem)).broken.is_none())
            .map(|(_, items)| items.len())
            .sum::<usize>();
        let lost = all - reach;
        let first = match reach {
            0 => "No ticket reaches the North Star.".to_owned(),
            1 => "One ticket reaches the North Star.".to_owned(),
            many => format!("{} reach the North Star.", counted(many, "ticket")),
        };
        let without = match (reach, lost) {
            (_, 0) | (0, _) => None,
            (_, 1) => Some("One does not".to_owned()),
            (_, many) => Some(format!("{} do not", number(many))),
        };
        match (without, alone(unfunded)) {
            (None, None) => first,
            (Some(without), None) => format!("{first} {without}."),
            (None, Some(alone)) => format!("{first} {}.", capital(&alone)),
            (Some(without), Some(alone)) => format!("{first} {without}, and {alone}."),
        }
    }

    /// What waits below a goal, or that nobody works on it.
    pub fn goal_statement(&self, node: &MapNode, link: Link) -> String {
        match (&node.broken, node.cost_of_delay_per_week) {
            (Some(broken), _) if node.tickets == 0 => broken.clone(),
            (_, Some(cost)) => {
                let currency = self.picture.portfolio.currency();
                let unpriced = self.picture.rollup().below(link).map_or(0, |waiting| waiting.not_counted.len());
                let open = counted(usize::try_from(node.tickets).unwrap_or(0), "open ticket");
                let not_counted = match unpriced {
                    0 => String::new(),
                    some => format!(" Not counted: {} without a price.", counted(some, "ticket").to_lowercase()),
                };
                let once = node.counted_once_per_week.filter(|_| !node.claimed_twice.is_empty()).map(|once| {
                    format!(
                        " as claimed, {} with what is claimed twice counted once",
                        format::estimate(&once, currency)
                    )
                });
                format!(
                    "{open} below it; waiting costs {}{}.{not_counted}",
                    of_a_week(&format::estimate(&cost, currency)),
                    once.unwrap_or_default()
                )
            }
            (_, None) => format!(
                "{} below it, none with a price yet.",
                counted(usize::try_from(node.tickets).unwrap_or(0), "open ticket")
            ),
        }
    }
}

/// "Nine tickets hang on the goals of 2026-Q4, and one goal has nobody."
pub fn statement_of(quarter: Quarter, root: &MapNode, unfunded: usize) -> String {
    if root.children.is_empty() {
        return format!("No goal lies in {quarter}.");
    }
    let first = match root.tickets {
        0 => format!("No ticket hangs on the goals of {quarter}"),
        1 => format!("One ticket hangs on the goals of {quarter}"),
        many => format!("{} hang on the goals of {quarter}", counted(usize::try_from(many).unwrap_or(0), "ticket")),
    };
    alone(unfunded).map_or_else(|| format!("{first}."), |alone| format!("{first}, and {alone}."))
}

/// "one goal has nobody", if so.
fn alone(unfunded: usize) -> Option<String> {
    match unfunded {
        0 => None,
        1 => Some("one goal has nobody".to_owned()),
        many => Some(format!("{} have nobody", counted(many, "goal").to_lowercase())),
    }
}
