//! Query text → tokens and remarks, in one pass from left to right. It looks at characters only: what belongs together
//! is the parser's.
//!
//! A *chunk* is what stands between blanks, quotes and parentheses; it may hold several words (`accord/paix`). The blanks of
//! a figure (`20 000`, `14 h 05`) belong to it.

mod chunk;
mod field_value;
mod sign;
mod words;

use super::character::{closes_quote, is_separator, opens_quote};
use super::remark::Remarks;
use super::token::{Kind, Operand, Operator, Token};
use crate::model::Span;
use sign::Signs;

/// Most words of one query; what follows them is left out.
pub(super) const MAX_WORDS: usize = 1_000;

/// Most words of one query that are not typed out: each is a walk through the dictionary of the archive.
const MAX_SPELLED: usize = 32;

/// Longest ending in parentheses, as in `agriculteur(s)`, `élu(es)`.
const MAX_ENDING_BYTES: usize = 4;

/// What the text holds.
pub(super) struct Lexed {
    /// In the order of the text.
    pub(super) tokens: Vec<Token>,
    /// Whether words were left out, so that what is open at the end is not the writer's fault.
    pub(super) cut: bool,
}

/// Reads the whole text. Linear in its length; at most [`MAX_WORDS`] words come out.
pub(super) fn lex<'t>(text: &'t str, remarks: &mut Remarks<'t>) -> Lexed {
    let mut lexer = Lexer {
        text,
        remarks,
        at: 0,
        tokens: Vec::new(),
        num_words: 0,
        num_spelled: 0,
        cut: false,
        signs: Signs::default(),
        quoted: None,
    };
    lexer.run();
    Lexed { tokens: lexer.tokens, cut: lexer.cut }
}

struct Lexer<'t, 'r> {
    text: &'t str,
    remarks: &'r mut Remarks<'t>,
    /// Next byte to read.
    at: usize,
    tokens: Vec<Token>,
    num_words: usize,
    /// Words that are not typed out.
    num_spelled: usize,
    cut: bool,
    /// Signs glued to the quotation or group that comes next.
    signs: Signs,
    /// The first chunk that began with an apostrophe, as if that were a quote.
    quoted: Option<usize>,
}

impl Lexer<'_, '_> {
    fn run(&mut self) {
        while let Some(c) = self.peek().filter(|_| !self.cut) {
            match c {
                c if is_separator(c) => self.at += c.len_utf8(),
                ')' => self.sign(Kind::Close, 1),
                _ if self.num_words >= MAX_WORDS => self.cut_at(self.at),
                '(' => self.open(),
                '|' => self.pipe(),
                '»' => {
                    let stray = self.advance(c.len_utf8());
                    self.remarks.add(stray, "{} closes no quotation: it is ignored.");
                }
                c if opens_quote(c) => self.quotation(c),
                _ => self.chunk(),
            }
        }
    }

    /// Leaves out everything from `byte_start` on.
    fn cut_at(&mut self, byte_start: usize) {
        self.cut = true;
        let message = format!("A query has at most {MAX_WORDS} words: what follows them is left out.");
        self.remarks.add(Span::new(byte_start, self.text.len()), &message);
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn previous(&self, byte: usize) -> Option<char> {
        self.text[..byte].chars().next_back()
    }

    /// Moves on by `num_bytes` and gives the span passed over.
    fn advance(&mut self, num_bytes: usize) -> Span {
        self.at += num_bytes;
        Span::new(self.at - num_bytes, self.at)
    }

    fn sign(&mut self, kind: Kind, num_bytes: usize) {
        let span = self.advance(num_bytes);
        self.tokens.push(Token { kind, span });
    }

    /// `|` and `||`.
    fn pipe(&mut self) {
        let num_bytes = if self.text[self.at..].starts_with("||") { 2 } else { 1 };
        self.sign(Kind::Operator(Operator::Or), num_bytes);
    }

    fn open(&mut self) {
        if let Some(num_bytes) = self.ending() {
            let ending = self.advance(num_bytes);
            self.remarks
                .add(ending, "{} is read as an ending and left out: inflected forms are found anyway.");
            return;
        }
        let signs = std::mem::take(&mut self.signs);
        let paren = self.advance(1);
        let span = Span::new(signs.byte_start.unwrap_or(paren.byte_start), paren.byte_end);
        self.tokens.push(Token { kind: Kind::Open { negated: signs.negated }, span });
    }

    /// The length of `(s)` in `agriculteur(s)`: a few small letters in parentheses, glued to a word and ending it.
    fn ending(&self) -> Option<usize> {
        if !self.previous(self.at).is_some_and(char::is_alphabetic) {
            return None;
        }
        let inside = &self.text[self.at + 1..];
        let letters =
            inside.find(|c: char| !c.is_lowercase()).filter(|&len| (1..=MAX_ENDING_BYTES).contains(&len))?;
        let after = inside[letters..].strip_prefix(')')?;
        after.chars().next().is_none_or(|c| !c.is_alphanumeric()).then_some(letters + 2)
    }

    /// `"…"`, `« … »`, `“…”`: everything up to the closing quote, or to the end.
    fn quotation(&mut self, opening: char) {
        let signs = std::mem::take(&mut self.signs);
        let quote = self.advance(opening.len_utf8());
        let (inside, is_closed) = self.quoted_range(opening);
        let end = self.at;
        let words = self.words(inside.byte_start..inside.byte_end, signs.form, true);
        let span = Span::new(signs.byte_start.unwrap_or(quote.byte_start), end);
        if !words.is_empty() && inside.of(self.text).split(is_separator).any(|word| word == "*") {
            self.remarks
                .add(span, "A * alone stands for no word in {}: the words around it are meant side by side.");
        }
        if words.is_empty() {
            self.remarks.add(span, "The quotation {} holds no word: it is ignored.");
            self.drop_prefix(quote.byte_start);
            return;
        }
        if !is_closed && !self.cut {
            self.remarks.add(quote, "The quotation that {} opens is not closed: it runs to the end.");
        }
        let quoted = words.len() > 1;
        let operand = Operand { words, negated: signs.negated, quoted, distance: None };
        self.tokens.push(Token { kind: Kind::Operand(operand), span });
    }

    /// Moves behind the closing quote, or to the end, and gives what stands before it; and whether there was one.
    fn quoted_range(&mut self, opening: char) -> (Span, bool) {
        let inside = &self.text[self.at..];
        let closing = inside.char_indices().find(|&(_, c)| closes_quote(opening, c));
        let (len, end) = closing.map_or((inside.len(), inside.len()), |(at, c)| (at, at + c.len_utf8()));
        let span = Span::new(self.at, self.at + len);
        self.advance(end);
        (span, closing.is_some())
    }
}
