//! What a resident process says: a line an event on stderr, with the time where nobody else notes it.

use depeche::model::Clock;
use depeche::render::printable;

use crate::cli::environment::SystemClock;
use crate::cli::ui::write_message;

/// Writes lines.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// Whether the time is written: the journal notes it itself.
    pub has_time: bool,
}

impl Log {
    /// Writes one line.
    pub fn say(self, message: &str) {
        let message = printable(message);
        match self.has_time {
            true => {
                let now = SystemClock.now().strftime("%Y-%m-%dT%H:%M:%SZ");
                write_message(&format!("{now} {message}\n"));
            }
            false => write_message(&format!("{message}\n")),
        }
    }
}
