//! `depeche schedule`: when archives are refreshed, by whom, and the daemon that does it. What plans mean is `depeche::schedule`'s.

mod account;
mod child;
mod crontab;
mod daemon;
mod edit;
mod first_run;
mod install;
mod installed;
mod job;
mod launch_agents;
mod launchd;
mod list;
mod log;
mod planned;
mod scheduler_command;
mod selection;
mod service_manager;
mod systemd;
mod uninstall;
mod unit_name;
mod units;
mod users_crontab;

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::shared::Shared;
use super::ui::Ui;

/// Say when archives are refreshed, and have it done.
///
/// A schedule stands in your settings (`depeche config path`). Two things can follow it: `schedule daemon`, one process for
/// all archives, and the system's own scheduler, which `schedule install` tells what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche schedule add presse --every 15m
  depeche schedule add presse --daily 02:30 --timezone Europe/Paris
  depeche schedule add presse --cron '30 2 * * mon-fri'
  depeche schedule list                  what runs next, and who sees to it
  depeche schedule install --systemd --user presse
  depeche schedule daemon                or: one process that sees to all
  depeche schedule pause presse")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Add(edit::AddArgs),
    /// List the schedules with their next runs
    List {
        /// Print JSON (schema depeche.schedules/1)
        #[arg(long)]
        json: bool,
    },
    /// Take the schedule of an archive out of your settings
    Remove {
        /// The archive
        #[arg(value_name = "ARCHIVE")]
        name: String,
    },
    /// Keep the schedule of an archive, and do not follow it
    Pause {
        /// The archive
        #[arg(value_name = "ARCHIVE")]
        name: String,
    },
    /// Follow the schedule of an archive again
    Resume {
        /// The archive
        #[arg(value_name = "ARCHIVE")]
        name: String,
    },
    Daemon(daemon::Args),
    Install(install::Args),
    Uninstall(uninstall::Args),
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    match &args.action {
        None => list::run(false, shared, ui, environment),
        Some(Action::List { json }) => list::run(*json, shared, ui, environment),
        Some(Action::Add(args)) => edit::add(args, shared, ui, environment),
        Some(Action::Remove { name }) => edit::remove(name, shared, ui, environment),
        Some(Action::Pause { name }) => edit::set_paused(name, true, shared, ui, environment),
        Some(Action::Resume { name }) => edit::set_paused(name, false, shared, ui, environment),
        Some(Action::Daemon(args)) => daemon::run(args, shared, ui, environment),
        Some(Action::Install(args)) => install::run(args, shared, ui, environment),
        Some(Action::Uninstall(args)) => uninstall::run(args, ui, environment),
    }
}

/// What drives an archive, by the words of [`Drivers::of_archive`](installed::Drivers::of_archive).
pub fn drivers_of(archive: &str, shared: &Shared, environment: &Environment) -> Vec<&'static str> {
    installed::Drivers::of(environment, daemon::is_running(shared, environment)).of_archive(archive)
}
