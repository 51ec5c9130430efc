//! The concepts of all files together, and which of them the words of a query name. It widens nothing: what is done
//! with a concept that was found is the searcher's business.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::model::Language;

use super::built_in;
use super::concept::{Concept, Term};
use super::gather::{Gathered, gather};
use super::key_index::KeyIndex;
use super::mistake::Mistake;
use super::spelling;

/// Spellings of a word, and of the words of a phrase together, that are tried at most.
const MAX_SPELLINGS: usize = 64;

/// A word of a query, as typed and in every form in which the thesaurus may have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// As typed.
    pub typed: &'a str,
    /// Its lemmas, where an analyzer knows some.
    pub lemmas: &'a [&'a str],
}

impl<'a> Word<'a> {
    /// A word of which no more is known than how it is typed.
    pub fn typed(typed: &'a str) -> Self {
        Word { typed, lemmas: &[] }
    }
}

/// A concept that words of a query name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'t> {
    /// The words, by their places in the query.
    pub words: Range<usize>,
    /// The concept.
    pub concept: &'t Concept,
    /// The term that they spell. Its relation says how surely the concept is meant; a near miss says that it is not.
    pub term: &'t Term,
}

/// Concepts, found by their terms.
#[derive(Debug)]
pub struct Thesaurus {
    concepts: Vec<Concept>,
    by_id: HashMap<String, usize>,
    by_key: KeyIndex,
}

impl Thesaurus {
    /// The thesaurus that the program brings along. Read at the first call, then kept.
    pub fn built_in() -> &'static Thesaurus {
        static BUILT_IN: LazyLock<Thesaurus> = LazyLock::new(|| {
            // A test reads every file: an entry with a mistake does not leave the house.
            Thesaurus::from_files(&built_in::FILES).unwrap_or_else(|_| Thesaurus::of(Gathered::default()))
        });
        &BUILT_IN
    }

    /// The program's own entries and those of a user's file, which may add to them or stand in their place.
    ///
    /// `file` is what messages call it. All mistakes of the file are found at once.
    pub fn with_file(file: &str, text: &str) -> Result<Thesaurus, Vec<Mistake>> {
        let mut files = built_in::FILES.to_vec();
        files.push((file, text));
        Thesaurus::from_files(&files)
    }

    /// The entries of some files, each a name and its text; an entry of a later one adds to the one before.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Thesaurus, Vec<Mistake>> {
        Ok(Thesaurus::of(gather(files)?))
    }

    fn of(gathered: Gathered) -> Self {
        let Gathered { concepts, by_id } = gathered;
        let by_key = KeyIndex::new(&concepts);
        Thesaurus { concepts, by_id, by_key }
    }

    /// All concepts, file by file.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// The concept of this id.
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.by_id.get(id).map(|&place| &self.concepts[place])
    }

    /// The concepts that are often meant along with this one.
    pub fn related<'t>(&'t self, concept: &'t Concept) -> impl Iterator<Item = &'t Concept> {
        concept.related.iter().filter_map(|id| self.concept(id))
    }

    /// The concepts that `words` name in `language`; without a language, in any.
    ///
    /// From left to right the longest run of words that spells a term is taken, and all that it may mean: terms that
    /// are the same first, near misses last. A word belongs to one run. Case, accents, apostrophes, hyphens, spaces
    /// and the endings of plurals do not count, except for a term that is only itself as written.
    pub fn look_up(&self, words: &[Word<'_>], language: Option<Language>) -> Vec<Match<'_>> {
        let keys: Vec<Vec<String>> = words.iter().map(keys_of).collect();
        let mut matches = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let longest = words.len().min(start + self.by_key.max_words);
            let found = (start + 1..=longest).rev().find_map(|end| {
                let found = self.spelt_by(words, &keys, start..end, language);
                (!found.is_empty()).then_some((end, found))
            });
            start = match found {
                Some((end, found)) => {
                    matches.extend(found);
                    end
                }
                None => start + 1,
            };
        }
        matches
    }

    /// What exactly these words spell.
    fn spelt_by(
        &self,
        words: &[Word<'_>],
        keys: &[Vec<String>],
        run: Range<usize>,
        language: Option<Language>,
    ) -> Vec<Match<'_>> {
        let typed = || words[run.clone()].iter().map(|word| word.typed).collect::<Vec<_>>().join(" ");
        let mut found: Vec<Match<'_>> = Vec::new();
        let spellings = joined(&keys[run.clone()]);
        for (concept, term) in spellings.iter().flat_map(|key| self.by_key.terms(&self.concepts, key)) {
            let is_meant = language.is_none_or(|language| term.is_of(language))
                && (!term.is_as_written || term.text == typed());
            if is_meant && !found.iter().any(|known| std::ptr::eq(known.term, term)) {
                found.push(Match { words: run.clone(), concept, term });
            }
        }
        found.sort_by_key(|found| found.term.relation);
        found
    }
}

fn keys_of(word: &Word<'_>) -> Vec<String> {
    let mut keys = Vec::with_capacity(2 + word.lemmas.len());
    for spelling in std::iter::once(&word.typed).chain(word.lemmas) {
        for key in [spelling::singular_key(spelling), spelling::plain_key(spelling)] {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// The keys of a run of words, one for each choice among the spellings of each.
fn joined(keys: &[Vec<String>]) -> Vec<String> {
    let mut joined = vec![String::new()];
    for choices in keys {
        let longer = joined.iter().flat_map(|start| choices.iter().map(move |key| format!("{start}{key}")));
        joined = longer.take(MAX_SPELLINGS).collect();
    }
    joined
}
