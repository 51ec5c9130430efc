//! The words of a chunk: `accord/paix` holds two, `cessez-le-feu` and `20/09/2023` one each. Not what they mean: a word
//! here may be several to the analysis.

use std::ops::Range;

use super::character::{begins_word, ends_word, is_divider, is_separator, joins_digits};
use crate::analysis::composite_len;
use crate::model::Span;

/// The words in a range of `text`, divided where no word goes on, without the signs at their edges.
pub(super) fn word_spans(text: &str, range: Range<usize>) -> impl Iterator<Item = Span> + '_ {
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end {
            let piece = Span::new(at, at + piece_len(text, at, range.end));
            at = piece.byte_end + text[piece.byte_end..range.end].chars().next().map_or(0, char::len_utf8);
            if let Some(word) = trimmed(text, piece) {
                return Some(word);
            }
        }
        None
    })
}

/// Bytes from `start` to the next divider, or to `end`.
fn piece_len(text: &str, start: usize, end: usize) -> usize {
    let piece = &text[start..end];
    // The blanks of `20 000` part no words.
    let spaced = spaced_len(piece);
    let mut after_digit = false;
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at < spaced {
            after_digit = c.is_ascii_digit();
            continue;
        }
        let next = chars.peek().map(|(_, next)| *next);
        let before_digit = next.is_some_and(|next| next.is_ascii_digit());
        let is_wildcard = stands_for_letters(c, piece[..at].chars().next_back(), next);
        if is_divider(c) && !(joins_digits(c) && after_digit && before_digit) && !is_wildcard {
            return at;
        }
        after_digit = c.is_ascii_digit();
    }
    piece.len()
}

/// Whether `c` stands for letters of the word around it: `négoci*`, `*feu`, `m?t`. A question mark that ends a word is
/// punctuation.
fn stands_for_letters(c: char, before: Option<char>, next: Option<char>) -> bool {
    let is_wordish = |c: char| ends_word(c) || matches!(c, '*' | '?');
    match c {
        // Only what belongs to the same word decides, so that a word is a pattern wherever it stands.
        '*' => before.is_some_and(is_wordish) || next.is_some_and(|next| ends_word(next) || next == '*'),
        '?' => before.is_some_and(is_wordish) && next.is_some_and(is_wordish),
        _ => false,
    }
}

/// Whether a word is a pattern.
pub(super) fn is_pattern(word: &str) -> bool {
    word.contains(['*', '?'])
}

/// The length of the figure with blanks in it (`20 000`) that `text` begins with; 0 where there is none.
pub(super) fn spaced_len(text: &str) -> usize {
    composite_len(text).filter(|&len| text[..len].contains(is_separator)).unwrap_or(0)
}

/// The piece from its first to its last letter, digit or apostrophe; `None` without a letter or digit.
fn trimmed(text: &str, piece: Span) -> Option<Span> {
    let content = piece.of(text);
    if !content.contains(char::is_alphanumeric) {
        return None;
    }
    let start = content.len() - content.trim_start_matches(|c| !begins_word(c) && c != '*').len();
    let end = content.trim_end_matches(|c| !ends_word(c) && c != '*').len();
    Some(Span::new(piece.byte_start + start, piece.byte_start + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(chunk: &str) -> Vec<&str> {
        word_spans(chunk, 0..chunk.len()).map(|span| span.of(chunk)).collect()
    }

    #[test]
    fn dividers_part_words_but_not_numbers() {
        assert_eq!(words("accord/paix,guerre"), ["accord", "paix", "guerre"]);
        assert_eq!(words("20/09/2023"), ["20/09/2023"]);
        assert_eq!(words("3,5:7,x/8"), ["3,5:7", "x", "8"]);
    }

    #[test]
    fn wildcards_belong_to_their_word() {
        assert_eq!(words("négoci*/*feu*"), ["négoci*", "*feu*"]);
        assert_eq!(words("m?t quoi? où?? vrai?faux"), ["m?t", "quoi", "où", "vrai?faux"]);
        assert_eq!(words("* ** ?! -*-"), [] as [&str; 0]);
    }

    #[test]
    fn figures_keep_their_blanks() {
        assert_eq!(words("20 000"), ["20 000"]);
        assert_eq!(words("=20\u{a0}000 morts"), ["20\u{a0}000", "morts"]);
        assert_eq!(words("14 h 05 GMT"), ["14 h 05", "GMT"]);
        assert_eq!(words("20 00 2019 300"), ["20", "00", "2019", "300"]);
    }

    #[test]
    fn signs_at_the_edges_are_no_part_of_a_word() {
        assert_eq!(words("[«.U.S.A.%»]"), ["U.S.A"]);
        assert_eq!(words("-d'"), ["d'"]);
        assert_eq!(words("e\u{301}-"), ["e\u{301}"]);
        assert_eq!(words("’…/🕊"), [] as [&str; 0]);
    }
}
