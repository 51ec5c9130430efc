//! Long answers on a terminal go through the user's pager, as git's do. Never in pipes, files or dumb terminals.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Child, Command, Stdio};

use super::environment::Environment;

/// Quit when all fits on one screen, let colours through, leave the text on the screen.
const LESS_OPTIONS: &str = "FRX";

/// A pager that can be started.
#[derive(Debug)]
pub struct Pager {
    command: OsString,
    set_less: bool,
}

/// A pager that is running.
#[derive(Debug)]
pub struct Paging(Child);

impl Pager {
    /// The pager to use, if any. `PAGER=cat` or an empty `PAGER` means none.
    pub fn of(environment: &Environment) -> Option<Pager> {
        let command = environment.pager.clone().unwrap_or_else(|| "less".into());
        let is_wanted = environment.stdout_is_terminal && !environment.is_dumb;
        let is_one = !command.is_empty() && command != "cat";
        (is_wanted && is_one).then_some(Pager { command, set_less: !environment.less_is_set })
    }

    /// Starts it; `None` when that fails: the answer then goes to the terminal directly.
    pub fn start(&self) -> Option<Paging> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(&self.command).stdin(Stdio::piped());
        if self.set_less {
            command.env("LESS", LESS_OPTIONS);
        }
        let child = command.spawn().ok()?;
        Some(Paging(child))
    }
}

impl Paging {
    /// Where the answer is written.
    pub fn input(&mut self) -> Box<dyn Write + '_> {
        match &mut self.0.stdin {
            Some(stdin) => Box::new(stdin),
            None => Box::new(std::io::sink()),
        }
    }

    /// Says that the answer is complete and waits until the reader is done.
    pub fn finish(mut self) {
        drop(self.0.stdin.take());
        // How the pager ended says nothing about the answer.
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_terminals_are_paged() {
        let terminal = Environment { stdout_is_terminal: true, ..Environment::default() };
        assert_eq!(Pager::of(&terminal).map(|pager| pager.command), Some("less".into()));
        assert!(Pager::of(&Environment { stdout_is_terminal: false, ..terminal.clone() }).is_none());
        assert!(Pager::of(&Environment { is_dumb: true, ..terminal.clone() }).is_none());
        assert!(Pager::of(&Environment { pager: Some("cat".into()), ..terminal.clone() }).is_none());
        assert!(Pager::of(&Environment { pager: Some("".into()), ..terminal }).is_none());
    }
}
