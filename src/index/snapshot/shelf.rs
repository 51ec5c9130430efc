//! The directory that snapshots are kept in: which there are, what each holds, and taking one away.

use std::path::{Path, PathBuf};

use tantivy::Term;

use super::manifest::SnapshotManifest;
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::archive::Archive;
use crate::index::error::Error;
use crate::index::{Fields, IndexReader};
use crate::model::ArticleId;

/// A snapshot on disk.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its name: that of its directory.
    pub name: String,
    /// Its directory, which opens as an archive.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: SnapshotManifest,
    /// Bytes of its files.
    pub num_bytes: u64,
    /// Those of them that no archive and no other snapshot shares: what its removal gives back.
    pub num_own_bytes: u64,
}

impl Snapshot {
    /// Opens the snapshot at `path`.
    pub fn open(path: &Path) -> Result<Snapshot, Error> {
        let manifest = SnapshotManifest::read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (mut num_bytes, mut num_own_bytes) = (0, 0);
        for file in &manifest.files {
            let Ok(metadata) = std::fs::metadata(path.join(&file.path)) else { continue };
            num_bytes += metadata.len();
            if platform::num_links(&metadata) < 2 {
                num_own_bytes += metadata.len();
            }
        }
        Ok(Snapshot { name, path: path.to_path_buf(), manifest, num_bytes, num_own_bytes })
    }

    /// Whether the bytes of this article are in it, also when it was already deleted there.
    pub fn holds(&self, id: ArticleId) -> Result<bool, Error> {
        let reader = IndexReader::open(&Archive::open(&self.path)?)?;
        Ok(reader.searcher().doc_freq(&Term::from_field_text(Fields::get().id, id.as_str()))? > 0)
    }

    /// What is wrong with its files, a clause each: those that are not as they were written. What is in them is
    /// looked at by `index::check`, of its directory as an archive.
    pub fn faults(&self) -> Result<Vec<String>, Error> {
        let mut faults = Vec::new();
        for file in &self.manifest.files {
            faults.extend(file.fault(&self.path)?);
        }
        Ok(faults)
    }
}

/// The snapshots in the directory `shelf`, the oldest first; those that cannot be read are left out. None when there is
/// no such directory.
pub fn list(shelf: &Path) -> Result<Vec<Snapshot>, Error> {
    let entries = match std::fs::read_dir(shelf) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.at(shelf)?,
    };
    let is_begun =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let paths = entries.flatten().map(|entry| entry.path()).filter(|path| !is_begun(path));
    let mut snapshots: Vec<Snapshot> = paths.filter_map(|path| Snapshot::open(&path).ok()).collect();
    snapshots.sort_by(|a, b| {
        let key = |snapshot: &Snapshot| (snapshot.manifest.created_at.clone(), snapshot.name.clone());
        key(a).cmp(&key(b))
    });
    Ok(snapshots)
}

/// The snapshot called `name` in `shelf`.
pub fn open(shelf: &Path, name: &str) -> Result<Snapshot, Error> {
    if !is_snapshot_name(name) {
        return Err(Error::BadSnapshotName(name.to_string()));
    }
    Snapshot::open(&shelf.join(name))
}

/// Deletes a snapshot. Files that it shares stay where they are shared.
pub fn remove(snapshot: &Snapshot) -> Result<(), Error> {
    // Out of sight first: a removal that breaks off must not leave half a snapshot under its name.
    let hidden = snapshot.path.with_file_name(format!(".{}.new", snapshot.name));
    std::fs::rename(&snapshot.path, &hidden).at(&snapshot.path)?;
    Ok(std::fs::remove_dir_all(&hidden).at(&hidden)?)
}

/// Deletes the oldest snapshots of the archive called `archive` beyond the newest `num_kept`; returns what went.
pub fn thin_out(shelf: &Path, archive: &str, num_kept: usize) -> Result<Vec<Snapshot>, Error> {
    let mut own = list(shelf)?;
    own.retain(|snapshot| snapshot.manifest.archive == archive);
    own.truncate(own.len().saturating_sub(num_kept));
    own.iter().try_for_each(remove)?;
    Ok(own)
}

/// Whether this can name a snapshot: it is the name of a directory, and none that is hidden.
pub(super) fn is_snapshot_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(|c: char| c == '/' || c == '\\' || c.is_control())
}
