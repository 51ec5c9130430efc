//! What a caller asks of an index run. Not what the run found: see `report`.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::Error;
use crate::formats::Commands;

/// How much of what is already indexed is trusted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Read new and changed files only, by size, times and inode.
    #[default]
    Update,
    /// Also compare the content hash of files that look unchanged.
    Verify,
    /// Read every file again.
    Full,
}

/// Options of one run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct IngestOptions {
    /// How much is trusted.
    pub mode: Mode,
    /// Refresh only what lies under these absolute paths; empty: all folders of the archive.
    pub only: Vec<PathBuf>,
    /// Apply removals that the guard would hold back, in these folders (absolute paths of folders or parts of them).
    pub allow_removals: Vec<PathBuf>,
    /// Threads that read and analyse; 0: one per core.
    pub num_jobs: usize,
    /// Bound on the memory of the whole run, in bytes.
    pub max_memory_bytes: u64,
    /// Longest time between two commits of a long run, in milliseconds.
    pub commit_every_ms: u64,
    /// Commands that reading may start; none by default.
    pub commands: Arc<Commands>,
}

/// The least memory that a run can keep to: the search core takes 15 MB for the segment in the making, a merge and the
/// articles under way about as much again, the program the rest.
pub const MIN_MEMORY_BYTES: u64 = 64 << 20;

impl IngestOptions {
    /// Refuses a bound that could not be kept.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.max_memory_bytes < MIN_MEMORY_BYTES {
            true => Err(Error::TooLittleMemory),
            false => Ok(()),
        }
    }
}

impl Default for IngestOptions {
    fn default() -> Self {
        IngestOptions {
            mode: Mode::Update,
            only: Vec::new(),
            allow_removals: Vec::new(),
            num_jobs: 0,
            max_memory_bytes: 256 * 1024 * 1024,
            commit_every_ms: 30_000,
            commands: Arc::default(),
        }
    }
}
