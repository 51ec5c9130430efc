//! Whether an archive is as it was written: files, counts, articles, words. Reads one commit and never writes, also
//! while another process indexes; what to do about damage is `ingest::repair`'s.

mod articles;
mod findings;
mod leftovers;
mod look;
mod membership;
mod report;
mod segment_files;
mod segments;
mod small_files;
mod words;

use std::ops::ControlFlow;
use std::path::PathBuf;

pub use report::{CheckOptions, CheckProgress, CheckReport, CheckStep, Finding, FindingKind, Severity};

use super::archive::Archive;
use super::error::Error;
use super::segment::META;
use look::Look;

/// A writer may clear away what is being looked at; each time there is a newer commit.
const MAX_TRIES: usize = 5;

/// Looks at the last commit of `archive`. `progress` hears several times a second where the check is, and may stop it.
///
/// # Errors
/// When it cannot be told how the archive is: for want of permission. Damage is no error, it is in the report.
pub fn check(
    archive: &Archive,
    options: &CheckOptions,
    progress: &mut dyn FnMut(&CheckProgress) -> ControlFlow<()>,
) -> Result<CheckReport, Error> {
    let mut tries = 0;
    loop {
        let before = present_commit(archive);
        let report = Look::new(archive, options, progress).run()?;
        tries += 1;
        let is_final = !report.is_damaged() || report.is_interrupted || tries == MAX_TRIES;
        if is_final || present_commit(archive) == before {
            return Ok(report);
        }
    }
}

/// Which commit is in force, by the bytes that name it.
fn present_commit(archive: &Archive) -> Option<(PathBuf, Vec<u8>)> {
    let directory = archive.index_directory().ok()?;
    let meta = std::fs::read(directory.join(META)).ok()?;
    Some((directory, meta))
}
