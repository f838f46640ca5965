//! From tokens to a sentence: quantities, dates and meanings in the order written.

pub(crate) mod dates;
pub(crate) mod lexemes;
pub(crate) mod quantity;
mod scan;

use jiff::civil::Date;

use self::dates::{DateProblem, When};
use self::quantity::Quantity;
use crate::lexicon::{Concept, Lexicon};
use crate::{Span, text::token};

/// A text, understood as far as grammar goes.
#[derive(Debug)]
pub(crate) struct Sentence {
    pub(crate) items: Vec<Item>,
    pub(crate) quantities: Vec<Quantity>,
    pub(crate) dates: Vec<When>,
    pub(crate) date_problems: Vec<(DateProblem, Span)>,
    /// How many lexemes were looked at: grows linearly with the text.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) steps: usize,
}

/// One item of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) kind: ItemKind,
    pub(crate) span: Span,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ItemKind {
    /// Index into [`Sentence::quantities`].
    Quantity(usize),
    /// Index into [`Sentence::dates`].
    Date(usize),
    Concept(Concept),
    /// A word without a meaning here, in lower case.
    Word(String),
    /// A full stop, semicolon, comma or bracket.
    Break(char),
}

impl Sentence {
    /// Reads `text` with the words of `lexicon`.
    pub(crate) fn read(text: &str, lexicon: &Lexicon, today: Date) -> Self {
        let lexemes = lexemes::lexemes(&token::tokens(text), lexicon);
        scan::Scanner::new(lexemes, today).sentence()
    }

    /// Whether any item has this meaning.
    pub(crate) fn has(&self, wanted: impl Fn(Concept) -> bool) -> bool {
        self.find(wanted).is_some()
    }

    /// The first item with this meaning.
    pub(crate) fn find(&self, wanted: impl Fn(Concept) -> bool) -> Option<&Item> {
        self.items.iter().find(|item| matches!(item.kind, ItemKind::Concept(c) if wanted(c)))
    }

    /// Up to `reach` items before item `at`, nearest first, up to a quantity or the end of a clause.
    pub(crate) fn before(&self, at: usize, reach: usize) -> impl Iterator<Item = &Item> {
        self.items[..at].iter().rev().take(reach).take_while(|item| item.is_near())
    }

    /// Up to `reach` items after item `at`, nearest first, up to a quantity or the end of a clause.
    pub(crate) fn after(&self, at: usize, reach: usize) -> impl Iterator<Item = &Item> {
        self.items[(at + 1).min(self.items.len())..].iter().take(reach).take_while(|item| item.is_near())
    }
}

impl Item {
    fn is_near(&self) -> bool {
        !matches!(self.kind, ItemKind::Quantity(_) | ItemKind::Break('.' | ';' | ',' | '(' | ')'))
    }

    /// The meaning, if it has one.
    pub(crate) fn concept(&self) -> Option<Concept> {
        match self.kind {
            ItemKind::Concept(concept) => Some(concept),
            _ => None,
        }
    }
}
