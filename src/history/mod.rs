//! Which runs an archive had, and whether all is well with it: overdue, failing, since when. Starts no run and reads no clock.

mod error;
mod health;
mod run_log;
mod run_record;

pub use error::Error;
pub use health::{Health, health};
pub use run_log::{RunHandle, RunLog};
pub use run_record::{RunCounts, RunOutcome, RunRecord, RunStart, Trigger};
