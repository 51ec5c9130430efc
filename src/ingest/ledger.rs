//! File states and articles that change together: every record goes to the table in memory and to the log on disk, and
//! both become durable with the next commit. The index is opened when there is something to write, not before.

use std::path::PathBuf;

use jiff::Timestamp;

use super::error::Error;
use super::observer::Observer;
use super::options::IngestOptions;
use super::withheld::Withheld;
use crate::index::{
    Access, Archive, CommitPayload, FileTable, IndexWriter, LogRecord, WriterOptions, apply_record,
    commit_in, stamp_text,
};

/// The states of an archive's files, with the writer that makes changes durable.
pub(super) struct Ledger {
    pub table: FileTable,
    pub directory: PathBuf,
    access: Access,
    options: WriterOptions,
    writer: Option<IndexWriter>,
    /// A log in the form of an older program, of which everything is in the present one; deleted after the next commit.
    outdated_log: Option<PathBuf>,
    /// What may not be shown.
    pub withheld: Withheld,
    /// The last commit.
    pub payload: Option<CommitPayload>,
    /// A log that the next commit makes superfluous.
    old_log: Option<PathBuf>,
    /// Whether anything was recorded since the last commit.
    is_changed: bool,
    /// Whether something that can be found, or what is said of a file, changed since the last commit.
    is_visible: bool,
}

impl Ledger {
    /// The ledger of an index directory of an archive; its last commit has the states `table`.
    pub(super) fn new(
        archive: &Archive,
        directory: PathBuf,
        table: FileTable,
        options: &IngestOptions,
        num_threads: usize,
    ) -> Result<Self, Error> {
        let options = WriterOptions {
            num_threads: num_threads.div_ceil(2),
            max_memory_bytes: options.max_memory_bytes / 2,
        };
        Ok(Ledger {
            table,
            payload: commit_in(&directory)?,
            directory,
            access: archive.access(),
            options,
            writer: None,
            outdated_log: None,
            withheld: Withheld::default(),
            old_log: None,
            is_changed: false,
            is_visible: false,
        })
    }

    /// The writer, opened on first use.
    pub(super) fn writer(&mut self) -> Result<&mut IndexWriter, Error> {
        let opened = match self.writer.take() {
            Some(writer) => writer,
            None => self.open_writer()?,
        };
        Ok(self.writer.insert(opened))
    }

    fn open_writer(&mut self) -> Result<IndexWriter, Error> {
        let mut opened = IndexWriter::open(&self.directory, self.access, &self.options)?;
        if opened.has_old_log() {
            // Nothing was recorded yet: the table is what the last commit says.
            self.outdated_log = Some(opened.replace_log(&self.table)?);
        }
        Ok(opened)
    }

    /// The generation of the next commit that shows anything new.
    pub(super) fn next_generation(&self) -> u64 {
        self.payload.as_ref().map_or(0, |payload| payload.generation) + 1
    }

    /// Makes a record part of the states. `is_visible`: what people see changes with it.
    pub(super) fn record(&mut self, record: LogRecord, is_visible: bool) -> Result<(), Error> {
        self.writer()?.record(&record)?;
        apply_record(&mut self.table, record);
        self.is_changed = true;
        self.is_visible |= is_visible;
        Ok(())
    }

    /// Makes everything since the last commit durable, if there is anything.
    pub(super) fn commit(&mut self, archive: &Archive, now: Timestamp, is_last: bool) -> Result<(), Error> {
        let before = self.payload.clone().unwrap_or_default();
        let folders: Vec<String> =
            archive.settings().folders.iter().map(|folder| folder.label.clone()).collect();
        let is_new = self.payload.is_none() || before.folders != folders || before.is_interrupted == is_last;
        let is_needed = self.is_changed || (is_new && is_last);
        if !is_needed {
            return Ok(());
        }
        let old_log = if is_last { self.compact_log()? } else { None };
        let folders = if is_last { folders } else { before.folders };
        self.commit_as(archive, now, !is_last, folders, old_log)
    }

    /// The same outside of a run: what is said of the last run stays.
    pub(super) fn commit_between(&mut self, archive: &Archive, now: Timestamp) -> Result<(), Error> {
        if !self.is_changed {
            return Ok(());
        }
        let before = self.payload.clone().unwrap_or_default();
        let old_log = self.old_log.take();
        self.commit_as(archive, now, before.is_interrupted, before.folders, old_log)
    }

    fn commit_as(
        &mut self,
        archive: &Archive,
        now: Timestamp,
        is_interrupted: bool,
        folders: Vec<String>,
        old_log: Option<PathBuf>,
    ) -> Result<(), Error> {
        let generation = self.payload.as_ref().map_or(0, |payload| payload.generation);
        let is_visible = self.is_visible || self.payload.is_none();
        self.withheld.publish(archive, &self.table)?;
        let members = self.table.members();
        let (num_articles, num_undated) =
            members.fold((0, 0), |(all, undated), member| (all + 1, undated + u64::from(!member.is_dated)));
        let payload = CommitPayload {
            generation: generation + u64::from(is_visible),
            committed_at: stamp_text(now),
            num_articles,
            num_undated,
            is_interrupted,
            folders,
            ..CommitPayload::default()
        };
        self.writer()?.commit(payload.clone())?;
        // When the old log stays behind after a power cut, the next writer deletes it.
        old_log.map(std::fs::remove_file);
        self.outdated_log.take().map(std::fs::remove_file);
        self.payload = Some(payload);
        (self.is_changed, self.is_visible) = (false, false);
        Ok(())
    }

    fn compact_log(&mut self) -> Result<Option<PathBuf>, Error> {
        // Opened before the table is taken: opening may have to write it.
        self.writer()?;
        let table = std::mem::take(&mut self.table);
        let old = self.writer().and_then(|writer| Ok(writer.compact_log(&table)?));
        self.table = table;
        old
    }

    /// Writes the log anew, whatever is dead in it; the next commit between runs names it.
    pub(super) fn rewrite_log(&mut self) -> Result<(), Error> {
        self.writer()?;
        let table = std::mem::take(&mut self.table);
        let old = self.writer().and_then(|writer| Ok(writer.replace_log(&table)?));
        self.table = table;
        self.old_log = Some(old?);
        self.is_changed = true;
        Ok(())
    }

    /// Waits for merges under way; the next writer begins with none.
    pub(super) fn end_merges(&mut self) -> Result<(), Error> {
        Ok(self.writer.take().map_or(Ok(None), IndexWriter::finish).map(drop)?)
    }

    /// Ends the writing: waits for merges under way, and says if some found no room.
    pub(super) fn finish(self, observer: &mut dyn Observer) -> Result<(), Error> {
        // Giving back the memory of a hundred thousand states takes a while, for which nobody need wait. Where no thread can be
        // had, it is given back here.
        let table = self.table;
        let _ = std::thread::Builder::new().spawn(move || drop(table));
        let lack = self.writer.map_or(Ok(None), IndexWriter::finish)?;
        if let Some(lack) = lack {
            observer.warning(&format!(
                "{}: {lack}; all articles can be found, but queries become slower and deleted articles keep their space",
                self.directory.display()
            ));
        }
        Ok(())
    }
}
