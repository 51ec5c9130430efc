//! Unifies ways to write the same characters: NFC, one apostrophe, one hyphen, no soft hyphens, no ligatures of fonts, no long s,
//! plain figures for raised and lowered ones. Not case, not accents.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;
use crate::analysis::scanner::{is_apostrophe, is_hyphen};

/// The filter. It works on the surface, before any other: spans stay those of the whole chunk.
pub struct Spelling;

impl TokenFilter for Spelling {
    fn apply(&self, chunk: &mut Chunk) {
        for part in chunk.parts.iter_mut().chain(&mut chunk.joined) {
            if part.exact.is_ascii() {
                continue;
            }
            let mut unified = String::with_capacity(part.exact.len());
            for c in part.exact.chars() {
                match c {
                    '\u{ad}' => {}
                    c if letters(c).is_some() => unified.extend(letters(c)),
                    // `km²`, `CO₂`.
                    '²' | '₂' => unified.push('2'),
                    '³' | '₃' => unified.push('3'),
                    c if is_apostrophe(c) => unified.push('\''),
                    c if is_hyphen(c) => unified.push('-'),
                    c => unified.push(c),
                }
            }
            part.exact = match is_nfc_quick(unified.chars()) {
                IsNormalized::Yes => unified,
                _ => unified.nfc().collect(),
            };
        }
    }
}

/// The letters of a ligature that fonts make, not writers, and of the long s of old prints: PDF texts and scans are full
/// of them.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        'ſ' => "s",
        _ => return None,
    })
}

/// `text` with plain letters for ligatures and long s.
pub(in crate::analysis) fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match letters(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain
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
        assert_eq!(spell("con\u{fb01}ance"), "confiance");
        assert_eq!(spell("hiſſé"), "hissé");
        assert_eq!(spell("km²"), "km2");
        assert_eq!(spell("CO₂"), "CO2");
        assert_eq!(spell("Kara\u{ad}bakh"), "Karabakh");
    }
}
