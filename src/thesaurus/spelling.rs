//! When two spellings are the same to the thesaurus: by a key that both have. No lexicon: inflection beyond a plural
//! is the analyzers' business.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that French and Italian elide: `d'État`, `l'ONU`. An analyzer may have removed them, so they never count.
const ELIDED: [&str; 11] = ["l", "d", "n", "s", "j", "m", "t", "c", "qu", "dell", "all"];

/// A singular has so many letters: `gas`, `as` and `US` are none with an `s` added.
const MIN_SINGULAR: usize = 3;

/// What counts of a term: as [`plain_key`], and for a term that is no name without the endings of plurals.
///
/// A name has none: *Paris* is not the plural of *pari*.
pub(super) fn term_key(text: &str) -> String {
    if text.starts_with(char::is_uppercase) { plain_key(text) } else { singular_key(text) }
}

/// What counts of a spelling: its letters and digits, lower-cased, without accents and elided words.
///
/// Neither spaces nor hyphens count: `cease-fire`, `cease fire` and `ceasefire` are one.
pub(super) fn plain_key(text: &str) -> String {
    key(text, |word| (word, ""))
}

/// The same, every word without the ending of a plural.
pub(super) fn singular_key(text: &str) -> String {
    key(text, singular)
}

fn key(text: &str, reduce: fn(&str) -> (&str, &'static str)) -> String {
    let mut key = String::with_capacity(text.len());
    let mut word = String::new();
    let mut end_word = |word: &mut String| {
        let (stem, ending) = reduce(word);
        key.push_str(stem);
        key.push_str(ending);
        word.clear();
    };
    for c in text.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => word.push(c.to_ascii_lowercase()),
            ' ' | '-' => end_word(&mut word),
            '\'' | '’' | 'ʼ' | '‘' if ELIDED.contains(&word.as_str()) => word.clear(),
            _ if c.is_alphanumeric() || is_combining_mark(c) => push_folded(&mut word, c),
            _ => end_word(&mut word),
        }
    }
    end_word(&mut word);
    key
}

/// Adds a letter beyond ASCII in lower case and without its accent.
fn push_folded(word: &mut String, c: char) {
    let lower = c.to_lowercase();
    for c in lower.nfd().filter(|&part| !is_combining_mark(part)) {
        match c {
            'œ' => word.push_str("oe"),
            'æ' => word.push_str("ae"),
            'ß' => word.push_str("ss"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' => word.push('d'),
            'ı' => word.push('i'),
            _ => word.push(c),
        }
    }
}

/// Number of words as the key counts them.
pub(super) fn num_words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count().max(1)
}

/// Endings of plurals, and what stands for them in the key. `parties` becomes what both `party` and `partie` become.
const ENDINGS: [(&str, &str); 6] =
    [("eaux", "eau"), ("eux", "eu"), ("oux", "ou"), ("aux", "al"), ("ies", "y"), ("ie", "y")];

fn singular(word: &str) -> (&str, &'static str) {
    let rules = ENDINGS.iter().filter_map(|(plural, ending)| Some((word.strip_suffix(plural)?, *ending)));
    let plain = word.strip_suffix('s').filter(|stem| !stem.ends_with('s')).map(|stem| (stem, ""));
    let is_long = |(stem, ending): &(&str, &str)| stem.chars().count() + ending.len() >= MIN_SINGULAR;
    rules.chain(plain).find(is_long).unwrap_or((word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_term_have_one_key() {
        let same = [
            ("cease-fire", "ceasefire"),
            ("Cease fire", "ceasefires"),
            ("cessez\u{2011}le\u{2011}feu", "Cessez le feu"),
            ("coup d’État", "COUP D'ETAT"),
            ("l'ONU", "ONU"),
            ("O.N.U.", "onu"),
            ("tribunaux", "tribunal"),
            ("jeux", "jeu"),
            ("épidémies", "epidemie"),
            ("vies", "vie"),
            ("treaties", "treaty"),
            ("œuvre", "oeuvre"),
            ("e\u{301}lection", "élections"),
            ("Côte-d'Ivoire", "Côte d’Ivoire"),
            ("Mařík", "Marik"),
        ];
        for (left, right) in same {
            assert_eq!(singular_key(left), singular_key(right), "{left} and {right}");
        }
    }

    #[test]
    fn what_is_no_plural_stays_whole() {
        for (word, expected) in
            [("US", "us"), ("gas", "gas"), ("process", "process"), ("prud'homme", "prudhomme")]
        {
            assert_eq!(singular_key(word), expected);
        }
        assert_ne!(singular_key("paix"), singular_key("pai"));
        assert_ne!(singular_key("mine"), singular_key("min"));
    }

    #[test]
    fn a_name_has_no_plural() {
        assert_eq!(term_key("Paris"), "paris");
        assert_eq!(term_key("paris"), term_key("pari"));
    }

    #[test]
    fn a_text_without_letters_has_an_empty_key() {
        assert_eq!(singular_key(" - ’ "), "");
    }
}
