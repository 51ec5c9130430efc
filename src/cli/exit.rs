//! Every exit status of the program, in one table. Scripts and schedulers rely on them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; `query`: an article has every word, or related ones; `status`: all is well.
    Done,
    /// `query`, `show`: nothing was found; `status`: something needs attention; `eval`: lines were left out;
    /// `replay`: the articles are not the same.
    Nothing,
    /// Usage, no archive, unreadable index: the command could not do its work.
    Failed,
    /// `index`: done, but files failed for the first time (with `--strict`: any files).
    FilesFailed,
    /// `index`: done, but removals were held back.
    HeldBack,
    /// Stopped by the user; what was complete is committed.
    Interrupted,
}

impl Exit {
    /// The number.
    pub const fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Failed => 2,
            Exit::FilesFailed => 3,
            Exit::HeldBack => 4,
            // What shells report of a process that SIGINT ended.
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    /// Promised in the documentation: never change one.
    #[test]
    fn the_numbers_are_frozen() {
        let all = [
            (Exit::Done, 0),
            (Exit::Nothing, 1),
            (Exit::Failed, 2),
            (Exit::FilesFailed, 3),
            (Exit::HeldBack, 4),
            (Exit::Interrupted, 130),
        ];
        for (exit, status) in all {
            assert_eq!(exit.status(), status, "{exit:?}");
        }
    }
}
