//! The property lists of a user, written, handed to launchd and taken away. What a list says is `launchd`'s.

use std::process::Command;

use depeche::error::AtPath;
use depeche::render::path_text;

use super::first_run::FirstRuns;
use super::job::Job;
use super::scheduler_command::output_of;
use super::selection::Selection;
use super::{installed, launchd};
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// Property lists that are to be.
pub struct LaunchAgents<'a> {
    jobs: &'a [Job],
    /// The text of each.
    lists: Vec<String>,
}

impl<'a> LaunchAgents<'a> {
    /// A list for each job.
    pub fn of(jobs: &'a [Job]) -> Result<LaunchAgents<'a>, Failure> {
        Ok(LaunchAgents { jobs, lists: jobs.iter().map(launchd::plist).collect::<Result<_, _>>()? })
    }

    /// Shows them.
    pub fn print(&self, ui: &Ui) -> Result<(), Failure> {
        ui.answer(|out| self.lists.iter().try_for_each(|text| out.write_all(text.as_bytes())))
    }

    /// Writes them, and has launchd run each once.
    pub fn install(&self, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
        if !cfg!(target_os = "macos") {
            let failure = Failure::usage("launchd is the scheduler of macOS; this machine has none");
            return Err(failure.hint("--print shows what would be written"));
        }
        let directory = installed::launchd_directory(environment)
            .ok_or_else(|| Failure::new("io", "there is no home directory"))?;
        std::fs::create_dir_all(&directory).at(&directory)?;
        let mut first_runs = FirstRuns::new(ui);
        for (text, job) in self.lists.iter().zip(self.jobs) {
            let label = launchd::label_of(&job.archive);
            let path = directory.join(format!("{label}.plist"));
            std::fs::write(&path, text).at(&path)?;
            let path_word = path_text(&path);
            // What was there before is taken out first; there may be nothing.
            let _ = launchctl(&["unload", "-w", &path_word]);
            launchctl(&["load", "-w", &path_word])
                .map_err(|why| Failure::new("io", format!("launchd does not take {path_word}: {why}")))?;
            first_runs.tell(&job.archive, &launchctl(&["start", &label]))?;
        }
        Ok(first_runs.exit())
    }
}

/// Takes the lists of the selected archives away, and says which they were.
pub fn uninstall(selection: &Selection, environment: &Environment) -> Result<Vec<String>, Failure> {
    let mut gone = Vec::new();
    for (archive, path) in installed::launchd_lists(environment) {
        if selection.has(&archive) {
            let _ = launchctl(&["unload", "-w", &path_text(&path)]);
            std::fs::remove_file(&path).at(&path)?;
            gone.push(path_text(&path));
        }
    }
    Ok(gone)
}

fn launchctl(words: &[&str]) -> Result<String, String> {
    output_of(Command::new("launchctl").args(words))
}
