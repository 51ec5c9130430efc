//! `alerts.json` in the archive's directory: up to which commit each alert was answered, and what is no news. Not what was
//! delivered: that is in the files of the alerts.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::error::AtPath;
use crate::index::{ALERTS, ALERTS_LOCK, Archive, put_aside_name, write_durably};

const VERSION: u32 = 1;

/// What is remembered of all alerts of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    version: u32,
    /// Commits whose articles are no news.
    #[serde(default)]
    pub quiet: Vec<Quiet>,
    /// By the name of the alert, then by destination.
    #[serde(default)]
    pub alerts: BTreeMap<String, BTreeMap<String, Progress>>,
}

/// Commits of runs that read everything again: those behind `after` up to `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Quiet {
    pub after: u64,
    /// `None`: the run is not over.
    pub until: Option<u64>,
}

impl Quiet {
    /// Whether that commit is one of them.
    pub fn covers(&self, generation: u64) -> bool {
        self.after < generation && self.until.is_none_or(|until| generation <= until)
    }
}

/// How far a destination of an alert was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// What came behind this commit is not delivered yet.
    pub cursor: u64,
    /// The commit behind which the alert began.
    pub began: u64,
    /// Until then ended embargoes were delivered.
    pub answered_at: Timestamp,
    /// When something was last delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    /// Articles delivered so far.
    #[serde(default)]
    pub num_delivered: u64,
    /// Why the last delivery did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Since when deliveries do not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
}

impl Progress {
    /// Of an alert that begins behind the commit `generation`.
    pub fn beginning(generation: u64, now: Timestamp) -> Progress {
        Progress {
            cursor: generation,
            began: generation,
            answered_at: now,
            delivered_at: None,
            num_delivered: 0,
            failure: None,
            failing_since: None,
        }
    }
}

/// Held while alerts are answered: nobody else does at the same time.
#[derive(Debug)]
pub(super) struct MemoryLock(#[allow(dead_code)] File);

impl Memory {
    /// Waits until nobody else answers the alerts of `archive`.
    pub fn lock(archive: &Archive) -> Result<MemoryLock, Error> {
        let path = archive.root().join(ALERTS_LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).at(&path)?;
        file.lock().at(&path)?;
        Ok(MemoryLock(file))
    }

    /// What is remembered; nothing when there is no file.
    pub fn load(archive: &Archive) -> Result<Memory, Error> {
        let path = path_of(archive);
        let json = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Memory::default()),
            other => other.at(&path)?,
        };
        let damaged = |reason: String| Error::Damaged { path: path.clone(), reason };
        let memory: Memory = serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))?;
        match memory.version {
            VERSION => Ok(memory),
            version => Err(damaged(format!("it is of version {version}, which this program does not read"))),
        }
    }

    /// Whether anything was ever remembered.
    pub fn is_there(archive: &Archive) -> bool {
        path_of(archive).exists()
    }

    /// Puts it on disk, whole or not at all.
    pub fn save(&mut self, archive: &Archive) -> Result<(), Error> {
        self.version = VERSION;
        let json = serde_json::to_vec_pretty(self).expect("it holds only strings, numbers and times");
        Ok(write_durably(&path_of(archive), archive.access().file_mode(), &json)?)
    }

    /// Every destination of every alert.
    pub fn all(&self) -> impl Iterator<Item = &Progress> {
        self.alerts.values().flat_map(BTreeMap::values)
    }

    /// The same, to change them.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Progress> {
        self.alerts.values_mut().flat_map(BTreeMap::values_mut)
    }

    /// The index is at `generation`: one that was made new or put back from a copy counts on from there, and what is remembered
    /// of later commits is of other ones.
    pub fn go_back_to(&mut self, generation: u64) {
        for progress in self.all_mut() {
            progress.cursor = progress.cursor.min(generation);
            progress.began = progress.began.min(generation);
        }
        for quiet in &mut self.quiet {
            quiet.after = quiet.after.min(generation);
            quiet.until = quiet.until.map(|until| until.min(generation));
        }
        self.forget_empty();
    }

    /// The runs that read everything again are over with this commit.
    pub fn end_quiet(&mut self, generation: u64) {
        self.quiet.iter_mut().for_each(|quiet| quiet.until = quiet.until.or(Some(generation)));
        self.forget_empty();
    }

    /// Leaves out what everybody has passed: nothing grows with the number of runs.
    pub fn forget_passed(&mut self) {
        let passed = self.all().map(|progress| progress.cursor).min().unwrap_or(u64::MAX);
        self.quiet.retain(|quiet| quiet.until.is_none_or(|until| until > passed));
    }

    fn forget_empty(&mut self) {
        self.quiet.retain(|quiet| quiet.until.is_none_or(|until| quiet.after < until));
    }
}

/// What is wrong with what is remembered of alerts, a sentence: they cannot be answered then. `None`: nothing.
///
/// # Errors
/// When that cannot be told.
pub fn fault(archive: &Archive) -> Result<Option<String>, Error> {
    match Memory::load(archive) {
        Ok(_) => Ok(None),
        Err(Error::Damaged { reason, .. }) => Ok(Some(format!(
            "{ALERTS}, up to where each alert was answered, is damaged: {reason}; `depeche check --repair` puts it aside, and all alerts begin anew with the next run: what came since they were last answered is not delivered"
        ))),
        Err(error) => Err(error),
    }
}

/// Puts aside what cannot be read, and returns where it is now: all alerts begin with the next run.
///
/// # Errors
/// When that cannot be done.
pub fn put_fault_aside(archive: &Archive) -> Result<Option<PathBuf>, Error> {
    let _lock = Memory::lock(archive)?;
    if fault(archive)?.is_none() {
        return Ok(None);
    }
    let (path, aside) = (path_of(archive), put_aside_name(&path_of(archive)));
    std::fs::rename(&path, &aside).at(&path)?;
    Ok(Some(aside))
}

fn path_of(archive: &Archive) -> PathBuf {
    archive.root().join(ALERTS)
}
