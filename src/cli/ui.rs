//! The one place that writes to the terminal: answers to stdout, everything else to stderr, all of it safe to print.

use std::cell::Cell;
use std::io::{self, BufWriter, Write};

use depeche::render::{Look, printable, wire, write_line};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::pager::Pager;
use super::shared::{ColorWhen, Shared};

/// Widest line of text: longer ones are hard to read.
const MAX_WIDTH: usize = 100;

/// Writes answers and messages.
pub struct Ui {
    /// How answers may look.
    pub look: Look,
    /// Whether messages other than failures are wanted.
    pub is_quiet: bool,
    /// Whether messages go to a person at a terminal.
    pub speaks_to_person: bool,
    messages_look: Look,
    pager: Option<Pager>,
    has_hinted: Cell<bool>,
}

impl Ui {
    /// What the environment and the shared options ask for.
    pub fn new(environment: &Environment, shared: &Shared) -> Self {
        let may_color = |is_terminal: bool| match shared.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => is_terminal && !environment.is_dumb && !environment.no_color,
        };
        let width = environment.width.unwrap_or(80).clamp(20, MAX_WIDTH);
        let links =
            environment.stdout_is_terminal && may_color(true) && !environment.is_dumb && !environment.is_ci;
        Ui {
            look: Look { color: may_color(environment.stdout_is_terminal), links, width },
            is_quiet: shared.quiet,
            speaks_to_person: environment.stderr_is_terminal && !shared.quiet,
            messages_look: Look { color: may_color(environment.stderr_is_terminal), links: false, width },
            pager: Pager::of(environment),
            has_hinted: Cell::new(false),
        }
    }

    /// Writes an answer to stdout. A reader that went away is no failure.
    pub fn answer(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        quiet_when_unread(write(&mut out).and_then(|()| out.flush()))
    }

    /// Writes a long answer: on a terminal through the pager.
    pub fn long_answer(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let Some(mut paging) = self.pager.as_ref().and_then(Pager::start) else { return self.answer(write) };
        let written = {
            let mut out = BufWriter::new(paging.input());
            write(&mut out).and_then(|()| out.flush())
        };
        paging.finish();
        quiet_when_unread(written)
    }

    /// Says that something is not as it should be.
    pub fn warn(&self, message: &str) {
        if !self.is_quiet {
            self.say("warning", "33", message);
        }
    }

    /// Says that those who should hear of the run do not: also when nothing else is said, for nobody else would.
    pub fn insist(&self, message: &str) {
        self.say("warning", "33", message);
    }

    /// Says what may help, once in the life of the program, to a person at a terminal.
    pub fn hint_once(&self, message: &str) {
        if self.speaks_to_person && !self.has_hinted.replace(true) {
            self.say("hint", "36", message);
        }
    }

    /// Says what the program is doing.
    pub fn note(&self, message: &str) {
        if !self.is_quiet {
            write_message(&format!("{}\n", printable(message)));
        }
    }

    /// Says why the command failed, as JSON when that was asked for, and returns its exit status.
    pub fn fail(&self, failure: &Failure, as_json: bool) -> Exit {
        if as_json {
            let shape = wire::Failure::new(failure.code, &failure.message, failure.hint.as_deref());
            let mut line = Vec::new();
            if write_line(&mut line, &shape).is_ok() {
                write_message(&String::from_utf8_lossy(&line));
            }
        } else {
            // A file may have several mistakes: each is a line.
            failure.message.lines().for_each(|sentence| self.say("error", "31", sentence));
            if let Some(hint) = &failure.hint {
                self.say("hint", "36", hint);
            }
        }
        failure.exit
    }

    fn say(&self, kind: &str, color: &str, message: &str) {
        let kind = if self.messages_look.color {
            format!("\x1b[1;{color}m{kind}:\x1b[0m")
        } else {
            format!("{kind}:")
        };
        write_message(&format!("{kind} {}\n", printable(message)));
    }
}

/// A terminal that went away cannot be told so.
pub fn write_message(message: &str) {
    let _ = io::stderr().lock().write_all(message.as_bytes());
}

fn quiet_when_unread(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
