//! The shared bricks of errors: an I/O error that knows its path, and the broad kind an exit status is derived from.
//!
//! Deliberately no umbrella error: each module has an enum of its own, where its caller can act on it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An I/O error and the file or folder it happened to.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct PathError {
    /// The file or folder concerned.
    pub path: PathBuf,
    /// What the operating system said.
    #[source]
    pub source: io::Error,
}

/// Attaches a path to an `io::Result`.
pub trait AtPath<T> {
    /// Turns the I/O error into a [`PathError`] that names `path`.
    fn at(self, path: impl AsRef<Path>) -> Result<T, PathError>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, path: impl AsRef<Path>) -> Result<T, PathError> {
        self.map_err(|source| PathError { path: path.as_ref().to_path_buf(), source })
    }
}

/// Whose turn it is when an operation fails; the program's exit status follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// What was asked for makes no sense: another call is needed.
    User,
    /// The archive is missing or in a state that a command can repair.
    Archive,
    /// The disk, a permission or a lock: the surroundings.
    System,
    /// A fault of the program.
    Internal,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErrorKind::User => "user",
            ErrorKind::Archive => "archive",
            ErrorKind::System => "system",
            ErrorKind::Internal => "internal",
        })
    }
}
