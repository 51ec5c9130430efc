//! Query text → tokens and remarks, in one pass from left to right. It looks at characters only: what belongs together
//! is the parser's.
//!
//! A *chunk* is what stands between blanks, quotes and parentheses; it may hold several words (`accord/paix`). The blanks of
//! a figure (`20 000`, `14 h 05`) belong to it.

use std::ops::Range;

use super::character::{
    begins_word, closes_quote, is_apostrophe, is_delimiter, is_punctuation, is_separator, is_sign,
    opens_quote,
};
use super::chunk::{is_pattern, spaced_len, word_spans};
use super::field::Field;
use super::proximity::{distance, mentions};
use super::remark::{Remarks, shortened};
use super::suffix::{self, Fuzzy};
use super::token::{Kind, Operand, Operator, Prefix, Token};
use super::word::{Form, Spelling, Word};
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

/// Longest regular expression.
const MAX_REGEX_BYTES: usize = 200;

/// The length of the regular expression that `text` begins with, parentheses and bars in it included.
fn regex_len(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('/')?;
    // The bound keeps a text of nothing but slashes and parentheses linear.
    let end = inside.bytes().take(MAX_REGEX_BYTES).position(|byte| matches!(byte, b'/' | b' ' | b'"'))?;
    let is_closed = inside[end..].starts_with('/') && end > 0;
    let after = inside[end..].chars().nth(1);
    let is_over = after.is_none_or(|c| is_separator(c) || matches!(c, ')' | '^'));
    // Between slashes without a sign stand words, mostly: a path, alternatives.
    let is_regex = inside[..end].contains(['.', '*', '+', '?', '[', '(', '|', '\\', '{']);
    (is_closed && is_over && is_regex && !inside[..end].contains(is_separator)).then_some(end + 2)
}

/// Longest `[… TO …]` looked for.
const MAX_BRACKETED_BYTES: usize = 80;

/// The length of the range in brackets that `text` begins with.
fn bracketed_len(text: &str) -> Option<usize> {
    text.starts_with(['[', '{']).then_some(())?;
    let end = text.bytes().take(MAX_BRACKETED_BYTES).position(|byte| matches!(byte, b']' | b'}'))?;
    Some(end + 1)
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

    /// What stands before the next blank, quote or parenthesis.
    fn chunk(&mut self) {
        let start = self.at;
        if self.suffix_of_last() {
            return;
        }
        let carried = std::mem::take(&mut self.signs);
        let rest = &self.text[start..];
        let (signs, num_sign_bytes) = self.signs(start);
        let signs = Signs {
            negated: signs.negated != carried.negated,
            byte_start: carried.byte_start.or(signs.byte_start),
            form: signs.form,
        };
        let has_signs = num_sign_bytes > 0;
        let unsigned = &rest[num_sign_bytes..];
        if let Some((field, len)) = self.field(start, has_signs.then_some(num_sign_bytes)) {
            return self.field_value(field, signs, num_sign_bytes + len);
        }
        if let Some(len) = regex_len(unsigned) {
            return self.regex(signs, num_sign_bytes, len);
        }
        let chunk = &rest[..self.chunk_len(rest, num_sign_bytes)];
        let span = Span::new(start, start + chunk.len());
        if !has_signs && carried.byte_start.is_none() && self.operator(chunk, span) {
            return;
        }
        self.advance(chunk.len());
        if has_signs && num_sign_bytes == chunk.len() {
            self.signs = signs;
            return;
        }
        self.chunk_words(signs, has_signs, Span::new(start + num_sign_bytes, span.byte_end), span);
    }

    /// Bytes up to the next blank, quote or parenthesis; the blanks of a figure are none.
    fn chunk_len(&self, rest: &str, num_sign_bytes: usize) -> usize {
        // Two signs at most are meant: one that excludes, one that asks for the exact form or the concept.
        let typed = rest.chars().take(2).take_while(|&c| is_sign(c)).map(char::len_utf8).sum::<usize>();
        let num_sign_bytes = num_sign_bytes.max(typed);
        let from = num_sign_bytes + spaced_len(&rest[num_sign_bytes..]);
        let len = rest[from..].find(|c: char| is_separator(c) || is_delimiter(c));
        len.map_or(rest.len(), |len| from + len)
    }

    /// An operator or a number of mentions, when the chunk is one.
    fn operator(&mut self, chunk: &str, span: Span) -> bool {
        let kind = match (Operator::of_chunk(chunk), mentions(chunk)) {
            (Some(operator), _) => Kind::Operator(operator),
            (None, Some(times)) => Kind::Prefix(Prefix::AtLeast(times)),
            (None, None) => return false,
        };
        if chunk == "NEAR" {
            self.remarks.add(span, "{} without a number is read as NEAR/10.");
        }
        self.sign(kind, chunk.len());
        true
    }

    /// The words of a chunk whose signs are read. `words`: where they stand; `chunk`: signs included.
    fn chunk_words(&mut self, signs: Signs, has_signs: bool, words: Span, chunk: Span) {
        let text = words.of(self.text);
        let suffix = suffix::at_end(text).filter(|(start, _)| text[..*start].contains(char::is_alphanumeric));
        let end = suffix.map_or(words.byte_end, |(start, _)| words.byte_start + start);
        if !has_signs && let Some(after) = after_concept_sign(chunk.of(self.text)) {
            if !after.contains(char::is_alphanumeric) {
                self.remarks.add(chunk, "{} stands before no word and no quotation: it is ignored.");
                self.drop_prefix(chunk.byte_start);
                return;
            }
            let message = "{} is read as text: the sign of a concept stands after a blank, before a word or a quotation.";
            self.remarks.add(chunk, message);
        }
        let found = self.words(words.byte_start..end, signs.form, false);
        if found.is_empty() {
            self.note_symbols(chunk);
            self.drop_prefix(chunk.byte_start);
            return;
        }
        self.note_apostrophes(words);
        self.note_names(words);
        if !has_signs && chunk.of(self.text).starts_with(is_sign) {
            self.remarks
                .add(chunk, "{} is read without its signs: one - excludes, one = asks for the exact form.");
        }
        let span = Span::new(signs.byte_start.unwrap_or(chunk.byte_start), end);
        let operand = Operand { words: found, negated: signs.negated, quoted: false, distance: None };
        self.tokens.push(Token { kind: Kind::Operand(operand), span });
        if let Some((_, suffix)) = suffix {
            self.tokens.push(Token { kind: Kind::Suffix(suffix), span: Span::new(end, words.byte_end) });
        }
    }

    /// `~5`, `^2`, `{5,}` right behind a quotation or a parenthesis.
    fn suffix_of_last(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| is_separator(c) || is_delimiter(c)).unwrap_or(rest.len());
        let at = self.at;
        let Some(last) = self.tokens.last_mut().filter(|token| token.span.byte_end == at) else {
            return false;
        };
        let chunk = &rest[..len];
        if let Kind::Operand(operand) = &mut last.kind
            && let Some(after) = chunk.strip_prefix('~')
        {
            let num_digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let Some(number) = distance(&after[..num_digits]) else { return false };
            if !matches!(after[num_digits..].chars().next(), None | Some('^' | '{')) {
                return false;
            }
            last.span.byte_end += 1 + num_digits;
            if operand.quoted {
                operand.distance = Some(number);
            } else if let Some(mut word) = operand.words.pop() {
                let typed = last.span;
                if let Some(fuzzy) = suffix::fuzzy(&word.text, &chunk[..1 + num_digits]) {
                    self.misspell(&mut word, &fuzzy, typed);
                }
                if let Some(Token { kind: Kind::Operand(operand), .. }) = self.tokens.last_mut() {
                    operand.words.push(word);
                }
            }
            // What follows is looked at next.
            self.at += 1 + num_digits;
            return true;
        }
        let is_end =
            self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Close | Kind::Operand(_)));
        let Some(suffix) = suffix::whole(chunk).filter(|_| is_end) else { return false };
        self.sign(Kind::Suffix(suffix), chunk.len());
        true
    }

    /// A chunk without words: nothing is said of the punctuation of a sentence.
    fn note_symbols(&mut self, chunk: Span) {
        if !chunk.of(self.text).chars().all(is_punctuation) {
            self.remarks.add(chunk, "{} holds no letter or digit: it is ignored.");
        }
    }

    /// The signs `-`, `!`, `+`, `=` and `~` at the start of a chunk and their length in bytes; none when they stand inside
    /// other text or before nothing that they could apply to.
    fn signs(&self, start: usize) -> (Signs, usize) {
        let none = (Signs::default(), 0);
        if !self.is_at_boundary(start) {
            return none;
        }
        let mut signs = Signs { byte_start: Some(start), ..Signs::default() };
        let text = &self.text[start..];
        let mut rest = text;
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
        let num_bytes = text.len() - rest.len();
        let chunk_len = rest.find(|c: char| is_separator(c) || is_delimiter(c)).unwrap_or(rest.len());
        let chunk = &rest[..chunk_len];
        let applies = match rest.chars().next() {
            Some('/') => regex_len(rest).is_some(),
            Some(c) if opens_quote(c) => true,
            Some('(') => signs.form == Form::Inflected,
            Some(c) => (begins_word(c) || c == '*') && chunk.contains(char::is_alphanumeric),
            None => false,
        };
        if applies && num_bytes > 0 { (signs, num_bytes) } else { none }
    }

    /// Whether signs may stand at `start`: behind a blank, a parenthesis, or the name of a field.
    fn is_at_boundary(&self, start: usize) -> bool {
        let is_glued = self.tokens.last().is_some_and(|token| {
            matches!(token.kind, Kind::Prefix(Prefix::Field(_))) && token.span.byte_end == start
        });
        is_glued || self.previous(start).is_none_or(|c| is_separator(c) || matches!(c, '(' | '|'))
    }

    /// The field that a chunk names behind its signs, and the length of its name with the colon.
    fn field(&mut self, start: usize, num_sign_bytes: Option<usize>) -> Option<(Field, usize)> {
        if num_sign_bytes.is_none() && !self.is_at_boundary(start) {
            return None;
        }
        let name_start = start + num_sign_bytes.unwrap_or(0);
        let (field, len) = Field::before(&self.text[name_start..])?;
        let value = &self.text[name_start + len..];
        let is_date = matches!(field, Field::Date | Field::Since | Field::Before);
        let begins = |c: char| {
            c.is_alphanumeric()
                || opens_quote(c)
                || matches!(c, '(' | '=' | '*')
                || is_apostrophe(c)
                || match field {
                    Field::Part(_) => c == '~' || (c == '/' && regex_len(value).is_some()),
                    Field::Known(_) => matches!(c, '/' | '.'),
                    _ => matches!(c, '>' | '<' | '[' | '{' | '.'),
                }
        };
        let is_glued = value.chars().next().is_some_and(begins);
        // A time of day or an address is no field: `texte:12`, but never `date://`.
        if is_glued && !(is_date && value.starts_with("//")) {
            return Some((field, len));
        }
        let name = Span::new(name_start, name_start + len);
        self.remarks.add(
            name,
            "{} is read as text: the name of a field stands right before its word, without a blank.",
        );
        None
    }

    /// What follows the name of a field: a part of the article says how the next words are meant, other fields have values.
    /// `len`: bytes of signs and name.
    fn field_value(&mut self, field: Field, signs: Signs, len: usize) {
        let name = self.advance(len);
        let name = Span::new(signs.byte_start.unwrap_or(name.byte_start), name.byte_end);
        if signs.form != Form::Inflected {
            self.remarks
                .add(name, "{} has its sign in the wrong place: it belongs behind the colon, `titre:=mot`.");
        }
        if matches!(field, Field::Part(_)) || self.peek() == Some('(') {
            self.tokens.push(Token { kind: Kind::Prefix(Prefix::Field(field)), span: name });
            self.signs = Signs { form: Form::Inflected, ..signs };
            return;
        }
        let mut is_whole = false;
        if matches!(field, Field::Known(_)) && self.peek() == Some('=') {
            is_whole = true;
            self.advance(1);
        }
        let value = match self.peek() {
            Some(c) if opens_quote(c) => {
                self.advance(c.len_utf8());
                self.quoted_range(c).0
            }
            _ => {
                let rest = &self.text[self.at..];
                let bracketed = bracketed_len(rest).filter(|_| !matches!(field, Field::Known(_)));
                let end = || rest.find(|c: char| is_separator(c) || is_delimiter(c)).unwrap_or(rest.len());
                let len = bracketed.unwrap_or_else(end);
                self.advance(len)
            }
        };
        self.num_words += 1;
        let span = Span::new(name.byte_start, self.at);
        let value = value.of(self.text).to_owned();
        let negated = signs.negated;
        self.tokens.push(Token { kind: Kind::Value { field, value, is_whole, negated }, span });
    }

    /// `/kara(bakh|bagh)/`.
    fn regex(&mut self, signs: Signs, num_sign_bytes: usize, len: usize) {
        let typed = self.advance(num_sign_bytes + len);
        let inside = Span::new(typed.byte_start + num_sign_bytes + 1, typed.byte_end - 1);
        let text = inside.of(self.text).to_owned();
        let form = if signs.form == Form::Concept { Form::Inflected } else { signs.form };
        let word = Word { text, form, spelling: Spelling::Regex, span: inside };
        self.num_words += 1;
        let span = Span::new(signs.byte_start.unwrap_or(typed.byte_start), typed.byte_end);
        let operand = Operand { words: vec![word], negated: signs.negated, quoted: false, distance: None };
        self.tokens.push(Token { kind: Kind::Operand(operand), span });
    }

    /// Takes back the name of a field that ends at `byte` and has nothing to say.
    fn drop_prefix(&mut self, byte: usize) {
        self.tokens.pop_if(|token| {
            matches!(token.kind, Kind::Prefix(Prefix::Field(_))) && token.span.byte_end == byte
        });
    }

    /// The words in `range`, as many as the bound on words allows, each with the signs that are its own.
    fn words(&mut self, range: Range<usize>, form: Form, in_quotes: bool) -> Vec<Word> {
        let mut words = Vec::new();
        let mut read_to = range.start;
        for span in word_spans(self.text, range.clone()) {
            if span.byte_start < read_to {
                continue;
            }
            if self.num_words >= MAX_WORDS {
                self.cut_at(span.byte_start);
                break;
            }
            self.num_words += 1;
            let mut word = Word::typed(span.of(self.text), form, span);
            if is_pattern(&word.text) {
                word.spelling = Spelling::Pattern;
            }
            if in_quotes && form == Form::Inflected && self.is_exact_in_quotes(range.start, span.byte_start) {
                word.form = Form::Exact;
            }
            if let Some(fuzzy) = suffix::fuzzy(&word.text, &self.text[span.byte_end..range.end]) {
                read_to = span.byte_end + fuzzy.num_bytes;
                self.misspell(&mut word, &fuzzy, Span::new(span.byte_start, read_to));
            }
            words.push(word);
        }
        words
    }

    fn misspell(&mut self, word: &mut Word, fuzzy: &Fuzzy, typed: Span) {
        if word.spelling == Spelling::Pattern {
            self.remarks.add(typed, "{} is read without its ~: a word has either wildcards or variants.");
            return;
        }
        if word.form == Form::Concept {
            word.form = Form::Inflected;
            self.remarks.add(typed, "{} is looked for with its variants, not as a concept.");
        }
        if fuzzy.is_bounded {
            self.remarks.add(typed, "At most 2 letters of a word may differ: {} is read so.");
        }
        word.spelling = fuzzy.spelling;
    }

    /// Whether a sign inside quotes asks for the exact form of the word at `start`: `"accord =Paris"`.
    fn is_exact_in_quotes(&self, quote_end: usize, start: usize) -> bool {
        let before = &self.text[quote_end..start];
        before.strip_suffix('=').is_some_and(|before| before.chars().next_back().is_none_or(is_separator))
    }

    /// `Bakou:guerre` is text, but who means a field must learn that there is none of that name.
    fn note_names(&mut self, chunk: Span) {
        let Some((name, after)) = chunk.of(self.text).split_once(':') else { return };
        let is_name = name.chars().count() > 1 && name.chars().all(char::is_alphabetic);
        if is_name && after.starts_with(char::is_alphanumeric) && Field::named(name).is_none() {
            let message = format!(
                "{{}} is read as text: `{}:` is no field. Fields are title:, lede:, text:, author:, source:, section:, place:, lang:, file:, url:, tag: and date:.",
                shortened(name)
            );
            self.remarks.add(chunk, &message);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_expressions_hold_parentheses_and_end_with_a_slash() {
        assert_eq!(regex_len("/kara(bakh|bagh)/ Goris"), Some("/kara(bakh|bagh)/".len()));
        assert_eq!(regex_len("/é.*/)"), Some("/é.*/".len()));
        for text in ["/a b/", "/a/b", "//", "/a", "a/b/", "/\".*/\"", "/a\u{a0}.*/", "/accord/"] {
            assert_eq!(regex_len(text), None, "{text}");
        }
        assert_eq!(regex_len(&format!("/{}.*/", "é".repeat(MAX_REGEX_BYTES))), None);
    }
}
