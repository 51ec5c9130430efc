//! Which state of an archive is on disk, told by its small files. Damage inside a segment shows when that is read.

use std::io::Write;

use jiff::Timestamp;

use super::Archive;
use super::own_files::REFRESHED;
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::commit::{CommitPayload, stamp_text};
use crate::index::error::Error;
use crate::index::generation;
use crate::index::state::IndexState;

/// Which state of which archive is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Name of the archive.
    pub name: String,
    /// Counts the commits that changed what can be found; 0 before the first.
    pub generation: u64,
    /// Time of the last commit, as `2026-11-20T02:30:04Z`; `None` before the first.
    pub updated: Option<String>,
    /// Time of the last run that looked through all folders, whether anything had changed or not.
    pub refreshed: Option<String>,
    /// State of the index.
    pub state: IndexState,
    /// Articles in it.
    pub num_articles: u64,
    /// Those without a date of publication.
    pub num_undated: u64,
}

impl Archive {
    /// Remembers that a run looked through all folders. Advice for people, not part of the index: it is not synced, for
    /// an unchanged archive would pay for that every time, and a note that is lost or torn counts as none.
    pub(crate) fn note_refreshed(&self, now: Timestamp) -> Result<(), Error> {
        let path = self.root.join(REFRESHED);
        let _ = std::fs::remove_file(&path);
        let mut file = platform::create_new_file(&path, self.access.file_mode()).at(&path)?;
        Ok(file.write_all(stamp_text(now).as_bytes()).at(&path)?)
    }

    fn refreshed(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join(REFRESHED)).ok()?;
        text.parse::<Timestamp>().ok().map(stamp_text)
    }

    /// The state of its index, by small files alone; damage inside a segment shows when that is read.
    pub fn state(&self) -> IndexState {
        self.checked_state().unwrap_or(IndexState::Corrupt)
    }

    /// The same, where a file that cannot be read just now must not pass for a damaged one.
    pub(crate) fn checked_state(&self) -> Result<IndexState, Error> {
        let state = match generation::unless_damaged(self.index_directory())? {
            Some(directory) => generation::state_of(&directory)?,
            None => return Ok(IndexState::Corrupt),
        };
        let covers = |payload: CommitPayload| {
            let mut labels = self.settings.folders.iter().map(|folder| &folder.label);
            labels.all(|label| payload.folders.contains(label))
                && payload.folders.len() == self.settings.folders.len()
        };
        Ok(match state {
            IndexState::Current if !self.payload()?.is_some_and(covers) => IndexState::Stale,
            state => state,
        })
    }

    /// Name, generation, time and state.
    pub fn stamp(&self) -> Stamp {
        let payload = self.payload().ok().flatten();
        let number = |read: fn(&CommitPayload) -> u64| payload.as_ref().map(read).unwrap_or_default();
        Stamp {
            name: self.settings.name.clone(),
            generation: number(|payload| payload.generation),
            updated: payload.as_ref().map(|payload| payload.committed_at.clone()),
            refreshed: self.refreshed(),
            state: self.state(),
            num_articles: number(|payload| payload.num_articles),
            num_undated: number(|payload| payload.num_undated),
        }
    }
}
