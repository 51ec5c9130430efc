//! The ways to say one thing, opened in a segment: words and sequences of words, counted as if they were one term. Which
//! ways there are is the plan's to say.

use tantivy::index::SegmentReader;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::sequence::SequenceScorer;
use super::slot_postings::SlotPostings;

/// One way to say something: for each position the terms any of which may stand there.
pub(super) type Way = Vec<Vec<Term>>;

/// The occurrences of one way in a segment.
enum Occurrences {
    Word(SlotPostings),
    Sequence(Box<SequenceScorer>),
}

impl Occurrences {
    fn open(reader: &SegmentReader, way: &Way) -> tantivy::Result<Option<Occurrences>> {
        let mut slots = Vec::with_capacity(way.len());
        for terms in way {
            match SlotPostings::open(reader, terms)? {
                Some(slot) => slots.push(slot),
                None => return Ok(None),
            }
        }
        Ok(match slots.len() {
            0 => None,
            1 => slots.pop().map(Occurrences::Word),
            _ => Some(Occurrences::Sequence(Box::new(SequenceScorer::new(slots, 0.0)))),
        })
    }

    fn doc(&self) -> DocId {
        match self {
            Occurrences::Word(postings) => postings.doc(),
            Occurrences::Sequence(scorer) => scorer.doc(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Occurrences::Word(postings) => postings.seek(target),
            Occurrences::Sequence(scorer) => {
                if scorer.doc() < target {
                    scorer.seek(target);
                }
                scorer.doc()
            }
        }
    }

    /// How often it occurs in `doc`, at which it stands; words of a title count twice.
    fn frequency(&mut self, doc: DocId) -> u32 {
        match self {
            Occurrences::Word(postings) => postings.frequency(doc),
            Occurrences::Sequence(scorer) => scorer.starts().len() as u32,
        }
    }

    /// Adds the positions in `doc` at which it begins.
    fn add_starts(&mut self, doc: DocId, starts: &mut Vec<u32>) {
        match self {
            Occurrences::Word(postings) => {
                let mut positions = Vec::new();
                postings.positions(doc, &mut positions);
                starts.append(&mut positions);
            }
            Occurrences::Sequence(scorer) => starts.extend_from_slice(scorer.starts()),
        }
    }

    fn first_position(&mut self, doc: DocId) -> Option<u32> {
        match self {
            Occurrences::Word(postings) => {
                let mut positions = Vec::new();
                postings.positions(doc, &mut positions);
                positions.first().copied()
            }
            Occurrences::Sequence(scorer) => scorer.starts().first().copied(),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Occurrences::Word(postings) => postings.num_docs(),
            Occurrences::Sequence(scorer) => scorer.size_hint(),
        }
    }
}

/// The occurrences of several ways together.
pub(super) struct Ways {
    ways: Vec<Occurrences>,
}

impl Ways {
    /// `None` when none of them occurs in the segment.
    pub fn open(reader: &SegmentReader, ways: &[Way]) -> tantivy::Result<Option<Ways>> {
        let mut opened = Vec::with_capacity(ways.len());
        for way in ways {
            opened.extend(Occurrences::open(reader, way)?);
        }
        Ok((!opened.is_empty()).then_some(Ways { ways: opened }))
    }

    /// The document at which they stand.
    pub fn doc(&self) -> DocId {
        self.ways.iter().map(Occurrences::doc).min().unwrap_or(TERMINATED)
    }

    /// Moves to the first document at or after `target` in which any occurs, and returns it.
    pub fn seek(&mut self, target: DocId) -> DocId {
        self.ways.iter_mut().map(|way| way.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// How often they occur in `doc`, at which they stand.
    pub fn frequency(&mut self, doc: DocId) -> u32 {
        self.ways.iter_mut().filter(|way| way.doc() == doc).map(|way| way.frequency(doc)).sum()
    }

    /// At how many places of `doc`, at which they stand, one of them begins: a word of the title once, as it is read.
    pub fn num_places(&mut self, doc: DocId) -> u32 {
        let mut starts = Vec::new();
        let here = self.ways.iter_mut().filter(|way| way.doc() == doc);
        here.for_each(|way| way.add_starts(doc, &mut starts));
        starts.sort_unstable();
        starts.dedup();
        starts.len() as u32
    }

    /// Where the first of them stands in `doc`, at which they stand.
    pub fn first_position(&mut self, doc: DocId) -> Option<u32> {
        let here = self.ways.iter_mut().filter(|way| way.doc() == doc);
        here.filter_map(|way| way.first_position(doc)).min()
    }

    /// At most so many documents.
    pub fn size_hint(&self) -> u32 {
        self.ways.iter().map(Occurrences::size_hint).fold(0, u32::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher;
    use super::super::slot::{Slot, slots_of};
    use super::*;
    use crate::model::Language;

    fn way(text: &str) -> Way {
        slots_of(text, Some(Language::FR), Some(Language::FR)).iter().map(Slot::index_terms).collect()
    }

    /// For each text in which one of `ways` occurs: its number, how often, and where first.
    fn occurrences(texts: &[&str], ways: &[Way]) -> Vec<(DocId, u32, Option<u32>)> {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("", *text)).collect();
        let searcher = searcher(&texts);
        let Some(mut ways) = Ways::open(searcher.segment_reader(0), ways).unwrap() else { return Vec::new() };
        let mut found = Vec::new();
        while ways.doc() != TERMINATED {
            let doc = ways.doc();
            found.push((doc, ways.frequency(doc), ways.first_position(doc)));
            ways.seek(doc + 1);
        }
        found
    }

    #[test]
    fn words_and_sequences_are_counted_together() {
        let texts = ["La trêve, un cessez-le-feu.", "Rien.", "Cessez le feu ! Le feu. Cessez-le-feu."];
        let found = occurrences(&texts, &[way("trêve"), way("cessez-le-feu")]);
        let counted: Vec<_> = found.iter().map(|&(doc, frequency, _)| (doc, frequency)).collect();
        assert_eq!(counted, [(0, 2), (2, 2)]);
    }

    #[test]
    fn the_first_place_is_that_of_whatever_comes_first() {
        let [(_, _, trêve)] = occurrences(&["Un, deux, la trêve."], &[way("trêve")])[..] else { panic!() };
        let both = occurrences(&["Un cessez-le-feu, deux, la trêve."], &[way("trêve"), way("cessez-le-feu")]);
        assert!(both[0].2.is_some() && both[0].2 < trêve, "{both:?} {trêve:?}");
    }

    #[test]
    fn a_word_with_two_lemmas_counts_once() {
        // `porte` is of *porte* and of *porter*, in the text as in the query.
        assert!(way("porte")[0].len() > 1, "{:?}", way("porte"));
        let found = occurrences(&["La porte.", "La porte, une porte."], &[way("porte")]);
        let counted: Vec<_> = found.iter().map(|&(doc, frequency, _)| (doc, frequency)).collect();
        assert_eq!(counted, [(0, 1), (1, 2)]);
    }

    #[test]
    fn what_occurs_nowhere_is_not_opened() {
        assert!(occurrences(&["La trêve."], &[way("cessez-le-feu"), way("paix")]).is_empty());
        assert!(occurrences(&["La trêve."], &[]).is_empty());
    }
}
