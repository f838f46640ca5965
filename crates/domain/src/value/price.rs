//! A reading and a duration make money a week.

use jiff::civil::Date;
use throughline_value_line::{Context, Estimate, PercentReading, Pricing, Reading, Urgency, read};

use crate::{
    Currency,
    value::{DurationWeeks, Profile, TicketValue, cost_of_delay},
};

/// Reads a ticket's Business Value line and prices it on `context.today`. `confirmed` is the reading of an ambiguous
/// percentage that somebody confirmed for this ticket; the one in `context` is not looked at.
///
/// ```
/// use throughline_domain::{Currency, value::{DurationWeeks, price}};
/// let context = throughline_value_line::Context {
///     today: jiff::civil::date(2026, 11, 22),
///     currency: Currency::EUR,
///     segments: Vec::new(),
///     confirmed: None,
/// };
/// let value = price(Some("€5k per day until fixed"), None, &context, &DurationWeeks::of(None, 5.0));
/// assert_eq!(value.cost_of_delay_per_week.unwrap().mean, 3_500_000.0); // cents
/// assert!(price(None, None, &context, &DurationWeeks::of(None, 5.0)).value.is_none());
/// ```
pub fn price(
    line: Option<&str>,
    confirmed: Option<PercentReading>,
    context: &Context,
    duration: &DurationWeeks,
) -> TicketValue {
    let line = line.unwrap_or_default();
    let reading = if confirmed == context.confirmed {
        read(line, context)
    } else {
        read(line, &Context { confirmed, ..context.clone() })
    };
    value_of(reading, context.currency, duration, context.today)
}

/// Prices a sentence that was read: the first reading ranks, and its urgency profile says what the next week costs.
///
/// "The next week" is the one that begins `today`. What a week of waiting costs, by profile:
/// - steady: the same every week;
/// - by a date: nothing while starting later still makes the date 85% surely; then, until the date, the whole amount
///   at once; after it, what a further week costs;
/// - a closing window: how much of the triangle the week takes off, for work that is done after its mean duration;
/// - growing later: the part of the week, shifted by the mean duration, that lies after the start.
pub fn value_of(reading: Reading, workspace_currency: Currency, duration: &DurationWeeks, today: Date) -> TicketValue {
    let urgency = reading.urgency;
    let Some(pricing) = reading.pricings.first() else {
        return TicketValue {
            reading,
            value: None,
            once: false,
            cost_of_delay_per_week: None,
            urgency,
            currency: workspace_currency,
            computed_for: today,
        };
    };
    TicketValue {
        value: Some(pricing.amount),
        once: pricing.once,
        cost_of_delay_per_week: Some(next_week(pricing, urgency, duration, today)),
        urgency,
        currency: pricing.currency,
        computed_for: today,
        reading,
    }
}

/// What the week that begins today costs.
fn next_week(pricing: &Pricing, urgency: Urgency, duration: &DurationWeeks, today: Date) -> Estimate {
    let Pricing { amount, per_week, .. } = pricing;
    match urgency {
        Urgency::Steady => *per_week,
        Urgency::ByDate { date } => {
            let left = weeks_until(date, today);
            if left < 0.0 {
                *per_week
            } else if left < duration.p85 {
                *amount
            } else {
                Estimate::point(0.0)
            }
        }
        Urgency::Window { closes } => {
            let life_weeks = weeks_until(closes, today);
            if life_weeks <= 0.0 {
                return Estimate::point(0.0);
            }
            per_week.scaled(week_after(Profile::Window { per_week: 1.0, life_weeks }, duration.mean))
        }
        Urgency::GrowingLater { starts } => {
            let starts_week = weeks_until(starts, today);
            per_week.scaled(week_after(Profile::Later { starts_week, per_week: 1.0 }, duration.mean))
        }
    }
}

/// What one more week costs for work that would be done after `finish` weeks.
fn week_after(profile: Profile, finish: f64) -> f64 {
    cost_of_delay(profile, finish + 1.0) - cost_of_delay(profile, finish)
}

/// Weeks of seven days from one day to another; negative into the past.
pub(crate) fn weeks_until(date: Date, today: Date) -> f64 {
    f64::from((date - today).get_days()) / 7.0
}
