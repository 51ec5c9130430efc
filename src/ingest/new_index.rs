//! An index that grows beside the one in force, from articles that are stored already: batch by batch, so that whoever watches can stop
//! it. Which articles those are, and when it is put in force, is for `reanalyze` and `repair` to say.

use std::ops::ControlFlow;
use std::path::Path;

use super::error::Error;
use super::observer::{Observer, Progress};
use super::options::IngestOptions;
use super::run::num_jobs;
use crate::analysis::analyse_article;
use crate::index::{
    Archive, ArticleDocument, CommitPayload, FileTable, IndexWriter, MergeLack, StoredArticle, WriterOptions,
};

/// Text analysed between two looks at the observer, in bytes.
const BATCH_BYTES: usize = 4 << 20;

/// The new index, and the articles that wait for the next batch.
pub(super) struct NewIndex {
    writer: IndexWriter,
    num_jobs: usize,
    batch: Vec<StoredArticle>,
    batch_bytes: usize,
    progress: Progress,
    is_stopped: bool,
}

impl NewIndex {
    /// An empty one in `directory`, for about so many articles.
    pub(super) fn open(
        directory: &Path,
        archive: &Archive,
        options: &IngestOptions,
        num_articles: u64,
    ) -> Result<NewIndex, Error> {
        let num_jobs = num_jobs(options);
        let options = WriterOptions {
            num_threads: num_jobs.div_ceil(2),
            max_memory_bytes: options.max_memory_bytes / 2,
        };
        Ok(NewIndex {
            writer: IndexWriter::open(directory, archive.access(), &options)?,
            num_jobs,
            batch: Vec::new(),
            batch_bytes: 0,
            progress: Progress { num_files_to_read: num_articles, ..Progress::default() },
            is_stopped: false,
        })
    }

    /// Gives it the list of files.
    pub(super) fn take_list(&mut self, table: &FileTable) -> Result<(), Error> {
        let empty_log = self.writer.replace_log(table)?;
        // It was never committed: nothing needs it, also when it stays.
        let _ = std::fs::remove_file(empty_log);
        Ok(())
    }

    /// Takes an article. When a batch is full it is added, and the observer may stop the work.
    pub(super) fn take(
        &mut self,
        stored: StoredArticle,
        observer: &mut dyn Observer,
    ) -> Result<ControlFlow<()>, crate::index::Error> {
        self.batch_bytes += stored.article.text.len();
        self.batch.push(stored);
        if self.batch_bytes < BATCH_BYTES {
            return Ok(ControlFlow::Continue(()));
        }
        self.progress.num_bytes_read += self.batch_bytes as u64;
        self.batch_bytes = 0;
        self.progress.num_articles += self.batch.len() as u64;
        self.progress.num_files_read = self.progress.num_articles;
        self.add_batch()?;
        observer.progress(&self.progress);
        self.is_stopped = observer.is_cancelled();
        Ok(if self.is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// Adds what waits.
    pub(super) fn add_batch(&mut self) -> Result<(), crate::index::Error> {
        add_all(std::mem::take(&mut self.batch), self.num_jobs, &self.writer)
    }

    /// Whether the observer stopped the work.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Makes what was added the index's first commit.
    pub(super) fn commit(&mut self, payload: CommitPayload) -> Result<(), Error> {
        Ok(self.writer.commit(payload)?)
    }

    /// Ends the work; what comes back is why its parts could not be joined as they should.
    pub(super) fn finish(self) -> Result<Option<MergeLack>, Error> {
        Ok(self.writer.finish()?)
    }
}

/// Analyses a batch on several threads and adds it.
fn add_all(
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
