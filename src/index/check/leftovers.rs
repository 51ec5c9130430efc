//! Files that nothing needs, in the archive's directory and in that of its index. They are told and left alone.

use std::collections::HashSet;
use std::path::Path;

use super::look::Look;
use super::report::FindingKind;
use crate::error::AtPath;
use crate::index::commit::CommitPayload;
use crate::index::error::Error;
use crate::index::generation;
use crate::index::segment::{Commit, FILE_LIST, META};

impl Look<'_> {
    /// Files in the archive's directory that nothing needs.
    pub(super) fn other_files_of_archive(&mut self, current: &str) -> Result<(), Error> {
        let root = self.archive.root();
        for entry in std::fs::read_dir(root).at(root)? {
            let name = entry.at(root)?.file_name().to_string_lossy().into_owned();
            let what = match () {
                () if name == current => continue,
                () if generation::number(&name).is_some() => {
                    format!(
                        "{name} is an index that is not in force, of a rebuild under way or broken off; the next run of `depeche index` removes it"
                    )
                }
                () if name.ends_with(".new") => {
                    format!("{name} is left over from writing that broke off; the next run replaces it")
                }
                () => continue,
            };
            self.findings.harmless(FindingKind::Leftover, Some(&name), what);
        }
        Ok(())
    }

    /// Files beside the commit's: named, counted together where there are many.
    pub(super) fn other_files_of_index(
        &mut self,
        directory: &Path,
        commit: &Commit,
        payload: &CommitPayload,
    ) -> Result<(), Error> {
        let mut known: HashSet<String> = commit.files().collect();
        known.extend([META, FILE_LIST, generation::MANIFEST, &payload.files_log].map(str::to_string));
        let mut others = Vec::new();
        for entry in std::fs::read_dir(directory).at(directory)? {
            let name = entry.at(directory)?.file_name().to_string_lossy().into_owned();
            if !known.contains(&name) {
                others.push(name);
            }
        }
        others.sort();
        for name in others {
            let what = format!(
                "{name} is no part of the last commit: of a run under way, or left over from one that broke off; it costs only space"
            );
            self.findings.harmless(FindingKind::Leftover, Some(&name), what);
        }
        Ok(())
    }
}
