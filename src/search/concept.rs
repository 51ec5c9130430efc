//! What units that are meant as concepts are called in the languages of the archive: the thesaurus asked, its terms read as
//! a query would be. Which words are meant as concepts is decided elsewhere (`widen`).

use tantivy::Searcher;

use super::group::doc_freq;
use super::plan::{Concept, Plan, Slot, slots_of};
use crate::analysis::tokens;
use crate::model::Language;
use crate::thesaurus::{Concept as Entry, Match, Relation, Thesaurus, Word};

/// A word is hardly ever said when its concept is said so many times as often.
const CARRIED_RATIO: u64 = 20;

/// Fills the concepts of `plan`.
pub(super) fn add(
    searcher: &Searcher,
    thesaurus: &Thesaurus,
    languages: &[Option<Language>],
    plan: &mut Plan,
) -> tantivy::Result<()> {
    for unit in &mut plan.units {
        let own = unit.ways();
        let Some(concept) = &mut unit.concept else { continue };
        let words = read(&concept.typed);
        for entry in entries(&words, thesaurus) {
            add_ways(concept, entry, languages);
        }
        if let Some(single) = &unit.single {
            concept.ways.retain(|slots| slots.len() > 1 || slots[0].terms != single.terms);
        }
        let sequences = &unit.sequences;
        concept.ways.retain(|slots| !sequences.iter().any(|own| same_terms(own, slots)));
        let num_own = doc_freq(searcher, &own)?;
        let num_concept = doc_freq(searcher, &unit.concept_ways())?;
        if let Some(concept) = &mut unit.concept {
            concept.is_carried_over = num_own.saturating_mul(CARRIED_RATIO) < num_concept;
        }
    }
    Ok(())
}

fn same_terms(a: &[Slot], b: &[Slot]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.terms == b.terms)
}

/// A word as typed, with its lemmas in every language in which the thesaurus has terms.
pub(super) struct ReadWord {
    typed: String,
    lemmas: Vec<String>,
}

/// Reads words by the rules of the languages of the thesaurus: an elided article goes, an inflected form has its lemma.
pub(super) fn read<'w>(typed: impl IntoIterator<Item = &'w String>) -> Vec<ReadWord> {
    let read = |typed: &String| {
        let mut lemmas = Vec::new();
        for language in ["fr", "en", "de", "es"] {
            let tokens = tokens(typed, language.parse().ok(), 0);
            // A word of several parts has its own way to be found: hyphens do not count.
            if let [token] = tokens.as_slice() {
                lemmas.push(token.exact.clone());
                lemmas.extend(token.lemmas.iter().cloned());
            }
        }
        lemmas.sort();
        lemmas.dedup();
        ReadWord { typed: typed.clone(), lemmas }
    };
    typed.into_iter().map(read).collect()
}

/// What `words`, each as typed, name in any language, as the words of a query do; near misses are among it, for people who
/// want to know why.
pub fn named_concepts<'t>(words: &[String], thesaurus: &'t Thesaurus) -> Vec<Match<'t>> {
    look_up_all(&read(words), thesaurus, None)
}

/// What `words` name in `language`, or in any; near misses are nothing that they name.
pub(super) fn look_up<'t>(
    words: &[ReadWord],
    thesaurus: &'t Thesaurus,
    language: Option<Language>,
) -> Vec<Match<'t>> {
    let mut found = look_up_all(words, thesaurus, language);
    found.retain(|found| found.term.relation != Relation::NearMiss);
    found
}

fn look_up_all<'t>(words: &[ReadWord], thesaurus: &'t Thesaurus, language: Option<Language>) -> Vec<Match<'t>> {
    let lemmas: Vec<Vec<&str>> =
        words.iter().map(|word| word.lemmas.iter().map(String::as_str).collect()).collect();
    let typed = words.iter().zip(&lemmas).map(|(word, lemmas)| Word { typed: &word.typed, lemmas });
    thesaurus.look_up(&typed.collect::<Vec<_>>(), language)
}

/// The entries that all of `words` together name: those of which they are the name, else those to which they are related.
fn entries<'t>(words: &[ReadWord], thesaurus: &'t Thesaurus) -> Vec<&'t Entry> {
    let mut found = look_up(words, thesaurus, None);
    found.retain(|found| found.words == (0..words.len()));
    let names = found.iter().any(|found| found.term.relation == Relation::Same);
    found.retain(|found| !names || found.term.relation == Relation::Same);
    let mut entries: Vec<&Entry> = Vec::new();
    for found in found {
        if !entries.iter().any(|entry| entry.id == found.concept.id) {
            entries.push(found.concept);
        }
    }
    entries
}

fn add_ways(concept: &mut Concept, entry: &Entry, languages: &[Option<Language>]) {
    let main = languages.first().copied().flatten();
    for &language in languages.iter().flatten() {
        for relation in [Relation::Same, Relation::Related] {
            for term in entry.terms_in(language, relation) {
                let slots = slots_of(&term.text, Some(language), main);
                if !slots.is_empty() && !concept.ways.contains(&slots) {
                    concept.ways.push(slots);
                }
            }
        }
    }
}
