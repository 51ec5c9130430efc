//! Puts the entries of several files together: a later entry adds to an earlier one of its name, or replaces it.

use std::collections::HashMap;

use super::concept::{Concept, Relation};
use super::mistake::{Mistake, Problem};
use super::read::{self, Entry};

/// The concepts of all files in the order of their first entries, or all mistakes of all files.
pub(super) fn gather(files: &[(&str, &str)]) -> Result<Vec<Concept>, Vec<Mistake>> {
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
    if mistakes.is_empty() {
        mistakes = gathered.unresolved();
    }
    if mistakes.is_empty() { Ok(gathered.concepts) } else { Err(mistakes) }
}

#[derive(Default)]
struct Gathered<'a> {
    concepts: Vec<Concept>,
    by_id: HashMap<String, usize>,
    /// File and line of every `see`, with the entry it stands in and the name it gives.
    references: Vec<(&'a str, usize, String, String)>,
}

impl<'a> Gathered<'a> {
    fn take(&mut self, file: &'a str, entry: Entry) -> Option<Mistake> {
        let Entry { concept, line, replaces } = entry;
        for name in &concept.related {
            self.references.push((file, line, concept.id.clone(), name.clone()));
        }
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

    fn unresolved(&self) -> Vec<Mistake> {
        let missing = self.references.iter().filter(|(.., name)| !self.by_id.contains_key(name));
        missing
            .map(|(file, line, entry, name)| Mistake {
                file: (*file).to_owned(),
                line: *line,
                entry: Some(entry.clone()),
                problem: Problem::Unresolved(name.clone()),
            })
            .collect()
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
