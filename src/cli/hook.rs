//! The user's commands on failure and on recovery: started with the run as JSON on their standard input, and not waited for longer
//! than a minute.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use depeche::history::RunRecord;

use super::environment::Environment;

/// Longest time that a command may take.
const MAX_TIME: Duration = Duration::from_secs(60);
/// Between two looks whether it ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or may not be started.
    #[error("the command `{0}` of your settings could not be started: {1}")]
    NotStarted(String, io::Error),
    /// It ended badly.
    #[error("the command `{0}` of your settings failed: {1}")]
    Failed(String, std::process::ExitStatus),
    /// It was stopped.
    #[error("the command `{0}` of your settings took more than a minute and was stopped")]
    TooLong(String),
}

#[derive(serde::Serialize)]
struct Told<'a> {
    schema: &'static str,
    archive: &'a str,
    #[serde(flatten)]
    run: &'a RunRecord,
}

/// Starts the command and hands it the run.
pub fn tell(
    words: &[OsString],
    archive: &str,
    run: &RunRecord,
    environment: &Environment,
) -> Result<(), Error> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let name = program.to_string_lossy().into_owned();
    let not_started = |error| Error::NotStarted(name.clone(), error);
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(environment.of_commands.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(not_started)?;
    let json = serde_json::to_vec(&Told { schema: "depeche.run/1", archive, run }).unwrap_or_default();
    if let Some(mut input) = child.stdin.take() {
        // A thread: a command that reads nothing must not hold the run up. One that wants nothing is no failure.
        std::thread::spawn(move || input.write_all(&json).and_then(|()| input.write_all(b"\n")));
    }
    let started = Instant::now();
    loop {
        match child.try_wait().map_err(not_started)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Error::Failed(name, status)),
            None if started.elapsed() > MAX_TIME => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Error::TooLong(name));
            }
            None => std::thread::sleep(LOOK_EVERY),
        }
    }
}
