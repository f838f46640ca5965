//! What stands around every page: the star with its line, the bar, find, me, and the footer.

use axum::http::HeaderMap;
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline_app::{Actor, NorthStarView};
use throughline_domain::{Ts, people::Role};

use crate::{components::say, http::cookies};

/// The header's figure.
#[derive(Debug, Clone)]
pub struct Star {
    /// "41,802"; none while no North Star is chosen or measured.
    value: Option<String>,
    /// What it counts, or the first step.
    label: String,
}

impl Star {
    /// Of a workspace.
    pub fn of(view: &NorthStarView) -> Self {
        match (&view.metric, &view.latest) {
            (None, _) => Self { value: None, label: "Choose a North Star".to_owned() },
            (Some(metric), None) => Self { value: None, label: metric.name.clone() },
            (Some(metric), Some(latest)) => {
                Self { value: Some(say::metric(latest.value, &metric.unit)), label: metric.name.clone() }
            }
        }
    }
}

/// What a page needs to know of its reader.
#[derive(Debug, Clone)]
pub struct Frame {
    company: String,
    star: Star,
    name: String,
    role: Role,
    theme: Option<&'static str>,
    keys: bool,
    /// The last event that its reader knows of.
    event: i64,
    /// The workspace's time zone.
    pub zone: TimeZone,
    /// When the page was asked for.
    pub now: Ts,
}

impl Frame {
    /// For a request of an actor.
    pub fn new(actor: &Actor, star: Star, headers: &HeaderMap, now: Ts) -> Self {
        Self {
            company: actor.workspace.name.clone(),
            star,
            name: actor.member.as_ref().map_or_else(|| "Operator".to_owned(), |member| member.name.clone()),
            role: actor.role(),
            theme: theme(headers),
            keys: cookies::read(headers, "keys") != Some("off"),
            event: actor.version,
            zone: TimeZone::get(&actor.workspace.time_zone).unwrap_or(TimeZone::UTC),
            now,
        }
    }

    /// Whether the reader may do what this role may.
    pub fn may(&self, role: Role) -> bool {
        self.role >= role
    }

    /// Today, where the company is.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.date_in(&self.zone)
    }

    /// A day where the company is, as people write it.
    pub fn day(&self, at: Ts) -> String {
        throughline_domain::words::day(at.date_in(&self.zone), self.today())
    }

    /// Whether single keys are on.
    pub fn keys(&self) -> bool {
        self.keys
    }

    /// The chosen theme; none follows the system.
    pub fn theme(&self) -> Option<&'static str> {
        self.theme
    }
}

fn theme(headers: &HeaderMap) -> Option<&'static str> {
    match cookies::read(headers, "theme") {
        Some("light") => Some("light"),
        Some("dark") => Some("dark"),
        _ => None,
    }
}

/// A place in the bar, or outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `/`
    Week,
    /// `/map`
    Map,
    /// `/priorities`
    Priorities,
    /// `/roadmap`
    Roadmap,
    /// The price of one move, without the list that the priorities' line runs along.
    Move,
    /// `/urgent`, and emergencies.
    Urgent,
    /// `/tickets`
    Tickets,
    /// One ticket: reached from content, with its own line.
    Ticket,
    /// `/goals`
    Goals,
    /// `/gaps`
    Gaps,
    /// `/value`
    Value,
    /// `/import`
    Import,
    /// `/north-star`
    NorthStar,
    /// Forms and pages of a single metric: without the branches of the North Star's page.
    Metric,
    /// Settings and all that the me menu leads to.
    Me,
}

/// The bar in the order of the week: place, address, name, key after `g`.
const BAR: [(Place, &str, &str, &str); 10] = [
    (Place::Week, "/", "This week", "w"),
    (Place::Map, "/map", "Map", "m"),
    (Place::Priorities, "/priorities", "Priorities", "p"),
    (Place::Roadmap, "/roadmap", "Roadmap", "r"),
    (Place::Urgent, "/urgent", "Urgent", "u"),
    (Place::Tickets, "/tickets", "Tickets", "t"),
    (Place::Goals, "/goals", "Goals", "o"),
    (Place::Gaps, "/gaps", "Gaps", "g"),
    (Place::Value, "/value", "Value", "v"),
    (Place::Import, "/import", "Import", "i"),
];

impl Place {
    fn class(self) -> &'static str {
        match self {
            Self::Week => "page home",
            Self::Map => "page mapped",
            Self::Priorities => "page priorities",
            Self::Roadmap => "page roadmap",
            Self::Urgent => "page urgent",
            Self::Ticket => "page ticket",
            Self::NorthStar => "page northstar",
            _ => "page",
        }
    }

    /// Whether its pages stay open on somebody's screen, so that they say when they are no longer what they were.
    fn is_kept_open(self) -> bool {
        !matches!(self, Self::Move | Self::Value | Self::Import | Self::Metric | Self::Me)
    }
}

const STAR: &str = r#"<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false"><g fill="none" stroke="var(--line)" stroke-width="1.5" stroke-linejoin="round"><path fill="var(--line)" d="M20 11 L22 18 L29 11 L22 18 L29 20 L22 22 L29 29 L22 22 L20 29 L18 22 L11 29 L18 22 L11 20 L18 18 L11 11 L18 18 Z"/></g><path fill="var(--paper)" d="M20 2 L24.2 15.8 L38 20 L24.2 24.2 L20 38 L15.8 24.2 L2 20 L15.8 15.8 Z"/><path fill="var(--line)" d="M20 2 V20 H38 L24.2 24.2 L20 38 V20 H2 L15.8 15.8 Z"/><path fill="none" stroke="var(--line)" stroke-width="1.4" stroke-linejoin="round" d="M20 2 L24.2 15.8 L38 20 L24.2 24.2 L20 38 L15.8 24.2 L2 20 L15.8 15.8 Z"/></svg>"#;

/// A whole page. `lives`: whether its address gives it again, so that it can say when it has changed.
pub fn page(frame: &Frame, place: Place, title: &str, body: &Markup, lives: bool) -> Markup {
    let bar = html! {
        ul {
            @for (at, href, name, key) in BAR {
                li { a href=(href) data-go=(key) aria-current=[(at == place || at == Place::Priorities && place == Place::Move).then_some("page")] { (name) } }
            }
        }
    };
    let own = match place {
        Place::Priorities => Some("priorities.js"),
        Place::Roadmap => Some("roadmap.js"),
        _ => None,
    };
    let head = head(&format!("{title} · {}", frame.company), own);
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[frame.theme] data-keys=[(!frame.keys).then_some("off")] data-event=(frame.event) {
            (head)
            body {
                a class="skip" href="#main" { "Skip to content" }
                header class="top" {
                    div class="top-in" {
                        a class="ns" href="/north-star" data-go="n" {
                            (PreEscaped(STAR))
                            div {
                                @match &frame.star.value {
                                    Some(value) => { b { (value) } span { (frame.star.label) " · " (frame.company) } }
                                    None => { b { (frame.company) } span { (frame.star.label) } }
                                }
                            }
                        }
                        nav class="nav" aria-label="Main" { (bar) }
                        div class="tools" {
                            form class="find" role="search" action="/find" {
                                input type="search" name="q" aria-label="Find a ticket" placeholder="Find" autocomplete="off";
                                kbd aria-hidden="true" { "/" }
                            }
                            details class="menu" { summary { "Menu" } (bar) }
                            (me(frame))
                        }
                    }
                }
                main id="main" class=(place.class()) tabindex="-1" data-live[lives && place.is_kept_open()] { (body) }
                (footer(frame))
                (find_dialog())
            }
        }
    }
}

/// `own` is the script of one kind of page, besides the one of all.
fn head(title: &str, own: Option<&str>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="htmx-config" content=r#"{"includeIndicatorCSS":false,"history":false}"#;
            title { (title) " · Throughline" }
            link rel="icon" href=[throughline_assets::path("star.svg")] type="image/svg+xml";
            link rel="stylesheet" href=[throughline_assets::path("throughline.css")];
            @if let Some(script) = throughline_assets::path("main.js") { script type="module" src=(script) {} }
            @if let Some(script) = own.and_then(throughline_assets::path) {
                script type="module" src=(script) {}
            }
        }
    }
}

fn me(frame: &Frame) -> Markup {
    let initials: String = frame.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    html! {
        details class="me" {
            summary aria-label={ (initials) ": you, " (frame.name) } { (initials) }
            div {
                p { b { (frame.name) } br; span class="muted" { (say::role(frame.role)) ", " (frame.company) } }
                div class="only-narrow" { a href="/find" { "Find a ticket" } }
                a href="/settings/me" { "You and your sessions" }
                a href="/settings" { "Settings" }
                a href="/activity" { "Activity" }
                a href="/keys" { "Keyboard shortcuts" }
                form method="post" action="/sign-out" { button type="submit" { "Sign out" } }
            }
        }
    }
}

fn footer(frame: &Frame) -> Markup {
    html! {
        footer class="foot" {
            span { "Throughline for " (frame.company) }
            span { "Figures as of " (say::moment(frame.now, &frame.zone)) }
            a href="/value/reference" { "How we calculate money" }
            a href="/keys" { "Keyboard shortcuts " kbd { "?" } }
        }
    }
}

/// Find as you type; it opens only where scripts run.
fn find_dialog() -> Markup {
    html! {
        dialog id="find-dialog" aria-label="Find" {
            form role="search" action="/find" class="field" {
                label for="find-q" { "Find a ticket by its key, title or text" }
                input class="input" id="find-q" type="search" name="q" autocomplete="off" hx-get="/find"
                    hx-trigger="input changed delay:200ms" hx-target="#find-hits" hx-swap="innerHTML";
            }
            div id="find-hits" class="hits" role="status" {}
        }
    }
}

/// A page for somebody who is not signed in, and for errors: no figures of a company are on it.
pub fn bare(headers: &HeaderMap, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme(headers)] {
            (head(title, None))
            body {
                a class="skip" href="#main" { "Skip to content" }
                header class="top" {
                    div class="top-in" {
                        a class="ns" href="/" { (PreEscaped(STAR)) div { b { "Throughline" } span { "why this, why now, for how much" } } }
                    }
                }
                main id="main" class="page" tabindex="-1" { (body) }
            }
        }
    }
}
