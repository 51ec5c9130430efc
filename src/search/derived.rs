//! The third level: for each word of a plan the lemmas of this archive that are derived from the same word. Which lemmas
//! those are is for `analysis` to say; here they are only found in the term dictionary.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use super::matching::field_of;
use super::plan::Plan;
use super::slot::Slot;
use crate::analysis::{analyzer_for, fold};
use crate::model::Language;
use crate::query::Form;

/// Derived words of one word that are looked for; of more, the most frequent. More of them are rarities and misprints.
const MAX_DERIVED: usize = 32;
/// Words of a query whose derived words are looked for: of a pasted page the others say enough.
const MAX_WORDS: usize = 64;
/// The end of a key is not always the beginning of its lemmas: `dissoudre`, `dissolution`.
const LOOSE_END_CHARS: usize = 2;
/// Words that share no more letters than this are not looked at.
const MIN_PREFIX_CHARS: usize = 3;

/// Gives the words of `plan`, and the units that are one word, their derived words.
pub(super) fn add(
    searcher: &Searcher,
    languages: &[Option<Language>],
    plan: &mut Plan,
) -> tantivy::Result<()> {
    let words = plan.words.iter_mut().filter(|word| word.slot.form == Form::Inflected && !word.slot.is_stop);
    for word in words.take(MAX_WORDS) {
        let derived = derived(searcher, languages, &word.slot)?;
        let unit = &mut plan.units[word.unit];
        if unit.sequences.is_empty() {
            unit.derived = derived.clone();
        }
        word.derived = derived;
    }
    Ok(())
}

/// The lemmas of the archive that have a key in common with those of `slot`, without these.
fn derived(searcher: &Searcher, languages: &[Option<Language>], slot: &Slot) -> tantivy::Result<Vec<String>> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for &language in languages {
        let analyzer = analyzer_for(language);
        let keys: BTreeSet<String> =
            slot.terms.iter().filter_map(|lemma| analyzer.derivation_key(lemma)).collect();
        let mut candidates: BTreeMap<String, u64> = BTreeMap::new();
        for prefix in keys.iter().filter_map(|key| prefix_of(key)).collect::<BTreeSet<_>>() {
            candidates.extend(lemmas_with(searcher, &FoldedPrefix { prefix })?);
        }
        for &lemma in keys.iter().flat_map(|key| analyzer.derivation_listed(key)) {
            let term = Term::from_field_text(field_of(Form::Inflected), lemma);
            candidates.insert(lemma.to_string(), searcher.doc_freq(&term)?);
        }
        let is_derived = |lemma: &str| analyzer.derivation_key(lemma).is_some_and(|key| keys.contains(&key));
        let other = |lemma: &String| !slot.terms.contains(lemma) && is_derived(lemma);
        found
            .extend(candidates.into_iter().filter(|(lemma, num_articles)| *num_articles > 0 && other(lemma)));
    }
    let mut found: Vec<(u64, String)> = found.into_iter().map(|(lemma, num)| (num, lemma)).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    let mut lemmas: Vec<String> = found.into_iter().take(MAX_DERIVED).map(|(_, lemma)| lemma).collect();
    lemmas.sort_unstable();
    Ok(lemmas)
}

/// The letters with which all lemmas of a key begin, accents or not; `None` for keys that are not spelt as words are.
fn prefix_of(key: &str) -> Option<String> {
    let num_chars = key.chars().count();
    let kept = num_chars.saturating_sub(LOOSE_END_CHARS).max(MIN_PREFIX_CHARS).min(num_chars);
    let is_word = num_chars >= MIN_PREFIX_CHARS && key.chars().all(char::is_alphabetic);
    is_word.then(|| key.chars().take(kept).collect())
}

/// The lemmas of the archive that begin with a prefix, with the number of articles of each.
fn lemmas_with(searcher: &Searcher, prefix: &FoldedPrefix) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut lemmas = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field_of(Form::Inflected))?;
        let mut terms = index.terms().search(prefix).into_stream()?;
        while terms.advance() {
            if let Ok(lemma) = std::str::from_utf8(terms.key()) {
                *lemmas.entry(lemma.to_string()).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    Ok(lemmas)
}

/// Accepts terms whose folded letters begin with `prefix`, which is folded.
struct FoldedPrefix {
    prefix: String,
}

/// How far a term has been read.
#[derive(Clone)]
struct Place {
    /// Bytes of the prefix found so far; `None`: the term begins otherwise.
    matched: Option<usize>,
    /// The bytes of a letter whose last is to come.
    letter: [u8; 4],
    num_bytes: usize,
}

impl FoldedPrefix {
    /// Bytes of the prefix found when `letter` stands behind the first `matched`.
    fn step(&self, matched: usize, letter: &str) -> Option<usize> {
        let rest = &self.prefix[matched..];
        let goes_on = |folded: &str| {
            // A ligature may end the prefix in its middle.
            (rest.starts_with(folded) || folded.starts_with(rest))
                .then(|| matched + folded.len().min(rest.len()))
        };
        if letter.is_ascii() { goes_on(letter) } else { goes_on(&fold(letter)) }
    }
}

impl Automaton for FoldedPrefix {
    type State = Place;

    fn start(&self) -> Place {
        Place { matched: Some(0), letter: [0; 4], num_bytes: 0 }
    }

    fn is_match(&self, place: &Place) -> bool {
        place.matched == Some(self.prefix.len())
    }

    fn can_match(&self, place: &Place) -> bool {
        place.matched.is_some()
    }

    fn will_always_match(&self, place: &Place) -> bool {
        self.is_match(place)
    }

    fn accept(&self, place: &Place, byte: u8) -> Place {
        let Some(matched) = place.matched.filter(|_| place.num_bytes < 4) else {
            return Place { matched: None, ..place.clone() };
        };
        if matched == self.prefix.len() {
            return place.clone();
        }
        let mut next = place.clone();
        next.letter[next.num_bytes] = byte;
        next.num_bytes += 1;
        if let Ok(letter) = std::str::from_utf8(&next.letter[..next.num_bytes]) {
            next.matched = self.step(matched, letter);
            next.num_bytes = 0;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(prefix: &str, term: &str) -> bool {
        let automaton = FoldedPrefix { prefix: prefix.to_string() };
        let end = term.bytes().fold(automaton.start(), |place, byte| automaton.accept(&place, byte));
        automaton.is_match(&end)
    }

    #[test]
    fn terms_are_found_whatever_their_accents() {
        assert!(accepts("negoc", "négociateur"));
        assert!(accepts("negoc", "negoc"));
        assert!(!accepts("negoc", "négo"));
        assert!(!accepts("negoc", "renégocier"));
        assert!(accepts("oeuv", "œuvre") && accepts("o", "œuvre"));
        assert!(!accepts("oeuv", "œdème"));
        assert!(!accepts("arm", "армения") && accepts("арм", "армения"));
    }

    #[test]
    fn prefixes_leave_the_end_of_a_key_open() {
        assert_eq!(prefix_of("negoci").as_deref(), Some("nego"));
        assert_eq!(prefix_of("elect").as_deref(), Some("ele"));
        assert_eq!(prefix_of("or"), None);
        assert_eq!(prefix_of("2023"), None);
    }
}
