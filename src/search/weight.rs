//! What the words of a query weigh in an archive, for scoring texts that are at hand: passages.

use std::collections::HashSet;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::{Searcher, Term};

use super::bm25;
use super::highlight::Found;
use super::plan::{Plan, Slot, Unit};

/// Words of a passage, its title's included, by which its length is judged: the middle of what the cut gives.
const MEAN_PASSAGE_WORDS: f32 = 100.0;
/// What a form as typed adds to its lemma.
const EXACT_WEIGHT: f32 = 0.5;
/// What two neighbours of the query add that stand side by side.
const PAIR_WEIGHT: f32 = 0.2;

/// idf of every unit of a plan.
pub(super) struct Weights {
    idf: Vec<f32>,
    pairs: Vec<(usize, usize)>,
}

impl Weights {
    /// Looks the frequencies up.
    pub fn of(searcher: &Searcher, plan: &Plan) -> tantivy::Result<Weights> {
        let num_docs = searcher.total_num_docs()?;
        let idf = plan
            .units
            .iter()
            .map(|unit| idf_of_unit(searcher, unit, num_docs))
            .collect::<tantivy::Result<_>>()?;
        Ok(Weights { idf, pairs: neighbours(plan) })
    }

    /// BM25 of a passage in which `found` was found, together with its title, in which `in_title` was found; both have
    /// `num_words` words.
    pub fn score(&self, found: &[Found], in_title: &[Found], num_words: usize) -> f32 {
        let frequency = |unit: usize, exact_only: bool| {
            let places = found.iter().chain(in_title);
            places.filter(|place| place.unit == unit && (place.is_exact || !exact_only)).count() as f32
        };
        let saturation = |frequency: f32| bm25::saturation(frequency, num_words as f32, MEAN_PASSAGE_WORDS);
        let unit_score = |(unit, idf): (usize, &f32)| {
            idf * (saturation(frequency(unit, false)) + EXACT_WEIGHT * saturation(frequency(unit, true)))
        };
        let words: f32 = self.idf.iter().enumerate().map(unit_score).sum();
        let pair_score = |&(left, right): &(usize, usize)| {
            PAIR_WEIGHT * (self.idf[left] + self.idf[right]) * saturation(num_pairs(found, left, right))
        };
        words + self.pairs.iter().map(pair_score).sum::<f32>()
    }
}

/// Units that stand side by side in the query.
fn neighbours(plan: &Plan) -> Vec<(usize, usize)> {
    plan.positive.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// How often `left` ends a blank's breadth before `right` begins.
fn num_pairs(found: &[Found], left: usize, right: usize) -> f32 {
    let starts: HashSet<usize> = found
        .iter()
        .filter(|place| place.unit == right)
        .filter_map(|place| Some(place.spans.first()?.byte_start))
        .collect();
    let ends = found
        .iter()
        .filter(|place| place.unit == left)
        .filter_map(|place| Some(place.spans.last()?.byte_end));
    ends.filter(|end| (1..=4).any(|gap| starts.contains(&(end + gap)))).count() as f32
}

/// The idf of a word; of a sequence, the sum over its words, as the first step scores it.
fn idf_of_unit(searcher: &Searcher, unit: &Unit, num_docs: u64) -> tantivy::Result<f32> {
    let idf_of_slot = |slot: &Slot| -> tantivy::Result<f32> {
        let doc_freq = |term: &Term| searcher.doc_freq(term);
        let doc_freq = slot.index_terms().iter().map(doc_freq).collect::<tantivy::Result<Vec<u64>>>()?;
        Ok(bm25::idf(doc_freq.into_iter().max().unwrap_or(0), num_docs))
    };
    match unit.sequences.first() {
        Some(slots) => slots.iter().map(idf_of_slot).sum(),
        None => unit.single.as_ref().map_or(Ok(0.0), idf_of_slot),
    }
}
