//! French: a list of filters, and the word lists and the lexicon beside it. Nothing else.
//!
//! `lexicon.fst`, `lexicon_rules.txt` and `lexicon_id.txt` are made by `examples/build_lexicon` from a dictionary under the
//! MPL-2.0; see `LEXICON.md`. The other files are edited by hand.

use std::sync::{Arc, LazyLock};

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::derivation::Derivation;
use super::filter::{Elision, Endings, Figure, Hyphen, Joined, Lemma, LineBreak, Lowercase, Roman, Spelling};
use super::identity::word_list;
use super::lexicon::Lexicon;

pub(super) const TABLES: [&str; 8] = [
    include_str!("elided.txt"),
    include_str!("whole_words.txt"),
    include_str!("clitics.txt"),
    include_str!("stop_words.txt"),
    include_str!("readings.txt"),
    include_str!("variants.txt"),
    // Stands for the compiled lexicon, which is too large to hash at every start; a test compares the two.
    include_str!("lexicon_id.txt"),
    include_str!("endings.txt"),
];

/// Asked when a query is read, so that it is no part of the analyzer's id.
const FAMILIES: &str = include_str!("derivation.txt");

const FORMS: &[u8] = include_bytes!("lexicon.fst");
const RULES: &str = include_str!("lexicon_rules.txt");

pub(super) static LEXICON: LazyLock<Arc<Lexicon>> =
    LazyLock::new(|| Arc::new(Lexicon::new(FORMS, RULES, TABLES[4], TABLES[5])));

/// The list.
pub fn analyzer() -> Analyzer {
    let lexicon = Arc::clone(&LEXICON);
    let derivation = Derivation::new(Algorithm::French, Arc::clone(&lexicon), FAMILIES);
    Analyzer::new(
        "fr",
        vec![
            Box::new(LineBreak::new(Arc::clone(&lexicon))),
            Box::new(Hyphen),
            Box::new(Elision::new(word_list(TABLES[0]), word_list(TABLES[1]))),
            Box::new(Spelling),
            Box::new(Roman),
            Box::new(Lowercase),
            Box::new(Joined::new(word_list(TABLES[2]))),
            Box::new(Lemma::new(lexicon, Endings::new(TABLES[7]))),
            Box::new(Figure),
        ],
        word_list(TABLES[3]),
    )
    .with_derivation(derivation)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::decided_forms;
    use super::*;

    #[test]
    fn no_form_is_decided_twice() {
        for table in [TABLES[4], TABLES[5]] {
            let (num_forms, twice) = decided_forms(table);
            assert!(num_forms > 30 && twice.is_empty(), "{twice:?}");
        }
    }

    #[test]
    fn a_stop_word_has_no_lemma_with_a_subject() {
        let analyzer = analyzer();
        let finds = |word: &str| {
            let lemmas = analyzer.analyse(word).parts.remove(0).lemmas;
            lemmas.iter().flat_map(|lemma| analyzer.stop_forms(lemma).to_vec()).collect::<Vec<_>>()
        };
        for word in
            ["ver", "sou", "entrer", "taire", "pendre", "mai", "pouvoir", "cars", "sons", "êtres", "devoir"]
        {
            assert!(finds(word).is_empty(), "{word} would find {:?}", finds(word));
        }
        assert!(finds("la").contains(&"les".to_string()));
    }

    #[test]
    fn the_id_is_that_of_the_compiled_lexicon() {
        let hash = blake3::Hasher::new().update(FORMS).update(RULES.as_bytes()).finalize();
        assert_eq!(TABLES[6].trim(), hash.to_hex().as_str());
    }
}
