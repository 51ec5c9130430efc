//! Files that are either wholly there or not at all after a power cut: temporary name, sync, rename, sync the folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::corpus::platform;
use crate::error::{AtPath, PathError};

/// Replaces the file at `path`, or creates it, with these permissions.
pub(crate) fn write(path: &Path, mode: u32, content: &[u8]) -> Result<(), PathError> {
    let temporary = temporary_name(path);
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).at(&temporary),
        _ => {}
    }
    let mut file = platform::create_new_file(&temporary, mode).at(&temporary)?;
    file.write_all(content).at(&temporary)?;
    file.sync_all().at(&temporary)?;
    std::fs::rename(&temporary, path).at(path)?;
    sync_parent(path)
}

/// One writer at a time holds the lock of an archive: a fixed name cannot meet another, and a left-over is replaced.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

/// Makes the entry of `path` in its folder durable.
pub(super) fn sync_parent(path: &Path) -> Result<(), PathError> {
    match path.parent() {
        Some(parent) => platform::sync_folder(parent).at(parent),
        None => Ok(()),
    }
}
