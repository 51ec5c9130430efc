//! What an index run costs from files to commit: `cargo bench --bench indexing`. One thread; throughput is in bytes of
//! source files. For a real archive, time `depeche index` itself.

mod corpus;

use std::fs;
use std::path::Path;

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tempfile::TempDir;

const NUM_ARTICLES: usize = 2000;
const NUM_FILES: usize = 1000;

fn main() {
    divan::main();
}

fn refresh(archive: &mut Archive) {
    let mut options = IngestOptions::default();
    options.num_jobs = 1;
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let report = run(archive, &options, &clock, &mut Unobserved).expect("the run ends well");
    assert!(report.failed.is_empty(), "{:?}", report.failed);
}

/// An archive without an index yet, whose folder is `articles`.
fn empty_archive(articles: &Path) -> (TempDir, Archive) {
    let place = tempfile::tempdir().expect("there is room for an index");
    let mut archive =
        Archive::create(&place.path().join("archive"), "bench", Access::Private).expect("a new archive");
    archive.add_folder(articles, FolderSettings::default()).expect("the folder is there");
    (place, archive)
}

/// One JSON Lines file of 2,000 articles into a new index.
#[divan::bench(sample_count = 10)]
fn json_lines(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = corpus::write_json_lines(folder.path(), &corpus::drafts(NUM_ARTICLES));
    let num_bytes = fs::metadata(file).expect("it was written just now").len();
    bencher
        .counter(BytesCount::new(num_bytes))
        .with_inputs(|| empty_archive(folder.path()))
        .bench_local_values(|(place, mut archive)| {
            refresh(&mut archive);
            (place, archive)
        });
}

/// A second run over 1,000 text files of which none has changed.
#[divan::bench(sample_count = 20)]
fn unchanged_text_files(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, draft) in corpus::drafts(NUM_FILES).iter().enumerate() {
        let file = folder.path().join(format!("{number}.txt"));
        fs::write(&file, format!("{}\n\n{}\n", draft.title, draft.text)).expect("a temporary file");
        // A file as young as the run that read it is hashed again at the next: these are old.
        let old = std::time::SystemTime::UNIX_EPOCH - std::time::Duration::from_secs(3600);
        let opened = fs::File::options().write(true).open(&file).expect("it was written just now");
        opened.set_modified(old).expect("times can be set");
    }
    let (_place, mut archive) = empty_archive(folder.path());
    refresh(&mut archive);
    bencher.counter(ItemsCount::new(NUM_FILES)).bench_local(|| refresh(&mut archive));
}
