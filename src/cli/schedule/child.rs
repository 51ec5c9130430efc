//! One run of one archive as a process of its own: what breaks in it does not break the daemon, and its memory goes back. Decides
//! nothing.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use depeche::schedule::Ending;
use rustix::process::{Pid, Signal, kill_process};

use super::log::Log;
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::shared::Shared;

/// Lines of a run's stderr that are passed on; the rest is counted by its own history.
const MAX_LINES: usize = 50;
/// After its end, a run's last words are waited for so long.
const MAX_LAST_WORDS: Duration = Duration::from_secs(2);

/// A run that was started.
pub struct Run {
    /// The archive.
    pub archive: String,
    child: Child,
    began: Instant,
    /// Ends with the last line, which may be a failure as JSON.
    said: Option<JoinHandle<Option<String>>>,
}

/// How a run ended, for the agenda and for people.
pub struct Ended {
    /// The archive.
    pub archive: String,
    /// For the agenda.
    pub ending: Ending,
    /// For people.
    pub sentence: String,
    /// Whether somebody should look.
    pub is_bad: bool,
    /// Why it could not be done, of a run that said it or that was ended by a signal.
    pub failure: Option<String>,
    /// Whether a signal ended it.
    pub is_killed: bool,
}

impl Run {
    /// Starts `depeche index` for `archive` with the settings of this process.
    pub fn start(archive: &str, shared: &Shared, environment: &Environment, log: Log) -> io::Result<Run> {
        let mut command = Command::new(environment.program.clone().unwrap_or_else(|| "depeche".into()));
        if let Some(config) = &shared.config {
            command.arg("--config").arg(absolute(config));
        }
        command.args(arguments(archive));
        // In a group of its own: Ctrl-C in a terminal is passed on once, by us.
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        for variable in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM"] {
            command.env_remove(variable);
        }
        let mut child = command.spawn()?;
        let stderr = child.stderr.take();
        let name = archive.to_string();
        let said =
            stderr.map(|stderr| std::thread::spawn(move || pass_on(BufReader::new(stderr), &name, log)));
        Ok(Run { archive: archive.to_string(), child, began: Instant::now(), said })
    }

    /// Asks it to stop at the next safe point.
    pub fn ask_to_stop(&self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It was not waited for yet, so that the number is its own still. One that ended needs no signal.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Whether and how it ended.
    pub fn try_end(&mut self) -> Option<Ended> {
        let status = match self.child.try_wait() {
            Ok(None) => return None,
            Ok(Some(status)) => status.code(),
            Err(_) => None,
        };
        let last_line = self.said.take().and_then(last_of);
        let failure = last_line.as_deref().and_then(|line| serde_json::from_str::<Failed>(line).ok());
        let is_locked = failure.as_ref().is_some_and(|failure| failure.code == "locked");
        let seconds = self.began.elapsed().as_secs_f64();
        let is = |exit: Exit| status == Some(i32::from(exit.status()));
        let why = match (status, &failure) {
            (_, Some(failure)) if !is_locked => Some(in_one_line(&failure.message)),
            (None, _) => Some("it was ended by a signal".to_string()),
            _ => None,
        };
        let sentence = match (status, failure) {
            _ if is(Exit::Done) => format!("done in {seconds:.1} s"),
            _ if is(Exit::FilesFailed) => format!("done in {seconds:.1} s; files failed for the first time"),
            _ if is(Exit::HeldBack) => format!("done in {seconds:.1} s; removals are held back"),
            _ if is(Exit::Interrupted) => "stopped at a safe point".to_string(),
            (_, Some(failure)) if is_locked => format!("{}; it is tried again", failure.message),
            (_, Some(failure)) => format!("failed: {}", in_one_line(&failure.message)),
            (Some(status), None) => format!("failed with status {status}"),
            (None, None) => "was ended by a signal; what it had committed stays".to_string(),
        };
        let is_bad = !is_locked && !is(Exit::Done) && !is(Exit::Interrupted);
        let ending = if is_locked { Ending::Locked } else { Ending::Over };
        Some(Ended {
            archive: self.archive.clone(),
            ending,
            sentence,
            is_bad,
            failure: why,
            is_killed: status.is_none(),
        })
    }
}

/// The last line, as soon as all was said. What a run left behind may hold its stderr open: that is not waited for.
fn last_of(said: JoinHandle<Option<String>>) -> Option<String> {
    let began = Instant::now();
    while !said.is_finished() {
        if began.elapsed() > MAX_LAST_WORDS {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    said.join().ok().flatten()
}

/// What follows the program's name and its settings.
fn arguments(archive: &str) -> Vec<OsString> {
    // A name that begins with a dash is no option.
    let archive = format!("--archive={archive}");
    ["index", archive.as_str(), "--trigger", "daemon", "--quiet", "--json"].map(OsString::from).to_vec()
}

#[derive(serde::Deserialize)]
struct Failed {
    code: String,
    message: String,
}

/// Passes on what a run says, but for the failure in its last line.
fn pass_on(lines: impl BufRead, archive: &str, log: Log) -> Option<String> {
    let mut last: Option<String> = None;
    let lines = lines.lines().map_while(Result::ok).filter(|line| !line.trim().is_empty());
    for (number, line) in lines.enumerate() {
        if let Some(before) = last.replace(line).filter(|_| number < MAX_LINES) {
            log.say(&format!("{archive}: {before}"));
        }
    }
    last.filter(|line| {
        let is_failure = serde_json::from_str::<Failed>(line).is_ok();
        if !is_failure {
            log.say(&format!("{archive}: {line}"));
        }
        is_failure
    })
}

/// Settings with several mistakes say a line each.
fn in_one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join("; ")
}

fn absolute(path: &std::path::Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
