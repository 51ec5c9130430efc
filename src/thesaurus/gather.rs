//! Puts the entries of several files together: a later entry adds to an earlier one of its name, or replaces it.

use std::collections::HashMap;

use super::concept::{Concept, Relation};
use super::mistake::{Mistake, Problem};
use super::read::{self, Entry};

/// The concepts of some files.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// In the order of their first entries.
    pub(super) concepts: Vec<Concept>,
    /// Their places, by id.
    pub(super) by_id: HashMap<String, usize>,
}

/// The concepts of all files, or all mistakes of all files.
pub(super) fn gather(files: &[(&str, &str)]) -> Result<Gathered, Vec<Mistake>> {
    let mut gathered = Gathered::default();
    let mut mistakes = Vec::new();
    for (file, text) in files {
        match read::read(file, text) {
            Ok(entries) => {
                mistakes.extend(entries.into_iter().filter_map(|entry| gathered.take(file, entry)))
            }
            Err(found) => mistakes.extend(found),
        }
    }
    // A name that does not resolve may be in an entry that could not be read: first things first.
    if mistakes.is_empty() && !gathered.is_resolved() {
        mistakes = gathered.unresolved(files);
    }
    if mistakes.is_empty() { Ok(gathered) } else { Err(mistakes) }
}

impl Gathered {
    fn take(&mut self, file: &str, entry: Entry) -> Option<Mistake> {
        let Entry { concept, line, replaces } = entry;
        let known = self.by_id.get(&concept.id).copied();
        if (known.is_none() || replaces) && !concept.terms.iter().any(|term| term.relation == Relation::Same)
        {
            let entry = Some(concept.id);
            return Some(Mistake { file: file.to_owned(), line, entry, problem: Problem::NoTerm });
        }
        match known {
            Some(place) if replaces => self.concepts[place] = concept,
            Some(place) => add(&mut self.concepts[place], concept),
            None => {
                self.by_id.insert(concept.id.clone(), self.concepts.len());
                self.concepts.push(concept);
            }
        }
        None
    }

    fn is_resolved(&self) -> bool {
        self.concepts.iter().flat_map(|concept| &concept.related).all(|name| self.by_id.contains_key(name))
    }

    /// The files are read again for their lines: a mistake may take its time, the usual case may not.
    fn unresolved(&self, files: &[(&str, &str)]) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (file, text) in files {
            for Entry { concept, line, .. } in read::read(file, text).unwrap_or_default() {
                for name in concept.related.iter().filter(|name| !self.by_id.contains_key(*name)) {
                    let (file, entry) = ((*file).to_owned(), Some(concept.id.clone()));
                    mistakes.push(Mistake { file, line, entry, problem: Problem::Unresolved(name.clone()) });
                }
            }
        }
        mistakes
    }
}

/// The later entry's word counts where both say something of a term.
fn add(concept: &mut Concept, later: Concept) {
    for term in later.terms {
        concept.terms.retain(|known| known.text != term.text || known.language != term.language);
        concept.terms.push(term);
    }
    for id in later.related {
        if !concept.related.contains(&id) {
            concept.related.push(id);
        }
    }
    concept.note = later.note.or(concept.note.take());
    concept.media_topic = later.media_topic.or(concept.media_topic.take());
    concept.eurovoc = later.eurovoc.or(concept.eurovoc.take());
}
