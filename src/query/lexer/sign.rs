//! The signs before a chunk, a quotation or a group: `-`, `!`, `+`, `=`, `~`.

use super::Lexer;
use super::chunk::regex_len;
use crate::query::character::{begins_word, is_delimiter, is_separator, is_sign, opens_quote};
use crate::query::token::{Kind, Prefix};
use crate::query::word::Form;

/// The signs before a chunk, a quotation or a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    pub(super) negated: bool,
    pub(super) form: Form,
    /// Where the signs begin; `None` when there are none.
    pub(super) byte_start: Option<usize>,
}

/// What follows the sign of a concept, `~` or `concept:` in whatever case it is typed.
pub(super) fn after_concept_sign(chunk: &str) -> Option<&str> {
    const NAME: &str = "concept:";
    let named = || {
        let (typed, rest) = chunk.split_at_checked(NAME.len())?;
        typed.eq_ignore_ascii_case(NAME).then_some(rest)
    };
    chunk.strip_prefix('~').or_else(named)
}

impl Lexer<'_, '_> {
    /// The signs `-`, `!`, `+`, `=` and `~` at the start of a chunk and their length in bytes; none when they stand inside
    /// other text or before nothing that they could apply to.
    pub(super) fn signs(&self, start: usize) -> (Signs, usize) {
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
            // `-#metoo`, `-@name`: the sign of a tag is no part of its word.
            Some(c) => {
                (begins_word(c) || matches!(c, '*' | '#' | '@')) && chunk.contains(char::is_alphanumeric)
            }
            None => false,
        };
        if applies && num_bytes > 0 { (signs, num_bytes) } else { none }
    }

    /// Whether signs may stand at `start`: behind a blank, a parenthesis, or the name of a field.
    pub(super) fn is_at_boundary(&self, start: usize) -> bool {
        let is_glued = self.tokens.last().is_some_and(|token| {
            matches!(token.kind, Kind::Prefix(Prefix::Field(_))) && token.span.byte_end == start
        });
        is_glued || self.previous(start).is_none_or(|c| is_separator(c) || matches!(c, '(' | '|'))
    }
}
