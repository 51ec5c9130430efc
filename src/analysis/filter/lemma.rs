//! Fills `lemmas` from a lexicon: inflected forms meet, words that only look alike stay apart. What the lexicon does not
//! know (names, mostly) is folded and loses its regular endings.
//!
//! Accents are folded in the look-up only: lemmas keep theirs. `marché` is never `marche`; `MARCHE` may be both; `negocie`,
//! which is no word as it stands, is whatever it can become.

use std::sync::Arc;

use super::ending::Endings;
use super::fold::fold;
use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};
use crate::analysis::lexicon::Lexicon;

/// The filter, for one language.
pub struct Lemma {
    lexicon: Arc<Lexicon>,
    unknown: Endings,
}

impl Lemma {
    /// A filter with a lexicon, and the endings of words that are not in it.
    pub fn new(lexicon: impl Into<Arc<Lexicon>>, unknown: Endings) -> Self {
        Lemma { lexicon: lexicon.into(), unknown }
    }

    fn complete(&self, part: &mut Part) {
        // An ordinal that was read before its case was lost.
        if !part.lemmas.is_empty() {
            return;
        }
        // Longer things are addresses and noise; figures have no lemma.
        let may_be_word = part.exact.len() <= 64 && !part.exact.bytes().any(|byte| byte.is_ascii_digit());
        if may_be_word {
            part.lemmas = self.known(part);
        }
        if part.lemmas.is_empty() {
            let folded = fold(&part.exact);
            part.lemmas = vec![if may_be_word { self.unknown.regular(&folded) } else { folded }];
        }
    }

    fn known(&self, part: &Part) -> Vec<String> {
        // Capitals are printed with accents or without.
        if part.is_capitals && part.exact.is_ascii() {
            return self.lexicon.lemmas_without_accents(&part.exact);
        }
        let lemmas = self.lexicon.lemmas(&part.exact);
        if lemmas.is_empty() { self.lexicon.lemmas_without_accents(&part.exact) } else { lemmas }
    }
}

impl TokenFilter for Lemma {
    fn apply(&self, chunk: &mut Chunk) {
        chunk.parts.iter_mut().chain(&mut chunk.joined).for_each(|part| self.complete(part));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Lowercase;
    use super::*;
    use crate::analysis::analyzer::Analyzer;

    fn lemmas(word: &str) -> Vec<String> {
        // No compiled lexicon: the tables of this test are enough.
        let empty: &'static [u8] = tantivy_fst::MapBuilder::memory().into_inner().unwrap().leak();
        let readings = "marche: marche, marcher\nmarché: marché\nnégocié: négocier # a remark";
        let lemma = Lemma::new(Lexicon::new(empty, "", readings, "clef: clé"), Endings::new("s:"));
        Analyzer::new("test", vec![Box::new(Lowercase), Box::new(lemma)], HashSet::new())
            .analyse(word)
            .parts
            .remove(0)
            .lemmas
    }

    #[test]
    fn a_form_has_its_own_lemmas() {
        assert_eq!(lemmas("marche"), ["marche", "marcher"]);
        assert_eq!(lemmas("Marché"), ["marché"]);
        assert_eq!(lemmas("MARCHÉ"), ["marché"]);
        assert_eq!(lemmas("clef"), ["clé"]);
    }

    #[test]
    fn without_accents_a_form_has_the_lemmas_of_all_it_may_be() {
        let mut both = lemmas("MARCHE");
        both.sort();
        assert_eq!(both, ["marche", "marcher", "marché"]);
        assert_eq!(lemmas("negocie"), ["négocier"]);
    }

    #[test]
    fn unknown_words_lose_an_ending_and_figures_nothing() {
        assert_eq!(lemmas("Karabakh"), ["karabakh"]);
        assert_eq!(lemmas("Hypercars"), ["hypercar"]);
        assert_eq!(lemmas("Élysée"), ["elysee"]);
        assert_eq!(lemmas("A110s"), ["a110s"]);
        assert_eq!(lemmas("2023"), ["2023"]);
        assert_eq!(lemmas("H5N1"), ["h5n1"]);
    }
}
