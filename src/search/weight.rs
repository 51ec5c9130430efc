//! What the words of a query weigh in an archive, for scoring texts that are at hand: passages.

use std::collections::HashSet;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::{Searcher, Term};

use super::bm25;
use super::group;
use super::highlight::{Closeness, Found};
use super::plan::Plan;
use super::slot::Slot;
use super::unit::Unit;

/// Words of a passage, its title's included, by which its length is judged: the middle of what the cut gives.
const MEAN_PASSAGE_WORDS: f32 = 100.0;
/// How much of a passage's length counts. Less than of an article's: the cut has evened lengths out.
const PASSAGE_B: f32 = 0.5;
/// What a word of the title counts in each passage.
const TITLE_COUNT: f32 = 0.5;
/// What a unit weighs together with what is derived from it, beside the unit itself. In a passage, unlike an article, the
/// form typed adds nothing to that: writers vary their words from sentence to sentence.
const FAMILY_WEIGHT: f32 = 1.0;
/// What two neighbours of the query add that stand side by side.
const PAIR_WEIGHT: f32 = 0.2;

/// What each unit of a plan weighs.
pub(super) struct Weights {
    units: Vec<UnitWeight>,
    pairs: Vec<(usize, usize)>,
    /// Sum over the units wanted.
    total_idf: f32,
}

struct UnitWeight {
    idf: f32,
    /// idf of the unit with what is related to it, times what that weighs.
    family: f32,
}

impl Weights {
    /// Looks the frequencies up.
    pub fn of(searcher: &Searcher, plan: &Plan) -> tantivy::Result<Weights> {
        let num_docs = searcher.total_num_docs()?;
        let weight = |unit: &Unit| -> tantivy::Result<UnitWeight> {
            let UnitWeight { idf, family } = UnitWeight::of(searcher, unit, num_docs)?;
            let factor = unit.weight.factor();
            Ok(UnitWeight { idf: factor * idf, family: factor * family })
        };
        let units: Vec<UnitWeight> = plan.units.iter().map(weight).collect::<tantivy::Result<_>>()?;
        let total_idf = plan.positive.iter().map(|&unit| units[unit].idf).sum();
        Ok(Weights { units, pairs: neighbours(plan), total_idf })
    }

    /// The score of a passage in which `found` was found, together with its title, in which `in_title` was found; both have
    /// `num_words` words. BM25 over the units, times the share of the query that is said.
    pub fn score(&self, found: &[Found], in_title: &[Found], num_words: usize) -> f32 {
        let count = |places: &[Found], unit: usize, weakest: Closeness| {
            places.iter().filter(|place| place.unit == unit && place.closeness <= weakest).count() as f32
        };
        let frequency = |unit: usize, weakest: Closeness| {
            count(found, unit, weakest) + TITLE_COUNT * count(in_title, unit, weakest)
        };
        let length = num_words as f32;
        let saturation =
            |frequency: f32| bm25::saturation_with(frequency, length, MEAN_PASSAGE_WORDS, PASSAGE_B);
        let mut words = 0.0;
        let mut said_idf = 0.0;
        for (unit, weight) in self.units.iter().enumerate() {
            let family = frequency(unit, Closeness::Related);
            words += weight.idf * saturation(frequency(unit, Closeness::Inflected))
                + weight.family * saturation(family);
            said_idf += if family > 0.0 { weight.idf } else { 0.0 };
        }
        let pair_score = |&(left, right): &(usize, usize)| {
            let idf = self.units[left].idf + self.units[right].idf;
            PAIR_WEIGHT * idf * saturation(num_pairs(found, left, right))
        };
        let pairs: f32 = self.pairs.iter().map(pair_score).sum();
        (words + pairs) * said_idf / self.total_idf.max(f32::MIN_POSITIVE)
    }
}

impl UnitWeight {
    fn of(searcher: &Searcher, unit: &Unit, num_docs: u64) -> tantivy::Result<UnitWeight> {
        let idf = idf_of_unit(searcher, unit, num_docs)?;
        if !unit.has_related() {
            return Ok(UnitWeight { idf, family: FAMILY_WEIGHT * idf });
        }
        let family_idf = bm25::idf(group::doc_freq(searcher, &unit.related_ways())?, num_docs);
        if unit.is_carried_over() {
            // Its words are hardly ever said: what stands for them has their weight too.
            return Ok(UnitWeight { idf: family_idf, family: (1.0 + FAMILY_WEIGHT) * family_idf });
        }
        Ok(UnitWeight { idf, family: FAMILY_WEIGHT * family_idf })
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
        .filter(|place| place.unit == right && place.closeness < Closeness::Related)
        .filter_map(|place| Some(place.spans.first()?.byte_start))
        .collect();
    let ends = found
        .iter()
        .filter(|place| place.unit == left && place.closeness < Closeness::Related)
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
