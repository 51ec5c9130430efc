//! Which lemmas are one subject though no inflection joins them: `négociation`, `négocier`, `négociateur`; `Arménie`,
//! `arménien`. Only a key to compare; which lemmas an archive has, and when they are tried, is the affair of search.
//!
//! The key is Snowball's stem of the lemma, folded, but for the families that a table decides. A short stem says nothing
//! (`mar` is mars, marée and mari), and a name that the lexicon does not know is left alone: `Martinez` is not `Martin`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rust_stemmers::{Algorithm, Stemmer};

use super::filter::fold;
use super::lexicon::Lexicon;

/// Stems of fewer letters join nothing.
const MIN_STEM_CHARS: usize = 4;
/// Stands before the name of a family that is no stem.
const FAMILY: char = '=';
/// Stands behind the key of a name that the lexicon does not know, so that `Valls` is no `vallée`. A letter to Unicode: search
/// takes the beginning of a key that is all letters for the beginning of its words.
const NAME: char = 'ʾ';
/// What a name that the lexicon does not know may have behind it and still be that name: `macroniste`, `macronisme`.
const NAME_SUFFIXES: [&str; 2] = ["iste", "isme"];

/// Which family a word of the table belongs to.
#[derive(Clone, Copy)]
enum Family {
    /// The one that begins with this word, and has no other members than the table gives it.
    Listed(&'static str),
    /// That of this word.
    Of(&'static str),
}

/// The families of one language.
pub struct Derivation {
    stemmer: Stemmer,
    lexicon: Arc<Lexicon>,
    families: HashMap<&'static str, Family>,
    by_key: OnceLock<HashMap<String, Vec<&'static str>>>,
}

impl Derivation {
    /// `table`: lines `WORD …`, a family of its own, or `WORD …: WORD`, members of the family of the last. `#` begins a
    /// remark.
    pub fn new(algorithm: Algorithm, lexicon: Arc<Lexicon>, table: &'static str) -> Self {
        let families = table.lines().flat_map(members).collect();
        Derivation { stemmer: Stemmer::create(algorithm), lexicon, families, by_key: OnceLock::new() }
    }

    /// What all lemmas of a family have in common, given one of them as the field `lemma` holds it.
    pub fn key(&self, lemma: &str) -> String {
        match self.families.get(lemma) {
            Some(Family::Listed(first)) => format!("{FAMILY}{first}"),
            Some(Family::Of(head)) => match self.families.get(head) {
                Some(Family::Listed(first)) => format!("{FAMILY}{first}"),
                _ => self.stem(head),
            },
            None if self.lexicon.has_lemma(lemma) => self.stem(lemma),
            None => format!("{}{NAME}", name(lemma)),
        }
    }

    /// The words that the table gives the key `key`; they need not begin alike, as all others of a family do.
    pub fn listed(&self, key: &str) -> &[&'static str] {
        let by_key = self.by_key.get_or_init(|| {
            let mut by_key: HashMap<String, Vec<&str>> = HashMap::new();
            for word in self.families.keys() {
                by_key.entry(self.key(word)).or_default().push(word);
            }
            by_key
        });
        by_key.get(key).map_or(&[], Vec::as_slice)
    }

    fn stem(&self, lemma: &str) -> String {
        let stem = match self.stemmer.stem(lemma) {
            Cow::Borrowed(stem) => fold(stem),
            Cow::Owned(stem) => fold(&stem),
        };
        if stem.chars().count() < MIN_STEM_CHARS { format!("{FAMILY}{lemma}") } else { stem }
    }
}

/// An unknown word without what is added to names.
fn name(word: &str) -> &str {
    let mut names = NAME_SUFFIXES.iter().filter_map(|suffix| word.strip_suffix(suffix));
    names.find(|name| name.chars().count() >= MIN_STEM_CHARS).unwrap_or(word)
}

/// The words of a line of the table with their family.
fn members(line: &'static str) -> Vec<(&'static str, Family)> {
    let line = line.split('#').next().unwrap_or_default();
    let (words, head) = line.split_once(':').map_or((line, None), |(words, head)| (words, Some(head.trim())));
    let first = words.split_whitespace().next();
    let family = head.map(Family::Of).or(first.map(Family::Listed));
    family.map_or_else(Vec::new, |family| words.split_whitespace().map(|word| (word, family)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use super::*;
    use crate::analysis::{Analyzer, analyzer_for};
    use crate::model::Language;

    fn french() -> &'static Analyzer {
        analyzer_for(Some(Language::FR))
    }

    fn key(lemma: &str) -> String {
        french().derivation_key(lemma).unwrap()
    }

    /// Sections of `derivation.toml`: groups of lemmas.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Specification {
        family: Vec<Vec<String>>,
        apart: Vec<Vec<String>>,
    }

    #[test]
    fn families_are_those_of_the_specification() {
        let specification: Specification = toml::from_str(include_str!("derivation.toml")).unwrap();
        let mut faults = String::new();
        for (groups, is_family) in [(&specification.family, true), (&specification.apart, false)] {
            for words in groups {
                let keys: Vec<String> = words.iter().map(|word| key(word)).collect();
                let distinct = keys.iter().collect::<BTreeSet<_>>().len();
                if distinct != (if is_family { 1 } else { words.len() }) {
                    let _ = writeln!(faults, "{words:?} {keys:?}");
                }
            }
        }
        assert!(faults.is_empty(), "\n{faults}");
    }

    #[test]
    fn the_table_says_who_is_of_a_family_too() {
        let listed = french().derivation_listed(&key("président"));
        assert!(listed.contains(&"présidentiel"), "{listed:?}");
        assert!(french().derivation_listed("negoci-").is_empty());
    }

    #[test]
    fn no_word_of_the_table_is_decided_twice() {
        for (table, min_words) in
            [(include_str!("fr/derivation.txt"), 1000), (include_str!("en/derivation.txt"), 150)]
        {
            let mut families = HashMap::new();
            for (word, family) in table.lines().flat_map(members) {
                assert!(families.insert(word, family).is_none(), "{word} stands twice");
            }
            assert!(families.len() > min_words);
            for family in families.values() {
                if let Family::Of(head) = family {
                    assert!(!matches!(families.get(head), Some(Family::Of(_))), "{head} is sent elsewhere");
                }
            }
        }
    }

    #[test]
    fn english_families_are_those_of_the_table() {
        let key = |word: &str| analyzer_for("en".parse().ok()).derivation_key(word).unwrap();
        for pair in [["election", "electoral"], ["negotiate", "negotiation"], ["ukrainian", "ukraine"]] {
            assert_eq!(key(pair[0]), key(pair[1]), "{pair:?}");
        }
        for pair in [["university", "universe"], ["policy", "police"], ["army", "arm"]] {
            assert_ne!(key(pair[0]), key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn names_that_the_lexicon_does_not_know_stay_alone() {
        // As the index has them: folded.
        for pair in [["martinez", "martin"], ["attali", "attal"], ["merkel", "merkez"], ["poutin", "pouti"]] {
            assert_ne!(key(pair[0]), key(pair[1]));
        }
        assert_ne!(key("vall"), key("vallée"));
        assert_eq!(key("macroniste"), key("macron"));
        assert_eq!(key("juppeiste"), key("juppe"));
    }

    #[test]
    fn other_languages_have_no_such_level() {
        assert_eq!(analyzer_for("de".parse().ok()).derivation_key("verhandlung"), None);
    }
}
