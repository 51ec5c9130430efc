//! The shape of articles like one: `similar --json`.

use serde::Serialize;

use super::search::Passage;
use super::{Archive, Head, SIMILAR_SCHEMA};
use crate::render::Offsets;
use crate::search::{Hit, Similar, TellingTerm};

/// Articles like one.
#[derive(Debug, Serialize)]
pub struct SimilarShape<'a> {
    schema: &'static str,
    archive: Archive<'a>,
    article: Head<'a>,
    terms: Vec<TermShape<'a>>,
    duplicates: Vec<Head<'a>>,
    hits: Vec<LikeHit<'a>>,
}

impl<'a> SimilarShape<'a> {
    /// The shape of `similar`.
    pub fn new(similar: &'a Similar) -> Self {
        SimilarShape {
            schema: SIMILAR_SCHEMA,
            archive: Archive::from(&similar.archive),
            article: Head::new(&similar.article, None),
            terms: similar.terms.iter().map(TermShape::from).collect(),
            duplicates: similar.duplicates.iter().map(|head| Head::new(head, None)).collect(),
            hits: similar.hits.iter().map(LikeHit::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct TermShape<'a> {
    word: &'a str,
    lemma: &'a str,
    count: u64,
    articles: u64,
    weight: f32,
}

impl<'a> From<&'a TellingTerm> for TermShape<'a> {
    fn from(term: &'a TellingTerm) -> Self {
        TermShape {
            word: &term.word,
            lemma: &term.lemma,
            count: term.count,
            articles: term.num_articles,
            weight: term.weight,
        }
    }
}

#[derive(Debug, Serialize)]
struct LikeHit<'a> {
    rank: usize,
    score: f32,
    #[serde(flatten)]
    article: Head<'a>,
    passages: Vec<Passage<'a>>,
}

impl<'a> From<&'a Hit> for LikeHit<'a> {
    fn from(hit: &'a Hit) -> Self {
        let marks = hit.title_highlights.iter().map(|span| [span.byte_start, span.byte_end]).collect();
        let passage = |passage| Passage::new(passage, hit, &Offsets::Bytes);
        LikeHit {
            rank: hit.rank,
            score: hit.score,
            article: Head::new(&hit.article, Some(marks)),
            passages: hit.passages.iter().map(passage).collect(),
        }
    }
}
