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
/// How much further in a part stands than the problem that it refines, as the stylesheet has it.
const STEP: usize = 18;

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

    fn width(&self, node: &MapNode) -> f64 {
        self.width_of(node.cost_of_delay_per_week.as_ref())
    }

    #[allow(clippy::cast_precision_loss)]
    fn width_of(&self, cost: Option<&Estimate>) -> f64 {
        chart::line_width_beside(self.heaviest, cost, self.currency.minor_per_major() as f64)
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

/// The line from a problem down to one that refines it, drawn in the place of the latter.
pub fn elbow(part: &Placed<'_>, whole: &Placed<'_>, scale: Scale<'_>) -> Markup {
    let down = (part.row - whole.row) * ROW;
    let line = Line {
        // From below the sign of the whole to that of the part.
        path: format!("M{AXIS} {AXIS} V{} Q{AXIS} {down} {} {down} H{}", down - 9, AXIS + 9, STEP + 1),
        width: scale.width(part.node),
        focused: part.node.focused,
        broken: is_broken(part.node),
    };
    html! {
        svg class={ "elbow" @if line.focused { " on" } } width=(STEP) height=(down) viewBox={ "0 0 " (STEP) " " (down) } aria-hidden="true" {
            path class=(line.class()) d=(line.path) stroke-width=(format!("{:.1}", line.width)) {}
        }
    }
}

/// What waits on a node itself, without what waits on its parts; none where only they have work.
fn of_its_own(node: &MapNode) -> Option<Estimate> {
    let parts = node.children.iter().filter(|child| node.level == child.level);
    let parts: f64 = parts.filter_map(|part| part.cost_of_delay_per_week.as_ref()).map(|cost| cost.mean).sum();
    let all = node.cost_of_delay_per_week.filter(|all| all.mean > 0.0)?;
    Some(all.scaled((1.0 - parts / all.mean).max(0.0)))
}

/// Whether anything hangs to the right of a node, or nothing hangs on it at all.
fn goes_on(node: &MapNode) -> bool {
    node.more > 0 || node.children.is_empty() || node.children.iter().any(|child| child.level != node.level)
}

/// The line through a node's column and the sign of its floor.
pub fn sign(node: &MapNode, scale: Scale<'_>) -> Markup {
    let colour_if = |on| if on { "var(--line)" } else { "var(--line-off)" };
    let colour = colour_if(node.focused || node.level == Level::NorthStar);
    // Where the line in focus turns down to a part, it does not go on to the right.
    let turns = node.children.iter().any(|child| child.focused && child.level == node.level);
    let dash = (node.broken.is_some() && node.level != Level::NorthStar).then_some("5 5");
    html! {
        svg class="seg-line" aria-hidden="true" {
            @if node.level != Level::Ticket && goes_on(node) {
                line x1="0" x2="100%" y1="7" y2="7" stroke=(if turns { colour_if(false) } else { colour }) stroke-width=(format!("{:.1}", scale.width_of(of_its_own(node).as_ref()))) stroke-dasharray=[dash] {}
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
