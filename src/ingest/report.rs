//! What an index run did with every file: each in exactly one outcome, and counts that add up.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::diagnostics::Code;

/// What became of one file in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Its articles are new in the archive.
    Added,
    /// It was known and its articles were replaced.
    Updated,
    /// Nothing changed.
    Unchanged,
    /// It is gone from the folder, and its articles from the archive.
    Removed,
    /// It is gone from the folder, but the guard kept its articles.
    HeldBack,
    /// Left out on purpose, with a reason.
    Skipped,
    /// Could not be used (wholly), with a reason.
    Failed,
}

impl Outcome {
    /// Every outcome, in the order of reports.
    pub const ALL: [Outcome; 7] = [
        Outcome::Added,
        Outcome::Updated,
        Outcome::Unchanged,
        Outcome::Removed,
        Outcome::HeldBack,
        Outcome::Skipped,
        Outcome::Failed,
    ];

    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Added => "added",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
            Outcome::Removed => "removed",
            Outcome::HeldBack => "held-back",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "failed",
        }
    }
}

/// Counts of one outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Files.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
}

/// A folder (or first-level sub-folder) whose removals were held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldBack {
    /// Where: the folder or sub-folder.
    pub path: PathBuf,
    /// Articles it would have lost.
    pub num_articles: u64,
    /// Articles it had.
    pub out_of: u64,
    /// A sentence: why.
    pub reason: String,
}

/// A file that was skipped or failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file; not UTF-8 parts shown with U+FFFD.
    pub path: String,
    /// Stable code.
    pub code: Code,
    /// One clause.
    pub message: String,
    /// Whether an earlier run already reported it.
    pub known: bool,
}

/// The report of one run.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Files by outcome; their sum is every file met or known.
    pub files: BTreeMap<Outcome, Tally>,
    /// Articles new in the archive.
    pub articles_added: u64,
    /// Articles replaced.
    pub articles_updated: u64,
    /// Articles removed.
    pub articles_removed: u64,
    /// Articles in the archive after the run.
    pub articles_total: u64,
    /// Undated articles in the archive after the run.
    pub articles_undated: u64,
    /// Articles in the folders that were withdrawn: hidden from every answer, or not in the index at all.
    pub articles_withdrawn: u64,
    /// Skipped files by reason, with the extension for unsupported formats (`pdf`), else the code.
    pub skipped: BTreeMap<String, Tally>,
    /// Files inside other files (archives, mail, web crawls) that were left out, by the same reasons. Such a file counts
    /// in no outcome: the one around it does.
    pub skipped_members: BTreeMap<String, u64>,
    /// Files that failed now, first failures first.
    pub failed: Vec<Problem>,
    /// Findings that left articles usable or cost single ones, by code: dates that cannot be, lines that cannot be read.
    pub findings: BTreeMap<Code, u64>,
    /// Guarded folders.
    pub held_back: Vec<HeldBack>,
    /// Share of the files in the folders that are searchable, 0–1.
    pub searchable_files: f64,
    /// Share of their bytes.
    pub searchable_bytes: f64,
    /// Generation after the run.
    pub generation: u64,
    /// Wall time, in milliseconds.
    pub took_ms: u64,
    /// Whether the caller stopped it; what was complete is committed.
    pub interrupted: bool,
}

impl Report {
    /// The tally of one outcome.
    pub fn tally(&self, outcome: Outcome) -> Tally {
        self.files.get(&outcome).copied().unwrap_or_default()
    }
}
