//! The lines between headline and text of a Factiva article without codes: number of words, date, time, source, its
//! code, page, language, copyright; some may be missing, none has a name.

use crate::formats::metadata;
use crate::text::written_date;

use super::europresse_header::is_word_for_words;
use super::factiva_fields::{Fields, Role, accession_number};
use super::rights;

/// Adds the lines to `fields`, each for what its place and form say that it is.
pub(super) fn add_lines(lines: &[String], fields: &mut Fields) {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if let Some(number) = lines.iter().rev().find_map(|line| accession_number(line)) {
        fields.add(Role::Id, &number);
    }
    let Some(length_at) = lines.iter().position(|line| is_length(line)) else { return };
    let mut rest = &lines[length_at + 1..];
    if let Some((date, behind)) = rest.split_first().filter(|(line, _)| is_date(line)) {
        fields.add(Role::Published, date);
        rest = behind;
    }
    if let Some((time, behind)) = rest.split_first().filter(|(line, _)| is_time(line)) {
        fields.add(Role::Time, time);
        rest = behind;
    }
    if let Some((source, behind)) = rest.split_first() {
        fields.add(Role::Source, source);
        rest = behind;
    }
    let language_at = rest.iter().position(|line| is_language(line));
    let (middle, end) = rest.split_at(language_at.unwrap_or(rest.len()));
    // Behind the code of the source: page, edition, volume.
    if let Some(page) = middle.iter().skip(1).find(|line| is_page(line)) {
        fields.add(Role::Page, page);
    }
    if let Some(language) = end.first() {
        fields.add(Role::Language, language);
    }
    let notice = end.iter().skip(1).chain(middle).find(|line| rights::is_notice(line));
    let behind_language = end.get(1).filter(|line| accession_number(line).is_none());
    if let Some(notice) = notice.or(behind_language) {
        fields.add(Role::Rights, notice);
    }
}

/// `789 mots`, `1,234 words`.
fn is_length(line: &str) -> bool {
    let Some((number, word)) = line.rsplit_once([' ', '\u{A0}', '\u{202F}']) else { return false };
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{A0}' | '\u{202F}' | ',' | '.');
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(is_digit)
        && is_word_for_words(word)
}

fn is_date(line: &str) -> bool {
    // An impossible date is one all the same, and is reported as such.
    matches!(written_date::parse(line), Ok(Some(_))) || super::date_line::is_date_line(line)
}

/// `19:32`, `07:32 AM`.
fn is_time(line: &str) -> bool {
    let Some((hour, rest)) = line.split_once(':') else { return false };
    let is_number =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number(hour) && rest.get(..2).is_some_and(is_number) && line.len() <= 12
}

/// A page of at most a few letters and digits: `12`, `A1`, `MDE6`.
fn is_page(line: &str) -> bool {
    line.len() <= 8
        && line.bytes().any(|byte| byte.is_ascii_digit())
        && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b','))
}

/// Names of languages only: codes of sources look like codes of languages.
fn is_language(line: &str) -> bool {
    line.chars().count() > 3 && metadata::language(line, "").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(lines: &[&str]) -> crate::model::Article {
        let lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
        let mut fields = Fields::default();
        add_lines(&lines, &mut fields);
        fields.into_article(&mut metadata::Doubts::default())
    }

    #[test]
    fn missing_lines_shift_none_of_the_others() {
        let full = article(&[
            "789 mots",
            "29 décembre 2011",
            "19:32",
            "Le Quotidien",
            "QUOT",
            "12",
            "Français",
            "(c) Le Quotidien",
            "Document QUOT000020111229e7ct0001r",
        ]);
        let short =
            article(&["1,024 Wörter", "29 Dezember 2011", "Der Bote", "BOTE", "Deutsch", "Alle Rechte"]);
        let value = |known: &Option<crate::model::Known<String>>| {
            known.as_ref().map(|known| known.value.clone()).unwrap_or_default()
        };
        assert_eq!(
            (value(&full.source).as_str(), value(&full.page).as_str(), value(&full.rights).as_str()),
            ("Le Quotidien", "12", "(c) Le Quotidien")
        );
        assert_eq!(full.published.unwrap().value.to_string(), "2011-12-29T19:32:00");
        assert_eq!(full.source_id.as_deref(), Some("QUOT000020111229e7ct0001r"));
        assert_eq!(
            (value(&short.source).as_str(), value(&short.page).as_str(), value(&short.rights).as_str()),
            ("Der Bote", "", "Alle Rechte")
        );
        assert_eq!(short.published.unwrap().value.to_string(), "2011-12-29");
    }

    #[test]
    fn times_are_no_sources_and_sources_no_times() {
        assert!(is_time("19:32") && is_time("7:05 AM") && !is_time("20:minutes") && !is_time("Le Monde"));
        assert!(is_length("12 mots") && !is_length("quelques mots") && !is_length("mots"));
    }
}
