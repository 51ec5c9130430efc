//! One index directory (`index-000001`): segments, files log and the manifest that says who can read them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::error::Error;
use super::fault::is_of_surroundings;
use super::schema::{CUT_VERSION, FORMAT_VERSION, schema_fingerprint};
use super::state::IndexState;
use super::{commit, durable};
use crate::analysis::analyzer_id;
use crate::error::AtPath;

/// The file of the manifest.
pub(crate) const MANIFEST: &str = "manifest.json";

/// By what an index was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Layout of the directory.
    pub format_version: u32,
    /// Fingerprint of the fields.
    pub schema: String,
    /// Identity of the rules for words.
    pub analyzer: String,
    /// Version of the rule by which texts are cut into passages.
    pub cut_version: u32,
    /// Version of the program, for people.
    pub program: String,
}

impl Manifest {
    /// What this program writes.
    pub(crate) fn current() -> Self {
        Manifest {
            format_version: FORMAT_VERSION,
            schema: schema_fingerprint(),
            analyzer: analyzer_id(),
            cut_version: CUT_VERSION,
            program: env!("CARGO_PKG_VERSION").to_string(),
        }
    }

    pub(crate) fn write(&self, directory: &Path, mode: u32) -> Result<(), Error> {
        let json = serde_json::to_vec_pretty(self).expect("a manifest holds only strings and numbers");
        Ok(durable::write(&directory.join(MANIFEST), mode, &json)?)
    }

    pub(crate) fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(MANIFEST);
        let json = std::fs::read(&path).at(&path)?;
        serde_json::from_slice(&json).map_err(|error| Error::Damaged { path, reason: error.to_string() })
    }
}

/// The state of the index in `directory`, by its small files alone: no segment is opened.
///
/// # Errors
/// When the surroundings keep a file from being read: nothing is known of its content then.
pub(crate) fn state_of(directory: &Path) -> Result<IndexState, Error> {
    let Some(manifest) = unless_damaged(Manifest::read(directory))? else { return Ok(IndexState::Corrupt) };
    let current = Manifest::current();
    if manifest.format_version != current.format_version {
        return Ok(IndexState::FormatMismatch);
    }
    let payload = match unless_damaged(commit::read(directory))? {
        Some(Some(payload)) => payload,
        // The search core's file is there before any log is: without it, a log is that of an index that was there.
        Some(None) if has_log(directory) && !directory.join("meta.json").exists() => {
            return Ok(IndexState::Corrupt);
        }
        Some(None) => return Ok(IndexState::Missing),
        None => return Ok(IndexState::Corrupt),
    };
    let log = directory.join(&payload.files_log);
    let log = unless_damaged(std::fs::metadata(&log).at(&log).map_err(Error::from))?;
    if log.is_none_or(|log| log.len() < payload.files_log_bytes) {
        return Ok(IndexState::Corrupt);
    }
    Ok(match () {
        () if manifest.schema != current.schema => IndexState::SchemaMismatch,
        () if manifest.analyzer != current.analyzer => IndexState::AnalyzerMismatch,
        () if payload.is_interrupted => IndexState::Stale,
        () => IndexState::Current,
    })
}

/// What was read; `None`: it is gone or damaged.
pub(super) fn unless_damaged<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Error::Io(error)) if is_of_surroundings(&error.source) => Err(Error::Io(error)),
        Err(_) => Ok(None),
    }
}

/// The state of an index whose files another version of the program laid out, which this one must leave alone. A manifest
/// that names this very version is damaged.
pub(crate) fn is_foreign_layout(archive: &Archive) -> Option<IndexState> {
    let manifest = Manifest::read(&archive.index_directory().ok()?).ok()?;
    let present = Manifest::current();
    let is_foreign = manifest.format_version != present.format_version && manifest.program != present.program;
    is_foreign.then_some(IndexState::FormatMismatch)
}

fn has_log(directory: &Path) -> bool {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_str().is_some_and(|name| log_number(name) > 0))
}

/// The name of the n-th index directory.
pub(crate) fn name(number: u64) -> String {
    format!("index-{number:06}")
}

/// The number in the name of an index directory.
pub(crate) fn number(name: &str) -> Option<u64> {
    name.strip_prefix("index-")?.parse().ok()
}

/// The path of a files log by its number.
pub(crate) fn log_name(number: u64) -> String {
    format!("files-{number:06}.log")
}

/// The number in the name of a files log.
pub(crate) fn log_number(name: &str) -> u64 {
    name.strip_prefix("files-").and_then(|rest| rest.strip_suffix(".log")?.parse().ok()).unwrap_or(0)
}

/// All bytes of the files in `directory`, which has no folders.
pub(crate) fn num_bytes(directory: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
    entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// Index directories of an archive.
pub(crate) fn directories(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let is_one = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).and_then(number).is_some();
    entries.flatten().map(|entry| entry.path()).filter(is_one).collect()
}
