//! The files of the commit's segments: whether each holds what was written to it. What is in them is not understood here.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;

use super::look::Look;
use super::report::{CheckStep, FindingKind};
use crate::error::AtPath;
use crate::index::error::Error;
use crate::index::segment::{Commit, FileSoundness, Segment, soundness};

impl Look<'_> {
    /// Compares the checksums of all files, and returns the names of the segments that are sound.
    pub(super) fn segment_files(
        &mut self,
        directory: &Path,
        commit: &Commit,
    ) -> Result<HashSet<String>, Error> {
        let len = |file: &String| std::fs::metadata(directory.join(file)).map_or(0, |found| found.len());
        let num_all = commit.files().map(|file| len(&file)).sum();
        let (mut sound, mut num_done) = (HashSet::new(), 0);
        for segment in &commit.segments {
            let mut is_sound = true;
            for file in segment.files() {
                is_sound &= self.is_sound_file(directory, &file, segment)?;
                num_done += len(&file);
                self.num_files += 1;
                self.num_bytes += len(&file);
                if self.is_stopped(CheckStep::Files, num_done, num_all) {
                    return Ok(sound);
                }
            }
            if is_sound {
                sound.insert(segment.name());
            }
        }
        Ok(sound)
    }

    /// Whether a file is as it was written. Where the caller may not read it nothing can be told.
    fn is_sound_file(&mut self, directory: &Path, file: &str, segment: &Segment) -> Result<bool, Error> {
        let (kind, what) = match soundness(directory, self.archive.access(), file) {
            FileSoundness::Sound => return Ok(true),
            FileSoundness::Damaged => {
                (FindingKind::Unreadable, "does not hold what was written to it".to_string())
            }
            FileSoundness::Unreadable(error) if error.kind() == ErrorKind::NotFound => {
                (FindingKind::Missing, "is missing".to_string())
            }
            FileSoundness::Unreadable(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(error).at(directory.join(file))?;
            }
            FileSoundness::Unreadable(error) => (FindingKind::Unreadable, format!("cannot be read: {error}")),
        };
        let what = format!("{file} {what}: it is part of {} articles", segment.num_articles());
        self.findings.damage(kind, Some(file), None, &what);
        Ok(false)
    }
}
