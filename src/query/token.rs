//! What the lexer hands to the parser: operands, operators and parentheses, each with its place. Not yet a tree.

use super::field::Field;
use super::proximity::{Proximity, Weight};
use super::word::Word;
use crate::model::Span;

/// A piece of the query that has a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands, signs before it and quotes included.
    pub(super) span: Span,
}

/// The kinds of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A chunk or a quotation.
    Operand(Operand),
    /// The value of a field, as typed.
    Value {
        field: Field,
        value: String,
        /// Whether the whole value is meant.
        is_whole: bool,
        negated: bool,
    },
    /// `(`.
    Open {
        /// Whether a sign before it excludes the whole group.
        negated: bool,
    },
    /// `)`.
    Close,
    /// An operator, in words or as a sign of its own.
    Operator(Operator),
    /// What says how the next operand or group is meant.
    Prefix(Prefix),
    /// What says so of the operand or group that it is glued to.
    Suffix(Suffix),
}

/// What stands before an operand or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Prefix {
    /// `atleast5`.
    AtLeast(u32),
    /// `titre:`; of a field that has values, before a group only.
    Field(Field),
}

/// What stands behind an operand or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suffix {
    /// `^2`.
    Weight(Weight),
    /// `{5,}`.
    AtLeast(u32),
}

/// Words that stand or fall together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operand {
    /// At least one.
    pub(super) words: Vec<Word>,
    /// Whether a sign before it excludes it.
    pub(super) negated: bool,
    /// Whether the words stood in quotes, so that their order counts.
    pub(super) quoted: bool,
    /// The number behind `~` after the quotes: the words are to be near each other, in any order.
    pub(super) distance: Option<u32>,
}

/// The operators between conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Both sides.
    And,
    /// Either side.
    Or,
    /// Not what follows.
    Not,
    /// Both sides, near each other.
    Proximity(Proximity),
}

impl Operator {
    /// The operator that a whole chunk stands for. Words are operators in capitals only: `et` and `ou` are words of
    /// nearly every French sentence.
    pub(super) fn of_chunk(chunk: &str) -> Option<Operator> {
        match chunk {
            "AND" | "ET" | "&" | "&&" => Some(Operator::And),
            "OR" | "OU" => Some(Operator::Or),
            "NOT" | "SAUF" => Some(Operator::Not),
            _ => Proximity::of_chunk(chunk).map(Operator::Proximity),
        }
    }

    /// Whether it is a word that may be looked for when there is nothing else: `OU`.
    pub(super) fn is_word(self) -> bool {
        !matches!(self, Operator::Proximity(_))
    }
}
