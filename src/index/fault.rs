//! Which file could not be read or written: the search core's errors name none, or are lost between its threads.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::Error;
use crate::error::PathError;

/// The first file that failed since the last time it was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstFault(Arc<Mutex<Option<PathError>>>);

impl FirstFault {
    /// Remembers that the operating system refused something at `path`.
    pub(super) fn note(&self, path: &Path, error: &io::Error) {
        let source = match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(error.kind(), error.to_string()),
        };
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| PathError { path: path.to_path_buf(), source });
    }

    /// Notes an error and hands the result on.
    pub(super) fn noted<T>(&self, path: &Path, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.note(path, error))
    }

    /// Takes it.
    pub(super) fn take(&self) -> Option<PathError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The core's error, as the file that failed if one is known.
    pub(super) fn explain(&self, error: impl Into<tantivy::TantivyError>) -> Error {
        match Error::from(error.into()) {
            Error::Engine(error) => self.take().map_or(Error::Engine(error), Error::Io),
            damaged => damaged,
        }
    }
}

/// Whether an error says nothing of what is in the file: no right, too many files open, a disk that does not answer. In
/// contrast to a file that is gone, cut or overwritten.
pub(super) fn is_of_surroundings(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    !matches!(error.kind(), NotFound | UnexpectedEof | InvalidData | IsADirectory | NotADirectory)
}
