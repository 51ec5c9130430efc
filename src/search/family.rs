//! A word of a query together with what is derived from it or called the same, as ranking weighs it: one term with one
//! frequency.

use tantivy::Searcher;
use tantivy::query::Bm25StatisticsProvider;

use super::bm25;
use super::group::doc_freq;
use super::plan::Plan;
use super::unit::{RankedWord, Unit};
use super::way::Way;

/// Weight of a family beside the word itself. On news tags +0.4 to +0.6 points of nDCG, on headlines neutral.
const FAMILY_WEIGHT: f32 = 0.5;

/// Weight of a concept that stands in the place of its words: all that a word gets, with its form as typed.
const CARRIED_WEIGHT: f32 = 1.5;

/// The ways to say a word or what is derived from it, or what its concept is called.
#[derive(Debug, Clone)]
pub(super) struct Family {
    pub ways: Vec<Way>,
    /// Multiplies BM25 without idf.
    pub weight: f32,
    /// How much one occurrence says.
    pub idf: f32,
    /// Whether the ways stand in the place of the word, which the archive hardly says.
    pub is_carried_over: bool,
}

impl Family {
    /// The family of each word of `plan`; `None` where it is the word alone.
    pub fn all(searcher: &Searcher, plan: &Plan) -> tantivy::Result<Vec<Option<Family>>> {
        let mut families = Vec::with_capacity(plan.words.len());
        let mut last_unit = None;
        for word in &plan.words {
            // A concept of several words counts once.
            let is_first = last_unit.replace(word.unit) != Some(word.unit);
            families.push(Family::of(searcher, word, is_first.then(|| &plan.units[word.unit]))?);
        }
        Ok(families)
    }

    fn of(searcher: &Searcher, word: &RankedWord, unit: Option<&Unit>) -> tantivy::Result<Option<Family>> {
        let mut ways: Vec<Way> = word.family().into_iter().collect();
        let is_carried_over = unit.is_some_and(Unit::is_carried_over);
        let concept = unit.map_or_else(Vec::new, Unit::concept_ways);
        if ways.is_empty() && !concept.is_empty() {
            ways.push(vec![word.slot.index_terms()]);
        }
        ways.extend(concept);
        if ways.is_empty() {
            return Ok(None);
        }
        let idf = bm25::idf(doc_freq(searcher, &ways)?, searcher.total_num_docs()?);
        let weight =
            word.weight.factor() * idf * if is_carried_over { CARRIED_WEIGHT } else { FAMILY_WEIGHT };
        Ok(Some(Family { ways, weight, idf, is_carried_over }))
    }
}
