//! What a commit says beside its articles: the files log that belongs to it, and the figures of `status`.
//!
//! It travels as tantivy's commit payload, so that articles and file states become visible in one atomic step.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::error::AtPath;

/// The payload of a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitPayload {
    /// Version of this payload.
    pub version: u32,
    /// Counts the commits that changed what can be found, since the archive was made.
    pub generation: u64,
    /// Name of the files log in the index directory.
    pub files_log: String,
    /// Its valid length in bytes.
    pub files_log_bytes: u64,
    /// When it was committed, as `2026-11-20T02:30:04Z`.
    pub committed_at: String,
    /// Articles in the index.
    pub num_articles: u64,
    /// Those without a date of publication.
    pub num_undated: u64,
    /// Whether the run that wrote it was not over.
    pub is_interrupted: bool,
    /// Labels of the folders it covers.
    pub folders: Vec<String>,
}

impl CommitPayload {
    /// The version that this program writes.
    pub const VERSION: u32 = 1;
}

/// A moment to the second, as `2026-11-20T02:30:04Z`.
pub(crate) fn stamp_text(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

#[derive(Deserialize)]
struct Meta {
    payload: Option<String>,
}

/// The payload of the last commit in an index directory, read without opening the index. `None`: none was made yet.
pub(crate) fn read(directory: &Path) -> Result<Option<CommitPayload>, Error> {
    let path = directory.join("meta.json");
    let meta = match std::fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.at(&path)?,
    };
    let damaged = |error: serde_json::Error| Error::Damaged { path: path.clone(), reason: error.to_string() };
    let meta: Meta = serde_json::from_slice(&meta).map_err(damaged)?;
    meta.payload.map(|payload| serde_json::from_str(&payload).map_err(damaged)).transpose()
}
