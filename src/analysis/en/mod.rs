//! English: a list of filters, and the word list beside it. Nothing else.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Hyphen, Joined, Lowercase, Possessive, Spelling, Stem};
use super::identity::word_list;

pub(super) const TABLES: [&str; 1] = [include_str!("stop_words.txt")];

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "en",
        vec![
            Box::new(Hyphen),
            Box::new(Possessive),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(Stem::new(Algorithm::English)),
        ],
        word_list(TABLES[0]),
    )
}
