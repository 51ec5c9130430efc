//! Which analyzer serves which language. One line a language; the lists themselves are in the language folders.

use std::sync::LazyLock;

use super::analyzer::Analyzer;
use super::{de, en, es, fr, it, nl, other, pt};
use crate::model::Language;

static FRENCH: LazyLock<Analyzer> = LazyLock::new(fr::analyzer);
static ENGLISH: LazyLock<Analyzer> = LazyLock::new(en::analyzer);
static GERMAN: LazyLock<Analyzer> = LazyLock::new(de::analyzer);
static SPANISH: LazyLock<Analyzer> = LazyLock::new(es::analyzer);
static ITALIAN: LazyLock<Analyzer> = LazyLock::new(it::analyzer);
static PORTUGUESE: LazyLock<Analyzer> = LazyLock::new(pt::analyzer);
static DUTCH: LazyLock<Analyzer> = LazyLock::new(nl::analyzer);
static STEMMED: LazyLock<Vec<Analyzer>> = LazyLock::new(other::stemmed);
static OTHER: LazyLock<Analyzer> = LazyLock::new(other::folded);

/// The analyzer of a language; French where the language is not known, for depeche is made for French archives.
pub fn analyzer_for(language: Option<Language>) -> &'static Analyzer {
    match language.as_ref().map(Language::as_str) {
        Some("fr") | None => &FRENCH,
        Some("en") => &ENGLISH,
        Some("de") => &GERMAN,
        Some("es") => &SPANISH,
        Some("it") => &ITALIAN,
        Some("pt") => &PORTUGUESE,
        Some("nl") => &DUTCH,
        Some(code) => STEMMED.iter().find(|analyzer| analyzer.name() == code).unwrap_or(&OTHER),
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::word_list;
    use super::*;

    const CODES: [&str; 7] = ["fr", "en", "de", "es", "it", "pt", "nl"];

    #[test]
    fn every_language_has_the_analyzer_of_its_name() {
        for code in CODES.into_iter().chain(["ru", "no", "tr"]) {
            assert_eq!(analyzer_for(code.parse().ok()).name(), code);
        }
        for code in ["el", "ja", "hy"] {
            assert_eq!(analyzer_for(code.parse().ok()).name(), "other");
        }
    }

    #[test]
    fn stop_words_are_written_as_the_analyzer_spells_words() {
        let lists = [
            fr::TABLES[3],
            en::TABLES[1],
            de::TABLES[1],
            es::TABLES[1],
            it::TABLES[1],
            pt::TABLES[2],
            nl::TABLES[2],
        ];
        for (code, list) in CODES.into_iter().zip(lists) {
            let analyzer = analyzer_for(code.parse().ok());
            let words = word_list(list);
            assert!(words.len() > 60, "{code}");
            for word in words {
                let part = analyzer.analyse(word).parts.remove(0);
                assert_eq!(part.exact, word, "{code}");
                assert!(analyzer.is_stop_word(word), "{code}: {word}");
            }
        }
    }
}
