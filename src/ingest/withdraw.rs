//! Takes articles out of all answers at once, and gives them back. Hiding needs no lock: it changes the list of withdrawn articles,
//! which every searcher asks; a run that is at work goes on. What takes text out of the index is `purge`'s.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::error::Error;
use super::ledger::Ledger;
use super::observer::Unobserved;
use super::options::IngestOptions;
use super::withheld::Withheld;
use crate::error::PathError;
use crate::index::{
    Archive, FileState, FileTable, IndexReader, LogRecord, Withdrawal, Withdrawals, add_new, stored_articles,
    text_hash,
};
use crate::model::{ArticleId, Clock, PartialDate};

/// Why a file has fewer articles than it holds: kept with its state, and named in no report of skipped files.
pub(super) const LEFT_OUT: &str = "withdrawn";

/// What was hidden or given back.
#[derive(Debug)]
#[non_exhaustive]
pub struct Withdrawn {
    /// The ids of the articles concerned: of each article that was named, its parts and its copies.
    pub ids: Vec<ArticleId>,
    /// Why the list beside the settings could not be written; the archive's own was. A lost index would lose this change.
    pub unwritten: Option<PathError>,
}

/// Withdraws these articles of `archive`, each with its parts and all its copies, until the day `until` or for good.
///
/// # Errors
/// When the index or a list of withdrawn articles cannot be read, or the archive's directory cannot be written to.
pub fn withdraw(
    archive: &Archive,
    ids: &[ArticleId],
    reason: &str,
    until: Option<PartialDate>,
    clock: &dyn Clock,
) -> Result<Withdrawn, Error> {
    let table = archive.file_table()?;
    let reader = IndexReader::open(archive)?;
    let mut all = Vec::new();
    for &id in ids {
        let mut one = Withdrawal::new(vec![id], reason, until, clock.now());
        let own = table.members().filter(|member| member.id == id);
        one.content_hashes = own.map(|member| member.content_hash).collect();
        // Parts of a long article have its bytes, as copies have.
        let has_its_bytes = |hash| one.content_hashes.contains(&hash) && hash != [0; 16];
        let kin = table.members().filter(|member| has_its_bytes(member.content_hash)).map(|member| member.id);
        add_new(&mut one.ids, &kin.collect::<Vec<_>>());
        for &id in &one.ids {
            if let Some(stored) = reader.article(id)? {
                add_new(&mut one.text_hashes, &[text_hash(&stored.article)]);
            }
        }
        all.push(one);
    }
    drop(reader);
    let mut named: BTreeSet<ArticleId> = BTreeSet::new();
    let changed = archive.change_withdrawals(|list, _| {
        all.into_iter().for_each(|one| list.add(one));
        meet_texts(archive, list)?;
        named.extend(ids.iter().filter_map(|id| list.of(*id)).flat_map(|one| &one.ids));
        Ok(())
    })?;
    Ok(Withdrawn { ids: named.into_iter().collect(), unwritten: changed.unwritten })
}

/// Takes back the withdrawals of these articles: they are shown again at once.
///
/// Those that are purged are not: their files are marked, so that the next run reads them again. That needs the lock of a writer.
///
/// # Errors
/// As [`withdraw`]; when something is purged also when another process writes. What is only hidden is shown again all the same.
pub fn undo_withdrawal(
    archive: &Archive,
    ids: &[ArticleId],
    options: &IngestOptions,
    clock: &dyn Clock,
) -> Result<Withdrawn, Error> {
    let now = clock.now();
    let mut named = BTreeSet::new();
    let mut is_purged = false;
    let changed = archive.change_withdrawals(|list, was_behind| {
        if was_behind {
            meet_texts(archive, list)?;
        }
        for id in ids {
            let of_id = list.of(*id);
            named.extend(of_id.iter().flat_map(|one| &one.ids).copied());
            is_purged |= of_id.is_some_and(|one| one.purged_at.is_some());
            list.change(*id, |one| one.undo(now));
        }
        Ok(())
    })?;
    if is_purged {
        let _lock = archive.lock(now)?;
        let mut ledger = Ledger::new(archive, archive.index_directory()?, archive.file_table()?, options, 1)?;
        ledger.withheld = Withheld::begin(archive)?.0;
        read_again(&mut ledger)?;
        ledger.commit_between(archive, now)?;
        ledger.finish(&mut Unobserved)?;
    }
    Ok(Withdrawn { ids: named.into_iter().collect(), unwritten: changed.unwritten })
}

/// Marks the files of which articles were left out: the next run reads them.
fn read_again(ledger: &mut Ledger) -> Result<(), Error> {
    let mut records = Vec::new();
    for (label, files) in &ledger.table.files {
        for (path, state) in files.iter().filter(|(_, state)| num_left_out(state) > 0) {
            let state = FileState { members: Vec::new(), in_progress: true, ..state.clone() };
            records.push(LogRecord::File { label: label.clone(), path: path.to_vec(), state });
        }
    }
    records.into_iter().try_for_each(|record| ledger.record(record, false))
}

/// Articles of a file that were left out because they are purged.
pub(super) fn num_left_out(state: &FileState) -> u64 {
    let left_out = state.skipped_members.iter().filter(|(reason, _)| &**reason == LEFT_OUT);
    left_out.map(|(_, count)| count).sum()
}

/// Articles of all files that were left out.
pub(super) fn num_purged(table: &FileTable) -> u64 {
    table.files.values().flat_map(|files| files.values()).map(num_left_out).sum()
}

/// Notes the ids of all articles of the index that say what a withdrawn one says, or have its bytes. Reads every text.
pub(super) fn meet_texts(archive: &Archive, list: &mut Withdrawals) -> Result<(), crate::index::Error> {
    list.meet_all(&archive.file_table()?);
    let recogniser = list.recogniser();
    if recogniser.is_empty() || archive.payload()?.is_none() {
        return Ok(());
    }
    stored_articles(&archive.index_directory()?, archive.access(), &mut |stored| {
        if let Some(found) = recogniser.text(&stored.article) {
            list.meet(found.place, stored.origin.id);
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Begins a run with the list of withdrawn articles: the archive's copy and the list beside the settings become equal, what an
/// index holds that its copy knew nothing of is recognised, and what is purged leaves. `true`: bytes of purged articles are in
/// the index until [`super::purge::rewrite`] was there.
pub(super) fn begin(archive: &Archive, ledger: &mut Ledger) -> Result<(bool, Option<PathError>), Error> {
    let (withheld, unwritten) = Withheld::begin(archive)?;
    let recogniser = withheld.recogniser();
    ledger.withheld = withheld;
    // Mostly nothing is withdrawn, and no article need be asked about.
    let has_purged = !recogniser.is_empty()
        && take_out_all(ledger, |member| recogniser.member(member).is_some_and(|found| found.is_purged))?;
    Ok((has_purged, unwritten))
}

/// Takes the articles that `is_meant` out of index and file states, with a note of how many; whether there were any.
pub(super) fn take_out_all(
    ledger: &mut Ledger,
    is_meant: impl Fn(&crate::index::MemberState) -> bool,
) -> Result<bool, Error> {
    let meant = files_with(&ledger.table, is_meant);
    let is_any = !meant.is_empty();
    for (label, path, ids, num_whole) in meant {
        let Some(state) = ledger.table.file(&label, &path) else { continue };
        let mut state = FileState { members: Vec::new(), ..state.clone() };
        let num = num_left_out(&state) + num_whole;
        state.skipped_members.retain(|(reason, _)| &**reason != LEFT_OUT);
        state.skipped_members.push((LEFT_OUT.into(), num));
        ledger.record(LogRecord::File { label: label.clone(), path: path.clone(), state }, true)?;
        take_out(ledger, &label, &path, ids)?;
    }
    Ok(is_any)
}

/// Takes articles of one file out of index and file states.
pub(super) fn take_out(
    ledger: &mut Ledger,
    label: &str,
    path: &[u8],
    ids: Vec<ArticleId>,
) -> Result<(), Error> {
    for id in &ids {
        ledger.writer()?.delete(*id);
    }
    ledger.record(LogRecord::MembersGone { label: label.to_string(), path: path.to_vec(), ids }, true)
}

type FileWith = (String, Vec<u8>, Vec<ArticleId>, u64);

/// The files that have such articles: label, path, their ids, and how many they are when parts are not counted.
fn files_with(table: &FileTable, is_meant: impl Fn(&crate::index::MemberState) -> bool) -> Vec<FileWith> {
    let mut found = Vec::new();
    for (label, files) in &table.files {
        for (path, state) in files {
            let meant: Vec<_> = state.members.iter().filter(|member| is_meant(member)).collect();
            let is_part =
                |key: &Option<Box<str>>| key.as_deref().and_then(super::worker::whole_of_part).is_some();
            let num_whole = meant.iter().filter(|member| !is_part(&member.key)).count() as u64;
            if !meant.is_empty() {
                let ids = meant.iter().map(|member| member.id).collect();
                found.push((label.clone(), path.to_vec(), ids, num_whole));
            }
        }
    }
    found
}
