//! Words so few letters from a word, as an automaton over a dictionary; accents do not count. Which of them are meant is its
//! callers' to say.

use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy_fst::Automaton;

use crate::analysis::fold;

/// Letters are added, left out, replaced or swapped with their neighbour. The tables take milliseconds to build, and only
/// queries that find nothing need them.
static WITHIN_ONE: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static WITHIN_TWO: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// Accepts the terms that, folded, are so few letters from a word.
pub(super) struct Neighbourhood {
    dfa: DFA,
    max_distance: u8,
    first: Option<char>,
}

/// How far a term has been read.
#[derive(Clone, Copy)]
pub(super) struct Place {
    state: u32,
    /// The bytes of a letter whose last is to come.
    letter: [u8; 4],
    num_bytes: usize,
    is_first: bool,
}

impl Neighbourhood {
    /// All words so few letters from `folded`; at most two.
    pub fn of(folded: &str, max_distance: u8) -> Neighbourhood {
        let builder = if max_distance > 1 { &WITHIN_TWO } else { &WITHIN_ONE };
        Neighbourhood { dfa: builder.build_dfa(folded), max_distance, first: None }
    }

    /// Those of them that `folded` may have been meant as. Who gets two letters wrong has the first right: that leaves a
    /// small part of the dictionary to be looked at.
    pub fn likely(folded: &str, max_distance: u8) -> Neighbourhood {
        let first = folded.chars().next().filter(|_| max_distance > 1);
        Neighbourhood { first, ..Neighbourhood::of(folded, max_distance) }
    }

    /// Letters from the word to an accepted `term`.
    pub fn distance(&self, term: &str) -> u8 {
        match self.dfa.eval(fold(term)) {
            Distance::Exact(distance) | Distance::AtLeast(distance) => distance,
        }
    }

    /// The place behind a letter, folded.
    fn read(&self, place: &Place, letter: &str) -> Place {
        let begins_otherwise = place.is_first && self.first.is_some_and(|first| !letter.starts_with(first));
        let state = if begins_otherwise {
            SINK_STATE
        } else {
            letter.bytes().fold(place.state, |state, byte| self.dfa.transition(state, byte))
        };
        Place { state, letter: [0; 4], num_bytes: 0, is_first: false }
    }
}

impl Automaton for Neighbourhood {
    type State = Place;

    fn start(&self) -> Place {
        Place { state: self.dfa.initial_state(), letter: [0; 4], num_bytes: 0, is_first: true }
    }

    fn is_match(&self, place: &Place) -> bool {
        let near = |distance| matches!(distance, Distance::Exact(distance) if distance <= self.max_distance);
        place.num_bytes == 0 && near(self.dfa.distance(place.state))
    }

    fn can_match(&self, place: &Place) -> bool {
        place.state != SINK_STATE
    }

    fn accept(&self, place: &Place, byte: u8) -> Place {
        if place.num_bytes == 0 && byte.is_ascii() {
            return self.read(place, (byte as char).encode_utf8(&mut [0; 4]));
        }
        let mut next = *place;
        if next.num_bytes == next.letter.len() {
            return Place { state: SINK_STATE, ..next };
        }
        next.letter[next.num_bytes] = byte;
        next.num_bytes += 1;
        match std::str::from_utf8(&next.letter[..next.num_bytes]) {
            Ok(letter) => self.read(&next, &fold(letter)),
            Err(_) => next,
        }
    }
}
