//! Fills `lemmas` by Snowball stemming (rust-stemmers): for languages without a lexicon, and words that none knows.
//!
//! Both `fold(stem(w))` and `stem(fold(w))` are kept: the first joins `négocié` and `négocier`, the second finds
//! `Élysée` from `ELYSEE`; measured on the spellings of 40 cases, only the two together miss none.
//!
//! A stemmer that panics on a word leaves it folded and not stemmed. No algorithm in use here is known to (the Greek one does,
//! on words such as `ισαισα`, and is not used): this is the second belt. The message of a caught panic is written by the program's panic hook, if at all.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_stemmers::{Algorithm, Stemmer};

use super::fold::fold;
use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// Letters that stand before an ending that is respelled.
const MIN_STEM: usize = 2;

/// The filter, for one language.
pub struct Stem {
    stem: Box<dyn Fn(&str) -> String + Send + Sync>,
}

impl Stem {
    /// A filter with Snowball's algorithm of one language.
    pub fn new(algorithm: Algorithm) -> Self {
        let stemmer = Stemmer::create(algorithm);
        Stem { stem: Box::new(move |word| stemmer.stem(word).into_owned()) }
    }

    /// The same for words respelled at their end, where the algorithm leaves inflections standing. `endings`: lines
    /// `ENDING REPLACEMENT`; the first that fits is taken, and `#` begins a remark.
    pub fn with_endings(algorithm: Algorithm, endings: &'static str) -> Self {
        let stemmer = Stemmer::create(algorithm);
        let lines = endings.lines().map(|line| line.split('#').next().unwrap_or_default());
        let endings: Vec<(&str, &str)> = lines.filter_map(|line| line.trim().split_once(' ')).collect();
        let respelled = move |word: &str| {
            let fitting = endings.iter().find_map(|(ending, replacement)| {
                let stem = word.strip_suffix(ending)?;
                // What is left must be able to be a word: `ons` is no plural of `om`.
                (stem.chars().count() >= MIN_STEM).then(|| format!("{stem}{replacement}"))
            });
            fitting.unwrap_or_else(|| word.to_string())
        };
        Stem { stem: Box::new(move |word| stemmer.stem(&respelled(word)).into_owned()) }
    }

    /// Gives a part its stems.
    pub(super) fn complete(&self, part: &mut Part) {
        // The stemmer keeps nothing between words: a panic leaves no broken state.
        let stems = catch_unwind(AssertUnwindSafe(|| self.stems(&part.exact)));
        part.lemmas = stems.unwrap_or_else(|_| vec![fold(&part.exact)]);
    }

    fn stems(&self, word: &str) -> Vec<String> {
        let folded = fold(word);
        let mut stems = vec![fold(&(self.stem)(word))];
        if folded != word {
            let fold_then_stem = (self.stem)(&folded);
            if stems[0] != fold_then_stem {
                stems.push(fold_then_stem);
            }
        }
        stems
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
    fn endings_are_respelled_before_the_stemmer_sees_them() {
        let stem = Stem::with_endings(Algorithm::Dutch, "llen l\nmmen m # bommen\n# nnen n");
        let analyzer = Analyzer::new("test", vec![Box::new(stem)], HashSet::new());
        let lemmas = |word| analyzer.analyse(word).parts.remove(0).lemmas;
        assert_eq!(lemmas("bommen"), lemmas("bom"));
        assert_eq!(lemmas("aanvallen"), lemmas("aanval"));
        assert_ne!(lemmas("bannen"), lemmas("ban"));
    }

    #[test]
    fn a_word_that_crashes_the_stemmer_is_folded() {
        // Snowball's issue 204: the Greek algorithm cuts behind the end of this word.
        let word = "ισαισα";
        assert!(catch_unwind(|| Stemmer::create(Algorithm::Greek).stem(word).into_owned()).is_err());
        let greek = Analyzer::new("test", vec![Box::new(Stem::new(Algorithm::Greek))], HashSet::new());
        assert_eq!(greek.analyse(word).parts[0].lemmas, [word]);
        assert_eq!(greek.analyse("συμφωνίες").parts[0].lemmas[0], "συμφωνι");
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
