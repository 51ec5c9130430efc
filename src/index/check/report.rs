//! What a check found: plain data, a sentence for each thing. How it was found is not known here.

use std::path::PathBuf;

use serde::Serialize;

use crate::index::archive::ALERTS;
use crate::index::{Stamp, withdrawn_files};

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is lost or wrong: `check --repair` mends it.
    Damage,
    /// Nothing is wrong, but the index is not by the present rules: its message names the command.
    Outdated,
    /// It costs nothing but space.
    Harmless,
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A file is missing.
    Missing,
    /// A file does not hold what was written to it, or cannot be read.
    Unreadable,
    /// Numbers that must be equal are not.
    Counts,
    /// An article is in the list of files and not in the index, or the other way round, or twice.
    Membership,
    /// What is stored of an article cannot be read.
    Article,
    /// An article's words in the index are not those of its text.
    Words,
    /// A column says something else than the stored article.
    Columns,
    /// The index is in a named state in which it needs a command.
    State,
    /// A file that nothing needs.
    Leftover,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it means.
    pub severity: Severity,
    /// What kind of thing.
    pub kind: FindingKind,
    /// The file of the archive, as a path inside its directory.
    pub file: Option<String>,
    /// The id of the article.
    pub article: Option<String>,
    /// A sentence: what, and what to do.
    pub message: String,
}

/// The result of a check.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CheckReport {
    /// Which state of which archive was looked at.
    pub stamp: Stamp,
    /// The archive's directory.
    pub root: PathBuf,
    /// Files of the index that were read.
    pub num_files: u64,
    /// Their bytes.
    pub num_bytes: u64,
    /// Articles whose stored text was read.
    pub num_articles: u64,
    /// Articles whose words and columns were compared with their text.
    pub num_compared: u64,
    /// What was found; of each kind at most so many, the last saying how many more there are.
    pub findings: Vec<Finding>,
    /// Whether the caller stopped it.
    pub is_interrupted: bool,
}

impl CheckReport {
    /// The same with files that are not as they were written, a clause each: of a snapshot, which knows its files' hashes.
    pub fn with_faults(mut self, faults: Vec<String>) -> CheckReport {
        let finding = |what: String| Finding {
            severity: Severity::Damage,
            kind: FindingKind::Unreadable,
            file: None,
            article: None,
            message: format!("{what}; restore an older snapshot, or make a new one of a sound archive"),
        };
        self.findings.splice(..0, faults.into_iter().map(finding));
        self
    }

    /// The same with a file beside the index that is damaged, of which only its owner knows: `message` says what to do.
    pub fn with_damaged_file(mut self, file: &str, message: String) -> CheckReport {
        let (severity, kind) = (Severity::Damage, FindingKind::Unreadable);
        let finding = Finding { severity, kind, file: Some(file.to_string()), article: None, message };
        self.findings.insert(0, finding);
        self
    }

    /// Whether the index itself is damaged or not by the present rules: files beside it are mended without it.
    pub fn needs_new_index(&self) -> bool {
        let is_beside = |finding: &Finding| {
            finding.file.as_deref().is_some_and(|file| matches!(file, ALERTS | withdrawn_files::COPY))
        };
        let serious = self.findings.iter().filter(|finding| finding.severity != Severity::Harmless);
        serious.into_iter().any(|finding| !is_beside(finding))
    }

    /// Whether nothing needs attention.
    pub fn is_well(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Harmless)
    }

    /// Whether something is wrong that a repair mends.
    pub fn is_damaged(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Damage)
    }
}

/// What a check is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStep {
    /// Comparing checksums; counted in bytes.
    Files,
    /// Reading stored articles.
    Articles,
    /// Comparing words and columns with texts; counted in articles.
    Words,
}

/// Where a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckProgress {
    /// What it does.
    pub step: CheckStep,
    /// How much of it is done.
    pub num_done: u64,
    /// How much there is to do.
    pub num_all: u64,
}

/// How closely to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions {
    /// Compare the words of all articles with their texts, not only those of a sample.
    pub is_thorough: bool,
}
