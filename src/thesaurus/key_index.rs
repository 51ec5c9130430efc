//! Terms by what counts of their spelling: a sorted list of hashes, made several times faster than a map of strings,
//! which the start of a query would feel.

use super::concept::{Concept, Term};
use super::spelling;

/// A term: the concept's place among the concepts, and its own among that concept's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    concept: u32,
    term: u32,
}

/// The terms of a list of concepts, which is given again with every question.
#[derive(Debug)]
pub(super) struct KeyIndex {
    /// Hash of the key and place of the term, sorted.
    places: Vec<(u64, Place)>,
    /// No term has more words.
    pub(super) max_words: usize,
}

impl KeyIndex {
    pub(super) fn new(concepts: &[Concept]) -> Self {
        let mut places = Vec::with_capacity(concepts.iter().map(|concept| concept.terms.len()).sum());
        let mut max_words = 0;
        let mut key = String::new();
        for (concept, of_concept) in (0_u32..).zip(concepts) {
            for (term, of_term) in (0_u32..).zip(&of_concept.terms) {
                spelling::write_term_key(&of_term.text, &mut key);
                places.push((hash(&key), Place { concept, term }));
                max_words = max_words.max(spelling::max_words(&of_term.text));
            }
        }
        places.sort_unstable();
        KeyIndex { places, max_words }
    }

    /// The terms whose key is `key`, with their concepts.
    pub(super) fn terms<'t, 'k>(
        &'t self,
        concepts: &'t [Concept],
        key: &'k str,
    ) -> impl Iterator<Item = (&'t Concept, &'t Term)> + use<'t, 'k> {
        let hash = hash(key);
        let start = self.places.partition_point(|(other, _)| *other < hash);
        let of_hash = self.places[start..].iter().take_while(move |(other, _)| *other == hash);
        let terms = of_hash.map(|(_, place)| {
            let concept = &concepts[place.concept as usize];
            (concept, &concept.terms[place.term as usize])
        });
        // Two keys may share a hash.
        terms.filter(move |(_, term)| spelling::term_key(&term.text) == key)
    }
}

/// FNV-1a: short keys, nobody to attack it.
fn hash(key: &str) -> u64 {
    key.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
