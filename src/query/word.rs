//! The leaves of a query: words and phrases, and which words of an article count as them. Not what analysis makes of them.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// Which forms of a word count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The word and its inflections.
    #[default]
    Inflected,
    /// Only the form typed: accents count, case does not.
    Exact,
    /// The word, its inflections, and what else the thesaurus calls the same thing.
    Concept,
}

/// How the text of a word stands for words of the archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spelling {
    /// It is the word.
    #[default]
    Typed,
    /// `*` stands for any letters, `?` for one.
    Pattern,
    /// Words at most so many letters apart, 1 or 2.
    Fuzzy(u8),
    /// A regular expression that the whole word must satisfy.
    Regex,
}

/// One chunk as typed between blanks: `accord`, `l'accord`, `cessez-le-feu`. Analysis may find several words in it,
/// which are then meant in this order, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The chunk as typed, without the signs around it.
    pub text: String,
    /// Which forms count. Of words that are not typed out, `Exact` says that missing accents are meant too.
    pub form: Form,
    /// How the text is to be read.
    #[serde(default)]
    pub spelling: Spelling,
    /// Where it stands in the query text.
    pub span: Span,
}

impl Word {
    /// A word that is typed out.
    pub fn typed(text: impl Into<String>, form: Form, span: Span) -> Word {
        Word { text: text.into(), form, spelling: Spelling::Typed, span }
    }
}

/// Words side by side in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The chunks between the quotes; at least one. Each may have a form of its own: `"accord =Paris"`.
    pub words: Vec<Word>,
    /// The form that a sign before the quotes asks for.
    pub form: Form,
    /// Where it stands in the query text, quotes included.
    pub span: Span,
}
