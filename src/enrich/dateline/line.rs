//! One dateline: `PARIS, 20 sept (Reuters) -`. Where in a text it stands is not known here.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::place::{is_in_capitals, may_be_place};
use super::{Written, agency};
use crate::text::floor_char_boundary;
use crate::text::written_date::parse_day;

/// Words before the name of an author.
const BYLINE_WORDS: &str = include_str!("bylines.txt");

static BYLINES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| BYLINE_WORDS.lines().collect());

/// A dateline with its byline is not longer.
const MAX_LINE_BYTES: usize = 200;
/// Places in front of a dateline where its date may begin.
const MAX_SPLITS: usize = 12;

/// The dateline that opens `line`, and where the text begins behind it.
pub(super) fn opening(line: &str) -> Option<Written> {
    let head = &line[..floor_char_boundary(line, MAX_LINE_BYTES)];
    in_parentheses(head).or_else(|| between_slashes(head)).or_else(|| without_agency(head))
}

/// `PARIS, 20 sept (Reuters) -`, `(Belga) Le ministre`, `(ANSA) - ROMA, 14 MAR -`.
fn in_parentheses(head: &str) -> Option<Written> {
    head.match_indices('(').find_map(|(open, _)| {
        let (name, behind) = head[open + 1..].split_once(')')?;
        let before = head[..open].trim();
        let rest = behind_separator(behind);
        if let Some(name) = agency::known(name) {
            let mut written = match (before.is_empty(), rest) {
                (true, Some(rest)) => place_behind(rest).unwrap_or_default(),
                (true, None) if starts_a_sentence(behind) => Written::default(),
                (false, Some(_)) => place_and_day(before)?,
                _ => return None,
            };
            written.agency = Some(name.to_string());
            return Some(written);
        }
        let written = Some(before).filter(|_| agency::may_be_initials(name)).and_then(place_and_day)?;
        let place = written.place.as_deref()?;
        let is_dateline = rest.is_some_and(is_apart) && is_in_capitals(place);
        is_dateline.then(|| Written { agency: Some(name.to_string()), ..written })
    })
}

/// `NEW YORK, Sept. 20, 2023 /PRNewswire/ --`, `MOSCOW, September 20. /TASS/.`
fn between_slashes(head: &str) -> Option<Written> {
    let (open, _) = head.match_indices('/').find(|(at, _)| head[..*at].ends_with(' '))?;
    let (name, behind) = head[open + 1..].split_once('/')?;
    let name = agency::known(name)?;
    let is_end = behind.starts_with('.') || behind_separator(behind).is_some();
    let written = place_and_day(&head[..open]).filter(|_| is_end)?;
    Some(Written { agency: Some(name.to_string()), ..written })
}

/// `BAKOU, 20 septembre 2023 – L'Azerbaïdjan`: only capitals and a day make it one.
fn without_agency(head: &str) -> Option<Written> {
    let (at, rest) = head.match_indices([' ', '\u{a0}']).find_map(|(at, _)| {
        behind_separator(&head[at..]).filter(|rest| is_apart(rest)).map(|rest| (at, rest))
    })?;
    // Prose with a dash in it is common, and seldom has a figure before.
    let may_have_day = head[..at].contains(char::is_numeric);
    let written =
        Some(&head[..at]).filter(|_| may_have_day && starts_a_sentence(rest)).and_then(place_and_day)?;
    let is_sure = written.day.is_some() && written.place.as_deref().is_some_and(is_in_capitals);
    is_sure.then_some(written)
}

/// What stands behind a dash, a double hyphen or the like.
fn behind_separator(text: &str) -> Option<&str> {
    let text = text.trim_start();
    // Asked at every blank of the first lines of every text: nearly always a letter follows.
    if text.starts_with(char::is_alphanumeric) {
        return None;
    }
    let separators = [".-", "--", "-", "–", "—", "−", "=", "_", ":"];
    let separator = separators.into_iter().find(|separator| text.starts_with(separator))?;
    Some(&text[separator.len()..])
}

/// Whether white space parts the separator from the text.
fn is_apart(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(char::is_whitespace)
}

fn starts_a_sentence(behind: &str) -> bool {
    let text = behind.trim_start();
    text.len() < behind.len()
        && text.trim_start_matches(['"', '«', '“', ' ', '\u{a0}']).starts_with(char::is_uppercase)
}

/// `ROMA, 14 MAR - Il governo`, behind the agency.
fn place_behind(rest: &str) -> Option<Written> {
    let (at, _) = rest
        .match_indices([' ', '\u{a0}'])
        .find(|(at, _)| *at > 0 && behind_separator(&rest[*at..]).is_some_and(is_apart))?;
    place_and_day(&rest[..at]).filter(|written| written.place.as_deref().is_some_and(is_in_capitals))
}

/// `PARIS`, `PARIS, 20 sept`, `Stuttgart (Allemagne), 2 fév 2019`, `By Anne Née, LONDON`.
pub(super) fn place_and_day(text: &str) -> Option<Written> {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '–' | '—' | '©'));
    let first_word = text.split_whitespace().next()?;
    if !BYLINES.contains(first_word.to_lowercase().as_str()) {
        return plain(text);
    }
    let behind_commas = text.match_indices(',').map(|(at, _)| text[at + 1..].trim());
    behind_commas
        .take(MAX_SPLITS)
        .find_map(|rest| plain(rest).filter(|written| written.place.as_deref().is_some_and(is_in_capitals)))
}

fn plain(text: &str) -> Option<Written> {
    let as_place = |text: &str| {
        let place = text.trim().trim_end_matches([',', '.']).trim_end();
        may_be_place(place).then(|| place.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let splits = text.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ',' | '.'));
    let dated = splits.take(MAX_SPLITS).find_map(|(at, c)| {
        // `(6/6)` counts the parts of a series.
        let day = Some(&text[at + c.len_utf8()..]).filter(|day| !day.contains('(')).and_then(parse_day)?;
        Some(Written { place: Some(as_place(&text[..at])?), day: Some(day), agency: None })
    });
    dated.or_else(|| Some(Written { place: Some(as_place(text)?), day: None, agency: None }))
}
