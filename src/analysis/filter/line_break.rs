//! Joins a word that was cut at the end of a line (`gouver-⏎nement`), as print and PDF texts have it. Stands first: it works on
//! the surface. What is not joined here is a hyphenated word like any other.
//!
//! A hyphen at a line's end may be the word's own (`porte-⏎parole`): it goes only where the lexicon knows the word without
//! it, and not both halves. A soft hyphen or `¬` is never the word's own.

use std::sync::Arc;

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};
use crate::analysis::lexicon::Lexicon;
use crate::analysis::scanner::{is_apostrophe, is_hyphen, is_line_break, is_line_end_hyphen};

/// The filter, for one language.
pub struct LineBreak {
    lexicon: Arc<Lexicon>,
}

impl LineBreak {
    /// A filter that knows the words of `lexicon`.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        LineBreak { lexicon }
    }

    fn is_known(&self, surface: &str) -> bool {
        // `l'ac-⏎cord`
        let word = surface.rsplit(is_apostrophe).next().unwrap_or(surface).to_lowercase();
        !self.lexicon.lemmas(&word).is_empty() || !self.lexicon.lemmas_without_accents(&word).is_empty()
    }

    /// The word of `part` without its line break, if that is what it is.
    fn joined(&self, part: &Part) -> Option<String> {
        let (before, behind) = part.exact.split_once(is_line_break)?;
        let behind = behind.trim_start();
        let before = before.trim_end();
        let hyphen = before.chars().next_back()?;
        let before = before.strip_suffix(hyphen)?;
        if before.contains(is_hyphen) || behind.contains(is_hyphen) || behind.contains(is_line_break) {
            return None;
        }
        let joined = format!("{before}{behind}");
        let is_word = || self.is_known(&joined) && !(self.is_known(before) && self.is_known(behind));
        (is_line_end_hyphen(hyphen) || is_word()).then_some(joined)
    }
}

impl TokenFilter for LineBreak {
    fn apply(&self, chunk: &mut Chunk) {
        for part in &mut chunk.parts {
            if let Some(joined) = self.joined(part) {
                part.exact = joined;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Hyphen;
    use super::*;
    use crate::analysis::analyzer::Analyzer;

    fn read(surface: &str) -> Vec<(String, usize, usize)> {
        let empty: &'static [u8] = tantivy_fst::MapBuilder::memory().into_inner().unwrap().leak();
        let words = "gouvernement: gouvernement\naccord: accord\nporte: porte\nparole: parole\nporteparole: porteparole";
        let break_ = LineBreak::new(Arc::new(Lexicon::new(empty, "", words, "")));
        let chunk =
            Analyzer::new("test", vec![Box::new(break_), Box::new(Hyphen)], HashSet::new()).analyse(surface);
        chunk.parts.into_iter().map(|part| (part.exact, part.byte_start, part.byte_end)).collect()
    }

    #[test]
    fn cut_words_are_joined_and_their_span_covers_both_halves() {
        assert_eq!(read("gouver-\nnement"), [("gouvernement".into(), 0, 14)]);
        assert_eq!(read("Gouver-\r\n  nement"), [("Gouvernement".into(), 0, 17)]);
        assert_eq!(read("l'ac-\ncord"), [("l'accord".into(), 0, 10)]);
        assert_eq!(read("Kara\u{ad}\nbakh"), [("Karabakh".into(), 0, 11)]);
        assert_eq!(read("Kara¬\nbakh"), [("Karabakh".into(), 0, 11)]);
    }

    #[test]
    fn hyphenated_words_keep_their_hyphen() {
        assert_eq!(read("porte-\nparole"), [("porte".into(), 0, 5), ("parole".into(), 7, 13)]);
        assert_eq!(read("Kara-\nbakh"), [("Kara".into(), 0, 4), ("bakh".into(), 6, 10)]);
        let parts: Vec<_> = read("cessez-le-\nfeu").into_iter().map(|(part, ..)| part).collect();
        assert_eq!(parts, ["cessez", "le", "feu"]);
    }
}
