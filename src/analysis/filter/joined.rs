//! Adds the joined spelling of a hyphenated word at its first position: `contre-offensive` is also `contreoffensive`.

use std::collections::HashSet;

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::{Chunk, Part};

/// Longer chains (`lundi-mardi-mercredi-jeudi-vendredi`) are lists, not words.
const MAX_PARTS: usize = 4;

/// The filter, with the words that never join: clitics behind a verb (`dit-il`, `donne-le-moi`).
pub struct Joined {
    clitics: HashSet<&'static str>,
}

impl Joined {
    /// A filter for a language whose clitics are `clitics`.
    pub fn new(clitics: HashSet<&'static str>) -> Self {
        Joined { clitics }
    }

    fn joins(&self, parts: &[Part]) -> bool {
        let is_number = |part: &Part| part.exact.bytes().all(|b| b.is_ascii_digit());
        let last_is_clitic = parts.last().is_some_and(|part| self.clitics.contains(part.exact.as_str()));
        (2..=MAX_PARTS).contains(&parts.len()) && !last_is_clitic && !parts.iter().all(is_number)
    }
}

impl TokenFilter for Joined {
    fn apply(&self, chunk: &mut Chunk) {
        // A composite has its spelling in one piece already.
        if chunk.joined.is_some() {
            return;
        }
        if let (true, [first, .., last]) = (self.joins(&chunk.parts), chunk.parts.as_slice()) {
            let exact = chunk.parts.iter().map(|part| part.exact.as_str()).collect();
            chunk.joined = Some(Part {
                exact,
                lemmas: Vec::new(),
                byte_start: first.byte_start,
                byte_end: last.byte_end,
                ..Part::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Hyphen;
    use super::*;
    use crate::analysis::analyzer::Analyzer;

    #[test]
    fn joins_words_but_not_clitics_or_numbers() {
        let joined = Joined::new(HashSet::from(["il"]));
        let analyzer = Analyzer::new("test", vec![Box::new(Hyphen), Box::new(joined)], HashSet::new());
        let joined = |surface: &str| analyzer.analyse(surface).joined.map(|part| part.exact);
        assert_eq!(joined("contre-offensive").as_deref(), Some("contreoffensive"));
        assert_eq!(joined("cessez-le-feu").as_deref(), Some("cessezlefeu"));
        assert_eq!(joined("A-320").as_deref(), Some("A320"));
        assert_eq!(joined("dit-il"), None);
        assert_eq!(joined("2019-2020"), None);
        assert_eq!(joined("accord"), None);
    }
}
