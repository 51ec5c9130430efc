//! Any language without a folder of its own: lower-cased and folded, not stemmed. Not a guess at its grammar.

use std::collections::HashSet;

use super::analyzer::Analyzer;
use super::filter::{Fold, Hyphen, Joined, Lowercase, Spelling};

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "other",
        vec![
            Box::new(Hyphen),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(Fold),
        ],
        HashSet::new(),
    )
}
