//! Whether a few words may be the place of a dateline. Not a gazetteer: no place is looked up.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of place names that need no capital: `Boulogne-sur-Mer`, `Frankfurt am Main`.
const PARTICLES: &str = include_str!("particles.txt");
/// Headings of sections, which stand in capitals where a place might.
const HEADINGS: &str = include_str!("not_places.txt");

static SMALL_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| PARTICLES.lines().collect());
static NOT_PLACES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| HEADINGS.lines().collect());

/// `Saint-Maurice-sur-Moselle (France), Vosges` has 42 characters.
const MAX_PLACE_CHARS: usize = 60;
const MAX_PLACE_WORDS: usize = 7;

/// Whether `text` is written as a place name is: a capital in front of every word that is no particle, nothing but
/// letters, hyphens, apostrophes, and what parts a town from its country.
pub(super) fn may_be_place(text: &str) -> bool {
    let is_possible = |c: char| c.is_alphabetic() || " -'’.,/()\u{a0}".contains(c);
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let starts_with_capital = text.starts_with(char::is_uppercase)
        || text.split_once(['\'', '’']).is_some_and(|(_, name)| name.starts_with(char::is_uppercase));
    starts_with_capital
        && text.chars().count() <= MAX_PLACE_CHARS
        && text.chars().all(is_possible)
        && words.clone().count() <= MAX_PLACE_WORDS
        && words.clone().any(|word| word.chars().count() > 1)
        && words.all(|word| word.starts_with(char::is_uppercase) || SMALL_WORDS.contains(word))
        && !is_heading(text)
        && !has_sentence_end(text)
}

/// A full stop behind more than an abbreviation: `St. Louis` has none.
fn has_sentence_end(text: &str) -> bool {
    text.match_indices(". ")
        .any(|(at, _)| text[..at].chars().rev().take_while(|c| c.is_alphabetic()).count() > 3)
}

/// Whether all its letters are capitals.
pub(super) fn is_in_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

fn is_heading(text: &str) -> bool {
    text.to_lowercase().split([' ', '/', ',', '-']).any(|word| NOT_PLACES.contains(word))
}
