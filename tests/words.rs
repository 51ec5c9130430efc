//! Which spellings are one word: the groups of `analysis/words.toml` (French) and `analysis/english_words.toml`, by the lemmas
//! that the public API gives.
//!
//! What a query finds is tested by `languages`.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use depeche::analysis::tokens;
use depeche::model::Language;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Specification {
    meet: Vec<Section>,
    apart: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    why: String,
    groups: Vec<Vec<String>>,
}

fn lemmas(word: &str, language: Language) -> Vec<String> {
    let tokens = tokens(word, Some(language), 0);
    assert_eq!(tokens.len(), 1, "{word} is one word");
    tokens.into_iter().flat_map(|token| token.lemmas).collect()
}

/// Says which pairs of the groups do not meet (or do, when `should_meet` is false).
fn faults(sections: &[Section], language: Language, should_meet: bool) -> String {
    let mut faults = String::new();
    for section in sections {
        for group in &section.groups {
            assert!(group.len() > 1, "a group has two words at least: {group:?}");
            for (number, one) in group.iter().enumerate() {
                for other in &group[number + 1..] {
                    let (left, right) = (lemmas(one, language), lemmas(other, language));
                    if left.iter().any(|lemma| right.contains(lemma)) != should_meet {
                        let _ = writeln!(faults, "{}: {one} {left:?}, {other} {right:?}", section.why);
                    }
                }
            }
        }
    }
    faults
}

fn check(specification: &str, language: Language) {
    let specification: Specification = toml::from_str(specification).unwrap();
    let missed = faults(&specification.meet, language, true);
    let wrong = faults(&specification.apart, language, false);
    assert!(missed.is_empty() && wrong.is_empty(), "should meet:\n{missed}should stay apart:\n{wrong}");
}

#[test]
fn french() {
    check(include_str!("analysis/words.toml"), Language::FR);
}

#[test]
fn english() {
    check(include_str!("analysis/english_words.toml"), Language::EN);
}
