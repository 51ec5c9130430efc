//! The segments that a commit names and the files they consist of, read without opening the index: a damaged index
//! still has to be looked at, copied and rescued. What is in a segment is not known here.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tantivy::directory::footer::Footer;
use tantivy::directory::{Directory, FileSlice};

use super::archive::Access;
use super::commit::CommitPayload;
use super::directory::ArchiveDirectory;
use super::error::Error;
use crate::error::AtPath;

/// The file that names the segments of the last commit.
pub(crate) const META: &str = "meta.json";
/// The list that tantivy keeps of its own files.
pub(crate) const FILE_LIST: &str = ".managed.json";
/// What the files of every segment end in.
const COMPONENTS: [&str; 6] = ["store", "idx", "pos", "term", "fast", "fieldnorm"];

/// A commit as `meta.json` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Commit {
    pub segments: Vec<Segment>,
    payload: Option<String>,
}

/// One segment of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Segment {
    segment_id: String,
    /// Articles in it, deleted ones included.
    pub max_doc: u32,
    deletes: Option<Deletes>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Deletes {
    num_deleted_docs: u32,
    opstamp: u64,
}

impl Commit {
    /// The last commit of the index in `directory`; `None` when there is no `meta.json`.
    pub(crate) fn read(directory: &Path) -> Result<Option<Commit>, Error> {
        let path = directory.join(META);
        let json = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.at(&path)?,
        };
        Commit::of_json(&json).map(Some).map_err(|error| Error::Damaged { path, reason: error.to_string() })
    }

    /// Reads the text of a `meta.json`.
    pub(crate) fn of_json(json: &[u8]) -> Result<Commit, serde_json::Error> {
        serde_json::from_slice(json)
    }

    /// What the commit says beside its articles; `None` before the first.
    pub(crate) fn payload(&self) -> Result<Option<CommitPayload>, serde_json::Error> {
        self.payload.as_deref().map(serde_json::from_str).transpose()
    }

    /// The names of all files of its segments.
    pub(crate) fn files(&self) -> impl Iterator<Item = String> + '_ {
        self.segments.iter().flat_map(Segment::files)
    }
}

impl Segment {
    /// Its name: 32 hexadecimal digits.
    pub(crate) fn name(&self) -> String {
        self.segment_id.replace('-', "")
    }

    /// The names of its files.
    pub(crate) fn files(&self) -> Vec<String> {
        let name = self.name();
        let mut files: Vec<String> =
            COMPONENTS.iter().map(|component| format!("{name}.{component}")).collect();
        files.extend(self.deletes_file());
        files
    }

    /// The name of the file that holds its texts.
    pub(crate) fn store_file(&self) -> String {
        format!("{}.store", self.name())
    }

    /// The name of the file that says which of its articles are deleted; `None`: none is.
    pub(crate) fn deletes_file(&self) -> Option<String> {
        let deletes = self.deletes.as_ref()?;
        Some(format!("{}.{}.del", self.name(), deletes.opstamp))
    }

    /// Articles in it that are not deleted.
    pub(crate) fn num_articles(&self) -> u64 {
        let num_deleted = self.deletes.as_ref().map_or(0, |deletes| deletes.num_deleted_docs);
        u64::from(self.max_doc.saturating_sub(num_deleted))
    }
}

/// How a file of a segment looks.
#[derive(Debug)]
pub(crate) enum FileSoundness {
    /// It has the checksum it was written with.
    Sound,
    /// It has not, or has none.
    Damaged,
    /// It cannot be read at all.
    Unreadable(io::Error),
}

/// Reads all of a file of a segment and compares its checksum.
pub(crate) fn soundness(directory: &Path, access: Access, file: &str) -> FileSoundness {
    match body_of(directory, access, file) {
        Ok((body, Some(crc))) => match body.read_bytes() {
            Ok(bytes) => {
                let mut sum = flate2::Crc::new();
                sum.update(&bytes);
                if sum.sum() == crc { FileSoundness::Sound } else { FileSoundness::Damaged }
            }
            Err(error) => FileSoundness::Unreadable(error),
        },
        Ok((_, None)) => FileSoundness::Damaged,
        Err(error) => FileSoundness::Unreadable(error),
    }
}

/// A file of a segment without its footer, and the checksum that this gives; `None`: there is no footer.
pub(crate) fn body_of(directory: &Path, access: Access, file: &str) -> io::Result<(FileSlice, Option<u32>)> {
    let path = directory.join(file);
    // Mapping a file hides what opening it would have said.
    drop(std::fs::File::open(&path)?);
    let files = ArchiveDirectory::open(directory, access).map_err(io::Error::other)?;
    let whole = files.open_read(&PathBuf::from(file)).map_err(io::Error::other)?;
    // On a file of a few bytes it breaks down.
    let parted = catch_unwind(AssertUnwindSafe(|| Footer::extract_footer(whole.clone())));
    match parted {
        Ok(Ok((footer, body))) => Ok((body, Some(footer.crc))),
        Ok(Err(_)) | Err(_) => Ok((whole, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_segment_and_deletions() {
        let json = br#"{"segments":[{"segment_id":"ceea1035-71ff-4306-9f80-cf8071a08aff","max_doc":4,
            "deletes":{"num_deleted_docs":1,"opstamp":7}}],"schema":[],"opstamp":12,"payload":null}"#;
        let commit = Commit::of_json(json).unwrap();
        let files: Vec<String> = commit.files().collect();
        assert_eq!(files.len(), 7);
        assert_eq!(files[0], "ceea103571ff43069f80cf8071a08aff.store");
        assert_eq!(files[6], "ceea103571ff43069f80cf8071a08aff.7.del");
        assert_eq!(commit.segments[0].num_articles(), 3);
        assert_eq!(commit.payload().unwrap(), None);
    }

    /// What this file believes of the names must be what the search core writes.
    #[test]
    fn the_kept_archive_has_just_these_files() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat/index-v1/index-000001");
        let commit = Commit::read(&directory).unwrap().unwrap();
        for file in commit.files() {
            let found = soundness(&directory, Access::Private, &file);
            assert!(matches!(found, FileSoundness::Sound), "{file}: {found:?}");
        }
    }
}
