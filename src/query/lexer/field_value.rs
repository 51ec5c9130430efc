//! Names of fields and the values behind them. Which names there are is `field`'s to say.

use super::Lexer;
use super::chunk::regex_len;
use super::sign::Signs;
use crate::model::Span;
use crate::query::character::{is_apostrophe, is_delimiter, is_separator, opens_quote};
use crate::query::field::Field;
use crate::query::operand::read_date;
use crate::query::token::{Kind, Operand, Prefix, Token};
use crate::query::word::Form;

/// Longest `[… TO …]` looked for.
const MAX_BRACKETED_BYTES: usize = 80;

/// The length of the range in brackets that `text` begins with.
fn bracketed_len(text: &str) -> Option<usize> {
    text.starts_with(['[', '{']).then_some(())?;
    let end = text.bytes().take(MAX_BRACKETED_BYTES).position(|byte| matches!(byte, b']' | b'}'))?;
    Some(end + 1)
}

/// Whether a sign before `value` could exclude it.
fn is_after_sign(value: &str) -> bool {
    value.chars().nth(1).is_some_and(|c| c.is_alphanumeric() || opens_quote(c) || matches!(c, '(' | '='))
}

impl Lexer<'_, '_> {
    /// The field that a chunk names behind its signs, and the length of its name with the colon.
    pub(super) fn field(&mut self, start: usize, num_sign_bytes: Option<usize>) -> Option<(Field, usize)> {
        if num_sign_bytes.is_none() && !self.is_at_boundary(start) {
            return None;
        }
        let name_start = start + num_sign_bytes.unwrap_or(0);
        let (field, len) = Field::before(&self.text[name_start..])?;
        let value = &self.text[name_start + len..];
        let is_date = field.is_date();
        let begins = |c: char| {
            c.is_alphanumeric()
                || opens_quote(c)
                || matches!(c, '(' | '=' | '*')
                || is_apostrophe(c)
                || (c == '-' && !is_date && is_after_sign(value))
                || match field {
                    Field::Part(_) => c == '~' || (c == '/' && regex_len(value).is_some()),
                    Field::Known(_) => matches!(c, '/' | '.'),
                    _ => matches!(c, '>' | '<' | '≥' | '≤' | '[' | '{' | '.' | '…'),
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
    pub(super) fn field_value(&mut self, field: Field, mut signs: Signs, num_sign_bytes: usize, len: usize) {
        self.advance(num_sign_bytes);
        let typed_start = self.at;
        let mut name = self.advance(len);
        // `titre:-mot` can only mean `-titre:mot`.
        if self.peek() == Some('-') && !field.is_date() {
            signs.negated = !signs.negated;
            name.byte_end = self.advance(1).byte_end;
        }
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
        let span = Span::new(name.byte_start, self.at);
        let value = value.of(self.text).to_owned();
        let negated = signs.negated;
        if field.is_date() && read_date(field, &value).is_none() {
            let words = self.words(typed_start..self.at, Form::Inflected, false);
            let message =
                "{} is no date and is read as text. Write 2023, 2023-09, 2023-09-20, 2018..2019, 7d or none.";
            self.remarks.add(span, message);
            let operand = Operand { words, negated, quoted: false, distance: None };
            self.tokens.push(Token { kind: Kind::Operand(operand), span });
            return;
        }
        self.num_words += 1;
        self.tokens.push(Token { kind: Kind::Value { field, value, is_whole, negated }, span });
    }

    /// Takes back the name of a field that ends at `byte` and has nothing to say.
    pub(super) fn drop_prefix(&mut self, byte: usize) {
        self.tokens.pop_if(|token| {
            matches!(token.kind, Kind::Prefix(Prefix::Field(_))) && token.span.byte_end == byte
        });
    }
}
