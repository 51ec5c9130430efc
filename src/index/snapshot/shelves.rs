//! `snapshots.json` in an archive's directory: in which directories snapshots of it were made, so that a purge can name those that
//! still hold what it took away. Advice: a file that is lost or torn counts as none.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::AtPath;
use crate::index::archive::Archive;
use crate::index::durable;
use crate::index::error::Error;
use crate::index::{escape_path, unescape_path};
use crate::model::{path_bytes, path_from_bytes};

/// The name of the file.
pub(in crate::index) const SHELVES: &str = "snapshots.json";
const VERSION: u32 = 1;
/// The oldest are forgotten beyond so many: nothing grows with the number of runs.
const MAX_SHELVES: usize = 100;

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Shelves {
    version: u32,
    /// From the root, bytes that are no UTF-8 as `%XX`; the newest last.
    directories: Vec<String>,
}

impl Archive {
    /// Remembers that a snapshot was made in the directory `shelf`.
    pub fn remember_shelf(&self, shelf: &Path) -> Result<(), Error> {
        // A place may be away for now.
        let shelf = shelf.canonicalize().unwrap_or_else(|_| shelf.to_path_buf());
        let shelf = escape_path(path_bytes(&shelf));
        let directory = File::open(self.root()).at(self.root())?;
        directory.lock().at(self.root())?;
        let mut shelves = read(self.root());
        if shelves.directories.last() == Some(&shelf) {
            return Ok(());
        }
        shelves.version = VERSION;
        shelves.directories.retain(|known| *known != shelf);
        shelves.directories.push(shelf);
        let num_over = shelves.directories.len().saturating_sub(MAX_SHELVES);
        shelves.directories.drain(..num_over);
        let json = serde_json::to_vec_pretty(&shelves).unwrap_or_default();
        Ok(durable::write(&self.root().join(SHELVES), self.access().file_mode(), &json)?)
    }

    /// The directories in which snapshots of it were made, be they there or not.
    pub fn shelves(&self) -> Vec<PathBuf> {
        let shelves = read(self.root());
        shelves.directories.iter().map(|shelf| path_from_bytes(&unescape_path(shelf))).collect()
    }
}

fn read(root: &Path) -> Shelves {
    let json = std::fs::read(root.join(SHELVES)).ok();
    let shelves = json.and_then(|json| serde_json::from_slice::<Shelves>(&json).ok());
    shelves.filter(|shelves| shelves.version == VERSION).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Access;

    #[test]
    fn directories_of_snapshots_are_remembered_once() {
        let place = tempfile::tempdir().unwrap();
        let base = place.path().canonicalize().unwrap();
        let archive = Archive::create(&base.join("a"), "a", Access::Private).unwrap();
        assert!(archive.shelves().is_empty());
        for name in ["b", "c%", "b"] {
            std::fs::create_dir_all(base.join(name)).unwrap();
            archive.remember_shelf(&base.join(name)).unwrap();
        }
        assert_eq!(archive.shelves(), [base.join("c%"), base.join("b")]);
        std::fs::write(archive.root().join(SHELVES), "{").unwrap();
        assert!(archive.shelves().is_empty());
        let now: jiff::Timestamp = "2026-11-24T14:03:00Z".parse().unwrap();
        Archive::remove(archive.root(), now).unwrap();
    }
}
