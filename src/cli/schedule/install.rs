//! `schedule install`: hands schedules to the system's scheduler. What it is told is a `job`; how it is handed over is known to
//! `units`, `users_crontab`, `launch_agents`.

use super::account::of_account;
use super::job::Job;
use super::launch_agents::LaunchAgents;
use super::planned;
use super::selection::Selection;
use super::systemd::Manager;
use super::units::Units;
use super::users_crontab::{self, UsersCrontab};
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// Hand schedules to the system's own scheduler, and run each once through it
///
/// systemd gets a service and a timer for each archive, or with --daemon one service for all; cron lines between two marks of
/// your crontab; launchd a property list. Program, settings and places are written with their whole paths.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("system").required(true).args(["systemd", "cron", "launchd"]),
    mut_arg("run_as", |run_as| run_as.conflicts_with("launchd")),
)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,
    /// With --systemd: one service that keeps `depeche schedule daemon` running, for all archives
    #[arg(long, requires = "systemd", conflicts_with = "names")]
    daemon: bool,
    /// With --systemd: in your own manager, as you; needs no rights
    #[arg(long, conflicts_with_all = ["run_as", "launchd"])]
    user: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    print: bool,
}

/// Installs.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    args.refuse_wrong_caller()?;
    let selection = &args.selection;
    let environment = &match selection.account() {
        Some(user) => of_account(environment, user)?,
        None => environment.clone(),
    };
    let chosen = planned::followed(&selection.names, shared, environment)?;
    let jobs: Vec<Job> =
        chosen.iter().map(|planned| Job::of(planned, shared, environment)).collect::<Result<_, _>>()?;
    match () {
        () if selection.systemd => {
            let manager = args.manager();
            let units = match args.daemon {
                true => Units::of_daemon(&Job::of_daemon(&jobs, shared)?, manager, environment)?,
                false => Units::of_jobs(&jobs, manager, environment)?,
            };
            if args.print { units.print(ui).map(|()| Exit::Done) } else { units.install(ui) }
        }
        () if selection.cron && args.print => {
            let text = users_crontab::preview(&jobs)?;
            ui.answer(|out| out.write_all(text.as_bytes()))?;
            Ok(Exit::Done)
        }
        () if selection.cron => UsersCrontab { user: selection.account() }.install(&jobs, ui, environment),
        () => {
            let agents = LaunchAgents::of(&jobs)?;
            if args.print { agents.print(ui).map(|()| Exit::Done) } else { agents.install(ui, environment) }
        }
    }
}

impl Args {
    /// Who the runs are to be must be said, and must be theirs to decide.
    fn refuse_wrong_caller(&self) -> Result<(), Failure> {
        let is_root = rustix::process::geteuid().is_root();
        let has_account = self.selection.account().is_some();
        if is_root && !self.user && !has_account && !self.selection.launchd {
            let failure = Failure::usage("as root, say with --run-as USER who the runs are to be");
            return Err(failure.hint("they need no more than to read the folders and to write the archive"));
        }
        if has_account && !is_root && !self.print {
            return Err(Failure::usage("only root can install runs of another account; leave --run-as out"));
        }
        if self.selection.systemd && !self.user && !has_account && !self.print {
            let failure = Failure::usage("units of the whole system are root's to install");
            return Err(failure.hint("--user installs them for you alone, and needs no rights"));
        }
        Ok(())
    }

    /// Whose systemd is meant.
    fn manager(&self) -> Manager {
        match self.selection.account() {
            Some(user) => Manager::System(user.to_string()),
            None => Manager::User,
        }
    }
}
