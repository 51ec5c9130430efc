//! Query text → tokens and remarks, in one pass from left to right. It looks at characters only: what belongs together
//! is the parser's.
//!
//! A *chunk* is what stands between blanks, quotes and parentheses; it may hold several words (`accord/paix`). The blanks of
//! a figure (`20 000`, `14 h 05`) belong to it.

use std::ops::Range;

use super::ast::{Form, Word};
use super::character::{
    begins_word, closes_quote, is_apostrophe, is_delimiter, is_punctuation, is_separator, is_sign,
    opens_quote,
};
use super::chunk::{spaced_len, word_spans};
use super::later;
use super::remark::Remarks;
use super::token::{Kind, Operand, Operator, Token};
use crate::model::Span;

/// Most words of one query; what follows them is left out.
pub(super) const MAX_WORDS: usize = 1_000;

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
    cut: bool,
    /// Signs glued to the quotation or group that comes next.
    signs: Signs,
    /// The first chunk that began with an apostrophe, as if that were a quote.
    quoted: Option<usize>,
}

/// The signs before a chunk, a quotation or a group.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    negated: bool,
    form: Form,
    /// Where the signs begin; `None` when there are none.
    byte_start: Option<usize>,
}

/// What follows the sign of a concept, `~` or `concept:` in whatever case it is typed.
fn after_concept_sign(chunk: &str) -> Option<&str> {
    const NAME: &str = "concept:";
    let named = || {
        let (typed, rest) = chunk.split_at_checked(NAME.len())?;
        typed.eq_ignore_ascii_case(NAME).then_some(rest)
    };
    chunk.strip_prefix('~').or_else(named)
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
        let inside = &self.text[self.at..];
        let closing = inside.char_indices().find(|&(_, c)| closes_quote(opening, c));
        let (len, end) = closing.map_or((inside.len(), inside.len()), |(at, c)| (at, at + c.len_utf8()));
        let words = self.words(quote.byte_end..quote.byte_end + len, signs.form);
        self.advance(end);
        let span = Span::new(signs.byte_start.unwrap_or(quote.byte_start), self.at);
        if words.is_empty() {
            self.remarks.add(span, "The quotation {} holds no word: it is ignored.");
            return;
        }
        if closing.is_none() && !self.cut {
            self.remarks.add(quote, "The quotation that {} opens is not closed: it runs to the end.");
        }
        let quoted = words.len() > 1;
        self.tokens
            .push(Token { kind: Kind::Operand(Operand { words, negated: signs.negated, quoted }), span });
    }

    /// What stands before the next blank, quote or parenthesis.
    fn chunk(&mut self) {
        let start = self.at;
        let rest = &self.text[start..];
        let end = || {
            // Two signs at most are meant: one that excludes, one that asks for the exact form or the concept.
            let num_sign_bytes =
                rest.chars().take(2).take_while(|&c| is_sign(c)).map(char::len_utf8).sum::<usize>();
            let unsigned = after_concept_sign(&rest[num_sign_bytes..]);
            let num_sign_bytes = unsigned.map_or(num_sign_bytes, |unsigned| rest.len() - unsigned.len());
            let from = num_sign_bytes + spaced_len(&rest[num_sign_bytes..]);
            let len = rest[from..].find(|c: char| is_separator(c) || is_delimiter(c));
            len.map_or(rest.len(), |len| from + len)
        };
        let len = later::regex_len(rest).unwrap_or_else(end);
        let chunk = &rest[..len];
        let span = self.advance(len);
        if let Some(operator) = Operator::of_chunk(chunk) {
            self.tokens.push(Token { kind: Kind::Operator(operator), span });
            return;
        }
        let (signs, num_sign_bytes) = self.signs(span);
        if num_sign_bytes == len {
            self.signs = signs;
            return;
        }
        let words_start = start + num_sign_bytes;
        let words_range = self.without_later_syntax(words_start..span.byte_end);
        if words_range.is_empty() {
            return;
        }
        if signs.byte_start.is_none()
            && let Some(after) = after_concept_sign(chunk)
        {
            if !after.contains(char::is_alphanumeric) {
                self.remarks.add(span, "{} stands before no word and no quotation: it is ignored.");
                return;
            }
            self.remarks.add(
                span,
                "{} is read as text: the sign of a concept stands after a blank, before a word or a quotation.",
            );
        }
        let words = self.words(words_range, signs.form);
        if words.is_empty() {
            self.note_symbols(span);
            return;
        }
        self.note_apostrophes(Span::new(words_start, span.byte_end));
        if signs.byte_start.is_none() && chunk.starts_with(is_sign) {
            self.remarks
                .add(span, "{} is read without its signs: one - excludes, one = asks for the exact form.");
        }
        self.tokens.push(Token {
            kind: Kind::Operand(Operand { words, negated: signs.negated, quoted: false }),
            span,
        });
    }

    /// A chunk without words: nothing is said of the punctuation of a sentence.
    fn note_symbols(&mut self, chunk: Span) {
        if !chunk.of(self.text).chars().all(is_punctuation) {
            self.remarks.add(chunk, "{} holds no letter or digit: it is ignored.");
        }
    }

    /// The signs `-`, `!`, `+`, `=` and `~` at the start of a chunk and their length in bytes; none when they stand inside
    /// other text or before nothing that they could apply to.
    fn signs(&self, chunk: Span) -> (Signs, usize) {
        let none = (Signs::default(), 0);
        let at_boundary =
            self.previous(chunk.byte_start).is_none_or(|c| is_separator(c) || matches!(c, '(' | '|'));
        if !at_boundary {
            return none;
        }
        let mut signs = Signs { byte_start: Some(chunk.byte_start), ..Signs::default() };
        let mut rest = chunk.of(self.text);
        if let Some(c) = rest.chars().next().filter(|&c| is_sign(c) && c != '=') {
            signs.negated = c != '+';
            rest = &rest[c.len_utf8()..];
        }
        if let Some(after) = rest.strip_prefix('=') {
            signs.form = Form::Exact;
            rest = after;
        } else if let Some(after) = after_concept_sign(rest) {
            signs.form = Form::Concept;
            rest = after;
        }
        let applies = match rest.chars().next() {
            Some(c) => begins_word(c) && rest.contains(char::is_alphanumeric),
            None => {
                self.peek().is_some_and(|c| opens_quote(c) || (c == '(' && signs.form == Form::Inflected))
            }
        };
        if applies { (signs, chunk.len() - rest.len()) } else { none }
    }

    /// The part of a chunk that is read as words, with a remark on syntax that is not understood yet.
    fn without_later_syntax(&mut self, range: Range<usize>) -> Range<usize> {
        let after_quote = matches!(self.tokens.last(), Some(token)
            if token.span.byte_end == range.start && matches!(token.kind, Kind::Operand(_)));
        let Some(later) = later::recognise(&self.text[range.clone()], after_quote) else { return range };
        self.remarks.add(Span::new(range.start, range.end), &later.message);
        range.start + later.words.start..range.start + later.words.end
    }

    /// The words in `range`, as many as the bound on words allows.
    fn words(&mut self, range: Range<usize>, form: Form) -> Vec<Word> {
        let room = MAX_WORDS - self.num_words;
        let mut spans: Vec<Span> = word_spans(self.text, range).take(room + 1).collect();
        if spans.len() > room {
            self.cut_at(spans[room].byte_start);
            spans.truncate(room);
        }
        self.num_words += spans.len();
        spans.into_iter().map(|span| Word { text: span.of(self.text).to_owned(), form, span }).collect()
    }

    /// Someone who types `'cessez le feu'` means a phrase and must learn that it was not read as one.
    fn note_apostrophes(&mut self, chunk: Span) {
        let text = chunk.of(self.text);
        if let Some(start) = self.quoted
            && text.ends_with(is_apostrophe)
        {
            let span = Span::new(start, chunk.byte_end);
            self.remarks
                .add(span, "{}: an apostrophe is a letter here; for words side by side use \"…\" or « … ».");
            self.quoted = None;
        } else if self.quoted.is_none() && text.starts_with(is_apostrophe) && !text.ends_with(is_apostrophe) {
            self.quoted = Some(chunk.byte_start);
        }
    }
}
