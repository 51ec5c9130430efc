//! Which files in an archive's directory are the archive's own. What is in them is known to who reads them.
//!
//! ```text
//! archive.json          name and folders
//! CURRENT               the name of the index directory in force
//! refreshed             when a run last looked through all folders
//! index-000001/         segments, files log, manifest
//! writer.lock           who writes
//! runs.jsonl            which runs there were
//! alerts.json           what alerts have delivered
//! alerts.lock           who answers them
//! snapshots.json        where snapshots of it were made
//! withdrawn.json        what people took out of all answers
//! ```

use std::path::Path;

use crate::error::AtPath;
use crate::index::error::Error;
use crate::index::{generation, snapshot, withdrawn_files};

pub(in crate::index) const SETTINGS: &str = "archive.json";
pub(in crate::index) const CURRENT: &str = "CURRENT";
pub(super) const REFRESHED: &str = "refreshed";
/// What alerts have delivered.
pub(crate) const ALERTS: &str = "alerts.json";
/// Held by the process that answers alerts.
pub(crate) const ALERTS_LOCK: &str = "alerts.lock";
/// What a snapshot takes along beside the index.
pub(in crate::index) const SIDE_FILES: [&str; 6] =
    [SETTINGS, REFRESHED, "runs.jsonl", ALERTS, withdrawn_files::COPY, snapshot::SHELVES];

/// Whether a file of this name in an archive's directory was written by this program.
pub(super) fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix(".new").or(name.strip_suffix(withdrawn_files::DAMAGED)).unwrap_or(name);
    matches!(name, CURRENT | ALERTS_LOCK | "writer.lock")
        || SIDE_FILES.contains(&name)
        || generation::number(name).is_some()
}

/// Whether all that is in the directory `root` was written by this program, and something of an archive is.
pub(crate) fn is_archive_directory(root: &Path) -> Result<bool, Error> {
    let mut is_archive = false;
    for entry in std::fs::read_dir(root).at(root)? {
        let name = entry.at(root)?.file_name().to_string_lossy().into_owned();
        if !is_ours(&name) {
            return Ok(false);
        }
        is_archive |= matches!(name.as_str(), SETTINGS | CURRENT) || generation::number(&name).is_some();
    }
    Ok(is_archive)
}

/// Refuses a directory with anything in it that is not ours.
pub(super) fn refuse_foreign(root: &Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(root).at(root)? {
        if !is_ours(&entry.at(root)?.file_name().to_string_lossy()) {
            return Err(Error::NotAnArchive(root.to_path_buf()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::archive::{Access, Archive};
    use jiff::Timestamp;

    #[test]
    fn only_archives_are_removed() {
        let place = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-24T14:03:00Z".parse().unwrap();
        assert!(matches!(Archive::remove(place.path(), now), Err(Error::NoArchive(_))));
        let root = place.path().join("a");
        Archive::create(&root, "a", Access::Private).unwrap();
        std::fs::write(root.join("lettre.txt"), "à garder").unwrap();
        assert!(matches!(Archive::remove(&root, now), Err(Error::NotAnArchive(_))));
        std::fs::remove_file(root.join("lettre.txt")).unwrap();
        Archive::remove(&root, now).unwrap();
        assert!(!root.exists());
        std::fs::create_dir(&root).unwrap();
        std::fs::write(root.join("lettre.txt"), "à garder").unwrap();
        assert!(matches!(Archive::create(&root, "a", Access::Private), Err(Error::NotAnArchive(_))));
    }
}
