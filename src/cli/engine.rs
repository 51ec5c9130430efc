//! Opening archives and running the indexer: the calls that several commands make, with failures people can act on.

use std::path::Path;
use std::sync::Arc;

use depeche::error::AtPath;
use depeche::formats::Commands;
use depeche::index::{Access, Archive, Error, IndexState};
use depeche::ingest::{self, IngestOptions, Purged, Repair, Report, Survey};
use depeche::model::{ArticleId, FolderSettings};
use depeche::search::LocalSearcher;
use depeche::thesaurus::Thesaurus;

use super::environment::SystemClock;
use super::failure::Failure;
use super::interrupt;
use super::place::Place;
use super::progress::RunView;
use super::ui::Ui;

/// Opens the archive at `place`.
pub fn open(place: &Place) -> Result<Archive, Failure> {
    Ok(with_list(Archive::open(&place.root)?, place))
}

fn with_list(archive: Archive, place: &Place) -> Archive {
    match &place.withdrawn_list {
        Some(list) => archive.with_withdrawn_list(list.clone()),
        None => archive,
    }
}

/// Opens the archive at `place`, or makes it.
pub fn open_or_create(place: &Place, access: Access) -> Result<Archive, Failure> {
    if Archive::is_at(&place.root) {
        return open(place);
    }
    if let Some(parent) = place.root.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    match Archive::create(&place.root, &place.name, access) {
        // Another process made it meanwhile.
        Err(Error::Exists(_)) => open(place),
        made => Ok(with_list(made?, place)),
    }
}

/// Opens the archive at `place` for answering, and says on stderr when its answers may fall short. Without `thesaurus` the
/// program's own widens queries.
pub fn searcher(place: &Place, thesaurus: Option<Thesaurus>, ui: &Ui) -> Result<LocalSearcher, Failure> {
    let archive = open(place)?;
    let mut searcher = LocalSearcher::open(&archive)?;
    if let Some(thesaurus) = thesaurus {
        searcher = searcher.with_thesaurus(thesaurus)?;
    }
    let state = archive.state();
    if state != IndexState::Current {
        ui.warn(state.sentence());
    }
    Ok(searcher)
}

/// Refreshes `archive` while showing progress; Ctrl-C stops at a safe point.
pub fn refresh(archive: &mut Archive, options: &IngestOptions, ui: &Ui) -> Result<Report, Failure> {
    watched(ui, |view| Ok(ingest::run(archive, options, &SystemClock, view)?))
}

/// Analyses the stored texts of `archive` again.
pub fn reanalyze(archive: &mut Archive, options: &IngestOptions, ui: &Ui) -> Result<Report, Failure> {
    watched(ui, |view| Ok(ingest::reanalyze(archive, options, &SystemClock, view)?))
}

/// Joins all parts of the index of `archive`.
pub fn compact(archive: &mut Archive, options: &IngestOptions, ui: &Ui) -> Result<(), Failure> {
    watched(ui, |view| Ok(ingest::compact(archive, options, &SystemClock, view)?))
}

/// Takes the text of withdrawn and deleted articles out of the index of `archive`.
pub fn purge(archive: &Archive, ids: Option<&[ArticleId]>, ui: &Ui) -> Result<Purged, Failure> {
    let options = IngestOptions::default();
    watched(ui, |view| Ok(ingest::purge(archive, ids, &options, &SystemClock, view)?))
}

/// Makes a damaged index new, from what can be read of it and from the sources.
pub fn repair(archive: &mut Archive, options: &IngestOptions, ui: &Ui) -> Result<Repair, Failure> {
    watched(ui, |view| Ok(ingest::repair(archive, options, &SystemClock, view)?))
}

/// Looks what a folder holds.
pub fn survey(folder: &Path, settings: &FolderSettings, commands: &Arc<Commands>, ui: &Ui) -> Survey {
    watched(ui, |view| ingest::survey(folder, settings, commands, &SystemClock, view))
}

fn watched<T>(ui: &Ui, work: impl FnOnce(&mut RunView) -> T) -> T {
    let _guard = interrupt::Guard::begin();
    let mut view = RunView::new(ui);
    let result = work(&mut view);
    view.finish();
    result
}
