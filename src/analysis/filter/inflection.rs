//! Fills `lemmas` for a language in which accents tell no words apart (English): from a lexicon, and for words that it does not
//! know by taking off a plural s alone. Derivation is not its affair: `organ` and `organization` stay two words.
//!
//! Unknown words are names, mostly. A stemmer would cut them (`Beijing`, `Ahmed`) into terms that ordinary words share.

use std::sync::Arc;

use super::fold::fold;
use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};
use crate::analysis::lexicon::Lexicon;

/// Longer words are addresses and noise.
const MAX_WORD_BYTES: usize = 64;
/// A compound's last word has so many letters, and what stands before it so many.
const MIN_LAST: usize = 4;
const MIN_FIRST: usize = 3;

/// The filter, for one language.
pub struct Inflection {
    lexicon: Arc<Lexicon>,
}

impl Inflection {
    /// A filter with a lexicon.
    pub fn new(lexicon: impl Into<Arc<Lexicon>>) -> Self {
        Inflection { lexicon: lexicon.into() }
    }

    fn complete(&self, part: &mut Part) {
        let folded = fold(&part.exact);
        let is_word = folded.len() <= MAX_WORD_BYTES && !folded.bytes().any(|byte| byte.is_ascii_digit());
        part.lemmas = if is_word { self.lemmas(&part.exact, &folded) } else { vec![folded] };
    }

    fn lemmas(&self, exact: &str, folded: &str) -> Vec<String> {
        let mut lemmas = self.lexicon.lemmas(exact);
        if lemmas.is_empty() && exact != folded {
            lemmas = self.lexicon.lemmas(folded);
        }
        if lemmas.is_empty() {
            lemmas = self.compound(folded);
        }
        if lemmas.is_empty() { vec![singular(folded)] } else { lemmas }
    }

    /// The lemmas of an unknown word that ends with an inflected one: `lockdowns`, `livestreamed`.
    fn compound(&self, word: &str) -> Vec<String> {
        let is_inflected = ["s", "ed", "ing"].iter().any(|ending| word.ends_with(ending));
        if !is_inflected || !word.is_ascii() || word.len() < MIN_FIRST + MIN_LAST {
            return Vec::new();
        }
        let splits = MIN_FIRST..=word.len() - MIN_LAST;
        let mut found = splits.map(|at| (&word[..at], self.lexicon.lemmas(&word[at..])));
        let Some((first, lasts)) = found.find(|(_, lasts)| !lasts.is_empty()) else { return Vec::new() };
        lasts.into_iter().map(|last| format!("{first}{last}")).collect()
    }
}

/// `word` without a plural ending: the S-stemmer of Harman (“How effective is suffixing?”, JASIS 42, 1991), more careful
/// with what may be a name (`Paris`, `Texas`, `Carlos`).
fn singular(word: &str) -> String {
    let stem = if !word.is_ascii() || word.len() < 4 {
        None
    } else if let Some(stem) = word.strip_suffix("ies").filter(|stem| !stem.ends_with(['a', 'e'])) {
        return format!("{stem}y");
    } else if ["ses", "xes", "zes", "ches", "shes"].iter().any(|ending| word.ends_with(ending)) {
        word.strip_suffix("es")
    } else if ["us", "ss", "is", "as", "os"].iter().any(|ending| word.ends_with(ending)) {
        None
    } else {
        word.strip_suffix('s')
    };
    stem.unwrap_or(word).to_string()
}

impl TokenFilter for Inflection {
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
        // No compiled lexicon: the tables of this test are enough.
        let empty: &'static [u8] = tantivy_fst::MapBuilder::memory().into_inner().unwrap().leak();
        let readings = "went: go\ndowns streams streamed: down\ncafe cafes: cafe\nthing: thing\ndon't: do";
        let inflection = Inflection::new(Lexicon::new(empty, "", readings, "color: colour"));
        Analyzer::new("test", vec![Box::new(inflection)], HashSet::new()).analyse(word).parts.remove(0).lemmas
    }

    #[test]
    fn known_words_have_the_lemmas_of_the_lexicon() {
        assert_eq!(lemmas("went"), ["go"]);
        assert_eq!(lemmas("color"), ["colour"]);
        assert_eq!(lemmas("cafés"), ["cafe"]);
        assert_eq!(lemmas("don't"), ["do"]);
    }

    #[test]
    fn unknown_words_lose_a_plural_s_and_nothing_else() {
        assert_eq!(lemmas("selfies"), ["selfy"]);
        assert_eq!(lemmas("memes"), ["meme"]);
        assert_eq!(lemmas("hashes"), ["hash"]);
        for name in ["beijing", "ahmed", "paris", "texas", "carlos", "karabakh", "h5n1", "covid", "étas"] {
            assert_eq!(lemmas(name), [fold(name)]);
        }
    }

    #[test]
    fn compounds_are_inflected_at_their_end() {
        assert_eq!(lemmas("lockdowns"), ["lockdown"]);
        assert_eq!(lemmas("worthing"), ["worthing"]);
    }
}
