//! How an archive is kept: its history read beside its plan in the settings, at this moment.

use std::time::SystemTime;

use depeche::config::{ArchiveEntry, ScheduleEntry, Settings};
use depeche::history::{Health, RunLog, health};
use depeche::index::{Archive, Status, status};
use depeche::model::Clock;
use depeche::schedule::Plan;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::environment::SystemClock;
use super::failure::Failure;
use super::remembered::Failing;

/// An archive's condition.
pub struct Condition {
    /// What is in it.
    pub status: Status,
    /// How it is kept.
    pub health: Health,
    /// When it is to be refreshed; `None`: nobody said.
    pub plan: Option<Plan>,
    /// Whether the plan rests.
    pub is_paused: bool,
    /// Runs that failed since and are in no history.
    pub failing: Option<Failing>,
}

/// The condition of `archive`, by its history.
pub fn of(archive: &Archive, settings: &Settings) -> Result<Condition, Failure> {
    of_entry(archive, settings.archives.get(&archive.settings().name))
}

/// The condition of `archive`, by its history and what the settings say of it.
pub fn of_entry(archive: &Archive, entry: Option<&ArchiveEntry>) -> Result<Condition, Failure> {
    let schedule = entry.and_then(|entry| entry.schedule.as_ref());
    let plan = schedule.map(plan_of);
    let is_paused = schedule.is_some_and(|schedule| schedule.is_paused);
    let runs = RunLog::of(archive).read().unwrap_or_default();
    let in_force = plan.as_ref().filter(|_| !is_paused);
    let health = health(&runs, in_force, made(archive), archive.writer().is_some(), SystemClock.now());
    Ok(Condition { status: status(archive)?, health, plan, is_paused, failing: None })
}

/// The plan of a schedule in the settings.
pub fn plan_of(schedule: &ScheduleEntry) -> Plan {
    let zone = schedule.zone.as_ref().and_then(|name| TimeZone::get(name).ok());
    Plan { timing: schedule.timing.clone(), zone: zone.unwrap_or_else(TimeZone::system) }
}

/// When the archive was made or last told something: before that nothing could be due.
pub fn made(archive: &Archive) -> Timestamp {
    let changed = std::fs::metadata(archive.root().join("archive.json")).and_then(|file| file.modified());
    let changed = changed.unwrap_or(SystemTime::UNIX_EPOCH);
    Timestamp::try_from(changed).unwrap_or(Timestamp::UNIX_EPOCH)
}
