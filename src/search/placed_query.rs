//! Conditions on places decided on the postings of the aligned fields: a tantivy query, its weight and its scorer. No text is
//! read.

use std::sync::Arc;

use tantivy::index::SegmentReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED, Term};

use super::nearness::{Breadth, Ends, Place};
use super::places::{Leaf, Places};
use super::slot::Slot;
use super::slot_postings::{SlotPostings, starts_in};
use crate::analysis::Boundary;
use crate::index::Fields;

/// The articles in which a condition on places holds. It scores nothing: its words do.
#[derive(Debug, Clone)]
pub(super) struct PlacedQuery(Arc<Places>);

impl PlacedQuery {
    /// A query for the articles in which `places` hold.
    pub fn new(places: Places) -> Self {
        PlacedQuery(Arc::new(places))
    }
}

impl Query for PlacedQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(PlacedWeight(self.0.clone())))
    }
}

struct PlacedWeight(Arc<Places>);

impl Weight for PlacedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(candidates) = Candidates::open(reader, &self.0)? else { return Ok(Box::new(EmptyScorer)) };
        let mut leaves = Vec::new();
        self.0.leaves(&mut leaves);
        let leaves = leaves.into_iter().map(|leaf| LeafPostings::open(reader, leaf));
        let leaves = leaves.collect::<tantivy::Result<Vec<_>>>()?;
        let ends = if self.0.needs_ends() { Some(EndPostings::open(reader)?) } else { None };
        let first_leaf = first_leaf(&self.0);
        let places = self.0.clone();
        let mut scorer = PlacedScorer { places, candidates, leaves, first_leaf, ends, doc: 0, score: boost };
        scorer.find_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words at their places", 1.0))
    }
}

/// Leaves of one condition are numbered one after the other.
fn first_leaf(places: &Places) -> usize {
    let mut leaves = Vec::new();
    places.leaves(&mut leaves);
    leaves.first().map_or(0, |leaf| leaf.number)
}

/// The articles that have the words, wherever they stand.
enum Candidates {
    Word(Box<SlotPostings>),
    All(Vec<Candidates>),
    Any(Vec<Candidates>),
}

impl Candidates {
    /// `None`: there are none in the segment.
    fn open(reader: &SegmentReader, places: &Places) -> tantivy::Result<Option<Candidates>> {
        let inside = |parts: &[Places]| -> tantivy::Result<Vec<Option<Candidates>>> {
            parts.iter().map(|part| Candidates::open(reader, part)).collect()
        };
        Ok(match places {
            Places::Leaf(leaf) => {
                let ways = leaf.ways.iter().map(|way| Candidates::of_way(reader, way));
                Candidates::any(ways.collect::<tantivy::Result<Vec<_>>>()?)
            }
            Places::Any(parts) => Candidates::any(inside(parts)?),
            Places::Near { parts, .. } | Places::Within { parts, .. } => Candidates::all(inside(parts)?),
            Places::AtLeast { of, .. } => Candidates::open(reader, of)?,
        })
    }

    fn of_way(reader: &SegmentReader, way: &[Slot]) -> tantivy::Result<Option<Candidates>> {
        let word = |slot: &Slot| -> tantivy::Result<Option<Candidates>> {
            let postings = SlotPostings::open(reader, &slot.index_terms())?;
            Ok(postings.map(|postings| Candidates::Word(Box::new(postings))))
        };
        Ok(Candidates::all(way.iter().map(word).collect::<tantivy::Result<Vec<_>>>()?))
    }

    fn any(parts: Vec<Option<Candidates>>) -> Option<Candidates> {
        let mut parts: Vec<Candidates> = parts.into_iter().flatten().collect();
        if parts.len() > 1 { Some(Candidates::Any(parts)) } else { parts.pop() }
    }

    /// The rarest first: it leads.
    fn all(parts: Vec<Option<Candidates>>) -> Option<Candidates> {
        let mut parts: Vec<Candidates> = parts.into_iter().collect::<Option<_>>()?;
        parts.sort_by_key(Candidates::num_docs);
        if parts.len() > 1 { Some(Candidates::All(parts)) } else { parts.pop() }
    }

    /// At most so many articles.
    fn num_docs(&self) -> u32 {
        match self {
            Candidates::Word(postings) => postings.num_docs(),
            Candidates::All(parts) => parts.iter().map(Candidates::num_docs).min().unwrap_or(0),
            Candidates::Any(parts) => parts.iter().map(Candidates::num_docs).fold(0, u32::saturating_add),
        }
    }

    /// The first article at or after `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Candidates::Word(postings) => postings.seek(target),
            Candidates::Any(parts) => {
                parts.iter_mut().map(|part| part.seek(target)).min().unwrap_or(TERMINATED)
            }
            Candidates::All(parts) => {
                let mut doc = target;
                loop {
                    let beyond = parts.iter_mut().map(|part| part.seek(doc)).find(|&found| found > doc);
                    match beyond {
                        Some(TERMINATED) => return TERMINATED,
                        Some(found) => doc = found,
                        None => return doc,
                    }
                }
            }
        }
    }
}

/// The postings of the ways of a leaf; a way of which some word occurs nowhere in the segment is left out.
struct LeafPostings(Vec<Vec<SlotPostings>>);

impl LeafPostings {
    fn open(reader: &SegmentReader, leaf: &Leaf) -> tantivy::Result<LeafPostings> {
        let mut ways = Vec::with_capacity(leaf.ways.len());
        for way in &leaf.ways {
            let terms: Vec<Vec<Term>> = way.iter().map(Slot::index_terms).collect();
            let slots = terms.iter().map(|terms| SlotPostings::open(reader, terms));
            ways.extend(slots.collect::<tantivy::Result<Option<Vec<SlotPostings>>>>()?);
        }
        Ok(LeafPostings(ways))
    }

    /// Where it stands in `doc`, sorted by ends.
    fn places(&mut self, doc: DocId) -> Vec<Place> {
        let mut places = Vec::new();
        let (mut starts, mut positions) = (Vec::new(), Vec::new());
        for way in &mut self.0 {
            if way.iter_mut().any(|slot| slot.seek(doc) != doc) {
                continue;
            }
            let len = way.len() as u32;
            starts_in(way, doc, &mut starts, &mut positions);
            let place = |&start: &u32| Place { first: start, last: start + len - 1, words: Vec::new() };
            places.extend(starts.iter().map(place));
        }
        places.sort_unstable_by_key(|place| (place.last, place.first));
        places.dedup();
        places
    }
}

/// The postings of the field `boundary`.
struct EndPostings {
    sentences: Option<SlotPostings>,
    paragraphs: Option<SlotPostings>,
    title: Option<SlotPostings>,
    lede: Option<SlotPostings>,
}

impl EndPostings {
    fn open(reader: &SegmentReader) -> tantivy::Result<EndPostings> {
        let term = |boundary: Boundary| Term::from_field_text(Fields::get().boundary, boundary.term());
        let open = |boundary| SlotPostings::open(reader, &[term(boundary)]);
        Ok(EndPostings {
            sentences: open(Boundary::Sentence)?,
            paragraphs: open(Boundary::Paragraph)?,
            title: open(Boundary::Title)?,
            lede: open(Boundary::Lede)?,
        })
    }

    fn of(&mut self, doc: DocId) -> Ends {
        let read = |postings: &mut Option<SlotPostings>| {
            let mut positions = Vec::new();
            if let Some(postings) = postings
                && postings.seek(doc) == doc
            {
                postings.positions(doc, &mut positions);
            }
            positions
        };
        let paragraphs = read(&mut self.paragraphs);
        let mut sentences = read(&mut self.sentences);
        sentences.extend(&paragraphs);
        sentences.sort_unstable();
        let title = read(&mut self.title).first().copied();
        let lede = read(&mut self.lede).last().copied();
        Ends { sentences, paragraphs, title, lede }
    }
}

struct PlacedScorer {
    places: Arc<Places>,
    candidates: Candidates,
    leaves: Vec<LeafPostings>,
    /// Number of the first of them.
    first_leaf: usize,
    ends: Option<EndPostings>,
    doc: DocId,
    score: Score,
}

impl PlacedScorer {
    fn find_from(&mut self, target: DocId) -> DocId {
        let mut doc = self.candidates.seek(target);
        while doc != TERMINATED && !self.holds(doc) {
            doc = self.candidates.seek(doc + 1);
        }
        self.doc = doc;
        doc
    }

    fn holds(&mut self, doc: DocId) -> bool {
        let ends = self.ends.as_mut().map(|ends| ends.of(doc)).unwrap_or_default();
        let (leaves, first_leaf) = (&mut self.leaves, self.first_leaf);
        let mut leaf = |leaf: &Leaf| leaves[leaf.number - first_leaf].places(doc);
        !self.places.find(&mut leaf, &ends, Breadth::Shortest).is_empty()
    }
}

impl DocSet for PlacedScorer {
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
        self.candidates.num_docs()
    }
}

impl Scorer for PlacedScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
