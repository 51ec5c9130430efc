//! The archives of the settings that have a schedule: their plans, and when their last runs began. Follows none of them.

use depeche::config::{ArchiveEntry, Settings};
use depeche::history::{RunLog, RunRecord};
use depeche::index::Archive;
use depeche::render::{printable, shell_word};
use depeche::schedule::Plan;
use jiff::Timestamp;

use crate::cli::condition::plan_of;
use crate::cli::environment::Environment;
use crate::cli::failure::Failure;
use crate::cli::place::{Place, named_in};
use crate::cli::settings;
use crate::cli::shared::Shared;

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
            let (plan, is_paused) = (plan_of(schedule), schedule.is_paused);
            Ok(Planned { place, plan, is_paused, entry: entry.clone() })
        })
        .collect()
}

/// The archives of these names that do not rest; without names, all that do not.
pub fn followed(
    names: &[String],
    shared: &Shared,
    environment: &Environment,
) -> Result<Vec<Planned>, Failure> {
    let scheduled = all(&settings::load(shared, environment)?, environment)?;
    if names.is_empty() {
        let followed: Vec<Planned> = scheduled.into_iter().filter(|planned| !planned.is_paused).collect();
        if followed.is_empty() {
            let failure = Failure::usage("no archive has a schedule that could be installed");
            return Err(failure.hint("depeche schedule add ARCHIVE --daily 02:30"));
        }
        return Ok(followed);
    }
    let find = |name: &String| {
        let found = scheduled.iter().find(|planned| planned.place.name == *name).cloned();
        let found = found.filter(|planned| !planned.is_paused);
        found.ok_or_else(|| {
            let failure = Failure::usage(format!("`{}` has no schedule, or it is paused", printable(name)));
            failure.hint(format!("depeche schedule add {} --daily 02:30", shell_word(name)))
        })
    };
    names.iter().map(find).collect()
}

/// The runs of the archive at `place`, oldest first; none when there is no archive yet.
pub fn runs(place: &Place) -> Vec<RunRecord> {
    let archive = Archive::is_at(&place.root).then(|| Archive::open(&place.root).ok()).flatten();
    archive.and_then(|archive| RunLog::of(&archive).read().ok()).unwrap_or_default()
}

/// When the last of these runs began that did what a schedule wants, whoever started it.
pub fn last_start(runs: &[RunRecord]) -> Option<Timestamp> {
    runs.iter().rev().find(|run| run.serves_schedule()).map(|run| run.started)
}
