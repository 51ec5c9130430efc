//! Builds the index anew from the texts it stores, by the present rules for words and fields. Reads no source file.
//!
//! The new index grows beside the old one, which answers meanwhile; they are exchanged in one step at the end.

use std::path::Path;

use super::error::Error;
use super::new_index::NewIndex;
use super::observer::{Observer, Phase};
use super::options::IngestOptions;
use super::report::Report;
use super::run::millis_between;
use super::withheld::Withheld;
use crate::index::{Archive, CommitPayload, IndexState, stamp_text, stored_articles};
use crate::model::Clock;

/// Analyses all stored articles again. Ids, aliases and file states stay; disk space for a second index is needed.
///
/// # Errors
/// When another process writes, or when the stored texts cannot be read; the old index then stays in force.
pub fn reanalyze(
    archive: &mut Archive,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Report, Error> {
    options.check()?;
    let started = clock.now();
    let _lock = archive.lock(started)?;
    let state = archive.checked_state()?;
    if matches!(state, IndexState::Missing | IndexState::FormatMismatch | IndexState::Corrupt) {
        return Err(crate::index::Error::State(state).into());
    }
    // What was withdrawn keeps its id, and so is hidden in the new index too.
    Withheld::begin(archive)?;
    archive.remove_other_generations()?;
    let directory = archive.new_generation()?;
    let rebuilt = Rebuild { archive, options, clock, observer }.run(&directory);
    match rebuilt {
        Ok(Some(payload)) => {
            archive.make_current(&directory)?;
            Ok(Report {
                articles_updated: payload.num_articles,
                articles_total: payload.num_articles,
                articles_undated: payload.num_undated,
                generation: payload.generation,
                took_ms: millis_between(started, clock.now()),
                searchable_files: 1.0,
                searchable_bytes: 1.0,
                ..Report::default()
            })
        }
        Ok(None) => {
            archive.remove_other_generations()?;
            Ok(Report { interrupted: true, ..Report::default() })
        }
        Err(error) => {
            // The first error is the one to tell; what is left over is removed by the next run.
            let _ = archive.remove_other_generations();
            Err(error)
        }
    }
}

struct Rebuild<'a> {
    archive: &'a Archive,
    options: &'a IngestOptions,
    clock: &'a dyn Clock,
    observer: &'a mut dyn Observer,
}

impl Rebuild<'_> {
    /// Fills the new index. `None`: the observer stopped it.
    fn run(&mut self, directory: &Path) -> Result<Option<CommitPayload>, Error> {
        let table = self.archive.file_table()?;
        let before = self.archive.payload()?.unwrap_or_default();
        let mut new = NewIndex::open(directory, self.archive, self.options, before.num_articles)?;
        new.take_list(&table)?;
        self.observer.phase(Phase::Indexing);
        stored_articles(&self.archive.index_directory()?, self.archive.access(), &mut |stored| {
            new.take(stored, self.observer)
        })?;
        if new.is_stopped() {
            return Ok(None);
        }
        new.add_batch()?;
        self.observer.phase(Phase::Committing);
        let generation = before.generation + 1;
        let payload = CommitPayload { generation, committed_at: stamp_text(self.clock.now()), ..before };
        new.commit(payload.clone())?;
        self.observer.phase(Phase::Merging);
        if let Some(lack) = new.finish()? {
            self.observer.warning(&format!("{}: {lack}", directory.display()));
        }
        Ok(Some(payload))
    }
}
