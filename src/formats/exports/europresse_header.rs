//! The header line of Europresse, `Rubrique, mardi 14 mars 2006, p. 16` in any order → section, date, page.

use crate::formats::metadata::one_line;
use crate::model::{PartialDate, Precision};
use crate::text::written_date;

use super::date_line::{is_date_line, is_weekday, opens_with_weekday};
use super::page;

/// Words that follow a number of words, one a line.
const WORDS: &str = include_str!("length_words.txt");

/// More parts are no header.
const MAX_PARTS: usize = 40;

/// What a header says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// The rubric.
    pub(super) section: Option<String>,
    /// The date, as precise as it is written.
    pub(super) date: Option<PartialDate>,
    /// What is written as a date and is none that exists, where nothing else is the date.
    pub(super) unread_date: Option<String>,
    /// The page.
    pub(super) page: Option<String>,
}

impl Header {
    /// Reads the line. The date is the part that can be read as one; English dates go over several parts.
    pub(super) fn read(text: &str) -> Header {
        let line = one_line(text);
        let mut parts: Vec<&str> = line.split(", ").map(|part| part.trim().trim_end_matches(',')).collect();
        parts.truncate(MAX_PARTS);
        let mut header = Header::default();
        let found = date_at(&parts);
        header.unread_date = if found.is_none() { unread_date(&parts) } else { None };
        let first_of_date = found.as_ref().map_or(parts.len(), |found| found.start);
        header.date = found.as_ref().map(|found| found.date);
        let mut section = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let is_date = found.as_ref().is_some_and(|found| (found.start..found.end).contains(&at));
            if is_date || part.is_empty() || is_weekday(part) || is_number_of_words(part) {
                continue;
            }
            match page::number(part) {
                Some(page) if header.page.is_none() => header.page = Some(page.to_string()),
                Some(_) => {}
                // Behind the date stand page and length, and editions that are no section.
                None if at < first_of_date => section.push(*part),
                None => {}
            }
        }
        header.section = (!section.is_empty()).then(|| section.join(", "));
        header
    }
}

struct DateFound {
    date: PartialDate,
    start: usize,
    end: usize,
}

/// Of several parts that can be read as a day, the one with a weekday, else the last: sections are called
/// `11 septembre 2001` too. A month or year alone is taken when there is no day.
fn date_at(parts: &[&str]) -> Option<DateFound> {
    let read = |start: usize, end: usize| {
        let text = parts.get(start..end)?.join(", ");
        let date = written_date::parse(&text).ok().flatten()?;
        Some(DateFound { date, start, end })
    };
    let is_day = |found: &DateFound| found.date.precision() >= Precision::Day;
    for len in 1..=3 {
        let mut days: Vec<DateFound> =
            (0..parts.len()).filter_map(|start| read(start, start + len)).filter(is_day).collect();
        if let Some(at) = days.iter().position(|found| opens_with_weekday(parts[found.start])) {
            return Some(days.swap_remove(at));
        }
        if let Some(last) = days.pop() {
            return Some(last);
        }
    }
    let is_month = |found: &DateFound| found.date.precision() == Precision::Month;
    let is_year = |found: &DateFound| parts[found.start].len() == 4;
    let all = |is_wanted: &dyn Fn(&DateFound) -> bool| {
        (0..parts.len()).filter_map(|start| read(start, start + 1)).filter(|found| is_wanted(found)).last()
    };
    all(&is_month).or_else(|| all(&is_year))
}

/// `31 février 2022`. A part with figures alone may be a page or a section, and is no date gone wrong.
fn unread_date(parts: &[&str]) -> Option<String> {
    let written = |start: usize, len: usize| Some(parts.get(start..start + len)?.join(", "));
    let starts_and_lengths = (1..=3).flat_map(|len| (0..parts.len()).map(move |start| (start, len)));
    starts_and_lengths.filter_map(|(start, len)| written(start, len)).find(|text| is_date_line(text))
}

/// `134 mots`.
fn is_number_of_words(part: &str) -> bool {
    let Some((number, word)) = part.rsplit_once([' ', '\u{A0}', '\u{202F}']) else { return false };
    let is_number = number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{A0}' | '\u{202F}'));
    is_number && is_word_for_words(word)
}

/// Whether `word` is what counts of words are followed by: `mots`, `words`.
pub(super) fn is_word_for_words(word: &str) -> bool {
    WORDS.lines().any(|known| known == word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, section: &str, date: &str, page: &str) {
        let header = Header::read(text);
        let date_read = header.date.map(|date| date.to_string()).unwrap_or_default();
        let found = (header.section.unwrap_or_default(), date_read, header.page.unwrap_or_default());
        assert_eq!(found, (section.into(), date.into(), page.into()), "{text}");
    }

    #[test]
    fn the_parts_stand_in_any_order() {
        assert_reads("Communication, mardi 14 mars 2006, p. 16", "Communication", "2006-03-14", "16");
        assert_reads("mardi 14 mars 2006, Vie locale, p. 16", "", "2006-03-14", "16");
        assert_reads("lundi 13 mars 2006, p. MDE6", "", "2006-03-13", "MDE6");
        assert_reads("p. 3, Culture, 1er août 1998", "Culture", "1998-08-01", "3");
        assert_reads("France, mercredi 11 septembre 2024 134 mots, p. 11", "France", "2024-09-11", "11");
        assert_reads("Monde, Afrique, jeudi 2 mai 2019", "Monde, Afrique", "2019-05-02", "");
        assert_reads("", "", "", "");
    }

    #[test]
    fn english_dates_have_commas() {
        assert_reads("News, Thursday, December 22, 2022, p. A1", "News", "2022-12-22", "A1");
        assert_reads("Thursday, December 22, 2022 13887 mots, p. 819(40)", "", "2022-12-22", "819(40)");
        assert_reads("Business, December 22, 2022, 512 words", "Business", "2022-12-22", "");
    }

    #[test]
    fn what_is_written_as_a_date_and_is_none_is_told_from_other_figures() {
        let unread = |text: &str| Header::read(text).unread_date;
        assert_eq!(unread("Monde, mardi 31 février 2022, p. 4").as_deref(), Some("mardi 31 février 2022"));
        assert_eq!(unread("Politique, p. 3, 134 mots"), None);
        assert_eq!(unread("Ligue 1, p. 12"), None);
        assert_eq!(unread("mardi 14 mars 2006, p. 16"), None, "it is read");
    }

    #[test]
    fn websites_say_the_time_and_zone() {
        assert_reads(
            "Politique, lundi 6 mai 2024 - 14:32 UTC +02:00",
            "Politique",
            "2024-05-06T14:32:00+02:00",
            "",
        );
        assert_reads(
            "lundi 6 mai 2024 - 14:32:05 UTC +02:00 1 234 mots",
            "",
            "2024-05-06T14:32:05+02:00",
            "",
        );
    }

    #[test]
    fn sections_that_are_called_like_days_stay_sections() {
        assert_reads(
            "11 septembre 2001, mercredi 11 septembre 2002, p. 4",
            "11 septembre 2001",
            "2002-09-11",
            "4",
        );
        assert_reads("Culture, septembre 2014, p. 3", "Culture", "2014-09", "3");
        assert_reads("Politique, p. 3", "Politique", "", "3");
    }
}
