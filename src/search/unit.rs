//! A word or phrase of a query as one thing: the ways to say it, and its words as ranking sees them. Which articles say it is
//! `matching`'s.

use tantivy::Term;

use super::matching::field_of;
use super::slot::Slot;
use super::way::Way;
use crate::query::{Form, Part, Weight};

/// A word as ranking sees it: on its own, whatever unit it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RankedWord {
    /// Number of its unit.
    pub unit: usize,
    pub slot: Slot,
    /// The forms typed, one per way in which a language reads them.
    pub exact_terms: Vec<String>,
    /// Its place among the words of the query, dropped stop words counted.
    pub position: u32,
    /// What it weighs beside the others.
    pub weight: Weight,
    /// Lemmas of the archive that are derived from the same word; filled by `derived`. Sorted.
    pub derived: Vec<String>,
}

impl RankedWord {
    /// The word and what is derived from it as one; none when nothing is.
    pub fn family(&self) -> Option<Way> {
        (!self.derived.is_empty()).then(|| {
            let mut terms = self.slot.index_terms();
            terms.extend(lemma_terms(&self.derived));
            vec![terms]
        })
    }
}

fn lemma_terms(lemmas: &[String]) -> Vec<Term> {
    lemmas.iter().map(|lemma| Term::from_field_text(field_of(Form::Inflected), lemma)).collect()
}

/// A word or phrase of the query: the ways in which it may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// A single word: any of these terms.
    pub single: Option<Slot>,
    /// Several words side by side; each inner list is one way.
    pub sequences: Vec<Vec<Slot>>,
    /// The exact forms typed, when it is one word as typed: they rank higher.
    pub exact_terms: Vec<String>,
    /// Whether all its words are stop words.
    pub is_stop: bool,
    /// Derived words of a single word, which make an article related. Filled by `derived`; sorted.
    pub derived: Vec<String>,
    /// What the words mean, when it is asked for and not only the words.
    pub concept: Option<Concept>,
    /// The part of the article in which it must stand.
    pub part: Option<Part>,
    /// What it weighs beside the others.
    pub weight: Weight,
}

/// The words of a unit that is meant as a concept, and what the concept is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Concept {
    /// As typed, chunk by chunk.
    pub typed: Vec<String>,
    /// Terms of the concept, each a run of slots; they make an article related. Filled by `concept`.
    pub ways: Vec<Vec<Slot>>,
    /// Whether the archive hardly says the words themselves, so that the terms stand in their place.
    pub is_carried_over: bool,
}

impl Unit {
    /// Whether nothing can match it, such as a phrase of punctuation.
    pub fn is_empty(&self) -> bool {
        self.single.is_none() && self.sequences.is_empty()
    }

    /// The ways to say it, as typed or inflected.
    pub fn ways(&self) -> Vec<Way> {
        let sequences = self.sequences.iter().map(|slots| slots.iter().map(Slot::index_terms).collect());
        sequences.chain(self.single.iter().map(|slot| vec![slot.index_terms()])).collect()
    }

    /// The ways to say it, derived words and terms of its concept included.
    pub fn related_ways(&self) -> Vec<Way> {
        let mut ways = self.ways();
        ways.extend((!self.derived.is_empty()).then(|| vec![lemma_terms(&self.derived)]));
        ways.extend(self.concept_ways());
        ways
    }

    /// The terms of its concept.
    pub fn concept_ways(&self) -> Vec<Way> {
        let terms = self.concept.iter().flat_map(|concept| &concept.ways);
        terms.map(|slots| slots.iter().map(Slot::index_terms).collect()).collect()
    }

    /// Whether something else than the words themselves makes an article related.
    pub fn has_related(&self) -> bool {
        !self.derived.is_empty() || self.concept.as_ref().is_some_and(|concept| !concept.ways.is_empty())
    }

    /// Whether the terms of its concept stand in the place of its words.
    pub fn is_carried_over(&self) -> bool {
        self.concept.as_ref().is_some_and(|concept| concept.is_carried_over)
    }

    /// The ways to say it as slots, as typed or inflected; with `related` derived words and terms of its concept too.
    pub fn alternatives(&self, related: bool) -> Vec<Vec<Slot>> {
        let mut ways = self.sequences.clone();
        ways.extend(self.single.iter().map(|slot| vec![slot.clone()]));
        if related {
            if !self.derived.is_empty() {
                ways.push(vec![Slot::of_terms(Form::Inflected, self.derived.clone())]);
            }
            ways.extend(self.concept.iter().flat_map(|concept| concept.ways.iter().cloned()));
        }
        ways
    }

    /// All its slots that wait for words of the archive, and all others.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.single.iter_mut().chain(self.sequences.iter_mut().flatten())
    }

    /// Positions it takes.
    pub fn num_positions(&self) -> u32 {
        self.sequences.first().map_or(1, Vec::len) as u32
    }

    /// The words of unit `unit` for ranking, the first of them at `position`. All ways to read a sequence say the same: one
    /// is enough.
    pub fn words(&self, unit: usize, position: u32) -> Vec<RankedWord> {
        let Some(slots) = self.sequences.first() else {
            let word = |slot: &Slot| RankedWord {
                unit,
                slot: slot.clone(),
                exact_terms: self.exact_terms.clone(),
                position,
                weight: self.weight,
                derived: Vec::new(),
            };
            return self.single.iter().map(word).collect();
        };
        let keeps_stop_words = slots.iter().all(|slot| slot.is_stop);
        let word = |(offset, slot): (usize, &Slot)| RankedWord {
            unit,
            slot: slot.clone(),
            exact_terms: vec![slot.exact.clone()],
            position: position + offset as u32,
            weight: self.weight,
            derived: Vec::new(),
        };
        slots.iter().enumerate().filter(|(_, slot)| keeps_stop_words || !slot.is_stop).map(word).collect()
    }
}
