//! German vowels typed without their dots: a word with `ä`, `ö`, `ü` is also found as `ae`, `oe`, `ue`. Only in that
//! direction: `neue` and `Feuer` have an `ue` that was never a `ü`, and keep it.

use super::stem::Stem;
use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// The filter. Stands behind the one that fills `lemmas`.
pub struct Umlaut {
    stem: Stem,
}

impl Umlaut {
    /// A filter that stems what it respells.
    pub fn new(stem: Stem) -> Self {
        Umlaut { stem }
    }

    fn complete(&self, part: &mut Part) {
        if !part.exact.contains(['ä', 'ö', 'ü']) {
            return;
        }
        let respelled = part.exact.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
        let mut plain = Part { exact: respelled, ..Part::default() };
        self.stem.complete(&mut plain);
        for lemma in plain.lemmas {
            if !part.lemmas.contains(&lemma) {
                part.lemmas.push(lemma);
            }
        }
    }
}

impl TokenFilter for Umlaut {
    fn apply(&self, chunk: &mut Chunk) {
        chunk.parts.iter_mut().chain(&mut chunk.joined).for_each(|part| self.complete(part));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rust_stemmers::Algorithm;

    use super::*;
    use crate::analysis::analyzer::Analyzer;

    fn lemmas(word: &str) -> Vec<String> {
        let stem = || Stem::new(Algorithm::German);
        let filters: Vec<Box<dyn TokenFilter>> = vec![Box::new(stem()), Box::new(Umlaut::new(stem()))];
        Analyzer::new("test", filters, HashSet::new()).analyse(word).parts.remove(0).lemmas
    }

    #[test]
    fn vowels_without_dots_meet_those_with_them() {
        let meet = |a: &str, b: &str| lemmas(a).iter().any(|lemma| lemmas(b).contains(lemma));
        assert!(meet("gespräche", "gespraech"));
        assert!(meet("grün", "gruene"));
        assert!(meet("könig", "konig"));
        assert!(!meet("neue", "nü"));
    }
}
