//! Counts every file of a run in exactly one outcome while the run goes on.

use std::collections::BTreeMap;
use std::path::Path;

use super::observer::Progress;
use super::report::{Outcome, Problem, Report, Tally};
use super::root::Root;
use super::withdraw::LEFT_OUT;
use crate::diagnostics::Code;
use crate::formats::extension_of;
use crate::index::{FileOutcome, FileState};
use crate::model::path_from_bytes;

/// The counts of a run.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub files: BTreeMap<Outcome, Tally>,
    pub skipped: BTreeMap<String, Tally>,
    /// Files inside other files that were left out, by reason.
    pub skipped_members: BTreeMap<String, u64>,
    pub failed: Vec<Problem>,
    pub findings: BTreeMap<Code, u64>,
    /// Files that are in the folders now.
    pub present: Tally,
    /// Those of them that have articles in the index.
    pub searchable: Tally,
    pub articles_added: u64,
    pub articles_updated: u64,
    pub articles_removed: u64,
    pub progress: Progress,
}

fn add(tally: &mut Tally, num_bytes: u64) {
    tally.files += 1;
    tally.bytes += num_bytes;
}

impl Tallies {
    /// Counts a file in an outcome.
    pub(super) fn count(&mut self, outcome: Outcome, num_bytes: u64) {
        add(self.files.entry(outcome).or_default(), num_bytes);
    }

    /// Counts a file that is in its folder now.
    pub(super) fn present(&mut self, num_bytes: u64, is_searchable: bool) {
        add(&mut self.present, num_bytes);
        if is_searchable {
            add(&mut self.searchable, num_bytes);
        }
    }

    /// A file that nothing happened to: what it was, it is again.
    pub(super) fn unchanged(&mut self, root: &Root, path: &[u8], state: &FileState) {
        let num_bytes = state.stat.num_bytes;
        self.skipped_members(state);
        match &state.outcome {
            FileOutcome::Indexed => {
                self.count(Outcome::Unchanged, num_bytes);
                self.present(num_bytes, !state.members.is_empty());
            }
            FileOutcome::Skipped { .. } => self.skipped(path, num_bytes, &state.outcome),
            FileOutcome::Failed { .. } => {
                self.failed(&root.place_of(path), num_bytes, &state.outcome, true);
                if !state.members.is_empty() {
                    add(&mut self.searchable, num_bytes);
                }
            }
        }
    }

    /// What was left out inside a file.
    pub(super) fn skipped_members(&mut self, state: &FileState) {
        let others = state.skipped_members.iter().filter(|(reason, _)| &**reason != LEFT_OUT);
        for (reason, count) in others {
            *self.skipped_members.entry(reason.to_string()).or_default() += count;
        }
    }

    /// A skipped file, by its reason.
    pub(super) fn skipped(&mut self, path: &[u8], num_bytes: u64, outcome: &FileOutcome) {
        let FileOutcome::Skipped { code, .. } = outcome else { return };
        let reason = match code {
            Code::UnsupportedFormat => extension_of(&path_from_bytes(path)),
            code => code.as_str().to_string(),
        };
        let reason = if reason.is_empty() { Code::UnsupportedFormat.as_str().to_string() } else { reason };
        add(self.skipped.entry(reason).or_default(), num_bytes);
        self.count(Outcome::Skipped, num_bytes);
        self.present(num_bytes, false);
    }

    /// A failed file; `known` when an earlier run said the same of it.
    pub(super) fn failed(&mut self, place: &Path, num_bytes: u64, outcome: &FileOutcome, known: bool) {
        let FileOutcome::Failed { code, message } = outcome else { return };
        let path = place.to_string_lossy().into_owned();
        self.failed.push(Problem { path, code: *code, message: message.to_string(), known });
        self.count(Outcome::Failed, num_bytes);
        self.present(num_bytes, false);
    }

    /// A known file in a place that could not be looked at: it counts as failed, and the place is named once.
    pub(super) fn kept_unread(&mut self, state: &FileState) {
        self.count(Outcome::Failed, state.stat.num_bytes);
        self.present(state.stat.num_bytes, !state.members.is_empty());
    }

    /// The counts as a report; what a run knows beside them is left empty.
    pub(super) fn into_report(mut self) -> Report {
        let share = |part: u64, whole: u64| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
        self.failed.sort_by_key(|problem| problem.known);
        Report {
            files: self.files,
            articles_added: self.articles_added,
            articles_updated: self.articles_updated,
            articles_removed: self.articles_removed,
            skipped: self.skipped,
            skipped_members: self.skipped_members,
            failed: self.failed,
            findings: self.findings,
            searchable_files: share(self.searchable.files, self.present.files),
            searchable_bytes: share(self.searchable.bytes, self.present.bytes),
            ..Report::default()
        }
    }
}
