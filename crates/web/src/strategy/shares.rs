//! The fields of shares: for which other goals a key result or a problem counts, and by how much.

use std::{fmt::Display, str::FromStr};

use maud::{Markup, html};
use throughline_domain::strategy::MOST_SHARES;

use crate::{
    components::fields::{Choice, Field},
    http::{FormState, Reader},
};

/// Rows beside the first goal.
const ROWS: usize = MOST_SHARES - 1;

const WHOLE: &str = "Write a whole number of percent.";

/// Name of the list and of the share in a row, counted from 1.
fn names(row: usize) -> (String, String) {
    (format!("also_{row}"), format!("share_{row}"))
}

/// What the fields show of shares, the first goal left to its own field.
pub fn state<Id: PartialEq + Display>(first: &Id, shares: impl Iterator<Item = (Id, i64)>) -> FormState {
    let (of_first, others): (Vec<_>, Vec<_>) = shares.partition(|(id, _)| id == first);
    let state = FormState::new().with_some("share", of_first.first().map(|(_, percent)| *percent));
    others.iter().zip(1..).fold(state, |state, ((id, percent), row)| {
        let (also, share) = names(row);
        state.with(&also, id.to_string()).with(&share, percent.to_string())
    })
}

/// What was typed: nothing where all of it counts for the first goal.
pub fn read<Id: FromStr>(reader: &mut Reader<'_>, first: Option<Id>, pick: &str) -> Vec<(Id, i64)> {
    let mut shares = Vec::new();
    for row in 1..=ROWS {
        let (also, share) = names(row);
        let percent = reader.parsed(&share, WHOLE);
        match (reader.parsed::<Id>(&also, pick), percent) {
            (Some(id), percent) => shares.push((id, percent.unwrap_or(0))),
            (None, Some(_)) if reader.text(&also).is_empty() => {
                reader.complain(&also, "Choose what this share is for.");
            }
            (None, _) => {}
        }
    }
    let of_first: Option<i64> = reader.parsed("share", WHOLE);
    // A share of the first goal alone that is not all of it is refused by the rule, not dropped here.
    if let Some(first) = first.filter(|_| !shares.is_empty() || of_first.is_some_and(|percent| percent != 100)) {
        shares.insert(0, (first, of_first.unwrap_or(0)));
    }
    shares
}

/// The fields, folded away until there are shares.
pub fn fields(state: &FormState, summary: &str, choices: &[Choice]) -> Markup {
    let used = !state.value("share").is_empty() || state.error("shares").is_some() || !state.value("also_1").is_empty();
    html! {
        details class="more" id="shares" open[used] {
            summary { (summary) }
            p class="hint" { "Money below it goes to each by its share. All shares together are 100%." }
            @if let Some(error) = state.error("shares") { p class="error" { span aria-hidden="true" { "!" } (error) } }
            (Field::new(state, "share", "Share of the first, in percent").example("60").number())
            @for row in 1..=ROWS {
                @let (also, share) = names(row);
                div class="two" {
                    (Field::new(state, &also, &format!("Also for ({row})")).select(Some("nothing else"), choices))
                    (Field::new(state, &share, &format!("Its share, in percent ({row})")).number())
                }
            }
        }
    }
}
