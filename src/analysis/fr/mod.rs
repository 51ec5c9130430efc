//! French: a list of filters, and the word lists beside it. Nothing else.

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Elision, Hyphen, Joined, Lowercase, Spelling, Stem};
use super::identity::word_list;

pub(super) const TABLES: [&str; 4] = [
    include_str!("elided.txt"),
    include_str!("whole_words.txt"),
    include_str!("clitics.txt"),
    include_str!("stop_words.txt"),
];

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "fr",
        vec![
            Box::new(Hyphen),
            Box::new(Elision::new(word_list(TABLES[0]), word_list(TABLES[1]))),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(word_list(TABLES[2]))),
            Box::new(Stem::new(Algorithm::French)),
        ],
        word_list(TABLES[3]),
    )
}
