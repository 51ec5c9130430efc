//! The words of a text with their positions and spans: for highlights, passages, and for people who ask what is indexed.

use super::chunk::Part;
use super::{cache, registry};
use crate::analysis::scanner::Chunks;
use crate::model::{Language, Span};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower-cased form, accents kept.
    pub exact: String,
    /// Terms under which it is found.
    pub lemmas: Vec<String>,
    /// Where it stands among the words of the text; the joined spelling of a hyphenated word shares its first part's.
    pub position: u32,
    /// Its bytes in the text, without an elided article.
    pub span: Span,
    /// Whether it is the joined spelling of the words that begin at its position.
    pub is_joined: bool,
}

impl Token {
    fn new(part: &Part, byte_start: usize, position: u32, is_joined: bool) -> Token {
        let span = Span::new(byte_start + part.byte_start, byte_start + part.byte_end);
        Token { exact: part.exact.clone(), lemmas: part.lemmas.clone(), position, span, is_joined }
    }
}

/// The words of `text`, positions counted from `first_position`, spans in `text`.
pub fn tokens(text: &str, language: Option<Language>, first_position: u32) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut position = first_position;
    cache::chunks(registry::analyzer_for(language), Chunks::of(text), |byte_start, chunk| {
        for (number, part) in chunk.parts.iter().enumerate() {
            tokens.push(Token::new(part, byte_start, position, false));
            if let (0, Some(joined)) = (number, &chunk.joined) {
                tokens.push(Token::new(joined, byte_start, position, true));
            }
            position += 1;
        }
    });
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Position, exact form and the text marked, of every token.
    fn read(text: &str) -> Vec<String> {
        let describe = |token: &Token| {
            let joined = if token.is_joined { "+" } else { "" };
            format!("{}{joined} {} {:?}", token.position, token.exact, token.span.of(text))
        };
        tokens(text, Some(Language::FR), 0).iter().map(describe).collect()
    }

    // Specification by example: what is marked is what was printed, whatever it is found under.
    #[test]
    fn tokens_have_a_position_and_mark_what_was_printed() {
        let examples: [(&str, &[&str]); 9] = [
            ("à l’O.N.U.", &["0 à \"à\"", "1 o \"O\"", "1+ onu \"O.N.U\"", "2 n \"N\"", "3 u \"U\""]),
            (
                "20\u{202f}000 morts",
                &["0 20 \"20\"", "0+ 20000 \"20\\u{202f}000\"", "1 000 \"000\"", "2 morts \"morts\""],
            ),
            ("14 h 05", &["0 14 \"14\"", "0+ 14h05 \"14 h 05\"", "1 h \"h\"", "2 05 \"05\""]),
            ("3,5 %", &["0 3 \"3\"", "1 5 \"5\""]),
            ("le gouver-\nnement", &["0 le \"le\"", "1 gouvernement \"gouver-\\nnement\""]),
            (
                "porte-\nparole",
                &["0 porte \"porte\"", "0+ porteparole \"porte-\\nparole\"", "1 parole \"parole\""],
            ),
            ("l'e\u{301}tat", &["0 état \"e\\u{301}tat\""]),
            ("con\u{fb01}ance", &["0 confiance \"con\u{fb01}ance\""]),
            ("N’Djamena, nº123", &["0 n'djamena \"N’Djamena\"", "1 n \"n\"", "2 123 \"123\""]),
        ];
        for (text, wanted) in examples {
            assert_eq!(read(text), wanted);
        }
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text_and_positions_in_order(
            text in "\\PC{0,60}|[a-zA-ZÉéàXVI'’. ,:0-9h\\-\n\u{a0}\u{ad}\u{301}¬]{0,80}"
        ) {
            for code in ["fr", "en", "de"] {
                let mut last = None;
                let mut byte_end = 0;
                for token in tokens(&text, code.parse().ok(), 0) {
                    prop_assert!(token.span.byte_end <= text.len() && token.span.byte_start < token.span.byte_end);
                    prop_assert!(text.is_char_boundary(token.span.byte_start) && text.is_char_boundary(token.span.byte_end));
                    if token.is_joined {
                        prop_assert_eq!(last, Some(token.position));
                        continue;
                    }
                    prop_assert_eq!(token.position, last.map_or(0, |last| last + 1));
                    prop_assert!(token.span.byte_start >= byte_end, "{:?} goes back", token);
                    (last, byte_end) = (Some(token.position), token.span.byte_end);
                }
            }
        }
    }
}
