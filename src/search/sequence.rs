//! Words side by side, decided on the positions of the aligned fields: a tantivy query, its weight and its scorer.
//!
//! tantivy's own phrase query takes one term a position and one field; here each position has alternatives, and exact
//! and inflected words may be mixed. The end of a paragraph takes a position, so a sequence never reaches across one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

use super::slot::Slot;
use crate::index::Fields;

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

/// The postings of one slot: the union of its terms, of which a pattern may have a thousand.
pub(super) struct SlotPostings {
    postings: Vec<SegmentPostings>,
    /// Numbers of the postings that stand at `doc`.
    here: Vec<usize>,
    /// The others by the document at which they stand, the first on top.
    ahead: BinaryHeap<Reverse<(DocId, usize)>>,
    doc: DocId,
    num_docs: u32,
    /// Whether all terms are forms, of which no two stand at one position.
    is_forms: bool,
}

impl SlotPostings {
    /// `None` when no term occurs in the segment.
    pub fn open(reader: &SegmentReader, terms: &[Term]) -> tantivy::Result<Option<SlotPostings>> {
        let mut postings = Vec::new();
        let mut num_docs = 0_u32;
        for term in terms {
            let index: std::sync::Arc<InvertedIndexReader> = reader.inverted_index(term.field())?;
            if let Some(info) = index.get_term_info(term)? {
                num_docs = num_docs.saturating_add(info.doc_freq);
                postings.push(
                    index.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?,
                );
            }
        }
        if postings.is_empty() {
            return Ok(None);
        }
        let ahead = postings.iter().enumerate().map(|(number, postings)| Reverse((postings.doc(), number)));
        let ahead = ahead.collect();
        let is_forms = terms.iter().all(|term| term.field() == Fields::get().exact);
        let mut slot = SlotPostings { postings, here: Vec::new(), ahead, doc: 0, num_docs, is_forms };
        slot.gather();
        Ok(Some(slot))
    }

    /// Takes the postings that stand first.
    fn gather(&mut self) {
        self.doc = self.ahead.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        while let Some(&Reverse((doc, number))) = self.ahead.peek()
            && doc == self.doc
        {
            self.ahead.pop();
            self.here.push(number);
        }
    }

    /// The document at which it stands.
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// At most so many documents.
    pub fn num_docs(&self) -> u32 {
        self.num_docs
    }

    /// How often the slot occurs in document `doc`, at which it must stand: a word that two of its terms name counts once,
    /// a word of the title twice, as it is indexed.
    pub fn frequency(&mut self, doc: DocId) -> u32 {
        if self.doc != doc {
            return 0;
        }
        if let [only] = self.here[..] {
            return self.postings[only].term_freq();
        }
        // A form has its position for itself, and a pattern may be a thousand forms.
        if self.is_forms {
            return self.here.iter().map(|&number| self.postings[number].term_freq()).sum();
        }
        let mut places: Vec<(u32, usize)> = Vec::new();
        let mut positions = Vec::new();
        for &number in &self.here {
            positions.clear();
            self.postings[number].append_positions_with_offset(0, &mut positions);
            let times = |number: usize| {
                positions[..number].iter().rev().take_while(|&&before| before == positions[number]).count()
            };
            places.extend((0..positions.len()).map(|number| (positions[number], times(number))));
        }
        places.sort_unstable();
        places.dedup();
        places.len() as u32
    }

    /// Moves to the first document at or after `target` and returns it.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for number in self.here.drain(..) {
            self.ahead.push(Reverse((self.postings[number].seek(target), number)));
        }
        while let Some(&Reverse((doc, number))) = self.ahead.peek()
            && doc < target
        {
            self.ahead.pop();
            self.ahead.push(Reverse((self.postings[number].seek(target), number)));
        }
        self.gather();
        self.doc
    }

    /// The positions in document `doc`, at which the slot must stand; ascending, without repetitions (words of a title
    /// are indexed twice at their position).
    pub fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        positions.clear();
        if self.doc != doc {
            return;
        }
        for &number in &self.here {
            self.postings[number].append_positions_with_offset(0, positions);
        }
        positions.sort_unstable();
        positions.dedup();
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
        let lead = (0..slots.len()).min_by_key(|&slot| slots[slot].num_docs).unwrap_or(0);
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
        self.slots[0].positions(doc, &mut self.starts);
        for (offset, slot) in self.slots.iter_mut().enumerate().skip(1) {
            slot.positions(doc, &mut self.positions);
            let positions = &self.positions;
            self.starts.retain(|start| positions.binary_search(&(start + offset as u32)).is_ok());
            if self.starts.is_empty() {
                return false;
            }
        }
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
        self.slots[self.lead].num_docs
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
