//! Words side by side, decided on the positions of the aligned fields: a tantivy query, its weight and its scorer.
//!
//! tantivy's own phrase query takes one term a position and one field; here each position has alternatives, and exact
//! and inflected words may be mixed. The end of a paragraph takes a position, so a sequence never reaches across one.

use tantivy::index::SegmentReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

use super::slot::Slot;
use super::slot_postings::{SlotPostings, starts_in};

/// Slots at successive positions.
#[derive(Debug, Clone)]
pub(super) struct SequenceQuery {
    slots: Vec<Vec<Term>>,
}

impl SequenceQuery {
    /// A query for `slots`, at least one.
    pub fn new(slots: &[Slot]) -> Self {
        SequenceQuery { slots: slots.iter().map(Slot::index_terms).collect() }
    }
}

impl Query for SequenceQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(SequenceWeight { slots: self.slots.clone() }))
    }
}

struct SequenceWeight {
    slots: Vec<Vec<Term>>,
}

impl Weight for SequenceWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut slots = Vec::with_capacity(self.slots.len());
        for terms in &self.slots {
            match SlotPostings::open(reader, terms)? {
                Some(slot) => slots.push(slot),
                None => return Ok(Box::new(EmptyScorer)),
            }
        }
        Ok(Box::new(SequenceScorer::new(slots, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words side by side", 1.0))
    }
}

/// Steps through the documents in which the slots stand side by side.
pub(super) struct SequenceScorer {
    slots: Vec<SlotPostings>,
    /// Number of the slot with the fewest documents.
    lead: usize,
    doc: DocId,
    score: Score,
    /// Where the sequence could begin, given the slots looked at so far.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl SequenceScorer {
    /// Stands at the first document in which `slots`, at least one, are side by side.
    pub fn new(slots: Vec<SlotPostings>, score: Score) -> Self {
        let lead = (0..slots.len()).min_by_key(|&slot| slots[slot].num_docs()).unwrap_or(0);
        let mut scorer =
            SequenceScorer { slots, lead, doc: 0, score, starts: Vec::new(), positions: Vec::new() };
        scorer.find_from(0);
        scorer
    }

    /// Where the sequence begins in the document at which it stands; ascending.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// Moves to the first matching document at or after `target`.
    fn find_from(&mut self, target: DocId) -> DocId {
        let mut candidate = self.slots[self.lead].seek(target);
        while candidate != TERMINATED {
            let beyond = self.slots.iter_mut().map(|slot| slot.seek(candidate)).find(|&doc| doc > candidate);
            match beyond {
                Some(doc) => {
                    candidate = if doc == TERMINATED { TERMINATED } else { self.slots[self.lead].seek(doc) }
                }
                None if self.stands_side_by_side(candidate) => break,
                None => candidate = self.slots[self.lead].seek(candidate + 1),
            }
        }
        self.doc = candidate;
        candidate
    }

    fn stands_side_by_side(&mut self, doc: DocId) -> bool {
        starts_in(&mut self.slots, doc, &mut self.starts, &mut self.positions);
        !self.starts.is_empty()
    }
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.find_from(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.find_from(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.slots[self.lead].num_docs()
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
