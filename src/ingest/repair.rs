//! Makes a damaged index new without losing what can still be read: first from the texts that it stores, then, for the
//! rest, from the sources. It grows beside the damaged one, which is replaced at the end and not before.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::error::Error;
use super::new_index::NewIndex;
use super::observer::{Observer, Phase};
use super::options::IngestOptions;
use super::report::Report;
use super::run::run_on;
use crate::corpus::FileStat;
use crate::index::{
    Archive, Arrival, CommitPayload, FileState, FileTable, MemberState, Remains, StoredArticle, escape_path,
    is_foreign_layout, remaining_articles, remains_of, stamp_text,
};
use crate::model::{ArticleId, Clock};

/// What a repair did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Repair {
    /// Articles that were kept from the damaged index.
    pub num_kept: u64,
    /// Those of them that come from a damaged file, without a source that could confirm their text.
    pub num_unconfirmed: u64,
    /// Articles that were read again from their sources.
    pub num_read_again: u64,
    /// Articles in the archive now.
    pub num_articles: u64,
    /// Articles that neither the index nor a source has any more.
    pub lost: Vec<Lost>,
    /// The run over the sources that followed.
    pub report: Report,
    /// Whether the caller stopped it: then the archive is as it was.
    pub is_interrupted: bool,
}

/// An article that is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Lost {
    /// Its id.
    pub id: ArticleId,
    /// Its folder's label, path and key: `presse/2019/a.jsonl#7`.
    pub place: String,
    /// Why no source gives it, as a clause.
    pub reason: String,
}

/// Makes the index of `archive` new from what can be read of it and from its sources.
///
/// # Errors
/// When another process writes, when another version of the program wrote the index, or when the new index cannot be
/// written; the damaged one then stays as it was.
pub fn repair(
    archive: &mut Archive,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Repair, Error> {
    let started = clock.now();
    let _lock = archive.lock(started)?;
    *archive = archive.reopened()?;
    if let Some(state) = is_foreign_layout(archive) {
        return Err(crate::index::Error::State(state).into());
    }
    let directory = archive.new_generation()?;
    let repaired = Repairing { archive, options, clock, started, observer }.run(&directory);
    match repaired {
        Ok(Some(repair)) => {
            archive.make_current(&directory)?;
            Ok(repair)
        }
        other => {
            // What is left over does no harm, and the first error is the one to tell.
            let _ = std::fs::remove_dir_all(&directory);
            other.map(|_| Repair { is_interrupted: true, ..Repair::default() })
        }
    }
}

struct Repairing<'a> {
    archive: &'a Archive,
    options: &'a IngestOptions,
    clock: &'a dyn Clock,
    started: Timestamp,
    observer: &'a mut dyn Observer,
}

/// The articles that could be read.
#[derive(Default)]
struct Kept {
    /// By id: whether it is certain to be what was committed.
    ids: HashMap<ArticleId, bool>,
    /// Those that the list of files does not have: folder, path, state.
    unlisted: Vec<(String, Vec<u8>, MemberState)>,
    /// Whether they are all that was committed: what else a damaged list names was gone before.
    is_complete: bool,
}

impl Repairing<'_> {
    /// Fills the new index. `None`: the observer stopped it.
    fn run(mut self, directory: &Path) -> Result<Option<Repair>, Error> {
        let remains = remains_of(self.archive);
        let listed: HashSet<ArticleId> = remains.table.members().map(|member| member.id).collect();
        let num_articles = remains.payload.num_articles.max(listed.len() as u64);
        let mut new = NewIndex::open(directory, self.archive, self.options, num_articles)?;
        self.observer.phase(Phase::Indexing);
        let Some(kept) = self.keep(&remains, &listed, &mut new)? else { return Ok(None) };
        let before = remains.table.clone();
        let table = table_of(remains.table, remains.is_table_sound, &kept);
        new.take_list(&table)?;
        let num_undated = table.members().filter(|member| !member.is_dated).count() as u64;
        self.observer.phase(Phase::Committing);
        new.commit(CommitPayload {
            generation: remains.payload.generation + 1,
            committed_at: stamp_text(self.clock.now()),
            num_articles: table.members().count() as u64,
            num_undated,
            is_interrupted: true,
            folders: remains.payload.folders.clone(),
            ..CommitPayload::default()
        })?;
        new.finish()?;
        let repaired = self.archive.with_index(directory);
        let report = run_on(&repaired, table, self.options, self.clock, self.started, self.observer)?;
        if report.interrupted {
            return Ok(None);
        }
        Ok(Some(account(self.archive, &before, &kept, &repaired.file_table()?, report)))
    }

    /// Adds every article that can be read to the new index. `None`: the observer stopped it.
    fn keep(
        &mut self,
        remains: &Remains,
        listed: &HashSet<ArticleId>,
        new: &mut NewIndex,
    ) -> Result<Option<Kept>, Error> {
        let mut kept = Kept::default();
        // What was purged may lie in files that were left behind.
        let withdrawn = self.archive.withdrawals()?.recogniser();
        let is_complete = remaining_articles(self.archive, remains, &mut |stored, is_certain| {
            let found = withdrawn.article(stored.origin.id, [0; 16], &stored.article);
            if found.is_some_and(|found| found.is_purged) {
                return Ok(ControlFlow::Continue(()));
            }
            kept.ids.insert(stored.origin.id, is_certain);
            if !listed.contains(&stored.origin.id) {
                let origin = &stored.origin;
                kept.unlisted.push((origin.folder.clone(), origin.path.clone(), state_of(&stored)));
            }
            new.take(stored, self.observer)
        })?;
        kept.is_complete = is_complete;
        new.add_batch()?;
        Ok((!new.is_stopped() && !self.observer.is_cancelled()).then_some(kept))
    }
}

/// What is known of an article that no list names: enough to keep it until its source is read.
fn state_of(stored: &StoredArticle) -> MemberState {
    let article = &stored.article;
    MemberState {
        key: stored.origin.member.as_deref().map(Box::from),
        id: stored.origin.id,
        content_hash: [0; 16],
        is_dated: article.published.is_some(),
        has_refused_date: article.date_as_written.is_some(),
        is_held_back: false,
        is_scan: article.is_scan,
        legibility: article.legibility,
        // It was there before, whenever that was.
        arrival: Arrival::default(),
    }
}

/// The list of files with the articles that were kept. What is not certain is marked, so that the run that follows reads
/// it again where its source is there, and keeps it where that is not.
fn table_of(mut table: FileTable, is_sound: bool, kept: &Kept) -> FileTable {
    for files in table.files.values_mut() {
        files.retain(|_, file| {
            let had_members = !file.members.is_empty();
            let num_before = file.members.len();
            file.members.retain(|member| kept.ids.contains_key(&member.id));
            file.in_progress |= !is_sound || file.members.len() < num_before;
            for member in &mut file.members {
                if !is_sound || kept.ids.get(&member.id) != Some(&true) {
                    member.content_hash = [0; 16];
                    file.in_progress = true;
                }
            }
            !had_members || !file.members.is_empty()
        });
    }
    for (label, path, member) in &kept.unlisted {
        let files = table.files.entry(label.clone()).or_default();
        let file = files.entry(path.as_slice().into()).or_insert_with(|| {
            // The time of a file that was never met: it differs from whatever is there.
            FileState::new(FileStat::default(), 0)
        });
        file.in_progress = true;
        file.members.push(member.clone());
    }
    table
}

fn account(archive: &Archive, before: &FileTable, kept: &Kept, after: &FileTable, report: Report) -> Repair {
    let now: HashMap<ArticleId, bool> =
        after.members().map(|member| (member.id, member.content_hash != [0; 16])).collect();
    let mut repair = Repair { num_articles: now.len() as u64, report, ..Repair::default() };
    for (id, is_read) in &now {
        match (kept.ids.get(id), is_read) {
            (Some(true), _) => repair.num_kept += 1,
            (Some(false), false) => {
                repair.num_kept += 1;
                repair.num_unconfirmed += 1;
            }
            _ => repair.num_read_again += 1,
        }
    }
    let listed = if kept.is_complete { None } else { Some(&before.files) };
    for (label, files) in listed.into_iter().flatten() {
        for (path, file) in files {
            let gone = file.members.iter().filter(|member| {
                let (id, is_kept) = (member.id, kept.ids.contains_key(&member.id));
                !is_kept && !now.contains_key(&id) && after.resolve_alias(id).is_none()
            });
            repair.lost.extend(gone.map(|member| {
                let key = member.key.as_ref().map(|key| format!("#{key}")).unwrap_or_default();
                let place = format!("{label}/{}{key}", escape_path(path));
                Lost { id: member.id, place, reason: reason(archive, label, path) }
            }));
        }
    }
    repair.lost.sort_by(|a, b| a.place.cmp(&b.place));
    repair
}

/// Why no source gives an article of this file.
fn reason(archive: &Archive, label: &str, path: &[u8]) -> String {
    let Some(folder) = archive.settings().folder(label) else {
        return "its folder is no longer one of the archive's".to_string();
    };
    let inside = crate::model::path_from_bytes(path);
    let file = if folder.path.is_file() { folder.path.clone() } else { folder.path.join(inside) };
    match () {
        () if !folder.path.exists() => {
            format!(
                "there is nothing at {}; when it is back, `depeche index` reads it",
                folder.path.display()
            )
        }
        () if !file.exists() => "its text is damaged, and its file is gone".to_string(),
        () => "its text is damaged, and its file does not give it any more".to_string(),
    }
}
