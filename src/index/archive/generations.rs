//! The index directories of an archive: which is in force, and how another takes its place. What is in one is not known here.

use std::path::{Path, PathBuf};

use super::Archive;
use super::own_files::CURRENT;
use crate::corpus::platform;
use crate::error::AtPath;
use crate::index::durable;
use crate::index::error::Error;
use crate::index::generation::{self, Manifest};

impl Archive {
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
