//! Runs the search cases of `tests/corpora/*/searches.toml`: what a librarian expects of an archive, as data.
//!
//! The corpus `seeds` is the demonstration archive at the top of the project; another corpus brings its own `articles/`.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings, Language};
use depeche::search::{Hit, LocalSearcher, Match, SearchRequest, Searcher};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    search: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: String,
    /// Only articles in these languages, and the query read by their rules.
    #[serde(default)]
    languages: Vec<Language>,
    first: Option<String>,
    #[serde(default)]
    passage_contains: Vec<String>,
    #[serde(default)]
    hits: Vec<String>,
    #[serde(default)]
    not_hits: Vec<String>,
    count: Option<u64>,
    /// What the answer says of parts of the query that keep articles out, all of it.
    says: Option<Vec<String>>,
    /// The queries that the answer offers instead, all of them.
    instead: Option<Vec<String>>,
    #[serde(default)]
    note: String,
}

/// The path as the cases write it: `path#member` for members of containers.
fn place(hit: &Hit) -> String {
    let path = hit.article.path.display();
    hit.article.member.as_ref().map_or(path.to_string(), |member| format!("{path}#{member}"))
}

fn searcher(articles: &Path, directory: &Path) -> LocalSearcher {
    let mut archive = Archive::create(directory, "test", Access::Private).expect("an archive can be made");
    archive
        .add_folder(&articles.canonicalize().unwrap(), FolderSettings::default())
        .expect("the folder can be added");
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let report =
        run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).expect("the run ends well");
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    LocalSearcher::open(&archive).expect("the archive answers")
}

/// Cases are typed on a plain keyboard: spelling variants of the text count as the same.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = text.nfc().filter(|&c| c != '\u{ad}').map(|c| match c {
        '’' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    });
    plain.collect::<String>().to_lowercase()
}

/// What is wrong with the answer to `case`; empty when nothing is.
fn faults(searcher: &LocalSearcher, case: &Case) -> Vec<String> {
    let request = SearchRequest {
        num_hits: 100,
        weakest: Some(Match::All),
        languages: case.languages.clone(),
        ..SearchRequest::new(&case.query)
    };
    let response = searcher.search(&request).expect("every query has an answer");
    let places: Vec<String> = response.hits.iter().map(place).collect();
    let mut faults = Vec::new();
    if let Some(first) = &case.first
        && places.first() != Some(first)
    {
        faults.push(format!("first is {:?}, not {first}", places.first()));
    }
    let passage =
        response.hits.first().and_then(|hit| hit.passages.first()).map_or("", |passage| &passage.text);
    let title =
        response.hits.first().and_then(|hit| hit.article.title.as_ref()).map_or("", |title| &title.value);
    for word in &case.passage_contains {
        if !plain(passage).contains(&plain(word)) {
            faults.push(format!("the first passage lacks `{word}` (title: {title}): {passage}"));
        }
    }
    faults.extend(case.hits.iter().filter(|hit| !places.contains(hit)).map(|hit| format!("misses {hit}")));
    faults.extend(case.not_hits.iter().filter(|hit| places.contains(hit)).map(|hit| format!("finds {hit}")));
    if let Some(count) = case.count
        && response.total.all != count
    {
        faults.push(format!("finds {} articles, not {count}: {places:?}", response.total.all));
    }
    let advice = &response.advice;
    let said: Vec<String> = advice.obstacles.iter().map(|obstacle| obstacle.message.clone()).collect();
    let instead: Vec<String> = advice.instead.iter().map(|other| other.text.clone()).collect();
    for (expected, found) in [(&case.says, said), (&case.instead, instead)] {
        if let Some(expected) = expected
            && *expected != found
        {
            faults.push(format!("advises {found:#?}, not {expected:#?}"));
        }
    }
    faults
}

fn check(corpus: &str, articles: PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("tests/corpora").join(corpus).join("searches.toml");
    let cases: Cases =
        toml::from_str(&std::fs::read_to_string(file).unwrap()).expect("the cases can be read");
    let directory = tempfile::tempdir().unwrap();
    let searcher = searcher(&articles, &directory.path().join("archive"));
    let mut report = String::new();
    for case in &cases.search {
        for fault in faults(&searcher, case) {
            report.push_str(&format!("`{}` ({}): {fault}\n", case.query, case.note));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn seeds() {
    check("seeds", Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"));
}

#[test]
fn mixed() {
    check("mixed", Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/mixed/articles"));
}
