//! Tokens with their meanings: phrases of the language joined into one lexeme.

use crate::Span;
use crate::lexicon::{Concept, Lexicon};
use crate::text::number::{Number, Written};
use crate::text::token::{Token, TokenKind};

/// A token, or several that are one phrase.
#[derive(Debug, Clone)]
pub(crate) struct Lexeme {
    pub(crate) kind: LexemeKind,
    pub(crate) span: Span,
    /// No white space before it.
    pub(crate) glued: bool,
    /// The first word in lower case; empty for signs and numbers.
    pub(crate) word: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LexemeKind {
    Number(Number),
    Date { parts: [u32; 3], separator: char },
    Concept(Concept),
    Word,
    Currency(Written),
    Symbol(char),
    Opaque,
}

/// Joins tokens into lexemes.
pub(crate) fn lexemes(tokens: &[Token], lexicon: &Lexicon) -> Vec<Lexeme> {
    // Positions of the words of a phrase: a glued hyphen between words does not part them ("cross-sell").
    let word = |token: &Token| match &token.kind {
        TokenKind::Word(word) => Some(word.clone()),
        _ => None,
    };
    let mut found = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let mut taken = 1;
        let kind = match &token.kind {
            TokenKind::Number(number) => LexemeKind::Number(*number),
            TokenKind::Date { parts, separator } => LexemeKind::Date { parts: *parts, separator: *separator },
            TokenKind::Currency(currency) => LexemeKind::Currency(*currency),
            TokenKind::Opaque => LexemeKind::Opaque,
            TokenKind::Symbol('%') => LexemeKind::Concept(Concept::Percent),
            TokenKind::Symbol('~') => LexemeKind::Concept(Concept::About),
            TokenKind::Symbol('<' | '≤') => LexemeKind::Concept(Concept::UpTo),
            TokenKind::Symbol('>' | '≥') => LexemeKind::Concept(Concept::AtLeast),
            TokenKind::Symbol(symbol) => LexemeKind::Symbol(*symbol),
            TokenKind::Word(first) => {
                let following = following_words(tokens, at);
                match lexicon.longest(first, |i| following.get(i - 1).map(|(_, word)| *word)) {
                    Some((words, concept)) => {
                        taken = if words == 1 { 1 } else { following[words - 2].0 - at + 1 };
                        LexemeKind::Concept(concept)
                    }
                    None => LexemeKind::Word,
                }
            }
        };
        let span = Span { start: token.span.start, end: tokens[at + taken - 1].span.end };
        found.push(Lexeme { kind, span, glued: token.glued, word: word(token).unwrap_or_default() });
        at += taken;
    }
    found
}

/// Up to four words after the word at `at`, each with its position.
fn following_words(tokens: &[Token], at: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut next = at + 1;
    while found.len() < 4 {
        match tokens.get(next) {
            Some(Token { kind: TokenKind::Symbol('-'), glued: true, .. })
                if tokens.get(next + 1).is_some_and(|after| after.glued) =>
            {
                next += 1;
            }
            Some(Token { kind: TokenKind::Word(word), .. }) => {
                found.push((next, word.as_str()));
                next += 1;
            }
            _ => break,
        }
    }
    found
}
