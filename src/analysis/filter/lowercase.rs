//! Lower-cases every part, and notes which were in capitals. Unicode's rules, without a language's own (the Turkish dotless i is a question for later).

use crate::analysis::analyzer::TokenFilter;
use crate::analysis::chunk::Chunk;

/// The filter.
pub struct Lowercase;

impl TokenFilter for Lowercase {
    fn apply(&self, chunk: &mut Chunk) {
        for part in chunk.parts.iter_mut().chain(&mut chunk.joined) {
            part.is_capitals = is_capitals(&part.exact);
            if part.exact.is_ascii() {
                part.exact.make_ascii_lowercase();
            } else {
                part.exact = part.exact.to_lowercase();
            }
        }
    }
}

fn is_capitals(word: &str) -> bool {
    !word.chars().any(char::is_lowercase) && word.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::analyzer::Analyzer;

    #[test]
    fn lowers_letters_with_accents() {
        let analyzer = Analyzer::new("test", vec![Box::new(Lowercase)], HashSet::new());
        assert_eq!(analyzer.analyse("ÉLYSÉE").parts[0].exact, "élysée");
        assert_eq!(analyzer.analyse("G20").parts[0].exact, "g20");
        // Lower-casing İ gives two characters; nothing may rely on equal lengths.
        assert_eq!(analyzer.analyse("İZMİR").parts[0].byte_end, 7);
        let is_capitals = |word: &str| analyzer.analyse(word).parts[0].is_capitals;
        assert!(is_capitals("ELYSEE") && is_capitals("ÉLU"));
        assert!(!is_capitals("Elysée") && !is_capitals("A") && !is_capitals("élu"));
    }
}
