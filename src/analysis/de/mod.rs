//! German: a list of filters, and the word lists beside it. No compound is taken apart: `Friedensgespräche` is one word.

use std::collections::HashSet;

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Hyphen, Joined, Lowercase, Spelling, Stem, Umlaut};
use super::identity::word_list;

pub(super) const TABLES: [&str; 2] = [include_str!("endings.txt"), include_str!("stop_words.txt")];

fn stem() -> Stem {
    Stem::with_endings(Algorithm::German, TABLES[0])
}

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "de",
        vec![
            Box::new(Hyphen),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(HashSet::new())),
            Box::new(stem()),
            Box::new(Umlaut::new(stem())),
        ],
        word_list(TABLES[1]),
    )
}
