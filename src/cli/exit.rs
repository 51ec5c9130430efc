//! Exit statuses, in one table, and how a failure is told.

use std::process::ExitCode;

use depeche::error::ErrorKind;
use depeche::render::wire;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; for `query`: found.
    Done,
    /// `query`: nothing found. `status`: something needs attention.
    Nothing,
    /// Wrong usage, no archive, unreadable index.
    Trouble,
    /// `index`: files failed for the first time.
    FilesFailed,
    /// `index`: removals were held back.
    HeldBack,
    /// Stopped by the user after a commit.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Trouble => 2,
            Exit::FilesFailed => 3,
            Exit::HeldBack => 4,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// Why a command could not be done.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
    hint: Option<String>,
    is_quiet: bool,
}

impl Failure {
    /// A failure of the user's making.
    pub fn usage(message: impl Into<String>) -> Self {
        Failure { code: "usage", message: message.into(), hint: None, is_quiet: false }
    }

    /// The reader of our output has gone: nobody is left to tell.
    pub fn output(error: std::io::Error) -> Self {
        let is_quiet = error.kind() == std::io::ErrorKind::BrokenPipe;
        Failure {
            code: "output",
            message: format!("the output could not be written: {error}"),
            hint: None,
            is_quiet,
        }
    }

    /// A failure of the library.
    pub fn of(kind: ErrorKind, error: &dyn std::error::Error) -> Self {
        let code = match kind {
            ErrorKind::User => "usage",
            ErrorKind::Archive => "archive",
            ErrorKind::System => "system",
            ErrorKind::Internal => "internal",
        };
        Failure { code, message: error.to_string(), hint: None, is_quiet: false }
    }

    /// Tells it on stderr, as JSON when JSON was asked for.
    pub fn report(&self, wants_json: bool) -> Exit {
        if self.is_quiet {
            return Exit::Done;
        }
        if wants_json {
            let failure = wire::Failure::new(self.code, &self.message, self.hint.as_deref());
            eprintln!("{}", serde_json::to_string(&failure).unwrap_or_default());
        } else {
            eprintln!("error: {}", depeche::render::printable(&self.message));
        }
        Exit::Trouble
    }
}

macro_rules! from_library_error {
    ($($error:ty),+) => { $(impl From<$error> for Failure {
        fn from(error: $error) -> Self {
            Failure::of(error.kind(), &error)
        }
    })+ };
}
from_library_error!(depeche::search::Error, depeche::index::Error, depeche::ingest::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_frozen() {
        let all =
            [Exit::Done, Exit::Nothing, Exit::Trouble, Exit::FilesFailed, Exit::HeldBack, Exit::Interrupted];
        assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4, 130]);
    }
}
