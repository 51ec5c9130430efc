//! The terms of a text as one string per field, and the tokenizer through which tantivy reads it back.
//!
//! A text is analysed once; its aligned fields are streams over that analysis. In a stream every term is preceded by
//! how its position follows from the one before: the same, the next, or so many further. The three marks are control
//! characters, which no term holds.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::MAX_TERM_BYTES;

/// The next term stands at the same position.
const SAME: char = '\u{1}';
/// The next term stands one position further. An empty term only moves on.
const NEXT: char = '\u{2}';
/// The next term stands as many positions further as the digits up to `GAP_END` say.
const GAP: char = '\u{3}';
const GAP_END: char = '\u{4}';

/// The name under which tantivy's schema knows the tokenizer of streams.
pub(crate) const STREAM_TOKENIZER: &str = "depeche-stream";

/// Writes one position with `terms`. Terms that are too long leave the position empty.
pub(super) fn push_position<'a>(stream: &mut String, terms: impl Iterator<Item = &'a str>) {
    let mut mark = NEXT;
    for term in terms.filter(|term| !term.is_empty() && term.len() <= MAX_TERM_BYTES) {
        stream.push(mark);
        stream.push_str(term);
        mark = SAME;
    }
    if mark == NEXT {
        stream.push(NEXT);
    }
}

/// Appends `positions`, which [`push_position`] wrote, with every term twice.
pub(super) fn push_twice(stream: &mut String, positions: &str) {
    let mut rest = positions;
    while let Some(mark) = rest.chars().next() {
        let term = &rest[1..];
        let end = term.find([SAME, NEXT]).unwrap_or(term.len());
        stream.push(mark);
        stream.push_str(&term[..end]);
        if end > 0 {
            stream.push(SAME);
            stream.push_str(&term[..end]);
        }
        rest = &term[end..];
    }
}

/// Appends an empty position: the slot in which a paragraph ends.
pub(super) fn push_slot(stream: &mut String) {
    stream.push(NEXT);
}

/// Writes a sparse stream: terms at given positions, ascending.
#[derive(Debug, Default)]
pub(super) struct SparseStream {
    stream: String,
    last: Option<u32>,
}

impl SparseStream {
    pub(super) fn push(&mut self, position: u32, term: &str) {
        match self.last {
            Some(last) if last == position => self.stream.push(SAME),
            _ => {
                let gap = position + 1 - self.last.map_or(0, |last| last + 1);
                self.stream.push(GAP);
                self.stream.push_str(&gap.to_string());
                self.stream.push(GAP_END);
            }
        }
        self.stream.push_str(term);
        self.last = Some(position);
    }

    pub(super) fn finish(self) -> String {
        self.stream
    }
}

/// Registers the tokenizer of streams.
pub(crate) fn register_tokenizers(tokenizers: &TokenizerManager) {
    tokenizers.register(STREAM_TOKENIZER, TextAnalyzer::from(StreamTokenizer::default()));
}

/// Reads a stream back as tantivy tokens. Offsets are not kept: spans come from analysing the stored text.
#[derive(Clone, Default)]
struct StreamTokenizer {
    token: Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = StreamReader<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StreamReader<'a> {
        self.token.reset();
        StreamReader { rest: text, position: None, token: &mut self.token }
    }
}

struct StreamReader<'a> {
    rest: &'a str,
    /// `None` before the first position.
    position: Option<usize>,
    token: &'a mut Token,
}

impl TokenStream for StreamReader<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let mut characters = self.rest.chars();
            let Some(mark) = characters.next() else { return false };
            self.rest = characters.as_str();
            let step = match mark {
                SAME => 0,
                GAP => {
                    let (digits, rest) = self.rest.split_once(GAP_END).unwrap_or((self.rest, ""));
                    self.rest = rest;
                    digits.parse().unwrap_or(1)
                }
                _ => 1,
            };
            // Positions start at -1 so that the first step leads to 0.
            let position =
                self.position.map_or(step as isize - 1, |position| (position + step) as isize).max(0)
                    as usize;
            self.position = Some(position);
            let is_mark = |c: char| ('\u{1}'..='\u{4}').contains(&c);
            let end = self.rest.bytes().position(|b| is_mark(char::from(b))).unwrap_or(self.rest.len());
            let (term, rest) = self.rest.split_at(end);
            self.rest = rest;
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                self.token.position = position;
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
pub(crate) fn read_stream(stream: &str) -> Vec<(usize, String)> {
    let mut tokenizer = StreamTokenizer::default();
    let mut reader = tokenizer.token_stream(stream);
    let mut terms = Vec::new();
    while reader.advance() {
        terms.push((reader.token().position, reader.token().text.clone()));
    }
    terms
}

/// The positions that a stream without gaps takes.
#[cfg(test)]
pub(super) fn num_positions(stream: &str) -> usize {
    stream.matches(NEXT).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparse_streams_read_back() {
        let mut stream = SparseStream::default();
        for (position, term) in [(0, "s"), (0, "p"), (7, "s"), (30, "p")] {
            stream.push(position, term);
        }
        let read = read_stream(&stream.finish());
        assert_eq!(read, [(0, "s".into()), (0, "p".into()), (7, "s".into()), (30, "p".into())]);
    }

    #[test]
    fn too_long_words_keep_their_position() {
        let mut stream = String::new();
        for word in ["un".to_string(), "x".repeat(MAX_TERM_BYTES + 1), "deux".to_string()] {
            push_position(&mut stream, [word.as_str()].into_iter());
        }
        assert_eq!(read_stream(&stream), [(0, "un".into()), (2, "deux".into())]);
    }

    #[test]
    fn words_of_titles_are_written_twice_where_they_stand() {
        let (mut once, mut twice) = (String::new(), String::new());
        push_position(&mut once, ["contre", "contreoffensive"].into_iter());
        push_slot(&mut once);
        push_position(&mut once, ["été"].into_iter());
        push_twice(&mut twice, &once);
        let terms: Vec<_> =
            read_stream(&twice).into_iter().map(|(at, term)| format!("{at} {term}")).collect();
        let joined = "0 contreoffensive";
        assert_eq!(terms, ["0 contre", "0 contre", joined, joined, "2 été", "2 été"]);
    }
}
