//! What not doing a ticket or the work below a goal costs, and what doing it first keeps waiting; ticket by ticket.

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, Level, NotDoingQuery, NotDoingView};
use throughline_domain::{
    Currency, Estimate,
    priorities::{MOST_WEEKS, NotDoing, Postponed},
    words,
};

use crate::{
    components::{
        bits, chain,
        fields::Field,
        money::{self, Tone},
    },
    http::{Answer, FormState, Signed, form::Fields},
    layout::Place,
    site::Site,
};

/// Tickets of each side that the page lists.
const MOST_LISTED: usize = 20;

/// For how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    weeks: String,
}

/// `GET /tickets/{ticket}/not-doing`, `GET /goals/{goal}/not-doing`
pub async fn page(
    State(site): State<Site>,
    signed: Signed,
    Path(of): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    // What cannot be read as a number is out of bounds, and said beside its field.
    let weeks = Some(asked.weeks.trim()).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap_or(0));
    let query = |weeks| NotDoingQuery { of: of.clone(), weeks };
    let typed = Fields::of(vec![("weeks".to_owned(), asked.weeks.clone())]);
    let (view, state) = match site.app.not_doing(&signed.actor, query(weeks)).await {
        Ok(view) => {
            let state = FormState::new().with("weeks", view.cost.weeks.to_string());
            (view, state)
        }
        Err(refused @ AppError::Invalid { .. }) => {
            let (_, state) = FormState::new().again(&typed, refused)?;
            (site.app.not_doing(&signed.actor, query(None)).await?, state)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(signed.page(&view, Place::Move, &format!("Not doing {}", view.key), || body(&view, &state)))
}

fn body(view: &NotDoingView, state: &FormState) -> Markup {
    let cost = &view.cost;
    let what = if view.level == Level::Ticket { "Ticket" } else { chain::level(view.level) };
    html! {
        (bits::head(&["The cost of not doing", what, &view.key], &view.answer(), cost.compared().as_deref()))
        p class="meta" { a href=(chain::address(view.level, &view.id, Some(&view.key))) { (view.key) " " (view.title) } }
        form method="get" class="row" {
            (Field::new(state, "weeks", "Weeks").hint(&format!("From today, 1 to {MOST_WEEKS}. A quarter has 13.")).number())
            button class="btn" type="submit" { "Compute it" }
        }
        (side("h-undone", "Not done", (&cost.undone, cost.undone_total), [cost.not_doing, cost.not_doing_counted_once], cost.currency))
        @if !cost.not_counted.is_empty() { p class="meta" { "Without a price, and not counted: " (words::list(&cost.not_counted)) "." } }
        @if !cost.taken_as_done.is_empty() { p class="meta" { "It waits for " (words::list(&cost.taken_as_done)) ", taken as done here." } }
        (side("h-waiting", "What waits when it is done first", (&cost.waiting, cost.waiting_total), [cost.doing_first, cost.doing_first_counted_once], cost.currency))
        (how(cost))
    }
}

fn side(
    id: &str,
    title: &str,
    (lines, total): (&[Postponed], usize),
    [sum, once]: [Option<Estimate>; 2],
    currency: Currency,
) -> Markup {
    let listed = lines.len().min(MOST_LISTED);
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @if let Some(sum) = sum {
                p { (money::amount(Tone::Cost, &sum, currency, "in all")) }
                @if let Some(once) = once.filter(|once| once.mean < sum.mean) {
                    p class="meta" { "Counted once where several tickets claim the same money: " (money::amount(Tone::Cost, &once, currency, "in all")) }
                }
                ul class="rows" { @for line in &lines[..listed] { (postponed(line, currency)) } }
                @if total > listed { p class="meta" { (total - listed) " more are in the sum." } }
            } @else if id == "h-waiting" {
                p class="meta" { "No other work with a price would be done meanwhile by the same team, and nothing is compared with nothing. Try more weeks." }
            } @else {
                p class="meta" { "None of it has a price yet. Say in its line what changes, for whom, and by how much." }
            }
        }
    }
}

fn postponed(line: &Postponed, currency: Currency) -> Markup {
    html! {
        li {
            div {
                a class="strong-link" href={ "/tickets/" (line.key) } { (line.key) " " (line.title) }
                p class="meta" { (words::weeks(line.weeks_of_work)) " of work, done " (words::weeks(line.weeks_later)) " later: " (line.says) }
            }
            (money::amount(Tone::Cost, &line.cost, currency, ""))
        }
    }
}

fn how(cost: &NotDoing) -> Markup {
    html! {
        details class="more" {
            summary { "How this is computed" }
            div class="prose" {
                p { "Not done within the horizon means done that much later, after " (cost.weeks) " weeks. That costs what the delay costs until then, and what is lost for good where a date or a window passes. What is lost in any case is not counted, and neither is what was spent already." }
                p { "Doing it first costs what it keeps waiting: the work of the same teams that would be done within the horizon, taken in the order of the priorities as long as it fits. Each of these is done later by the work that goes first." }
                @if cost.undone.iter().any(|line| line.part < 1.0) { p { "Of work that serves several goals its part counts here: so much of its money, and so much of its weeks for others to wait." } }
                p { "The ranges come from the same simulated futures on both sides. Two costs within a tenth of each other, or of which neither is the larger one in 70 of 100 futures, are about equal. Each ticket shows how its week was read from its line, input by input." }
                @if let Some(p) = cost.p_do_first { p { "Not doing it costs more in " (words::of_100(p)) " of 100 simulated futures." } }
            }
        }
    }
}

/// One line on the page of a goal, with the way to the computation.
pub fn short(view: &NotDoingView) -> Markup {
    html! {
        @if let Some(cost) = &view.cost.not_doing_counted_once {
            p class="not-doing" {
                "Not doing it for " (words::weeks(f64::from(view.cost.weeks))) ": "
                (money::amount(Tone::Cost, cost, view.cost.currency, ""))
                " " a href={ "/goals/" (view.key) "/not-doing" } { "What else would be done" }
            }
        }
    }
}
