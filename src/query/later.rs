//! Syntax of the query language that is recognised but not acted upon yet: proximity, wildcards, fields and the like.
//!
//! Recognising it keeps the promise that no query is misread in silence. Each kind leaves this file when the parser
//! learns it; nothing here decides how words are matched.

use std::ops::Range;

use super::character::is_separator;

/// Field names to come, with hints, as data.
const FIELDS: &str = include_str!("fields.tsv");

/// Longest regular expression looked for.
const MAX_REGEX_BYTES: usize = 200;

/// Names of the proximity operators, which a number of words follows: `NEAR/5`.
const PROXIMITY_NAMES: &str = "NEAR PRES PRÈS W w ADJ adj";

/// What is known of a chunk that uses syntax to come.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Later {
    /// The bytes of the chunk that are read as words for now; empty: none.
    pub(super) words: Range<usize>,
    /// The remark; `{}` stands for the chunk.
    pub(super) message: String,
}

/// Recognises syntax to come in a chunk that stood outside quotes; `after_quote`: glued to a closing quote.
pub(super) fn recognise(chunk: &str, after_quote: bool) -> Option<Later> {
    proximity(chunk, after_quote)
        .or_else(|| regex(chunk))
        .or_else(|| suffix(chunk))
        .or_else(|| wildcard(chunk))
        .or_else(|| prefix(chunk))
        .or_else(|| field(chunk))
}

/// `/s`, `/p`, `NEAR/5`, and the `~5` of `"a b"~5`. Nothing of them is a word.
fn proximity(chunk: &str, after_quote: bool) -> Option<Later> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let named = chunk.split_once('/').is_some_and(|(name, number)| {
        PROXIMITY_NAMES.split(' ').any(|known| known == name) && is_number(number)
    });
    if named || matches!(chunk, "/s" | "/p") {
        return later(
            0..0,
            "{} is not understood yet: the words around it may stand anywhere in the article.",
        );
    }
    let slop = chunk.strip_prefix('~').is_some_and(is_number);
    (after_quote && slop).then(|| Later {
        words: 0..0,
        message: "{} is not understood yet: the words in quotes are meant side by side.".into(),
    })
}

/// The length of the regular expression that `text` begins with, parentheses and bars in it included.
pub(super) fn regex_len(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('/')?;
    // The bound keeps a text of nothing but slashes and parentheses linear.
    let end = inside.bytes().take(MAX_REGEX_BYTES).position(|byte| matches!(byte, b'/' | b' ' | b'"'))?;
    let is_closed = inside[end..].starts_with('/') && end > 0;
    let after = inside[end..].chars().nth(1);
    let is_over = after.is_none_or(|c| is_separator(c) || c == ')');
    (is_closed && is_over && !inside[..end].contains(is_separator)).then_some(end + 2)
}

/// `/azer.*/`.
fn regex(chunk: &str) -> Option<Later> {
    let inside = chunk.strip_prefix('/')?.strip_suffix('/')?;
    (!inside.is_empty()).then(|| Later {
        words: 1..chunk.len() - 1,
        message: "{} is read as text: regular expressions are not understood yet.".into(),
    })
}

/// `mot~`, `mot~1`, `mot^4`, `mot{5,}`: the word counts, what follows it does not.
fn suffix(chunk: &str) -> Option<Later> {
    let end = chunk.rfind(['~', '^', '{']).filter(|&end| end > 0)?;
    let (sign, number) = (chunk[end..].chars().next()?, &chunk[end + 1..]);
    if !number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'}')) {
        return None;
    }
    // Signs of concepts that are before nothing.
    if sign == '~' && !chunk[..end].contains(char::is_alphanumeric) {
        return None;
    }
    let message = match sign {
        '~' => "{} is read without what follows the word: spelling variants are not understood yet.",
        '^' => "{} is read without what follows the word: weights are not understood yet.",
        _ => "{} is read without what follows the word: numbers of mentions are not understood yet.",
    };
    later(0..end, message)
}

/// `négoci*`, `m?t`. A question mark that ends a chunk is punctuation.
fn wildcard(chunk: &str) -> Option<Later> {
    let question = chunk
        .find('?')
        .filter(|&at| at > 0)
        .is_some_and(|at| chunk[at + 1..].chars().next().is_some_and(char::is_alphanumeric));
    let star = chunk.contains('*') && chunk.chars().any(char::is_alphanumeric);
    if question || star {
        return later(0..chunk.len(), "{} is read as text: wildcards are not understood yet.");
    }
    None
}

/// `atleast5`.
fn prefix(chunk: &str) -> Option<Later> {
    let number = chunk.strip_prefix("atleast")?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    later(0..chunk.len(), "{} is read as text: numbers of mentions are not understood yet.")
}

/// `titre:paix`.
fn field(chunk: &str) -> Option<Later> {
    let (name, _) = chunk.split_once(':')?;
    let name = name.to_lowercase();
    let (_, hint) = FIELDS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .find(|(known, _)| *known == name)?;
    let message = format!("`{name}:` is read as text: fields are not understood yet. {hint}");
    later(0..chunk.len(), message.trim_end())
}

fn later(words: Range<usize>, message: &str) -> Option<Later> {
    Some(Later { words, message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(chunk: &str) -> Option<&str> {
        recognise(chunk, false).map(|later| &chunk[later.words])
    }

    #[test]
    fn operators_of_proximity_are_no_words() {
        for chunk in ["/s", "/p", "NEAR/5", "PRES/12", "W/3", "w/3"] {
            assert_eq!(words(chunk), Some(""), "{chunk}");
        }
        assert_eq!(recognise("~5", true).map(|later| later.words), Some(0..0));
        assert_eq!(recognise("~5", false), None, "the concept of a number");
    }

    #[test]
    fn the_word_is_kept_without_its_signs() {
        assert_eq!(words("trêve~1"), Some("trêve"));
        assert_eq!(words("trêve^2.5"), Some("trêve"));
        assert_eq!(words("trêve{5,}"), Some("trêve"));
        assert_eq!(words("/azer.*/"), Some("azer.*"));
        assert_eq!(words("négoci*"), Some("négoci*"));
        assert_eq!(words("Titre:paix"), Some("Titre:paix"));
    }

    #[test]
    fn regular_expressions_hold_parentheses_and_end_with_a_slash() {
        assert_eq!(regex_len("/kara(bakh|bagh)/ Goris"), Some("/kara(bakh|bagh)/".len()));
        assert_eq!(regex_len("/é.*/)"), Some("/é.*/".len()));
        for text in ["/a b/", "/a/b", "//", "/a", "a/b/", "/\"a/\"", "/a\u{a0}b/"] {
            assert_eq!(regex_len(text), None, "{text}");
        }
        assert_eq!(regex_len(&format!("/{}/", "é".repeat(MAX_REGEX_BYTES))), None);
    }

    #[test]
    fn ordinary_text_is_not_taken_for_syntax() {
        for chunk in [
            "accord/paix",
            "Bakou:",
            "https://x.fr/a",
            "vraiment?",
            "20/09/2023",
            "12:30",
            "*",
            "~",
            "~~",
            "~mot",
            "concept:mot",
            "/",
            "//",
        ] {
            assert_eq!(recognise(chunk, false), None, "{chunk}");
        }
    }
}
