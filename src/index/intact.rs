//! Whether every byte of an index is as it was written: reads all of it. Not the quick look that `generation` takes.

use tantivy::Index;

use super::archive::Archive;
use super::directory::ArchiveDirectory;
use super::error::Error;

/// The list that tantivy keeps of its own files; without it, it would check none.
const FILE_LIST: &str = ".managed.json";

/// Whether all files of the last commit are there and have the checksums they were written with. True before the first.
pub(crate) fn is_intact(archive: &Archive) -> bool {
    matches!(archive.payload(), Ok(None)) || matches!(has_no_damage(archive), Ok(true))
}

fn has_no_damage(archive: &Archive) -> Result<bool, Error> {
    let directory = archive.index_directory()?;
    let is_listed = directory.join(FILE_LIST).is_file();
    let files = ArchiveDirectory::open(&directory, archive.access()).map_err(tantivy::TantivyError::from)?;
    Ok(is_listed && Index::open(files)?.validate_checksum()?.is_empty())
}
