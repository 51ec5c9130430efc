//! `schedule uninstall`: takes away what `install` wrote, and nothing else. What of ours is where is told by `installed`.

use depeche::render::printable;

use super::launch_agents;
use super::selection::Selection;
use super::systemd::Manager;
use super::units;
use super::users_crontab::UsersCrontab;
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// Take away what `schedule install` wrote, and nothing else
///
/// From the schedulers named; where none is named, from all of them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,
}

/// Takes away.
pub fn run(args: &Args, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let selection = &args.selection;
    let is_all = selection.is_of_all_schedulers();
    let mut gone: Vec<String> = Vec::new();
    if is_all || selection.systemd {
        for manager in [Manager::User, Manager::System(String::new())] {
            gone.extend(units::uninstall(&manager, selection, environment)?);
        }
    }
    if is_all || selection.cron {
        gone.extend(UsersCrontab { user: selection.account() }.uninstall(selection)?);
    }
    if is_all || selection.launchd {
        gone.extend(launch_agents::uninstall(selection, environment)?);
    }
    if gone.is_empty() {
        return Err(Failure::not_found("nothing of that is installed"));
    }
    ui.answer(|out| gone.iter().try_for_each(|what| writeln!(out, "Taken away: {}", printable(what))))?;
    Ok(Exit::Done)
}
