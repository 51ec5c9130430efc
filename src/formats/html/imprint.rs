//! Lines that say nothing but who published an article and when: `Publié le 20 septembre 2023 à 13h05 par Lucie Armandel`.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::author::is_list_of_names;
use crate::formats::exports::byline::without_opening;
use crate::model::PartialDate;
use crate::text::written_date::{is_word_of_dates, parse, parse_day};

/// Words of publishing that such lines have beside names and dates, one a line.
const WORDS: &str = include_str!("imprint_words.txt");

/// Words between these, one a line: they stand in any sentence.
const JOINTS: &str = include_str!("imprint_joints.txt");

/// Words of lines on a change, one a line.
const CHANGES: &str = include_str!("change_words.txt");

/// Words that a date has at most: `mercredi 20 septembre 2023 à 13 h 05 min 09 s CEST`.
const MAX_DATE_WORDS: usize = 12;

/// A longer paragraph is none.
const MAX_BYTES: usize = 200;

static IMPRINT_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.lines().collect());
static IMPRINT_JOINTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| JOINTS.lines().collect());

/// What is known of who published an article, and when.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The words of the names of its authors and publishers, in lower case.
    words: HashSet<String>,
    /// The same as they are written there.
    written: HashSet<String>,
    /// The day of its publication.
    day: Option<PartialDate>,
}

impl Names {
    /// The words of `names`, and the day that is stated.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>, published: Option<PartialDate>) -> Self {
        let written: HashSet<String> =
            names.into_iter().flat_map(runs_as_written).map(str::to_string).collect();
        let words = written.iter().map(|word| word.to_lowercase()).collect();
        Names { words, written, day: published.map(PartialDate::without_time) }
    }
}

/// Whether `paragraph` is such a line: all its words are names of `names`, dates, and words that stand around these.
pub(super) fn is_imprint(paragraph: &str, names: &Names) -> bool {
    if paragraph.len() > MAX_BYTES {
        return false;
    }
    let (mut has_name, mut has_time, mut has_word) = (false, false, false);
    for run_as_written in runs_as_written(paragraph) {
        let run = run_as_written.to_lowercase();
        // `ago` is a month too.
        if IMPRINT_WORDS.contains(run.as_str()) {
            has_word = true;
        } else if run.starts_with(|c: char| c.is_ascii_digit()) || is_word_of_dates(&run) {
            has_time = true;
        } else if IMPRINT_JOINTS.contains(run.as_str()) {
        } else if names.written.contains(run_as_written)
            || names.words.contains(&run) && is_capital(run_as_written)
        {
            has_name = true;
        } else {
            return false;
        }
    }
    // A date alone may be a heading, of a chronology or a diary, and times alone those of an exhibition.
    let is_own_day = || names.day.is_some() && names.day == parse_day(paragraph).and_then(|day| day.date);
    let is_sentence = paragraph.trim_end().ends_with(['.', '!', '?', '…', '»']);
    has_name && (has_time || has_word || !is_sentence) || has_time && (has_word || is_own_day())
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The day of publication that a line of the page says, alone or with who wrote it. Not the day of a change, and no day in a
/// sentence.
pub(super) fn date_in(line: &str, names: &Names) -> Option<PartialDate> {
    if line.len() > MAX_BYTES {
        return None;
    }
    let words: Vec<&str> = line.split([' ', '\u{A0}', '\u{202F}']).filter(|word| !word.is_empty()).collect();
    for start in 0..words.len() {
        for end in (start + 1..=words.len().min(start + MAX_DATE_WORDS)).rev() {
            let text = words[start..end].join(" ");
            let text = text.trim_matches(|c: char| !c.is_alphanumeric());
            // What is a date and nothing else, then with its time.
            let day = parse_day(text).and_then(|day| day.date);
            let Some(date) = day.and_then(|_| parse(text).ok().flatten()) else { continue };
            let (before, behind) = (words[..start].join(" "), words[end..].join(" "));
            let is_change = says_change(&before);
            return (!is_change && is_around_date(&before, names) && is_around_date(&behind, names))
                .then_some(date);
        }
    }
    None
}

fn says_change(text: &str) -> bool {
    runs(text).any(|run| CHANGES.lines().any(|word| word == run))
}

/// Whether a part of a line says nothing but who, or when else.
fn is_around_date(part: &str, names: &Names) -> bool {
    let is_known = |run: String| {
        run.starts_with(|c: char| c.is_ascii_digit())
            || IMPRINT_WORDS.contains(run.as_str())
            || IMPRINT_JOINTS.contains(run.as_str())
            || names.words.contains(&run)
            || is_word_of_dates(&run)
    };
    let part = part.trim_matches(|c: char| !c.is_alphanumeric());
    let opened = without_opening(part);
    runs(part).all(is_known) || opened.len() < part.len() && is_list_of_names(opened)
}

/// Runs of letters and runs of digits, in lower case.
fn runs(text: &str) -> impl Iterator<Item = String> {
    runs_as_written(text).map(str::to_lowercase)
}

fn runs_as_written(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_digit = rest.chars().next()?.is_ascii_digit();
        let belongs = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == is_digit;
        let (run, behind) = rest.split_at(rest.find(|c| !belongs(c)).unwrap_or(rest.len()));
        rest = behind;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imprints_are_told_from_sentences_and_headings() {
        let names =
            Names::of(["Lucie Armandel", "Le Courrier de Vaubrune avec AH"], PartialDate::day(2023, 9, 21));
        let cases = [
            ("Par Lucie Armandel", true),
            ("AH, publié le mercredi 20 septembre 2023 à 13h05", true),
            (", publié le jeudi 02 juillet 2020 à 22h13", true),
            ("Published: 15:56 BST, 27 April 2024 | Updated: 15:57 BST, 27 April 2024", true),
            ("Publiziert17. Dezember 2024, 12:17", true),
            ("6 minute read", true),
            ("12 juin 2020", false),
            ("21 septembre 2023", true),
            ("2019", false),
            ("À lire", false),
            ("Du lundi au vendredi, de 9 h à 18 h.", false),
            ("Samedi 14 octobre 2023 à 20 h", false),
            ("Lundi : 12 h", false),
            ("Pour le courrier.", false),
            ("Le courrier", false),
            ("Par Lucie Armandel.", true),
            ("Mercredi, la trêve tient.", false),
            ("", false),
        ];
        for (line, expected) in cases {
            assert_eq!(is_imprint(line, &names), expected, "{line}");
        }
    }

    #[test]
    fn dates_are_read_where_a_line_says_nothing_else() {
        let names = Names::of(["Le Courrier"], None);
        let cases = [
            ("mardi 3 octobre 2006, par Ivo Kessel", Some("2006-10-03")),
            ("Publié le 06/11/2023 à 06:00, mis à jour le 07/11/2023 à 08:00", Some("2023-11-06T06:00:00")),
            ("Le Courrier | 22 septembre 2023", Some("2023-09-22")),
            ("Mis à jour le 7 novembre 2023", None),
            ("Le 3 octobre 2006, la fête a eu lieu", None),
            ("Édition de mars 2019", None),
            ("6 minutes", None),
        ];
        for (line, expected) in cases {
            let date = date_in(line, &names).map(|date| date.to_string());
            assert_eq!(date.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn the_words_are_in_lower_case_and_no_date_words() {
        for word in WORDS.lines().chain(JOINTS.lines()) {
            assert!(word == word.to_lowercase() && !word.trim().is_empty(), "{word}");
        }
    }
}
