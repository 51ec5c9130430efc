//! Which French spellings are one word: the groups of `analysis/words.toml`, by the lemmas that the public API gives.
//!
//! What a query finds is tested by `french`.

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

fn lemmas(word: &str) -> Vec<String> {
    let tokens = tokens(word, Some(Language::FR), 0);
    assert_eq!(tokens.len(), 1, "{word} is one word");
    tokens.into_iter().flat_map(|token| token.lemmas).collect()
}

/// Says which pairs of the groups do not meet (or do, when `should_meet` is false).
fn faults(sections: &[Section], should_meet: bool) -> String {
    let mut faults = String::new();
    for section in sections {
        for group in &section.groups {
            assert!(group.len() > 1, "a group has two words at least: {group:?}");
            for (number, one) in group.iter().enumerate() {
                for other in &group[number + 1..] {
                    let (left, right) = (lemmas(one), lemmas(other));
                    if left.iter().any(|lemma| right.contains(lemma)) != should_meet {
                        let _ = writeln!(faults, "{}: {one} {left:?}, {other} {right:?}", section.why);
                    }
                }
            }
        }
    }
    faults
}

fn specification() -> Specification {
    toml::from_str(include_str!("analysis/words.toml")).unwrap()
}

#[test]
fn inflections_and_spellings_of_a_word_meet() {
    let faults = faults(&specification().meet, true);
    assert!(faults.is_empty(), "these should meet:\n{faults}");
}

#[test]
fn words_that_only_look_alike_stay_apart() {
    let faults = faults(&specification().apart, false);
    assert!(faults.is_empty(), "these should stay apart:\n{faults}");
}
