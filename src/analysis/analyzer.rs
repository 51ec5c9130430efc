//! An analyzer: a name, an ordered list of filters and a list of stop words. Knows no language itself.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use super::chunk::{Chunk, Part};
use super::composite;
use super::derivation::Derivation;

/// Rewrites the words of one chunk: changes, splits, joins or completes them.
pub trait TokenFilter: Send + Sync {
    /// Changes `chunk` in place. Spans must stay inside the bytes the chunk had and parts in ascending order.
    fn apply(&self, chunk: &mut Chunk);
}

/// How one language's chunks become terms.
pub struct Analyzer {
    name: &'static str,
    filters: Vec<Box<dyn TokenFilter>>,
    stop_words: HashSet<&'static str>,
    derivation: Option<Derivation>,
    stop_forms: OnceLock<BTreeMap<String, Vec<String>>>,
}

impl Analyzer {
    /// An analyzer that applies `filters` in order. `stop_words`: exact forms that carry no subject.
    pub fn new(
        name: &'static str,
        filters: Vec<Box<dyn TokenFilter>>,
        stop_words: HashSet<&'static str>,
    ) -> Self {
        Analyzer { name, filters, stop_words, derivation: None, stop_forms: OnceLock::new() }
    }

    /// The same, with families of words.
    pub fn with_derivation(self, derivation: Derivation) -> Self {
        Analyzer { derivation: Some(derivation), ..self }
    }

    /// Its name, the code of its language.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether an exact form carries no subject: left out of scoring when other words remain, and kept in the field
    /// `exact` only.
    pub fn is_stop_word(&self, exact: &str) -> bool {
        self.stop_words.contains(exact)
    }

    /// The stop words that have the lemma `lemma`: where the field `lemma` has none of them, they stand for it.
    pub fn stop_forms(&self, lemma: &str) -> &[String] {
        let forms = self.stop_forms.get_or_init(|| self.stop_words_by_lemma());
        forms.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// What `lemma`, a term of the field `lemma`, has in common with all lemmas of its family (`négociation`, `négocier`):
    /// words that match at the level of derivation. `None` where the language has no such level.
    pub fn derivation_key(&self, lemma: &str) -> Option<String> {
        self.derivation.as_ref().map(|derivation| derivation.key(lemma))
    }

    /// Lemmas that have the derivation key `key` because a table says so, however they begin.
    pub fn derivation_listed(&self, key: &str) -> &[&'static str] {
        self.derivation.as_ref().map_or(&[], |derivation| derivation.listed(key))
    }

    fn stop_words_by_lemma(&self) -> BTreeMap<String, Vec<String>> {
        let mut forms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for word in &self.stop_words {
            for lemma in self.analyse(word).parts.into_iter().flat_map(|part| part.lemmas) {
                forms.entry(lemma).or_default().push(word.to_string());
            }
        }
        forms.values_mut().for_each(|words| words.sort());
        forms
    }

    /// The words of `surface`, a chunk as the scanner found it.
    pub fn analyse(&self, surface: &str) -> Chunk {
        let mut chunk = composite::chunk(surface).unwrap_or_else(|| {
            let whole = Part { exact: surface.to_string(), byte_end: surface.len(), ..Part::default() };
            Chunk { parts: vec![whole], joined: None }
        });
        for filter in &self.filters {
            filter.apply(&mut chunk);
        }
        chunk
    }
}
