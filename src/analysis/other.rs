//! Languages without a folder of their own: lower-cased and folded, and stemmed where Snowball has an algorithm that is safe
//! to run. Not a guess at the grammar of the rest.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::{Analyzer, TokenFilter};
use super::filter::{Fold, Hyphen, Joined, Lowercase, Spelling, Stem};

/// Code and algorithm. Not Greek: its algorithm panics on some words (a test of `Stem` has one); Greek is folded only.
const STEMMED: [(&str, Algorithm); 12] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("fi", Algorithm::Finnish),
    ("hu", Algorithm::Hungarian),
    // The two ways to write Norwegian, and their common code.
    ("nb", Algorithm::Norwegian),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// The analyzers of the languages that are stemmed.
pub fn stemmed() -> Vec<Analyzer> {
    STEMMED.into_iter().map(|(code, algorithm)| analyzer(code, Box::new(Stem::new(algorithm)))).collect()
}

/// The analyzer of all the others.
pub fn folded() -> Analyzer {
    analyzer("other", Box::new(Fold))
}

fn analyzer(name: &'static str, lemmas: Box<dyn TokenFilter>) -> Analyzer {
    Analyzer::new(
        name,
        vec![
            Box::new(Hyphen),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            lemmas,
        ],
        HashSet::new(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn inflections_meet_where_there_is_a_stemmer() {
        let stemmed = stemmed();
        let lemmas = |code: &str, word: &str| {
            let analyzer = stemmed.iter().find(|analyzer| analyzer.name() == code).unwrap();
            analyzer.analyse(word).parts.remove(0).lemmas
        };
        for (code, one, other) in [
            ("ru", "переговоры", "переговоров"),
            ("sv", "förhandlingar", "förhandlingarna"),
            ("da", "forhandlinger", "forhandlingerne"),
            ("no", "forhandlinger", "forhandlingene"),
            ("nb", "avtalen", "avtale"),
            ("fi", "neuvottelut", "neuvottelu"),
            ("hu", "tárgyalások", "tárgyalás"),
            ("ro", "negocierile", "negociere"),
            ("tr", "görüşmeler", "görüşme"),
        ] {
            assert_eq!(lemmas(code, one)[0], lemmas(code, other)[0], "{code}: {one}, {other}");
        }
        assert_eq!(folded().analyse("Συμφωνία").parts[0].lemmas, ["συμφωνια"]);
    }

    proptest! {
        /// Past the safety net of `Stem`: no algorithm of the list may panic.
        #[test]
        fn no_stemmer_in_use_panics(
            word in "\\p{L}{1,12}|[а-яё]{1,12}|[ا-ي]{1,12}|[அ-ஹா-்]{1,12}|[a-zåäöæøőűğışçțăîâé']{1,14}"
        ) {
            for (_, algorithm) in STEMMED {
                rust_stemmers::Stemmer::create(algorithm).stem(&word);
            }
        }
    }
}
