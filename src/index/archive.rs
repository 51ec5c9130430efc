//! An archive on disk: its settings, and which index directory is the present one. Not what is in the index.
//!
//! ```text
//! archive.json          name and folders
//! CURRENT               the name of the index directory in force
//! refreshed             when a run last looked through all folders
//! index-000001/         segments, files log, manifest
//! writer.lock           who writes
//! alerts.json           what alerts have delivered
//! snapshots.json        where snapshots of it were made
//! withdrawn.json        what people took out of all answers
//! ```

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::commit::{self, CommitPayload, stamp_text};
use super::error::Error;
use super::file_state::FileTable;
use super::generation::{self, Manifest};
use super::lock::WriterLock;
use super::state::IndexState;
use super::{durable, files_log, snapshot, withdrawn_files};
use crate::corpus::platform;
use crate::error::AtPath;
use crate::model::{ArchiveSettings, Folder, FolderSettings};

pub(super) const SETTINGS: &str = "archive.json";
pub(super) const CURRENT: &str = "CURRENT";
const REFRESHED: &str = "refreshed";
/// What alerts have delivered.
pub(crate) const ALERTS: &str = "alerts.json";
/// Held by the process that answers alerts.
pub(crate) const ALERTS_LOCK: &str = "alerts.lock";
/// What a snapshot takes along beside the index.
pub(super) const SIDE_FILES: [&str; 6] =
    [SETTINGS, REFRESHED, "runs.jsonl", ALERTS, withdrawn_files::COPY, snapshot::SHELVES];

/// Who may read an archive: the index contains the articles' full text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Access {
    /// Its owner only.
    #[default]
    Private,
    /// The owner's group too.
    Shared,
}

impl Access {
    pub(crate) fn folder_mode(self) -> u32 {
        match self {
            Access::Private => 0o700,
            Access::Shared => 0o750,
        }
    }

    pub(crate) fn file_mode(self) -> u32 {
        match self {
            Access::Private => 0o600,
            Access::Shared => 0o640,
        }
    }
}

/// A folder as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its label; `None`: the one it has, else its last name.
    pub label: Option<String>,
    /// What holds for all its articles.
    pub settings: FolderSettings,
}

/// Which state of which archive is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Name of the archive.
    pub name: String,
    /// Counts the commits that changed what can be found; 0 before the first.
    pub generation: u64,
    /// Time of the last commit, as `2026-11-20T02:30:04Z`; `None` before the first.
    pub updated: Option<String>,
    /// Time of the last run that looked through all folders, whether anything had changed or not.
    pub refreshed: Option<String>,
    /// State of the index.
    pub state: IndexState,
    /// Articles in it.
    pub num_articles: u64,
    /// Those without a date of publication.
    pub num_undated: u64,
}

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

    /// Remembers that a run looked through all folders. Advice for people, not part of the index: it is not synced, for
    /// an unchanged archive would pay for that every time, and a note that is lost or torn counts as none.
    pub(crate) fn note_refreshed(&self, now: Timestamp) -> Result<(), Error> {
        let path = self.root.join(REFRESHED);
        let _ = std::fs::remove_file(&path);
        let mut file = platform::create_new_file(&path, self.access.file_mode()).at(&path)?;
        Ok(file.write_all(stamp_text(now).as_bytes()).at(&path)?)
    }

    fn refreshed(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join(REFRESHED)).ok()?;
        text.parse::<Timestamp>().ok().map(stamp_text)
    }

    /// The state of its index, by small files alone; damage inside a segment shows when that is read.
    pub fn state(&self) -> IndexState {
        self.checked_state().unwrap_or(IndexState::Corrupt)
    }

    /// The same, where a file that cannot be read just now must not pass for a damaged one.
    pub(crate) fn checked_state(&self) -> Result<IndexState, Error> {
        let state = match generation::unless_damaged(self.index_directory())? {
            Some(directory) => generation::state_of(&directory)?,
            None => return Ok(IndexState::Corrupt),
        };
        let covers = |payload: CommitPayload| {
            let mut labels = self.settings.folders.iter().map(|folder| &folder.label);
            labels.all(|label| payload.folders.contains(label))
                && payload.folders.len() == self.settings.folders.len()
        };
        Ok(match state {
            IndexState::Current if !self.payload()?.is_some_and(covers) => IndexState::Stale,
            state => state,
        })
    }

    /// Name, generation, time and state.
    pub fn stamp(&self) -> Stamp {
        let payload = self.payload().ok().flatten();
        let number = |read: fn(&CommitPayload) -> u64| payload.as_ref().map(read).unwrap_or_default();
        Stamp {
            name: self.settings.name.clone(),
            generation: number(|payload| payload.generation),
            updated: payload.as_ref().map(|payload| payload.committed_at.clone()),
            refreshed: self.refreshed(),
            state: self.state(),
            num_articles: number(|payload| payload.num_articles),
            num_undated: number(|payload| payload.num_undated),
        }
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

    /// Adds a folder, or a file, and returns its label. A path inside a known folder gives that folder's label.
    pub fn add_folder(&mut self, path: &Path, settings: FolderSettings) -> Result<String, Error> {
        let path = path.canonicalize().at(path)?;
        if path.starts_with(&self.root) {
            return Err(Error::Overlaps { path, other: self.root.clone() });
        }
        self.change_settings(|archive| {
            if let Some(around) = archive.folder_around(&path) {
                return Ok(around.label.clone());
            }
            if let Some(inside) = archive.folders.iter().find(|folder| folder.path.starts_with(&path)) {
                return Err(Error::Overlaps { path: path.clone(), other: inside.path.clone() });
            }
            let label = archive.new_label(&path);
            archive.folders.push(Folder { label: label.clone(), path: path.clone(), settings });
            Ok(label)
        })
    }

    /// Takes a folder out; the next index run takes its articles out, without guard. `path` may also be a label.
    pub fn forget_folder(&mut self, path: &Path) -> Result<Folder, Error> {
        let wanted = resolved(path);
        self.change_settings(|archive| {
            let place = archive.folders.iter().position(|folder| is_meant(folder, path, &wanted));
            let place = place.ok_or_else(|| Error::NotAFolder(path.to_path_buf()))?;
            Ok(archive.folders.remove(place))
        })
    }

    /// Says that a folder is now elsewhere; ids and articles stay. The old place need not exist any more.
    pub fn move_folder(&mut self, old: &Path, new: &Path) -> Result<(), Error> {
        let new = new.canonicalize().at(new)?;
        let wanted = resolved(old);
        self.change_settings(|archive| {
            let other = archive.folders.iter().find(|folder| {
                !is_meant(folder, old, &wanted)
                    && (folder.path.starts_with(&new) || new.starts_with(&folder.path))
            });
            if let Some(other) = other {
                return Err(Error::Overlaps { path: new.clone(), other: other.path.clone() });
            }
            let folder = archive.folders.iter_mut().find(|folder| is_meant(folder, old, &wanted));
            folder.ok_or_else(|| Error::NotAFolder(old.to_path_buf()))?.path = new;
            Ok(())
        })
    }

    /// Replaces what holds for all articles of a folder; the next index run reads its files again if that changed.
    pub fn set_folder_settings(&mut self, path: &Path, settings: FolderSettings) -> Result<(), Error> {
        let wanted = resolved(path);
        self.change_settings(|archive| {
            let folder = archive.folders.iter_mut().find(|folder| is_meant(folder, path, &wanted));
            folder.ok_or_else(|| Error::NotAFolder(path.to_path_buf()))?.settings = settings;
            Ok(())
        })
    }

    /// Makes `wanted` the folders of the archive, with their settings. A known folder is found again by its label, else by its place; one
    /// that is not wanted any more is forgotten: the next index run takes its articles out, without guard. Places need not
    /// exist: a share may not be mounted.
    pub fn arrange_folders(&mut self, wanted: &[WantedFolder]) -> Result<(), Error> {
        let paths: Vec<PathBuf> = wanted.iter().map(|folder| resolved(&folder.path)).collect();
        for (number, path) in paths.iter().enumerate() {
            let overlaps = |other: &&PathBuf| path.starts_with(other) || other.starts_with(path);
            if let Some(other) = paths[..number].iter().find(overlaps) {
                return Err(Error::Overlaps { path: path.clone(), other: other.clone() });
            }
            if path.starts_with(&self.root) {
                return Err(Error::Overlaps { path: path.clone(), other: self.root.clone() });
            }
        }
        self.change_settings(|archive| {
            let mut known = std::mem::take(&mut archive.folders);
            let mut found: Vec<Option<Folder>> = Vec::new();
            for (folder, path) in wanted.iter().zip(&paths) {
                let place = known.iter().position(|known| match &folder.label {
                    Some(label) => known.label == *label,
                    None => known.path == *path || known.path == folder.path,
                });
                found.push(place.map(|place| known.remove(place)));
            }
            // A label that is told is nobody else's, also where that one comes first.
            let told: Vec<&String> = wanted.iter().filter_map(|folder| folder.label.as_ref()).collect();
            if let Some(twice) = told.iter().enumerate().find(|(place, label)| told[..*place].contains(label))
            {
                return Err(Error::LabelTwice((*twice.1).clone()));
            }
            for ((folder, path), before) in wanted.iter().zip(paths).zip(found) {
                // A folder that moved and is named by its last name alone keeps that name, and so its articles' ids.
                let label = match (&folder.label, before) {
                    (Some(label), _) => label.clone(),
                    (None, Some(before)) => before.label,
                    (None, None) => archive.new_label(&path),
                };
                if archive.folder(&label).is_some() || (folder.label.is_none() && told.contains(&&label)) {
                    return Err(Error::LabelTwice(label));
                }
                archive.folders.push(Folder { label, path, settings: folder.settings.clone() });
            }
            Ok(())
        })
    }

    /// Changes the settings on disk; another process that does the same waits meanwhile.
    fn change_settings<T>(
        &mut self,
        change: impl FnOnce(&mut ArchiveSettings) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.refuse_if_snapshot()?;
        let directory = File::open(&self.root).at(&self.root)?;
        directory.lock().at(&self.root)?;
        let before = read_settings(&self.root)?;
        self.settings = before.clone();
        let done = change(&mut self.settings)?;
        if self.settings != before {
            self.write_settings()?;
        }
        Ok(done)
    }

    fn write_settings(&self) -> Result<(), Error> {
        let json = serde_json::to_vec_pretty(&self.settings).map_err(|error| Error::Damaged {
            path: self.root.join(SETTINGS),
            reason: format!("the settings cannot be written: {error}"),
        })?;
        Ok(durable::write(&self.root.join(SETTINGS), self.access.file_mode(), &json)?)
    }

    /// The payload of the last commit.
    pub(crate) fn payload(&self) -> Result<Option<CommitPayload>, Error> {
        commit::read(&self.index_directory()?)
    }

    /// The same archive with an index that is not in force yet.
    pub(crate) fn with_index(&self, directory: &Path) -> Archive {
        Archive { pinned: Some(directory.to_path_buf()), ..self.clone() }
    }

    /// All index directories that are there, the one in force first, then the newest.
    pub(crate) fn index_directories(&self) -> Vec<PathBuf> {
        let current = self.index_directory().ok();
        let mut directories = generation::directories(&self.root);
        directories.sort();
        directories.reverse();
        directories.sort_by_key(|directory| current.as_ref() != Some(directory));
        directories
    }

    /// The index directory in force.
    pub(crate) fn index_directory(&self) -> Result<PathBuf, Error> {
        if let Some(pinned) = &self.pinned {
            return Ok(pinned.clone());
        }
        let path = self.root.join(CURRENT);
        let name = std::fs::read_to_string(&path).at(&path)?;
        match generation::number(name.trim()) {
            Some(number) => Ok(self.root.join(generation::name(number))),
            None => {
                Err(Error::Damaged { path, reason: format!("`{}` is not an index directory", name.trim()) })
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

    /// Calls it by another name.
    pub(crate) fn rename(&mut self, name: &str) -> Result<(), Error> {
        self.change_settings(|settings| {
            settings.name = name.to_string();
            Ok(())
        })
    }

    /// Takes the lock that every writer needs.
    pub(crate) fn lock(&self, now: Timestamp) -> Result<WriterLock, Error> {
        self.refuse_if_snapshot()?;
        WriterLock::take(&self.root, self.access.file_mode(), now)
    }

    /// Makes an empty index directory beside the present one.
    pub(crate) fn new_generation(&self) -> Result<PathBuf, Error> {
        let numbers = generation::directories(&self.root);
        let numbers = numbers.iter().filter_map(|path| generation::number(path.file_name()?.to_str()?));
        let path = self.root.join(generation::name(numbers.max().unwrap_or(0) + 1));
        platform::create_new_folder(&path, self.access.folder_mode()).at(&path)?;
        Manifest::current().write(&path, self.access.file_mode())?;
        durable::sync_parent(&path)?;
        Ok(path)
    }

    /// Puts an index directory in force and deletes all others.
    pub(crate) fn make_current(&self, directory: &Path) -> Result<(), Error> {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        durable::write(&self.root.join(CURRENT), self.access.file_mode(), name.as_bytes())?;
        self.remove_other_generations()
    }

    /// Deletes index directories that are not in force: the rest of a run that broke off.
    pub(crate) fn remove_other_generations(&self) -> Result<(), Error> {
        let current = self.index_directory()?;
        for other in generation::directories(&self.root).into_iter().filter(|other| *other != current) {
            std::fs::remove_dir_all(&other).at(&other)?;
        }
        Ok(())
    }
}

fn read_settings(root: &Path) -> Result<ArchiveSettings, Error> {
    let path = root.join(SETTINGS);
    let json = std::fs::read(&path).at(&path)?;
    serde_json::from_slice(&json)
        .map_err(|error| Error::DamagedSettings { root: root.to_path_buf(), reason: error.to_string() })
}

/// The path with links resolved; as it is when it no longer exists.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn is_meant(folder: &Folder, typed: &Path, resolved: &Path) -> bool {
    folder.path == resolved || folder.path == typed || Path::new(&folder.label) == typed
}

/// Whether a file of this name in an archive's directory was written by this program.
fn is_ours(name: &str) -> bool {
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

fn refuse_foreign(root: &Path) -> Result<(), Error> {
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

    fn mode(path: &Path) -> u32 {
        platform::mode_of(&std::fs::metadata(path).unwrap())
    }

    #[test]
    fn archives_are_private_unless_shared() {
        let place = tempfile::tempdir().unwrap();
        for (access, folder, file) in [(Access::Private, 0o700, 0o600), (Access::Shared, 0o750, 0o640)] {
            let root = place.path().join(format!("{access:?}"));
            let archive = Archive::create(&root, "presse", access).unwrap();
            assert_eq!((mode(&root), mode(&root.join(SETTINGS))), (folder, file));
            assert_eq!(mode(&archive.index_directory().unwrap()), folder);
            assert_eq!(Archive::open(&root).unwrap().access(), access);
            assert_eq!(archive.state(), IndexState::Missing);
        }
    }

    #[test]
    fn folders_are_added_moved_and_forgotten() {
        let place = tempfile::tempdir().unwrap();
        let base = place.path().canonicalize().unwrap();
        for name in ["presse/sub", "ailleurs"] {
            std::fs::create_dir_all(base.join(name)).unwrap();
        }
        let mut archive = Archive::create(&base.join("archive"), "a", Access::Private).unwrap();
        assert_eq!(archive.add_folder(&base.join("presse"), FolderSettings::default()).unwrap(), "presse");
        assert_eq!(
            archive.add_folder(&base.join("presse/sub"), FolderSettings::default()).unwrap(),
            "presse"
        );
        assert!(matches!(archive.add_folder(&base, FolderSettings::default()), Err(Error::Overlaps { .. })));
        archive.move_folder(&base.join("presse"), &base.join("ailleurs")).unwrap();
        let again = Archive::open(archive.root()).unwrap();
        assert_eq!(again.settings().folders[0].path, base.join("ailleurs"));
        assert_eq!(again.settings().folders[0].label, "presse", "ids stay");
        archive.forget_folder(Path::new("presse")).unwrap();
        assert!(matches!(archive.forget_folder(Path::new("presse")), Err(Error::NotAFolder(_))));
    }

    #[test]
    fn damaged_settings_are_told_from_a_damaged_index() {
        let place = tempfile::tempdir().unwrap();
        let archive = Archive::create(&place.path().join("a"), "a", Access::Private).unwrap();
        std::fs::write(archive.root().join(SETTINGS), "{").unwrap();
        let message = Archive::open(archive.root()).unwrap_err().to_string();
        assert!(message.contains("index your folders again"), "{message}");
        assert!(!message.contains("--full"), "a full run needs the settings: {message}");
    }

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
