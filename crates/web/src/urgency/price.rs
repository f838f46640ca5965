//! The price of a request: a detour for each moment, and what makes it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use throughline_app::PricedUrgent;
use throughline_domain::{
    Currency, Money,
    urgency::{Moment, PricedMoment},
    words,
};
use throughline_value_line::format;

use crate::layout::Frame;

/// Width of the drawing, in its own units.
const WIDTH: f64 = 734.0;
/// Where the days begin and end in it.
const DAYS: (f64, f64) = (166.0, 700.0);
/// Tickets that are told one by one in the table.
const MOST_TOLD: usize = 8;

pub fn money(minor: i64, currency: Currency) -> String {
    format::money(Money::new(minor, currency))
}

/// The whole price; `by_when` is the day after which it is too late.
pub fn panel(frame: &Frame, priced: &PricedUrgent, by_when: Option<Date>) -> Markup {
    let shown = shown(priced);
    html! {
        (detours(frame, priced, &shown, by_when))
        (table(priced, &shown))
        p class="meta" { (priced.price.break_even_says) " " (priced.value_says) }
        @if priced.switching_assumed {
            p class="meta" {
                "Changing over is counted with " (words::people(priced.price.switching.people)) ", half a day each, at "
                (money(priced.price.switching.rate_per_hour_minor, priced.price.currency)) " an hour. Change it in the request if you know better."
            }
        }
    }
}

/// Now, the next free moment, its turn; the cheapest only where it is cheaper than all of these.
fn shown(priced: &PricedUrgent) -> Vec<&PricedMoment> {
    let all = &priced.price.moments;
    let least = all.iter().filter(|it| it.moment != Moment::Cheapest).map(|it| it.total_minor).min().unwrap_or(0);
    all.iter().filter(|it| it.moment != Moment::Cheapest || it.total_minor < least).collect()
}

fn name(priced: &PricedMoment) -> String {
    match priced.moment {
        Moment::Now => "Now".to_owned(),
        Moment::NextFree => priced.label.trim_start_matches("On ").to_owned(),
        Moment::InTurn => "In its turn".to_owned(),
        Moment::Cheapest => "Cheapest".to_owned(),
    }
}

/// Days as places: from today to the last that is shown.
struct Days {
    today: Date,
    last: i32,
}

impl Days {
    fn of(today: Date, shown: &[&PricedMoment], by_when: Option<Date>) -> Self {
        let days = shown.iter().map(|it| it.done_on).chain(by_when).map(|day| (day - today).get_days());
        Self { today, last: days.max().unwrap_or(1).max(5) }
    }

    fn at(&self, day: Date) -> f64 {
        DAYS.0 + (DAYS.1 - DAYS.0) * f64::from((day - self.today).get_days()) / f64::from(self.last + 1)
    }

    /// Where the deadline's day ends, if it is still ahead.
    fn deadline(&self, by_when: Option<Date>) -> Option<f64> {
        let day = by_when.filter(|&day| day >= self.today)?;
        Some(self.at(day.saturating_add(jiff::Span::new().days(1))))
    }
}

/// Under the detours: today, the day by which it is needed, and the days on which each moment begins, as far as they
/// have room.
fn axis(days: &Days, shown: &[&PricedMoment], by_when: Option<Date>) -> Markup {
    let mut labels = vec![(days.at(days.today), "today".to_owned())];
    for it in shown {
        labels.push((days.at(it.starts_on), words::day(it.starts_on, days.today)));
    }
    let deadline = days.deadline(by_when).zip(by_when);
    let mut placed: Vec<(f64, String)> = Vec::new();
    for (x, label) in labels {
        let half = |text: &str| 3.4 * f64::from(u32::try_from(text.chars().count()).unwrap_or(0));
        if placed.iter().all(|(other, said)| (other - x).abs() > half(said) + half(&label) + 8.0) {
            placed.push((x, label));
        }
    }
    html! {
        div class="d-axis" aria-hidden="true" {
            svg class="txt" viewBox={ "0 0 " (WIDTH) " " (if deadline.is_some() { 38 } else { 22 }) } focusable="false" {
                @if let Some((x, day)) = deadline {
                    line x1=(format!("{x:.1}")) x2=(format!("{x:.1}")) y1="0" y2="22" stroke="var(--ink-3)" stroke-width="1.5" stroke-dasharray="2 4" {}
                    text x=(format!("{:.1}", x.clamp(60.0, WIDTH - 60.0))) y="34" text-anchor="middle" { (words::day(day, days.today)) ": too late after" }
                }
                @for (x, label) in placed {
                    line x1=(format!("{x:.1}")) x2=(format!("{x:.1}")) y1="0" y2="4" stroke="var(--rule-strong)" {}
                    text x=(format!("{x:.1}")) y="16" text-anchor="middle" { (label) }
                }
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a drawing")]
fn detours(frame: &Frame, priced: &PricedUrgent, shown: &[&PricedMoment], by_when: Option<Date>) -> Markup {
    let today = frame.today();
    let best = shown.iter().map(|it| it.total_minor).min().unwrap_or(0);
    let most = shown.iter().map(|it| it.total_minor).max().unwrap_or(0).max(1) as f64;
    let days = Days::of(today, shown, by_when);
    let deadline = days.deadline(by_when);
    let mut first_best = true;
    html! {
        div class="detours" {
            @for it in shown {
                @let is_best = it.total_minor == best && std::mem::take(&mut first_best);
                @let (from, to) = (days.at(it.starts_on), days.at(it.done_on) + 12.0);
                @let top = 68.0 - 56.0 * (it.total_minor.max(0) as f64 / most).max(0.04);
                div class={ "detour" @if is_best { " best" } } {
                    div class="d-lbl" { h2 { (name(it)) } p class="meta" { (words::day(it.starts_on, today)) ", " (priced.team.name) } }
                    svg viewBox={ "0 0 " (WIDTH) " 80" } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                        @if let Some(x) = deadline {
                            line x1=(format!("{x:.1}")) x2=(format!("{x:.1}")) y1="-4" y2="84" stroke="var(--ink-3)" stroke-width="1.5" stroke-dasharray="2 4" vector-effect="non-scaling-stroke" {}
                        }
                        path d=(format!("M{from:.1} 68 V{top:.1} H{to:.1} V68 Z")) fill="var(--cost-soft)" {}
                        line x1=(format!("{from:.1}")) x2=(format!("{to:.1}")) y1="68" y2="68" stroke="var(--line-off)" stroke-width="2" stroke-dasharray="3 3" vector-effect="non-scaling-stroke" {}
                        path d=(format!("M0 68 H{from:.1} V{top:.1} H{to:.1} V68 H730")) fill="none" stroke="var(--line)" stroke-width="4" stroke-linejoin="round" vector-effect="non-scaling-stroke" {}
                    }
                    p class="money cost block" {
                        b { (money(it.total_minor, priced.price.currency)) } " "
                        span class="range" {
                            @if priced.unpriced { "without what it loses itself · " }
                            @if it.range.high > it.range.low { (format::range(it.range.low, it.range.high, priced.price.currency)) " · " }
                            "ready " (words::day(it.done_on, today))
                            @if let Some(chance) = it.in_time { ", " (words::of_100(chance)) "% sure in time" }
                        }
                    }
                }
            }
            (axis(&days, shown, by_when))
        }
    }
}

fn table(priced: &PricedUrgent, shown: &[&PricedMoment]) -> Markup {
    let currency = priced.price.currency;
    let mut keys: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for delay in shown.iter().flat_map(|it| &it.delays) {
        let entry = keys.entry(delay.key.clone()).or_insert_with(|| (0, delay.sentence.clone()));
        if delay.cost_minor > entry.0 {
            *entry = (delay.cost_minor, delay.sentence.clone());
        }
    }
    let mut rows: Vec<(String, (i64, String))> = keys.into_iter().collect();
    rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let rest = rows.split_off(rows.len().min(MOST_TOLD));
    let cost =
        |it: &PricedMoment, key: &str| it.delays.iter().find(|delay| delay.key == key).map_or(0, |it| it.cost_minor);
    let cell = |minor: i64| html! { td class={ "num" @if minor == 0 { " muted" } } { @if minor == 0 { "0" } @else { (money(minor, currency)) } } };
    let others = |it: &PricedMoment| it.more_delays_minor + rest.iter().map(|(key, _)| cost(it, key)).sum::<i64>();
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="What makes the price" {
            table class="table ur-table" {
                thead { tr { th scope="col" { "What makes the price" } @for it in shown { th scope="col" class="num" { (name(it)) } } } }
                tbody {
                    @for (key, (_, sentence)) in &rows {
                        tr { td { a href={ "/t/" (key) } { (key) } " " (sentence) } @for it in shown { (cell(cost(it, key))) } }
                    }
                    @if shown.iter().any(|it| others(it) != 0 || it.more_delays > 0) {
                        tr { td { "All others together" } @for it in shown { (cell(others(it))) } }
                    }
                    tr { td { "People changing over" } @for it in shown { (cell(it.switching_minor)) } }
                    tr { td { "What the request loses by waiting" } @for it in shown {
                        @if priced.unpriced { td class="num muted" { "not known" } } @else { (cell(it.own_minor)) }
                    } }
                }
                tfoot { tr { th scope="row" { @if priced.unpriced { "Together, as far as known" } @else { "Together" } } @for it in shown { td class="num" { (money(it.total_minor, currency)) } } } }
            }
        }
    }
}
