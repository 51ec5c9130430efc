//! What units that are meant as concepts are called in the languages of the archive: the thesaurus asked, its terms read as
//! a query would be. Which words are meant as concepts is decided elsewhere (`widen`).

use tantivy::Searcher;

use super::group::doc_freq;
use super::plan::Plan;
use super::slot::{Slot, slots_of};
use super::unit::Concept;
use crate::analysis::tokens;
use crate::model::Language;
use crate::thesaurus::{Concept as Entry, Match, Relation, Thesaurus, Word};

/// A word is hardly ever said when its concept is said so many times as often.
const CARRIED_RATIO: u64 = 20;

/// The languages in which the thesaurus has terms.
pub(super) fn term_languages() -> impl Iterator<Item = Language> {
    ["fr", "en", "de", "es"].iter().filter_map(|code| code.parse().ok())
}

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
        for language in term_languages() {
            let tokens = tokens(typed, Some(language), 0);
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

fn look_up_all<'t>(
    words: &[ReadWord],
    thesaurus: &'t Thesaurus,
    language: Option<Language>,
) -> Vec<Match<'t>> {
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

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher;
    use super::super::plan::plan;
    use super::*;
    use crate::query::parse;

    const FRENCH: [Option<Language>; 1] = [Some(Language::FR)];

    /// The unit of `text` with its concept, in an archive of these texts.
    fn concept_of(texts: &[&str], languages: &[Option<Language>], text: &str) -> Concept {
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("Titre", *text)).collect();
        let mut plan = plan(&parse(text).query, languages);
        add(&searcher(&texts), Thesaurus::built_in(), languages, &mut plan).unwrap();
        plan.units.remove(0).concept.unwrap()
    }

    /// Its terms as typed in their entry, analysed.
    fn ways(concept: &Concept) -> Vec<String> {
        let exact =
            |slots: &Vec<Slot>| slots.iter().map(|slot| slot.exact.as_str()).collect::<Vec<_>>().join(" ");
        concept.ways.iter().map(exact).collect()
    }

    #[test]
    fn a_concept_has_its_other_terms_in_the_languages_of_the_archive() {
        let french = ways(&concept_of(&["Rien."], &FRENCH, "~trêves"));
        for term in ["cessez le feu", "cessation des hostilités", "accalmie"] {
            assert!(french.iter().any(|way| way == term), "{term} in {french:?}");
        }
        for term in ["trêve", "truce", "trêve olympique"] {
            assert!(!french.iter().any(|way| way == term), "{term} in {french:?}");
        }
        let both = [Some(Language::FR), "en".parse().ok()];
        assert!(ways(&concept_of(&["Rien."], &both, "~trêve")).contains(&"truce".to_string()));
    }

    #[test]
    fn only_all_words_together_name_it() {
        assert!(
            ways(&concept_of(&["Rien."], &FRENCH, "~\"peace talks\""))
                .contains(&"pourparlers de paix".to_string())
        );
        assert!(
            ways(&concept_of(&["Rien."], &FRENCH, "~\"trêve des confiseurs\"")).is_empty(),
            "a near miss"
        );
        assert!(ways(&concept_of(&["Rien."], &FRENCH, "~\"trêve bancale\"")).is_empty());
        assert!(ways(&concept_of(&["Rien."], &FRENCH, "~zorglub")).is_empty());
    }

    #[test]
    fn terms_stand_in_the_place_of_words_that_are_hardly_said() {
        let french = ["Le cessez-le-feu tient.", "La trêve tient.", "Un cessez-le-feu."];
        assert!(concept_of(&french, &FRENCH, "~truce").is_carried_over);
        assert!(!concept_of(&french, &FRENCH, "~trêve").is_carried_over);
        assert!(!concept_of(&["Rien."], &FRENCH, "~truce").is_carried_over, "nor is the concept");
    }

    #[test]
    fn an_inflected_word_and_an_elided_article_name_it() {
        for typed in ["trêves", "l'armistice", "séismes", "Ceasefires"] {
            assert!(!named_concepts(&[typed.to_string()], Thesaurus::built_in()).is_empty(), "{typed}");
        }
        let near = named_concepts(&["trêve".into(), "olympique".into()], Thesaurus::built_in());
        assert_eq!(near[0].term.relation, Relation::NearMiss);
    }
}
