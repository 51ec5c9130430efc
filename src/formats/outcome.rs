//! What reading a file gives its caller: members, a summary, or the reason why not. Not the reading itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostics::Code;
use crate::model::Article;

use super::ContentHash;

/// One article of a file, handed over as soon as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// `None`: the file is one article. Else what names the article inside its container: the id that the source
    /// gave it, or the hexadecimal hash of its content; never its rank, which changes when another is taken out. Of
    /// files inside files, the path inside first: `2023/a.html`, `exports/a.jsonl#17`.
    pub key: Option<String>,
    /// The path inside the file, when the article came from a file in it. Levels are joined by `/`: dates may be
    /// spelt anywhere in it.
    pub inner_path: Option<String>,
    /// Of the member's own bytes (JSON line or element); of the file's bytes where the file is one article.
    pub content_hash: ContentHash,
    /// What was read, before enrichment.
    pub article: Article,
}

impl Member {
    /// The whole path of the article when its file has the path `file`: with the path inside it, where there is one.
    pub fn path_in<'a>(&self, file: &'a str) -> Cow<'a, str> {
        match &self.inner_path {
            Some(inner) => Cow::Owned(format!("{file}/{inner}")),
            None => Cow::Borrowed(file),
        }
    }
}

/// Whether the caller wants more members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Leave the rest of the file unread.
    Stop,
}

/// The summary of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The format's name; `converted (doc)` of a file that a command converted.
    pub format: Cow<'static, str>,
    /// Raised when the reader of the format starts to read something else from the same bytes.
    pub format_version: u32,
    /// Whether the file may hold several articles, each with a key.
    pub is_container: bool,
    /// Of the whole file as it is stored. Of the part that was read when the caller stopped.
    pub content_hash: ContentHash,
    /// Size of the file as it is stored; of the part that was read when the caller stopped.
    pub num_bytes: u64,
    /// Members handed over.
    pub num_members: u64,
    /// Members that could not be used; each was reported to the sink.
    pub num_failed_members: u64,
    /// Files inside it, over all levels; those that are containers themselves count too.
    pub num_inner_files: u64,
    /// Those of them that were left out on purpose, by reason: the extension where no reader knows the format, else
    /// a word such as `empty`. Not reported one by one.
    pub skipped_members: BTreeMap<String, u64>,
    /// Whether the caller stopped before the end.
    pub is_stopped: bool,
}

impl FileRead {
    /// How many files inside it were left out on purpose.
    pub fn num_skipped_members(&self) -> u64 {
        self.skipped_members.values().sum()
    }
}

/// Whether a file was left out on purpose or could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Left out on purpose: not a text, an unknown format, empty.
    Skipped,
    /// Should have been readable and was not, or not to its end.
    Failed,
}

/// Why a file was not read, or not to its end. Members handed over before stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReadError {
    /// The stable reason.
    pub code: Code,
    /// One clause for people, without the path.
    pub message: String,
    /// Skipped or failed.
    pub outcome: Refusal,
    /// The format it was taken for, when that was recognised.
    pub format: Option<Cow<'static, str>>,
    /// Of the whole file as stored, when all of it was read before the problem showed.
    pub content_hash: Option<ContentHash>,
    /// Members handed over before.
    pub num_members_before: u64,
}

/// A problem met by a reader, before the file's circumstances are added.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) outcome: Refusal,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn failed(code: Code, message: impl Into<String>) -> Self {
        Failure { code, outcome: Refusal::Failed, message: message.into() }
    }

    pub(crate) fn skipped(code: Code, message: impl Into<String>) -> Self {
        Failure { code, outcome: Refusal::Skipped, message: message.into() }
    }
}
