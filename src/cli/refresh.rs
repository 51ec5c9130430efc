//! One index run as the program makes it: noted in the archive's history, with figures for monitoring and the user's commands
//! on failure and on recovery.

use std::path::Path;

use depeche::config::Settings;
use depeche::history::{RunCounts, RunHandle, RunLog, RunOutcome, RunRecord, RunStart, Trigger};
use depeche::index::Archive;
use depeche::ingest::{IngestOptions, Mode, Report};
use depeche::model::Clock;

use super::alert::{AlertsOfRun, Answered};
use super::condition;
use super::engine;
use super::environment::{Environment, SystemClock};
use super::failure::Failure;
use super::fault;
use super::operator::Operator;
use super::place::Place;
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
    /// Of which archive.
    pub place: &'a Place,
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
            let failure = Failure::from(depeche::index::Error::IsSnapshot(archive.root().to_path_buf()));
            self.tell_of_none(&failure, ui, environment);
            return Err(failure);
        }
        if let Some(holder) = archive.writer() {
            // Not a run that failed: somebody else makes one.
            return Err(depeche::index::Error::Locked { holder }.into());
        }
        let log = RunLog::of(archive);
        let operator = self.operator(environment);
        let has_been_told = operator.has_been_told(Some(&log));
        let start = self.start();
        let is_noted_at_once = !matches!(self.trigger, Trigger::Watch | Trigger::Query);
        let begun = is_noted_at_once.then(|| self.begin(&log, &start, ui)).flatten();
        if let (Work::Refresh, Some(alerts)) = (self.work, self.alerts) {
            alerts.before(archive, self.options.mode, ui);
        }
        // A breakdown on damaged bytes is a run that failed, and is told like any other.
        let result = fault::guarded(environment.wants_trace, || self.work(archive, ui));
        let answered = match (self.work, self.alerts, &result) {
            (Work::Refresh, Some(alerts), Ok(_)) => {
                let answered = fault::guarded(environment.wants_trace, || Ok(alerts.after(archive, ui)));
                let unanswered =
                    |failure: Failure| Answered { failures: vec![failure.message], ..Answered::default() };
                answered.unwrap_or_else(unanswered)
            }
            _ => Answered::default(),
        };
        // Those are many, and mostly find nothing to do: only what they did is noted.
        let is_noted_late = !is_noted_at_once && !result.as_ref().is_ok_and(is_idle);
        let begun = begun.or_else(|| is_noted_late.then(|| self.begin(&log, &start, ui)).flatten());
        if result.as_ref().is_err_and(|failure| failure.code == "locked") {
            // Another process was quicker by a moment.
            if let Some(handle) = begun {
                let skipped = RunOutcome::Skipped;
                let _ = log.end(handle, SystemClock.now(), skipped, None, None, Vec::new());
            }
            return result;
        }
        if is_noted_at_once || is_noted_late {
            let (record, is_in_history) = self.end(&log, start, begun, &result, answered, archive, ui);
            if let Some(call) = operator.hear(&record, is_in_history, has_been_told)
                && let Err(reason) = call.make(environment)
            {
                ui.insist(&reason.to_string());
            }
            self.write_figures(archive, ui);
        }
        result
    }

    /// Tells of a run that could not begin, when nobody sees it fail.
    pub fn tell_of_none(&self, failure: &Failure, ui: &Ui, environment: &Environment) {
        not_begun(self.operator(environment), self.trigger, failure, self.metrics, ui);
    }

    fn operator<'a>(&'a self, environment: &'a Environment) -> Operator<'a> {
        let entry = self.settings.archives.get(&self.place.name);
        Operator { place: self.place, entry, environment }
    }

    fn work(&self, archive: &mut Archive, ui: &Ui) -> Result<Option<Report>, Failure> {
        match self.work {
            Work::Refresh => engine::refresh(archive, self.options, ui).map(Some),
            Work::Reanalyze => engine::reanalyze(archive, self.options, ui).map(Some),
            Work::Compact => engine::compact(archive, self.options, ui).map(|()| None),
        }
    }

    fn start(&self) -> RunStart {
        let mode = match (self.work, self.options.mode) {
            (Work::Reanalyze, _) => "reanalyze",
            (Work::Compact, _) => "compact",
            (Work::Refresh, Mode::Full) => "full",
            (Work::Refresh, Mode::Verify) => "verify",
            (Work::Refresh, _) => "update",
        };
        let (mode, process) = (mode.to_string(), std::process::id());
        RunStart { trigger: self.trigger, mode, started: SystemClock.now(), process }
    }

    fn begin(&self, log: &RunLog, start: &RunStart, ui: &Ui) -> Option<RunHandle> {
        let begun = log.begin(start, self.settings.keep_runs_of(&self.place.name));
        begun.inspect_err(|error| ui.insist(&format!("this run is not noted in the history: {error}"))).ok()
    }

    /// The run as it ended, and whether the history has it.
    #[allow(clippy::too_many_arguments)]
    fn end(
        &self,
        log: &RunLog,
        start: RunStart,
        begun: Option<RunHandle>,
        result: &Result<Option<Report>, Failure>,
        answered: Answered,
        archive: &Archive,
        ui: &Ui,
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
        let (now, generation) = (SystemClock.now(), Some(archive.stamp().generation));
        let unwritten = RunRecord::unwritten(&start, now, outcome, failures.clone());
        let Some(handle) = begun else { return (unwritten, false) };
        match log.end(handle, now, outcome, counts, generation, failures) {
            Ok(record) => (record, true),
            Err(error) => {
                ui.insist(&format!("the end of this run is not noted in the history: {error}"));
                (unwritten, false)
            }
        }
    }

    fn write_figures(&self, archive: &Archive, ui: &Ui) {
        let entry = self.settings.archives.get(&self.place.name);
        let file = self.metrics.or_else(|| entry.and_then(|entry| entry.metrics.as_deref()));
        let Some(file) = file else { return };
        let written =
            condition::of_entry(archive, entry).and_then(|condition| super::metrics::write(file, &condition));
        if let Err(failure) = written {
            ui.insist(&failure.message);
        }
    }
}

/// Tells the operator of a run that could not begin, unless somebody typed it and sees that.
pub fn not_begun(
    operator: Operator<'_>,
    trigger: Trigger,
    failure: &Failure,
    figures: Option<&Path>,
    ui: &Ui,
) {
    if !matches!(trigger, Trigger::Schedule | Trigger::Install) {
        return;
    }
    if let Some(call) = operator.hear_of_none(trigger, &failure.message, figures)
        && let Err(reason) = call.make(operator.environment)
    {
        ui.insist(&reason.to_string());
    }
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
