//! What each level of matching joins in French, as a file to read: for the 2,000 most frequent words of news, their lemmas,
//! the other forms that share one, and the further lemmas of their families (`analysis/levels.txt`). Any change of a
//! table shows there as a diff; whether it is right is for a reader to say.
//!
//! `cargo test --test levels regenerate_levels -- --ignored` writes the file anew.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;

use depeche::analysis::{analyzer_for, tokens};
use depeche::model::Language;

/// Words of the golden file.
const NUM_WORDS: usize = 2000;

const HEAD: &str = "\
# What each level of matching joins, among the forms of vocabulary.txt; see tests/levels.rs, which writes and checks this.
# WORD: LEMMA … = FORM … ~ LEMMA …
# behind the colon   its lemmas (level 2)
# behind =           the other forms that share a lemma with it, the more frequent first
# behind ~           further lemmas of its family (level 3)
# A word without a subject (stop word) stands alone: it is looked for as typed.
";

fn vocabulary() -> Vec<&'static str> {
    let lines = include_str!("analysis/vocabulary.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split(' ').next()).collect()
}

fn lemmas(word: &str) -> Vec<String> {
    tokens(word, Some(Language::FR), 0).into_iter().flat_map(|token| token.lemmas).collect()
}

/// Where each term first occurs and what has it, in the order of the vocabulary.
type ByTerm = HashMap<String, Vec<String>>;

fn add(terms: &mut ByTerm, term: String, what: &str) {
    let known = terms.entry(term).or_default();
    if !known.iter().any(|one| one == what) {
        known.push(what.to_string());
    }
}

/// What stands behind the terms, without `own` and in one line.
fn others<'t>(terms: &ByTerm, keys: impl Iterator<Item = &'t String>, own: &[String]) -> String {
    let mut found: Vec<&str> = Vec::new();
    for other in keys.filter_map(|key| terms.get(key)).flatten() {
        if !own.contains(other) && !found.contains(&other.as_str()) {
            found.push(other);
        }
    }
    found.join(" ")
}

fn levels() -> String {
    let analyzer = analyzer_for(Some(Language::FR));
    let key = |lemma: &str| analyzer.derivation_key(lemma).unwrap();
    let vocabulary = vocabulary();
    let (mut forms, mut families) = (ByTerm::new(), ByTerm::new());
    for word in vocabulary.iter().filter(|word| !analyzer.is_stop_word(word)) {
        for lemma in lemmas(word) {
            add(&mut families, key(&lemma), &lemma);
            add(&mut forms, lemma, word);
        }
    }
    let mut page = HEAD.to_string();
    for word in &vocabulary[..NUM_WORDS] {
        let own = lemmas(word);
        let _ = write!(page, "{word}:");
        if !analyzer.is_stop_word(word) {
            let _ = write!(page, " {}", own.join(" "));
            let keys: Vec<String> = own.iter().map(|lemma| key(lemma)).collect();
            for (sign, others) in [
                ('=', others(&forms, own.iter(), &[word.to_string()])),
                ('~', others(&families, keys.iter(), &own)),
            ] {
                if !others.is_empty() {
                    let _ = write!(page, " {sign} {others}");
                }
            }
        }
        page.push('\n');
    }
    page
}

#[test]
fn levels_are_as_read_and_agreed() {
    let (agreed, now) = (include_str!("analysis/levels.txt"), levels());
    let differences: Vec<String> = agreed
        .lines()
        .zip(now.lines())
        .filter(|(agreed, now)| agreed != now)
        .map(|(agreed, now)| format!("- {agreed}\n+ {now}"))
        .take(20)
        .collect();
    assert!(
        differences.is_empty() && agreed.len() == now.len(),
        "read, then regenerate:\n{}",
        differences.join("\n")
    );
}

#[test]
#[ignore = "writes the golden file"]
fn regenerate_levels() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/analysis/levels.txt");
    std::fs::write(path, levels()).unwrap();
}
