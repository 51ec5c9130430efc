//! Laws of the entries that the program brings along, and look-ups that show what they are for.

use std::collections::{HashMap, HashSet};

use unicode_normalization::is_nfc;

use super::spelling;
use super::{Concept, Match, Relation, Term, Thesaurus, Word, built_in};
use crate::model::Language;

fn german() -> Language {
    "de".parse().expect("a code")
}

fn spanish() -> Language {
    "es".parse().expect("a code")
}

fn thesaurus() -> &'static Thesaurus {
    Thesaurus::built_in()
}

/// The same terms in `to` of the concepts that the words of `text` surely name in `from`.
fn carried(text: &str, from: Language, to: Language) -> Vec<&'static str> {
    let words: Vec<Word<'_>> = text.split(' ').map(Word::typed).collect();
    let found = thesaurus().look_up(&words, Some(from)).into_iter();
    let concepts = found.filter(|found| found.term.relation == Relation::Same).map(|found| found.concept);
    let terms = concepts.flat_map(|concept| concept.terms_in(to, Relation::Same));
    terms.map(|term| term.text.as_str()).collect()
}

fn look_up(text: &str, language: Language) -> Vec<Match<'static>> {
    let words: Vec<Word<'_>> = text.split(' ').map(Word::typed).collect();
    thesaurus().look_up(&words, Some(language))
}

fn is_place_or_name(concept: &Concept) -> bool {
    concept.theme.starts_with("places") || concept.theme.starts_with("names")
}

#[test]
fn every_file_can_be_read() {
    let mistakes = Thesaurus::from_files(&built_in::FILES).err().unwrap_or_default();
    let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

#[test]
fn an_id_stands_in_one_file() {
    for (file, text) in built_in::FILES {
        let others = built_in::FILES.iter().filter(|(name, _)| *name != file);
        let theirs: HashSet<&str> = others.flat_map(|(_, text)| ids(text)).collect();
        let twice: Vec<&str> = ids(text).into_iter().filter(|id| theirs.contains(id)).collect();
        assert!(twice.is_empty(), "{file} and another file have {twice:?}");
    }
}

/// The names of entries, read without the reader that is under test.
fn ids(text: &str) -> Vec<&str> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('[')?.split_once(']')).map(|(id, _)| id);
    let rows = text.lines().filter_map(|line| line.split_once(" = {")).map(|(id, _)| id);
    headings.chain(rows).collect()
}

#[test]
fn every_file_is_compiled_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/thesaurus/data");
    let on_disk = std::fs::read_dir(folder).expect("the data folder is part of the package");
    let mut on_disk: Vec<String> =
        on_disk.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    on_disk.retain(|name| name.ends_with(".toml"));
    on_disk.sort();
    let mut compiled: Vec<&str> = built_in::FILES.iter().map(|(name, _)| *name).collect();
    compiled.sort_unstable();
    assert_eq!(compiled, on_disk);
}

#[test]
fn every_concept_is_named_in_french_and_english() {
    for concept in thesaurus().concepts() {
        for language in [Language::FR, Language::EN] {
            assert!(concept.name(language).is_some(), "{} has no term in {language}", concept.id);
        }
    }
}

#[test]
fn terms_are_written_one_way() {
    for concept in thesaurus().concepts() {
        for term in &concept.terms {
            let text = term.text.as_str();
            let is_plain = is_nfc(text) && !text.contains(['’', 'ʼ', '‘', '\u{2010}', '\u{2011}', '\u{AD}']);
            let words: Vec<&str> = text.split_whitespace().collect();
            assert!(is_plain && words.join(" ") == text, "{}: `{text}`", concept.id);
            assert!(!spelling::term_key(text).is_empty(), "{}: `{text}` has no letters", concept.id);
        }
    }
}

#[test]
fn a_term_that_names_two_concepts_says_so() {
    let mut owners: HashMap<(Language, String), Vec<(&Concept, &Term)>> = HashMap::new();
    for concept in thesaurus().concepts() {
        for language in [Language::FR, Language::EN, german(), spanish()] {
            for term in concept.terms_in(language, Relation::Same) {
                let of_key = owners.entry((language, spelling::term_key(&term.text))).or_default();
                of_key.push((concept, term));
            }
        }
    }
    for ((language, _), terms) in owners {
        let concepts: HashSet<&str> = terms.iter().map(|(concept, _)| concept.id.as_str()).collect();
        let is_declared = terms.iter().all(|(_, term)| term.is_ambiguous);
        assert!(concepts.len() == 1 || is_declared, "{language}: `{}` names {concepts:?}", terms[0].1.text);
    }
}

#[test]
fn related_concepts_are_others() {
    for concept in thesaurus().concepts() {
        assert_eq!(thesaurus().related(concept).count(), concept.related.len(), "{}", concept.id);
        assert!(!concept.related.contains(&concept.id), "{} is related to itself", concept.id);
    }
}

#[test]
fn there_are_450_concepts_beside_places_and_names() {
    let num_concepts = thesaurus().concepts().iter().filter(|concept| !is_place_or_name(concept)).count();
    assert!(num_concepts >= 450, "{num_concepts}");
}

#[test]
fn a_code_belongs_to_one_concept() {
    for code in [|concept: &Concept| concept.media_topic.clone(), |concept: &Concept| concept.eurovoc.clone()]
    {
        let mut seen = HashMap::new();
        for concept in thesaurus().concepts() {
            if let Some(code) = code(concept) {
                let other = seen.insert(code.clone(), &concept.id);
                assert!(other.is_none(), "{code} is both {other:?} and {}", concept.id);
            }
        }
    }
}

#[test]
fn english_words_find_french_ones() {
    let cases = [
        ("ceasefire", &["cessez-le-feu", "trêve", "cessation des hostilités"][..]),
        ("cease-fire", &["cessez-le-feu"]),
        ("truce", &["trêve", "suspension des combats"]),
        ("earthquake", &["séisme", "tremblement de terre"]),
        ("peace talks", &["pourparlers de paix", "négociation de paix"]),
        ("Belarus", &["Biélorussie", "Bélarus"]),
        ("Kyiv", &["Kiev"]),
        ("Libyan", &["libyen"]),
        ("WHO", &["Organisation mondiale de la santé"]),
        ("strikes", &[]),
        ("who", &[]),
    ];
    for (english, expected) in cases {
        let found = carried(english, Language::EN, Language::FR);
        let missing: Vec<_> = expected.iter().filter(|term| !found.contains(*term)).collect();
        assert!(missing.is_empty(), "{english} → {found:?}, without {missing:?}");
        assert_eq!(found.is_empty(), expected.is_empty(), "{english} → {found:?}");
    }
}

#[test]
fn french_words_find_english_ones() {
    let cases = [
        ("cessez-le-feu", "truce"),
        ("Biélorussie", "Belarus"),
        ("Bélarus", "Belarus"),
        ("BIELORUSSIE", "Belarus"),
        ("élections législatives", "parliamentary election"),
        ("coup d’Etat", "military coup"),
        ("pourparlers de paix", "peace talks"),
        ("Pachinian", "Pashinyan"),
        ("Karabagh", "Karabakh"),
    ];
    for (french, english) in cases {
        let found = carried(french, Language::FR, Language::EN);
        assert!(found.contains(&english), "{french} → {found:?}");
    }
}

#[test]
fn other_languages_are_carried_over_too() {
    assert!(carried("Waffenruhe", german(), Language::FR).contains(&"cessez-le-feu"));
    assert!(carried("terremoto", spanish(), Language::FR).contains(&"séisme"));
}

#[test]
fn the_longest_term_is_taken() {
    let found = look_up("peace talks in Belarus", Language::EN);
    let spelt: Vec<_> = found.iter().map(|found| (found.words.clone(), found.term.text.as_str())).collect();
    assert_eq!(spelt, [(0..2, "peace talks"), (3..4, "Belarus")]);
}

#[test]
fn a_near_miss_is_not_the_concept() {
    let found = look_up("trêve des confiseurs", Language::FR);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].concept.id.as_str(), found[0].term.relation), ("ceasefire", Relation::NearMiss));
    assert_eq!(look_up("trêve", Language::FR)[0].term.relation, Relation::Same);
}

#[test]
fn lemmas_find_what_spellings_do_not() {
    let words = [Word { typed: "et", lemmas: &[] }, Word { typed: "assiégeaient", lemmas: &["assiéger"] }];
    let found = thesaurus().look_up(&words, Some(Language::FR));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].words.clone(), found[0].concept.id.as_str()), (1..2, "siege"));
}

#[test]
fn without_a_language_every_language_is_looked_up() {
    for word in ["truce", "trêve", "tregua", "Feuerpause"] {
        let found = thesaurus().look_up(&[Word::typed(word)], None);
        assert_eq!(found[0].concept.id, "ceasefire", "{word}");
    }
    assert!(thesaurus().look_up(&[], None).is_empty());
}
