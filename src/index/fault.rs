//! Which file could not be read or written: the search core's errors name none, or are lost between its threads.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::Error;
use crate::error::PathError;

/// The first file that failed since the last commit. One fault may end several threads, each with an error of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstFault(Arc<Mutex<Option<PathError>>>);

impl FirstFault {
    /// Remembers that the operating system refused something at `path`.
    pub(super) fn note(&self, path: &Path, error: &io::Error) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| PathError { path: path.to_path_buf(), source: copy_of(error) });
    }

    /// Notes an error and hands the result on.
    pub(super) fn noted<T>(&self, path: &Path, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.note(path, error))
    }

    /// Forgets it.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// It, if there was one.
    pub(super) fn known(&self) -> Option<PathError> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().map(|fault| PathError { path: fault.path.clone(), source: copy_of(&fault.source) })
    }

    /// The core's error, as the file that failed if one is known.
    pub(super) fn explain(&self, error: impl Into<tantivy::TantivyError>) -> Error {
        match Error::from(error.into()) {
            Error::Engine(error) => self.known().map_or(Error::Engine(error), Error::Io),
            damaged => damaged,
        }
    }
}

fn copy_of(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Whether an error says nothing of what is in the file: no right, too many files open, a disk that does not answer. In
/// contrast to a file that is gone, cut or overwritten.
pub(super) fn is_of_surroundings(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    !matches!(error.kind(), NotFound | UnexpectedEof | InvalidData | IsADirectory | NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_follows_from_one_fault_names_its_file() {
        let fault = FirstFault::default();
        let said = || {
            let error = tantivy::TantivyError::ErrorInThread("a worker was killed".to_string());
            fault.explain(error).to_string()
        };
        assert!(said().contains("worker"), "nothing is known");
        fault.note(Path::new("/a/b.store"), &io::Error::from_raw_os_error(5));
        fault.note(Path::new("/a/c.store"), &io::Error::from_raw_os_error(5));
        let of_two_threads = [said(), said()];
        assert!(of_two_threads.iter().all(|said| said.contains("/a/b.store")), "{of_two_threads:?}");
        fault.forget();
        assert!(said().contains("worker"));
    }
}
