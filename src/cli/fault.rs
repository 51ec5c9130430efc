//! A breakdown of the program as a failure like any other: the search core breaks down on damaged bytes instead of saying
//! so, and a person is owed a sentence. Not a way to go on: the command is over.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

use super::failure::Failure;

/// What the last breakdown said, and where it happened.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Runs `work`; a breakdown becomes a failure. With `RUST_BACKTRACE` the usual message is written too.
pub fn guarded<T>(wants_trace: bool, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    if !wants_trace {
        set_hook(Box::new(remember));
    }
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(failure()))
}

fn remember(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!(" ({}:{})", file_name(at.file()), at.line()));
    let payload = info.payload();
    let said =
        payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let message = said.unwrap_or("no message");
    let line = message.lines().next().unwrap_or_default();
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = format!("{line}{}", place.unwrap_or_default());
}

fn failure() -> Failure {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let said = if last.is_empty() { String::new() } else { format!(": {last}") };
    let message = format!("the program broke down{said}; most often files of the index are damaged");
    Failure::new("fault", message).hint(
        "`depeche check` says whether they are, `depeche check --repair` mends them; if they are sound, this is a fault to report",
    )
}

/// The last part of a path: where the program was built is nobody's business.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
