//! The crontab of one account, read and written by `crontab(1)`. Which of its lines are ours is `crontab`'s.

use std::io::Write;
use std::process::{Command, Stdio};

use depeche::render::printable;

use super::crontab;
use super::first_run::FirstRuns;
use super::job::Job;
use super::scheduler_command::first_line;
use super::selection::Selection;
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// The crontab of one's own account, or of the one named.
pub struct UsersCrontab<'a> {
    /// `None`: one's own.
    pub user: Option<&'a str>,
}

impl UsersCrontab<'_> {
    /// Writes the lines of `jobs`, and runs each once as cron would.
    pub fn install(&self, jobs: &[Job], ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
        let entries = entries_of(jobs)?;
        let old = self.text()?;
        self.write(&crontab::with(&old, &entries))?;
        let whose = self.user.map_or("your crontab".to_string(), |user| format!("the crontab of {user}"));
        ui.answer(|out| {
            entries.iter().try_for_each(|[_, line]| writeln!(out, "In {whose}: {}", printable(line)))
        })?;
        let mut first_runs = FirstRuns::new(ui);
        for job in jobs {
            first_runs.tell(&job.archive, &self.run_once(&crontab::command(job), environment))?;
        }
        Ok(first_runs.exit())
    }

    /// Takes our lines of the selected archives away, and says which they were.
    pub fn uninstall(&self, selection: &Selection) -> Result<Vec<String>, Failure> {
        // A machine without cron has no lines; who asks for cron alone hears of that.
        let unread = |failure| if selection.cron { Err(failure) } else { Ok(String::new()) };
        let old = self.text().or_else(unread)?;
        let mut archives = crontab::archives(&old);
        archives.retain(|name| selection.has(name));
        if !archives.is_empty() {
            self.write(&crontab::without(&old, |archive| selection.has(archive)))?;
        }
        Ok(archives.iter().map(|archive| format!("the crontab's lines for {archive}")).collect())
    }

    /// The crontab as it is; empty when there is none.
    pub fn text(&self) -> Result<String, Failure> {
        let output = self.crontab().arg("-l").env("LC_ALL", "C").stdin(Stdio::null()).output();
        let output =
            output.map_err(|error| Failure::new("io", format!("`crontab` cannot be started: {error}")))?;
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => String::from_utf8(output.stdout)
                .map_err(|_| Failure::usage("the crontab is not UTF-8, and is left alone")),
            false if said.contains("no crontab for") => Ok(String::new()),
            false => Err(Failure::new("io", format!("`crontab -l` failed: {}", first_line(&said)))),
        }
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let failed = |why: String| Failure::new("io", format!("the crontab could not be written: {why}"));
        let mut command = self.crontab();
        // An empty one is none.
        let is_empty = text.trim().is_empty();
        command.arg(if is_empty { "-r" } else { "-" });
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        if let Some(mut stdin) = child.stdin.take().filter(|_| !is_empty) {
            stdin.write_all(text.as_bytes()).map_err(|error| failed(error.to_string()))?;
        }
        let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        Err(failed(first_line(&String::from_utf8_lossy(&output.stderr))))
    }

    fn crontab(&self) -> Command {
        let mut command = Command::new("crontab");
        command.args(self.user.map(|user| ["-u", user]).iter().flatten());
        command
    }

    /// Runs a line with the surroundings that cron gives it.
    fn run_once(&self, line: &str, environment: &Environment) -> Result<String, String> {
        let home = environment.home.clone().unwrap_or_else(|| "/".into());
        let mut command = match self.user {
            // The account's own rights: what root can read says nothing.
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--", "/bin/sh", "-c", line]);
                command
            }
            None => {
                let mut command = Command::new("/bin/sh");
                command.args(["-c", line]);
                command
            }
        };
        command
            .env_clear()
            .env("HOME", &home)
            .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
            .env("SHELL", "/bin/sh");
        if home.is_dir() {
            command.current_dir(&home);
        }
        let status = command.stdin(Stdio::null()).status().map_err(|error| error.to_string())?;
        match status.code() {
            Some(0 | 3) => Ok(String::new()),
            Some(code) => Err(format!("its status was {code}")),
            None => Err("it was ended by a signal".to_string()),
        }
    }
}

/// What `install` would write into an empty crontab.
pub fn preview(jobs: &[Job]) -> Result<String, Failure> {
    Ok(crontab::with("", &entries_of(jobs)?))
}

fn entries_of(jobs: &[Job]) -> Result<Vec<[String; 2]>, Failure> {
    jobs.iter().map(crontab::entry).collect()
}
