//! What a snapshot says of itself: when and of what it was made, and each of its files with length and hash.

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::AtPath;
use crate::index::error::Error;

/// The manifest's file.
pub(crate) const MANIFEST: &str = "snapshot.json";
/// The version that this program writes.
const VERSION: u32 = 1;

/// The manifest of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotManifest {
    /// Version of this layout.
    pub version: u32,
    /// Name of the archive it was made of.
    pub archive: String,
    /// When it was made, as `2026-11-20T02:30:04Z`.
    pub created_at: String,
    /// The archive's generation.
    pub generation: u64,
    /// Articles in it.
    pub num_articles: u64,
    /// Every other file of it.
    pub files: Vec<SnapshotFile>,
}

/// One file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// Its path inside the snapshot, with `/`.
    pub path: String,
    /// Its length.
    pub num_bytes: u64,
    /// Its BLAKE3 hash, in hexadecimal digits.
    pub blake3: String,
}

impl SnapshotManifest {
    pub(super) fn new(archive: &str, created_at: String, generation: u64, num_articles: u64) -> Self {
        let (archive, files) = (archive.to_string(), Vec::new());
        SnapshotManifest { version: VERSION, archive, created_at, generation, num_articles, files }
    }

    /// Reads the manifest of the snapshot at `root`.
    pub(crate) fn read(root: &Path) -> Result<SnapshotManifest, Error> {
        let path = root.join(MANIFEST);
        let json = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::NoSnapshot(root.to_path_buf()));
            }
            other => other.at(&path)?,
        };
        let manifest: SnapshotManifest = serde_json::from_slice(&json).map_err(|error| {
            Error::DamagedSnapshot { root: root.to_path_buf(), reason: error.to_string() }
        })?;
        let is_inside = |file: &SnapshotFile| {
            let parts: Vec<&str> = file.path.split('/').collect();
            parts.len() <= 2 && parts.iter().all(|part| !matches!(*part, "" | "." | ".."))
        };
        match () {
            () if manifest.version != VERSION => Err(Error::DamagedSnapshot {
                root: root.to_path_buf(),
                reason: format!("its layout {} is of another version of depeche", manifest.version),
            }),
            () if !manifest.files.iter().all(is_inside) => Err(Error::DamagedSnapshot {
                root: root.to_path_buf(),
                reason: "it names files outside itself".to_string(),
            }),
            () => Ok(manifest),
        }
    }
}

impl SnapshotFile {
    /// Describes the file at `root/path`.
    pub(super) fn of(root: &Path, path: &str) -> Result<SnapshotFile, Error> {
        let (num_bytes, blake3) = length_and_hash(&root.join(path))?;
        Ok(SnapshotFile { path: path.to_string(), num_bytes, blake3 })
    }

    /// What is wrong with the file in `root`, as a clause; `None`: nothing.
    pub(super) fn fault(&self, root: &Path) -> Result<Option<String>, Error> {
        match length_and_hash(&root.join(&self.path)) {
            Ok((_, hash)) if hash == self.blake3 => Ok(None),
            Ok((len, _)) if len != self.num_bytes => {
                Ok(Some(format!("{} has {len} bytes instead of {}", self.path, self.num_bytes)))
            }
            Ok(_) => Ok(Some(format!("{} does not hold what was written to it", self.path))),
            Err(Error::Io(error)) if error.source.kind() == std::io::ErrorKind::NotFound => {
                Ok(Some(format!("{} is missing", self.path)))
            }
            Err(error) => Err(error),
        }
    }
}

fn length_and_hash(path: &Path) -> Result<(u64, String), Error> {
    let mut file = std::fs::File::open(path).at(path)?;
    let mut hasher = blake3::Hasher::new();
    let (mut buffer, mut len) = (vec![0; 1 << 18], 0);
    loop {
        let count = file.read(&mut buffer).at(path)?;
        if count == 0 {
            return Ok((len, hasher.finalize().to_hex().to_string()));
        }
        len += count as u64;
        hasher.update(&buffer[..count]);
    }
}
