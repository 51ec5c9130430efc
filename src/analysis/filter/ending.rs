//! Regular endings of words that no lexicon knows: the plural and the feminine, from a table. Not a stemmer: most such words
//! are names, and a stemmer would cut them into terms that other names and ordinary words share.

use std::collections::HashMap;

/// Shorter words have no endings, and what stays of a word is at least so long.
const MIN_WORD_BYTES: usize = 5;
const MIN_REST_BYTES: usize = 3;

/// The endings of one language.
pub struct Endings {
    replacements: HashMap<&'static str, &'static str>,
    /// Longest ending in bytes.
    longest: usize,
}

impl Endings {
    /// `table`: lines `ENDING: REPLACEMENT` without accents; `#` begins a remark.
    pub fn new(table: &'static str) -> Self {
        let lines = table.lines().map(|line| line.split('#').next().unwrap_or_default());
        let replacements: HashMap<&str, &str> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(ending, to)| (ending.trim(), to.trim()))
            .collect();
        let longest = replacements.keys().map(|ending| ending.len()).max().unwrap_or(0);
        Endings { replacements, longest }
    }

    /// `word`, folded, with its longest ending replaced.
    pub fn regular(&self, word: &str) -> String {
        if word.len() < MIN_WORD_BYTES || !word.is_ascii() {
            return word.to_string();
        }
        let longest = self.longest.min(word.len() - MIN_REST_BYTES);
        for len in (1..=longest).rev() {
            let (rest, ending) = word.split_at(word.len() - len);
            if let Some(replacement) = self.replacements.get(ending) {
                return format!("{rest}{replacement}");
            }
        }
        word.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_counts() {
        let endings = Endings::new("s: # a plural\nas: as\naux: al\neaux: eau\nenne: en\nennes: en");
        for (word, regular) in [
            ("hypercars", "hypercar"),
            ("texas", "texas"),
            ("juppeistes", "juppeiste"),
            ("interlocaux", "interlocal"),
            ("bobeaux", "bobeau"),
            ("intercoreennes", "intercoreen"),
            ("parker", "parker"),
            ("arms", "arms"),
            ("наступлениеs", "наступлениеs"),
        ] {
            assert_eq!(endings.regular(word), regular);
        }
    }
}
