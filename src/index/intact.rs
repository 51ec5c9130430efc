//! Whether every byte of an index is as it was written: reads all of it. Not the quick look that `generation` takes.

use tantivy::Index;

use super::archive::Archive;
use super::directory::ArchiveDirectory;
use super::error::Error;
use super::generation::unless_damaged;

/// The list that tantivy keeps of its own files; without it, it would check none.
const FILE_LIST: &str = ".managed.json";

/// Whether all files of the last commit are there and have the checksums they were written with. True before the first.
///
/// # Errors
/// When the surroundings keep a file from being read: nothing is known of its content then.
pub(crate) fn is_intact(archive: &Archive) -> Result<bool, Error> {
    match unless_damaged(archive.payload())? {
        Some(None) => Ok(true),
        Some(Some(_)) => Ok(unless_damaged(has_no_damage(archive))?.unwrap_or(false)),
        None => Ok(false),
    }
}

fn has_no_damage(archive: &Archive) -> Result<bool, Error> {
    let directory = archive.index_directory()?;
    let is_listed = directory.join(FILE_LIST).is_file();
    let files = ArchiveDirectory::open(&directory, archive.access()).map_err(tantivy::TantivyError::from)?;
    let fault = files.fault();
    let check = |index: Index| index.validate_checksum();
    let damaged = Index::open(files).and_then(check).map_err(|error| fault.explain(error))?;
    Ok(is_listed && damaged.is_empty())
}
