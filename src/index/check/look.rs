//! One look at one commit, from the small files to the words. Every step goes as far as the one before it allows; what each looks at
//! is known to its own file.

use std::ops::ControlFlow;

use super::findings::Findings;
use super::membership::{Met, Places};
use super::report::{CheckOptions, CheckProgress, CheckReport, CheckStep};
use crate::error::PathError;
use crate::index::archive::Archive;
use crate::index::error::Error;
use crate::index::segment::{Commit, META, Segment};

/// A look under way.
pub(super) struct Look<'a> {
    pub(super) archive: &'a Archive,
    pub(super) options: &'a CheckOptions,
    progress: &'a mut dyn FnMut(&CheckProgress) -> ControlFlow<()>,
    pub(super) findings: Findings,
    pub(super) num_files: u64,
    pub(super) num_bytes: u64,
    pub(super) num_articles: u64,
    pub(super) num_compared: u64,
    pub(super) is_interrupted: bool,
    /// Whether words are compared: only where the index was made by the present rules.
    pub(super) is_comparable: bool,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        options: &'a CheckOptions,
        progress: &'a mut dyn FnMut(&CheckProgress) -> ControlFlow<()>,
    ) -> Self {
        Look {
            archive,
            options,
            progress,
            findings: Findings::default(),
            num_files: 0,
            num_bytes: 0,
            num_articles: 0,
            num_compared: 0,
            is_interrupted: false,
            is_comparable: true,
        }
    }

    pub(super) fn run(mut self) -> Result<CheckReport, Error> {
        let stamp = self.archive.stamp();
        self.look()?;
        Ok(CheckReport {
            stamp,
            root: self.archive.root().to_path_buf(),
            num_files: self.num_files,
            num_bytes: self.num_bytes,
            num_articles: self.num_articles,
            num_compared: self.num_compared,
            findings: self.findings.finish(),
            is_interrupted: self.is_interrupted,
        })
    }

    fn look(&mut self) -> Result<(), Error> {
        self.withdrawals()?;
        let directory = match self.archive.index_directory() {
            Ok(directory) => directory,
            Err(error) => return self.small_file("CURRENT", error),
        };
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Err(error) = std::fs::read_dir(&directory) {
            return self.small_file(&name, PathError { path: directory, source: error }.into());
        }
        self.other_files_of_archive(&name)?;
        if !self.has_readable_layout(&directory)? {
            return Ok(());
        }
        let commit = match Commit::read(&directory) {
            Ok(commit) => commit,
            Err(error) => return self.small_file(META, error),
        };
        let Some((commit, payload)) = self.committed(&directory, commit) else { return Ok(()) };
        let table = self.file_table(&directory, &payload)?;
        self.other_files_of_index(&directory, &commit, &payload)?;
        self.file_list(&directory, &commit)?;
        let sound = self.segment_files(&directory, &commit)?;
        if self.is_interrupted {
            return Ok(());
        }
        let mut met = Met::default();
        let out_of_reach = commit.segments.iter().filter(|segment| !sound.contains(&segment.name()));
        met.num_out_of_reach = out_of_reach.map(Segment::num_articles).sum();
        let places = table.as_ref().map(Places::of);
        self.segments(&directory, &sound, &payload, places.as_ref(), &mut met);
        if !self.is_interrupted {
            met.compare(&payload, table.as_ref(), &mut self.findings);
        }
        Ok(())
    }

    /// Says where the look is, and whether the caller wants it to end.
    pub(super) fn is_stopped(&mut self, step: CheckStep, num_done: u64, num_all: u64) -> bool {
        self.is_interrupted |= (self.progress)(&CheckProgress { step, num_done, num_all }).is_break();
        self.is_interrupted
    }
}
