//! Unifies ways to write the same characters: NFC, one apostrophe, one hyphen, no soft hyphens. Not case, not accents.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;
use crate::analysis::scanner::{is_apostrophe, is_hyphen};

/// The filter. It works on the surface, before any other: spans stay those of the whole chunk.
pub struct Spelling;

impl TokenFilter for Spelling {
    fn apply(&self, chunk: &mut Chunk) {
        for part in &mut chunk.parts {
            if part.exact.is_ascii() {
                continue;
            }
            let unified = |c: char| match c {
                '\u{ad}' => None,
                c if is_apostrophe(c) => Some('\''),
                c if is_hyphen(c) => Some('-'),
                c => Some(c),
            };
            let unified: String = part.exact.chars().filter_map(unified).collect();
            part.exact = match is_nfc_quick(unified.chars()) {
                IsNormalized::Yes => unified,
                _ => unified.nfc().collect(),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::analyzer::Analyzer;

    #[test]
    fn one_spelling() {
        let analyzer = Analyzer::new("test", vec![Box::new(Spelling)], HashSet::new());
        let spell = |surface: &str| analyzer.analyse(surface).parts[0].exact.clone();
        assert_eq!(spell("aujourd’hui"), "aujourd'hui");
        assert_eq!(spell("l\u{2bc}accord"), "l'accord");
        assert_eq!(spell("cessez\u{2011}le\u{2010}feu"), "cessez-le-feu");
        assert_eq!(spell("e\u{301}te\u{301}"), "été");
        assert_eq!(spell("Kara\u{ad}bakh"), "Karabakh");
    }
}
