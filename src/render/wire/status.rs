//! The shape of an archive's condition: `status --json` and `archives list --json`.

use serde::Serialize;

use super::{ARCHIVES_SCHEMA, STATUS_SCHEMA, lossy};
use crate::history::{Health, RunRecord};
use crate::index::{FolderStatus, HeldBackNote, ProblemStatus, ScanStatus, Stamp, Status, stamp_text};
use crate::schedule::Plan;
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
    schedule: Option<Schedule>,
    health: Option<HealthLine<'a>>,
    runs: &'a [RunRecord],
}

/// When the archive is to be refreshed.
#[derive(Debug, Serialize)]
struct Schedule {
    plan: String,
    paused: bool,
    next: Option<String>,
}

/// How it is kept.
#[derive(Debug, Serialize)]
struct HealthLine<'a> {
    running: bool,
    last: Option<&'a RunRecord>,
    last_success: Option<String>,
    failing_since: Option<String>,
    failures_in_a_row: u64,
    overdue_since: Option<String>,
}

impl<'a> ArchiveStatus<'a> {
    /// With how the archive is kept, and the `runs` asked for.
    pub fn with_health(
        mut self,
        health: &'a Health,
        plan: Option<&Plan>,
        is_paused: bool,
        runs: &'a [RunRecord],
    ) -> Self {
        let next = health.next.map(stamp_text);
        self.schedule = plan.map(|plan| Schedule { plan: plan.to_string(), paused: is_paused, next });
        self.health = Some(HealthLine {
            running: health.is_running,
            last: health.last.as_ref(),
            last_success: health.last_success.map(stamp_text),
            failing_since: health.failing_since.map(stamp_text),
            failures_in_a_row: health.num_failures,
            overdue_since: health.overdue_since.map(stamp_text),
        });
        self.runs = runs;
        self
    }

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
            schedule: None,
            health: None,
            runs: &[],
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
