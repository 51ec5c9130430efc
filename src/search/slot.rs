//! What may stand at one position: the terms of a word of the query, as a language reads it. Not which words make one thing:
//! that is a unit's.

use tantivy::Term;
use tantivy::schema::Field;
use unicode_normalization::UnicodeNormalization;

use super::matching::field_of;
use crate::analysis::{Analyzer, Token, analyzer_for, is_apostrophe, tokens};
use crate::index::Fields;
use crate::model::Language;
use crate::query::{Form, Spelling, Word};

/// Terms of which any one may stand at a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub form: Form,
    /// At least one, unless `spelled` still waits for the words of the archive; sorted.
    pub terms: Vec<String>,
    /// Stop words among the inflections meant: the index has them as exact forms only. Sorted.
    pub stop_forms: Vec<String>,
    /// The form typed.
    pub exact: String,
    /// Whether it is a stop word: it must stand there, but does not score.
    pub is_stop: bool,
    /// What the word is like, when it is not typed out: its terms are words of the archive, filled by `expansion`.
    pub spelled: Option<Spelled>,
}

/// What a word is like that is not typed out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spelled {
    /// The pattern, expression or word, in small letters.
    pub text: String,
    pub spelling: Spelling,
    /// Whether letters without accents are meant so.
    pub keeps_accents: bool,
}

impl Slot {
    /// Any of `terms` in the field of `form`, which are not looked at as words.
    pub fn of_terms(form: Form, terms: Vec<String>) -> Slot {
        Slot { form, terms, stop_forms: Vec::new(), exact: String::new(), is_stop: false, spelled: None }
    }

    /// Takes the terms of another slot: any of both may stand there.
    pub fn add(&mut self, other: Slot) {
        let merge = |own: &mut Vec<String>, others: Vec<String>| {
            own.extend(others);
            own.sort_unstable();
            own.dedup();
        };
        merge(&mut self.terms, other.terms);
        merge(&mut self.stop_forms, other.stop_forms);
    }

    /// A word that is not typed out; no term yet.
    fn spelled(text: &str, spelling: Spelling, form: Form) -> Slot {
        let text = text.to_lowercase().nfc().collect::<String>();
        let spelled = Spelled { text: text.clone(), spelling, keeps_accents: form == Form::Exact };
        Slot { exact: text, spelled: Some(spelled), ..Slot::of_terms(Form::Exact, Vec::new()) }
    }

    /// The terms of the index any of which may stand there.
    pub fn index_terms(&self) -> Vec<Term> {
        let in_field = |field: Field, terms: &[String]| -> Vec<Term> {
            terms.iter().map(|term| Term::from_field_text(field, term)).collect()
        };
        let mut terms = in_field(field_of(self.form), &self.terms);
        terms.extend(in_field(Fields::get().exact, &self.stop_forms));
        terms
    }
}

/// The slots of a term that nobody typed, in one language of the archive; none when the term is nothing that the language
/// would index.
pub(super) fn slots_of(text: &str, language: Option<Language>, main: Option<Language>) -> Vec<Slot> {
    Reading::of(text, language, Form::Inflected, analyzer_for(main)).slots
}

/// A chunk as one language reads it.
pub(super) struct Reading {
    pub slots: Vec<Slot>,
    /// Terms of the joined spelling.
    pub joined: Vec<String>,
    /// The first form typed.
    pub exact: Option<String>,
    /// Whether all its words are stop words.
    pub is_stop: bool,
}

impl Reading {
    /// A word of a query.
    pub fn of_word(word: &Word, form: Form, language: Option<Language>, main: &Analyzer) -> Reading {
        let spelled = |text: &str| Slot::spelled(text, word.spelling, form);
        let slots = match word.spelling {
            Spelling::Typed => return Reading::of(&word.text, language, form, main),
            // A misspelt word has its parts all the same: `cesez-le-feu~`.
            Spelling::Fuzzy(_) => {
                let tokens = tokens(&word.text, language, 0);
                tokens.iter().filter(|token| !token.is_joined).map(|token| spelled(&token.exact)).collect()
            }
            Spelling::Regex => vec![Slot {
                spelled: Some(Spelled {
                    text: word.text.clone(),
                    spelling: Spelling::Regex,
                    keeps_accents: form == Form::Exact,
                }),
                ..Slot::spelled(&word.text, word.spelling, form)
            }],
            Spelling::Pattern => pattern_pieces(&word.text)
                .flat_map(|piece| match piece.contains(['*', '?']) {
                    true => vec![spelled(piece)],
                    false => Reading::of(piece, language, form, main).slots,
                })
                .collect(),
        };
        Reading { slots, joined: Vec::new(), exact: None, is_stop: false }
    }

    /// `main` says what is a stop word.
    fn of(text: &str, language: Option<Language>, form: Form, main: &Analyzer) -> Reading {
        let analyzer = analyzer_for(language);
        let tokens = tokens(text, language, 0);
        let terms = |exact: &String, lemmas: &Vec<String>| {
            let mut terms = if form == Form::Exact { vec![exact.clone()] } else { lemmas.clone() };
            terms.retain(|term| !term.is_empty() && term.len() <= crate::analysis::MAX_TERM_BYTES);
            terms.sort();
            terms
        };
        let words = || tokens.iter().filter(|token| !token.is_joined);
        let stop_forms = |lemmas: &[String]| match form {
            Form::Exact => Vec::new(),
            _ => lemmas.iter().flat_map(|lemma| analyzer.stop_forms(lemma)).cloned().collect(),
        };
        let slot = |token: &Token| {
            let terms = terms(&token.exact, &token.lemmas);
            let mut stop_forms: Vec<String> = stop_forms(&terms);
            stop_forms.sort();
            stop_forms.dedup();
            let is_stop = main.is_stop_word(&token.exact);
            Slot { form, terms, stop_forms, exact: token.exact.clone(), is_stop, spelled: None }
        };
        let slots = words().map(slot);
        let joined = tokens.iter().filter(|token| token.is_joined && tokens.len() > 2);
        Reading {
            slots: slots.filter(|slot| !slot.terms.is_empty()).collect(),
            joined: joined.flat_map(|token| terms(&token.exact, &token.lemmas)).collect(),
            exact: words().next().map(|token| token.exact.clone()),
            is_stop: words().all(|token| main.is_stop_word(&token.exact)),
        }
    }
}

/// The parts of a pattern between hyphens; an article or pronoun before an apostrophe is taken off, as in every word.
fn pattern_pieces(pattern: &str) -> impl Iterator<Item = &str> {
    let hyphens = ['-', '\u{2010}', '\u{2011}', '\u{2212}'];
    pattern.split(hyphens).filter_map(|piece| {
        let elided = piece.rfind(is_apostrophe).filter(|&at| !piece[..at].contains(['*', '?']));
        let word = elided.map_or(piece, |at| piece[at..].trim_start_matches(is_apostrophe));
        word.contains(char::is_alphanumeric).then_some(word)
    })
}
