//! The settings of an archive on disk: read, and changed by one process at a time. What they say is `model`'s.

use std::fs::File;
use std::path::Path;

use super::Archive;
use super::own_files::SETTINGS;
use crate::error::AtPath;
use crate::index::durable;
use crate::index::error::Error;
use crate::model::ArchiveSettings;

impl Archive {
    /// Changes the settings on disk; another process that does the same waits meanwhile.
    pub(super) fn change_settings<T>(
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

    pub(super) fn write_settings(&self) -> Result<(), Error> {
        let json = serde_json::to_vec_pretty(&self.settings).map_err(|error| Error::Damaged {
            path: self.root.join(SETTINGS),
            reason: format!("the settings cannot be written: {error}"),
        })?;
        Ok(durable::write(&self.root.join(SETTINGS), self.access.file_mode(), &json)?)
    }

    /// Calls it by another name.
    pub(crate) fn rename(&mut self, name: &str) -> Result<(), Error> {
        self.change_settings(|settings| {
            settings.name = name.to_string();
            Ok(())
        })
    }
}

/// The settings of the archive at `root`.
pub(super) fn read_settings(root: &Path) -> Result<ArchiveSettings, Error> {
    let path = root.join(SETTINGS);
    let json = std::fs::read(&path).at(&path)?;
    serde_json::from_slice(&json)
        .map_err(|error| Error::DamagedSettings { root: root.to_path_buf(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Access;

    #[test]
    fn damaged_settings_are_told_from_a_damaged_index() {
        let place = tempfile::tempdir().unwrap();
        let archive = Archive::create(&place.path().join("a"), "a", Access::Private).unwrap();
        std::fs::write(archive.root().join(SETTINGS), "{").unwrap();
        let message = Archive::open(archive.root()).unwrap_err().to_string();
        assert!(message.contains("index your folders again"), "{message}");
        assert!(!message.contains("--full"), "a full run needs the settings: {message}");
    }
}
