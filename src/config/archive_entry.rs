//! What the settings say of one archive: folders, what is read in them, when, what for. Plain data.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::folder_entry::FolderEntry;
use super::layer::Origin;
use crate::model::Language;
use crate::schedule::Timing;

/// One archive in the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArchiveEntry {
    /// Its directory, when it does not lie under the data directory.
    pub index: Option<PathBuf>,
    /// Its folders; `None`: they are told to `depeche index`.
    pub folders: Option<Vec<FolderEntry>>,
    /// Where `folders` stands.
    pub folders_origin: Option<Origin>,
    /// Only what matches one of these is read; none: everything.
    pub include: Option<Vec<String>>,
    /// What matches one of these is left out.
    pub exclude: Option<Vec<String>>,
    /// The languages of its articles; none: any.
    pub languages: Option<Vec<Language>>,
    /// The formats that are read; none: all.
    pub formats: Option<Vec<String>>,
    /// Most memory of a run, in bytes.
    pub memory_bytes: Option<u64>,
    /// Runs that are remembered.
    pub keep_runs: Option<u64>,
    /// Started when a run fails.
    pub on_failure: Option<Vec<OsString>>,
    /// Started when a run succeeds again.
    pub on_recovery: Option<Vec<OsString>>,
    /// Figures for Prometheus.
    pub metrics: Option<PathBuf>,
    /// When it is refreshed.
    pub schedule: Option<ScheduleEntry>,
    /// Its alerts by name.
    pub alerts: BTreeMap<String, AlertEntry>,
}

/// When an archive is refreshed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScheduleEntry {
    /// The times.
    pub timing: Timing,
    /// IANA name of the zone in which times of day are meant; `None`: the system's.
    pub zone: Option<String>,
    /// Whether it rests.
    pub is_paused: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// A query that every run answers over what it added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlertEntry {
    /// The query's text.
    pub query: String,
    /// An RSS feed.
    pub rss: Option<PathBuf>,
    /// An Atom feed.
    pub atom: Option<PathBuf>,
    /// A file of JSON lines.
    pub json_lines: Option<PathBuf>,
    /// A Markdown file.
    pub markdown: Option<PathBuf>,
    /// A command.
    pub command: Option<Vec<OsString>>,
    /// Whether corrected articles are told again.
    pub tells_updates: bool,
    /// Articles published so many days ago are still told; `None`: all.
    pub max_age_days: Option<u64>,
    /// Passages of each article.
    pub num_passages: usize,
    /// Whether it rests.
    pub is_paused: bool,
    /// Where it stands.
    pub origin: Origin,
}
