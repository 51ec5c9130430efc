//! One writer an archive: an advisory lock on `writer.lock`, whose content names its holder. The file is never deleted,
//! for a lock on a deleted file locks nobody out.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;

use super::commit::stamp_text;
use super::error::Error;
use crate::corpus::platform;
use crate::error::AtPath;

/// Held while an archive is written to; released when dropped or when the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock of the archive at `root`, or says who holds it.
    pub(crate) fn take(root: &Path, mode: u32, now: Timestamp) -> Result<WriterLock, Error> {
        let path = root.join("writer.lock");
        let mut file = match platform::create_new_file(&path, mode) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                OpenOptions::new().read(true).write(true).open(&path).at(&path)?
            }
            Err(error) => return Err(error).at(&path)?,
        };
        lock(&mut file, &path)?;
        let host = platform::host_name();
        let place = if host.is_empty() { String::new() } else { format!(" on {host}") };
        let text = format!("process {}{place} since {}", std::process::id(), stamp_text(now));
        file.set_len(0).at(&path)?;
        file.seek(SeekFrom::Start(0)).at(&path)?;
        file.write_all(text.as_bytes()).at(&path)?;
        Ok(WriterLock { file })
    }
}

/// Somebody who asks whether the archive is being written to has the lock for an instant: a writer does not give up for that.
fn lock(file: &mut File, path: &Path) -> Result<(), Error> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::Error(error)) => return Ok(Err(error).at(path)?),
        }
    }
    Err(Error::Locked { holder: holder(file) })
}

/// How often a writer tries.
const TRIES: usize = 5;
/// How long it waits meanwhile.
const BETWEEN_TRIES: std::time::Duration = std::time::Duration::from_millis(10);

impl WriterLock {
    /// Who holds the lock of the archive at `root`; `None`: nobody. Changes nothing, and needs no more than to read.
    pub(crate) fn holder_of(root: &Path) -> Option<String> {
        let mut file = File::open(root.join("writer.lock")).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(holder(&mut file)),
            // Closing gives it back; unlocking at once leaves no moment in which a writer would be refused for it.
            Ok(()) => file.unlock().ok().and(None),
            Err(TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for WriterLock {
    /// Gives the lock back, also where another process has the file open for the moment between its start and its own
    /// program: closing alone would leave it locked until then.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Who holds the lock, as it wrote itself down.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let is_read = Read::take(&mut *file, 500).read_to_string(&mut text).is_ok();
    if is_read && !text.trim().is_empty() {
        text.trim().to_string()
    } else {
        "an unknown process".to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_given_back_though_the_file_is_open_elsewhere() {
        let root = tempfile::tempdir().unwrap();
        let lock = WriterLock::take(root.path(), 0o600, Timestamp::UNIX_EPOCH).unwrap();
        let inherited = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(WriterLock::take(root.path(), 0o600, Timestamp::UNIX_EPOCH).is_ok());
        drop(inherited);
    }

    #[test]
    fn the_second_writer_learns_who_the_first_is() {
        let root = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-24T14:03:00Z".parse().unwrap();
        let lock = WriterLock::take(root.path(), 0o600, now).unwrap();
        let message = WriterLock::take(root.path(), 0o600, now).unwrap_err().to_string();
        let pid = std::process::id();
        assert!(message.starts_with(&format!("another depeche (process {pid}")), "{message}");
        assert!(
            message.ends_with("since 2026-11-24T14:03:00Z) is indexing this archive; wait or stop it"),
            "{message}"
        );
        drop(lock);
        assert!(WriterLock::take(root.path(), 0o600, now).is_ok());
    }
}
