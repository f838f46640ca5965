//! First run: the owner, the company, its currency.

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;
use throughline_app::{AppError, SetUpInput};
use throughline_domain::Currency;

use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{Answer, Fields, FormState, Reader, Visitor, problem::see_other, signed},
    people::{currencies, sign_in},
    site::Site,
};

fn form(headers: &HeaderMap, status: StatusCode, state: &FormState) -> Response {
    let body = html! {
        (bits::head(&["First set-up"], "Two minutes, then your own work is ranked.",
            Some("This makes the owner’s account and the company. Everything else can be changed later.")))
        (fields::form(state, "/set-up", "Set up Throughline", html! {
            (Field::new(state, "set_up_key", "Set-up key").required().autocomplete("off")
                .hint("The server printed it at its first start, so that nobody else can come first.").text())
            div class="two" {
                (Field::new(state, "name", "Your name").required().autocomplete("name").text())
                (Field::new(state, "email", "Your e-mail address").required().autocomplete("username").email())
            }
            (Field::new(state, "password", "Password").required().autocomplete("new-password")
                .hint("At least 8 characters; 15 or more are better. A sentence is fine.").password())
            (Field::new(state, "workspace", "Company").required().autocomplete("organization").text())
            div class="two" {
                (Field::new(state, "currency", "Currency").hint("Of every amount without one of its own.").select(None, &currencies()))
                (Field::new(state, "time_zone", "Time zone").required().example("Europe/Rome")
                    .hint("Where the company’s days begin.").text())
            }
        }))
    };
    sign_in::bare(headers, status, "Set up", &body)
}

/// `GET /set-up`
pub async fn page(State(site): State<Site>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    if !site.app.set_up_needed().await? {
        return Ok(see_other("/sign-in"));
    }
    let given = Fields::parse(query.unwrap_or_default().as_bytes());
    let state =
        FormState::new().with("time_zone", "Europe/Rome").with("currency", "EUR").with("set_up_key", given.text("key"));
    Ok(form(&visitor.headers, StatusCode::OK, &state))
}

/// `POST /set-up`
pub async fn create(State(site): State<Site>, visitor: Visitor, body: Body) -> Answer {
    let fields = Fields::parse(&signed::read(body, 64 * 1024).await?);
    let mut reader = Reader::new(&fields);
    let currency = reader.parsed::<CurrencyCode>("currency", "Write a three-letter code such as EUR.");
    let input = reader.finish(SetUpInput {
        set_up_key: fields.text("set_up_key").to_owned(),
        name: fields.text("name").to_owned(),
        email: fields.text("email").to_owned(),
        password: fields.verbatim("password").to_owned(),
        workspace: fields.text("workspace").to_owned(),
        currency: currency.map_or(Currency::EUR, |code| code.0),
        time_zone: fields.text("time_zone").to_owned(),
    });
    let outcome = match input {
        Ok(input) => site.app.set_up(input, visitor.client).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(signed_in) => Ok(sign_in::welcome(&site, &signed_in, "/import")),
        Err(error @ AppError::Forbidden { .. }) => {
            let message = error.detail();
            let (_, state) = FormState::new().again(&fields, AppError::Conflict { message })?;
            Ok(form(&visitor.headers, StatusCode::FORBIDDEN, &state))
        }
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            Ok(form(&visitor.headers, status, &state))
        }
    }
}

/// A currency by its code, as forms send it.
pub struct CurrencyCode(pub Currency);

impl std::str::FromStr for CurrencyCode {
    type Err = throughline_value_line::UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Currency::parse(code).map(Self)
    }
}
