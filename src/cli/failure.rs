//! Why a command could not do its work: a stable code for programs, a sentence and a hint for people.

use std::io;

use depeche::error::PathError;
use depeche::index::IndexState;
use depeche::{alert, index, ingest, search};

use super::exit::Exit;

/// A failure that ends the command.
#[derive(Debug)]
pub struct Failure {
    /// Stable word: `usage`, `no-archive`, `locked`, `not-found`, `stale-cursor`, `io`, or the state of the index.
    pub code: &'static str,
    /// What happened, to what; a line for each thing that did.
    pub message: String,
    /// What to do next, when the message does not say it.
    pub hint: Option<String>,
    /// The exit status.
    pub exit: Exit,
}

impl Failure {
    /// A failure of that code, exit status 2.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Failure { code, message: message.into(), hint: None, exit: Exit::Failed }
    }

    /// The call makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure::new("usage", message)
    }

    /// What was asked for is not there: exit status 1.
    pub fn not_found(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Nothing, ..Failure::new("not-found", message) }
    }

    /// The same with advice.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Failure { hint: Some(hint.into()), ..self }
    }
}

impl From<index::Error> for Failure {
    fn from(error: index::Error) -> Self {
        let code = match &error {
            index::Error::NoArchive(_) => "no-archive",
            index::Error::State(state) => state.as_str(),
            index::Error::Locked { .. } => "locked",
            index::Error::Damaged { .. }
            | index::Error::DamagedSettings { .. }
            | index::Error::DamagedWithdrawals { .. }
            | index::Error::Log(_)
            | index::Error::DamagedSnapshot { .. }
            | index::Error::Unreadable(_) => IndexState::Corrupt.as_str(),
            index::Error::Io(_) | index::Error::Engine(_) | index::Error::NoRoom { .. } => "io",
            _ => "usage",
        };
        let hint = match &error {
            index::Error::Io(error) => advice_on(&error.source),
            _ => None,
        };
        Failure { hint: hint.map(str::to_string), ..Failure::new(code, error.to_string()) }
    }
}

/// What helps when the operating system refuses something.
fn advice_on(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(
            "the disk is full: free space there and run the command again; what was committed can be queried",
        ),
        io::ErrorKind::ReadOnlyFilesystem => {
            Some("the archive lies on a read-only file system: there it can be queried, not indexed")
        }
        // ENFILE and EMFILE, which have no kind of their own.
        _ if matches!(error.raw_os_error(), Some(23 | 24)) => {
            Some("too many files are open: raise the limit (`ulimit -n 4096`) and run the command again")
        }
        _ => None,
    }
}

impl From<search::Error> for Failure {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::Open(error) => error.into(),
            search::Error::UnknownArticle(_) => Failure::not_found(error.to_string()),
            search::Error::StaleCursor { .. } => Failure::new("stale-cursor", error.to_string()),
            search::Error::ForeignCursor => Failure::usage(error.to_string()),
            search::Error::AmbiguousId { .. } => Failure::new("ambiguous", error.to_string()),
            _ => Failure::new(IndexState::Corrupt.as_str(), error.to_string()),
        }
    }
}

impl From<ingest::Error> for Failure {
    fn from(error: ingest::Error) -> Self {
        match error {
            ingest::Error::Index(error) => error.into(),
            error => Failure::usage(error.to_string()),
        }
    }
}

impl From<alert::Error> for Failure {
    fn from(error: alert::Error) -> Self {
        match error {
            alert::Error::Index(error) => error.into(),
            alert::Error::Search(error) => error.into(),
            error => Failure::new("io", error.to_string()),
        }
    }
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        let hint = advice_on(&error.source).map(str::to_string);
        Failure { hint, ..Failure::new("io", error.to_string()) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::new("io", format!("the output could not be written: {error}"))
    }
}
