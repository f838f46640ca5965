//! The segment a sentence speaks of.

use crate::text::token::{TokenKind, tokens};
use crate::{Context, SegmentFacts, Span};

/// A segment of the workspace that the sentence speaks of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment<'c> {
    pub(crate) facts: &'c SegmentFacts,
    /// Where it is named; `None` when it was found by its revenue.
    pub(crate) span: Option<Span>,
}

/// The segment whose name stands in the text as whole words; the longest name wins. `None` when none or several do.
pub(crate) fn named<'c>(text: &str, context: &'c Context) -> Option<Segment<'c>> {
    let words = words(text);
    let mut best: Option<(usize, Segment<'c>)> = None;
    let mut tie = false;
    for facts in &context.segments {
        let name: Vec<String> = self::words(&facts.name).into_iter().map(|(word, _)| word).collect();
        if name.is_empty() {
            continue;
        }
        let found = words.windows(name.len()).find(|window| window.iter().map(|(word, _)| word).eq(name.iter()));
        let Some(window) = found else { continue };
        let span = Span { start: window[0].1.start, end: window[window.len() - 1].1.end };
        match &best {
            Some((length, _)) if *length > name.len() => {}
            Some((length, _)) if *length == name.len() => tie = true,
            _ => {
                tie = false;
                best = Some((name.len(), Segment { facts, span: Some(span) }));
            }
        }
    }
    best.filter(|_| !tie).map(|(_, segment)| segment)
}

/// The one segment with exactly this yearly revenue, in major units of the workspace's currency.
pub(crate) fn of_revenue(context: &Context, revenue: f64) -> Option<Segment<'_>> {
    #[allow(clippy::cast_precision_loss)]
    let per_major = context.currency.minor_per_major() as f64;
    #[allow(clippy::cast_precision_loss)]
    let equal = |facts: &&SegmentFacts| {
        facts.yearly_revenue_minor.is_some_and(|minor| (minor as f64 / per_major - revenue).abs() < 0.005)
    };
    let mut fitting = context.segments.iter().filter(equal);
    match (fitting.next(), fitting.next()) {
        (Some(facts), None) => Some(Segment { facts, span: None }),
        _ => None,
    }
}

fn words(text: &str) -> Vec<(String, Span)> {
    tokens(text)
        .into_iter()
        .filter_map(|token| match token.kind {
            TokenKind::Word(word) => Some((word, token.span)),
            TokenKind::Number(_) | TokenKind::Currency(_) => {
                Some((text[token.span.start..token.span.end].to_lowercase(), token.span))
            }
            _ => None,
        })
        .collect()
}
