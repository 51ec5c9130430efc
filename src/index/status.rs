//! What is in an archive, for people: folders, counts, problems, what is held back. Read from small files; no segment
//! is opened.

use std::path::PathBuf;

use serde::Serialize;

use super::archive::{Archive, Stamp};
use super::error::Error;
use super::file_state::{FileOutcome, FileTable, FolderFiles, HeldBackNote};
use super::generation;
use super::record::escape_path;
use crate::diagnostics::Code;

/// The status of an archive.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Status {
    /// Name, generation, time, state, number of articles.
    pub stamp: Stamp,
    /// Its folders, in the order they were added.
    pub folders: Vec<FolderStatus>,
    /// Bytes of the index on disk.
    pub index_bytes: u64,
    /// Files that failed or were skipped.
    pub problems: Vec<ProblemStatus>,
    /// Its scans, when it has any.
    pub scans: Option<ScanStatus>,
    /// Articles of which a date that their source states cannot be, and is only kept as it is written.
    pub num_refused_dates: u64,
}

/// The articles that a machine read from pictures of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ScanStatus {
    /// How many there are.
    pub num_articles: u64,
    /// Of how many the legibility is known: their language has a lexicon, and they have words enough.
    pub num_measured: u64,
    /// The legibility that half of these do not pass, of a hundred.
    pub median_legibility: u8,
    /// How many of these are under [`LOW_LEGIBILITY`].
    pub num_low: u64,
}

/// Below it, two of five words are read wrongly: searches miss much.
pub const LOW_LEGIBILITY: u8 = 60;

/// One folder.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FolderStatus {
    /// Its label.
    pub label: String,
    /// Where it is.
    pub path: PathBuf,
    /// Files known in it, skipped and failed ones included.
    pub num_files: u64,
    /// Their bytes.
    pub num_bytes: u64,
    /// Files that gave articles.
    pub num_searchable_files: u64,
    /// Articles.
    pub num_articles: u64,
    /// Files that failed.
    pub num_failed: u64,
    /// Files that were skipped.
    pub num_skipped: u64,
    /// Whether there is anything at `path` now.
    pub is_present: bool,
    /// What the guard held back when the folder was last looked at.
    pub held_back: Vec<HeldBackNote>,
}

/// A file that failed or was skipped, wholly or in part.
#[derive(Debug, Clone, Serialize)]
pub struct ProblemStatus {
    /// Label of the folder.
    pub folder: String,
    /// Path inside it; bytes that are not UTF-8 as `%XX`.
    pub path: String,
    /// Whether it failed; else it was skipped on purpose.
    pub is_failure: bool,
    /// Stable code.
    pub code: Code,
    /// One clause.
    pub message: String,
}

/// Looks at an archive. Works in every state; what cannot be read is left empty.
pub fn status(archive: &Archive) -> Result<Status, Error> {
    let stamp = archive.stamp();
    let table = archive.file_table().unwrap_or_default();
    let none = FolderFiles::default();
    let folders = archive.settings().folders.iter().map(|folder| {
        let files = table.files.get(&folder.label).unwrap_or(&none);
        let count = |is_counted: fn(&FileOutcome) -> bool| {
            files.values().filter(|f| is_counted(&f.outcome)).count() as u64
        };
        FolderStatus {
            label: folder.label.clone(),
            path: folder.path.clone(),
            num_files: files.len() as u64,
            num_bytes: files.values().map(|file| file.stat.num_bytes).sum(),
            num_searchable_files: files.values().filter(|file| !file.members.is_empty()).count() as u64,
            num_articles: files.values().map(|file| file.members.len() as u64).sum(),
            num_failed: count(|outcome| matches!(outcome, FileOutcome::Failed { .. })),
            num_skipped: count(|outcome| matches!(outcome, FileOutcome::Skipped { .. })),
            is_present: folder.path.exists(),
            held_back: table
                .folders
                .get(&folder.label)
                .map(|state| state.held_back.clone())
                .unwrap_or_default(),
        }
    });
    let index_bytes =
        archive.index_directory().map(|directory| generation::num_bytes(&directory)).unwrap_or(0);
    let (problems, scans) = (problems(&table), scans(&table));
    let num_refused_dates = table.members().filter(|member| member.has_refused_date).count() as u64;
    Ok(Status { stamp, folders: folders.collect(), index_bytes, problems, scans, num_refused_dates })
}

fn scans(table: &FileTable) -> Option<ScanStatus> {
    let mut num_articles = 0;
    let mut num_by_percent = [0_u64; 101];
    for member in table.members().filter(|member| member.is_scan) {
        num_articles += 1;
        if let Some(count) =
            member.legibility.and_then(|percent| num_by_percent.get_mut(usize::from(percent)))
        {
            *count += 1;
        }
    }
    let num_measured: u64 = num_by_percent.iter().sum();
    let mut num_to_here = 0;
    let median = num_by_percent.iter().position(|count| {
        num_to_here += count;
        num_to_here * 2 >= num_measured && num_measured > 0
    });
    let num_low = num_by_percent.iter().take(usize::from(LOW_LEGIBILITY)).sum();
    let median_legibility = median.and_then(|percent| u8::try_from(percent).ok()).unwrap_or_default();
    (num_articles > 0).then_some(ScanStatus { num_articles, num_measured, median_legibility, num_low })
}

/// `left out inside it: 12 jpg, 3 pdf`.
fn left_out(skipped: &[(Box<str>, u64)]) -> String {
    let mut reasons: Vec<_> = skipped.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let listed: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    format!("left out inside it: {}", listed.join(", "))
}

/// Failed files first, then skipped ones, each by folder and path.
fn problems(table: &FileTable) -> Vec<ProblemStatus> {
    let mut problems = Vec::new();
    for (label, files) in &table.files {
        for (path, file) in files {
            let mut add = |is_failure, code, message: String| {
                let (folder, path) = (label.clone(), escape_path(path));
                problems.push(ProblemStatus { folder, path, is_failure, code, message });
            };
            match &file.outcome {
                FileOutcome::Indexed => {}
                FileOutcome::Skipped { code, message } => add(false, *code, message.to_string()),
                FileOutcome::Failed { code, message } => add(true, *code, message.to_string()),
            }
            if !file.skipped_members.is_empty() {
                add(false, Code::SkippedMembers, left_out(&file.skipped_members));
            }
        }
    }
    problems.sort_by(|a, b| (!a.is_failure, &a.folder, &a.path).cmp(&(!b.is_failure, &b.folder, &b.path)));
    problems
}

#[cfg(test)]
mod tests {
    use super::super::file_state::{FileState, MemberState};
    use super::*;
    use crate::corpus::FileStat;
    use crate::model::ArticleId;

    fn table(scans: &[Option<u8>]) -> FileTable {
        let member = |(number, legibility): (usize, &Option<u8>)| MemberState {
            key: None,
            id: ArticleId::new("a", format!("{number}").as_bytes(), ""),
            content_hash: [0; 16],
            is_dated: false,
            has_refused_date: false,
            is_held_back: false,
            is_scan: true,
            legibility: *legibility,
            arrival: Default::default(),
        };
        let mut members: Vec<MemberState> = scans.iter().enumerate().map(member).collect();
        members.push(MemberState { is_scan: false, ..member((999, &None)) });
        let file = FileState { members, ..FileState::new(FileStat::default(), 0) };
        let mut table = FileTable::default();
        table.files.entry("a".into()).or_default().insert(b"a.xml".as_slice().into(), file);
        table
    }

    #[test]
    fn scans_are_counted_with_their_median() {
        let measured = scans(&table(&[Some(97), Some(40), None, Some(83), Some(59)]));
        let expected = ScanStatus { num_articles: 5, num_measured: 4, median_legibility: 59, num_low: 2 };
        assert_eq!(measured, Some(expected));
        let unmeasured = scans(&table(&[None]));
        assert_eq!(unmeasured.map(|scans| (scans.num_articles, scans.num_measured)), Some((1, 0)));
        assert_eq!(scans(&table(&[])), None);
    }
}
