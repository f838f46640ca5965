//! The lines of the map: their width is money.

use maud::{Markup, html};
use throughline_app::{Level, MapNode};
use throughline_domain::{Currency, Estimate};

use super::place::Placed;
use crate::components::chart;

/// Height of a row, as the stylesheet has it.
const ROW: usize = 52;
/// Where in a row its line runs.
const AXIS: usize = 7;

/// How money becomes width on one map.
#[derive(Clone, Copy)]
pub struct Scale<'a> {
    currency: Currency,
    heaviest: Option<&'a Estimate>,
}

impl<'a> Scale<'a> {
    /// For a map with this at its root.
    pub fn of(root: &'a MapNode, currency: Currency) -> Self {
        Self { currency, heaviest: root.cost_of_delay_per_week.as_ref() }
    }

    #[allow(clippy::cast_precision_loss)]
    fn width(&self, node: &MapNode) -> f64 {
        let per_major = self.currency.minor_per_major() as f64;
        chart::line_width_beside(self.heaviest, node.cost_of_delay_per_week.as_ref(), per_major)
    }
}

/// The connections between one column and the next; those in focus are drawn last, on top.
pub fn gap(placed: &Placed<'_>, column: usize, scale: Scale<'_>) -> Markup {
    let mut lines = Vec::new();
    connections(placed, column, scale, &mut lines);
    lines.sort_by_key(|line: &Line| line.focused);
    let height = placed.rows * ROW;
    html! {
        svg class={ "gap g" (column + 1) } width="44" height=(height) viewBox={ "0 0 44 " (height) } aria-hidden="true" {
            @for line in &lines {
                path class=(line.class()) d=(line.path) stroke-width=(format!("{:.1}", line.width)) {}
            }
        }
    }
}

struct Line {
    path: String,
    width: f64,
    focused: bool,
    broken: bool,
}

impl Line {
    fn class(&self) -> &'static str {
        match (self.focused, self.broken) {
            (true, false) => "from on",
            (true, true) => "from on broken",
            (false, false) => "from",
            (false, true) => "from broken",
        }
    }
}

fn connections(placed: &Placed<'_>, column: usize, scale: Scale<'_>, lines: &mut Vec<Line>) {
    for child in &placed.children {
        if placed.column == column && child.column == column + 1 {
            let (from, to) = (placed.row * ROW + AXIS, child.row * ROW + AXIS);
            let path = if from == to {
                format!("M0 {from} H44")
            } else {
                format!("M0 {from} H2 Q16 {from} 16 {} V{} Q16 {to} 30 {to} H44", from + 14, to - 14)
            };
            lines.push(Line {
                path,
                width: scale.width(child.node),
                focused: child.node.focused,
                broken: is_broken(child.node),
            });
        }
        connections(child, column, scale, lines);
    }
}

fn is_broken(node: &MapNode) -> bool {
    node.broken.is_some() || (node.level == Level::Ticket && node.cost_of_delay_per_week.is_none())
}

/// The line through a node's column and the sign of its floor.
pub fn sign(node: &MapNode, scale: Scale<'_>) -> Markup {
    let colour = if node.focused || node.level == Level::NorthStar { "var(--line)" } else { "var(--line-off)" };
    let dash = (node.broken.is_some() && node.level != Level::NorthStar).then_some("5 5");
    html! {
        svg class="seg-line" aria-hidden="true" {
            @if node.level != Level::Ticket {
                line x1="0" x2="100%" y1="7" y2="7" stroke=(colour) stroke-width=(format!("{:.1}", scale.width(node))) stroke-dasharray=[dash] {}
            }
            @match node.level {
                Level::NorthStar | Level::Metric => {}
                Level::Objective => circle cx="7" cy="7" r="5.5" fill="var(--paper)" stroke=(colour) stroke-width="3" {},
                Level::KeyResult => path d="M7 0 l7 7 l-7 7 l-7 -7 Z" fill="var(--paper)" stroke=(colour) stroke-width="2.5" {},
                Level::Problem => rect x="1.5" y="1.5" width="11" height="11" fill="var(--paper)" stroke=(colour) stroke-width="2.8" {},
                Level::Ticket => {
                    @if node.focused { circle cx="7" cy="7" r="8.5" fill="var(--paper)" stroke=(colour) stroke-width="2" {} }
                    circle cx="7" cy="7" r="5.5" fill=(colour) {}
                }
            }
        }
    }
}
