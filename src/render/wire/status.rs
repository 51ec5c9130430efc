//! The shape of an archive's condition: `status --json` and `archives list --json`.

use serde::Serialize;

use super::{ARCHIVES_SCHEMA, STATUS_SCHEMA, lossy};
use crate::index::{FolderStatus, HeldBackNote, ProblemStatus, ScanStatus, Stamp, Status};
use crate::search::UnshownCounts;

/// One archive in full.
#[derive(Debug, Serialize)]
pub struct ArchiveStatus<'a> {
    schema: &'static str,
    #[serde(flatten)]
    stamp: StampLine<'a>,
    path: String,
    index_bytes: u64,
    scans: Scans,
    refused_dates: u64,
    hidden: Option<UnshownCounts>,
    folders: Vec<Folder<'a>>,
    problems: Vec<&'a ProblemStatus>,
    attention: &'a [String],
}

impl<'a> ArchiveStatus<'a> {
    /// The shape of `status` of the archive at `root`, with what its answers hide where that can be told, the `problems`
    /// asked for and the sentences that say what needs attention.
    pub fn new(
        status: &'a Status,
        root: &std::path::Path,
        hidden: Option<UnshownCounts>,
        problems: Vec<&'a ProblemStatus>,
        attention: &'a [String],
    ) -> Self {
        ArchiveStatus {
            schema: STATUS_SCHEMA,
            stamp: StampLine::from(&status.stamp),
            path: lossy(root),
            index_bytes: status.index_bytes,
            scans: Scans::from(status.scans),
            refused_dates: status.num_refused_dates,
            hidden,
            folders: status.folders.iter().map(Folder::from).collect(),
            problems,
            attention,
        }
    }
}

/// The archives of a user, each in short.
#[derive(Debug, Serialize)]
pub struct Listing<'a> {
    schema: &'static str,
    archives: Vec<Listed<'a>>,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    stamp: StampLine<'a>,
    path: String,
}

impl<'a> Listing<'a> {
    /// The shape of archives with their places.
    pub fn new(archives: impl IntoIterator<Item = (&'a Stamp, &'a std::path::Path)>) -> Self {
        let listed =
            |(stamp, path): (&'a Stamp, _)| Listed { stamp: StampLine::from(stamp), path: lossy(path) };
        Listing { schema: ARCHIVES_SCHEMA, archives: archives.into_iter().map(listed).collect() }
    }
}

#[derive(Debug, Serialize)]
struct StampLine<'a> {
    name: &'a str,
    state: &'static str,
    generation: u64,
    updated: Option<&'a str>,
    refreshed: Option<&'a str>,
    articles: u64,
    undated: u64,
}

impl<'a> From<&'a Stamp> for StampLine<'a> {
    fn from(stamp: &'a Stamp) -> Self {
        StampLine {
            name: &stamp.name,
            state: stamp.state.as_str(),
            generation: stamp.generation,
            updated: stamp.updated.as_deref(),
            refreshed: stamp.refreshed.as_deref(),
            articles: stamp.num_articles,
            undated: stamp.num_undated,
        }
    }
}

#[derive(Debug, Serialize)]
struct Scans {
    articles: u64,
    measured: u64,
    median_legibility: Option<u8>,
    low: u64,
}

impl From<Option<ScanStatus>> for Scans {
    fn from(scans: Option<ScanStatus>) -> Self {
        let Some(scans) = scans else {
            return Scans { articles: 0, measured: 0, median_legibility: None, low: 0 };
        };
        Scans {
            articles: scans.num_articles,
            measured: scans.num_measured,
            median_legibility: (scans.num_measured > 0).then_some(scans.median_legibility),
            low: scans.num_low,
        }
    }
}

#[derive(Debug, Serialize)]
struct Folder<'a> {
    label: &'a str,
    path: String,
    present: bool,
    files: u64,
    bytes: u64,
    searchable_files: u64,
    articles: u64,
    failed: u64,
    skipped: u64,
    held_back: &'a [HeldBackNote],
}

impl<'a> From<&'a FolderStatus> for Folder<'a> {
    fn from(folder: &'a FolderStatus) -> Self {
        Folder {
            label: &folder.label,
            path: lossy(&folder.path),
            present: folder.is_present,
            files: folder.num_files,
            bytes: folder.num_bytes,
            searchable_files: folder.num_searchable_files,
            articles: folder.num_articles,
            failed: folder.num_failed,
            skipped: folder.num_skipped,
            held_back: &folder.held_back,
        }
    }
}
