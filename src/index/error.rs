//! Why an archive or its index cannot be used, and which command helps.

use std::path::PathBuf;

use super::files_log::LogError;
use super::merging::MergeLack;
use super::state::IndexState;
use crate::error::{ErrorKind, PathError};

/// What can go wrong with an archive and its index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no archive.
    #[error("there is no archive at {}; `depeche index FOLDER` makes one", .0.display())]
    NoArchive(PathBuf),
    /// Something else is where the archive is wanted.
    #[error("{} is not an archive and not empty; choose another place with --index", .0.display())]
    NotAnArchive(PathBuf),
    /// An archive is there already.
    #[error("there is an archive at {} already", .0.display())]
    Exists(PathBuf),
    /// A file of the archive says things that it cannot.
    #[error("{}: {reason}; `depeche check --repair` mends what can be mended", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, as a clause.
        reason: String,
    },
    /// The archive's settings cannot be read: its folders are not known any more.
    #[error(
        "the settings in {} cannot be read ({reason}); put archive.json back from a copy, or delete the directory and index your folders again",
        root.display()
    )]
    DamagedSettings {
        /// The archive's directory.
        root: PathBuf,
        /// What is wrong with them.
        reason: String,
    },
    /// A list of withdrawn articles cannot be read.
    #[error(
        "the list of withdrawn articles {} cannot be read ({reason}), so that nobody knows what is to be hidden; put it back from a copy (the archive's directory and the directory of your settings each hold one)",
        path.display()
    )]
    DamagedWithdrawals {
        /// The list.
        path: PathBuf,
        /// What is wrong with it, as a clause.
        reason: String,
    },
    /// The index is in a state in which it cannot do what was asked.
    #[error("{}", .0.sentence())]
    State(IndexState),
    /// Another process writes.
    #[error("another depeche ({holder}) is indexing this archive; wait or stop it")]
    Locked {
        /// Who: `process 123 on host since 14:03`.
        holder: String,
    },
    /// The archive is a snapshot.
    #[error("{} is a snapshot, which nobody writes to; restore it first: `depeche snapshot restore`", .0.display())]
    IsSnapshot(PathBuf),
    /// There is no snapshot.
    #[error("there is no snapshot at {}; `depeche snapshot list` lists them", .0.display())]
    NoSnapshot(PathBuf),
    /// A snapshot of that name is there already.
    #[error("there is a snapshot at {} already", .0.display())]
    SnapshotExists(PathBuf),
    /// It cannot name a snapshot.
    #[error("`{0}` cannot name a snapshot: names hold no `/` and do not begin with a full stop")]
    BadSnapshotName(String),
    /// A snapshot is not as it was written.
    #[error("the snapshot at {} is damaged: {reason}; take an older one, `depeche snapshot list` lists them", root.display())]
    DamagedSnapshot {
        /// Its directory.
        root: PathBuf,
        /// What is wrong with it, as a clause.
        reason: String,
    },
    /// The folder is not one of the archive's.
    #[error("{} is not a folder of this archive; `depeche status` lists them", .0.display())]
    NotAFolder(PathBuf),
    /// The folder would hold, or be held by, the archive's own files or another folder of the archive.
    #[error("{} overlaps with {}: an article would be indexed twice; take one of them", path.display(), other.display())]
    Overlaps {
        /// The folder.
        path: PathBuf,
        /// What it overlaps with.
        other: PathBuf,
    },
    /// Joining all segments needs more free space than there is.
    #[error("{}: {lack}; free space there and run the command again, nothing was changed", directory.display())]
    NoRoom {
        /// The index directory.
        directory: PathBuf,
        /// How much is needed, and how much there is.
        lack: MergeLack,
    },
    /// Two folders of an archive with one label: ids of their articles could be the same.
    #[error("two folders are called `{0}`; give one of them another `label`")]
    LabelTwice(String),
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
    /// The log of file states is damaged.
    #[error("{0}; `depeche check --repair` mends what can be mended")]
    Log(#[source] LogError),
    /// Files of the index do not hold what was written to them.
    #[error("the index is damaged ({0}); `depeche check --repair` mends what can be mended")]
    Unreadable(#[source] EngineError),
    /// The search core failed.
    #[error("the index could not be read or written: {0}")]
    Engine(#[from] EngineError),
}

/// A failure inside the search core.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct EngineError(#[from] tantivy::TantivyError);

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        if is_damage(&error) {
            Error::Unreadable(EngineError(error))
        } else {
            Error::Engine(EngineError(error))
        }
    }
}

/// Whether files are wrong, in contrast to a disk that is full or a permission that is missing.
fn is_damage(error: &tantivy::TantivyError) -> bool {
    use tantivy::TantivyError::*;
    match error {
        DataCorruption(_) | DeserializeError(_) | IncompatibleIndex(_) | SchemaError(_) => true,
        OpenReadError(tantivy::directory::error::OpenReadError::IoError { io_error, .. }) => is_cut(io_error),
        OpenReadError(_) => true,
        IoError(error) => is_cut(error),
        _ => false,
    }
}

fn is_cut(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData)
}

impl From<LogError> for Error {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Io(error) => Error::Io(error),
            damaged => Error::Log(damaged),
        }
    }
}

impl Error {
    /// Whose turn it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NoArchive(_)
            | Error::State(_)
            | Error::Damaged { .. }
            | Error::DamagedSettings { .. }
            | Error::DamagedWithdrawals { .. }
            | Error::Log(_)
            | Error::DamagedSnapshot { .. }
            | Error::Unreadable(_) => ErrorKind::Archive,
            Error::IsSnapshot(_)
            | Error::LabelTwice(_)
            | Error::NoSnapshot(_)
            | Error::SnapshotExists(_)
            | Error::BadSnapshotName(_)
            | Error::NotAnArchive(_)
            | Error::Exists(_)
            | Error::NotAFolder(_)
            | Error::Overlaps { .. } => ErrorKind::User,
            Error::Locked { .. } | Error::NoRoom { .. } | Error::Io(_) | Error::Engine(_) => {
                ErrorKind::System
            }
        }
    }
}
