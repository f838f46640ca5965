//! Making, changing, deleting and restoring the nouns that a workspace defines for itself: written once for all of them.

use std::{future::Future, str::FromStr};

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use maud::{Markup, html};
use throughline_app::{Actor, App, AppError};
use throughline_domain::people::Role;

use crate::{
    components::{
        bits,
        fields::{self, Choice},
    },
    http::{Answer, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// A noun with a form.
pub trait Noun: Sized + Send + Sync + 'static {
    /// Its id.
    type Id: FromStr + ToString + Copy + Send + Sync + 'static;
    /// What its form gives.
    type Input: Send;
    /// What it is called in a sentence: "team".
    const NAME: &'static str;
    /// Its folder: "/teams".
    const FOLDER: &'static str;
    /// Where it stands in the bar.
    const PLACE: Place;
    /// Who may write it.
    const NEEDS: Role;

    /// Reads one.
    fn get(app: &App, actor: &Actor, id: Self::Id) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Makes one.
    fn create(app: &App, actor: &Actor, input: Self::Input) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Replaces one.
    fn change(
        app: &App,
        actor: &Actor,
        id: Self::Id,
        version: i64,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Deletes one.
    fn withdraw(
        app: &App,
        actor: &Actor,
        id: Self::Id,
        version: i64,
    ) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Brings one back.
    fn restore(app: &App, actor: &Actor, id: Self::Id) -> impl Future<Output = Result<Self, AppError>> + Send;

    /// What it is called.
    fn title(&self) -> &str;
    /// Its version and whether it is deleted.
    fn version(&self) -> i64;
    /// Where the reader goes after a change.
    fn home(&self) -> String;
    /// Its values, as the form shows them.
    fn state(&self, actor: &Actor) -> FormState;
    /// The values of a new one.
    fn fresh() -> FormState {
        FormState::new()
    }
    /// What was typed.
    fn read(reader: &mut Reader<'_>, actor: &Actor) -> Self::Input;
    /// The lists that its form offers, for one that is there or for a new one.
    fn lists(app: &App, actor: &Actor, of: Option<&Self>) -> impl Future<Output = Result<Lists, AppError>> + Send {
        let _ = (app, actor, of);
        async { Ok(Lists::default()) }
    }
    /// What the form of a new one asks, as its statement.
    fn question() -> String {
        format!("A new {}.", Self::NAME)
    }
    /// Its form's fields.
    fn form(state: &FormState, lists: &Lists) -> Markup;
}

/// The five verbs of a noun, as [`Noun`] asks for them.
macro_rules! five_verbs {
    ($get:ident, $create:ident, $change:ident, $withdraw:ident, $restore:ident) => {
        async fn get(app: &App, actor: &Actor, id: Self::Id) -> Result<Self, AppError> {
            app.$get(actor, id).await
        }
        async fn create(app: &App, actor: &Actor, input: Self::Input) -> Result<Self, AppError> {
            app.$create(actor, input).await
        }
        async fn change(
            app: &App,
            actor: &Actor,
            id: Self::Id,
            version: i64,
            input: Self::Input,
        ) -> Result<Self, AppError> {
            app.$change(actor, id, version, input).await
        }
        async fn withdraw(app: &App, actor: &Actor, id: Self::Id, version: i64) -> Result<Self, AppError> {
            app.$withdraw(actor, id, version).await
        }
        async fn restore(app: &App, actor: &Actor, id: Self::Id) -> Result<Self, AppError> {
            app.$restore(actor, id).await
        }
    };
}

pub(crate) use five_verbs;

/// What the lists of forms offer.
#[derive(Debug, Default)]
pub struct Lists {
    /// Metrics.
    pub metrics: Vec<Choice>,
    /// Members.
    pub members: Vec<Choice>,
    /// Cycles that are not closed.
    pub cycles: Vec<Choice>,
    /// Objectives.
    pub objectives: Vec<Choice>,
    /// Key results.
    pub key_results: Vec<Choice>,
    /// Problems.
    pub problems: Vec<Choice>,
    /// Segments.
    pub segments: Vec<Choice>,
    /// Teams.
    pub teams: Vec<Choice>,
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn allowed<N: Noun>(signed: &Signed) -> Result<(), Oops> {
    if signed.frame.may(N::NEEDS) {
        return Ok(());
    }
    let needs = format!(
        "Only {}s and those above may write {} {}.",
        crate::components::say::role(N::NEEDS),
        article(N::NAME),
        N::NAME
    );
    Err(Oops(AppError::Forbidden { needs }))
}

fn noun_page<N: Noun>(
    signed: &Signed,
    status: StatusCode,
    state: &FormState,
    lists: &Lists,
    existing: Option<(&N, N::Id)>,
) -> axum::response::Response {
    let title = match existing {
        None => format!("New {}", N::NAME),
        Some((noun, _)) => format!("Change “{}”", noun.title()),
    };
    let (fact, statement) = match existing {
        None => (title.clone(), N::question()),
        Some(_) => (throughline_domain::words::capital(N::NAME), title.clone()),
    };
    let (action, submit) = match existing {
        None => (format!("{}/new", N::FOLDER), format!("Create the {}", N::NAME)),
        Some((_, id)) => (format!("{}/{}/edit", N::FOLDER, id.to_string()), "Save the change".to_owned()),
    };
    let body = html! {
        (bits::head(&[&fact], &statement, None))
        (fields::form(state, &action, &submit, N::form(state, lists)))
        @if let Some((noun, id)) = existing {
            hr;
            div class="row" {
                (fields::button(&format!("{}/{}/withdraw", N::FOLDER, id.to_string()), &format!("Delete this {}", N::NAME), &format!("Delete this {}: {}", N::NAME, noun.title()), Some(noun.version())))
                span class="meta" { "It can be brought back for 30 days." }
            }
        }
    };
    signed.html(status, N::PLACE, &title, &body)
}

/// `GET /…/new`: an empty form; values can be given in the query, as links from gaps do.
pub async fn new_page<N: Noun>(State(site): State<Site>, signed: Signed, RawQuery(query): RawQuery) -> Answer {
    allowed::<N>(&signed)?;
    let given = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .fold(FormState::new(), |state, (name, value)| state.with(&name, value));
    let state = given.over(N::fresh());
    let lists = N::lists(&site.app, &signed.actor, None).await?;
    Ok(noun_page::<N>(&signed, StatusCode::OK, &state, &lists, None))
}

/// `POST /…/new`
pub async fn create<N: Noun>(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let input = N::read(&mut reader, &signed.actor);
    let outcome = match reader.finish(input) {
        Ok(input) => N::create(&site.app, &signed.actor, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(noun) => Ok(see_other(&noun.home())),
        Err(error) => {
            let (status, state) = N::fresh().again(&fields, error)?;
            let lists = N::lists(&site.app, &signed.actor, None).await?;
            Ok(noun_page::<N>(&signed, status, &state, &lists, None))
        }
    }
}

fn id<N: Noun>(text: &str) -> Result<N::Id, Oops> {
    text.parse().map_err(|_| Oops(AppError::NotFound { what: N::NAME }))
}

/// `GET /…/{id}/edit`
pub async fn edit_page<N: Noun>(State(site): State<Site>, signed: Signed, Path(text): Path<String>) -> Answer {
    let id = id::<N>(&text)?;
    let noun = N::get(&site.app, &signed.actor, id).await?;
    allowed::<N>(&signed)?;
    let lists = N::lists(&site.app, &signed.actor, Some(&noun)).await?;
    Ok(noun_page(&signed, StatusCode::OK, &noun.state(&signed.actor), &lists, Some((&noun, id))))
}

/// `POST /…/{id}/edit`
pub async fn change<N: Noun>(State(site): State<Site>, Path(text): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let id = id::<N>(&text)?;
    let mut reader = Reader::new(&fields);
    let (version, input) = (reader.version(), N::read(&mut reader, &signed.actor));
    let outcome = match reader.finish(input) {
        Ok(input) => N::change(&site.app, &signed.actor, id, version, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(noun) => Ok(see_other(&noun.home())),
        Err(error) => {
            let noun = N::get(&site.app, &signed.actor, id).await?;
            let (status, state) = noun.state(&signed.actor).again(&fields, error)?;
            let lists = N::lists(&site.app, &signed.actor, Some(&noun)).await?;
            Ok(noun_page(&signed, status, &state, &lists, Some((&noun, id))))
        }
    }
}

/// `POST /…/{id}/withdraw`
pub async fn withdraw<N: Noun>(State(site): State<Site>, Path(text): Path<String>, posted: Posted) -> Answer {
    let id = id::<N>(&text)?;
    let mut reader = Reader::new(&posted.fields);
    let version = reader.version();
    let version = reader.finish(version)?;
    let noun = N::withdraw(&site.app, &posted.signed.actor, id, version).await?;
    Ok(see_other(&noun.home()))
}

/// `POST /…/{id}/restore`
pub async fn restore<N: Noun>(State(site): State<Site>, Path(text): Path<String>, posted: Posted) -> Answer {
    let noun = N::restore(&site.app, &posted.signed.actor, id::<N>(&text)?).await?;
    Ok(see_other(&noun.home()))
}

/// Deleted ones of a list, with the way back.
pub fn deleted<'a, N: Noun>(nouns: impl Iterator<Item = (&'a N, N::Id)>) -> Markup {
    let mut rows = nouns.peekable();
    html! {
        @if rows.peek().is_some() {
            details class="more" {
                summary { "Deleted, can be brought back for 30 days" }
                ul class="rows" {
                    @for (noun, id) in rows {
                        li {
                            span { (noun.title()) }
                            (fields::button(&format!("{}/{}/restore", N::FOLDER, id.to_string()), "Bring it back", &format!("Bring {} back", noun.title()), None))
                        }
                    }
                }
            }
        }
    }
}
