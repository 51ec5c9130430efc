//! What a run does for alerts: notes before it where they begin, answers them after it. Nothing here makes a run fail.

use depeche::alert::{Alert, Desk, Error, RunKind, Summary, before_run};
use depeche::config::Settings;
use depeche::index::Archive;
use depeche::ingest::Mode;
use depeche::render::{AlertForms, count_text};

use super::super::environment::{Environment, SystemClock};
use super::super::place::Place;
use super::super::shared::Shared;
use super::super::ui::Ui;
use super::of_archive::{active, entry_of};

/// The alerts that a run answers.
pub struct AlertsOfRun {
    alerts: Vec<Alert>,
    environment: Vec<(std::ffi::OsString, std::ffi::OsString)>,
}

/// What came of them, for the record of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// Alerts that delivered something.
    pub num_alerts: u64,
    /// Articles delivered.
    pub num_hits: u64,
    /// A sentence for each delivery that did not arrive.
    pub failures: Vec<String>,
}

impl AlertsOfRun {
    /// Those that `settings` give the archive at `place`.
    pub fn of(settings: &Settings, place: &Place, shared: &Shared, environment: &Environment) -> AlertsOfRun {
        let alerts = entry_of(settings, place, shared).map(|(_, entry)| active(entry)).unwrap_or_default();
        AlertsOfRun { alerts, environment: environment.of_commands.clone() }
    }

    /// To be called before a run in this mode.
    pub fn before(&self, archive: &Archive, mode: Mode, ui: &Ui) {
        let kind = if mode == Mode::Full { RunKind::Anew } else { RunKind::Usual };
        if let Err(error) = before_run(archive, &self.alerts, kind, &SystemClock) {
            ui.warn(&format!("alerts could not be prepared: {error}"));
        }
    }

    /// To be called after a run, also one that was stopped: what it committed is news.
    pub fn after(&self, archive: &Archive, ui: &Ui) -> Answered {
        let answered = match self.answer(archive, None) {
            Ok(summary) => answered(&summary),
            Err(error) => {
                let sentence = format!("alerts could not be answered: {error}");
                Answered { failures: vec![sentence], ..Answered::default() }
            }
        };
        answered.failures.iter().for_each(|sentence| ui.warn(sentence));
        if answered.num_hits > 0 {
            let alerts = count_text(answered.num_alerts, "alert");
            let articles = count_text(answered.num_hits, "article");
            ui.note(&format!("{alerts} delivered {articles}."));
        }
        answered
    }

    /// Answers all, or the one of that name.
    pub fn answer(&self, archive: &Archive, only: Option<&str>) -> Result<Summary, Error> {
        let (alerts, environment) = (&self.alerts[..], &self.environment[..]);
        let desk = Desk { archive, alerts, forms: &AlertForms, environment, clock: &SystemClock };
        desk.answer(only)
    }
}

/// The counts and sentences of a round.
pub fn answered(summary: &Summary) -> Answered {
    let sentence = |failed: &depeche::alert::Failed| {
        let what = failed.destination.as_ref().map_or("its answer", |destination| destination.kind());
        format!(
            "the alert `{}` could not deliver ({what}): {}; it is tried again with the next run",
            failed.alert, failed.why
        )
    };
    Answered {
        num_alerts: summary.alerts.iter().filter(|alert| alert.num_hits > 0).count() as u64,
        num_hits: summary.num_hits(),
        failures: summary.failures.iter().map(sentence).collect(),
    }
}
