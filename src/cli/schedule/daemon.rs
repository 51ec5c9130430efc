//! `depeche schedule daemon`: one process that follows all schedules. Which run is due is the agenda's; runs are processes of their own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use depeche::error::AtPath;
use depeche::history::Trigger;
use depeche::model::Clock;
use depeche::render::{count_text, path_text};
use depeche::schedule::{Agenda, Ending, Moment};
use jiff::tz::TimeZone;
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::child::Run;
use super::log::Log;
use super::planned::{self, Planned};
use super::service_manager::ServiceManager;
use crate::cli::environment::{Environment, SystemClock};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::operator::Operator;
use crate::cli::settings;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// Follow all schedules of your settings until stopped
///
/// One process for any number of archives; each run is a process of its own. A run by hand counts; an archive that is being
/// written to is tried again; runs that were missed, while the machine was off or asleep, are caught up once.
/// SIGHUP reads the settings again; SIGTERM or Ctrl-C lets running runs come to a safe point and ends.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Archives that may be refreshed at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: u16,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let signals = signals()?;
    let log = Log { has_time: !environment.stderr_is_journal };
    let planned = load(shared, environment)?;
    let _lock = lock(shared, environment)?;
    let manager = ServiceManager::of(environment);
    let mut daemon = Daemon {
        agenda: Agenda::new(args.at_once.into()),
        planned: Vec::new(),
        runs: Vec::new(),
        began: Instant::now(),
        is_quiet: ui.is_quiet,
        status: String::new(),
        shared,
        environment,
        manager,
        log,
    };
    daemon.take(planned);
    daemon.manager.ready("");
    daemon.say(&format!("following {}", count_text(daemon.num_followed(), "schedule")));
    daemon.live(&signals);
    Ok(Exit::Done)
}

struct Daemon<'a> {
    agenda: Agenda,
    planned: Vec<Planned>,
    runs: Vec<Run>,
    began: Instant,
    is_quiet: bool,
    /// What the service manager was told last.
    status: String,
    shared: &'a Shared,
    environment: &'a Environment,
    manager: ServiceManager,
    log: Log,
}

impl Daemon<'_> {
    fn live(&mut self, signals: &Receiver<i32>) {
        let mut is_stopping = false;
        loop {
            self.reap();
            if is_stopping && self.runs.is_empty() {
                break;
            }
            if !is_stopping {
                self.start_due();
            }
            self.manager.alive();
            self.tell_status();
            let sleep = self.agenda.sleep(self.now()).max(MIN_SLEEP);
            let sleep = self.manager.hear_every().map_or(sleep, |every| sleep.min(every));
            match signals.recv_timeout(sleep) {
                Ok(SIGHUP) if !is_stopping => self.reload(),
                Ok(SIGTERM | SIGINT) => {
                    self.manager.stopping();
                    self.say(match self.runs.len() {
                        0 => "stopping",
                        _ => "stopping when what is running has come to a safe point",
                    });
                    is_stopping = true;
                    self.runs.iter().for_each(Run::ask_to_stop);
                }
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => is_stopping = true,
            }
        }
        self.say("stopped");
    }

    fn now(&self) -> Moment {
        Moment { wall: SystemClock.now(), steady: self.began.elapsed() }
    }

    fn say(&self, message: &str) {
        if !self.is_quiet {
            self.log.say(message);
        }
    }

    fn num_followed(&self) -> u64 {
        self.planned.iter().filter(|planned| !planned.is_paused).count() as u64
    }

    /// Takes these schedules in place of those before.
    fn take(&mut self, planned: Vec<Planned>) {
        self.planned = planned;
        let followed = self.planned.iter().filter(|planned| !planned.is_paused);
        let plans: Vec<_> =
            followed.map(|planned| (planned.place.name.clone(), planned.plan.clone())).collect();
        let names: Vec<String> = plans.iter().map(|(name, _)| name.clone()).collect();
        let now = self.now();
        self.agenda.set_plans(plans, now);
        names.iter().for_each(|name| self.learn(name));
    }

    /// Learns of runs that somebody else started.
    fn learn(&mut self, name: &str) {
        let place = self.planned.iter().find(|planned| planned.place.name == *name);
        if let Some(start) = place.and_then(|planned| planned::last_start(&planned::runs(&planned.place))) {
            let now = self.now();
            self.agenda.learn_start(name, start, now);
        }
    }

    fn reload(&mut self) {
        self.manager.reloading();
        match load(self.shared, self.environment) {
            Ok(planned) => {
                self.take(planned);
                self.say(&format!("settings read again: {}", count_text(self.num_followed(), "schedule")));
            }
            Err(failure) => {
                for line in failure.message.lines() {
                    self.log.say(&format!("error: {line}"));
                }
                self.log.say("the settings cannot be read; those before are kept");
            }
        }
        self.manager.ready(&self.status);
    }

    fn start_due(&mut self) {
        let due = self.agenda.due(self.now());
        due.iter().for_each(|name| self.learn(name));
        for name in self.agenda.start_due(self.now()) {
            self.say(&format!("{name}: begins"));
            match Run::start(&name, self.shared, self.environment, self.log) {
                Ok(run) => self.runs.push(run),
                Err(error) => {
                    self.log.say(&format!("{name}: could not be started: {error}"));
                    self.tell_operator(&name, &format!("it could not be started: {error}"));
                    let now = self.now();
                    self.agenda.ended(&name, Ending::Over, now);
                }
            }
        }
    }

    fn reap(&mut self) {
        let mut ended = Vec::new();
        self.runs.retain_mut(|run| match run.try_end() {
            Some(end) => {
                ended.push(end);
                false
            }
            None => true,
        });
        for end in ended {
            let now = self.now();
            self.agenda.ended(&end.archive, end.ending, now);
            if end.is_bad || !self.is_quiet {
                self.log.say(&format!("{}: {}", end.archive, end.sentence));
            }
            // What a run can tell it tells by itself: not when it was killed, nor when it has no settings to know whom.
            let is_silent = |_: &String| end.is_killed || load(self.shared, self.environment).is_err();
            if let Some(why) = end.failure.filter(|why| is_silent(why)) {
                self.tell_operator(&end.archive, &why);
            }
        }
    }

    /// Tells of a run that failed and could not say so, by the settings that are in force here.
    fn tell_operator(&self, name: &str, reason: &str) {
        let Some(planned) = self.planned.iter().find(|planned| planned.place.name == name) else { return };
        let (place, entry, environment) = (&planned.place, Some(&planned.entry), self.environment);
        let operator = Operator { place, entry, environment };
        let Some(call) = operator.hear_of_none(Trigger::Schedule, reason, None) else { return };
        let (log, name, environment) = (self.log, name.to_string(), environment.clone());
        // A thread: the service manager waits for a word of us while the command does its work.
        std::thread::spawn(move || {
            if let Err(error) = call.make(&environment) {
                log.say(&format!("{name}: {error}"));
            }
        });
    }

    fn tell_status(&mut self) {
        let running: Vec<&str> = self.agenda.running().collect();
        let next = self.agenda.next_runs().min_by_key(|(_, next)| *next);
        let status = match (running.as_slice(), next) {
            ([], None) => "no schedule to follow".to_string(),
            ([], Some((name, next))) => {
                format!(
                    "next: {name} at {}",
                    next.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S")
                )
            }
            (names, _) => format!("refreshing {}", names.join(", ")),
        };
        if status != self.status {
            self.manager.status(&status);
            self.status = status;
        }
    }
}

/// A run that ends at once is not waited for in a loop that never rests.
const MIN_SLEEP: Duration = Duration::from_millis(10);

fn load(shared: &Shared, environment: &Environment) -> Result<Vec<Planned>, Failure> {
    planned::all(&settings::load(shared, environment)?, environment)
}

/// Signals as they come, from a thread of their own.
fn signals() -> Result<Receiver<i32>, Failure> {
    let failed = |error| Failure::new("io", format!("signals cannot be listened to: {error}"));
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGCHLD]).map_err(failed)?;
    let (sender, receiver) = channel();
    std::thread::spawn(move || signals.forever().try_for_each(|signal| sender.send(signal).ok()));
    Ok(receiver)
}

/// Two daemons with the same settings would do everything twice.
fn lock(shared: &Shared, environment: &Environment) -> Result<Option<File>, Failure> {
    let Some(path) = lock_path(shared, environment) else { return Ok(None) };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(&path).at(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => {
            let message = "a schedule daemon with these settings is running already";
            Err(Failure::new("locked", message).hint(format!("it holds {}", path_text(&path))))
        }
        // A file system without locks is no reason not to run.
        Err(std::fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// Whether a daemon with these settings is running.
pub fn is_running(shared: &Shared, environment: &Environment) -> bool {
    let file = lock_path(shared, environment).and_then(|path| File::open(path).ok());
    file.is_some_and(|file| matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock)))
}

fn lock_path(shared: &Shared, environment: &Environment) -> Option<PathBuf> {
    let data = environment.data_dir.as_ref()?.join("depeche");
    let file = settings::file(shared, environment).ok()?;
    let file = std::path::absolute(&file).unwrap_or(file);
    let id = depeche::model::ArticleId::new("daemon", depeche::model::path_bytes(Path::new(&file)), "");
    Some(data.join(format!("daemon-{id}.lock")))
}
