//! Who may read an archive, and with which modes its files and folders are made for that. Changes no mode of what is there.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::platform;
    use crate::index::archive::own_files::SETTINGS;
    use crate::index::{Archive, IndexState};
    use std::path::Path;

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
}
