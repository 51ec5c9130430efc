//! Removes the English possessive: `Armenia’s` is `Armenia`. Works on the surface; contractions (`don't`) stay.

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;
use crate::analysis::scanner::is_apostrophe;

/// The filter.
pub struct Possessive;

impl TokenFilter for Possessive {
    fn apply(&self, chunk: &mut Chunk) {
        for part in &mut chunk.parts {
            let without_s = part.exact.strip_suffix(['s', 'S']).unwrap_or(&part.exact);
            let kept = without_s.trim_end_matches(is_apostrophe).len();
            if kept < without_s.len() && kept > 0 {
                part.exact.truncate(kept);
                part.byte_end = part.byte_start + kept;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::analyzer::Analyzer;

    #[test]
    fn cuts_apostrophe_s() {
        let strip = |surface: &str| {
            let part = Analyzer::new("test", vec![Box::new(Possessive)], HashSet::new())
                .analyse(surface)
                .parts
                .remove(0);
            (part.exact, part.byte_end)
        };
        assert_eq!(strip("Armenia’s"), ("Armenia".into(), 7));
        assert_eq!(strip("talks'"), ("talks".into(), 5));
        assert_eq!(strip("don't"), ("don't".into(), 5));
        assert_eq!(strip("talks"), ("talks".into(), 5));
    }
}
