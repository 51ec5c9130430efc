//! Writes articles and file states, and makes both durable in one step. Decides nothing about what is to be written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::schema::Field;
use tantivy::schema::document::Document;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings, Term};

use super::archive::Access;
use super::commit::{self, CommitPayload};
use super::directory::ArchiveDirectory;
use super::document::ArticleDocument;
use super::error::Error;
use super::fault::FirstFault;
use super::file_state::FileTable;
use super::files_log::{self, FilesLog};
use super::merging::{MergeLack, MergeRoom, Merging, lack_for};
use super::record_bytes::LogRecord;
use super::{Fields, generation, tantivy_schema};
use crate::analysis::register_tokenizers;
use crate::model::ArticleId;

/// tantivy refuses less for a thread.
const MIN_THREAD_BYTES: usize = 15_000_000;
/// More for a thread makes larger first segments and nothing else.
const MAX_THREAD_BYTES: usize = 500_000_000;
/// Compacting a log below this length gains nothing.
const MIN_COMPACT_BYTES: u64 = 64 * 1024;

/// How a writer may use the machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WriterOptions {
    /// Threads that write segments.
    pub num_threads: usize,
    /// Memory for segments in the making and for documents in the queue, in bytes.
    pub max_memory_bytes: u64,
}

/// A document in tantivy's queue: its bytes count until it is indexed and dropped. The queue itself is bounded by
/// number only, which says nothing where one article has a hundred bytes and another eight million.
#[derive(Debug)]
struct QueuedDocument {
    document: ArticleDocument,
    _ticket: Ticket,
}

impl Document for QueuedDocument {
    type Value<'a> = <ArticleDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <ArticleDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }
}

/// Bytes waiting, and the bound on them.
#[derive(Debug)]
struct Budget {
    max_bytes: usize,
    used_bytes: Mutex<usize>,
    is_freed: Condvar,
}

#[derive(Debug)]
struct Ticket {
    budget: Arc<Budget>,
    num_bytes: usize,
}

impl Budget {
    /// Waits until there is room. One document that is larger than the whole budget passes alone.
    fn take(budget: &Arc<Budget>, num_bytes: usize) -> Ticket {
        let num_bytes = num_bytes.min(budget.max_bytes);
        let used = budget.used_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |used: &mut usize| *used + num_bytes > budget.max_bytes;
        let mut used = budget.is_freed.wait_while(used, is_full).unwrap_or_else(PoisonError::into_inner);
        *used += num_bytes;
        Ticket { budget: Arc::clone(budget), num_bytes }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *self.budget.used_bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.num_bytes;
        self.budget.is_freed.notify_all();
    }
}

/// Writes to one index directory. The caller holds the archive's lock.
pub(crate) struct IndexWriter {
    writer: tantivy::IndexWriter<QueuedDocument>,
    index: Index,
    directory: PathBuf,
    access: Access,
    log: FilesLog,
    log_name: String,
    budget: Arc<Budget>,
    id: Field,
    fault: FirstFault,
    merge_room: MergeRoom,
}

impl IndexWriter {
    /// Opens the index in `directory`, or makes it when nothing was committed there yet. Nothing is visible or lost
    /// before a commit.
    pub(crate) fn open(directory: &Path, access: Access, options: &WriterOptions) -> Result<Self, Error> {
        let payload = commit::read(directory)?;
        let (index, fault) = open_or_create(directory, access, payload.is_some())?;
        let (log, log_name) = match &payload {
            Some(payload) => {
                let log = FilesLog::open(&directory.join(&payload.files_log), payload.files_log_bytes)?;
                (log, payload.files_log.clone())
            }
            None => {
                let name = generation::log_name(1);
                let mode = access.file_mode();
                (FilesLog::create(&directory.join(&name), mode, &FileTable::default())?, name)
            }
        };
        remove_other_logs(directory, &log_name);
        if payload.is_some() {
            remove_unnamed_segments(directory, &index).map_err(|error| fault.explain(error))?;
        }
        let segment_bytes = options.max_memory_bytes as usize * 3 / 4;
        let num_threads = options.num_threads.min(segment_bytes / MIN_THREAD_BYTES).clamp(1, 8);
        let core_options = IndexWriterOptions::builder()
            .num_worker_threads(num_threads)
            .num_merge_threads(1)
            .memory_budget_per_thread((segment_bytes / num_threads).clamp(MIN_THREAD_BYTES, MAX_THREAD_BYTES))
            .build();
        let writer = index.writer_with_options(core_options).map_err(|error| fault.explain(error))?;
        let merge_room = MergeRoom::default();
        writer.set_merge_policy(Box::new(Merging::new(directory, merge_room.clone())));
        let max_bytes = (options.max_memory_bytes as usize / 4).max(1 << 20);
        let budget = Arc::new(Budget { max_bytes, used_bytes: Mutex::new(0), is_freed: Condvar::new() });
        let (directory, id) = (directory.to_path_buf(), Fields::get().id);
        Ok(IndexWriter { writer, index, directory, access, log, log_name, budget, id, fault, merge_room })
    }

    /// Adds an article; waits while too many bytes are in the queue. One of the same id must be deleted before.
    pub(crate) fn add(&self, document: ArticleDocument) -> Result<(), Error> {
        let ticket = Budget::take(&self.budget, document.num_bytes());
        let queued = QueuedDocument { document, _ticket: ticket };
        self.writer.add_document(queued).map_err(|error| self.fault.explain(error))?;
        Ok(())
    }

    /// Deletes the article of this id, if there is one.
    pub(crate) fn delete(&self, id: ArticleId) {
        self.writer.delete_term(Term::from_field_text(self.id, id.as_str()));
    }

    /// Appends to the log of file states.
    pub(crate) fn record(&mut self, record: &LogRecord) -> Result<(), Error> {
        Ok(self.log.append(record)?)
    }

    /// Makes everything since the last commit durable and visible. Name and length of the log are filled in here.
    pub(crate) fn commit(&mut self, mut payload: CommitPayload) -> Result<(), Error> {
        payload.version = CommitPayload::VERSION;
        payload.files_log = self.log_name.clone();
        payload.files_log_bytes = self.log.sync()?;
        let text = serde_json::to_string(&payload).expect("a payload holds only strings and numbers");
        let mut prepared = self.writer.prepare_commit().map_err(|error| self.fault.explain(error))?;
        prepared.set_payload(&text);
        prepared.commit().map_err(|error| self.fault.explain(error))?;
        // What failed and was done all the same, such as a merge, explains nothing that comes later.
        self.fault.forget();
        Ok(())
    }

    /// Whether the log is one that this program reads and does not add to.
    pub(crate) fn has_old_log(&self) -> bool {
        self.log.is_old()
    }

    /// Writes the log anew under the next name when more than half of it is dead; the next commit names it.
    ///
    /// Returns the old log's path, to be deleted after that commit.
    pub(crate) fn compact_log(&mut self, table: &FileTable) -> Result<Option<PathBuf>, Error> {
        let num_bytes = self.log.sync()?;
        if num_bytes < MIN_COMPACT_BYTES || num_bytes < 2 * files_log::live_bytes(table) {
            return Ok(None);
        }
        self.replace_log(table).map(Some)
    }

    /// Writes `table` as a new log under the next name.
    pub(crate) fn replace_log(&mut self, table: &FileTable) -> Result<PathBuf, Error> {
        let old = self.directory.join(&self.log_name);
        let name = generation::log_name(generation::log_number(&self.log_name) + 1);
        self.log = FilesLog::create(&self.directory.join(&name), self.access.file_mode(), table)?;
        self.log_name = name;
        Ok(old)
    }

    /// Joins all segments into one, without the deleted articles.
    pub(crate) fn compact(&mut self) -> Result<(), Error> {
        // The handles of segments must be gone before the clearing-up: as long as one lives, its files stay.
        let explain = |error| self.fault.explain(error);
        let ids: Vec<_> = {
            let metas = self.index.searchable_segment_metas().map_err(explain)?;
            let is_compact = metas.len() < 2 && metas.iter().all(|meta| meta.num_deleted_docs() == 0);
            let joined = if is_compact { &[] } else { &metas[..] };
            if let Some(lack) = lack_for(&self.directory, joined) {
                return Err(Error::NoRoom { directory: self.directory.clone(), lack });
            }
            joined.iter().map(|meta| meta.id()).collect()
        };
        if !ids.is_empty() {
            drop(self.writer.merge(&ids).wait().map_err(explain)?);
        }
        self.writer.garbage_collect_files().wait().map_err(explain)?;
        Ok(())
    }

    /// Writes every segment anew that holds deleted articles, and deletes the old files.
    pub(crate) fn purge(&mut self) -> Result<(), Error> {
        let explain = |error| self.fault.explain(error);
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        // As in `compact`: no handle may live at the clearing-up.
        let ids: Vec<_> = {
            let metas = self.index.searchable_segment_metas().map_err(explain)?;
            metas.iter().filter(|meta| meta.num_deleted_docs() > 0).map(|meta| meta.id()).collect()
        };
        for id in ids {
            drop(self.writer.merge(&[id]).wait().map_err(explain)?);
        }
        self.writer.garbage_collect_files().wait().map_err(explain)?;
        Ok(())
    }

    /// Waits for merges that are under way, and deletes what no segment needs any more. Tells what merges lacked, if
    /// some were not begun: they are tried again after the next commit.
    pub(crate) fn finish(self) -> Result<Option<MergeLack>, Error> {
        let fault = self.fault;
        self.writer.wait_merging_threads().map_err(|error| fault.explain(error))?;
        Ok(self.merge_room.lack())
    }
}

/// Deletes logs that no commit names: a crash before or after the commit that changes logs leaves one. One that stays is
/// tried again by the next writer.
fn remove_other_logs(directory: &Path, log_name: &str) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_other = name.to_str().is_some_and(|name| generation::log_number(name) > 0 && name != log_name);
        if is_other {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Deletes files of segments that the last commit does not name: left by a run that broke off. tantivy keeps a list of its files for
/// that, which a power cut may put back; a file of deleted articles that is not on it stands in the way of the next one of its name.
fn remove_unnamed_segments(directory: &Path, index: &Index) -> tantivy::Result<()> {
    let segments = index.load_metas()?.segments;
    let named: HashMap<String, Option<u64>> =
        segments.iter().map(|segment| (segment.id().uuid_string(), segment.delete_opstamp())).collect();
    for entry in std::fs::read_dir(directory)?.flatten() {
        let name = entry.file_name();
        let is_left = name.to_str().is_some_and(|name| is_left_of_segment(name, &named));
        if is_left {
            // What cannot be deleted is met again where it matters.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Whether a file is called as those of segments are (32 hexadecimal digits, then what it holds), and belongs to none of `named`, of
/// which the number is that of the file of deleted articles.
fn is_left_of_segment(name: &str, named: &HashMap<String, Option<u64>>) -> bool {
    let Some((stem, rest)) = name.split_once('.') else { return false };
    let is_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_segment
        && match (named.get(stem), rest.strip_suffix(".del")) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(opstamp), Some(number)) => number.parse().ok() != *opstamp,
        }
}

fn open_or_create(
    directory: &Path,
    access: Access,
    is_committed: bool,
) -> Result<(Index, FirstFault), Error> {
    let files = ArchiveDirectory::open(directory, access).map_err(tantivy::TantivyError::from)?;
    let fault = files.fault();
    let opened = if is_committed {
        Index::open(files)
    } else {
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
            docstore_blocksize: 256 * 1024,
            ..IndexSettings::default()
        };
        // A first run that broke off before its first commit leaves an index of nothing: it is taken up.
        Index::builder().schema(tantivy_schema().clone()).settings(settings).open_or_create(files)
    };
    let index = opened.map_err(|error| fault.explain(error))?;
    register_tokenizers(index.tokenizers());
    Ok((index, fault))
}
