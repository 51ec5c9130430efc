//! An archive on disk: made, opened and removed. Its folders, its settings and its index directories are a file each; what is in
//! an index is not known here.

mod access;
mod folders;
mod generations;
mod own_files;
mod settings;
mod stamp;

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use access::Access;
pub use folders::WantedFolder;
pub(crate) use own_files::{ALERTS, ALERTS_LOCK, is_archive_directory};
pub(super) use own_files::{CURRENT, SETTINGS, SIDE_FILES};
pub use stamp::Stamp;

use super::commit::{self, CommitPayload};
use super::error::Error;
use super::file_state::FileTable;
use super::lock::WriterLock;
use super::{files_log, generation, snapshot};
use crate::corpus::platform;
use crate::error::AtPath;
use crate::model::ArchiveSettings;
use own_files::{is_ours, refuse_foreign};
use settings::read_settings;

/// An archive: a directory of ours with settings and an index.
#[derive(Debug, Clone)]
pub struct Archive {
    root: PathBuf,
    settings: ArchiveSettings,
    access: Access,
    withdrawn_list: Option<PathBuf>,
    /// The index directory to use instead of the one in force.
    pinned: Option<PathBuf>,
}

impl Archive {
    /// Makes a new archive. The directory may exist when it is empty, or holds the rest of a creation that broke off.
    pub fn create(root: &Path, name: &str, access: Access) -> Result<Archive, Error> {
        if Archive::is_at(root) {
            return Err(Error::Exists(root.to_path_buf()));
        }
        if let Some(parent) = root.parent() {
            std::fs::create_dir_all(parent).at(parent)?;
        }
        match platform::create_new_folder(root, access.folder_mode()) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => refuse_foreign(root)?,
            other => other.at(root)?,
        }
        let root = root.canonicalize().at(root)?;
        // Of several that make it at once one does, and the others find it made.
        let directory = File::open(&root).at(&root)?;
        directory.lock().at(&root)?;
        if Archive::is_at(&root) {
            return Err(Error::Exists(root));
        }
        let settings = ArchiveSettings::new(name);
        let archive = Archive { root, settings, access, withdrawn_list: None, pinned: None };
        let first = archive.new_generation()?;
        archive.make_current(&first)?;
        archive.write_settings()?;
        Ok(archive)
    }

    /// Opens the archive at `root`, in whatever state its index is.
    pub fn open(root: &Path) -> Result<Archive, Error> {
        let path = root.join(SETTINGS);
        if !path.try_exists().at(&path)? {
            return Err(Error::NoArchive(root.to_path_buf()));
        }
        let root = root.canonicalize().at(root)?;
        let mode = platform::mode_of(&std::fs::metadata(&root).at(&root)?);
        let access = if mode & 0o050 == 0o050 { Access::Shared } else { Access::Private };
        let settings = read_settings(&root)?;
        Ok(Archive { root, settings, access, withdrawn_list: None, pinned: None })
    }

    /// Keeps what is withdrawn in the file `list` too, which outlives this directory.
    pub fn with_withdrawn_list(self, list: PathBuf) -> Archive {
        Archive { withdrawn_list: Some(list), ..self }
    }

    /// The same archive as it is on disk now.
    pub(crate) fn reopened(&self) -> Result<Archive, Error> {
        Ok(Archive { withdrawn_list: self.withdrawn_list.clone(), ..Archive::open(&self.root)? })
    }

    /// Where else it is kept what is withdrawn.
    pub(super) fn withdrawn_list(&self) -> Option<&Path> {
        self.withdrawn_list.as_deref()
    }

    /// Whether there is an archive at `root`.
    pub fn is_at(root: &Path) -> bool {
        root.join(SETTINGS).is_file()
    }

    /// Deletes every trace of the archive at `root`; the articles' own folders are not touched.
    pub fn remove(root: &Path, now: Timestamp) -> Result<(), Error> {
        if !Archive::is_at(root) {
            return Err(Error::NoArchive(root.to_path_buf()));
        }
        let archive = Archive::open(root)?;
        let _lock = archive.lock(now)?;
        for entry in std::fs::read_dir(root).at(root)? {
            let entry = entry.at(root)?;
            if !is_ours(&entry.file_name().to_string_lossy()) {
                return Err(Error::NotAnArchive(root.to_path_buf()));
            }
        }
        // The settings go last: as long as they are there, a broken-off removal can be repeated.
        for directory in generation::directories(root) {
            std::fs::remove_dir_all(&directory).at(&directory)?;
        }
        std::fs::remove_dir_all(root).at(root)?;
        Ok(())
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its name and folders.
    pub fn settings(&self) -> &ArchiveSettings {
        &self.settings
    }

    /// Who may read it. It is told by the permissions of its directory.
    pub fn access(&self) -> Access {
        self.access
    }

    /// The payload of the last commit.
    pub(crate) fn payload(&self) -> Result<Option<CommitPayload>, Error> {
        commit::read(&self.index_directory()?)
    }

    /// What is known of all files, as of the last commit. Empty before the first.
    pub fn file_table(&self) -> Result<FileTable, Error> {
        loop {
            let directory = self.index_directory()?;
            let Some(payload) = commit::read(&directory)? else { return Ok(FileTable::default()) };
            match files_log::load(&directory.join(&payload.files_log), payload.files_log_bytes) {
                Ok(loaded) => return Ok(loaded.table),
                // A writer put another log in its place between the two readings.
                Err(_) if self.payload()?.is_none_or(|now| now.files_log != payload.files_log) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Who writes to it at this moment, as `process 123 on host since 14:03`; `None`: nobody.
    pub fn writer(&self) -> Option<String> {
        WriterLock::holder_of(&self.root)
    }

    /// Whether it is a snapshot of an archive, which nobody writes to.
    pub fn is_snapshot(&self) -> bool {
        self.root.join(snapshot::MANIFEST).exists()
    }

    pub(crate) fn refuse_if_snapshot(&self) -> Result<(), Error> {
        if self.is_snapshot() { Err(Error::IsSnapshot(self.root.clone())) } else { Ok(()) }
    }

    /// Takes the lock that every writer needs.
    pub(crate) fn lock(&self, now: Timestamp) -> Result<WriterLock, Error> {
        self.refuse_if_snapshot()?;
        WriterLock::take(&self.root, self.access.file_mode(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::IndexState;

    #[test]
    fn one_of_many_makes_an_archive() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("a");
        let make = || Archive::create(&root, "a", Access::Private);
        let results: Vec<_> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let is_fine = |result: &Result<Archive, Error>| matches!(result, Ok(_) | Err(Error::Exists(_)));
        assert!(results.iter().all(is_fine), "{results:?}");
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!(Archive::open(&root).unwrap().state(), IndexState::Missing);
    }
}
