//! Lines that say nothing but who published an article and when: `Publié le 20 septembre 2023 à 13h05 par Lucie Armandel`.
//! Reads no date and no name.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::written_date::is_word_of_dates;

/// Words that such lines have beside names and dates, one a line.
const WORDS: &str = include_str!("imprint_words.txt");

/// A longer paragraph is none.
const MAX_BYTES: usize = 200;

static IMPRINT_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

/// The words of the names of an article's authors and publishers.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The words of `names`.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Names(names.into_iter().flat_map(runs).collect())
    }
}

/// Whether `paragraph` is such a line: all its words are names of `names`, dates, and words that stand around these.
pub(super) fn is_imprint(paragraph: &str, names: &Names) -> bool {
    if paragraph.len() > MAX_BYTES {
        return false;
    }
    let (mut has_name, mut has_time, mut has_other) = (false, false, false);
    for run in runs(paragraph) {
        if run.starts_with(|c: char| c.is_ascii_digit()) || is_word_of_dates(&run) {
            has_time = true;
        } else if IMPRINT_WORDS.contains(run.as_str()) {
            has_other = true;
        } else if names.0.contains(&run) {
            has_name = true;
        } else {
            return false;
        }
    }
    // A date alone may be a heading: of a chronology, a diary.
    has_name || has_time && (has_other || paragraph.contains(':'))
}

/// Runs of letters and runs of digits, in lower case.
fn runs(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_digit = rest.chars().next()?.is_ascii_digit();
        let belongs = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == is_digit;
        let (run, behind) = rest.split_at(rest.find(|c| !belongs(c)).unwrap_or(rest.len()));
        rest = behind;
        Some(run.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imprints_are_told_from_sentences_and_headings() {
        let names = Names::of(["Lucie Armandel", "Le Courrier de Vaubrune avec AH"]);
        let cases = [
            ("Par Lucie Armandel", true),
            ("AH, publié le mercredi 20 septembre 2023 à 13h05", true),
            (", publié le jeudi 02 juillet 2020 à 22h13", true),
            ("Published: 15:56 BST, 27 April 2024 | Updated: 15:57 BST, 27 April 2024", true),
            ("Publiziert17. Dezember 2024, 12:17", true),
            ("6 minute read", true),
            ("12 juin 2020", false),
            ("2019", false),
            ("À lire", false),
            ("Mercredi, la trêve tient.", false),
            ("", false),
        ];
        for (line, expected) in cases {
            assert_eq!(is_imprint(line, &names), expected, "{line}");
        }
    }

    #[test]
    fn the_words_are_in_lower_case_and_no_date_words() {
        for word in WORDS.lines() {
            assert!(word == word.to_lowercase() && !word.trim().is_empty(), "{word}");
        }
    }
}
