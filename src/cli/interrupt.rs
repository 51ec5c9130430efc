//! Ctrl-C while an index run works: the first asks it to stop at a safe point, the second ends the process.

use std::sync::atomic::{AtomicU8, Ordering};

use super::exit::Exit;

const IDLE: u8 = 0;
const RUNNING: u8 = 1;
const ASKED_TO_STOP: u8 = 2;

static STATE: AtomicU8 = AtomicU8::new(IDLE);

/// As long as it lives, Ctrl-C and termination ask the run to stop instead of ending the process. One inside another changes
/// nothing: what watches for hours is asked to stop between its runs, too.
#[derive(Debug)]
pub struct Guard {
    is_outermost: bool,
}

impl Guard {
    /// Begins to listen.
    pub fn begin() -> Guard {
        let is_outermost = STATE.compare_exchange(IDLE, RUNNING, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        // It fails when a handler is there already: ours, from an earlier run of this process.
        let _ = ctrlc::set_handler(on_signal);
        Guard { is_outermost }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.is_outermost {
            STATE.store(IDLE, Ordering::SeqCst);
        }
    }
}

/// Whether the user asked to stop.
pub fn is_requested() -> bool {
    STATE.load(Ordering::SeqCst) == ASKED_TO_STOP
}

#[expect(clippy::exit, reason = "the user insists: nothing that is committed can be lost")]
fn on_signal() {
    if STATE.compare_exchange(RUNNING, ASKED_TO_STOP, Ordering::SeqCst, Ordering::SeqCst).is_err() {
        std::process::exit(i32::from(Exit::Interrupted.status()));
    }
    super::ui::write_message("\nstopping at the next safe point; Ctrl-C again stops at once\n");
}
