//! The archives of the settings that have a schedule: their plans, and when their last runs began. Follows none of them.

use depeche::config::{ArchiveEntry, ScheduleEntry, Settings};
use depeche::index::Archive;
use depeche::schedule::Plan;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::environment::Environment;
use crate::cli::failure::Failure;
use crate::cli::place::{Place, named_in};

/// An archive with a schedule.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Where it is.
    pub place: Place,
    /// When it is refreshed.
    pub plan: Plan,
    /// Whether it rests.
    pub is_paused: bool,
    /// What the settings say of it.
    pub entry: ArchiveEntry,
}

/// All archives with a schedule, by name.
pub fn all(settings: &Settings, environment: &Environment) -> Result<Vec<Planned>, Failure> {
    let scheduled = settings.archives.iter().filter_map(|(name, entry)| {
        let schedule = entry.schedule.as_ref()?;
        Some((name, entry, schedule))
    });
    scheduled
        .map(|(name, entry, schedule)| {
            let place = named_in(settings, name, environment)?;
            let (plan, is_paused) = (plan_of(schedule)?, schedule.is_paused);
            Ok(Planned { place, plan, is_paused, entry: entry.clone() })
        })
        .collect()
}

/// The plan that a schedule means here: without a zone of its own it follows the clock of the machine.
pub fn plan_of(schedule: &ScheduleEntry) -> Result<Plan, Failure> {
    let zone = match &schedule.zone {
        Some(name) => TimeZone::get(name)
            .map_err(|_| Failure::usage(format!("the time zone `{name}` is not known on this machine")))?,
        None => TimeZone::system(),
    };
    Ok(Plan { timing: schedule.timing.clone(), zone })
}

/// When the last run of the archive at `place` began, whoever started it.
pub fn last_start(place: &Place) -> Option<Timestamp> {
    let archive = Archive::is_at(&place.root).then(|| Archive::open(&place.root).ok())??;
    archive.stamp().refreshed?.parse().ok()
}
