//! Why the history of runs cannot be kept.

use crate::error::PathError;

/// The history cannot be read or written. Runs go on without it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Its file cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}
