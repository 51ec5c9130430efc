//! Why a search could not be answered. A query is never the reason: every text is a valid query.

use crate::error::ErrorKind;

/// A failed request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The archive can not be opened or is in a state that does not answer.
    #[error(transparent)]
    Open(#[from] crate::index::Error),
    /// The index gave way while it was read.
    #[error("the index could not be read: {0}; `depeche check --repair` mends what can be mended")]
    Read(String),
    /// The archive is in another state than that of the page before.
    #[error(
        "the archive was indexed again since the page before (generation {then}, now {now}), so that pages would no longer \
         fit together; ask again from the first page, or take all at once with `query --format jsonl --output FILE`"
    )]
    StaleCursor {
        /// The generation of the cursor.
        then: u64,
        /// That of the archive.
        now: u64,
    },
    /// The cursor was given for something else.
    #[error(
        "this cursor belongs to another query, other filters or another archive; type the query as for the first page"
    )]
    ForeignCursor,
    /// No article has that id, or it is no id.
    #[error("no article has the id `{0}`; ids are the 12 letters and digits that `query` prints")]
    UnknownArticle(String),
    /// Several articles' ids begin so.
    #[error("{num} articles' ids begin with `{prefix}`: {}; give more letters", first.join(", "))]
    AmbiguousId {
        /// What was given.
        prefix: String,
        /// How many ids begin so.
        num: usize,
        /// The first few of them.
        first: Vec<String>,
    },
}

impl Error {
    /// Whose turn it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Open(error) => error.kind(),
            Error::Read(_) => ErrorKind::Archive,
            Error::UnknownArticle(_)
            | Error::AmbiguousId { .. }
            | Error::StaleCursor { .. }
            | Error::ForeignCursor => ErrorKind::User,
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Error::Read(error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Read(error.to_string())
    }
}
