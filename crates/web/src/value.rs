//! Type a Business Value line and see how it is read; and the reference that explains the reading.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, ReadValueInput};
use throughline_domain::people::Role;
use throughline_value_line::{REFERENCE, Reading};

use crate::{
    components::{bits, equation, fields::Field, markdown},
    http::{Answer, FormState, Signed, signed},
    layout::Place,
    site::Site,
};

/// The sentence to read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    text: String,
}

const EXAMPLES: [&str; 6] = [
    "Reduces churn by 3% in a €1M segment",
    "Saves support 10h/week at 40 EUR/h",
    "+0.3pp checkout conversion on 40k visits a month, €30 each",
    "Unblocks €200k of Q4 deals (40% likely)",
    "€5k per day until fixed",
    "Avoids a £20,000 fine if not live by 2027-01-31",
];

/// `GET /value?text=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let text = asked.text.trim();
    let reading = if text.is_empty() { None } else { Some(read(&site, &signed, text).await) };
    let reading = match reading {
        None => None,
        Some(Ok(reading)) => Some(Ok(reading)),
        Some(Err(AppError::Invalid { fields })) => {
            Some(Err(fields.into_iter().map(|field| field.message).collect::<Vec<_>>().join(" ")))
        }
        Some(Err(error)) => return Err(error.into()),
    };
    if signed.fragment {
        return Ok(signed::piece(shown(&signed, reading.as_ref())));
    }
    let view = reading.as_ref().and_then(|reading| reading.as_ref().ok());
    Ok(signed.page(&view, Place::Value, "Value", || body(&signed, text, reading.as_ref())))
}

async fn read(site: &Site, signed: &Signed, text: &str) -> Result<Reading, AppError> {
    let input = ReadValueInput { text: text.to_owned(), confirmed_reading: None, currency: None };
    site.app.read_value(Some(&signed.actor), input).await
}

fn shown(signed: &Signed, reading: Option<&Result<Reading, String>>) -> Markup {
    match reading {
        None => bits::empty(
            "Nothing to read yet",
            "Say what changes, for whom, and by how much. What is missing is asked for, never made up.",
            None,
        ),
        Some(Ok(reading)) => equation::whole(reading, signed.frame.today()),
        Some(Err(message)) => html! { div class="state broke" role="alert" { p { (message) } } },
    }
}

fn body(signed: &Signed, text: &str, reading: Option<&Result<Reading, String>>) -> Markup {
    let state = FormState::new().with("text", text);
    html! {
        (bits::head(&["Business Value line"], "Say it in a sentence, see it in money.", Some("One sentence of a ticket says what changes, for whom, and by how much. Nothing is stored here.")))
        div class="cols work-cols" {
            div class="stack" {
                form class="form wide" action="/value" {
                    div hx-get="/value" hx-trigger="input changed delay:250ms" hx-include="find textarea" hx-target="#reading" hx-swap="innerHTML" hx-sync="this:replace" {
                        (Field::new(&state, "text", "Business value").example(EXAMPLES[0]).hint("Up to 2,000 characters.").long(""))
                    }
                    div class="actions" { button class="btn primary" type="submit" { "Read it" } }
                }
                div id="reading" class="reading" aria-live="polite" { (shown(signed, reading)) }
            }
            div class="stack" {
                section class="panel" aria-labelledby="h-examples" {
                    h2 id="h-examples" { "Sentences that work" }
                    ul class="examples" { @for example in EXAMPLES { li { a href=(bits::address("/value", &[("text", example)], &[])) { (example) } } } }
                }
                p class="meta" { a href="/value/reference" { "Everything it reads, and how it calculates" } }
                @if signed.frame.may(Role::Leader) { p class="meta" { "Revenue and churn of customer groups come from " a href="/settings/segments" { "segments" } "." } }
            }
        }
    }
}

/// `GET /value/reference`
pub async fn reference(signed: Signed) -> Answer {
    Ok(signed.page(&REFERENCE, Place::Value, "How money is calculated", || {
        html! {
            (bits::head(&["Reference"], "How a sentence becomes money.", None))
            h2 class="vh" { "The language" }
            div class="prose" { (markdown::render(REFERENCE)) }
        }
    }))
}
