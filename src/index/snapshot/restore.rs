//! Puts a snapshot back as an archive: always copied, never linked, and compared with its hashes on the way.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::manifest::SnapshotFile;
use super::shelf::Snapshot;
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::archive::{Access, Archive};
use crate::index::error::Error;
use crate::index::lock::WriterLock;
use crate::index::{durable, is_archive_directory};

/// Makes the archive `name` at `root` of a snapshot. An archive that is there is replaced when `replaces` says so; it
/// stays until the new one is whole.
///
/// # Errors
/// When there is an archive and it is not to be replaced, when a process writes to it, when files of the snapshot are
/// damaged, or when the copy cannot be written; what was there stays then.
pub fn restore(
    snapshot: &Snapshot,
    root: &Path,
    name: &str,
    replaces: bool,
    now: Timestamp,
) -> Result<Archive, Error> {
    let is_taken = root.try_exists().at(root)? && !is_empty(root)?;
    if is_taken && !replaces {
        return Err(Error::Exists(root.to_path_buf()));
    }
    if is_taken && !is_archive_directory(root)? {
        return Err(Error::NotAnArchive(root.to_path_buf()));
    }
    if let Some(fault) = snapshot.faults()?.into_iter().next() {
        return Err(Error::DamagedSnapshot { root: snapshot.path.clone(), reason: fault });
    }
    let access = Archive::open(&snapshot.path)?.access();
    let _lock = if is_taken { Some(WriterLock::take(root, access.file_mode(), now)?) } else { None };
    if let Some(parent) = root.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    let (begun, aside) = (beside(root, ".restoring"), beside(root, ".replaced"));
    for left_over in [&begun, &aside] {
        if left_over.exists() {
            std::fs::remove_dir_all(left_over).at(left_over)?;
        }
    }
    let filled = fill(snapshot, &begun, name, access);
    if let Err(error) = filled {
        let _ = std::fs::remove_dir_all(&begun);
        return Err(error);
    }
    if root.exists() {
        std::fs::rename(root, &aside).at(root)?;
    }
    if let Err(error) = std::fs::rename(&begun, root).at(root) {
        // What was there goes back to its place.
        let _ = std::fs::rename(&aside, root);
        return Err(error.into());
    }
    durable::sync_parent(root)?;
    if aside.exists() {
        std::fs::remove_dir_all(&aside).at(&aside)?;
    }
    Archive::open(root)
}

fn fill(snapshot: &Snapshot, begun: &Path, name: &str, access: Access) -> Result<(), Error> {
    platform::create_new_folder(begun, access.folder_mode()).at(begun)?;
    let mut folders = vec![begun.to_path_buf()];
    for file in &snapshot.manifest.files {
        let (from, to) = (snapshot.path.join(&file.path), begun.join(&file.path));
        if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
            platform::create_new_folder(folder, access.folder_mode()).at(folder)?;
            folders.push(folder.to_path_buf());
        }
        copy(&from, &to, access)?;
        // A copy that went wrong is told from a snapshot that is damaged: this one was compared a moment ago.
        if SnapshotFile::of(begun, &file.path)?.blake3 != file.blake3 {
            let reason = "what was copied is not what was read".to_string();
            return Err(Error::Damaged { path: to, reason });
        }
    }
    let mut archive = Archive::open(begun)?;
    archive.rename(name)?;
    for folder in folders.iter().rev() {
        platform::sync_folder(folder).at(folder)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path, access: Access) -> Result<(), Error> {
    let mut source = std::fs::File::open(from).at(from)?;
    let mut target = platform::create_new_file(to, access.file_mode()).at(to)?;
    std::io::copy(&mut source, &mut target).at(to)?;
    Ok(target.sync_all().at(to)?)
}

fn is_empty(root: &Path) -> Result<bool, Error> {
    match std::fs::read_dir(root) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error).at(root)?,
    }
}

fn beside(root: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = root.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    root.with_file_name(name)
}
