//! What the lexer hands to the parser: operands, operators and parentheses, each with its place. Not yet a tree.

use super::ast::Word;
use crate::model::Span;

/// A piece of the query that has a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands, signs before it and quotes included.
    pub(super) span: Span,
}

/// The kinds of tokens. A later operator between operands (NEAR, /s) is one more kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A chunk or a quotation.
    Operand(Operand),
    /// `(`.
    Open {
        /// Whether a sign before it excludes the whole group.
        negated: bool,
    },
    /// `)`.
    Close,
    /// An operator, in words or as a sign of its own.
    Operator(Operator),
}

/// Words that stand or fall together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operand {
    /// At least one; all of the same form.
    pub(super) words: Vec<Word>,
    /// Whether a sign before it excludes it.
    pub(super) negated: bool,
    /// Whether the words stood in quotes, so that their order counts.
    pub(super) quoted: bool,
}

/// The boolean operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Both sides.
    And,
    /// Either side.
    Or,
    /// Not what follows.
    Not,
}

impl Operator {
    /// The operator that a whole chunk stands for. Words are operators in capitals only: `et` and `ou` are words of
    /// nearly every French sentence.
    pub(super) fn of_chunk(chunk: &str) -> Option<Operator> {
        match chunk {
            "AND" | "ET" | "&" | "&&" => Some(Operator::And),
            "OR" | "OU" => Some(Operator::Or),
            "NOT" | "SAUF" => Some(Operator::Not),
            _ => None,
        }
    }
}
