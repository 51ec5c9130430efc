//! Portuguese: a list of filters, and the word lists beside it. Of Brazil and of Portugal.

use rust_stemmers::Algorithm;

use super::analyzer::Analyzer;
use super::filter::{Hyphen, Joined, Lowercase, Spelling, Stem};
use super::identity::word_list;

pub(super) const TABLES: [&str; 3] =
    [include_str!("endings.txt"), include_str!("clitics.txt"), include_str!("stop_words.txt")];

/// The list.
pub fn analyzer() -> Analyzer {
    Analyzer::new(
        "pt",
        vec![
            Box::new(Hyphen),
            Box::new(Spelling),
            Box::new(Lowercase),
            Box::new(Joined::new(word_list(TABLES[1]))),
            Box::new(Stem::with_endings(Algorithm::Portuguese, TABLES[0])),
        ],
        word_list(TABLES[2]),
    )
}
