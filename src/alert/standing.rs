//! How every alert stands: what it delivered last, what waits, what fails. For lists; nothing is answered here.

use jiff::Timestamp;

use super::error::Error;
use super::memory::{Memory, Progress};
use super::saved::{Alert, Destination};
use crate::index::Archive;

/// How one alert stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// When it last delivered anything, to any destination.
    pub delivered_at: Option<Timestamp>,
    /// Articles that the destination that got most has got.
    pub num_delivered: u64,
    /// Whether nothing was ever looked at for it: it begins with the next run.
    pub is_new: bool,
    /// Whether a commit is not answered yet.
    pub is_behind: bool,
    /// Destinations that did not take the last delivery, with the reason, and since when.
    pub failing: Vec<(Destination, String, Timestamp)>,
}

/// How the `alerts` of `archive` stand, each in its place.
pub fn standings(archive: &Archive, alerts: &[Alert]) -> Result<Vec<Standing>, Error> {
    let memory = Memory::load(archive)?;
    let generation = archive.stamp().generation;
    let standing = |alert: &Alert| {
        let known = memory.alerts.get(&alert.name);
        let progress = |destination: &Destination| known.and_then(|known| known.get(&destination.key()));
        let all: Vec<(&Destination, &Progress)> = alert
            .destinations
            .iter()
            .filter_map(|destination| Some((destination, progress(destination)?)))
            .collect();
        let failing = |(destination, progress): &(&Destination, &Progress)| {
            Some(((*destination).clone(), progress.failure.clone()?, progress.failing_since?))
        };
        Standing {
            delivered_at: all.iter().filter_map(|(_, progress)| progress.delivered_at).max(),
            num_delivered: all.iter().map(|(_, progress)| progress.num_delivered).max().unwrap_or(0),
            is_new: all.is_empty(),
            is_behind: all.iter().any(|(_, progress)| progress.cursor < generation),
            failing: all.iter().filter_map(failing).collect(),
        }
    };
    Ok(alerts.iter().map(standing).collect())
}

/// Forgets what the alert `name` has delivered: one that is set up again under this name begins anew.
pub fn forget(archive: &Archive, name: &str) -> Result<(), Error> {
    if !Memory::is_there(archive) {
        return Ok(());
    }
    let _lock = Memory::lock(archive)?;
    let mut memory = Memory::load(archive)?;
    if memory.alerts.remove(name).is_some() {
        memory.forget_passed();
        memory.save(archive)?;
    }
    Ok(())
}
