//! Chunks: what stands between blanks, quotes and parentheses, with its signs and suffixes.

use super::sign::{Signs, after_concept_sign};
use super::{Lexer, MAX_SPELLED};
use crate::model::Span;
use crate::query::character::{is_delimiter, is_separator, is_sign};
use crate::query::chunk::spaced_len;
use crate::query::proximity::{distance, mentions};
use crate::query::suffix;
use crate::query::token::{Kind, Operand, Operator, Prefix, Token};
use crate::query::word::{Form, Spelling, Word};

/// Longest regular expression.
const MAX_REGEX_BYTES: usize = 200;

/// The length of the regular expression that `text` begins with, parentheses and bars in it included.
pub(super) fn regex_len(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('/')?;
    // The bound keeps a text of nothing but slashes and parentheses linear.
    let end = inside.bytes().take(MAX_REGEX_BYTES).position(|byte| matches!(byte, b'/' | b' ' | b'"'))?;
    let is_closed = inside[end..].starts_with('/') && end > 0;
    let after = inside[end..].chars().nth(1);
    let is_over = after.is_none_or(|c| is_separator(c) || matches!(c, ')' | '^'));
    // Between slashes without a sign stand words, mostly: a path, alternatives.
    let is_regex = inside[..end].contains(char::is_alphanumeric)
        && inside[..end].contains(['.', '*', '+', '?', '[', '(', '|', '\\', '{']);
    (is_closed && is_over && is_regex && !inside[..end].contains(is_separator)).then_some(end + 2)
}

impl Lexer<'_, '_> {
    /// What stands before the next blank, quote or parenthesis.
    pub(super) fn chunk(&mut self) {
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
            return self.field_value(field, signs, num_sign_bytes, len);
        }
        if let Some(len) = regex_len(unsigned).filter(|_| self.num_spelled < MAX_SPELLED) {
            return self.regex(signs, num_sign_bytes, len);
        }
        let chunk = &rest[..self.chunk_len(rest, num_sign_bytes)];
        let span = Span::new(start, start + chunk.len());
        if !has_signs && carried.byte_start.is_none() && self.operator(chunk, span) {
            return;
        }
        if let Some(times) = mentions(&chunk[num_sign_bytes..]).filter(|_| has_signs) {
            return self.signed_mentions(times, signs, num_sign_bytes, span);
        }
        self.advance(chunk.len());
        if has_signs && num_sign_bytes == chunk.len() {
            self.signs = signs;
            return;
        }
        self.chunk_words(signs, has_signs, Span::new(start + num_sign_bytes, span.byte_end), span);
    }

    /// Bytes up to the next blank, quote or parenthesis; the blanks of a figure are none.
    pub(super) fn chunk_len(&self, rest: &str, num_sign_bytes: usize) -> usize {
        // Two signs at most are meant: one that excludes, one that asks for the exact form or the concept.
        let typed = rest.chars().take(2).take_while(|&c| is_sign(c)).map(char::len_utf8).sum::<usize>();
        let num_sign_bytes = num_sign_bytes.max(typed);
        let from = num_sign_bytes + spaced_len(&rest[num_sign_bytes..]);
        let len = rest[from..].find(|c: char| is_separator(c) || is_delimiter(c));
        len.map_or(rest.len(), |len| from + len)
    }

    /// An operator or a number of mentions, when the chunk is one.
    pub(super) fn operator(&mut self, chunk: &str, span: Span) -> bool {
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

    /// `-atleast3`: what follows is excluded when it is said so often.
    fn signed_mentions(&mut self, times: u32, signs: Signs, num_sign_bytes: usize, chunk: Span) {
        if signs.negated {
            self.sign(Kind::Operator(Operator::Not), num_sign_bytes);
        } else {
            self.advance(num_sign_bytes);
        }
        self.sign(Kind::Prefix(Prefix::AtLeast(times)), chunk.len() - num_sign_bytes);
    }

    /// The words of a chunk whose signs are read. `words`: where they stand; `chunk`: signs included.
    pub(super) fn chunk_words(&mut self, signs: Signs, has_signs: bool, words: Span, chunk: Span) {
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
        match suffix {
            Some((_, Some(suffix))) => {
                self.tokens.push(Token { kind: Kind::Suffix(suffix), span: Span::new(end, words.byte_end) });
            }
            Some((_, None)) => {
                let message =
                    "{} is read without what follows the word: a weight is ^2, a number of mentions {5,}.";
                self.remarks.add(words, message);
            }
            None => {}
        }
    }

    /// `~5`, `^2`, `{5,}` right behind a quotation or a parenthesis.
    pub(super) fn suffix_of_last(&mut self) -> bool {
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
            // Of one word there is nothing that could be near.
            operand.distance = operand.quoted.then_some(number);
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

    /// `/kara(bakh|bagh)/`.
    pub(super) fn regex(&mut self, signs: Signs, num_sign_bytes: usize, len: usize) {
        let typed = self.advance(num_sign_bytes + len);
        let inside = Span::new(typed.byte_start + num_sign_bytes + 1, typed.byte_end - 1);
        let text = inside.of(self.text).to_owned();
        let form = if signs.form == Form::Concept { Form::Inflected } else { signs.form };
        let word = Word { text, form, spelling: Spelling::Regex, span: inside };
        self.num_words += 1;
        self.num_spelled += 1;
        let span = Span::new(signs.byte_start.unwrap_or(typed.byte_start), typed.byte_end);
        let operand = Operand { words: vec![word], negated: signs.negated, quoted: false, distance: None };
        self.tokens.push(Token { kind: Kind::Operand(operand), span });
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
