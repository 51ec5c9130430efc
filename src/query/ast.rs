//! The tree of a query: what must, may and must not be said, in words and in the order of words.
//!
//! Deliberately free of terms, fields and scores: analysis and planning belong to `search`.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// A parsed query. `None`: no text was given, every article is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What an article must satisfy.
    pub root: Option<Node>,
}

/// Which forms of a word count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The word and its inflections.
    #[default]
    Inflected,
    /// Only the form typed: accents count, case does not.
    Exact,
}

/// One chunk as typed between blanks: `accord`, `l'accord`, `cessez-le-feu`. Analysis may find several words in it,
/// which are then meant in this order, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The chunk as typed.
    pub text: String,
    /// Which forms count.
    pub form: Form,
    /// Where it stands in the query text.
    pub span: Span,
}

/// Words side by side in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The chunks between the quotes; at least one.
    pub words: Vec<Word>,
    /// Which forms count for all of them.
    pub form: Form,
    /// Where it stands in the query text, quotes included.
    pub span: Span,
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Node {
    /// The word occurs.
    Word(Word),
    /// The words occur side by side, within one paragraph.
    Phrase(Phrase),
    /// Every condition holds; two or more.
    And(Vec<Node>),
    /// At least one condition holds; two or more.
    Or(Vec<Node>),
    /// The condition does not hold.
    Not(Box<Node>),
}
