//! Makes a snapshot. The parts of an index never change once they are written: they are linked, or copied where they
//! cannot be. What grows or is replaced is copied as of one commit. Waits for nobody.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::manifest::{MANIFEST, SnapshotFile, SnapshotManifest};
use super::shelf::{Snapshot, is_snapshot_name};
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::archive::{Archive, CURRENT, SETTINGS, SIDE_FILES};
use crate::index::commit::stamp_text;
use crate::index::error::Error;
use crate::index::segment::{Commit, FILE_LIST, META};
use crate::index::{IndexState, durable, files_log, generation};

/// A writer may clear away what is being linked; each time there is a newer commit.
const MAX_TRIES: usize = 50;

/// How a snapshot is made.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SnapshotOptions {
    /// Its name; `None`: the archive's and the time in UTC.
    pub name: Option<String>,
}

/// Makes a snapshot of the last commit of `archive` in the directory `shelf`, which is made where it is missing.
///
/// # Errors
/// When nothing was committed yet, when the archive's small files are damaged, or when the snapshot cannot be written;
/// what was begun is then removed.
pub fn create(
    archive: &Archive,
    shelf: &Path,
    options: &SnapshotOptions,
    now: Timestamp,
) -> Result<Snapshot, Error> {
    archive.refuse_if_snapshot()?;
    make_shelf(archive, shelf)?;
    // Two snapshots at once would take each other's names.
    let lock = File::open(shelf).at(shelf)?;
    lock.lock().at(shelf)?;
    remove_left_over(shelf)?;
    let name = match &options.name {
        Some(name) if !is_snapshot_name(name) => return Err(Error::BadSnapshotName(name.clone())),
        Some(name) => name.clone(),
        None => free_name(shelf, &archive.settings().name, now),
    };
    let place = shelf.join(&name);
    if place.exists() {
        return Err(Error::SnapshotExists(place));
    }
    let begun = shelf.join(format!(".{name}.new"));
    let made = (0..MAX_TRIES).find_map(|_| match take(archive, &begun, now) {
        Ok(Taken::Whole) => Some(Ok(())),
        Ok(Taken::Overtaken) => {
            std::fs::remove_dir_all(&begun).at(&begun).err().map(|error| Err(error.into()))
        }
        Err(error) => Some(Err(error)),
    });
    let made = made.unwrap_or(Err(Error::State(IndexState::Corrupt)));
    let renamed = made.and_then(|()| Ok(std::fs::rename(&begun, &place).at(&place)?));
    if let Err(error) = renamed {
        let _ = std::fs::remove_dir_all(&begun);
        return Err(error);
    }
    durable::sync_parent(&place)?;
    Snapshot::open(&place)
}

fn make_shelf(archive: &Archive, shelf: &Path) -> Result<(), Error> {
    if let Some(parent) = shelf.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    match platform::create_new_folder(shelf, archive.access().folder_mode()) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => Ok(other.at(shelf)?),
    }
}

/// What snapshots that broke off left behind. The caller holds the shelf.
fn remove_left_over(shelf: &Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(shelf).at(shelf)? {
        let path = entry.at(shelf)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(".new") && path.is_dir() {
            std::fs::remove_dir_all(&path).at(&path)?;
        }
    }
    Ok(())
}

fn free_name(shelf: &Path, archive: &str, now: Timestamp) -> String {
    let archive: String = archive.chars().map(|c| if c == '/' || c.is_control() { '-' } else { c }).collect();
    let stamp: String = stamp_text(now).chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let first = format!("{}-{stamp}", archive.trim_start_matches('.'));
    let others = (2..).map(|number| format!("{first}-{number}"));
    let mut names = std::iter::once(first.clone()).chain(others);
    names.find(|name| !shelf.join(name).exists()).unwrap_or(first)
}

enum Taken {
    Whole,
    /// A file of the commit is gone: there is a newer one.
    Overtaken,
}

fn take(archive: &Archive, begun: &Path, now: Timestamp) -> Result<Taken, Error> {
    let directory = archive.index_directory()?;
    let meta_path = directory.join(META);
    let meta = match std::fs::read(&meta_path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Of an index that was just replaced by another, this directory is gone.
            let is_replaced = archive.index_directory()? != directory;
            return if is_replaced { overtaken(begun) } else { Err(Error::State(IndexState::Missing)) };
        }
        other => other.at(&meta_path)?,
    };
    let damaged =
        |error: serde_json::Error| Error::Damaged { path: meta_path.clone(), reason: error.to_string() };
    let commit = Commit::of_json(&meta).map_err(damaged)?;
    let payload = commit.payload().map_err(damaged)?.ok_or(Error::State(IndexState::Missing))?;
    let copy = Copying { archive, from: &directory, begun };
    let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    platform::create_new_folder(begun, archive.access().folder_mode()).at(begun)?;
    let inside = begun.join(&name);
    platform::create_new_folder(&inside, archive.access().folder_mode()).at(&inside)?;
    // Beside the index, first: what says up to where something was done may be behind it, never ahead.
    let mut paths = copy.side_files()?;
    let mut is_whole = true;
    for file in commit.files() {
        is_whole &= copy.link(&file, &inside)?;
        paths.push(format!("{name}/{file}"));
        if !is_whole {
            return missing_part(archive, &meta, &directory, &file);
        }
    }
    let log = directory.join(&payload.files_log);
    match copy.beginning(&log, payload.files_log_bytes, &inside.join(&payload.files_log)) {
        Err(Error::Io(error)) if error.source.kind() == ErrorKind::NotFound => {
            return missing_part(archive, &meta, &directory, &payload.files_log);
        }
        other => other?,
    }
    files_log::load(&inside.join(&payload.files_log), payload.files_log_bytes)?;
    let listed: Vec<String> = commit.files().chain([META.to_string()]).collect();
    let list = serde_json::to_vec(&listed).map_err(damaged)?;
    copy.write(&inside.join(FILE_LIST), &list)?;
    copy.write(&inside.join(META), &meta)?;
    copy.beginning(&directory.join(generation::MANIFEST), u64::MAX, &inside.join(generation::MANIFEST))?;
    copy.write(&begun.join(CURRENT), name.as_bytes())?;
    for file in [payload.files_log.as_str(), FILE_LIST, META, generation::MANIFEST] {
        paths.push(format!("{name}/{file}"));
    }
    paths.push(CURRENT.to_string());
    let archive_name = &archive.settings().name;
    let mut manifest =
        SnapshotManifest::new(archive_name, stamp_text(now), payload.generation, payload.num_articles);
    for path in paths {
        manifest.files.push(SnapshotFile::of(begun, &path)?);
    }
    let json = serde_json::to_vec_pretty(&manifest).map_err(damaged)?;
    copy.write(&begun.join(MANIFEST), &json)?;
    for folder in [&inside, begun] {
        platform::sync_folder(folder).at(folder)?;
    }
    Ok(Taken::Whole)
}

fn overtaken(begun: &Path) -> Result<Taken, Error> {
    // The caller clears it away.
    std::fs::create_dir_all(begun).at(begun)?;
    Ok(Taken::Overtaken)
}

/// A part that is gone: of an older commit, or lost.
fn missing_part(archive: &Archive, meta: &[u8], directory: &Path, file: &str) -> Result<Taken, Error> {
    let is_same = archive.index_directory()? == directory
        && std::fs::read(directory.join(META)).is_ok_and(|present| present == meta);
    if is_same {
        let reason = "it is missing".to_string();
        return Err(Error::Damaged { path: directory.join(file), reason });
    }
    Ok(Taken::Overtaken)
}

struct Copying<'a> {
    archive: &'a Archive,
    from: &'a Path,
    begun: &'a Path,
}

impl Copying<'_> {
    /// Copies the settings and what else is kept beside the index; returns their names.
    fn side_files(&self) -> Result<Vec<String>, Error> {
        let mut paths = Vec::new();
        for name in SIDE_FILES {
            let path = self.archive.root().join(name);
            match self.beginning(&path, u64::MAX, &self.begun.join(name)) {
                Ok(()) => paths.push(name.to_string()),
                Err(Error::Io(error)) if error.source.kind() == ErrorKind::NotFound && name != SETTINGS => {}
                Err(error) => return Err(error),
            }
        }
        Ok(paths)
    }

    /// Links a part of the index, or copies it where it cannot be linked; `false`: it is gone.
    fn link(&self, file: &str, inside: &Path) -> Result<bool, Error> {
        let (from, to) = (self.from.join(file), inside.join(file));
        match std::fs::hard_link(&from, &to) {
            Ok(()) => return Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            // Another file system, or one without links: copied.
            Err(_) => {}
        }
        match self.beginning(&from, u64::MAX, &to) {
            Err(Error::Io(error)) if error.source.kind() == ErrorKind::NotFound => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Copies the first `num_bytes` bytes of a file, or all of it.
    fn beginning(&self, from: &Path, num_bytes: u64, to: &Path) -> Result<(), Error> {
        let source = File::open(from).at(from)?;
        let mut target = platform::create_new_file(to, self.archive.access().file_mode()).at(to)?;
        io::copy(&mut io::Read::take(source, num_bytes), &mut target).at(to)?;
        Ok(target.sync_all().at(to)?)
    }

    fn write(&self, to: &PathBuf, content: &[u8]) -> Result<(), Error> {
        let mut target = platform::create_new_file(to, self.archive.access().file_mode()).at(to)?;
        target.write_all(content).at(to)?;
        Ok(target.sync_all().at(to)?)
    }
}
