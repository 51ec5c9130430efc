//! The signs behind a word, a quotation or a group: `~`, `~2`, `^2`, `{5,}`. Not what they do to the tree.

use super::proximity::{Weight, distance};
use super::token::Suffix;
use super::word::Spelling;

/// Most letters that may differ: with three, nearly every short word is like every other.
const MAX_EDITS: u8 = 2;
/// Words of so many letters may differ in two, shorter ones in one.
const MIN_LONG_CHARS: usize = 6;

/// `~` behind a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fuzzy {
    /// How the word is meant.
    pub(super) spelling: Spelling,
    /// Bytes of the sign and its number.
    pub(super) num_bytes: usize,
    /// Whether more was asked for than can be had.
    pub(super) is_bounded: bool,
}

/// Reads `~`, `~1`, `~2` at the beginning of `rest`, which stands right behind `word`. Lucene's old similarities (`~0.8`)
/// are read as `~` alone.
pub(super) fn fuzzy(word: &str, rest: &str) -> Option<Fuzzy> {
    let number = rest.strip_prefix('~')?;
    let len = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
    let (number, after) = number.split_at(len);
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '~') {
        return None;
    }
    let usual = if word.chars().count() < MIN_LONG_CHARS { 1 } else { MAX_EDITS };
    let asked = if number.contains('.') || number.is_empty() {
        None
    } else {
        Some(number.parse().unwrap_or(u8::MAX))
    };
    let spelling = match asked {
        None => Spelling::Fuzzy(usual),
        Some(0) => Spelling::Typed,
        Some(edits) => Spelling::Fuzzy(edits.min(MAX_EDITS)),
    };
    Some(Fuzzy { spelling, num_bytes: 1 + len, is_bounded: asked.is_some_and(|edits| edits > MAX_EDITS) })
}

/// The suffix that ends a chunk, and where it begins: `mot^2`, `mot{5,}`. `None` in its place: it looks like one and means
/// nothing, `mot{3,5}`.
pub(super) fn at_end(chunk: &str) -> Option<(usize, Option<Suffix>)> {
    let start = chunk.rfind(['^', '{'])?;
    let suffix = whole(&chunk[start..]);
    let is_suffix_like = chunk[start + 1..].chars().all(|c| c.is_ascii_digit() || "+-.,}".contains(c));
    (suffix.is_some() || is_suffix_like).then_some((start, suffix))
}

/// The suffix that `text` is.
pub(super) fn whole(text: &str) -> Option<Suffix> {
    if let Some(number) = text.strip_prefix('^') {
        return Weight::read(number).map(Suffix::Weight);
    }
    let number = text.strip_prefix('{')?.strip_suffix(",}")?;
    distance(number).map(Suffix::AtLeast)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_may_differ_depend_on_the_word() {
        let read = |word: &str, rest: &str| fuzzy(word, rest).map(|fuzzy| (fuzzy.spelling, fuzzy.num_bytes));
        assert_eq!(read("trêve", "~ x"), Some((Spelling::Fuzzy(1), 1)));
        assert_eq!(read("Pachinian", "~"), Some((Spelling::Fuzzy(2), 1)));
        assert_eq!(read("Pachinian", "~1/"), Some((Spelling::Fuzzy(1), 2)));
        assert_eq!(read("paix", "~0.8"), Some((Spelling::Fuzzy(1), 4)));
        assert_eq!(read("paix", "~0"), Some((Spelling::Typed, 2)));
        assert_eq!((read("paix", "~a"), read("paix", "~~"), read("paix", "")), (None, None, None));
        assert!(fuzzy("paix", "~7").unwrap().is_bounded && !fuzzy("paix", "~2").unwrap().is_bounded);
    }

    #[test]
    fn suffixes_end_a_chunk() {
        assert_eq!(at_end("mot^2.5"), Some((3, Some(Suffix::Weight(Weight(250))))));
        assert_eq!(at_end("mot{5,}"), Some((3, Some(Suffix::AtLeast(5)))));
        for chunk in ["mot^-1", "mot{5}", "mot{3,5}", "mot^"] {
            assert_eq!(at_end(chunk), Some((3, None)), "{chunk}");
        }
        for chunk in ["mot^a", "mot"] {
            assert_eq!(at_end(chunk), None, "{chunk}");
        }
    }
}
