//! When to run: plans such as `every 15m`, `daily at 02:30` or a crontab's five fields, and the moments they mean. Runs nothing and
//! reads no clock: the present comes in from the caller.

mod cron;
mod plan;

pub use cron::{Cron, CronError};
pub use plan::{Plan, Timing, duration_text};
