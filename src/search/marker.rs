//! What a plan means in one article, where it wants it to stand: the words of passages and of the title. Which words the units are
//! is `highlight`'s to say, which stand rightly `proof`'s; what is done with them is the callers'.

use std::collections::BTreeSet;

use super::highlight::{self, Found};
use super::nearness::Ends;
use super::plan::Plan;
use super::proof::Proof;
use super::read_article::ReadArticle;
use crate::analysis::{ArticleTokens, Boundary, Token, tokens};
use crate::model::{Article, Span};

/// Which words of an article count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those that stand where the query wants them, as typed or inflected.
    Proven,
    /// Derived words and terms of concepts too.
    ProvenRelated,
    /// All, wherever they stand: the article is listed for the words it has.
    Anywhere,
}

/// Finds what a plan means in one article.
pub(super) struct Marker<'p, 'a> {
    plan: &'p Plan,
    article: &'a Article,
    ends: Ends,
    /// `None`: every occurrence of a word counts.
    proof: Option<Proof>,
}

/// The words of an article, in the order of their positions.
pub(super) struct Words<'w> {
    /// Those of a title of its own.
    pub title: &'w [Token],
    /// Those of the text, piece by piece.
    pub text: Vec<&'w [Token]>,
    /// What ends where.
    pub boundaries: &'w [(u32, Boundary)],
}

impl<'w> From<&'w ArticleTokens> for Words<'w> {
    fn from(tokens: &'w ArticleTokens) -> Words<'w> {
        let text = tokens.paragraphs.iter().map(|paragraph| paragraph.tokens.as_slice());
        Words { title: &tokens.title, text: text.collect(), boundaries: &tokens.boundaries }
    }
}

impl<'w> From<&'w ReadArticle> for Words<'w> {
    fn from(read: &'w ReadArticle) -> Words<'w> {
        let text = read.passages.iter().map(|passage| passage.tokens.as_slice());
        Words { title: &read.words.title, text: text.collect(), boundaries: &read.words.boundaries }
    }
}

/// What is found in a title, whose text may be a part of the article's.
pub(super) struct MarkedTitle<'a> {
    /// As it is shown.
    pub text: &'a str,
    /// Spans of that.
    pub found: Vec<Found>,
    pub num_words: usize,
}

impl<'p, 'a> Marker<'p, 'a> {
    /// A marker for `article`, whose words are `words`.
    pub fn new(plan: &'p Plan, article: &'a Article, words: Words, wanted: Wanted) -> Marker<'p, 'a> {
        let ends = highlight::ends_of(words.boundaries);
        // Without conditions on places every occurrence is part of a match.
        let is_proven = plan.has_places() && wanted != Wanted::Anywhere;
        let proof = is_proven.then(|| Proof::of(plan, &words, &ends, wanted == Wanted::ProvenRelated));
        Marker { plan, article, ends, proof }
    }

    /// The same, but for articles that prove nothing: in those all words count.
    pub fn or_anywhere(mut self) -> Marker<'p, 'a> {
        self.proof = self.proof.filter(|proof| !proof.title.is_empty() || !proof.text.is_empty());
        self
    }

    /// What is found among words of the text.
    pub fn in_text(&self, words: &[Token]) -> Vec<Found> {
        let found = highlight::find(self.plan, words, &self.ends);
        proven(found, self.proof.as_ref().map(|proof| &proof.text))
    }

    /// What is found among words of a title that is no part of the text.
    pub fn in_own_title(&self, words: &[Token]) -> Vec<Found> {
        let found = highlight::find(self.plan, words, &self.ends);
        proven(found, self.proof.as_ref().map(|proof| &proof.title))
    }

    /// What is found in the title; `own`: the words of one that is no part of the text. One that is has the words of that part,
    /// shown once more.
    pub fn in_title(&self, own: &[Token]) -> MarkedTitle<'a> {
        let text = self.article.title.as_ref().map_or("", |title| title.value.as_str());
        let Some(span) = self.article.title_span else {
            return MarkedTitle { text, found: self.in_own_title(own), num_words: own.len() };
        };
        let language = self.article.language.as_ref().map(|language| language.value);
        let tokens = tokens(text, language, 0);
        let all_is_title = Ends { title: Some(u32::MAX), ..Ends::default() };
        let found = highlight::find(self.plan, &tokens, &all_is_title);
        let inside = self.proof.as_ref().map(|proof| {
            let inside = proof.text.iter().filter(|proven| span.contains(**proven));
            inside.map(|proven| proven.relative_to(span.byte_start)).collect()
        });
        MarkedTitle { text, found: proven(found, inside.as_ref()), num_words: tokens.len() }
    }
}

/// Drops what stands elsewhere than the query wants it.
fn proven(mut found: Vec<Found>, proof: Option<&BTreeSet<Span>>) -> Vec<Found> {
    if let Some(proof) = proof {
        found.retain(|found| found.spans.iter().all(|span| proof.contains(span)));
    }
    found
}
