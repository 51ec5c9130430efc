//! The ways to say one thing, opened in a segment: words and sequences of words, counted as if they were one term. Which
//! ways there are is the plan's to say.

use tantivy::index::SegmentReader;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::sequence::{SequenceScorer, SlotPostings};

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
