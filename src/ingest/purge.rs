//! Takes the text of withdrawn articles, and of all that was deleted or replaced, out of the files of an index: afterwards no byte of
//! it is in the directory. Not out of snapshots, exports or the sources.

use super::error::Error;
use super::ledger::Ledger;
use super::observer::{Observer, Phase};
use super::options::IngestOptions;
use super::withdraw;
use crate::error::PathError;
use crate::index::{Archive, IndexState, Withdrawal};
use crate::model::{ArticleId, Clock};

/// What a purge did.
#[derive(Debug)]
#[non_exhaustive]
pub struct Purged {
    /// All ids of the articles whose text is gone, in this purge or before.
    pub ids: Vec<ArticleId>,
    /// Why the list beside the settings could not be written; the archive's own was.
    pub unwritten: Option<PathError>,
}

/// Purges the withdrawn articles of these ids, or all that are withdrawn for good, and what was deleted before.
///
/// A withdrawal that ends on a day keeps its text. A reader that has the old files open keeps them until it opens the next
/// commit or ends.
///
/// # Errors
/// When another process writes, when there is no sound index, or when the disk is full: call it again.
pub fn purge(
    archive: &Archive,
    ids: Option<&[ArticleId]>,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Purged, Error> {
    let now = clock.now();
    let _lock = archive.lock(now)?;
    let state = archive.state();
    if !matches!(state, IndexState::Current | IndexState::Stale | IndexState::AnalyzerMismatch) {
        return Err(crate::index::Error::State(state).into());
    }
    let changed = archive.change_withdrawals(|list, was_behind| {
        if was_behind {
            withdraw::meet_texts(archive, list)?;
        }
        let is_for_good = |one: &&Withdrawal| one.is_in_force() && one.until.is_none();
        let meant: Vec<ArticleId> = match ids {
            Some(ids) => ids.to_vec(),
            None => list.iter().filter(is_for_good).filter_map(Withdrawal::id).collect(),
        };
        for id in meant {
            list.change(id, |one| one.purge(now));
        }
        Ok(())
    })?;
    observer.phase(Phase::Merging);
    let mut ledger = Ledger::new(archive, archive.index_directory()?, archive.file_table()?, options, 1)?;
    withdraw::begin(archive, &mut ledger)?;
    rewrite(archive, ledger, now, observer)?;
    let purged = changed.list.iter().filter(|one| one.is_purged());
    Ok(Purged { ids: purged.flat_map(|one| &one.ids).copied().collect(), unwritten: changed.unwritten })
}

/// Commits, and writes all files anew that hold something deleted.
pub(super) fn rewrite(
    archive: &Archive,
    mut ledger: Ledger,
    now: jiff::Timestamp,
    observer: &mut dyn Observer,
) -> Result<(), Error> {
    ledger.rewrite_log()?;
    ledger.commit_between(archive, now)?;
    // A merge that the commit began may hold the very segments.
    ledger.end_merges()?;
    ledger.writer()?.purge()?;
    let is_in_force = archive.index_directory().is_ok_and(|current| current == ledger.directory);
    ledger.finish(observer)?;
    // What a full run made beside the old index is put in force by that run, and the old one goes then.
    if is_in_force {
        archive.remove_other_generations()?;
    }
    Ok(())
}
