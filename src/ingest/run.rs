//! One index run from the walk to the report.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use jiff::Timestamp;

use super::arrivals::Arrivals;
use super::error::Error;
use super::intake::Intake;
use super::ledger::Ledger;
use super::met::{Met, walk_all};
use super::observer::{Observer, Phase};
use super::options::{IngestOptions, Mode};
use super::pipeline::Shared;
use super::plan::{FileTask, Plan, plan};
use super::removal::{Removal, remove_forgotten};
use super::report::{HeldBack, Report};
use super::root::{Root, roots_of};
use super::tally::Tallies;
use super::worker::{Message, work};
use super::{purge, withdraw};
use crate::corpus::platform::is_bad_disk;
use crate::diagnostics::{Code, Diagnostic};
use crate::error::PathError;
use crate::index::{Archive, FileTable, IndexReader, IndexState, LogRecord, is_intact};
use crate::model::Clock;

/// How often the observer is asked whether to go on, at least.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Refreshes the archive's index from its folders: reads what is new or changed, takes out what is gone.
///
/// Commits every `options.commit_every_ms` and at the end; what is committed stays whatever happens after. When nothing
/// changed, nothing is written. A file that cannot be used is in the report and no error.
///
/// # Errors
/// When another process writes to the archive, when its index is in a state that a run cannot repair (`Mode::Full`
/// repairs all), or when the index cannot be written.
pub fn run(
    archive: &mut Archive,
    options: &IngestOptions,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Report, Error> {
    options.check()?;
    let started = clock.now();
    let _lock = archive.lock(started)?;
    *archive = archive.reopened()?;
    let archive = &*archive;
    let roots = roots_of(archive, &options.only)?;
    let mut tallies = Tallies::default();
    observer.phase(Phase::Walking);
    let (prepared, met) = std::thread::scope(|scope| {
        let prepared = scope.spawn(|| prepare_index(archive, options.mode));
        let met = walk_all(archive, &roots, &mut tallies.progress, observer);
        (prepared.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), met)
    });
    let num_jobs = num_jobs(options);
    let (directory, table) = prepared?;
    let mut ledger = Ledger::new(archive, directory.clone(), table, options, num_jobs)?;
    let (must_purge, unwritten) = withdraw::begin(archive, &mut ledger)?;
    if let Some(error) = unwritten {
        observer.diagnostic(&unwritten_list(&error));
    }
    let run = Run { archive, options, clock, started, num_jobs, must_purge, ledger, tallies };
    let report = run.run(&roots, met, observer)?;
    put_in_force(archive, &directory, report.interrupted)?;
    Ok(report)
}

/// An index that was made beside the old one takes its place when it is whole. When the run was stopped before, the old
/// one stays if it answers; else what there is of the new one is better.
fn put_in_force(archive: &Archive, directory: &Path, is_interrupted: bool) -> Result<(), Error> {
    let is_beside = generation_differs(archive, directory);
    if is_beside && !(is_interrupted && archive.state().can_answer()) {
        archive.make_current(directory)?;
    }
    Ok(())
}

fn generation_differs(archive: &Archive, directory: &Path) -> bool {
    archive.index_directory().map_or(true, |current| current != directory)
}

/// The run over all folders of an archive whose files are known to be in the states of `table`. The caller holds the lock.
pub(super) fn run_on(
    archive: &Archive,
    table: FileTable,
    options: &IngestOptions,
    clock: &dyn Clock,
    started: Timestamp,
    observer: &mut dyn Observer,
) -> Result<Report, Error> {
    let roots = roots_of(archive, &[])?;
    let mut tallies = Tallies::default();
    observer.phase(Phase::Walking);
    let met = walk_all(archive, &roots, &mut tallies.progress, observer);
    let num_jobs = num_jobs(options);
    let mut ledger = Ledger::new(archive, archive.index_directory()?, table, options, num_jobs)?;
    let (must_purge, unwritten) = withdraw::begin(archive, &mut ledger)?;
    if let Some(error) = unwritten {
        observer.diagnostic(&unwritten_list(&error));
    }
    Run { archive, options, clock, started, num_jobs, must_purge, ledger, tallies }.run(&roots, met, observer)
}

/// Threads that read and analyse.
pub(super) fn num_jobs(options: &IngestOptions) -> usize {
    match options.num_jobs {
        0 => std::thread::available_parallelism().map_or(2, |num| num.get()),
        num => num.min(256),
    }
}

/// The index directory to write to and the states of all files in it. Refuses an index that would become worse by writing
/// to it; a full run makes a new one beside it instead.
fn prepare_index(archive: &Archive, mode: Mode) -> Result<(PathBuf, FileTable), crate::index::Error> {
    let is_full = mode == Mode::Full;
    let table = archive.checked_state().and_then(|state| match state {
        IndexState::Missing | IndexState::Current | IndexState::Stale => sound_table(archive, state),
        state => Err(crate::index::Error::State(state)),
    });
    let table = table.and_then(|table| match is_full && !is_intact(archive)? {
        true => Err(crate::index::Error::State(IndexState::Corrupt)),
        false => Ok(table),
    });
    match table {
        Ok(table) => keep(archive, table),
        Err(error) if is_full && can_be_replaced(&error) => {
            if archive.index_directory().is_ok() {
                archive.remove_other_generations()?;
            }
            Ok((archive.new_generation()?, FileTable::default()))
        }
        Err(error) => Err(error),
    }
}

/// Whether an index that could not be opened is lost; too many open files, say, are no reason to make it new.
fn can_be_replaced(error: &crate::index::Error) -> bool {
    match error {
        crate::index::Error::Io(error) => is_bad_disk(&error.source),
        _ => true,
    }
}

fn keep(archive: &Archive, table: FileTable) -> Result<(PathBuf, FileTable), crate::index::Error> {
    archive.remove_other_generations()?;
    Ok((archive.index_directory()?, table))
}

/// Finds damage that the state, told by small files alone, does not show: a log that cannot be read, a segment that is
/// gone.
fn sound_table(archive: &Archive, state: IndexState) -> Result<FileTable, crate::index::Error> {
    if state != IndexState::Missing {
        drop(IndexReader::open(archive)?);
    }
    archive.file_table()
}

struct Run<'a> {
    archive: &'a Archive,
    options: &'a IngestOptions,
    clock: &'a dyn Clock,
    started: Timestamp,
    num_jobs: usize,
    /// Whether text of purged articles was in the index when the run began.
    must_purge: bool,
    ledger: Ledger,
    tallies: Tallies,
}

impl Run<'_> {
    fn run(mut self, roots: &[Root], met: Vec<Met>, observer: &mut dyn Observer) -> Result<Report, Error> {
        let scanned_at_ns = i64::try_from(self.started.as_nanosecond()).unwrap_or(i64::MAX);
        let labels: Vec<_> =
            self.archive.settings().folders.iter().map(|folder| folder.label.clone()).collect();
        let mut plan =
            plan(roots, met, &self.ledger.table, self.options, scanned_at_ns, &mut self.tallies, observer);
        observer.progress(&self.tallies.progress);
        remove_forgotten(&labels, &mut self.ledger, &mut self.tallies)?;
        self.settle(roots, &mut plan)?;
        let arrivals = Arrivals::of_vanished(roots, &plan.walks, &self.ledger.table);
        let mut intake = Intake::new(roots, &plan.tasks, scanned_at_ns, &self.options.commands, arrivals);
        let mut is_interrupted = plan.is_cancelled;
        if !is_interrupted && !plan.tasks.is_empty() {
            observer.phase(Phase::Indexing);
            is_interrupted = self.read_files(roots, &plan.tasks, &mut intake, observer)?;
        }
        let mut held_back = Vec::new();
        if is_interrupted {
            intake.record_open_files(&mut self.ledger)?;
        } else {
            let (tasks, walks, allowed) = (&plan.tasks, &plan.walks, &self.options.allow_removals);
            let removal = Removal { roots, tasks, walks, intake: &intake, allowed };
            held_back = removal.run(&mut self.ledger, &mut self.tallies)?;
        }
        observer.phase(Phase::Committing);
        self.ledger.commit(self.archive, self.clock.now(), !is_interrupted)?;
        let is_all = labels.len() == roots.len() && roots.iter().all(Root::is_whole);
        if is_all && !is_interrupted {
            self.archive.note_refreshed(self.clock.now())?;
        }
        self.finish(held_back, is_interrupted, observer)
    }

    /// Files that end without being read. What an ordinary file of that name gave before waits for the guard.
    fn settle(&mut self, roots: &[Root], plan: &mut Plan) -> Result<(), Error> {
        for (root, path, state) in plan.settled.drain(..) {
            let label = roots[root].label.clone();
            let members = self.ledger.table.file(&label, &path).map(|known| known.members.clone());
            let is_skipped = matches!(state.outcome, crate::index::FileOutcome::Skipped { .. });
            self.ledger.record(LogRecord::File { label: label.clone(), path: path.clone(), state }, true)?;
            let mut members = members.unwrap_or_default();
            if is_skipped && !members.is_empty() {
                members.iter_mut().for_each(|member| member.is_held_back = true);
                self.ledger.record(LogRecord::Members { label, path, members }, true)?;
            }
        }
        Ok(())
    }

    /// Reads all files of the plan; `true` if the observer stopped it.
    fn read_files(
        &mut self,
        roots: &[Root],
        tasks: &[FileTask],
        intake: &mut Intake<'_>,
        observer: &mut dyn Observer,
    ) -> Result<bool, Error> {
        let shared = Shared::new(
            roots,
            tasks,
            self.num_jobs,
            &self.options.commands,
            self.ledger.withheld.recogniser(),
        );
        std::thread::scope(|scope| {
            let (sender, messages) = sync_channel(2 * self.num_jobs);
            for _ in 0..self.num_jobs {
                let (sender, shared) = (sender.clone(), &shared);
                scope.spawn(move || work(shared, &sender));
            }
            drop(sender);
            let result = self.take_in(&shared, &messages, intake, observer);
            // Without a listener the workers end, also when taking in failed.
            shared.cancel();
            drop(messages);
            result
        })
    }

    fn take_in(
        &mut self,
        shared: &Shared<'_>,
        messages: &Receiver<Message>,
        intake: &mut Intake<'_>,
        observer: &mut dyn Observer,
    ) -> Result<bool, Error> {
        let mut last_commit = self.clock.now();
        let mut is_interrupted = false;
        loop {
            match messages.recv_timeout(ASK_EVERY) {
                Ok(Message::Finding(finding)) => {
                    *self.tallies.findings.entry(finding.code).or_default() += 1;
                    observer.diagnostic(&finding);
                }
                Ok(Message::MoreFindings(counts)) => {
                    for (code, num) in counts {
                        *self.tallies.findings.entry(code).or_default() += num;
                    }
                }
                Ok(Message::Analysed { task, documents, num_broken }) => {
                    intake.analysed(task, documents, num_broken, &mut self.ledger, &mut self.tallies)?;
                }
                Ok(Message::Read { task, end, num_batches }) => {
                    intake.read(task, end, num_batches, &mut self.ledger, &mut self.tallies)?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(is_interrupted),
            }
            observer.progress(&self.tallies.progress);
            if !is_interrupted && observer.is_cancelled() {
                is_interrupted = true;
                shared.cancel();
            }
            let now = self.clock.now();
            if !is_interrupted && millis_between(last_commit, now) >= self.options.commit_every_ms {
                intake.record_open_files(&mut self.ledger)?;
                observer.phase(Phase::Committing);
                self.ledger.commit(self.archive, now, false)?;
                observer.phase(Phase::Indexing);
                last_commit = now;
            }
        }
    }

    fn finish(
        self,
        held_back: Vec<HeldBack>,
        interrupted: bool,
        observer: &mut dyn Observer,
    ) -> Result<Report, Error> {
        observer.progress(&self.tallies.progress);
        let payload = self.ledger.payload.clone().unwrap_or_default();
        let now = self.clock.now();
        let articles_withdrawn = self.ledger.withheld.num_hidden(&self.ledger.table, now)
            + withdraw::num_purged(&self.ledger.table);
        observer.phase(Phase::Merging);
        self.ledger.withheld.end(self.archive)?;
        match self.must_purge {
            true => purge::rewrite(self.archive, self.ledger, now, observer)?,
            false => self.ledger.finish(observer)?,
        }
        Ok(Report {
            articles_total: payload.num_articles,
            articles_undated: payload.num_undated,
            articles_withdrawn,
            held_back,
            generation: payload.generation,
            took_ms: millis_between(self.started, self.clock.now()),
            interrupted,
            ..self.tallies.into_report()
        })
    }
}

/// A list that cannot be written is told like a file that cannot be read: the run goes on.
fn unwritten_list(error: &PathError) -> Diagnostic {
    Diagnostic {
        path: error.path.clone(),
        member: None,
        code: Code::Unreadable,
        message: format!(
            "the list of withdrawn articles cannot be written: {}; only the archive has it",
            error.source
        ),
    }
}

/// Whole milliseconds from `from` to `to`; 0 when the clock went back.
pub(super) fn millis_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.as_millisecond() - from.as_millisecond()).unwrap_or(0)
}
