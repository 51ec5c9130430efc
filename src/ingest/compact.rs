//! Joins the segments of an index into one, without deleted articles: scores are then those of a fresh index.

use super::error::Error;
use super::ledger::Ledger;
use super::observer::{Observer, Phase};
use super::options::IngestOptions;
use super::withheld::Withheld;
use crate::index::{Archive, IndexState};
use crate::model::Clock;

/// Compacts the index of `archive`. Needs as much free space as the index takes; what can be found does not change.
///
/// # Errors
/// When another process writes, when there is no sound index, or when the disk is full; the index is then as before.
pub fn compact(
    archive: &mut Archive,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<(), Error> {
    options.check()?;
    let _lock = archive.lock(clock.now())?;
    let state = archive.checked_state()?;
    if !matches!(state, IndexState::Current | IndexState::Stale | IndexState::AnalyzerMismatch) {
        return Err(crate::index::Error::State(state).into());
    }
    observer.phase(Phase::Merging);
    // Both lists of withdrawn articles become equal; what a run has to do with them is left to a run.
    Withheld::begin(archive)?;
    let mut ledger = Ledger::new(archive, archive.index_directory()?, archive.file_table()?, options, 1)?;
    ledger.writer()?.compact()?;
    ledger.finish(observer)
}
