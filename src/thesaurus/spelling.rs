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
    let mut key = String::new();
    write_term_key(text, &mut key);
    key
}

/// Puts the key of a term into `key`, whatever that held: thousands are made in a row.
pub(super) fn write_term_key(text: &str, key: &mut String) {
    let is_name = text.starts_with(char::is_uppercase);
    write_key(text, key, if is_name { end_word } else { end_singular });
}

/// What counts of a spelling: its letters and digits, lower-cased, without accents and elided words.
///
/// Neither spaces nor hyphens count: `cease-fire`, `cease fire` and `ceasefire` are one.
pub(super) fn plain_key(text: &str) -> String {
    let mut key = String::new();
    write_key(text, &mut key, end_word);
    key
}

/// The same, every word without the ending of a plural.
pub(super) fn singular_key(text: &str) -> String {
    let mut key = String::new();
    write_key(text, &mut key, end_singular);
    key
}

/// Words of a text, or a few more: what stands between anything but letters and digits.
pub(super) fn max_words(text: &str) -> usize {
    1 + text.bytes().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count()
}

/// `end_word` is given the key and the byte at which its last word begins.
fn write_key(text: &str, key: &mut String, end_word: fn(&mut String, usize)) {
    key.clear();
    let mut word = 0;
    for c in text.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => key.push(c.to_ascii_lowercase()),
            '\'' | '’' | 'ʼ' | '‘' if ELIDED.contains(&&key[word..]) => key.truncate(word),
            '\'' | '’' | 'ʼ' | '‘' => {}
            _ if !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)) => push_folded(key, c),
            _ => {
                end_word(key, word);
                word = key.len();
            }
        }
    }
    end_word(key, word);
}

/// Adds a letter beyond ASCII in lower case and without its accent.
fn push_folded(key: &mut String, c: char) {
    for c in c.to_lowercase().nfd().filter(|&part| !is_combining_mark(part)) {
        match c {
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'đ' => key.push('d'),
            'ı' => key.push('i'),
            _ => key.push(c),
        }
    }
}

fn end_word(_key: &mut String, _word: usize) {}

fn end_singular(key: &mut String, word: usize) {
    let (stem, ending) = singular(&key[word..]);
    let end = word + stem.len();
    key.truncate(end);
    key.push_str(ending);
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
