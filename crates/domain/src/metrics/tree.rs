//! What a metric is made of, and how a change of it is shared out among its inputs so that the parts add up.

use serde::{Deserialize, Serialize};

use crate::{MetricId, metrics::Metric};

/// How the metrics below one make it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Formula {
    /// They are multiplied; one that stands against the others divides.
    Product,
    /// They are added; one that stands against the others is taken away.
    Sum,
}

/// How sure we are that an input moves the metric above it. Without a formula this is always a bet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Strength {
    /// Somebody believes it.
    #[default]
    Assumed,
    /// The two moved together so far.
    Correlated,
    /// A change of the one was made, and the other followed.
    Tested,
}

/// An input with two values, and what it is made of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Input<K> {
    /// Which one.
    pub id: K,
    /// The value at the beginning.
    pub from: f64,
    /// The value at the end.
    pub to: f64,
    /// Whether it divides, or is taken away.
    pub against: bool,
    /// What it is made of, if that is to be looked into.
    pub made_of: Option<Made<K>>,
}

/// A formula with its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Made<K> {
    /// How they make up the number above.
    pub formula: Formula,
    /// The inputs.
    pub inputs: Vec<Input<K>>,
}

/// The part that one input has in a change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Part<K> {
    /// Which input.
    pub id: K,
    /// Its value at the beginning.
    pub from: f64,
    /// Its value at the end.
    pub to: f64,
    /// Its part of the whole change, in the unit of the number at the top. The parts and the rest add up.
    pub part: f64,
    /// What its change alone would have done, all others standing still.
    pub alone: f64,
}

/// A change, shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared<K> {
    /// The parts, one for each input that is not made of others.
    pub parts: Vec<Part<K>>,
    /// The change as measured at the top.
    pub change: f64,
    /// What the formulas do not explain: measured changes less computed ones.
    pub rest: f64,
    /// What comes on top of all the single changes because they happen together.
    pub together: f64,
}

/// Why a change cannot be shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unshared {
    /// Nothing below.
    #[error("no inputs with values at both times")]
    Empty,
    /// A number that divides is 0, or a value is not a number.
    #[error("an input that divides is 0, or a value is not a number")]
    Undefined,
    /// More than can be averaged over all orders.
    #[error("more than {MOST_WITH_ZEROS} inputs, and one of them is 0 or below it")]
    TooMany,
}

/// Inputs of one product with zeros, at most: their orders are averaged one by one.
const MOST_WITH_ZEROS: usize = 12;

/// The logarithmic mean, `(b - a) / ln(b / a)`, and `a` where both are the same.
fn log_mean(a: f64, b: f64) -> f64 {
    let ratio = b / a;
    if (ratio - 1.0).abs() < 1e-6 { f64::midpoint(a, b) } else { (b - a) / ratio.ln() }
}

impl<K: Copy> Made<K> {
    /// The number that the inputs make up, given each one's value.
    fn value(&self, of: impl Fn(usize, &Input<K>) -> f64) -> f64 {
        let values = self.inputs.iter().enumerate().map(|(place, input)| (of(place, input), input.against));
        match self.formula {
            Formula::Sum => values.map(|(value, against)| if against { -value } else { value }).sum(),
            Formula::Product => values.map(|(value, against)| if against { value.recip() } else { value }).product(),
        }
    }

    /// The number that the inputs make up at the beginning.
    pub fn from(&self) -> f64 {
        self.value(|_, input| input.from)
    }

    /// The number that the inputs make up at the end.
    pub fn to(&self) -> f64 {
        self.value(|_, input| input.to)
    }

    /// By how much the number changes for each unit that an input changes, such that the products add up exactly to the
    /// change of the number.
    fn factors(&self) -> Result<Vec<f64>, Unshared> {
        if self.inputs.is_empty() {
            return Err(Unshared::Empty);
        }
        if self.formula == Formula::Sum {
            return Ok(self.inputs.iter().map(|input| if input.against { -1.0 } else { 1.0 }).collect());
        }
        let (from, to) = (self.from(), self.to());
        if !from.is_finite() || !to.is_finite() {
            return Err(Unshared::Undefined);
        }
        if self.inputs.iter().all(|input| input.from > 0.0 && input.to > 0.0) {
            let whole = log_mean(from, to);
            return Ok(self
                .inputs
                .iter()
                .map(|input| {
                    let factor = whole / log_mean(input.from, input.to);
                    if input.against { -factor } else { factor }
                })
                .collect());
        }
        if self.inputs.len() > MOST_WITH_ZEROS {
            return Err(Unshared::TooMany);
        }
        Ok((0..self.inputs.len()).map(|place| self.average_factor(place)).collect())
    }

    /// The average of what a unit of one input is worth over all orders in which the inputs could have changed: the value
    /// of Shapley (1953), which needs no logarithm.
    fn average_factor(&self, place: usize) -> f64 {
        let input = &self.inputs[place];
        let others = self.inputs.len() - 1;
        let mut average = 0.0;
        for set in 0..(1_u32 << self.inputs.len()) {
            if set & (1 << place) != 0 {
                continue;
            }
            let rest = self.value(|other, input| match other {
                other if other == place => 1.0,
                other if set & (1 << other) != 0 => input.to,
                _ => input.from,
            });
            average += rest * orders(set.count_ones(), others);
        }
        // 1/to - 1/from = -(to - from) / (from * to)
        if input.against { -average / (input.from * input.to) } else { average }
    }

    fn collect(&self, times: f64, alone: &dyn Fn(f64) -> f64, shared: &mut Shared<K>) -> Result<(), Unshared> {
        let factors = self.factors()?;
        let before = self.from();
        for (place, (input, factor)) in self.inputs.iter().zip(factors).enumerate() {
            let change = input.to - input.from;
            // What the top would do if only this input stood `by` higher.
            let lifted = |by: f64| {
                let mine = self.value(|other, input| if other == place { input.from + by } else { input.from });
                alone(mine - before)
            };
            match &input.made_of {
                Some(made) => {
                    shared.rest += times * factor * (change - (made.to() - made.from()));
                    made.collect(times * factor, &lifted, shared)?;
                }
                None => shared.parts.push(Part {
                    id: input.id,
                    from: input.from,
                    to: input.to,
                    part: times * factor * change,
                    alone: lifted(change),
                }),
            }
        }
        Ok(())
    }
}

/// The share of all orders of `others + 1` inputs in which exactly a given set of `size` stands before a given one.
fn orders(size: u32, others: usize) -> f64 {
    let (mut share, others) = (1.0 / (f64::from(u32::try_from(others).unwrap_or(u32::MAX)) + 1.0), others);
    // 1 / ((n + 1) * (n over k))
    for step in 0..size {
        let left = f64::from(u32::try_from(others).unwrap_or(u32::MAX)) - f64::from(step);
        share *= f64::from(step + 1) / left;
    }
    share
}

/// Shares a change of a number out among what it is made of, exactly: parts and rest add up to `to - from`.
///
/// A product is taken apart by the logarithmic mean Divisia index (Ang, "The LMDI approach to decomposition analysis",
/// Energy Policy 33, 2005): the part of an input is `L ln(b / a)` with `L = (to - from) / ln(to / from)`. Where an input
/// is 0 or below there is no logarithm, and the average over all orders stands in (Shapley 1953). A sum needs neither.
///
/// ```
/// # use throughline_domain::metrics::{Formula, Input, Made, share_out};
/// let input = |id, from, to| Input { id, from, to, against: false, made_of: None };
/// let users_and_depth =
///     Made { formula: Formula::Product, inputs: vec![input("users", 1_000.0, 1_200.0), input("depth", 5.0, 4.5)] };
/// let shared = share_out(5_000.0, 5_400.0, &users_and_depth).unwrap();
/// assert_eq!(format!("{:+.2} {:+.2}", shared.parts[0].part, shared.parts[1].part), "+947.60 -547.60");
/// ```
///
/// # Errors
/// Where nothing is below, an input that divides is 0, or too many inputs stand beside a 0.
pub fn share_out<K: Copy>(from: f64, to: f64, made_of: &Made<K>) -> Result<Shared<K>, Unshared> {
    let change = to - from;
    let computed = made_of.to() - made_of.from();
    if !change.is_finite() || !computed.is_finite() {
        return Err(Unshared::Undefined);
    }
    let mut shared = Shared { parts: Vec::new(), change, rest: change - computed, together: 0.0 };
    made_of.collect(1.0, &|by| by, &mut shared)?;
    if shared.parts.iter().any(|part| !part.part.is_finite() || !part.alone.is_finite()) {
        return Err(Unshared::Undefined);
    }
    shared.together = computed - shared.parts.iter().map(|part| part.alone).sum::<f64>();
    Ok(shared)
}

/// What a metric is made of, with the values of everything below it at two times; none without a formula, or where a
/// value is missing. Metrics below that have a formula of their own are looked into if all their inputs have values.
pub fn made_of(
    metrics: &[Metric],
    id: MetricId,
    values: &dyn Fn(MetricId) -> Option<(f64, f64)>,
) -> Option<Made<MetricId>> {
    below(metrics, id, values, metrics.len())
}

/// No tree is deeper than there are metrics, so a circle ends.
fn below(
    metrics: &[Metric],
    id: MetricId,
    values: &dyn Fn(MetricId) -> Option<(f64, f64)>,
    depth: usize,
) -> Option<Made<MetricId>> {
    let formula = metrics.iter().find(|metric| metric.id == id)?.formula?;
    let depth = depth.checked_sub(1)?;
    let children = metrics.iter().filter(|metric| metric.parent_id == Some(id) && metric.withdrawn_at.is_none());
    let inputs: Option<Vec<Input<MetricId>>> = children
        .map(|child| {
            let (from, to) = values(child.id)?;
            let made_of = below(metrics, child.id, values, depth);
            Some(Input { id: child.id, from, to, against: child.against, made_of })
        })
        .collect();
    inputs.filter(|inputs| !inputs.is_empty()).map(|inputs| Made { formula, inputs })
}
