//! What queries find in French texts: the cases of `analysis/french.toml`, each a text, a query and whether it is found, run
//! through an archive of all the texts.
//!
//! Which words are one is specified in `analysis/words.toml`; how queries are read, in `query/cases.toml`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings, Language};
use depeche::search::{LocalSearcher, Match, SearchRequest, Searcher};
use serde::Deserialize;

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
    let settings = FolderSettings { lang: Some(Language::FR), ..FolderSettings::default() };
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

#[test]
fn queries_find_what_they_should_and_nothing_else() {
    let specification: Specification = toml::from_str(include_str!("analysis/french.toml")).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let texts = specification.group.iter().flat_map(|group| &group.cases).map(|case| case.1.as_str());
    let (searcher, files) = searcher(texts, directory.path());
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
