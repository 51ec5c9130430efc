//! Fills `lemmas` by Snowball stemming (rust-stemmers): for languages without a lexicon, and words that none knows.
//!
//! Both `fold(stem(w))` and `stem(fold(w))` are kept: the first joins `négocié` and `négocier`, the second finds
//! `Élysée` from `ELYSEE`; measured on the spellings of 40 cases, only the two together miss none.

use rust_stemmers::{Algorithm, Stemmer};

use super::fold::fold;
use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// The filter, for one language.
pub struct Stem {
    stemmer: Stemmer,
}

impl Stem {
    /// A filter with Snowball's algorithm of one language.
    pub fn new(algorithm: Algorithm) -> Self {
        Stem { stemmer: Stemmer::create(algorithm) }
    }

    /// Gives a part its stems.
    pub(super) fn complete(&self, part: &mut Part) {
        let stem_then_fold = fold(&self.stemmer.stem(&part.exact));
        let fold_then_stem = self.stemmer.stem(&fold(&part.exact)).into_owned();
        part.lemmas = vec![stem_then_fold];
        if part.lemmas[0] != fold_then_stem {
            part.lemmas.push(fold_then_stem);
        }
    }
}

impl TokenFilter for Stem {
    fn apply(&self, chunk: &mut Chunk) {
        chunk.parts.iter_mut().chain(&mut chunk.joined).for_each(|part| self.complete(part));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::analyzer::Analyzer;

    fn lemmas(word: &str) -> Vec<String> {
        Analyzer::new("test", vec![Box::new(Stem::new(Algorithm::French))], HashSet::new())
            .analyse(word)
            .parts
            .remove(0)
            .lemmas
    }

    fn meet(a: &str, b: &str) -> bool {
        lemmas(a).iter().any(|lemma| lemmas(b).contains(lemma))
    }

    #[test]
    fn inflections_and_missing_accents_meet() {
        assert!(meet("négocié", "négocier"));
        assert!(meet("élysée", "elysee"));
        assert!(meet("trêve", "treve"));
        assert!(meet("journaux", "journal"));
        assert!(!meet("trêve", "accord"));
    }
}
