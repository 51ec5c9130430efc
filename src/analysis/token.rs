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
