//! What queries find in texts of each language: the cases of `analysis/LANGUAGE.toml`, each a text, a query and whether it is
//! found, run through an archive of all the texts; and laws that hold in every language.
//!
//! Which French words are one is specified in `analysis/words.toml`; how queries are read, in `query/cases.toml`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use depeche::analysis::tokens;
use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings, Language};
use depeche::search::{LocalSearcher, Match, SearchRequest, Searcher};
use proptest::prelude::*;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Specification {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    cases: Vec<Case>,
}

/// Query, text, whether the query finds the text.
#[derive(Deserialize)]
struct Case(String, String, bool);

/// An archive with a file for each text, and the files by text.
fn searcher<'t>(
    texts: impl Iterator<Item = &'t str>,
    language: Language,
    directory: &Path,
) -> (LocalSearcher, BTreeMap<&'t str, String>) {
    let folder = directory.join("texts");
    std::fs::create_dir(&folder).unwrap();
    let mut files = BTreeMap::new();
    for text in texts {
        let file = format!("{}.txt", files.len());
        if !files.contains_key(text) {
            std::fs::write(folder.join(&file), text).unwrap();
            files.insert(text, file);
        }
    }
    let mut archive = Archive::create(&directory.join("archive"), "test", Access::Private).unwrap();
    let settings = FolderSettings { lang: Some(language), ..FolderSettings::default() };
    archive.add_folder(&folder.canonicalize().unwrap(), settings).unwrap();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let report = run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    (LocalSearcher::open(&archive).unwrap(), files)
}

fn found(searcher: &LocalSearcher, query: &str) -> Vec<String> {
    let request = SearchRequest { num_hits: 1000, weakest: Some(Match::All), ..SearchRequest::new(query) };
    let response = searcher.search(&request).unwrap();
    response.hits.iter().map(|hit| hit.article.path.display().to_string()).collect()
}

fn check(code: &str, specification: &str) {
    let specification: Specification = toml::from_str(specification).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let texts = specification.group.iter().flat_map(|group| &group.cases).map(|case| case.1.as_str());
    let (searcher, files) = searcher(texts, code.parse().unwrap(), directory.path());
    let mut faults = String::new();
    for group in &specification.group {
        for Case(query, text, should_find) in &group.cases {
            if found(&searcher, query).contains(&files[text.as_str()]) != *should_find {
                let fault = if *should_find { "misses" } else { "finds" };
                let _ = writeln!(faults, "{}: `{query}` {fault} « {text} »", group.name);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn french() {
    check("fr", include_str!("analysis/french.toml"));
}

#[test]
fn english() {
    check("en", include_str!("analysis/english.toml"));
}

#[test]
fn german() {
    check("de", include_str!("analysis/german.toml"));
}

#[test]
fn spanish() {
    check("es", include_str!("analysis/spanish.toml"));
}

#[test]
fn italian() {
    check("it", include_str!("analysis/italian.toml"));
}

#[test]
fn portuguese() {
    check("pt", include_str!("analysis/portuguese.toml"));
}

#[test]
fn dutch() {
    check("nl", include_str!("analysis/dutch.toml"));
}

/// Languages with a folder, with a stemmer only, and with neither.
const CODES: [&str; 13] = ["fr", "en", "de", "es", "it", "pt", "nl", "ru", "sv", "tr", "ar", "el", "vi"];

/// The terms of `text` at their positions.
fn terms(text: &str, code: &str) -> Vec<(u32, String, Vec<String>)> {
    let tokens = tokens(text, code.parse().ok(), 0);
    tokens.into_iter().map(|token| (token.position, token.exact, token.lemmas)).collect()
}

proptest! {
    #[test]
    fn one_text_in_two_encodings_gives_the_same_terms(
        text in "([a-zàâçéèêëîïôöûüñßœæA-ZÀÉÜĞİ]{1,8}['’-]?){1,6}|[а-яё]{1,9}|[α-ωάήώ]{1,9}"
    ) {
        for code in CODES {
            let composed: String = text.nfc().collect();
            let expected = terms(&composed, code);
            prop_assert_eq!(&terms(&composed.nfd().collect::<String>(), code), &expected, "{} {}", code, text);
            for apostrophe in ["'", "’", "ʼ", "‘"] {
                let respelled = composed.replace(['\'', '’'], apostrophe);
                prop_assert_eq!(&terms(&respelled, code), &expected, "{} {}", code, respelled);
            }
            let soft = composed.replace('-', "\u{2011}");
            prop_assert_eq!(&terms(&soft, code), &expected, "{} {}", code, soft);
        }
    }

    #[test]
    fn every_word_has_a_term_and_its_own_bytes(text in "\\PC{0,60}") {
        for code in CODES {
            for token in tokens(&text, code.parse().ok(), 0) {
                prop_assert!(!token.exact.is_empty() && !token.lemmas.is_empty(), "{} {:?}", code, token);
                prop_assert!(text.get(token.span.byte_start..token.span.byte_end).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
