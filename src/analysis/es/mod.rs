//! Spanish: a list of filters, and the word lists beside it. Pronouns written onto a verb (`decirlo`) are the stemmer’s affair.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Hyphen, Joined, Lowercase, Spelling, Stem};
use super::identity::word_list;

pub(super) const TABLES: [&str; 2] = [include_str!("endings.txt"), include_str!("stop_words.txt")];

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "es",
        vec![
            Box::new(Hyphen),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(Stem::with_endings(Algorithm::Spanish, TABLES[0])),
        ],
        word_list(TABLES[1]),
    )
}
