//! Why alerts could not be answered at all, and why one of them could not be delivered.

use std::path::PathBuf;

use super::forms::NotOurs;
use crate::error::PathError;
use crate::{index, search};

/// No alert could be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was delivered is not known.
    #[error(
        "{}: {reason}, so it is not known what alerts have delivered; put the file back from a copy, or delete it: alerts then begin with the next run",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The archive or its index cannot be used.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The index cannot answer.
    #[error(transparent)]
    Search(#[from] search::Error),
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}

/// Why one delivery did not arrive. It is tried again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Undelivered {
    /// A file of somebody else is in the way.
    #[error("{}: {why}; name another file, or move this one away", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why it is not written to.
        why: NotOurs,
    },
    /// Something other than a file is in the way.
    #[error("{} is not an ordinary file; name another", .0.display())]
    NotAFile(PathBuf),
    /// The file cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
    /// The command did not take it.
    #[error("{0}")]
    Command(String),
    /// The query could not be answered.
    #[error("the query could not be answered: {0}")]
    Search(#[from] search::Error),
}
