//! Whether a language has a word: asked of texts that a machine read, to tell words from what is none. Not spelling advice.

use super::filter::plain_letters;
use super::lexicon::Lexicon;
use super::registry::analyzer_for;
use super::{en, fr};
use crate::model::Language;

/// Whether `word` (letters only, any case) is a word of `language`, as it stands or with its accents left out: so the
/// search understands it too. `None`: the language has no lexicon.
pub fn knows(word: &str, language: Language) -> Option<bool> {
    let lexicon: &Lexicon = match language.as_str() {
        "fr" => &fr::LEXICON,
        "en" => &en::LEXICON,
        _ => return None,
    };
    let word = plain_letters(&word.to_lowercase());
    let is_known = analyzer_for(Some(language)).is_stop_word(&word)
        || !lexicon.lemmas(&word).is_empty()
        || !lexicon.lemmas_without_accents(&word).is_empty();
    Some(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_spelling_that_the_search_understands() {
        let known = |word| knows(word, Language::FR);
        for word in ["trêve", "Trêve", "TREVE", "négociaient", "les", "oﬃcier", "miſe", "cœur", "chevaux"]
        {
            assert_eq!(known(word), Some(true), "{word}");
        }
        for word in ["erapiôtctements", "xnois", "raxnener", "Yevlakh"] {
            assert_eq!(known(word), Some(false), "{word}");
        }
        let english = "en".parse().unwrap();
        for word in ["the", "truces", "went", "children"] {
            assert_eq!(knows(word, english), Some(true), "{word}");
        }
        assert_eq!(knows("tbe", english), Some(false));
        assert_eq!(knows("Waffenruhe", "de".parse().unwrap()), None);
    }
}
