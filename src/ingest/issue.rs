//! Files that are read together: a change of one makes another be read again. An issue in METS holds the text of its pages in
//! ALTO, and whether a page is read on its own depends on the issue.
//!
//! Judged by what is known of the files, none is opened: an issue that is new is recognised by its name.

use std::collections::HashSet;

use super::root::is_below;
use crate::corpus::{Change, Found, Known, compare};
use crate::diagnostics::Code;
use crate::formats::may_describe_issue;
use crate::index::{FileOutcome, FileState, FolderFiles};

/// The folders in which issues, or pages of issues, are to be read again though they did not change.
#[derive(Debug, Default)]
pub(super) struct Disturbed {
    /// A page changed or vanished in them: issues in them and in the folders above.
    issues_of: HashSet<Vec<u8>>,
    /// An issue came, changed or vanished in them: pages in them and in the folders just below.
    pages_of: HashSet<Vec<u8>>,
}

impl Disturbed {
    /// Compares the files found in the parts `starts` of a folder with those known.
    pub(super) fn of(known: &FolderFiles, found: &[Found], starts: &[Vec<u8>]) -> Self {
        let mut disturbed = Disturbed::default();
        if !known.values().any(|state| is_page(state) || is_issue(state)) {
            return disturbed;
        }
        let mut met = HashSet::with_capacity(found.len());
        for file in found {
            met.insert(&file.path[..]);
            match known.get(&file.path[..]) {
                Some(state) if is_changed(state, file) => disturbed.note(&file.path, Some(state)),
                Some(_) => {}
                None => disturbed.note(&file.path, None),
            }
        }
        for (path, state) in known.iter().filter(|(path, _)| !met.contains(&path[..])) {
            if starts.iter().any(|start| is_below(path, start)) {
                disturbed.note(path, Some(state));
            }
        }
        disturbed
    }

    /// A file that is new (nothing known), changed or gone.
    fn note(&mut self, path: &[u8], known: Option<&FileState>) {
        let is_issue = match known {
            Some(state) => is_issue(state),
            None => may_describe_issue(&String::from_utf8_lossy(name_of(path))),
        };
        if is_issue {
            self.pages_of.insert(folder_of(path).to_vec());
        } else if known.is_some_and(is_page_of_issue) {
            self.issues_of.insert(folder_of(path).to_vec());
            self.issues_of.insert(folder_of(folder_of(path)).to_vec());
        }
    }

    /// Whether the file at `path`, of which `state` is known, is to be read again.
    pub(super) fn concerns(&self, path: &[u8], state: &FileState) -> bool {
        let folder = folder_of(path);
        let is_page_disturbed =
            || self.pages_of.contains(folder) || self.pages_of.contains(folder_of(folder));
        is_issue(state) && self.issues_of.contains(folder) || is_page(state) && is_page_disturbed()
    }
}

fn is_changed(state: &FileState, file: &Found) -> bool {
    let known = Known { stat: state.stat, scanned_at_ns: state.scanned_at_ns };
    compare(&known, &file.stat) != Change::Unchanged
}

fn is_issue(state: &FileState) -> bool {
    state.reader.starts_with("mets/")
}

fn is_page(state: &FileState) -> bool {
    state.reader.starts_with("alto/")
}

fn is_page_of_issue(state: &FileState) -> bool {
    matches!(state.outcome, FileOutcome::Skipped { code: Code::PageOfIssue, .. })
}

fn folder_of(path: &[u8]) -> &[u8] {
    path.iter().rposition(|byte| *byte == b'/').map_or(b"", |end| &path[..end])
}

fn name_of(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}
