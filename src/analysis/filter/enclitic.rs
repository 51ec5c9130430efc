//! Removes what hangs behind an apostrophe: the English possessive and short verbs (`Armenia’s`, `they've`), the Dutch plural
//! (`auto's`). Works on the surface. Negations (`don't`) stay: the apostrophe is inside what is left out.

use std::collections::HashSet;

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;
use crate::analysis::scanner::is_apostrophe;

/// The filter, with the endings of one language.
pub struct Enclitic {
    endings: HashSet<&'static str>,
}

impl Enclitic {
    /// `endings`: what stands behind the apostrophe, lower case.
    pub fn new(endings: HashSet<&'static str>) -> Self {
        Enclitic { endings }
    }

    /// Bytes of `surface` before its endings, of which there may be several (`who'd've`).
    fn kept(&self, surface: &str) -> usize {
        let mut kept = surface.len();
        loop {
            let rest = surface[..kept].trim_end_matches(is_apostrophe);
            let Some((apostrophe, c)) = rest.char_indices().rfind(|&(_, c)| is_apostrophe(c)) else {
                return rest.len();
            };
            let ending = rest[apostrophe + c.len_utf8()..].to_lowercase();
            if apostrophe == 0 || !self.endings.contains(ending.as_str()) {
                return rest.len();
            }
            kept = apostrophe;
        }
    }
}

impl TokenFilter for Enclitic {
    fn apply(&self, chunk: &mut Chunk) {
        for part in &mut chunk.parts {
            let kept = self.kept(&part.exact);
            if kept > 0 && kept < part.exact.len() {
                part.exact.truncate(kept);
                part.byte_end = part.byte_start + kept;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyzer::Analyzer;

    #[test]
    fn cuts_what_hangs_behind_an_apostrophe() {
        let strip = |surface: &str| {
            let enclitic = Enclitic::new(HashSet::from(["s", "ve", "d"]));
            let part = Analyzer::new("test", vec![Box::new(enclitic)], HashSet::new())
                .analyse(surface)
                .parts
                .remove(0);
            (part.exact, part.byte_end)
        };
        assert_eq!(strip("Armenia’s"), ("Armenia".into(), 7));
        assert_eq!(strip("ARMENIA'S"), ("ARMENIA".into(), 7));
        assert_eq!(strip("they`ve"), ("they".into(), 4));
        assert_eq!(strip("who'd've"), ("who".into(), 3));
        assert_eq!(strip("O'Brien's"), ("O'Brien".into(), 7));
        for whole in ["don't", "talks", "o'clock", "O'Brien"] {
            assert_eq!(strip(whole), (whole.into(), whole.len()));
        }
    }
}
