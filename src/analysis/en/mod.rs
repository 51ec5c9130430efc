//! English: a list of filters, and the word lists and the lexicon beside it. Nothing else.
//!
//! `lexicon.fst`, `lexicon_rules.txt` and `lexicon_id.txt` are made by `examples/build_lexicon` from WordNet; see `LEXICON.md`.
//! The other files are edited by hand.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::derivation::Derivation;
use super::filter::{Enclitic, Hyphen, Inflection, Joined, LineBreak, Lowercase, Spelling};
use super::identity::word_list;
use super::lexicon::Lexicon;

pub(super) const TABLES: [&str; 5] = [
    include_str!("enclitics.txt"),
    include_str!("stop_words.txt"),
    include_str!("readings.txt"),
    include_str!("variants.txt"),
    // Stands for the compiled lexicon, which is too large to hash at every start; a test compares the two.
    include_str!("lexicon_id.txt"),
];

/// Asked when a query is read, so that it is no part of the analyzer's id.
const FAMILIES: &str = include_str!("derivation.txt");

const FORMS: &[u8] = include_bytes!("lexicon.fst");
const RULES: &str = include_str!("lexicon_rules.txt");

pub(super) static LEXICON: LazyLock<Arc<Lexicon>> =
    LazyLock::new(|| Arc::new(Lexicon::new(FORMS, RULES, TABLES[2], TABLES[3])));

/// The list.
pub fn analyzer() -> Analyzer {
    let lexicon = Arc::clone(&LEXICON);
    let derivation = Derivation::new(Algorithm::English, Arc::clone(&lexicon), FAMILIES);
    Analyzer::new(
        "en",
        vec![
            Box::new(LineBreak::new(Arc::clone(&lexicon))),
            Box::new(Hyphen),
            Box::new(Enclitic::new(word_list(TABLES[0]))),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(Inflection::new(lexicon)),
        ],
        word_list(TABLES[1]),
    )
    .with_derivation(derivation)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::decided_forms;
    use super::*;

    #[test]
    fn no_form_is_decided_twice() {
        for table in [TABLES[2], TABLES[3]] {
            let (num_forms, twice) = decided_forms(table);
            assert!(num_forms > 20 && twice.is_empty(), "{twice:?}");
        }
    }

    #[test]
    fn a_stop_word_has_no_lemma_with_a_subject() {
        let analyzer = analyzer();
        for word in ["doe", "cans", "hi", "wa", "ha", "own", "owned", "need", "wills", "thou", "downs", "ups"]
        {
            for lemma in analyzer.analyse(word).parts.remove(0).lemmas {
                let stop_forms = analyzer.stop_forms(&lemma);
                assert!(stop_forms.is_empty(), "{word} would find {stop_forms:?}");
            }
        }
        assert!(analyzer.stop_forms("be").contains(&"was".to_string()));
        assert!(analyzer.stop_forms("do").contains(&"don't".to_string()));
    }

    #[test]
    fn the_id_is_that_of_the_compiled_lexicon() {
        let hash = blake3::Hasher::new().update(FORMS).update(RULES.as_bytes()).finalize();
        assert_eq!(TABLES[4].trim(), hash.to_hex().as_str());
    }
}
