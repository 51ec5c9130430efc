//! What the one who answers for an archive is told of its runs: the commands of the settings on failure and on recovery, each once,
//! and figures for monitoring. Also of runs that could not begin, for which nobody but this speaks.

use std::ffi::OsString;
use std::path::Path;

use depeche::config::ArchiveEntry;
use depeche::history::{RunLog, RunOutcome, RunRecord, RunStart, Trigger};
use depeche::index::Archive;
use depeche::model::Clock;
use jiff::Timestamp;

use super::condition::{self, Condition};
use super::environment::{Environment, SystemClock};
use super::failure::Failure;
use super::hook;
use super::metrics;
use super::place::Place;
use super::remembered::Remembered;

/// Who is to be told, and how.
#[derive(Debug, Clone, Copy)]
pub struct Operator<'a> {
    /// The archive.
    pub place: &'a Place,
    /// What the settings say of it.
    pub entry: Option<&'a ArchiveEntry>,
    /// What is around the process.
    pub environment: &'a Environment,
}

/// A command of the settings that is to be started, with the run that it is told.
#[derive(Debug)]
pub struct Call {
    words: Vec<OsString>,
    archive: String,
    record: RunRecord,
}

impl Call {
    /// Starts it and waits for its end, at most a minute.
    pub fn make(&self, environment: &Environment) -> Result<(), hook::Error> {
        hook::tell(&self.words, &self.archive, &self.record, environment)
    }
}

impl Operator<'_> {
    /// Whether failure was told, and recovery was not: by the history, and by what is remembered where it could not be written.
    pub fn has_been_told(&self, log: Option<&RunLog>) -> bool {
        let runs = log.and_then(|log| log.read().ok()).unwrap_or_default();
        // Nobody was there to tell of a run that was broken off.
        let mut outcomes = runs.iter().rev().filter_map(|run| run.outcome);
        let last = outcomes.find(|outcome| *outcome != RunOutcome::BrokenOff);
        last.is_some_and(RunOutcome::is_failure) || self.remembered().failing().is_some()
    }

    /// A run is over; `is_in_history`: what becomes of the archive can be told by that.
    pub fn hear(&self, record: &RunRecord, is_in_history: bool, has_been_told: bool) -> Option<Call> {
        let is_failing = record.outcome.is_some_and(RunOutcome::is_failure);
        let (name, root) = (&self.place.name, &self.place.root);
        // Archives that a query makes for a folder have no operator.
        if record.trigger != Trigger::Query {
            match is_failing && !is_in_history {
                true => self.remembered().note_failure(name, root, &reason_of(record), record.started),
                false => self.remembered().note_run(name, root),
            }
        }
        let command = match (has_been_told, is_failing) {
            (false, true) => self.entry.and_then(|entry| entry.on_failure.as_ref()),
            (true, false) => self.entry.and_then(|entry| entry.on_recovery.as_ref()),
            _ => None,
        };
        let words = command?.clone();
        Some(Call { words, archive: name.clone(), record: record.clone() })
    }

    /// A run could not begin, or was ended by a signal: nobody else tells of it. `figures`: where to write them, when the settings do not say it.
    pub fn hear_of_none(&self, trigger: Trigger, reason: &str, figures: Option<&Path>) -> Option<Call> {
        let now = SystemClock.now();
        let start =
            RunStart { trigger, mode: "update".to_string(), started: now, process: std::process::id() };
        let archive = Archive::open(&self.place.root).ok();
        let log = archive.as_ref().map(RunLog::of);
        let has_been_told = self.has_been_told(log.as_ref());
        let failures = vec![reason.lines().collect::<Vec<_>>().join("; ")];
        let record = RunRecord::unwritten(&start, now, RunOutcome::Failed, failures);
        let call = self.hear(&record, false, has_been_told);
        if let Some(file) = figures.or_else(|| self.entry.and_then(|entry| entry.metrics.as_deref())) {
            // The failure itself is what matters; figures that could not be written are known by their age.
            let _ = self.write_figures(file, archive.as_ref(), now);
        }
        call
    }

    fn write_figures(&self, file: &Path, archive: Option<&Archive>, now: Timestamp) -> Result<(), Failure> {
        let failing = self.remembered().failing().cloned();
        match archive {
            Some(archive) => {
                let condition = condition::of_entry(archive, self.entry)?;
                metrics::write(file, &Condition { failing, ..condition })
            }
            None => metrics::write_lost(file, &self.place.name, now, failing.map_or(1, |it| it.num_runs)),
        }
    }

    fn remembered(&self) -> Remembered {
        Remembered::of(&self.place.root, self.environment)
    }
}

fn reason_of(record: &RunRecord) -> String {
    record.failures.first().cloned().unwrap_or_else(|| "it gave no reason".to_string())
}
