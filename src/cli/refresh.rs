//! One index run as the program makes it: noted in the archive's history, with figures for monitoring and the user's commands
//! on failure and on recovery.

use std::path::{Path, PathBuf};

use depeche::config::Settings;
use depeche::history::{RunCounts, RunHandle, RunLog, RunOutcome, RunRecord, RunStart, Trigger};
use depeche::index::Archive;
use depeche::ingest::{IngestOptions, Mode, Report};
use depeche::model::Clock;
use jiff::Timestamp;

use super::alert::{AlertsOfRun, Answered};
use super::condition;
use super::engine;
use super::environment::{Environment, SystemClock};
use super::failure::Failure;
use super::hook;
use super::ui::Ui;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Brings the index up to date, in the options' mode.
    Refresh,
    /// Analyses the stored texts again.
    Reanalyze,
    /// Joins the parts of the index.
    Compact,
}

/// How runs are made, and for what.
pub struct Refresh<'a> {
    /// What to do.
    pub work: Work,
    /// Why.
    pub trigger: Trigger,
    /// How.
    pub options: &'a IngestOptions,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The alerts that it answers.
    pub alerts: Option<&'a AlertsOfRun>,
    /// Where to write figures, when the settings do not say it.
    pub metrics: Option<&'a Path>,
}

impl Refresh<'_> {
    /// Makes one run. `None`: the work gives no report.
    pub fn run(
        &self,
        archive: &mut Archive,
        ui: &Ui,
        environment: &Environment,
    ) -> Result<Option<Report>, Failure> {
        if archive.is_snapshot() {
            // Nothing is noted in it either.
            return Err(depeche::index::Error::IsSnapshot(archive.root().to_path_buf()).into());
        }
        if let Some(holder) = archive.writer() {
            // Not a run that failed: somebody else makes one.
            return Err(depeche::index::Error::Locked { holder }.into());
        }
        let log = RunLog::of(archive);
        let was_failing = was_failing(&log);
        let started = SystemClock.now();
        let is_noted_at_once = !matches!(self.trigger, Trigger::Watch | Trigger::Query);
        let begun = is_noted_at_once.then(|| self.begin(&log, archive, started, ui)).flatten();
        if let (Work::Refresh, Some(alerts)) = (self.work, self.alerts) {
            alerts.before(archive, self.options.mode, ui);
        }
        let result = self.work(archive, ui);
        let answered = match (self.work, self.alerts, &result) {
            (Work::Refresh, Some(alerts), Ok(_)) => alerts.after(archive, ui),
            _ => Answered::default(),
        };
        // Those are many, and mostly find nothing to do: only what they did is noted.
        let is_noted_late = !is_noted_at_once && !result.as_ref().is_ok_and(is_idle);
        let begun = begun.or_else(|| is_noted_late.then(|| self.begin(&log, archive, started, ui)).flatten());
        if let Some(handle) = begun {
            self.end(&log, handle, &result, answered, archive, was_failing, ui, environment);
        }
        result
    }

    fn work(&self, archive: &mut Archive, ui: &Ui) -> Result<Option<Report>, Failure> {
        match self.work {
            Work::Refresh => engine::refresh(archive, self.options, ui).map(Some),
            Work::Reanalyze => engine::reanalyze(archive, self.options, ui).map(Some),
            Work::Compact => engine::compact(archive, self.options, ui).map(|()| None),
        }
    }

    fn begin(&self, log: &RunLog, archive: &Archive, started: Timestamp, ui: &Ui) -> Option<RunHandle> {
        let mode = match (self.work, self.options.mode) {
            (Work::Reanalyze, _) => "reanalyze",
            (Work::Compact, _) => "compact",
            (Work::Refresh, Mode::Full) => "full",
            (Work::Refresh, Mode::Verify) => "verify",
            (Work::Refresh, _) => "update",
        };
        let (mode, process) = (mode.to_string(), std::process::id());
        let start = RunStart { trigger: self.trigger, mode, started, process };
        let keep = self.settings.keep_runs_of(&archive.settings().name);
        let begun = log.begin(&start, keep);
        begun.inspect_err(|error| ui.warn(&format!("this run is not noted in the history: {error}"))).ok()
    }

    #[allow(clippy::too_many_arguments)]
    fn end(
        &self,
        log: &RunLog,
        handle: RunHandle,
        result: &Result<Option<Report>, Failure>,
        answered: Answered,
        archive: &Archive,
        was_failing: bool,
        ui: &Ui,
        environment: &Environment,
    ) {
        let (outcome, mut counts, mut failures) = match result {
            Ok(None) => (RunOutcome::Done, None, Vec::new()),
            Ok(Some(report)) => (outcome_of(report), Some(RunCounts::of(report)), Vec::new()),
            Err(failure) => (RunOutcome::Failed, None, vec![failure.message.clone()]),
        };
        if let Some(counts) = &mut counts {
            (counts.alerts, counts.alert_hits) = (answered.num_alerts, answered.num_hits);
        }
        failures.extend(answered.failures);
        let generation = Some(archive.stamp().generation);
        let ended = log.end(handle, SystemClock.now(), outcome, counts, generation, failures);
        match ended {
            Ok(record) => self.tell(&record, archive, was_failing, ui, environment),
            Err(error) => ui.warn(&format!("the end of this run is not noted in the history: {error}")),
        }
    }

    /// Tells the user's monitoring.
    fn tell(
        &self,
        record: &RunRecord,
        archive: &Archive,
        was_failing: bool,
        ui: &Ui,
        environment: &Environment,
    ) {
        let name = &archive.settings().name;
        let entry = self.settings.archives.get(name);
        let is_failing = record.outcome.is_some_and(RunOutcome::is_failure);
        let command = match (was_failing, is_failing) {
            (false, true) => entry.and_then(|entry| entry.on_failure.as_ref()),
            (true, false) => entry.and_then(|entry| entry.on_recovery.as_ref()),
            _ => None,
        };
        if let Some(words) = command {
            let told = hook::tell(words, name, record, environment);
            if let Err(reason) = told {
                ui.warn(&reason.to_string());
            }
        }
        let file: Option<PathBuf> =
            self.metrics.map(Path::to_path_buf).or_else(|| entry.and_then(|entry| entry.metrics.clone()));
        if let Some(file) = file
            && let Err(failure) = condition::of(archive, self.settings)
                .and_then(|condition| super::metrics::write(&file, &condition))
        {
            ui.warn(&failure.message);
        }
    }
}

/// Whether the newest run that ended failed.
fn was_failing(log: &RunLog) -> bool {
    let runs = log.read().unwrap_or_default();
    let last = runs.iter().rev().find_map(|run| run.outcome);
    last.is_some_and(RunOutcome::is_failure)
}

fn outcome_of(report: &Report) -> RunOutcome {
    match () {
        () if report.interrupted => RunOutcome::Interrupted,
        () if !report.held_back.is_empty() => RunOutcome::HeldBack,
        () if report.failed.iter().any(|problem| !problem.known) => RunOutcome::FilesFailed,
        () => RunOutcome::Done,
    }
}

/// Whether a run changed nothing.
fn is_idle(report: &Option<Report>) -> bool {
    report.as_ref().is_some_and(|report| {
        let num_changed = report.articles_added + report.articles_updated + report.articles_removed;
        num_changed == 0 && outcome_of(report) == RunOutcome::Done
    })
}
