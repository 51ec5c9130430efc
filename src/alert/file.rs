//! Files that alerts write for people and programs to read at any time: never half there. Not what is in them.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::error::Undelivered;
use crate::corpus::platform::sync_folder;
use crate::error::AtPath;

/// What the file at `path` holds; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Undelivered> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(metadata) if !metadata.is_file() => return Err(Undelivered::NotAFile(path.to_path_buf())),
        other => other.at(path)?,
    };
    Ok(Some(std::fs::read(path).at(path)?))
}

/// Puts `content` in the place of the file at `path`, whose permissions stay: first under another name, then in one step.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), Undelivered> {
    // Who made the file a link wants it where that leads.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let temporary = temporary_name(&path);
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).at(&temporary)?,
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary).at(&temporary)?;
    if let Ok(before) = std::fs::metadata(&path) {
        file.set_permissions(before.permissions()).at(&temporary)?;
    }
    file.write_all(content).at(&temporary)?;
    file.sync_all().at(&temporary)?;
    std::fs::rename(&temporary, &path).at(&path)?;
    sync_parent(&path)
}

/// Appends `lines` behind the last line feed of the file: what a crash left behind that is the beginning of a line.
pub(super) fn append(path: &Path, lines: &[u8]) -> Result<(), Undelivered> {
    let is_new = !path.exists();
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).at(path)?;
    let whole = length_of_whole_lines(&mut file).at(path)?;
    file.set_len(whole).at(path)?;
    file.seek(SeekFrom::End(0)).at(path)?;
    file.write_all(lines).at(path)?;
    file.sync_all().at(path)?;
    if is_new { sync_parent(path) } else { Ok(()) }
}

fn length_of_whole_lines(file: &mut File) -> std::io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut block = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        block.clear();
        Read::by_ref(file).take(end - start).read_to_end(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

fn sync_parent(path: &Path) -> Result<(), Undelivered> {
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => Ok(sync_folder(parent).at(parent)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_last_line_is_dropped_and_whole_lines_stay() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.jsonl");
        append(&path, b"{1}\n").unwrap();
        std::fs::write(&path, "{1}\n{2".to_string() + &"x".repeat(200_000)).unwrap();
        append(&path, b"{3}\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{1}\n{3}\n");
        std::fs::write(&path, "{torn").unwrap();
        append(&path, b"{4}\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{4}\n");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay_when_a_file_is_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().unwrap();
        let (path, link) = (place.path().join("feed.xml"), place.path().join("link.xml"));
        replace(&path, b"1").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o604)).unwrap();
        symlink(&path, &link).unwrap();
        // A left-over of a crash.
        std::fs::write(place.path().join("feed.xml.new"), "rest").unwrap();
        replace(&link, b"2").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"2");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o604);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(matches!(read(place.path()), Err(Undelivered::NotAFile(_))));
    }
}
