//! Dutch: a list of filters, and the word lists beside it. No compound is taken apart.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Enclitic, Hyphen, Joined, Lowercase, Spelling, Stem};
use super::identity::word_list;

pub(super) const TABLES: [&str; 3] =
    [include_str!("endings.txt"), include_str!("enclitics.txt"), include_str!("stop_words.txt")];

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "nl",
        vec![
            Box::new(Hyphen),
            Box::new(Enclitic::new(word_list(TABLES[1]))),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(Stem::with_endings(Algorithm::Dutch, TABLES[0])),
        ],
        word_list(TABLES[2]),
    )
}
