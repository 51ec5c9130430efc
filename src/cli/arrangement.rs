//! An archive that stands in the settings: its folders are what they say, and so is what is read in them.

use std::path::{Path, PathBuf};

use depeche::config::ArchiveEntry;
use depeche::index::{Archive, WantedFolder};
use depeche::model::FolderSettings;
use depeche::render::path_text;

use super::failure::Failure;
use super::index::absolute;

/// Gives `archive` the folders of `entry`.
pub fn arrange(archive: &mut Archive, entry: &ArchiveEntry) -> Result<(), Failure> {
    let folders = entry.folders.iter().flatten();
    let wanted: Vec<WantedFolder> = folders
        .map(|folder| WantedFolder {
            path: folder.path.clone(),
            label: folder.label.clone(),
            settings: selected(folder.settings.clone(), entry),
        })
        .collect();
    Ok(archive.arrange_folders(&wanted)?)
}

/// Gives the folders of `archive`, which were told to `depeche index`, what `entry` says of all of them.
pub fn select(archive: &mut Archive, entry: &ArchiveEntry) -> Result<(), Failure> {
    for folder in archive.settings().folders.clone() {
        let settings = selected(folder.settings.clone(), entry);
        if settings != folder.settings {
            archive.set_folder_settings(&folder.path, settings)?;
        }
    }
    Ok(())
}

fn selected(mut settings: FolderSettings, entry: &ArchiveEntry) -> FolderSettings {
    settings.include = entry.include.clone().unwrap_or_default();
    settings.exclude = entry.exclude.clone().unwrap_or_default();
    settings.languages = entry.languages.clone().unwrap_or_default();
    settings.formats = entry.formats.clone().unwrap_or_default();
    settings
}

/// Where the folders of `entry` stand.
pub fn origin(entry: &ArchiveEntry) -> String {
    entry.folders_origin.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// The parts of the archive called `archive` that `typed` means; nothing need be there yet.
pub fn parts(typed: &[PathBuf], archive: &str, entry: &ArchiveEntry) -> Result<Vec<PathBuf>, Failure> {
    let folders: Vec<PathBuf> = entry.folders.iter().flatten().map(|folder| absolute(&folder.path)).collect();
    let paths: Vec<PathBuf> = typed.iter().map(|path| absolute(path)).collect();
    match paths.iter().find(|path| !folders.iter().any(|folder| path.starts_with(folder))) {
        Some(foreign) => Err(not_listed(foreign, archive, entry)),
        None => Ok(paths),
    }
}

/// A folder that the settings do not list cannot be indexed.
fn not_listed(folder: &Path, archive: &str, entry: &ArchiveEntry) -> Failure {
    let folder = path_text(folder);
    let message = format!("{folder} is no folder of `{archive}`, whose folders stand in your settings");
    Failure::usage(message).hint(format!("add the line `{folder:?},` to `folders = [` at {}", origin(entry)))
}
