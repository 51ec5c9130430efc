//! The classes of characters that the query language tells apart. No meaning: that is the lexer's.

use unicode_normalization::char::is_combining_mark;

/// Blank and control characters: they end whatever stands before them.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Every way an apostrophe is typed or printed. It is a letter of the query language, never a quote.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | '`' | '´' | '′' | '＇')
}

/// The signs that say how the word after them is meant: `+`, `=`, `!`, and the hyphens of a keyboard, of a text
/// processor, and minus.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '+' | '=' | '!' | '-' | '\u{2010}' | '\u{2011}' | '\u{2212}')
}

/// Signs of a sentence, which French sets apart from words: `Yémen : la trêve ?`
pub(super) fn is_punctuation(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '?' | '…' | '–' | '—' | '•' | '·') || is_apostrophe(c)
}

/// Quotes of the shape `"`: people and text processors mix them, so that any of them closes any other.
fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

/// Whether `c` opens a quotation.
pub(super) fn opens_quote(c: char) -> bool {
    c == '«' || is_double_quote(c)
}

/// Whether `c` closes the quotation that `opening` opened.
pub(super) fn closes_quote(opening: char, c: char) -> bool {
    if opening == '«' { c == '»' } else { is_double_quote(c) }
}

/// The characters that end a chunk without a blank.
pub(super) fn is_delimiter(c: char) -> bool {
    matches!(c, '(' | ')' | '|' | '»') || opens_quote(c)
}

/// The characters that stand between two words even when no blank does: `accord/paix`, `titre:paix`.
///
/// Not the full stop, `&`, `@`, `_` and hyphens: `U.S.`, `AT&T`, `cessez-le-feu` are single chunks.
pub(super) fn is_divider(c: char) -> bool {
    is_separator(c)
        || is_delimiter(c)
        || matches!(c, ',' | ';' | ':' | '/' | '\\' | '[' | ']' | '{' | '}' | '<' | '>' | '=' | '^' | '~')
        || matches!(c, '*' | '!' | '?' | '¡' | '¿' | '…' | '—' | '•' | '‹' | '›')
}

/// Dividers that belong to the number when a digit stands on both sides: `20/09/2023`, `3,5`, `12:30`.
pub(super) fn joins_digits(c: char) -> bool {
    matches!(c, ',' | ':' | '/')
}

/// Whether a word may begin with `c`.
pub(super) fn begins_word(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c)
}

/// Whether a word may end with `c`.
pub(super) fn ends_word(c: char) -> bool {
    begins_word(c) || is_combining_mark(c)
}
