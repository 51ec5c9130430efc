//! Whether a line of an export's head is a date: `jeudi 29 décembre 2011`, `January 11, 2010 Monday`, and not a title
//! that speaks of one. Reading the date itself is `text::written_date`'s.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::written_date;

/// Names of weekdays, one a line.
const WEEKDAYS: &str = include_str!("weekdays.txt");

static WEEKDAY_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WEEKDAYS.lines().collect());

/// A longer line is no date.
const MAX_BYTES: usize = 80;

/// Words that a date may have beside day, month, year: a weekday, a time with its zone, `à`, `Edition`.
const MAX_WORDS: usize = 9;

/// Whether `line` is written as a date, be it one that exists or not.
pub(super) fn is_date_line(line: &str) -> bool {
    let line = line.trim();
    if line.len() > MAX_BYTES {
        return false;
    }
    let words: Vec<&str> = words_of(line).collect();
    let Some(first) = words.first() else { return false };
    let opens_as_date = is_number(first) || is_weekday(first) || is_month(first) || is_first_of_month(first);
    let is_year = |word: &&str| word.len() == 4 && is_number(word);
    let num_years = words.iter().filter(|word| is_year(word)).count();
    let num_foreign = words.iter().filter(|word| word.len() > 3 && !is_date_word(word)).count();
    let has_month =
        words.iter().any(|word| is_month(word)) || words.iter().filter(|word| is_number(word)).count() >= 3;
    opens_as_date && num_years == 1 && has_month && words.len() <= MAX_WORDS && num_foreign <= 1
}

/// Whether `text` begins with the name of a weekday.
pub(in crate::formats) fn opens_with_weekday(text: &str) -> bool {
    words_of(text).next().is_some_and(is_weekday)
}

/// Whether `text` is the name of a weekday and no more.
pub(super) fn is_weekday(text: &str) -> bool {
    WEEKDAY_NAMES.contains(text.trim().to_lowercase().as_str())
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | ':'))
        .filter(|word| !word.is_empty())
}

fn is_date_word(word: &str) -> bool {
    is_number(word) || is_month(word) || is_weekday(word)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_first_of_month(word: &str) -> bool {
    word.to_lowercase() == "1er" || word.ends_with("th") && word.len() <= 4
}

/// The names of months are `written_date`'s; it knows them where it reads them.
pub(in crate::formats) fn is_month(word: &str) -> bool {
    word.len() >= 3
        && word.chars().all(char::is_alphabetic)
        && matches!(written_date::parse(&format!("1 {word} 2000")), Ok(Some(date)) if date.yyyymm().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_titles_that_speak_of_one() {
        for line in [
            "jeudi 29 décembre 2011",
            "29 décembre 2011 jeudi",
            "January 11, 2010 Monday",
            "January 11, 2010 Monday 8:05 AM GMT",
            "Donnerstag, 29. Dezember 2011",
            "1er août 1998",
            "septembre 2014",
            "29/12/2011",
            "31 février 2010",
            "December 31, 2018 Monday Edition",
        ] {
            assert!(is_date_line(line), "{line}");
        }
        for line in [
            "Le 11 septembre 2001, vingt ans après",
            "11 septembre 2001 : les pourparlers reprennent enfin",
            "2011, l'année de la trêve",
            "Guardian",
            "Edition 1",
            "12 morts",
            "",
        ] {
            assert!(!is_date_line(line), "{line}");
        }
    }
}
