//! What became of the first runs, which `schedule install` makes through the scheduler itself: what fails there would fail every
//! night. Starts none.

use depeche::render::{printable, shell_word};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// The first runs so far.
pub struct FirstRuns<'a> {
    ui: &'a Ui,
    exit: Exit,
}

impl<'a> FirstRuns<'a> {
    /// None was made yet.
    pub fn new(ui: &'a Ui) -> FirstRuns<'a> {
        FirstRuns { ui, exit: Exit::Done }
    }

    /// Tells how the one of `archive` ended: by itself, or with a reason.
    pub fn tell(&mut self, archive: &str, result: &Result<String, String>) -> Result<(), Failure> {
        let (name, word) = (printable(archive), shell_word(archive));
        self.ui.answer(|out| match result {
            Ok(_) => {
                writeln!(out, "{name}: ran once as it will run from now on; depeche status --archive {word}")
            }
            Err(why) => {
                writeln!(out, "{name}: installed, but its first run failed: {}", printable(why))?;
                writeln!(out, "  see depeche status --archive {word}")
            }
        })?;
        if result.is_err() {
            self.exit = Exit::Nothing;
        }
        Ok(())
    }

    /// The exit status for all of them.
    pub fn exit(self) -> Exit {
        self.exit
    }
}
