//! Units in a directory of systemd's, written, enabled and taken away. What a unit says is `systemd`'s.

use std::path::PathBuf;
use std::process::Command;

use depeche::error::AtPath;
use depeche::render::{path_text, printable};

use super::first_run::FirstRuns;
use super::installed;
use super::job::Job;
use super::scheduler_command::output_of;
use super::selection::Selection;
use super::systemd::{self, Manager};
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// Units that are to be.
pub struct Units {
    manager: Manager,
    directory: PathBuf,
    /// The name and text of each.
    files: Vec<(String, String)>,
    to_enable: Vec<String>,
    /// Archives, each with the service of its runs.
    to_start: Vec<(String, String)>,
}

impl Units {
    /// A service and a timer for each job.
    pub fn of_jobs(jobs: &[Job], manager: Manager, environment: &Environment) -> Result<Units, Failure> {
        let mut units = Units::none(manager, environment)?;
        for job in jobs {
            let name = systemd::name_of(&job.archive);
            let (service, timer) = (format!("{name}.service"), format!("{name}.timer"));
            units.files.push((service.clone(), systemd::service(job, &units.manager)));
            units.files.push((timer.clone(), systemd::timer(job)));
            units.to_enable.push(timer);
            units.to_start.push((job.archive.clone(), service));
        }
        Ok(units)
    }

    /// The one service that keeps the daemon running.
    pub fn of_daemon(job: &Job, manager: Manager, environment: &Environment) -> Result<Units, Failure> {
        let mut units = Units::none(manager, environment)?;
        units.files.push((systemd::DAEMON.to_string(), systemd::daemon(job, &units.manager)));
        units.to_enable.push(systemd::DAEMON.to_string());
        Ok(units)
    }

    fn none(manager: Manager, environment: &Environment) -> Result<Units, Failure> {
        let directory = installed::unit_directory(&manager, environment)
            .ok_or_else(|| Failure::new("io", "there is no home directory to keep units in"))?;
        let (files, to_enable, to_start) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Units { manager, directory, files, to_enable, to_start })
    }

    /// Shows them.
    pub fn print(&self, ui: &Ui) -> Result<(), Failure> {
        ui.answer(|out| {
            self.files.iter().try_for_each(|(name, text)| {
                writeln!(out, "# {}\n{text}", printable(&path_text(&self.directory.join(name))))
            })
        })
    }

    /// Writes and enables them, and has systemd run each archive once.
    pub fn install(&self, ui: &Ui) -> Result<Exit, Failure> {
        self.write()?;
        if let Err(why) = self.enable() {
            // Half of it is worse than nothing.
            for (name, _) in &self.files {
                let _ = std::fs::remove_file(self.directory.join(name));
            }
            let failure = Failure::new("io", format!("systemd does not take the units: {why}"));
            return Err(failure.hint("nothing stays installed; `--print` shows the units"));
        }
        warn_of_lingering(&self.manager, ui);
        ui.answer(|out| {
            let names = self.files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
            writeln!(out, "Installed in {}: {}", path_text(&self.directory), printable(&names))
        })?;
        let mut first_runs = FirstRuns::new(ui);
        for (archive, service) in &self.to_start {
            first_runs.tell(archive, &systemctl(&self.manager, &["start", service]))?;
        }
        Ok(first_runs.exit())
    }

    fn write(&self) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.directory).at(&self.directory)?;
        for (name, _) in &self.files {
            let path = self.directory.join(name);
            if path.exists() && !installed::is_ours(&path) {
                let message = format!("{} is there already, and not written by depeche", path_text(&path));
                return Err(Failure::usage(message).hint("take it away, or give the archive another name"));
            }
        }
        for (name, text) in &self.files {
            let path = self.directory.join(name);
            std::fs::write(&path, text).at(&path)?;
        }
        Ok(())
    }

    fn enable(&self) -> Result<String, String> {
        systemctl(&self.manager, &["daemon-reload"])?;
        let mut words = vec!["enable", "--now"];
        words.extend(self.to_enable.iter().map(String::as_str));
        systemctl(&self.manager, &words)
    }
}

/// Takes the units of the selected archives away, and says which they were. The daemon's goes with those of all archives only.
pub fn uninstall(
    manager: &Manager,
    selection: &Selection,
    environment: &Environment,
) -> Result<Vec<String>, Failure> {
    let is_meant = |unit: &installed::Unit| match &unit.archive {
        Some(archive) => selection.has(archive),
        None => selection.names.is_empty(),
    };
    let mut units = installed::units(manager, environment);
    units.retain(is_meant);
    if units.is_empty() {
        return Ok(Vec::new());
    }
    for unit in &units {
        let name = unit.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A manager that is not running has nothing enabled; a running service comes to its end by itself.
        if !name.ends_with(".service") || unit.archive.is_none() {
            let _ = systemctl(manager, &["disable", "--now", &name]);
        }
    }
    for unit in &units {
        std::fs::remove_file(&unit.path).at(&unit.path)?;
    }
    let _ = systemctl(manager, &["daemon-reload"]);
    Ok(units.iter().map(|unit| path_text(&unit.path)).collect())
}

/// Units of a user stop with the last session, unless the account lingers.
fn warn_of_lingering(manager: &Manager, ui: &Ui) {
    if *manager != Manager::User {
        return;
    }
    let user = rustix::process::getuid().as_raw().to_string();
    match output_of(Command::new("loginctl").args(["show-user", &user, "--property=Linger"])) {
        Ok(said) if said.trim() == "Linger=yes" => {}
        Ok(_) => ui.warn("your units run only while you are logged in; `loginctl enable-linger` lets them run always"),
        Err(_) => ui.warn(
            "whether your units run while you are logged out cannot be told; `loginctl enable-linger` makes them, where there is loginctl",
        ),
    }
}

fn systemctl(manager: &Manager, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new("systemctl");
    if *manager == Manager::User {
        command.arg("--user");
    }
    output_of(command.args(words))
}
