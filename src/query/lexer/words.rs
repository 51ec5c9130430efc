//! The words of a chunk or a quotation, each with the signs that are its own, and what is to be said of them.

use std::ops::Range;

use super::{Lexer, MAX_SPELLED, MAX_WORDS};
use crate::model::Span;
use crate::query::character::{is_apostrophe, is_punctuation, is_separator};
use crate::query::chunk::{is_pattern, word_spans};
use crate::query::field::Field;
use crate::query::remark::shortened;
use crate::query::suffix::{self, Fuzzy};
use crate::query::word::{Form, Spelling, Word};

impl Lexer<'_, '_> {
    /// The words in `range`, as many as the bound on words allows, each with the signs that are its own.
    pub(super) fn words(&mut self, range: Range<usize>, form: Form, in_quotes: bool) -> Vec<Word> {
        let mut words = Vec::new();
        let mut read_to = range.start;
        while let Some(span) = word_spans(self.text, read_to..range.end).next() {
            read_to = span.byte_end;
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
            self.bound_spelled(&mut word);
            words.push(word);
        }
        self.take_concept_from(&mut words);
        words
    }

    pub(super) fn misspell(&mut self, word: &mut Word, fuzzy: &Fuzzy, typed: Span) {
        if word.spelling == Spelling::Pattern {
            self.remarks.add(typed, "{} is read without its ~: a word has either wildcards or variants.");
            return;
        }
        if fuzzy.is_bounded {
            self.remarks.add(typed, "At most 2 letters of a word may differ: {} is read so.");
        }
        word.spelling = fuzzy.spelling;
    }

    /// Words that are not typed out name nothing, nor does a quotation with such a word.
    pub(super) fn take_concept_from(&mut self, words: &mut [Word]) {
        let is_concept = words.iter().any(|word| word.form == Form::Concept);
        let Some(spelled) = words.iter().find(|word| is_concept && word.spelling != Spelling::Typed) else {
            return;
        };
        self.remarks.add(spelled.span, "{} is looked for as it is spelt, not as a concept.");
        words.iter_mut().for_each(|word| word.form = Form::Inflected);
    }

    /// Reads a word as typed when there were enough of those that are not.
    pub(super) fn bound_spelled(&mut self, word: &mut Word) {
        if word.spelling == Spelling::Typed {
            return;
        }
        self.num_spelled += 1;
        if self.num_spelled > MAX_SPELLED {
            word.spelling = Spelling::Typed;
            let message = format!(
                "A query has at most {MAX_SPELLED} words with wildcards, variants or expressions: {{}} is read as typed."
            );
            self.remarks.add(word.span, &message);
        }
    }

    /// Whether a sign inside quotes asks for the exact form of the word at `start`: `"accord =Paris"`.
    pub(super) fn is_exact_in_quotes(&self, quote_end: usize, start: usize) -> bool {
        let before = &self.text[quote_end..start];
        before.strip_suffix('=').is_some_and(|before| before.chars().next_back().is_none_or(is_separator))
    }

    /// Someone who types `'cessez le feu'` means a phrase and must learn that it was not read as one.
    pub(super) fn note_apostrophes(&mut self, chunk: Span) {
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

    /// `Bakou:guerre` is text, but who means a field must learn that there is none of that name.
    pub(super) fn note_names(&mut self, chunk: Span) {
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

    /// A chunk without words: nothing is said of the punctuation of a sentence.
    pub(super) fn note_symbols(&mut self, chunk: Span) {
        if matches!(chunk.of(self.text), "=" | "~" | "concept:") && self.peek() == Some('(') {
            self.remarks
                .add(chunk, "{} stands before a word or a quotation, not before a group: it is ignored.");
            return;
        }
        if !chunk.of(self.text).chars().all(is_punctuation) {
            self.remarks.add(chunk, "{} holds no letter or digit: it is ignored.");
        }
    }
}
