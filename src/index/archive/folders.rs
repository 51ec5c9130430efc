//! The folders of an archive: which there are, what each is called, and that none lies in another. What is in them is not looked at.

use std::path::{Path, PathBuf};

use super::Archive;
use crate::error::AtPath;
use crate::index::error::Error;
use crate::model::{Folder, FolderSettings};

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

impl Archive {
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
}

/// The path with links resolved; as it is when it no longer exists.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn is_meant(folder: &Folder, typed: &Path, resolved: &Path) -> bool {
    folder.path == resolved || folder.path == typed || Path::new(&folder.label) == typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Access;

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
}
