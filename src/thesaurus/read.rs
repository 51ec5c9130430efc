//! Reads a file of entries, the program's own or a user's, into concepts. Whether names in `see` exist is known only
//! when all files are together: `gather.rs` checks that.

use std::collections::HashSet;

use crate::model::Language;

use super::concept::{Concept, Relation, Term};
use super::mistake::{Mistake, Problem};
use super::notation::{self, Pair, Statement, Value};

/// What marks a term that is only itself in exactly these letters.
const AS_WRITTEN: char = '=';

/// A concept as one file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) concept: Concept,
    /// Where it begins.
    pub(super) line: usize,
    /// Stands instead of an earlier entry of its name; otherwise it adds to that.
    pub(super) replaces: bool,
}

/// The entries of `text` in their order, or everything that is wrong with it.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Entry>, Vec<Mistake>> {
    let mut reading = Reading::new(file);
    for (line, statement) in notation::statements(text) {
        match statement {
            Ok(Statement::Heading(name)) => reading.begin(line, name),
            Ok(Statement::Pair(pair)) => reading.pair(line, pair),
            Ok(Statement::Row(name, pairs)) => {
                reading.begin(line, name);
                pairs.into_iter().for_each(|pair| reading.pair(line, pair));
                // What follows a row is not its own.
                reading.finish();
            }
            Err(reason) => reading.report(line, Problem::Syntax(reason)),
        }
    }
    reading.finish();
    if reading.mistakes.is_empty() { Ok(reading.entries) } else { Err(reading.mistakes) }
}

/// What a key of an entry says.
enum Key {
    Terms { language: Option<Language>, relation: Relation },
    People { language: Option<Language> },
    See,
    Ambiguous,
    Note,
    MediaTopic,
    EuroVoc,
    Replace,
}

fn key_of(name: &str) -> Option<Key> {
    match name {
        "see" => return Some(Key::See),
        "ambiguous" => return Some(Key::Ambiguous),
        "note" => return Some(Key::Note),
        "iptc" => return Some(Key::MediaTopic),
        "eurovoc" => return Some(Key::EuroVoc),
        "replace" => return Some(Key::Replace),
        _ => {}
    }
    let (language, ending) = name.split_once('_').unwrap_or((name, ""));
    let language = match language {
        "all" => None,
        "fr" => Some(Language::FR),
        "en" => Some(Language::EN),
        _ if language.bytes().all(|b| b.is_ascii_lowercase()) => Some(language.parse().ok()?),
        _ => return None,
    };
    match ending {
        "" if !name.ends_with('_') => Some(Key::Terms { language, relation: Relation::Same }),
        "related" => Some(Key::Terms { language, relation: Relation::Related }),
        "not" => Some(Key::Terms { language, relation: Relation::NearMiss }),
        "people" => Some(Key::People { language }),
        _ => None,
    }
}

/// The pass over one file.
struct Reading<'a> {
    file: &'a str,
    theme: &'a str,
    names: HashSet<&'a str>,
    draft: Option<Draft<'a>>,
    entries: Vec<Entry>,
    mistakes: Vec<Mistake>,
}

/// The entry that is being read: what it makes, and what its keys said that concerns all of it.
struct Draft<'a> {
    line: usize,
    concept: Concept,
    keys: Vec<&'a str>,
    people: Vec<Term>,
    ambiguous: Vec<&'a str>,
    replaces: bool,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str) -> Self {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let theme = name.strip_suffix(".toml").unwrap_or(name);
        let (entries, mistakes) = (Vec::new(), Vec::new());
        Reading { file, theme, names: HashSet::new(), draft: None, entries, mistakes }
    }

    fn report(&mut self, line: usize, problem: Problem) {
        let entry = self.draft.as_ref().map(|draft| draft.concept.id.clone());
        self.mistakes.push(Mistake { file: self.file.to_owned(), line, entry, problem });
    }

    /// An entry with a bad name is read on for the mistakes in it: the file is refused in any case.
    fn begin(&mut self, line: usize, name: &'a str) {
        self.finish();
        if !is_id(name) {
            self.report(line, Problem::BadId(name.to_owned()));
        } else if !self.names.insert(name) {
            self.report(line, Problem::EntryTwice(name.to_owned()));
        }
        self.draft = Some(Draft::new(line, name, self.theme));
    }

    fn pair(&mut self, line: usize, pair: Pair<'a>) {
        let taken = match &mut self.draft {
            Some(draft) => draft.take(pair),
            None => Err(Problem::OutsideEntry(pair.key.to_owned())),
        };
        if let Err(problem) = taken {
            self.report(line, problem);
        }
    }

    fn finish(&mut self) {
        if let Some(Err(problem)) = self.draft.as_mut().map(Draft::mark_ambiguous) {
            let line = self.draft.as_ref().map_or(1, |draft| draft.line);
            self.report(line, problem);
        }
        let Some(draft) = self.draft.take() else { return };
        let (line, replaces) = (draft.line, draft.replaces);
        self.entries.extend(draft.concepts().map(|concept| Entry { concept, line, replaces }));
    }
}

impl<'a> Draft<'a> {
    fn new(line: usize, id: &str, theme: &str) -> Self {
        let concept = empty(id.to_owned(), theme);
        Draft { line, concept, keys: Vec::new(), people: Vec::new(), ambiguous: Vec::new(), replaces: false }
    }

    /// Takes one line of the entry.
    fn take(&mut self, pair: Pair<'a>) -> Result<(), Problem> {
        let Pair { key: name, value } = pair;
        let key = key_of(name).ok_or_else(|| Problem::UnknownKey(name.to_owned()))?;
        if self.keys.contains(&name) {
            return Err(Problem::KeyTwice(name.to_owned()));
        }
        self.keys.push(name);
        let text = match (&key, value) {
            (Key::Replace, Value::Boolean(replaces)) => {
                self.replaces = replaces;
                return Ok(());
            }
            (Key::Replace, _) => return Err(Problem::NotBoolean),
            (_, Value::Text(text)) => text,
            _ => return Err(Problem::NotText(name.to_owned())),
        };
        match key {
            Key::Terms { language, relation } => {
                add_terms(&mut self.concept.terms, name, text, language, relation)?;
            }
            Key::People { language } => add_terms(&mut self.people, name, text, language, Relation::Same)?,
            Key::See => self.concept.related = parts(name, text)?.map(str::to_owned).collect(),
            Key::Ambiguous => self.ambiguous = parts(name, text)?.collect(),
            Key::Note => self.concept.note = Some(text.trim().to_owned()),
            Key::MediaTopic => self.concept.media_topic = Some(code("iptc", text, text.len() == 8)?),
            Key::EuroVoc => self.concept.eurovoc = Some(code("eurovoc", text, true)?),
            Key::Replace => {}
        }
        Ok(())
    }

    fn mark_ambiguous(&mut self) -> Result<(), Problem> {
        for name in &self.ambiguous {
            let mut is_found = false;
            for term in self.concept.terms.iter_mut().chain(&mut self.people) {
                if term.text == **name {
                    term.is_ambiguous = true;
                    is_found = true;
                }
            }
            if !is_found {
                return Err(Problem::NotATerm((*name).to_owned()));
            }
        }
        Ok(())
    }

    /// The concept, and that of its people if it has any; each leads to the other.
    fn concepts(mut self) -> impl Iterator<Item = Concept> {
        let mut people = None;
        if !self.people.is_empty() {
            let mut concept = empty(format!("{}/people", self.concept.id), &self.concept.theme);
            concept.related.push(self.concept.id.clone());
            concept.terms = self.people;
            self.concept.related.push(concept.id.clone());
            people = Some(concept);
        }
        std::iter::once(self.concept).chain(people)
    }
}

fn empty(id: String, theme: &str) -> Concept {
    let (terms, related) = (Vec::new(), Vec::new());
    Concept { id, theme: theme.to_owned(), terms, related, note: None, media_topic: None, eurovoc: None }
}

fn is_id(name: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split('-').all(is_part)
}

fn code(key: &'static str, text: &str, has_length: bool) -> Result<String, Problem> {
    let is_good = has_length && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_good.then(|| text.to_owned()).ok_or_else(|| Problem::BadCode(key, text.to_owned()))
}

/// What stands between commas.
fn parts<'a>(name: &str, text: &'a str) -> Result<impl Iterator<Item = &'a str>, Problem> {
    let parts = text.split(',').map(str::trim);
    if parts.clone().any(str::is_empty) { Err(Problem::EmptyTerm(name.to_owned())) } else { Ok(parts) }
}

fn add_terms(
    terms: &mut Vec<Term>,
    name: &str,
    text: &str,
    language: Option<Language>,
    relation: Relation,
) -> Result<(), Problem> {
    for part in text.split(',').map(str::trim) {
        let is_as_written = part.starts_with(AS_WRITTEN);
        let part = part.strip_prefix(AS_WRITTEN).unwrap_or(part);
        if !part.contains(char::is_alphanumeric) {
            return Err(Problem::EmptyTerm(name.to_owned()));
        }
        if terms.iter().any(|term| term.text == part && term.language == language) {
            return Err(Problem::TermTwice(part.to_owned()));
        }
        let text = part.to_owned();
        terms.push(Term { text, language, relation, is_as_written, is_ambiguous: false });
    }
    Ok(())
}
