//! What an answer costs on a warm archive of 5,000 articles: `cargo bench --bench querying`. The archive is made once.

mod corpus;

use std::sync::LazyLock;

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use depeche::search::{LocalSearcher, SearchRequest, Searcher, Sort};
use divan::{Bencher, black_box};

const NUM_ARTICLES: usize = 5000;

/// A word in many articles, in few, two words, a phrase, an exclusion, a word of no article.
const QUERIES: [&str; 6] =
    ["accord", "Yevlakh", "pourparlers Karabakh", "\"cessez-le-feu\"", "trêve -Yémen", "zorblatique"];

static SEARCHER: LazyLock<LocalSearcher> = LazyLock::new(|| {
    let place = tempfile::tempdir().expect("a temporary folder");
    let articles = place.path().join("articles");
    std::fs::create_dir(&articles).expect("a temporary folder");
    corpus::write_json_lines(&articles, &corpus::drafts(NUM_ARTICLES));
    let mut archive =
        Archive::create(&place.path().join("archive"), "bench", Access::Private).expect("a new archive");
    archive.add_folder(&articles, FolderSettings::default()).expect("the folder is there");
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    run(&mut archive, &IngestOptions::default(), &clock, &mut Unobserved).expect("the run ends well");
    // The searcher holds the files open; the folder itself may go with the process.
    LocalSearcher::open(&archive).expect("the archive answers")
});

fn main() {
    LazyLock::force(&SEARCHER);
    divan::main();
}

/// Ids and scores alone, as `--format trec` asks for them.
#[divan::bench(args = QUERIES)]
fn ids(bencher: Bencher, query: &str) {
    let request = SearchRequest::new(query);
    bencher.bench(|| black_box(SEARCHER.search_ids(black_box(&request))).expect("every query has an answer"));
}

/// Ten articles with three passages each, as at the terminal.
#[divan::bench(args = QUERIES)]
fn passages(bencher: Bencher, query: &str) {
    let request = SearchRequest::new(query);
    bencher.bench(|| black_box(SEARCHER.search(black_box(&request))).expect("every query has an answer"));
}

/// The newest articles with a word in them.
#[divan::bench]
fn newest(bencher: Bencher) {
    let request = SearchRequest { sort: Sort::Newest, ..SearchRequest::new("accord") };
    bencher.bench(|| black_box(SEARCHER.search(black_box(&request))).expect("every query has an answer"));
}
