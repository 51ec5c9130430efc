//! Italian, and an annotated example of a language, to copy.
//!
//! What to do beside copying this folder to `src/analysis/CODE/`: declare it in `analysis/mod.rs`; give it a line in
//! `registry.rs`; add its `TABLES` to `identity.rs`, so that archives know that their rules have changed; add cases under
//! `tests/analysis/`. Languages without a folder of their own have a line in `other.rs`, or are lower-cased and folded.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Elision, Hyphen, Joined, Lowercase, Spelling, Stem};
use super::identity::word_list;

// Word lists are data, one word a line, lower case, accents kept: whoever knows the language but no Rust can mend them.
// All of them stand here, because the identity of the analysis is a hash of them.
pub(super) const TABLES: [&str; 2] = [include_str!("elided.txt"), include_str!("stop_words.txt")];

/// The list, and nothing else: a language that needs a rule of its own gets a filter in `filter/`, with its tests there.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        // The code of the language, as articles and `--lang` name it.
        "it",
        vec![
            // Every kind of hyphen; splits `italo-francese` into parts at successive positions.
            Box::new(Hyphen),
            // `dell'accordo` is `accordo`. It works on the text as written, so it comes before lower-casing. The second
            // list is for words whose apostrophe is no elision; Italian gave us none yet.
            Box::new(Elision::new(word_list(TABLES[0]), HashSet::new())),
            // Ligatures, soft hyphens and decomposed accents.
            Box::new(Spelling),
            // From here on a part is its exact form.
            Box::new(Lowercase),
            // `italofrancese` beside the parts; its list holds what hangs on a word by a hyphen and joins nothing.
            Box::new(Joined::new(HashSet::new())),
            // The terms under which a word is found: inflected forms share one.
            Box::new(Stem::new(Algorithm::Italian)),
        ],
        // Stop words are indexed as exact forms, for phrases need them; they are left out of scoring when other words
        // remain. List words without a subject of their own, not words that are merely frequent: in an archive of the
        // press, `presidente` is a subject.
        word_list(TABLES[1]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exact forms and the terms of one chunk.
    fn read(surface: &str) -> Vec<(String, Vec<String>)> {
        analyzer().analyse(surface).parts.into_iter().map(|part| (part.exact, part.lemmas)).collect()
    }

    fn lemmas(surface: &str) -> Vec<String> {
        read(surface).into_iter().flat_map(|(_, lemmas)| lemmas).collect()
    }

    // Specification by example: what a reader of Italian expects to be one word, and what not.
    #[test]
    fn elided_articles_go() {
        assert_eq!(read("dell’Accordo")[0].0, "accordo");
        assert_eq!(read("L'accordo")[0].0, "accordo");
    }

    #[test]
    fn inflected_forms_are_one_word() {
        assert_eq!(lemmas("accordi"), lemmas("accordo"));
        assert_ne!(lemmas("tregua"), lemmas("pace"));
    }

    #[test]
    fn hyphenated_words_are_parts() {
        let exact: Vec<String> = read("italo-francese").into_iter().map(|(exact, _)| exact).collect();
        assert_eq!(exact, ["italo", "francese"]);
    }

    #[test]
    fn lists_are_lower_case() {
        for word in TABLES.into_iter().flat_map(word_list) {
            assert_eq!(word, word.to_lowercase());
        }
        assert!(analyzer().is_stop_word("perché"));
    }
}
