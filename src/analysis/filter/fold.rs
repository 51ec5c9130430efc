//! Folds accents and ligatures away: `trêve` → `treve`, `œuvre` → `oeuvre`. Other scripts keep their letters: a search
//! key is not a transliteration.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;

/// Fills `lemmas` with the folded form: for languages that have no stemmer here.
pub struct Fold;

impl TokenFilter for Fold {
    fn apply(&self, chunk: &mut Chunk) {
        for part in chunk.parts.iter_mut().chain(&mut chunk.joined) {
            part.lemmas = vec![fold(&part.exact)];
        }
    }
}

/// `text` without accents, ligatures and apostrophes.
pub fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains('\'') {
        return text.to_string();
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.nfd().filter(|&c| !is_combining_mark(c)) {
        match character {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ĳ' => folded.push_str("ij"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            '\'' => {}
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_latin_and_leaves_other_scripts() {
        assert_eq!(fold("trêve"), "treve");
        assert_eq!(fold("manœuvre"), "manoeuvre");
        assert_eq!(fold("azerbaïdjan"), "azerbaidjan");
        assert_eq!(fold("o'brien"), "obrien");
        assert_eq!(fold("ĳsland"), "ijsland");
        assert_eq!(fold("карабах"), "карабах");
    }
}
