//! Reads a file of entries, the program's own or a user's, into concepts. Whether names in `see` exist is known only
//! when all files are together: `gather.rs` checks that.

use toml::de::{DeTable, DeValue};

use crate::model::Language;
use crate::text::LineIndex;

use super::concept::{Concept, Relation, Term};
use super::mistake::{Mistake, Problem};

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
    let mut reading = Reading { file, lines: LineIndex::new(text), mistakes: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reading.report(at, None, Problem::Syntax(error.message().to_string()));
    }
    if !reading.mistakes.is_empty() {
        return Err(reading.mistakes);
    }
    let mut tables: Vec<_> = table.get_ref().iter().collect();
    tables.sort_by_key(|(name, _)| name.span().start);
    let mut entries = Vec::with_capacity(tables.len());
    for (name, value) in tables {
        let at = name.span().start;
        let DeValue::Table(keys) = value.get_ref() else {
            reading.report(at, None, Problem::OutsideEntry(name.get_ref().to_string()));
            continue;
        };
        reading.entry(at, name.get_ref(), keys, &mut entries);
    }
    if reading.mistakes.is_empty() { Ok(entries) } else { Err(reading.mistakes) }
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
    let is_code = matches!(language.len(), 2 | 3) && language.bytes().all(|b| b.is_ascii_lowercase());
    let language = if language == "all" { None } else { Some(language.parse().ok().filter(|_| is_code)?) };
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
    lines: LineIndex,
    mistakes: Vec<Mistake>,
}

/// The entry that is being read: what it makes, and what its keys said that concerns all of it.
struct Draft {
    concept: Concept,
    people: Vec<Term>,
    ambiguous: Vec<String>,
    replaces: bool,
}

impl Reading<'_> {
    fn report(&mut self, at: usize, entry: Option<&str>, problem: Problem) {
        let (file, line) = (self.file.to_owned(), self.lines.line_of(at));
        self.mistakes.push(Mistake { file, line, entry: entry.map(str::to_owned), problem });
    }

    fn entry(&mut self, at: usize, id: &str, keys: &DeTable<'_>, entries: &mut Vec<Entry>) {
        if !is_id(id) {
            return self.report(at, None, Problem::BadId(id.to_owned()));
        }
        let theme = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        let theme = theme.strip_suffix(".toml").unwrap_or(theme);
        let mut draft = Draft::new(id, theme);
        let mut keys: Vec<_> = keys.iter().collect();
        keys.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in keys {
            let at = name.span().start;
            if let Err(problem) = draft.take(name.get_ref(), value.get_ref()) {
                self.report(at, Some(id), problem);
            }
        }
        if let Err(problem) = draft.mark_ambiguous() {
            self.report(at, Some(id), problem);
        }
        let line = self.lines.line_of(at);
        entries.extend(draft.finish().map(|(concept, replaces)| Entry { concept, line, replaces }));
    }
}

impl Draft {
    fn new(id: &str, theme: &str) -> Self {
        Draft {
            concept: empty(id.to_owned(), theme),
            people: Vec::new(),
            ambiguous: Vec::new(),
            replaces: false,
        }
    }

    /// Takes one line of the entry.
    fn take(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), Problem> {
        let key = key_of(name).ok_or_else(|| Problem::UnknownKey(name.to_owned()))?;
        if matches!(key, Key::Replace) {
            self.replaces = value.as_bool().ok_or(Problem::NotBoolean)?;
            return Ok(());
        }
        let text = value.as_str().ok_or_else(|| Problem::NotText(name.to_owned()))?;
        match key {
            Key::Terms { language, relation } => {
                add_terms(&mut self.concept.terms, name, text, language, relation)?;
            }
            Key::People { language } => add_terms(&mut self.people, name, text, language, Relation::Same)?,
            Key::See => self.concept.related = parts(name, text)?.map(str::to_owned).collect(),
            Key::Ambiguous => self.ambiguous = parts(name, text)?.map(str::to_owned).collect(),
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
                if term.text == *name {
                    term.is_ambiguous = true;
                    is_found = true;
                }
            }
            if !is_found {
                return Err(Problem::NotATerm(name.clone()));
            }
        }
        Ok(())
    }

    /// The concept, and that of its people if it has any; each leads to the other.
    fn finish(mut self) -> impl Iterator<Item = (Concept, bool)> {
        let mut people = None;
        if !self.people.is_empty() {
            let mut concept = empty(format!("{}/people", self.concept.id), &self.concept.theme);
            concept.related.push(self.concept.id.clone());
            concept.terms = self.people;
            self.concept.related.push(concept.id.clone());
            people = Some(concept);
        }
        let replaces = self.replaces;
        std::iter::once(self.concept).chain(people).map(move |concept| (concept, replaces))
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
    for part in parts(name, text)? {
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
