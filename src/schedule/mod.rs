//! When to run: plans such as `every 15m`, `daily at 02:30` or a crontab's five fields, and the moments they mean. Runs nothing and
//! reads no clock: the present comes in from the caller.

mod agenda;
#[cfg(test)]
mod agenda_tests;
mod calendar;
mod changes;
mod cron;
mod plan;

pub use agenda::{Agenda, Ending, Moment};
pub use calendar::{Fired, crontab_fields, fired_times, systemd_calendar};
pub use changes::{Changes, Event, Ready};
pub use cron::{Cron, CronError};
pub use plan::{Plan, Timing, duration_text};
