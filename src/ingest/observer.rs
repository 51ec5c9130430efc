//! How a long run tells its caller where it is, and how the caller stops it. Not a log.

use crate::diagnostics::Diagnostic;

/// Where a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files looked at so far while walking.
    pub num_files_seen: u64,
    /// Files that must be read; 0 until the walk is over.
    pub num_files_to_read: u64,
    /// Bytes that must be read.
    pub num_bytes_to_read: u64,
    /// Files read to their end.
    pub num_files_read: u64,
    /// Bytes of source files read.
    pub num_bytes_read: u64,
    /// Articles added or updated.
    pub num_articles: u64,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking what changed in the folders.
    Walking,
    /// Reading, analysing, indexing.
    Indexing,
    /// Making the work durable and visible.
    Committing,
    /// Joining segments.
    Merging,
}

/// Watches a run and may stop it. Called from the thread that started the run, several times a second.
pub trait Observer {
    /// A new phase begins.
    fn phase(&mut self, _phase: Phase) {}
    /// Work advanced.
    fn progress(&mut self, _progress: &Progress) {}
    /// A finding about a file; it is also in the report's counts.
    fn diagnostic(&mut self, _diagnostic: &Diagnostic) {}
    /// Something that a person should know of the archive, as a sentence.
    fn warning(&mut self, _sentence: &str) {}
    /// Whether to stop at the next safe point: what is complete is committed.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
