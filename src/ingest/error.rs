//! Why a whole run could not be done. A single bad file is no error: see the report.

use std::path::PathBuf;

use crate::error::ErrorKind;
use crate::index;

/// What ends a run. What was committed before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The archive or its index cannot be used.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The archive has no folder yet.
    #[error("the archive has no folder yet; run `depeche index FOLDER`")]
    NoFolders,
    /// A path to be refreshed lies in none of the archive's folders.
    #[error("{} lies in no folder of this archive; `depeche index FOLDER` adds one", .0.display())]
    NotInAFolder(PathBuf),
    /// A run cannot keep to so little memory.
    #[error("indexing needs at least 64M of memory; give it more with --memory or in the setting `memory`")]
    TooLittleMemory,
}

impl Error {
    /// Whose turn it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Index(error) => error.kind(),
            Error::NoFolders | Error::NotInAFolder(_) | Error::TooLittleMemory => ErrorKind::User,
        }
    }
}
