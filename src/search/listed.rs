//! Given articles as a tantivy query: sorted numbers, segment by segment. Those that no answer may hold are such a list, and those
//! that have one of many values; which they are is decided elsewhere.

use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

/// Articles of a state of an index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed(Vec<Vec<DocId>>);

impl Listed {
    /// `None` when there are none.
    pub fn new(addresses: impl Iterator<Item = DocAddress>) -> Option<Arc<Listed>> {
        let mut segments: Vec<Vec<DocId>> = Vec::new();
        for address in addresses {
            let segment = address.segment_ord as usize;
            if segments.len() <= segment {
                segments.resize_with(segment + 1, Vec::new);
            }
            segments[segment].push(address.doc_id);
        }
        for docs in &mut segments {
            docs.sort_unstable();
            docs.dedup();
        }
        (!segments.is_empty()).then(|| Arc::new(Listed(segments)))
    }

    /// None at all.
    pub fn none() -> Arc<Listed> {
        Arc::new(Listed(Vec::new()))
    }

    /// Those of one segment, in order.
    pub fn docs(&self, segment: usize) -> &[DocId] {
        self.0.get(segment).map_or(&[], Vec::as_slice)
    }
}

/// The query that finds them.
#[derive(Debug, Clone)]
pub(super) struct ListedQuery {
    hidden: Arc<Listed>,
    /// tantivy hands a weight the reader of a segment, not its place.
    segments: Arc<[SegmentId]>,
}

impl ListedQuery {
    /// A query for `hidden` articles of `searcher`.
    pub fn new(hidden: Arc<Listed>, searcher: &Searcher) -> Self {
        let segments = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        ListedQuery { hidden, segments }
    }
}

impl ListedQuery {
    /// Whether the article at `address` is one of them.
    pub fn lists(&self, address: DocAddress) -> bool {
        self.hidden.docs(address.segment_ord as usize).binary_search(&address.doc_id).is_ok()
    }
}

impl Query for ListedQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ListedWeight(self.clone())))
    }
}

struct ListedWeight(ListedQuery);

impl Weight for ListedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let segment = self.0.segments.iter().position(|id| *id == reader.segment_id());
        let Some(segment) = segment.filter(|segment| !self.0.hidden.docs(*segment).is_empty()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let docs = HiddenDocs { hidden: Arc::clone(&self.0.hidden), segment, place: 0 };
        Ok(Box::new(ConstScorer::new(docs, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("hidden", 0.0))
    }
}

struct HiddenDocs {
    hidden: Arc<Listed>,
    segment: usize,
    place: usize,
}

impl DocSet for HiddenDocs {
    fn advance(&mut self) -> DocId {
        self.place += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let docs = self.hidden.docs(self.segment);
        let rest = docs.get(self.place..).unwrap_or_default();
        self.place += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.hidden.docs(self.segment).get(self.place).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.hidden.docs(self.segment).len()).unwrap_or(u32::MAX)
    }
}
