//! tantivy's files with the archive's permissions, readable by those who may only read.
//!
//! tantivy's own directory writes some files for their owner only and wants readers to write a lock file. Here readers
//! need no lock: a reader that loses a race with the writer's clearing-up loads again (see `reader`). Writers are kept
//! apart by `writer.lock`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

use super::archive::Access;
use super::durable;
use super::fault::FirstFault;
use super::stores::layout_is_sound;
use crate::corpus::platform;

/// A directory of segments.
#[derive(Debug, Clone)]
pub(crate) struct ArchiveDirectory {
    inner: MmapDirectory,
    root: PathBuf,
    file_mode: u32,
    fault: FirstFault,
}

impl ArchiveDirectory {
    /// The directory at `root`, which must exist.
    pub(crate) fn open(root: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let inner = MmapDirectory::open(root)?;
        Ok(ArchiveDirectory {
            inner,
            root: root.to_path_buf(),
            file_mode: access.file_mode(),
            fault: FirstFault::default(),
        })
    }

    /// Where it tells which file failed.
    pub(super) fn fault(&self) -> FirstFault {
        self.fault.clone()
    }
}

/// Syncs its file when it is finished.
struct SyncedFile {
    file: File,
    path: PathBuf,
    fault: FirstFault,
}

impl Write for SyncedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.fault.noted(&self.path, self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for SyncedFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.fault.noted(&self.path, self.file.sync_data())
    }
}

impl Directory for ArchiveDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.inner.get_file_handle(path).inspect_err(|error| {
            if let OpenReadError::IoError { io_error, .. } = error {
                self.fault.note(&self.root.join(path), io_error);
            }
        })?;
        let is_store = path.extension().is_some_and(|kind| kind == "store");
        let wrapped = |error| OpenReadError::wrap_io_error(error, path.to_path_buf());
        if is_store && !layout_is_sound(&*file).map_err(wrapped)? {
            return Err(wrapped(io::Error::new(io::ErrorKind::InvalidData, "the stored texts are damaged")));
        }
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let place = self.root.join(path);
        match platform::create_new_file(&place, self.file_mode) {
            Ok(file) => {
                let fault = self.fault();
                Ok(BufWriter::new(Box::new(SyncedFile { file, path: place, fault })))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_path_buf()))
            }
            Err(error) => {
                self.fault.note(&place, &error);
                Err(OpenWriteError::wrap_io_error(error, path.to_path_buf()))
            }
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path).inspect_err(|error| {
            if let OpenReadError::IoError { io_error, .. } = error {
                self.fault.note(&self.root.join(path), io_error);
            }
        })
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        durable::write(&self.root.join(path), self.file_mode, content).map_err(|error| {
            self.fault.note(&error.path, &error.source);
            error.source
        })
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.fault.noted(&self.root, self.inner.sync_directory())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
