//! The small files of an archive, by which all others are found: the manifest, the commit, the list of files, the list of what is
//! withdrawn. What is stored of articles is not read here.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;

use super::look::Look;
use super::report::FindingKind;
use crate::error::PathError;
use crate::index::commit::CommitPayload;
use crate::index::error::Error;
use crate::index::file_state::FileTable;
use crate::index::generation::{self, Manifest};
use crate::index::segment::{Commit, FILE_LIST, META};
use crate::index::withdrawn_files::COPY;
use crate::index::{IndexState, files_log};

impl Look<'_> {
    /// The list of what is withdrawn, in both places. While one is damaged every command fails: nothing that it hides must come back.
    pub(super) fn withdrawals(&mut self) -> Result<(), Error> {
        for fault in self.archive.faults_of_withdrawals()? {
            let (path, reason) = (fault.path.display(), &fault.reason);
            let list = match fault.is_copy {
                true => format!("{COPY}, the archive's list of what is withdrawn, is damaged: {reason}"),
                false => format!("{path}, your list of what is withdrawn, is damaged: {reason}"),
            };
            let advice = match (fault.can_be_mended, fault.is_copy) {
                (true, true) => "`depeche check --repair` puts the one beside your settings in its place",
                (true, false) => "`depeche check --repair` puts the archive's copy in its place",
                (false, _) => {
                    "there is no other that could take its place: put it back from a snapshot or a backup, for what it hides is not known"
                }
            };
            self.findings.side_file(COPY, format!("{list}; {advice}"));
        }
        Ok(())
    }

    /// A small file that cannot be read. Where the caller may not read it nothing can be told.
    pub(super) fn small_file(&mut self, name: &str, error: Error) -> Result<(), Error> {
        let (kind, what) = match error {
            Error::Io(error) if error.source.kind() == ErrorKind::PermissionDenied => {
                return Err(error.into());
            }
            Error::Io(error) if error.source.kind() == ErrorKind::NotFound => {
                (FindingKind::Missing, format!("{name} is missing"))
            }
            Error::Io(error) => (FindingKind::Unreadable, format!("{name} cannot be read: {}", error.source)),
            Error::Damaged { reason, .. } => {
                (FindingKind::Unreadable, format!("{name} is damaged: {reason}"))
            }
            other => (FindingKind::Unreadable, format!("{name} is damaged: {other}")),
        };
        self.findings.damage(kind, Some(name), None, &what);
        Ok(())
    }

    /// Whether the manifest says that this program can read the index.
    pub(super) fn has_readable_layout(&mut self, directory: &Path) -> Result<bool, Error> {
        let manifest = match Manifest::read(directory) {
            Ok(manifest) => manifest,
            Err(error) => {
                // What follows is still worth a look: what is lost is told by it.
                self.is_comparable = false;
                return self.small_file(generation::MANIFEST, error).map(|()| true);
            }
        };
        let present = Manifest::current();
        if manifest.format_version != present.format_version {
            self.findings.outdated(IndexState::FormatMismatch.sentence());
            return Ok(false);
        }
        if manifest.schema != present.schema {
            self.findings.outdated(IndexState::SchemaMismatch.sentence());
            self.is_comparable = false;
        } else if manifest.analyzer != present.analyzer {
            self.findings.outdated(IndexState::AnalyzerMismatch.sentence());
            self.is_comparable = false;
        }
        Ok(true)
    }

    /// The commit with what it says; `None`: there is none, or it cannot be read.
    pub(super) fn committed(
        &mut self,
        directory: &Path,
        commit: Option<Commit>,
    ) -> Option<(Commit, CommitPayload)> {
        let payload = commit.as_ref().map(Commit::payload);
        match (commit, payload) {
            (Some(commit), Some(Ok(Some(payload)))) => return Some((commit, payload)),
            (Some(_), Some(Err(error))) => {
                let what = format!("{META} is damaged: {error}");
                self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
            }
            (Some(commit), _) if !commit.segments.is_empty() => {
                let what = format!("{META} is damaged: it does not say which files log belongs to it");
                self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
            }
            (None, _) if has_segments(directory) => {
                let what = format!("{META} is missing: it names the parts of the index");
                self.findings.damage(FindingKind::Missing, Some(META), None, &what);
            }
            _ => {
                let what = IndexState::Missing.sentence().to_string();
                self.findings.harmless(FindingKind::State, None, what);
            }
        }
        None
    }

    /// What is known of all files, when that can be read.
    pub(super) fn file_table(
        &mut self,
        directory: &Path,
        payload: &CommitPayload,
    ) -> Result<Option<FileTable>, Error> {
        let log = directory.join(&payload.files_log);
        self.num_files += 1;
        self.num_bytes += payload.files_log_bytes;
        match files_log::load(&log, payload.files_log_bytes) {
            Ok(loaded) => Ok(Some(loaded.table)),
            Err(files_log::LogError::Io(error)) => {
                self.small_file(&payload.files_log, error.into()).map(|()| None)
            }
            Err(files_log::LogError::Damaged { at, .. }) => {
                let name = &payload.files_log;
                let what = format!("{name}, the list of files and their articles, is damaged at byte {at}");
                self.findings.damage(FindingKind::Unreadable, Some(name), None, &what);
                Ok(None)
            }
        }
    }

    /// The search core forgets files that its own list does not name.
    pub(super) fn file_list(&mut self, directory: &Path, commit: &Commit) -> Result<(), Error> {
        let path = directory.join(FILE_LIST);
        let listed: HashSet<String> = match std::fs::read(&path) {
            Err(error) => return self.small_file(FILE_LIST, PathError { path, source: error }.into()),
            Ok(json) => match serde_json::from_slice(&json) {
                Ok(listed) => listed,
                Err(error) => {
                    let reason = error.to_string();
                    return self.small_file(FILE_LIST, Error::Damaged { path, reason });
                }
            },
        };
        for file in commit.files().filter(|file| !listed.contains(file)) {
            let what = format!("{FILE_LIST} does not name {file}");
            self.findings.damage(FindingKind::Unreadable, Some(FILE_LIST), None, &what);
        }
        Ok(())
    }
}

/// Whether there is anything of an index in `directory` that a commit would name.
fn has_segments(directory: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    entries.flatten().any(|entry| Path::new(&entry.file_name()).extension().is_some_and(|e| e == "store"))
}
