//! Builds the index anew from the texts it stores, by the present rules for words and fields. Reads no source file.
//!
//! The new index grows beside the old one, which answers meanwhile; they are exchanged in one step at the end.

use std::ops::ControlFlow;
use std::path::Path;

use super::error::Error;
use super::observer::{Observer, Phase, Progress};
use super::options::IngestOptions;
use super::report::Report;
use super::run::{millis_between, num_jobs};
use super::withheld::Withheld;
use crate::analysis::analyse_article;
use crate::index::{
    Archive, ArticleDocument, CommitPayload, IndexState, IndexWriter, StoredArticle, WriterOptions,
    stamp_text, stored_articles,
};
use crate::model::Clock;

/// Text analysed between two looks at the observer, in bytes.
const BATCH_BYTES: usize = 4 << 20;

/// Analyses all stored articles again. Ids, aliases and file states stay; disk space for a second index is needed.
///
/// # Errors
/// When another process writes, or when the stored texts cannot be read; the old index then stays in force.
pub fn reanalyze(
    archive: &mut Archive,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Report, Error> {
    options.check()?;
    let started = clock.now();
    let _lock = archive.lock(started)?;
    let state = archive.checked_state()?;
    if matches!(state, IndexState::Missing | IndexState::FormatMismatch | IndexState::Corrupt) {
        return Err(crate::index::Error::State(state).into());
    }
    // What was withdrawn keeps its id, and so is hidden in the new index too.
    Withheld::begin(archive)?;
    archive.remove_other_generations()?;
    let directory = archive.new_generation()?;
    let rebuilt = Rebuild { archive, options, clock, observer }.run(&directory);
    match rebuilt {
        Ok(Some(payload)) => {
            archive.make_current(&directory)?;
            Ok(Report {
                articles_updated: payload.num_articles,
                articles_total: payload.num_articles,
                articles_undated: payload.num_undated,
                generation: payload.generation,
                took_ms: millis_between(started, clock.now()),
                searchable_files: 1.0,
                searchable_bytes: 1.0,
                ..Report::default()
            })
        }
        Ok(None) => {
            archive.remove_other_generations()?;
            Ok(Report { interrupted: true, ..Report::default() })
        }
        Err(error) => {
            // The first error is the one to tell; what is left over is removed by the next run.
            let _ = archive.remove_other_generations();
            Err(error)
        }
    }
}

struct Rebuild<'a> {
    archive: &'a Archive,
    options: &'a IngestOptions,
    clock: &'a dyn Clock,
    observer: &'a mut dyn Observer,
}

impl Rebuild<'_> {
    /// Fills the new index. `None`: the observer stopped it.
    fn run(&mut self, directory: &Path) -> Result<Option<CommitPayload>, Error> {
        let num_jobs = num_jobs(self.options);
        let options = WriterOptions {
            num_threads: num_jobs.div_ceil(2),
            max_memory_bytes: self.options.max_memory_bytes / 2,
        };
        let table = self.archive.file_table()?;
        let mut writer = IndexWriter::open(directory, self.archive.access(), &options)?;
        let empty_log = writer.replace_log(&table)?;
        // It was never committed: nothing needs it, also when it stays.
        let _ = std::fs::remove_file(empty_log);
        self.observer.phase(Phase::Indexing);
        let before = self.archive.payload()?.unwrap_or_default();
        let mut progress = Progress { num_files_to_read: before.num_articles, ..Progress::default() };
        let (mut batch, mut batch_bytes, mut is_stopped) = (Vec::new(), 0, false);
        stored_articles(&self.archive.index_directory()?, self.archive.access(), &mut |stored| {
            batch_bytes += stored.article.text.len();
            batch.push(stored);
            if batch_bytes < BATCH_BYTES {
                return Ok(ControlFlow::Continue(()));
            }
            progress.num_bytes_read += batch_bytes as u64;
            batch_bytes = 0;
            progress.num_articles += batch.len() as u64;
            progress.num_files_read = progress.num_articles;
            add_all(std::mem::take(&mut batch), num_jobs, &writer)?;
            self.observer.progress(&progress);
            is_stopped = self.observer.is_cancelled();
            Ok(if is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        if is_stopped {
            return Ok(None);
        }
        add_all(batch, num_jobs, &writer)?;
        self.observer.phase(Phase::Committing);
        let generation = before.generation + 1;
        let payload = CommitPayload { generation, committed_at: stamp_text(self.clock.now()), ..before };
        writer.commit(payload.clone())?;
        self.observer.phase(Phase::Merging);
        if let Some(lack) = writer.finish()? {
            self.observer.warning(&format!("{}: {lack}", directory.display()));
        }
        Ok(Some(payload))
    }
}

/// Analyses a batch on several threads and adds it.
pub(super) fn add_all(
    batch: Vec<StoredArticle>,
    num_jobs: usize,
    writer: &IndexWriter,
) -> Result<(), crate::index::Error> {
    let share = batch.len().div_ceil(num_jobs).max(1);
    let mut batch = batch.into_iter();
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        loop {
            let part: Vec<StoredArticle> = batch.by_ref().take(share).collect();
            if part.is_empty() {
                break;
            }
            threads.push(scope.spawn(move || {
                part.into_iter().try_for_each(|stored| {
                    let analysed = analyse_article(&stored.article);
                    writer.add(ArticleDocument::new(&stored.origin, stored.article, analysed))
                })
            }));
        }
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}
