//! The postings of what may stand at one position: the union of its terms, with their places. Words side by side are a sequence's.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::index::Fields;

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

/// Where `slots`, at least one, stand side by side in `doc`: the positions of the first, ascending. `positions` is room to work in.
pub(super) fn starts_in(
    slots: &mut [SlotPostings],
    doc: DocId,
    starts: &mut Vec<u32>,
    positions: &mut Vec<u32>,
) {
    let Some((first, rest)) = slots.split_first_mut() else { return starts.clear() };
    first.positions(doc, starts);
    for (offset, slot) in (1..).zip(rest) {
        if starts.is_empty() {
            return;
        }
        slot.positions(doc, positions);
        starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
    }
}
