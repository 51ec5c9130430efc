//! A folder of articles and an archive of it, in a temporary place, with a clock that is told the time.

use std::collections::BTreeMap;
use std::path::PathBuf;

use depeche::index::{Access, Archive, IndexReader, StoredArticle};
use depeche::ingest::{IngestOptions, Outcome, Report, Unobserved, run};
use depeche::model::{FixedClock, FolderSettings};

/// A folder and its archive.
pub struct Fixture {
    _place: tempfile::TempDir,
    pub folder: PathBuf,
    pub archive: Archive,
    pub now: i64,
}

impl Fixture {
    pub fn new() -> Fixture {
        Fixture::with_access(Access::Private)
    }

    pub fn with_access(access: Access) -> Fixture {
        let place = tempfile::tempdir().unwrap();
        let base = place.path().canonicalize().unwrap();
        let folder = base.join("presse");
        std::fs::create_dir(&folder).unwrap();
        let mut archive = Archive::create(&base.join("archive"), "essai", access).unwrap();
        archive.add_folder(&folder, FolderSettings::default()).unwrap();
        // Far beyond the files' own times, so that those are trusted.
        Fixture { _place: place, folder, archive, now: 4_000_000_000 }
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.folder.join(path)).unwrap();
    }

    pub fn clock(&mut self) -> FixedClock {
        self.now += 60;
        FixedClock(jiff::Timestamp::from_second(self.now).unwrap())
    }

    pub fn try_run(&mut self, options: &IngestOptions) -> Result<Report, depeche::ingest::Error> {
        let clock = self.clock();
        run(&mut self.archive, options, &clock, &mut Unobserved)
    }

    pub fn run_with(&mut self, change: impl FnOnce(&mut IngestOptions)) -> Report {
        let mut options = IngestOptions::default();
        options.num_jobs = 2;
        change(&mut options);
        let report = self.try_run(&options).unwrap();
        self.check(&report);
        report
    }

    pub fn run(&mut self) -> Report {
        self.run_with(|_| {})
    }

    /// What holds after every run.
    pub fn check(&self, report: &Report) {
        let table = self.archive.file_table().unwrap();
        assert_eq!(table.members().count() as u64, report.articles_total);
        let reader = IndexReader::open(&self.archive).unwrap();
        for member in table.members() {
            assert!(
                reader.article(member.id).unwrap().is_some(),
                "{member:?} is in the log and not in the index"
            );
        }
        assert_eq!(
            reader.num_articles(),
            report.articles_total,
            "the index has articles that the log does not know"
        );
    }

    /// Every article that can be found, by id. Without the time of its file: an article that did not change keeps the
    /// time at which it was read, though its file was written anew since, in another second.
    pub fn stored(&self) -> BTreeMap<String, StoredArticle> {
        let reader = IndexReader::open(&self.archive).unwrap();
        let table = self.archive.file_table().unwrap();
        table
            .members()
            .map(|member| {
                let mut stored = reader.article(member.id).unwrap().unwrap();
                stored.origin.file_time = None;
                (member.id.to_string(), stored)
            })
            .collect()
    }

    /// Text by place of every article that can be found.
    pub fn articles(&self) -> BTreeMap<String, String> {
        let place = |stored: &StoredArticle| {
            let path = String::from_utf8_lossy(&stored.origin.path).into_owned();
            stored.origin.member.iter().fold(path, |path, member| format!("{path}#{member}"))
        };
        self.stored().into_values().map(|stored| (place(&stored), stored.article.text)).collect()
    }
}

pub fn counts(report: &Report) -> Vec<(Outcome, u64)> {
    report.files.iter().map(|(outcome, tally)| (*outcome, tally.files)).collect()
}

/// JSON Lines of these ids and texts.
pub fn lines(articles: &[(&str, &str)]) -> String {
    let line = |(id, text): &(&str, &str)| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
    articles.iter().map(line).collect()
}
