//! One index run as the program makes it: noted in the archive's history, with figures for monitoring and the user's commands
//! on failure and on recovery. What the history is told is `noted_run`'s.

use std::path::Path;

use depeche::config::Settings;
use depeche::history::{RunLog, RunOutcome, RunStart, Trigger};
use depeche::index::Archive;
use depeche::ingest::{IngestOptions, Mode, Report};
use depeche::model::Clock;

use super::alert::{AlertsOfRun, Answered};
use super::condition;
use super::engine;
use super::environment::{Environment, SystemClock};
use super::failure::Failure;
use super::fault;
use super::noted_run::{NotedRun, outcome_of};
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
        let mut noted = NotedRun::new(&log, self.start(), self.settings.keep_runs_of(&self.place.name), ui);
        let is_noted_at_once = !matches!(self.trigger, Trigger::Watch | Trigger::Query);
        if is_noted_at_once {
            noted.begin();
        }
        if let Some(alerts) = self.alerts_to_answer() {
            alerts.before(archive, self.options.mode, ui);
        }
        // A breakdown on damaged bytes is a run that failed, and is told like any other.
        let result = fault::guarded(environment.wants_trace, || self.work(archive, ui));
        let answered = match self.alerts_to_answer() {
            Some(alerts) if result.is_ok() => answered(alerts, archive, ui, environment),
            _ => Answered::default(),
        };
        // Those are many, and mostly find nothing to do: only what they did is noted.
        let is_noted_late = !is_noted_at_once && !result.as_ref().is_ok_and(is_idle);
        if is_noted_late {
            noted.begin();
        }
        if result.as_ref().is_err_and(|failure| failure.code == "locked") {
            // Another process was quicker by a moment.
            noted.skip();
            return result;
        }
        if is_noted_at_once || is_noted_late {
            let (record, is_in_history) = noted.end(&result, answered, archive.stamp().generation);
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

    /// Those of a run that reads what is new.
    fn alerts_to_answer(&self) -> Option<&AlertsOfRun> {
        self.alerts.filter(|_| self.work == Work::Refresh)
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

/// Answers alerts. A breakdown in it is told in the run's record, and the run is none that failed.
fn answered(alerts: &AlertsOfRun, archive: &Archive, ui: &Ui, environment: &Environment) -> Answered {
    let answered = fault::guarded(environment.wants_trace, || Ok(alerts.after(archive, ui)));
    answered.unwrap_or_else(|failure| Answered { failures: vec![failure.message], ..Answered::default() })
}

/// Whether a run changed nothing.
fn is_idle(report: &Option<Report>) -> bool {
    report.as_ref().is_some_and(|report| {
        let num_changed = report.articles_added + report.articles_updated + report.articles_removed;
        num_changed == 0 && outcome_of(report) == RunOutcome::Done
    })
}
