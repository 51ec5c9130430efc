//! What a spelling adds to the streams of the index, and a table of the spellings met. The table is one run of text and
//! one of numbers: a million words cost a million look-ups and no allocation, and forgetting them all is one step.

use super::analyzer::Analyzer;
use super::chunk::{Chunk, Part};
use super::stream::push_position;

/// Forgets everything past this many spellings: an archive of noise must not eat the memory.
const MAX_SPELLINGS: usize = 200_000;
/// Forgets everything past this many bytes of text. With the numbers, about 20 MB a thread.
const MAX_TEXT_BYTES: usize = 12 << 20;
const MIN_SLOTS: usize = 1 << 12;
/// An empty slot.
const NONE: u32 = u32::MAX;

/// The streams of one spelling, relative to the position before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragment<'a> {
    pub lemma: &'a str,
    pub exact: &'a str,
    pub num_positions: u32,
}

/// Spelling → fragment, by open addressing with linear probing.
#[derive(Default)]
pub(super) struct FragmentTable {
    /// Numbers of entries by hash; as many as a power of two, at most half of them taken.
    slots: Vec<u32>,
    entries: Vec<Entry>,
    /// Spelling, lemma stream and exact stream of every entry, in the order of `entries`.
    text: String,
}

struct Entry {
    hash: u32,
    byte_start: u32,
    lemma_start: u32,
    exact_start: u32,
    byte_end: u32,
    num_positions: u32,
}

impl FragmentTable {
    /// What is remembered of `spelling`.
    pub fn get(&self, spelling: &str) -> Option<Fragment<'_>> {
        let last_slot = self.slots.len().checked_sub(1)?;
        let hash = hash(spelling.as_bytes());
        let mut slot = hash as usize & last_slot;
        while self.slots[slot] != NONE {
            let entry = &self.entries[self.slots[slot] as usize];
            if entry.hash == hash && self.part(entry.byte_start, entry.lemma_start) == spelling {
                return Some(self.fragment(entry));
            }
            slot = (slot + 1) & last_slot;
        }
        None
    }

    /// Analyses a spelling that is not in the table, and remembers it.
    pub fn insert(&mut self, spelling: &str, analyzer: &Analyzer) -> Fragment<'_> {
        let chunk = analyzer.analyse(spelling);
        if self.entries.len() >= MAX_SPELLINGS || self.text.len() >= MAX_TEXT_BYTES {
            self.entries.clear();
            self.text.clear();
            self.slots.fill(NONE);
        }
        // Texts come in parts of 8 MB at most: with MAX_TEXT_BYTES, far from what 32 bits hold.
        let byte_start = self.text.len() as u32;
        self.text.push_str(spelling);
        let lemma_start = self.text.len() as u32;
        push_stream(&mut self.text, &chunk, |part| {
            if analyzer.is_stop_word(&part.exact) { &[] } else { &part.lemmas }
        });
        let exact_start = self.text.len() as u32;
        push_stream(&mut self.text, &chunk, |part| std::slice::from_ref(&part.exact));
        let hash = hash(spelling.as_bytes());
        let byte_end = self.text.len() as u32;
        let num_positions = chunk.parts.len() as u32;
        self.entries.push(Entry { hash, byte_start, lemma_start, exact_start, byte_end, num_positions });
        if self.slots.len() < self.entries.len() * 2 {
            self.slots = vec![NONE; MIN_SLOTS.max(self.slots.len() * 2)];
            (0..self.entries.len()).for_each(|number| self.place(number));
        } else {
            self.place(self.entries.len() - 1);
        }
        self.fragment(&self.entries[self.entries.len() - 1])
    }

    fn place(&mut self, number: usize) {
        let last_slot = self.slots.len() - 1;
        let mut slot = self.entries[number].hash as usize & last_slot;
        while self.slots[slot] != NONE {
            slot = (slot + 1) & last_slot;
        }
        self.slots[slot] = number as u32;
    }

    fn part(&self, start: u32, end: u32) -> &str {
        &self.text[start as usize..end as usize]
    }

    fn fragment(&self, entry: &Entry) -> Fragment<'_> {
        Fragment {
            lemma: self.part(entry.lemma_start, entry.exact_start),
            exact: self.part(entry.exact_start, entry.byte_end),
            num_positions: entry.num_positions,
        }
    }
}

/// Writes the terms of every part of `chunk`, those of the joined spelling at the first position.
fn push_stream(stream: &mut String, chunk: &Chunk, terms: impl Fn(&Part) -> &[String]) {
    for (number, part) in chunk.parts.iter().enumerate() {
        let joined = chunk.joined.iter().filter(|_| number == 0);
        let at_position = terms(part).iter().chain(joined.flat_map(&terms));
        push_position(stream, at_position.map(String::as_str));
    }
}

/// A multiplicative hash, eight bytes a step, the last step overlapping the one before: no attacker to fear (a crowded
/// table only costs time, and its size is bounded).
fn hash(bytes: &[u8]) -> u32 {
    let mut hash = bytes.len() as u64;
    let mut mix = |word: u64| {
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
    };
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(last), ..) => mix(u64::from_le_bytes(*last)),
        (None, Some(first), Some(last)) => {
            mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
        }
        _ => mix(bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))),
    }
    hash as u32
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::analyzer::TokenFilter;

    struct Dotted;

    /// `x` → lemma `x·`; `a-b` has two parts and a joined spelling.
    impl TokenFilter for Dotted {
        fn apply(&self, chunk: &mut Chunk) {
            let part = |word: &str| Part {
                exact: word.to_string(),
                lemmas: vec![format!("{word}·")],
                ..Part::default()
            };
            let surface = chunk.parts[0].exact.clone();
            chunk.parts = surface.split('-').map(part).collect();
            chunk.joined = surface.contains('-').then(|| part(&surface.replace('-', "")));
        }
    }

    fn analyzer() -> Analyzer {
        Analyzer::new("test", vec![Box::new(Dotted)], HashSet::from(["le"]))
    }

    #[test]
    fn spellings_come_back_and_stop_words_have_no_lemma() {
        let mut table = FragmentTable::default();
        assert_eq!(table.get("cessez-le-feu"), None);
        table.insert("cessez-le-feu", &analyzer());
        let fragment = table.get("cessez-le-feu").unwrap();
        assert_eq!(fragment.lemma, "\u{2}cessez·\u{1}cessezlefeu·\u{2}\u{2}feu·");
        assert_eq!(fragment.exact, "\u{2}cessez\u{1}cessezlefeu\u{2}le\u{2}feu");
        assert_eq!(fragment.num_positions, 3);
    }

    #[test]
    fn many_spellings_come_back_until_all_are_forgotten() {
        let (mut table, analyzer) = (FragmentTable::default(), analyzer());
        let word = |number: usize| format!("mot{number}");
        for number in 0..MAX_SPELLINGS {
            table.insert(&word(number), &analyzer);
        }
        for number in (0..MAX_SPELLINGS).step_by(977) {
            assert_eq!(table.get(&word(number)).unwrap().exact, format!("\u{2}{}", word(number)));
        }
        table.insert("dernier", &analyzer);
        assert_eq!(table.get(&word(0)), None);
        assert_eq!(table.get("dernier").unwrap().exact, "\u{2}dernier");
    }
}
