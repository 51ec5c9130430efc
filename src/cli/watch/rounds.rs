//! The rounds of a watch: wait, see what is quiet, refresh just that. Keeps removals in bounds that a single run has, but many small
//! ones would not.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use depeche::config::Settings;
use depeche::history::Trigger;
use depeche::index::Archive;
use depeche::ingest::{IngestOptions, Outcome, Report};
use depeche::render::{count_text, path_text, printable};
use depeche::schedule::{Changes, Ready};

use super::eyes::Eyes;
use crate::cli::alert::AlertsOfRun;
use crate::cli::environment::Environment;
use crate::cli::failure::Failure;
use crate::cli::interrupt;
use crate::cli::place::Place;
use crate::cli::refresh::{Refresh, Work};
use crate::cli::ui::Ui;

/// How often signals and folders are looked after, at least.
const TICK: Duration = Duration::from_millis(200);
const LOOK_AFTER_FOLDERS_EVERY: Duration = Duration::from_secs(2);
/// A locked archive, or one that cannot be written to now, is tried again after it.
const RETRY: Duration = Duration::from_secs(5);
/// Within it so many articles may go as in one run: a folder that is emptied slowly is no less emptied.
const REMOVALS_WITHIN: Duration = Duration::from_secs(3600);
const MIN_LOSS: u64 = 20;
const LOSS_SHARE: u64 = 20;

/// A watch at work.
pub struct Rounds<'a> {
    place: &'a Place,
    eyes: Eyes,
    changes: Changes,
    options: IngestOptions,
    settings: &'a Settings,
    alerts: &'a AlertsOfRun,
    poll: Duration,
    whole_look_every: Duration,
    began: Instant,
    last_poll: Instant,
    last_whole: Instant,
    last_folders: Instant,
    /// Articles that may go within an hour.
    budget: u64,
    /// When how many articles went.
    removed: VecDeque<(Instant, u64)>,
    has_told_of_gone: bool,
    /// Said once, until something else is to be said.
    last_trouble: Option<String>,
    not_before: Option<Instant>,
}

impl<'a> Rounds<'a> {
    /// A watch with these eyes on the archive at `place`, which refreshes as `options` say.
    pub fn new(
        place: &'a Place,
        eyes: Eyes,
        options: IngestOptions,
        settings: &'a Settings,
        alerts: &'a AlertsOfRun,
        poll: Duration,
        whole_look_every: Duration,
    ) -> Rounds<'a> {
        let now = Instant::now();
        let mut changes = Changes::default();
        changes.tell_everything(Duration::ZERO);
        Rounds {
            place,
            eyes,
            changes,
            options,
            settings,
            alerts,
            poll,
            whole_look_every,
            began: now,
            last_poll: now,
            last_whole: now,
            last_folders: now,
            budget: MIN_LOSS,
            removed: VecDeque::new(),
            has_told_of_gone: false,
            last_trouble: None,
            not_before: None,
        }
    }

    /// Works until somebody asks to stop.
    pub fn live(mut self, archive: &mut Archive, ui: &Ui, environment: &Environment) -> Result<(), Failure> {
        let began = self.began;
        let mut is_first = true;
        while !interrupt::is_requested() {
            let wait = self.wait();
            self.eyes.wait(wait, &mut self.changes, || began.elapsed());
            self.look_at_clocks();
            if self.not_before.is_some_and(|at| at > Instant::now()) {
                continue;
            }
            let takes_removals = self.may_remove(ui);
            let mut paths = match self.changes.take_ready(takes_removals, began.elapsed()) {
                Some(Ready::Everything) => Some(Vec::new()),
                Some(Ready::Paths(paths)) => Some(paths),
                None => None,
            };
            if self.last_poll.elapsed() >= self.poll && paths.is_none() {
                self.last_poll = Instant::now();
                let polled = self.eyes.polled();
                paths = (!polled.is_empty()).then_some(polled);
            }
            if let Some(paths) = paths {
                self.refresh(archive, paths, ui, environment, is_first)?;
                is_first = false;
            }
        }
        Ok(())
    }

    fn wait(&self) -> Duration {
        let may_remove = self.num_removed() < self.budget;
        let wait = self.changes.wait(may_remove, self.began.elapsed());
        wait.unwrap_or(TICK).min(TICK).max(Duration::from_millis(5))
    }

    fn look_at_clocks(&mut self) {
        let now = self.began.elapsed();
        if self.last_folders.elapsed() >= LOOK_AFTER_FOLDERS_EVERY {
            self.last_folders = Instant::now();
            self.eyes.look_after_folders(&mut self.changes, now);
        }
        if self.last_whole.elapsed() >= self.whole_look_every {
            self.last_whole = Instant::now();
            self.changes.tell_everything(now);
        }
    }

    fn num_removed(&self) -> u64 {
        self.removed.iter().map(|(_, num)| num).sum()
    }

    /// Whether files that are gone may be looked at; says once when they may not.
    fn may_remove(&mut self, ui: &Ui) -> bool {
        while self.removed.front().is_some_and(|(when, _)| when.elapsed() > REMOVALS_WITHIN) {
            self.removed.pop_front();
        }
        let may = self.num_removed() < self.budget;
        if may {
            self.has_told_of_gone = false;
        } else if self.changes.num_gone() > 0 && !self.has_told_of_gone {
            self.has_told_of_gone = true;
            ui.warn(&format!(
                "{} went within an hour; what else is gone is kept until `depeche index` looks at it as a whole",
                count_text(self.num_removed(), "article")
            ));
        }
        may
    }

    fn refresh(
        &mut self,
        archive: &mut Archive,
        paths: Vec<PathBuf>,
        ui: &Ui,
        environment: &Environment,
        is_first: bool,
    ) -> Result<(), Failure> {
        let only = inside(archive, &paths);
        if only.is_empty() && !paths.is_empty() {
            return Ok(());
        }
        self.options.only = only;
        let refresh = Refresh {
            place: self.place,
            work: Work::Refresh,
            trigger: Trigger::Watch,
            options: &self.options,
            settings: self.settings,
            metrics: None,
            alerts: Some(self.alerts),
        };
        match refresh.run(archive, ui, environment) {
            Ok(report) => {
                let report = report.unwrap_or_default();
                self.not_before = None;
                self.last_trouble = None;
                self.budget = MIN_LOSS.max(report.articles_total / LOSS_SHARE);
                if report.articles_removed > 0 {
                    self.removed.push_back((Instant::now(), report.articles_removed));
                }
                self.say(&report, ui, is_first);
                Ok(())
            }
            // The folders may have changed, the archive be gone for good.
            Err(failure) if is_first && failure.code != "locked" => Err(failure),
            Err(failure) => {
                self.trouble(&failure, ui);
                self.not_before = Some(Instant::now() + RETRY);
                let now = self.began.elapsed();
                match paths.is_empty() {
                    true => self.changes.tell_everything(now),
                    false => paths.iter().for_each(|path| self.tell_again(path, now)),
                }
                Ok(())
            }
        }
    }

    fn tell_again(&mut self, path: &std::path::Path, now: Duration) {
        let is_there = path.symlink_metadata().is_ok();
        let event =
            if is_there { depeche::schedule::Event::Complete } else { depeche::schedule::Event::Gone };
        self.changes.tell(path, event, now);
    }

    fn trouble(&mut self, failure: &Failure, ui: &Ui) {
        if self.last_trouble.as_deref() != Some(&failure.message) {
            ui.warn(&format!("{}; it is tried again", failure.message));
            self.last_trouble = Some(failure.message.clone());
        }
    }

    fn say(&self, report: &Report, ui: &Ui, is_first: bool) {
        let counts = [
            (report.articles_added, "added"),
            (report.articles_updated, "updated"),
            (report.articles_removed, "removed"),
        ];
        let mut parts: Vec<String> = counts
            .iter()
            .filter(|(num, _)| *num > 0)
            .map(|(num, word)| format!("{} {word}", count_text(*num, "article")))
            .collect();
        let new_failures: Vec<_> = report.failed.iter().filter(|problem| !problem.known).collect();
        for problem in new_failures.iter().take(3) {
            ui.warn(&format!("{}: {}", printable(&problem.path), problem.message));
        }
        if !new_failures.is_empty() {
            parts.push(format!("{} failed", count_text(new_failures.len() as u64, "file")));
        }
        let held_back = report.tally(Outcome::HeldBack).files;
        for part in &report.held_back {
            ui.warn(&format!("{}: removals are held back: {}", path_text(&part.path), part.reason));
        }
        if held_back > 0 && report.held_back.is_empty() {
            parts.push(format!("{} held back", count_text(held_back, "file")));
        }
        if is_first {
            parts.push(format!("{} in all; watching", count_text(report.articles_total, "article")));
        }
        if !parts.is_empty() {
            ui.note(&parts.join(", "));
        }
    }
}

/// The paths that lie in folders of the archive: its folders may have been changed meanwhile.
fn inside(archive: &Archive, paths: &[PathBuf]) -> Vec<PathBuf> {
    let settings = archive.settings();
    let mut inside: Vec<PathBuf> =
        paths.iter().filter(|path| settings.folder_around(path).is_some()).cloned().collect();
    // A burst in a folder that is a file itself names the folder around it.
    for folder in &settings.folders {
        let is_below = paths.iter().any(|path| folder.path != *path && folder.path.starts_with(path));
        if is_below {
            inside.push(folder.path.clone());
        }
    }
    inside
}
