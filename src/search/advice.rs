//! What helps when a query finds nothing: which part of it keeps articles out, and what to ask instead. Plain data; nothing
//! of it is ever applied unasked.

use crate::model::Span;

/// What a person should know about a query that finds nothing, and what may be asked instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// The parts of the query that keep articles out, in the order typed.
    pub obstacles: Vec<Obstacle>,
    /// Other queries that do find articles, the likeliest first.
    pub instead: Vec<Alternative>,
}

impl Advice {
    /// Whether there is nothing to try: neither another word nor another query.
    pub fn offers_nothing(&self) -> bool {
        self.instead.is_empty() && self.obstacles.iter().all(|obstacle| obstacle.words.is_empty())
    }
}

/// A part of a query that keeps articles out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Obstacle {
    /// In which way.
    pub kind: ObstacleKind,
    /// Where it stands in the query text.
    pub span: Span,
    /// The same in a sentence.
    pub message: String,
    /// For a word that occurs nowhere: the nearest words of the archive, nearest first.
    pub words: Vec<NearWord>,
}

/// How a part of a query keeps articles out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObstacleKind {
    /// A word that occurs nowhere in the archive.
    NoOccurrence,
    /// Words that occur, but nowhere side by side as they were asked for.
    NotAdjacent,
    /// A part that occurs, but in no article with all others; without it there are articles.
    NotTogether,
}

impl ObstacleKind {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            ObstacleKind::NoOccurrence => "no-occurrence",
            ObstacleKind::NotAdjacent => "not-adjacent",
            ObstacleKind::NotTogether => "not-together",
        }
    }
}

/// A word of the archive that is spelt like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearWord {
    /// The word, lower-cased, accents kept.
    pub word: String,
    /// Articles that have it, in this form.
    pub num_articles: u64,
}

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Its text, in the query language.
    pub text: String,
    /// Articles that match it under the filters of the request.
    pub num_articles: u64,
}
