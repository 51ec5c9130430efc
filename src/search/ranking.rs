//! The second step of ranking: the best articles of the cheap first step are scored again by what is dear to know.
//!
//! Measured on four collections of French news: the form as typed (+0.3 to +1.8 points of nDCG) and neighbours of the
//! query that are neighbours in the text (+2.2 on headlines). Both are looked up for the candidates only, so that the
//! first step can prune.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, Term};

use super::bm25;
use super::family::Family;
use super::group::doc_freq_of_any;
use super::lengths::Lengths;
use super::matching::field_of;
use super::plan::Plan;
use super::slot::Slot;
use super::slot_postings::SlotPostings;
use super::way::Ways;
use crate::index::Fields;
use crate::query::Form;

/// Weight of the form as typed beside its lemma.
const EXACT_WEIGHT: f32 = 0.5;
/// Weight of a word's idf when it is the first word of the article; it falls with the place of its first occurrence, for
/// the news says first what it is about. Without it an article that names Christchurch in passing stands before the one
/// about it. +0.3 to +1.1 points of nDCG on three collections.
const EARLY_WEIGHT: f32 = 1.0;
/// Words into the article at which half of that weight is left.
const EARLY_WORDS: f32 = 100.0;
/// Weight of the part of the query, by idf, that is said at one place: who types two words means them together. On judged
/// topics +0.7 points for articles, on three other collections neutral.
const TOGETHER_WEIGHT: f32 = 0.5;
/// Words of such a place: a few sentences.
const TOGETHER_WORDS: u32 = 60;
/// Weight of two neighbours of the query found side by side.
const PAIR_WEIGHT: f32 = 0.2;

/// Neighbours of the query may have stop words between them, as in `attentat de Christchurch`; the text must have as many.
const MAX_PAIR_DISTANCE: u32 = 4;

/// An article found, with its score so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub score: f32,
    pub address: DocAddress,
}

/// Adds to the scores of `candidates` what the second step knows. Their order is undefined afterwards.
///
/// `families`: what is to be added beside the words, without weight where the first step has counted it.
pub(super) fn rescore(
    searcher: &Searcher,
    lengths: &Lengths,
    plan: &Plan,
    families: &[Family],
    candidates: &mut [Candidate],
) -> tantivy::Result<()> {
    candidates.sort_unstable_by_key(|candidate| candidate.address);
    let exact = Fields::get().exact;
    let exact_stats = FieldStats::of(lengths, exact);
    let lemma_stats = FieldStats::of(lengths, field_of(Form::Inflected));
    for word in &plan.words {
        for form in &word.exact_terms {
            let term = Term::from_field_text(exact, form);
            add_term(searcher, &term, word.weight.factor(), &exact_stats, candidates)?;
        }
    }
    add_places(searcher, plan, lemma_stats.num_docs, candidates)?;
    for family in families.iter().filter(|family| family.weight > 0.0 || family.is_carried_over) {
        add_family(searcher, family, &lemma_stats, candidates)?;
    }
    for pair in plan.words.windows(2) {
        let distance = pair[1].position - pair[0].position;
        if (1..=MAX_PAIR_DISTANCE).contains(&distance) {
            add_pair(searcher, [&pair[0].slot, &pair[1].slot], distance, &lemma_stats, candidates)?;
        }
    }
    Ok(())
}

/// What BM25 must know of a field.
struct FieldStats {
    num_docs: u64,
    mean_length: f32,
}

impl FieldStats {
    fn of(lengths: &Lengths, field: Field) -> FieldStats {
        FieldStats { num_docs: lengths.num_articles(), mean_length: lengths.mean(field) }
    }
}

/// The candidates of each segment, which are sorted by address.
fn by_segment(candidates: &mut [Candidate]) -> impl Iterator<Item = &mut [Candidate]> {
    candidates.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord)
}

fn add_term(
    searcher: &Searcher,
    term: &Term,
    weight: f32,
    stats: &FieldStats,
    candidates: &mut [Candidate],
) -> tantivy::Result<()> {
    use tantivy::postings::Postings;
    let weight = weight * EXACT_WEIGHT * bm25::idf(searcher.doc_freq(term)?, stats.num_docs);
    for group in by_segment(candidates) {
        let reader = searcher.segment_reader(group[0].address.segment_ord);
        let index = reader.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::WithFreqs)? else { continue };
        let lengths = reader.get_fieldnorms_reader(term.field())?;
        for candidate in group {
            let doc = candidate.address.doc_id;
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                let length = lengths.fieldnorm(doc) as f32;
                candidate.score +=
                    weight * bm25::saturation(postings.term_freq() as f32, length, stats.mean_length);
            }
        }
    }
    Ok(())
}

/// Counts how often `right` stands `distance` positions behind `left`.
fn add_pair(
    searcher: &Searcher,
    [left, right]: [&Slot; 2],
    distance: u32,
    stats: &FieldStats,
    candidates: &mut [Candidate],
) -> tantivy::Result<()> {
    let (left, right) = (left.index_terms(), right.index_terms());
    let doc_freq = |terms: &[Term]| doc_freq_of_any(searcher, terms);
    // A pair is at least as rare as its rarer word; its true frequency would cost a pass over both lists.
    let idf = bm25::idf(doc_freq(&left)?, stats.num_docs) + bm25::idf(doc_freq(&right)?, stats.num_docs);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for group in by_segment(candidates) {
        let reader = searcher.segment_reader(group[0].address.segment_ord);
        let opened = (SlotPostings::open(reader, &left)?, SlotPostings::open(reader, &right)?);
        let (Some(mut left), Some(mut right)) = opened else { continue };
        let lengths = reader.get_fieldnorms_reader(field_of(Form::Inflected))?;
        for candidate in group {
            let doc = candidate.address.doc_id;
            if left.seek(doc) != doc || right.seek(doc) != doc {
                continue;
            }
            left.positions(doc, &mut before);
            right.positions(doc, &mut after);
            let num_pairs = before
                .iter()
                .filter(|&&position| after.binary_search(&(position + distance)).is_ok())
                .count();
            if num_pairs > 0 {
                let length = lengths.fieldnorm(doc) as f32;
                candidate.score +=
                    PAIR_WEIGHT * idf * bm25::saturation(num_pairs as f32, length, stats.mean_length);
            }
        }
    }
    Ok(())
}

/// What a word is worth by the place of its first occurrence.
fn early(idf: f32, first_position: u32) -> f32 {
    EARLY_WEIGHT * idf / (1.0 + first_position as f32 / EARLY_WORDS)
}

/// Adds what the places of the words say: how early the first of each stands, and how much of the query is said at one
/// place.
fn add_places(
    searcher: &Searcher,
    plan: &Plan,
    num_docs: u64,
    candidates: &mut [Candidate],
) -> tantivy::Result<()> {
    let words: Vec<Vec<Term>> = plan.words.iter().map(|word| word.slot.index_terms()).collect();
    let mut idfs = Vec::with_capacity(words.len());
    for (word, terms) in plan.words.iter().zip(&words) {
        idfs.push(word.weight.factor() * bm25::idf(doc_freq_of_any(searcher, terms)?, num_docs));
    }
    let (mut positions, mut places) = (Vec::new(), Vec::new());
    for group in by_segment(candidates) {
        let reader = searcher.segment_reader(group[0].address.segment_ord);
        let opened = words.iter().map(|terms| SlotPostings::open(reader, terms));
        let mut opened = opened.collect::<tantivy::Result<Vec<Option<SlotPostings>>>>()?;
        for candidate in group {
            let doc = candidate.address.doc_id;
            places.clear();
            for (word, postings) in opened.iter_mut().enumerate() {
                let Some(postings) = postings.as_mut() else { continue };
                if postings.seek(doc) == doc {
                    postings.positions(doc, &mut positions);
                    candidate.score += positions.first().map_or(0.0, |&first| early(idfs[word], first));
                    places.extend(positions.iter().map(|&position| (position, word)));
                }
            }
            if words.len() > 1 {
                candidate.score += TOGETHER_WEIGHT * together(&mut places, &idfs);
            }
        }
    }
    Ok(())
}

/// The most that the words of the query say, by their idf, within [`TOGETHER_WORDS`]; `places`: positions with words.
fn together(places: &mut [(u32, usize)], idfs: &[f32]) -> f32 {
    places.sort_unstable();
    let mut counts = vec![0_u32; idfs.len()];
    let (mut first, mut said, mut most) = (0, 0.0_f32, 0.0_f32);
    for &(position, word) in places.iter() {
        counts[word] += 1;
        said += if counts[word] == 1 { idfs[word] } else { 0.0 };
        while position - places[first].0 > TOGETHER_WORDS {
            let gone = places[first].1;
            counts[gone] -= 1;
            said -= if counts[gone] == 0 { idfs[gone] } else { 0.0 };
            first += 1;
        }
        most = most.max(said);
    }
    most
}

/// Adds what a word and its derived words weigh as one.
fn add_family(
    searcher: &Searcher,
    family: &Family,
    stats: &FieldStats,
    candidates: &mut [Candidate],
) -> tantivy::Result<()> {
    for group in by_segment(candidates) {
        let reader = searcher.segment_reader(group[0].address.segment_ord);
        let Some(mut ways) = Ways::open(reader, &family.ways)? else { continue };
        let lengths = reader.get_fieldnorms_reader(field_of(Form::Inflected))?;
        for candidate in group {
            let doc = candidate.address.doc_id;
            if ways.seek(doc) == doc {
                let length = lengths.fieldnorm(doc) as f32;
                let frequency = ways.frequency(doc) as f32;
                candidate.score += family.weight * bm25::saturation(frequency, length, stats.mean_length);
                if let Some(first) = ways.first_position(doc).filter(|_| family.is_carried_over) {
                    candidate.score += early(family.idf, first);
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_at_one_place_counts_each_word_once() {
        let idfs = [2.0, 3.0, 5.0];
        let said = |places: &[(u32, usize)]| together(&mut places.to_vec(), &idfs);
        assert_eq!(said(&[]), 0.0);
        assert_eq!(said(&[(7, 1), (8, 1)]), 3.0);
        assert_eq!(said(&[(100, 0), (0, 2), (150, 1)]), 5.0);
        assert_eq!(said(&[(100, 0), (90, 2), (150, 1)]), 10.0);
        assert_eq!(said(&[(0, 2), (61, 0), (121, 1)]), 5.0);
    }
}
