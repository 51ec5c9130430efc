//! A run in the archive's history: that it began, and how it ended. What a run does, and which are noted, is `refresh`'s.

use depeche::history::{RunCounts, RunHandle, RunLog, RunOutcome, RunRecord, RunStart};
use depeche::ingest::Report;
use depeche::model::Clock;

use super::alert::Answered;
use super::environment::SystemClock;
use super::failure::Failure;
use super::ui::Ui;

/// A run, and the history that hears of it.
pub struct NotedRun<'a> {
    log: &'a RunLog,
    start: RunStart,
    /// So many runs are kept.
    num_kept: u64,
    /// `None`: the history does not know of it.
    handle: Option<RunHandle>,
    ui: &'a Ui,
}

impl<'a> NotedRun<'a> {
    /// One of which nothing is noted yet.
    pub fn new(log: &'a RunLog, start: RunStart, num_kept: u64, ui: &'a Ui) -> NotedRun<'a> {
        NotedRun { log, start, num_kept, handle: None, ui }
    }

    /// Notes that it began.
    pub fn begin(&mut self) {
        match self.log.begin(&self.start, self.num_kept) {
            Ok(handle) => self.handle = Some(handle),
            Err(error) => self.ui.insist(&format!("this run is not noted in the history: {error}")),
        }
    }

    /// Notes that nothing came of it, as another process was quicker.
    pub fn skip(self) {
        if let Some(handle) = self.handle {
            let _ = self.log.end(handle, SystemClock.now(), RunOutcome::Skipped, None, None, Vec::new());
        }
    }

    /// Notes how it ended, with the archive at `generation`. Returns the run as it ended, and whether the history has it.
    pub fn end(
        self,
        result: &Result<Option<Report>, Failure>,
        answered: Answered,
        generation: u64,
    ) -> (RunRecord, bool) {
        let (outcome, mut counts, mut failures) = match result {
            Ok(None) => (RunOutcome::Done, None, Vec::new()),
            Ok(Some(report)) => (outcome_of(report), Some(RunCounts::of(report)), Vec::new()),
            Err(failure) => (RunOutcome::Failed, None, vec![failure.message.clone()]),
        };
        if let Some(counts) = &mut counts {
            (counts.alerts, counts.alert_hits) = (answered.num_alerts, answered.num_hits);
        }
        failures.extend(answered.failures);
        let now = SystemClock.now();
        let unwritten = RunRecord::unwritten(&self.start, now, outcome, failures.clone());
        let Some(handle) = self.handle else { return (unwritten, false) };
        match self.log.end(handle, now, outcome, counts, Some(generation), failures) {
            Ok(record) => (record, true),
            Err(error) => {
                self.ui.insist(&format!("the end of this run is not noted in the history: {error}"));
                (unwritten, false)
            }
        }
    }
}

/// How a run ended that gave this report.
pub fn outcome_of(report: &Report) -> RunOutcome {
    match () {
        () if report.interrupted => RunOutcome::Interrupted,
        () if !report.held_back.is_empty() => RunOutcome::HeldBack,
        () if report.failed.iter().any(|problem| !problem.known) => RunOutcome::FilesFailed,
        () => RunOutcome::Done,
    }
}
